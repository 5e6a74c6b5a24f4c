/* domain_stop.h: domains whose mail servers refuse us. When most of what goes to a domain fails, it
 * is not the addresses that are wrong: letters to it wait, and no address loses by it.
 *
 *   goes     --more than domain_share per cent of its copies failed within an hour, those of at
 *              least domain_failures addresses; or domain_blocked addresses of it came back with
 *              the words that our server is blocked-->            stopped for domain_pause
 *   stopped  --its time-->                                        one copy goes: the trial
 *   trial    --it fails-->                                        stopped again
 *            --taken, and not back within domain_trial-->         goes
 *   stopped, trial  --vestnik queue retry --domain-->             goes
 *
 * Addresses are counted, not bounces: a member who makes the copies of one address come back, with
 * their keys, stops no domain. The points that such an hour brought are taken back.
 *
 * All of it is in the database. What waits for a domain is moved to the end of the stop when it
 * falls due (domain_stops_hold(), asked by outgoing_due() only), which is no attempt. */
#ifndef VESTNIK_ARCHIVE_DOMAIN_STOP_H
#define VESTNIK_ARCHIVE_DOMAIN_STOP_H

#include "archive/db.h"
#include "base/settings.h"

/* What is behind the "@"; borrowed. */
const char *domain_of(const char *address);

/* A server took so many copies for the domain. Inside the caller's transaction. */
bool domain_taken(Db *db, const char *domain, int64_t copies, GError **error);

typedef struct DomainFailure {
    int64_t recipient; /* of the copy */
    const char *address;
    bool refuses_us;         /* the words say that it is our server which is refused */
    bool was_taken;          /* by domain_taken(); it came back later */
    int64_t points, bounced; /* of the address, before this failure: to be taken back */
    bool is_flagged;
} DomainFailure;
/* A copy failed for good. *stopped: its domain is stopped, by this one or before; the failure
 * counts against nobody then. Inside the caller's transaction. */
bool domain_failed(Db *db, const Settings *settings, const DomainFailure *failure, bool *stopped,
                   GError **error);

/* Within the last hour. */
typedef struct DomainCounts {
    int64_t addresses, addresses_refusing_us; /* that something failed for */
    int64_t failed, tried;                    /* copies */
} DomainCounts;
/* All that was counted of one domain is forgotten. */
bool domain_forget(Db *db, const char *domain, GError **error);
/* Forgets what is older than that hour. */
bool domain_prune(Db *db, GError **error);
/* Pure. */
bool domain_must_stop(const Settings *settings, const DomainCounts *counts);

/* Takes out of `due` (of Recipient*) whoever must wait, and moves them to the end of the stop; a
 * trial may pass. Its cost is one look into an empty table while nothing is stopped. */
bool domain_stops_hold(Db *db, GPtrArray *due, int64_t now, GError **error);

typedef struct DomainStop {
    char *domain;
    int64_t since, until, pause, wait;
    int64_t trial; /* 0: none is out */
    char *trial_state;
    bool refuses_us; /* by its words; else by the share */
    int64_t failed, tried;
    char *reply; /* of the server, the last one; NULL none */
    bool is_told;
} DomainStop;
void domain_stop_free(DomainStop *stop);

/* GPtrArray of DomainStop*, by name. */
GPtrArray *domain_stops(Db *db, GError **error);
bool domain_waiting(Db *db, const char *domain, int64_t *copies, GError **error);
bool domain_told(Db *db, const char *domain, GError **error);

/* It goes on: what waits for it, and what had failed since an hour before the stop, is due at
 * `now`; *count of them. ERR_NOT_FOUND: it is not stopped. Inside the caller's transaction. */
bool domain_go(Db *db, const char *domain, int64_t now, int64_t *count, GError **error);

#endif
