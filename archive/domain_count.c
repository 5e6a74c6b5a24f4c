/* domain_count.c: of domain_stop.h: what was taken for each domain and what failed within an hour,
 * and how a stop begins. */
#include "archive/domain_stop.h"

#include "base/clock.h"
#include "base/log.h"

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

bool domain_forget(Db *db, const char *domain, GError **error)
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
        !domain_forget(db, domain, error))
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
