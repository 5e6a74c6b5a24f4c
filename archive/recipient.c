/* recipient.c: of outgoing.h: which copies may go now, and what became of each. */
#include "archive/outgoing.h"

#include <inttypes.h>

#include "archive/claim.h"
#include "archive/domain_stop.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"

#define REPLY_MAX 400 /* bytes of a server's reply that are kept */

static const char *const STATES[] = {
    [RECIPIENT_QUEUED] = "queued",     [RECIPIENT_DEFERRED] = "deferred",
    [RECIPIENT_UNKNOWN] = "unknown",   [RECIPIENT_SENT] = "sent",
    [RECIPIENT_FAILED] = "failed",     [RECIPIENT_DROPPED] = "dropped",
    [RECIPIENT_GATHERED] = "gathered",
};

const char *recipient_state_name(RecipientState state)
{
    return STATES[state];
}

void recipient_free(Recipient *recipient)
{
    if (!recipient)
        return;
    g_free(recipient->address);
    g_free(recipient->names);
    g_free(recipient);
}

static Recipient *recipient_from_row(DbStmt *s)
{
    Recipient *recipient = g_new0(Recipient, 1);

    recipient->id = db_col_int(s, 0);
    recipient->outgoing = db_col_int(s, 1);
    recipient->attempts = db_col_int(s, 2);
    recipient->queued = db_col_int(s, 3);
    recipient->address = db_col_dup(s, 4);
    recipient->names = db_col_dup(s, 5);
    recipient->person = db_col_int(s, 6);
    return recipient;
}

GPtrArray *recipients_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)recipient_free);
}

static bool is_claimed(const DueRule *rule, int64_t id)
{
    return (rule->in_hand && g_hash_table_contains(rule->in_hand, &id)) ||
           claims_have(rule->claims, id);
}

/* Of rows that begin with a value, then a recipient: the value of the first that is not claimed. */
static int64_t first_free(DbStmt *s, const DueRule *rule, int64_t none)
{
    while (db_row(s))
        if (!is_claimed(rule, db_col_int(s, 1)))
            return db_col_int(s, 0);
    return none;
}

bool outgoing_first_due(Db *db, const DueRule *rule, int64_t *outgoing, GError **error)
{
    int64_t next;

    *outgoing = 0;
    /* nobody is due: told by one look, however many are deferred */
    if (!outgoing_next_due(db, rule, &next, error))
        return false;
    if (next > rule->now)
        return true;
    DbStmt *s = db_stmt(db, SQL_OUTGOING_FIRST_DUE);
    db_int(s, 1, rule->sender);
    db_int(s, 2, rule->now);
    db_int(s, 3, rule->least);
    *outgoing = first_free(s, rule, 0);
    return db_done(s, error);
}

GPtrArray *outgoing_due(Db *db, const DueRule *rule, int64_t outgoing, int most, GError **error)
{
    g_autoptr(GPtrArray) due = recipients_new();
    DbStmt *s = db_stmt(db, SQL_RECIPIENT_DUE);

    db_int(s, 1, outgoing);
    db_int(s, 2, rule->now);
    db_int(s, 3, rule->sender);
    while ((int)due->len < most && db_row(s))
        if (!is_claimed(rule, db_col_int(s, 0)))
            g_ptr_array_add(due, recipient_from_row(s));
    if (!db_done(s, error) || !domain_stops_hold(db, due, rule->now, error))
        return NULL;
    return g_steal_pointer(&due);
}

Recipient *outgoing_recipient(Db *db, int64_t outgoing, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_RECIPIENT_FIRST);
    g_autoptr(Recipient) recipient = NULL;

    db_int(s, 1, outgoing);
    if (db_row(s))
        recipient = recipient_from_row(s);
    if (!db_done(s, error))
        return NULL;
    if (!recipient)
        fail(error, ERR_NOT_FOUND, "outgoing letter %" PRId64 " has no recipient", outgoing);
    return g_steal_pointer(&recipient);
}

