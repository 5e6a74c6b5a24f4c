/* domain_stop.c: see domain_stop.h. */
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

/* --- counting --------------------------------------------------------------------------------- */

bool domain_taken(Db *db, const char *domain, int64_t copies, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_DOMAIN_TAKEN);

    db_text(s, 1, domain);
    db_int(s, 2, clock_now() / 60);
    db_int(s, 3, copies);
    return db_run(s, error);
}

bool domain_prune(Db *db, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_DOMAIN_TAKEN_PRUNE);

    db_int(s, 1, (clock_now() - HOUR) / 60);
    if (!db_run(s, error))
        return false;
    s = db_stmt(db, SQL_DOMAIN_FAILURE_PRUNE);
    db_int(s, 1, clock_now() - HOUR);
    return db_run(s, error);
}

static bool add_failure(Db *db, const DomainFailure *failure, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_DOMAIN_FAILURE_ADD);

    db_text(s, 1, domain_of(failure->address));
    db_int(s, 2, failure->recipient);
    db_int(s, 3, failure->refuses_us);
    db_int(s, 4, failure->was_taken);
    db_int(s, 5, failure->points);
    db_int(s, 6, failure->bounced);
    db_int(s, 7, failure->is_flagged);
    db_int(s, 8, clock_now());
    return db_run(s, error);
}

static bool read_counts(Db *db, const char *domain, DomainCounts *counts, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_DOMAIN_COUNTS);

    db_text(s, 1, domain);
    if (db_row(s))
        *counts = (DomainCounts){db_col_int(s, 0), db_col_int(s, 1), db_col_int(s, 2),
                                 MAX(db_col_int(s, 3), db_col_int(s, 2))};
    return db_done(s, error);
}

bool domain_must_stop(const Settings *settings, const DomainCounts *counts)
{
    bool most = settings->domain_failures > 0 && counts->addresses >= settings->domain_failures &&
                counts->failed * 100 > settings->domain_share * counts->tried;

    return most || (settings->domain_blocked > 0 &&
                    counts->addresses_refusing_us >= settings->domain_blocked);
}

/* --- a stop begins ---------------------------------------------------------------------------- */

static bool run_for(Db *db, Sql sql, const char *domain, GError **error)
{
    DbStmt *s = db_stmt(db, sql);

    db_text(s, 1, domain);
    return db_run(s, error);
}

static bool forget_counts(Db *db, const char *domain, GError **error)
{
    return run_for(db, SQL_DOMAIN_TAKEN_FORGET, domain, error) &&
           run_for(db, SQL_DOMAIN_FAILURE_FORGET, domain, error);
}

static bool stop_domain(Db *db, const Settings *settings, const DomainFailure *failure,
                        const DomainCounts *counts, GError **error)
{
    const char *domain = domain_of(failure->address);
    bool by_words =
        settings->domain_blocked > 0 && counts->addresses_refusing_us >= settings->domain_blocked;
    DbStmt *s = db_stmt(db, SQL_DOMAIN_STOP);

    db_text(s, 1, domain);
    db_int(s, 2, clock_now());
    db_int(s, 3, settings->domain_pause);
    db_int(s, 4, settings->domain_trial);
    db_int(s, 5, by_words);
    db_int(s, 6, counts->failed);
    db_int(s, 7, counts->tried);
    db_int(s, 8, failure->recipient);
    if (!db_run(s, error) || !run_for(db, SQL_DOMAIN_SCORES_BACK, domain, error) ||
        !forget_counts(db, domain, error))
        return false;
    LOG(ERROR, "domain.stopped", LOG_STR("domain", domain),
        LOG_STR("why", by_words ? "refuses-us" : "share"), LOG_NUM("failed", counts->failed),
        LOG_NUM("tried", counts->tried));
    return true;
}

bool domain_failed(Db *db, const Settings *settings, const DomainFailure *failure, bool *stopped,
                   GError **error)
{
    const char *domain = domain_of(failure->address);
    DomainCounts counts = {0};
    int64_t one;
    DbStmt *s = db_stmt(db, SQL_DOMAIN_IS_STOPPED);

    db_text(s, 1, domain);
    if (!db_one(s, &one, stopped, error))
        return false;
    if (*stopped)
        return true;
    if (!domain_prune(db, error) || !add_failure(db, failure, error) ||
        !read_counts(db, domain, &counts, error))
        return false;
    *stopped = domain_must_stop(settings, &counts);
    return !*stopped || stop_domain(db, settings, failure, &counts, error);
}

/* --- a stop goes on, and ends ----------------------------------------------------------------- */

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
    LOG(INFO, "domain.goes", LOG_STR("domain", domain));
    return forget_counts(db, domain, error) && run_for(db, SQL_DOMAIN_STOP_END, domain, error);
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
    DbStmt *s = db_stmt(db, SQL_RECIPIENT_CLAIM);

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
    return run_for(db, SQL_DOMAIN_STOP_TOLD, domain, error);
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
