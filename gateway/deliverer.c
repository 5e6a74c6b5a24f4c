/* deliverer.c: see deliverer.h.
 *
 * A post is the same bytes for all: up to smtp_recipients of one account in one transaction. A
 * letter of our own names its reader in To and goes to one at a time. */
#include "gateway/deliverer.h"

#include <inttypes.h>
#include <poll.h>
#include <string.h>

#include "archive/ask.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

#define BATCHES                                                                                    \
    10 /* of one letter, before a more urgent one is looked for; a post is composed once */

/* What a door is given at once, and what comes of it. */
typedef struct Batch {
    const Outgoing *outgoing;
    Recipient **recipients; /* borrowed */
    size_t count;
    DeliveryResult *results; /* `count` */
    GBytes **post;           /* where a post is kept once it is composed; NULL for a draft */
} Batch;

typedef enum RoundState { ROUND_GOES_ON, ROUND_DOOR_FAILED, ROUND_DB_FAILED } RoundState;

int64_t deliver_backoff(const Settings *settings, int64_t attempts)
{
    int64_t delay = MAX(settings->retry_first, 1);

    for (int64_t i = 0; i < attempts && delay < settings->retry_longest; i++)
        delay *= 2;
    return MIN(delay, MAX(settings->retry_longest, 1));
}

typedef struct Verdict {
    RecipientState state;
    int64_t next_try;
    char *reply; /* the caller's */
} Verdict;

/* Pure: what a result means for a recipient. */
static Verdict judge(const Settings *settings, const Recipient *recipient,
                     const DeliveryResult *result, int64_t now)
{
    const char *reply = result->reply ? result->reply : "";

    if (result->kind == DELIVERY_SENT)
        return (Verdict){RECIPIENT_SENT, now, g_strdup(reply)};
    if (result->kind == DELIVERY_FAILED)
        return (Verdict){RECIPIENT_FAILED, now, g_strdup(reply)};
    if (now - recipient->queued >= settings->retry_days * DAY)
        return (Verdict){
            RECIPIENT_FAILED, now,
            g_strdup_printf("given up after %" PRId64 " days: %s", settings->retry_days, reply)};
    const char *note = result->kind == DELIVERY_UNKNOWN
                           ? "may have arrived, the next copy may be a duplicate: "
                           : "";
    return (Verdict){RECIPIENT_DEFERRED, now + deliver_backoff(settings, recipient->attempts),
                     g_strconcat(note, reply, NULL)};
}

static void log_recipient(const Outgoing *outgoing, const Recipient *recipient,
                          const DeliveryResult *result, const Verdict *verdict)
{
    bool good = verdict->state == RECIPIENT_SENT;
    const LogField fields[] = {
        LOG_NUM("outgoing", outgoing->id),   LOG_STR("purpose", outgoing->purpose),
        LOG_STR("to", recipient->address),   LOG_STR("state", recipient_state_name(verdict->state)),
        LOG_NUM("code", result->code),       LOG_STR("reply", verdict->reply),
        LOG_STR("id", outgoing->message_id), {.key = NULL},
    };

    log_write(good ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "delivery.done", fields);
}

/* All results of a batch in one transaction; logged when they stand. */
static bool record(Db *db, const Deliverer *deliverer, const Batch *batch, GError **error)
{
    g_autofree Verdict *verdicts = g_new0(Verdict, batch->count);
    int64_t now = clock_now();

    if (!db_begin(db, error))
        return false;
    bool ok = true;
    for (size_t i = 0; i < batch->count && ok; i++) {
        verdicts[i] = judge(deliverer->settings, batch->recipients[i], &batch->results[i], now);
        ok = recipient_set(db, batch->recipients[i]->id, verdicts[i].state, verdicts[i].next_try,
                           batch->results[i].code, verdicts[i].reply, error);
    }
    ok = db_finish(db, ok, error);
    for (size_t i = 0; i < batch->count; i++) {
        if (ok)
            log_recipient(batch->outgoing, batch->recipients[i], &batch->results[i], &verdicts[i]);
        g_free(verdicts[i].reply);
    }
    return ok;
}

/* The token of the letter's question; NULL without *error: it asks nothing. */
static char *find_token(Db *db, const Deliverer *deliverer, const Outgoing *outgoing,
                        GError **error)
{
    if (!outgoing->ask)
        return NULL;
    g_autoptr(Ask) ask = ask_by_id(db, outgoing->ask, error);
    return ask ? ask_token(ask, deliverer->key) : NULL;
}

static GBytes *compose(Db *db, const Deliverer *deliverer, const Batch *batch, GError **error)
{
    GError *local = NULL;
    if (batch->post && *batch->post)
        return g_bytes_ref(*batch->post);
    g_autofree char *token = find_token(db, deliverer, batch->outgoing, &local);

    if (local) {
        g_propagate_error(error, local);
        return NULL;
    }
    OutgoingView view = {
        .to_address = batch->recipients[0]->address,
        .token = token,
        .date = batch->recipients[0]->queued,
        .zone = deliverer->settings->zone,
        .loop_stamp = deliverer->loop_stamp,
    };
    GBytes *letter = outgoing_compose(db, batch->outgoing, &view, error);
    if (letter && batch->post)
        *batch->post = g_bytes_ref(letter);
    return letter;
}

