/* domain_stop.c: of domain_stop.h: how a stop goes on, and ends. */
#include "archive/domain_stop.h"

#include <string.h>

#include "archive/outgoing.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

const char *domain_of(const char *address)
{
    const char *at = strrchr(address, '@');

    return at ? at + 1 : address;
}

void domain_stop_free(DomainStop *stop)
{
    if (!stop)
        return;
    g_free(stop->domain);
    g_free(stop->trial_state);
    g_free(stop->reply);
    g_free(stop);
}

static DomainStop *stop_from_row(DbStmt *s)
{
    DomainStop *stop = g_new0(DomainStop, 1);

    stop->domain = db_col_dup(s, 0);
    stop->since = db_col_int(s, 1);
    stop->until = db_col_int(s, 2);
    stop->pause = db_col_int(s, 3);
    stop->wait = db_col_int(s, 4);
    stop->trial = db_col_int(s, 5);
    stop->trial_state = db_col_dup(s, 6);
    stop->refuses_us = db_col_int(s, 7);
    stop->failed = db_col_int(s, 8);
    stop->tried = db_col_int(s, 9);
    stop->reply = db_col_dup(s, 10);
    stop->is_told = db_col_int(s, 11);
    return stop;
}

GPtrArray *domain_stops(Db *db, GError **error)
{
    g_autoptr(GPtrArray) stops = g_ptr_array_new_with_free_func((GDestroyNotify)domain_stop_free);
    DbStmt *s = db_stmt(db, SQL_DOMAIN_STOPS);

    while (db_row(s))
        g_ptr_array_add(stops, stop_from_row(s));
    return db_done(s, error) ? g_steal_pointer(&stops) : NULL;
}

typedef enum DomainStep {
    STEP_HOLD,
    STEP_TRIAL, /* this one goes */
    STEP_WAIT,  /* the trial is still on its way */
    STEP_AGAIN, /* it failed */
    STEP_OVER
} DomainStep;

/* Pure. A clock that was set back prolongs no stop. */
static DomainStep next_step(const DomainStop *stop, int64_t now)
{
    if (now < stop->until && stop->until - now <= MAX(stop->pause, stop->wait))
        return STEP_HOLD;
    if (!stop->trial || !stop->trial_state)
        return STEP_TRIAL;
    if (g_str_equal(stop->trial_state, recipient_state_name(RECIPIENT_SENT)))
        return STEP_OVER;
    bool failed = g_str_equal(stop->trial_state, recipient_state_name(RECIPIENT_FAILED)) ||
                  g_str_equal(stop->trial_state, recipient_state_name(RECIPIENT_DROPPED));
    return failed ? STEP_AGAIN : STEP_WAIT;
}

static bool end_stop(Db *db, const char *domain, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_DOMAIN_STOP_END);

    LOG(INFO, "domain.goes", LOG_STR("domain", domain));
    db_text(s, 1, domain);
    return db_run(s, error) && domain_forget(db, domain, error);
}

static bool set_stop(Db *db, DomainStop *stop, int64_t until, int64_t trial, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_DOMAIN_STOP_SET);

    stop->until = until;
    stop->trial = trial;
    db_text(s, 1, stop->domain);
    db_int(s, 2, until);
    db_id(s, 3, trial);
    return db_run(s, error);
}

/* *passes: this recipient may be sent to now. */
static bool ask_stop(Db *db, DomainStop *stop, const Recipient *recipient, int64_t now,
                     bool *passes, GError **error)
{
    *passes = stop->trial == recipient->id;
    if (*passes)
        return true;
    switch (next_step(stop, now)) {
    case STEP_HOLD:
        return true;
    case STEP_TRIAL:
        *passes = true;
        LOG(INFO, "domain.trial", LOG_STR("domain", stop->domain),
            LOG_STR("to", recipient->address));
        return set_stop(db, stop, now + stop->wait, recipient->id, error);
    case STEP_WAIT:
        return set_stop(db, stop, now + stop->wait, stop->trial, error);
    case STEP_AGAIN:
        return set_stop(db, stop, now + stop->pause, 0, error);
    case STEP_OVER:
        *passes = true;
        return end_stop(db, stop->domain, error);
    }
    return true;
}

static DomainStop *find_stop(const GPtrArray *stops, const char *address)
{
    for (guint i = 0; i < stops->len; i++) {
        DomainStop *stop = g_ptr_array_index(stops, i);
        if (g_str_equal(stop->domain, domain_of(address)))
            return stop;
    }
    return NULL;
}

static bool hold_until(Db *db, const Recipient *recipient, int64_t until, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_RECIPIENT_HOLD);

    db_int(s, 1, recipient->id);
    db_int(s, 2, until);
    return db_run(s, error);
}

bool domain_stops_hold(Db *db, GPtrArray *due, int64_t now, GError **error)
{
    g_autoptr(GPtrArray) stops = domain_stops(db, error);
    if (!stops)
        return false;

    for (guint i = 0; stops->len && i < due->len;) {
        const Recipient *recipient = g_ptr_array_index(due, i);
        DomainStop *stop = find_stop(stops, recipient->address);
        bool passes = true;
        if (stop && !ask_stop(db, stop, recipient, now, &passes, error))
            return false;
        if (passes && stop && stop->trial != recipient->id)
            g_ptr_array_remove(stops, stop); /* it is over */
        if (passes)
            i++;
        else if (!hold_until(db, recipient, stop->until, error))
            return false;
        else
            g_ptr_array_remove_index(due, i);
    }
    return true;
}

bool domain_waiting(Db *db, const char *domain, int64_t *copies, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_DOMAIN_WAITING);

    db_text(s, 1, domain);
    return db_one(s, copies, NULL, error);
}

bool domain_told(Db *db, const char *domain, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_DOMAIN_STOP_TOLD);

    db_text(s, 1, domain);
    return db_run(s, error);
}

bool domain_go(Db *db, const char *domain, int64_t now, int64_t *count, GError **error)
{
    g_autoptr(GPtrArray) stops = domain_stops(db, error);
    DomainStop *stop = NULL;

    for (guint i = 0; stops && !stop && i < stops->len; i++) {
        DomainStop *one = g_ptr_array_index(stops, i);
        if (g_ascii_strcasecmp(one->domain, domain) == 0)
            stop = one;
    }
    if (!stop)
        return stops && fail(error, ERR_NOT_FOUND,
                             "domain '%s' is not stopped (see vestnik status)", domain);
    DbStmt *s = db_stmt(db, SQL_DOMAIN_RELEASE);
    db_text(s, 1, stop->domain);
    db_int(s, 2, now);
    db_int(s, 3, stop->since - HOUR);
    if (!db_run(s, error))
        return false;
    *count = db_changes(db);
    return end_stop(db, stop->domain, error);
}
