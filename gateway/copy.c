/* copy.c: see copy.h. */
#include "gateway/copy.h"

#include <inttypes.h>

#include "archive/ask.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/smtp_limit.h"
#include "gateway/copy_count.h"
#include "gateway/one_click.h"

/* What a result means for a recipient. */
typedef struct Outcome {
    RecipientState state;
    int64_t next_try;
    char *reply;
    bool is_ours; /* the server spoke of a limit: no attempt, and never the end */
} Outcome;

SharedLetter *shared_letter_new(Outgoing *outgoing)
{
    SharedLetter *letter = g_new0(SharedLetter, 1);

    letter->copies = 1;
    letter->outgoing = outgoing;
    return letter;
}

SharedLetter *shared_letter_ref(SharedLetter *letter)
{
    letter->copies++;
    return letter;
}

void shared_letter_unref(SharedLetter *letter)
{
    if (!letter || --letter->copies)
        return;
    outgoing_free(letter->outgoing);
    g_clear_pointer(&letter->body, g_bytes_unref);
    post_fields_clear(&letter->fields);
    g_free(letter);
}

Copy *copy_new(SharedLetter *letter, GPtrArray *recipients, guint at, guint count)
{
    Copy *copy = g_new0(Copy, 1);

    copy->letter = shared_letter_ref(letter);
    copy->recipients = g_ptr_array_new_with_free_func((GDestroyNotify)recipient_free);
    copy->addresses = g_new0(const char *, count);
    for (guint i = 0; i < count; i++) {
        Recipient *recipient = g_steal_pointer((Recipient **)&recipients->pdata[at + i]);
        g_ptr_array_add(copy->recipients, recipient);
        copy->addresses[i] = recipient->address;
    }
    copy->delivery.recipients = copy->addresses;
    copy->delivery.count = count;
    copy->delivery.results = g_new0(DeliveryResult, count);
    return copy;
}

static LimitKind limit_of(const DeliveryResult *result)
{
    int64_t seconds;
    bool refused = result->kind == DELIVERY_DEFERRED || result->kind == DELIVERY_FAILED;

    return refused && result->code ? smtp_limit(result->code, result->reply, &seconds) : LIMIT_NONE;
}

/* As many as the server took, else half as many as it would not take. */
static void push_groups(const Copy *copy, GPtrArray *over, size_t taken, GQueue *again)
{
    guint most = (guint)(taken ? taken : (copy->delivery.count + 1) / 2);

    for (guint at = 0; at < over->len; at += most)
        g_queue_push_tail(again, copy_new(copy->letter, over, at, MIN(most, over->len - at)));
}

void copy_split(Copy *copy, GQueue *again)
{
    DeliveryResult *results = copy->delivery.results;
    size_t count = copy->delivery.count, kept = 0, taken = copy_sent(copy);
    g_autoptr(GPtrArray) over = recipients_new(); /* too many for one letter */

    for (size_t i = 0; i < count && count > 1; i++) {
        bool is_over = limit_of(&results[i]) == LIMIT_LETTER;
        if (is_over)
            g_ptr_array_add(over, g_steal_pointer(&copy->recipients->pdata[i]));
        else if (results[i].kind == DELIVERY_UNHEARD)
            g_queue_push_tail(again, copy_new(copy->letter, copy->recipients, (guint)i, 1));
        if (is_over || results[i].kind == DELIVERY_UNHEARD) {
            g_free(results[i].reply);
            continue;
        }
        results[kept] = results[i];
        copy->addresses[kept] = copy->addresses[i];
        copy->recipients->pdata[kept++] = g_steal_pointer(&copy->recipients->pdata[i]);
    }
    push_groups(copy, over, taken, again);
    if (count < 2)
        return;
    copy->delivery.count = kept;
    g_ptr_array_set_size(copy->recipients, (gint)kept);
}

