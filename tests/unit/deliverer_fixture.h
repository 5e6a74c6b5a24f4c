/* deliverer_fixture.h: a deliverer of one account with a capturing and failing door, and a letter
 * to send. The clock stands at NOW. */
#ifndef VESTNIK_TESTS_DELIVERER_FIXTURE_H
#define VESTNIK_TESTS_DELIVERER_FIXTURE_H

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "archive/ask.h"
#include "archive/letter.h"
#include "archive/outgoing.h"
#include "base/clock.h"
#include "base/compose.h"
#include "base/log.h"
#include "gateway/deliverer.h"
#include "tests/lib/twin_door.h"

#define NOW 1795000000
#define RAW                                                                                        \
    "From: a@school.example\nSubject: x\nContent-Type: text/plain; "                               \
    "charset=koi8-r\n\n\xf0\xd2\n.\nend\r\n"
#define HEAD "From: list@mo.example\r\nMessage-ID: <p1@x>\r\n\r\n"

typedef struct Fixture {
    char *folder, *path;
    Db *db;
    TwinDoor *twin;
    Account account;
    Account *accounts[2];
    Settings settings;
    TokenKey key;
    Deliverer deliverer;
    int64_t letter;
} Fixture;

static inline void set_up(Fixture *f, const void *unused)
{
    g_autoptr(GError) error = NULL;
    const char *to[] = {"list@mo.example", NULL};
    Envelope envelope = {.door = "pipe", .account = "main", .mail_from = "", .recipients = to};

    (void)unused;
    clock_fix(NOW);
    log_setup(LOG_LEVEL_ERROR, false, NULL);
    f->folder = g_dir_make_tmp("vestnik-deliverer-XXXXXX", NULL);
    f->path = g_build_filename(f->folder, "v.db", NULL);
    f->db = db_open(f->path, DB_CREATE, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) raw = g_bytes_new_static(RAW, sizeof RAW - 1);
    g_assert_true(letter_accept(f->db, &envelope, raw, &f->letter, &error));
    f->twin = twin_door_new();
    f->account = (Account){.name = (char *)"main",
                           .address = (char *)"vestnik@mo.example",
                           .addressing = ADDRESSING_DOMAIN,
                           .smtp_recipients = 3,
                           .smtp_connections = 2};
    f->accounts[0] = &f->account;
    f->settings = (Settings){.retry_first = 100,
                             .retry_longest = 1000,
                             .retry_days = 2,
                             .accounts = f->accounts,
                             .account_count = 1,
                             .zone = g_time_zone_new_utc()};
    memset(&f->key, 7, sizeof f->key);
    f->deliverer = (Deliverer){.settings = &f->settings,
                               .door = &f->twin->door,
                               .key = &f->key,
                               .loop_stamp = "instance1"};
}

static inline void tear_down(Fixture *f, const void *unused)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};

    (void)unused;
    db_close(f->db);
    door_out_free(&f->twin->door);
    g_time_zone_unref(f->settings.zone);
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(f->path, suffixes[i], NULL);
        g_unlink(path);
    }
    g_rmdir(f->folder);
    g_free(f->path);
    g_free(f->folder);
}

static inline int64_t queue(Fixture *f, Outgoing *outgoing, const char *const *addresses)
{
    int64_t id = 0;

    outgoing->mail_from = outgoing->mail_from ? outgoing->mail_from : (char *)"bounce@mo.example";
    g_assert_true(db_begin(f->db, NULL));
    g_assert_true(outgoing_add(f->db, outgoing, &id, NULL));
    for (int i = 0; addresses[i]; i++)
        g_assert_true(outgoing_add_recipient(f->db, id, &(Addressee){0, addresses[i], NULL}, NULL));
    g_assert_true(db_finish(f->db, true, NULL));
    return id;
}

static inline int64_t queue_post(Fixture *f, const char *key, const char *const *addresses)
{
    g_autoptr(GBytes) head = g_bytes_new_static(HEAD, sizeof HEAD - 1);
    Outgoing post = {.purpose = (char *)"post",
                     .key = (char *)key,
                     .priority = PRIORITY_POST,
                     .message_id = (char *)"p1@x",
                     .head = head,
                     .letter = f->letter};

    return queue(f, &post, addresses);
}

static inline int64_t queue_draft(Fixture *f, const char *draft, int64_t ask,
                                  const char *const *addresses)
{
    Outgoing own = {.purpose = (char *)"confirm",
                    .key = (char *)"c",
                    .priority = PRIORITY_DECISION,
                    .message_id = (char *)"d1@x",
                    .draft = (char *)draft,
                    .ask = ask};

    return queue(f, &own, addresses);
}

static inline int64_t deliver(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    int64_t next = 0;

    g_assert_true(deliver_due(f->db, &f->deliverer, &next, &error));
    g_assert_no_error(error);
    return next;
}

static inline QueueRow *row_of(Fixture *f, const char *address)
{
    static const char *const states[] = {"queued", "deferred", "unknown",
                                         "sent",   "failed",   "dropped"};

    for (size_t s = 0; s < G_N_ELEMENTS(states); s++) {
        g_autoptr(GPtrArray) rows =
            queue_rows(f->db, &(QueueWanted){.state = states[s], .most = 1000}, NULL);
        for (guint i = 0; i < rows->len; i++)
            if (g_str_equal(((QueueRow *)g_ptr_array_index(rows, i))->address, address))
                return g_ptr_array_steal_index(rows, i);
    }
    g_error("no recipient %s", address);
}

static inline void assert_state(Fixture *f, const char *address, const char *state,
                                int64_t attempts)
{
    QueueRow *row = row_of(f, address);

    g_assert_cmpstr(row->state, ==, state);
    g_assert_cmpint(row->attempts, ==, attempts);
    queue_row_free(row);
}

static inline const TwinLetter *letter_at(const Fixture *f, guint index)
{
    g_assert_cmpuint(index, <, f->twin->letters->len);
    return g_ptr_array_index(f->twin->letters, index);
}

static const TwinRule DELIVERER_MIXED[] = {
    {"bad", DELIVERY_FAILED, 550, "550 5.1.1 no such user"},
    {"grey", DELIVERY_DEFERRED, 450, "450 4.2.0 greylisted"},
    {"dot", DELIVERY_UNKNOWN, 0, "connection lost"},
    {NULL, DELIVERY_SENT, 0, NULL},
};

/* For TwinDoor.on_send: between the door and the record. */
static inline void die(void *unused)
{
    (void)unused;
    _exit(42);
}

#endif