/* A letter that cannot be composed never will be: its recipients fail, the next letter goes on. */
static bool fail_batch(Db *db, const Deliverer *deliverer, const Batch *batch, GError *why,
                       GError **error)
{
    if (error_code(why) == ERR_TEMP) {
        g_propagate_error(error, why);
        return false;
    }
    for (size_t i = 0; i < batch->count; i++)
        batch->results[i] =
            (DeliveryResult){.kind = DELIVERY_FAILED, .reply = g_strdup(why->message)};
    LOG(ERROR, "delivery.not_composed", LOG_NUM("outgoing", batch->outgoing->id),
        LOG_STR("error", why->message));
    g_error_free(why);
    return record(db, deliverer, batch, error);
}

/* The door itself is out of order: everybody due waits for it, which is no attempt of theirs. */
static bool postpone(Db *db, const Deliverer *deliverer, const GError *why, GError **error)
{
    int64_t now = clock_now(), deferred = 0, failed = 0;
    Postponement postponement = {
        .now = now,
        .until = now + deliver_backoff(deliverer->settings, 0),
        .oldest = now - deliverer->settings->retry_days * DAY,
        .reply = why->message,
    };

    if (!db_begin(db, error))
        return false;
    bool ok = outgoing_postpone(db, &postponement, &deferred, &failed, error);
    if (!db_finish(db, ok, error))
        return false;
    LOG(WARNING, "delivery.door_failed", LOG_STR("door", deliverer->door->klass->name),
        LOG_NUM("deferred", deferred), LOG_NUM("failed", failed), LOG_STR("error", why->message));
    return true;
}

static RoundState send_batch(Db *db, const Deliverer *deliverer, const Batch *batch, GError **error)
{
    GError *why = NULL;
    g_autoptr(GBytes) letter = compose(db, deliverer, batch, &why);
    if (!letter)
        return fail_batch(db, deliverer, batch, why, error) ? ROUND_GOES_ON : ROUND_DB_FAILED;

    int64_t now = clock_now(), until = now + deliver_backoff(deliverer->settings, 0);
    if (!recipients_claim(db, batch->recipients, batch->count, until, error))
        return ROUND_DB_FAILED;
    g_autofree const char **addresses = g_new0(const char *, batch->count);
    for (size_t i = 0; i < batch->count; i++)
        addresses[i] = batch->recipients[i]->address;
    Delivery delivery = {
        .mail_from = batch->outgoing->mail_from ? batch->outgoing->mail_from : "",
        .recipients = addresses,
        .count = batch->count,
        .letter = letter,
    };
    if (!deliverer->door->klass->send(deliverer->door, &delivery, batch->results, &why)) {
        bool ok = recipients_claim(db, batch->recipients, batch->count, now, error) &&
                  postpone(db, deliverer, why, error);
        g_error_free(why);
        return ok ? ROUND_DOOR_FAILED : ROUND_DB_FAILED;
    }
    return record(db, deliverer, batch, error) ? ROUND_GOES_ON : ROUND_DB_FAILED;
}

static size_t transaction_size(const Deliverer *deliverer)
{
    return (size_t)MAX(settings_account(deliverer->settings)->smtp_recipients, 1);
}

static bool is_stopped(const Deliverer *deliverer)
{
    struct pollfd fd = {.fd = deliverer->stop_fd ? *deliverer->stop_fd : -1, .events = POLLIN};

    return deliverer->stop_fd && poll(&fd, 1, 0) > 0;
}

/* The due recipients of one letter, in as many batches as its kind needs. */
static RoundState send_letter(Db *db, const Deliverer *deliverer, GPtrArray *due, GError **error)
{
    const Recipient *first = g_ptr_array_index(due, 0);
    g_autoptr(Outgoing) outgoing = outgoing_by_id(db, first->outgoing, error);
    g_autoptr(GBytes) post = NULL;
    if (!outgoing)
        return ROUND_DB_FAILED;
    size_t most = outgoing->draft ? 1 : transaction_size(deliverer);
    RoundState state = ROUND_GOES_ON;

    for (size_t at = 0; at < due->len && state == ROUND_GOES_ON && !is_stopped(deliverer);
         at += most) {
        size_t count = MIN(most, due->len - at);
        g_autofree DeliveryResult *results = g_new0(DeliveryResult, count);
        Batch batch = {
            .outgoing = outgoing,
            .recipients = (Recipient **)due->pdata + at,
            .count = count,
            .results = results,
            .post = outgoing->draft ? NULL : &post,
        };
        state = send_batch(db, deliverer, &batch, error);
        delivery_results_clear(results, count);
    }
    return state;
}

bool deliver_due(Db *db, const Deliverer *deliverer, int64_t *next, GError **error)
{
    int most = (int)transaction_size(deliverer) * BATCHES;
    RoundState state = ROUND_GOES_ON;

    while (state == ROUND_GOES_ON && !is_stopped(deliverer)) {
        g_autoptr(GPtrArray) due = outgoing_due(db, clock_now(), most, error);
        if (!due)
            return false;
        if (due->len == 0)
            break;
        state = send_letter(db, deliverer, due, error);
    }
    return state != ROUND_DB_FAILED && outgoing_next_due(db, next, error);
}