size_t copy_most(const Account *account, const Outgoing *outgoing)
{
    return outgoing->draft || account->copies == COPIES_EACH
               ? 1
               : (size_t)MAX(account->smtp_recipients, 1);
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

static bool compose(Db *db, const Deliverer *deliverer, Copy *copy, GError **error)
{
    const Outgoing *outgoing = copy->letter->outgoing;
    const Recipient *first = g_ptr_array_index(copy->recipients, 0);
    GError *local = NULL;
    g_autofree char *token = find_token(db, deliverer, outgoing, &local);

    if (local) {
        g_propagate_error(error, local);
        return false;
    }
    bool is_single = copy->recipients->len == 1;
    g_autofree char *key = is_single ? copy_key(deliverer->key, first->id) : NULL;
    g_autofree char *one_click = one_click_link(deliverer->settings, deliverer->key,
                                                is_single ? first : NULL, outgoing->list);
    OutgoingView view = {
        .recipient = is_single ? first : NULL,
        .to_address = first->address,
        .token = token,
        .date = first->queued,
        .settings = deliverer->settings,
        .loop_stamp = deliverer->loop_stamp,
        .copy_key = key,
        .one_click = one_click,
        .fields = &copy->letter->fields,
        .verp = deliverer_account(deliverer)->verp,
    };
    if (!copy->letter->body && !outgoing_body(db, outgoing, &copy->letter->body, error))
        return false;
    copy->delivery.head = outgoing_head(db, outgoing, &view, error);
    if (copy->letter->body)
        copy->delivery.body = g_bytes_ref(copy->letter->body);
    copy->mail_from = outgoing_mail_from(outgoing, &view);
    copy->delivery.mail_from = copy->mail_from;
    return copy->delivery.head != NULL;
}

bool copy_compose(Db *db, const Deliverer *deliverer, Copy *copy, GError **error)
{
    GError *why = NULL;

    if (compose(db, deliverer, copy, &why))
        return true;
    if (error_code(why) == ERR_TEMP) {
        g_propagate_error(error, why);
        return false;
    }
    for (size_t i = 0; i < copy->delivery.count; i++)
        copy->delivery.results[i] =
            (DeliveryResult){.kind = DELIVERY_FAILED, .reply = g_strdup(why->message)};
    g_clear_pointer(&copy->delivery.head, g_bytes_unref);
    LOG(ERROR, "delivery.not_composed", LOG_NUM("outgoing", copy->letter->outgoing->id),
        LOG_STR("error", why->message));
    g_error_free(why);
    return true;
}

/* Pure: what a result means for a recipient. */
static Outcome judge(const Settings *settings, const Recipient *recipient,
                     const DeliveryResult *result, int64_t now)
{
    const char *reply = result->reply ? result->reply : "";
    const LimitKind limit = limit_of(result);
    Outcome outcome = {.next_try = now};

    if (result->kind == DELIVERY_SENT) {
        outcome.state = RECIPIENT_SENT;
        outcome.reply = g_strdup(reply);
    } else if (limit == LIMIT_ACCOUNT) { /* it will have no more of any letter for now */
        outcome.state = RECIPIENT_DEFERRED;
        outcome.is_ours = true;
        outcome.next_try = now + deliver_backoff(settings, 0);
        outcome.reply = g_strdup(reply);
    } else if (result->kind == DELIVERY_FAILED && !limit) {
        outcome.state = RECIPIENT_FAILED;
        outcome.reply = g_strdup(reply);
    } else if (now - recipient->queued >= settings->retry_days * DAY) {
        outcome.state = RECIPIENT_FAILED;
        outcome.reply =
            g_strdup_printf("given up after %" PRId64 " days: %s", settings->retry_days, reply);
    } else {
        bool unknown = result->kind == DELIVERY_UNKNOWN;
        outcome.state = unknown ? RECIPIENT_UNKNOWN : RECIPIENT_DEFERRED;
        outcome.next_try = now + deliver_backoff(settings, recipient->attempts);
        outcome.reply = g_strconcat(
            unknown ? "may have arrived, the next copy may be a duplicate: " : "", reply, NULL);
    }
    return outcome;
}

static void clear_outcomes(Copy *copy)
{
    for (guint i = 0; copy->outcomes && i < copy->recipients->len; i++)
        g_free(copy->outcomes[i].reply);
    g_clear_pointer(&copy->outcomes, g_free);
}

guint copy_sent_run(const Copy *copy, guint i)
{
    const Recipient *const *recipients = (const Recipient *const *)copy->recipients->pdata;
    const DeliveryResult *results = copy->delivery.results;
    guint n = 0;

    while (i + n < copy->recipients->len && results[i + n].kind == DELIVERY_SENT &&
           results[i + n].code == results[i].code &&
           recipients[i + n]->id == recipients[i]->id + n &&
           g_strcmp0(results[i + n].reply, results[i].reply) == 0)
        n++;
    return n;
}

static bool record_run(Db *db, const Copy *copy, guint i, guint n, GError **error)
{
    const Recipient *first = g_ptr_array_index(copy->recipients, i);
    const SentRun run = {.first = first->id,
                         .last = first->id + n - 1,
                         .code = copy->delivery.results[i].code,
                         .reply = copy->outcomes[i].reply};

    return recipients_sent(db, &run, error);
}

static bool record_one(Db *db, const Settings *settings, const Copy *copy, guint i, GError **error)
{
    const Recipient *recipient = g_ptr_array_index(copy->recipients, i);
    const Outcome *outcome = &copy->outcomes[i];
    int code = copy->delivery.results[i].code;

    if (outcome->is_ours)
        return recipient_wait(db, recipient->id, outcome->next_try, code, outcome->reply, error);
    return recipient_set(db, recipient->id, outcome->state, outcome->next_try, code, outcome->reply,
                         error) &&
           (outcome->state != RECIPIENT_FAILED || copy_count_refusal(db, settings, copy, i, error));
}

bool copy_record(Db *db, const Settings *settings, Copy *copy, GError **error)
{
    int64_t now = clock_now();
    guint count = copy->recipients->len;
    bool ok = true;

    clear_outcomes(copy);
    copy->outcomes = g_new0(Outcome, count);
    for (guint i = 0; i < count; i++)
        copy->outcomes[i] = judge(settings, g_ptr_array_index(copy->recipients, i),
                                  &copy->delivery.results[i], now);
    for (guint i = 0, n; i < count && ok; i += n) {
        guint sent = copy_sent_run(copy, i);
        n = MAX(sent, 1);
        ok = sent ? record_run(db, copy, i, sent, error) : record_one(db, settings, copy, i, error);
    }
    return ok;
}

size_t copy_sent(const Copy *copy)
{
    size_t sent = 0;

    for (size_t i = 0; i < copy->delivery.count; i++) {
        DeliveryKind kind = copy->delivery.results[i].kind;
        sent += kind == DELIVERY_SENT || kind == DELIVERY_UNKNOWN;
    }
    return sent;
}

void copy_log(const Copy *copy)
{
    const Outgoing *outgoing = copy->letter->outgoing;

    for (guint i = 0; i < copy->recipients->len; i++) {
        const Recipient *recipient = g_ptr_array_index(copy->recipients, i);
        const Outcome *outcome = &copy->outcomes[i];
        const LogField fields[] = {
            LOG_NUM("outgoing", outgoing->id),
            LOG_STR("purpose", outgoing->purpose),
            LOG_STR("to", recipient->address),
            LOG_STR("state", recipient_state_name(outcome->state)),
            LOG_NUM("code", copy->delivery.results[i].code),
            LOG_STR("reply", outcome->reply),
            LOG_STR("id", outgoing->message_id),
            {.key = NULL},
        };
        log_write(outcome->state == RECIPIENT_SENT ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
                  "delivery.done", fields);
    }
}

void copy_forget_bytes(Copy *copy)
{
    g_clear_pointer(&copy->delivery.head, g_bytes_unref);
    g_clear_pointer(&copy->delivery.body, g_bytes_unref);
}

void copy_free(Copy *copy)
{
    clear_outcomes(copy);
    delivery_clear(&copy->delivery);
    copy_forget_bytes(copy);
    g_free(copy->delivery.results);
    g_free(copy->addresses);
    g_free(copy->mail_from);
    g_ptr_array_unref(copy->recipients);
    shared_letter_unref(copy->letter);
    g_free(copy);
}
