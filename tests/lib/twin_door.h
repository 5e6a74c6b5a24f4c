/* twin_door.h: a door out for tests: keeps what it is given, and answers as a table says. */
#ifndef VESTNIK_TESTS_TWIN_DOOR_H
#define VESTNIK_TESTS_TWIN_DOOR_H

#include <string.h>

#include "base/error.h"
#include "gateway/door.h"

/* The first row whose `part` occurs in the address; no row: sent. */
typedef struct TwinRule {
    const char *part;
    DeliveryKind kind;
    int code;
    const char *reply;
} TwinRule;

typedef struct TwinLetter {
    char *mail_from;
    GStrv recipients;
    GBytes *bytes;
} TwinLetter;

typedef struct TwinDoor {
    DoorOut door;
    GPtrArray *letters;    /* of TwinLetter* */
    const TwinRule *rules; /* ended by part NULL; NULL: none */
    bool broken;           /* it cannot work */
    bool no_entry;         /* because of the password */
    int calls;
    void (*on_send)(void *); /* called when the letter was taken; NULL none */
    void *on_send_data;
    guint most;  /* deliveries at once */
    GQueue done; /* of Delivery* */
} TwinDoor;

static void twin_letter_free(void *data)
{
    TwinLetter *letter = data;

    g_free(letter->mail_from);
    g_strfreev(letter->recipients);
    g_bytes_unref(letter->bytes);
    g_free(letter);
}

static DeliveryResult twin_answer(const TwinDoor *self, const char *address)
{
    for (const TwinRule *rule = self->rules; rule && rule->part; rule++)
        if (strstr(address, rule->part))
            return (DeliveryResult){
                .kind = rule->kind, .code = rule->code, .reply = g_strdup(rule->reply)};
    return (DeliveryResult){
        .kind = DELIVERY_SENT, .code = 250, .reply = g_strdup("250 2.0.0 queued")};
}

static GBytes *twin_bytes(const Delivery *delivery)
{
    GByteArray *all = g_byte_array_new();
    GBytes *const pieces[] = {delivery->head, delivery->body};

    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++)
        if (pieces[i])
            g_byte_array_append(all, g_bytes_get_data(pieces[i], NULL),
                                (guint)g_bytes_get_size(pieces[i]));
    return g_byte_array_free_to_bytes(all);
}

static size_t twin_room(const DoorOut *door)
{
    const TwinDoor *self = (const TwinDoor *)door;

    return self->most - self->done.length;
}

static void twin_start(DoorOut *door, Delivery *delivery)
{
    TwinDoor *self = (TwinDoor *)door;

    self->calls++;
    g_queue_push_tail(&self->done, delivery);
    if (self->broken) {
        delivery->is_login = self->no_entry;
        delivery->trouble_code = self->no_entry ? 535 : 0;
        delivery->trouble = g_strdup(self->no_entry ? "535 5.7.8 no" : "connection refused");
        return;
    }
    TwinLetter *letter = g_new0(TwinLetter, 1);
    letter->mail_from = g_strdup(delivery->mail_from);
    letter->recipients = g_new0(char *, delivery->count + 1);
    letter->bytes = twin_bytes(delivery);
    for (size_t i = 0; i < delivery->count; i++) {
        letter->recipients[i] = g_strdup(delivery->recipients[i]);
        delivery->results[i] = twin_answer(self, delivery->recipients[i]);
    }
    g_ptr_array_add(self->letters, letter);
    if (self->on_send)
        self->on_send(self->on_send_data);
}

static Delivery *twin_next(DoorOut *door, int milliseconds)
{
    (void)milliseconds;
    return g_queue_pop_head(&((TwinDoor *)door)->done);
}

static void twin_free(DoorOut *door)
{
    TwinDoor *self = (TwinDoor *)door;

    g_ptr_array_unref(self->letters);
    g_queue_clear(&self->done);
    g_free(self);
}

static TwinDoor *twin_door_new(void)
{
    static const DoorOutClass klass = {"twin", twin_room, twin_start, twin_next, twin_free};
    TwinDoor *self = g_new0(TwinDoor, 1);

    self->door.klass = &klass;
    self->most = 1;
    self->letters = g_ptr_array_new_with_free_func(twin_letter_free);
    return self;
}

#endif