bool outgoing_next_due(Db *db, const DueRule *rule, int64_t *at, GError **error)
{
    bool urgent = rule->least == PRIORITY_DECISION;
    DbStmt *s = db_stmt(db, urgent ? SQL_OUTGOING_NEXT_URGENT : SQL_OUTGOING_NEXT_DUE);

    db_int(s, 1, rule->sender);
    int64_t next = first_free(s, rule, INT64_MAX);
    *at = MIN(next, claims_over(rule->claims));
    return db_done(s, error);
}

bool outgoing_not_after(Db *db, int64_t sender, int64_t latest, GError **error)
{
    int64_t last = 0;
    DbStmt *s = db_stmt(db, SQL_OUTGOING_LAST_DUE);

    db_int(s, 1, sender);
    if (!db_one(s, &last, NULL, error))
        return false;
    if (last <= latest)
        return true;
    if (!db_begin(db, error))
        return false;
    s = db_stmt(db, SQL_RECIPIENT_FUTURE);
    db_int(s, 1, sender);
    db_int(s, 2, latest);
    return db_finish(db, db_run(s, error), error);
}

bool outgoing_clock_set(Db *db, int64_t sender, int64_t before, int64_t after, GError **error)
{
    bool is_forward = after > before;
    DbStmt *s = db_stmt(db, is_forward ? SQL_RECIPIENT_QUEUED_LATER : SQL_RECIPIENT_QUEUED_NOW);

    db_int(s, 1, sender);
    db_int(s, 2, is_forward ? before : after);
    if (is_forward)
        db_int(s, 3, after - before);
    return db_run(s, error);
}

/* The caller's; NULL for NULL. */
static char *reply_clean(const char *reply)
{
    if (!reply)
        return NULL;
    g_autofree char *line = text_one_line(reply);
    return text_cut(line, REPLY_MAX);
}

bool recipient_set(Db *db, int64_t id, RecipientState state, int64_t next_try, int code,
                   const char *reply, GError **error)
{
    g_autofree char *kept = reply_clean(reply);
    DbStmt *s = db_stmt(db, SQL_RECIPIENT_SET);

    db_int(s, 1, id);
    db_text(s, 2, recipient_state_name(state));
    if (state < RECIPIENT_SENT) /* it waits */
        db_int(s, 3, next_try);
    db_id(s, 4, code);
    db_text(s, 5, kept);
    db_int(s, 6, clock_now());
    return db_run(s, error);
}

bool recipients_sent(Db *db, const SentRun *run, GError **error)
{
    g_autofree char *kept = reply_clean(run->reply);
    DbStmt *s = db_stmt(db, SQL_RECIPIENT_SENT);

    db_int(s, 1, run->first);
    db_int(s, 2, run->last);
    db_id(s, 3, run->code);
    db_text(s, 4, kept);
    db_int(s, 5, clock_now());
    return db_run(s, error);
}

bool recipient_wait(Db *db, int64_t id, int64_t next_try, int code, const char *reply,
                    GError **error)
{
    g_autofree char *kept = reply_clean(reply);
    DbStmt *s = db_stmt(db, SQL_RECIPIENT_WAIT);

    db_int(s, 1, id);
    db_int(s, 2, next_try);
    db_id(s, 3, code);
    db_text(s, 4, kept);
    db_int(s, 5, clock_now());
    return db_run(s, error);
}

bool outgoing_postpone(Db *db, const Postponement *postponement, int64_t *deferred, int64_t *failed,
                       GError **error)
{
    g_autofree char *kept = reply_clean(postponement->reply);
    DbStmt *s = db_stmt(db, SQL_RECIPIENT_GIVE_UP);

    db_int(s, 1, postponement->now);
    db_int(s, 2, postponement->oldest);
    db_text(s, 3, kept);
    db_int(s, 4, postponement->sender);
    if (!db_run(s, error))
        return false;
    int64_t given_up = db_changes(db);
    s = db_stmt(db, SQL_RECIPIENT_POSTPONE);
    db_int(s, 1, postponement->now);
    db_int(s, 2, postponement->first);
    db_text(s, 3, kept);
    db_int(s, 4, postponement->longest);
    db_int(s, 5, postponement->sender);
    if (!db_run(s, error))
        return false;
    *deferred = db_changes(db);
    *failed = given_up;
    return true;
}
