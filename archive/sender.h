/* sender.h: an account that sends: what it has sent, and whether its server will have more of it.
 *
 *   goes  --the server speaks of a limit-->   stopped (limit)   until the time it names, else for a
 *                                                               pause that grows each time
 *   goes  --the server does not let us in-->  stopped (login)   so too; a new password ends it
 *   stopped  --its time, `vestnik queue retry`-->  goes
 *
 * Nobody who waits for a stopped account has an attempt counted. All its times are its own
 * (base/quota.h), so that no jump of the clock prolongs or ends a stop.
 *
 * What is claimed for the door is noted with the claim (`out_*`) where a number limits the account;
 * after a kill that counts as sent, for it may have been: a number is never passed. Otherwise what
 * the server took is counted in the transaction that records it. */
#ifndef VESTNIK_ARCHIVE_SENDER_H
#define VESTNIK_ARCHIVE_SENDER_H

#include "archive/db.h"
#include "base/quota.h"

typedef enum StopKind { STOP_NONE, STOP_LIMIT, STOP_LOGIN } StopKind;
const char *stop_name(StopKind kind); /* "limit", "login"; NULL for none */

typedef struct Sender {
    int64_t id;   /* 0: it has never sent */
    int64_t lane; /* as its copies name it: 0 the first account, else its id */
    OwnTime mark;
    Quota quota; /* empty where no number limits the account */
    int64_t out_recipients, out_letters;
    StopKind stop;      /* the last one */
    int64_t stop_until; /* own time */
    int64_t stop_pause; /* seconds */
    int64_t stopped;    /* when it began to stop, by the clock */
    char *reply;        /* NULL none */
    char *secret;       /* account_secret_stamp() then; NULL none */
} Sender;
void sender_free(Sender *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sender, sender_free)

/* As it is now; changes nothing. `lane` is not known to it: 0. */
Sender *sender_find(Db *db, const Account *account, GError **error);
/* For the deliverer: makes the row, and counts what a killed one had out. A transaction of its own,
 * where there is anything to write. */
Sender *sender_open(Db *db, const Settings *settings, const Account *account, GError **error);
/* Which copies the account sends; 0 for NULL. Inside the caller's transaction. */
bool sender_lane(Db *db, const Settings *settings, const Account *account, int64_t *lane,
                 GError **error);
/* Copies that wait for an account which none of `senders` (of Sender*) is go to the first one.
 * *moved of them. A transaction of its own. */
bool sender_adopt(Db *db, const GPtrArray *senders, int64_t *moved, GError **error);

int64_t sender_now(const Sender *sender); /* own time */
/* The clock's time for an own one. */
int64_t sender_wall(const Sender *sender, int64_t own);

/* What the door took or gave back since the last time; inside the transaction that claims and
 * records. */
typedef struct SenderTurn {
    int64_t sent_recipients, sent_letters; /* that the server took, or may have */
    int64_t out_recipients, out_letters;   /* claimed and not recorded after this transaction */
} SenderTurn;
bool sender_turn(Db *db, Sender *sender, const SenderTurn *turn, bool is_limited, GError **error);

/* Inside the caller's transaction. `seconds`: that the server named; 0: none. */
typedef struct SenderStop {
    StopKind kind;
    int64_t seconds;
    const char *reply, *secret;
} SenderStop;
bool sender_stop(Db *db, const Settings *settings, Sender *sender, const SenderStop *stop,
                 GError **error);
bool sender_is_stopped(const Sender *sender);
/* It, or all (`id` 0), may try again now. Inside the caller's transaction. */
bool sender_go(Db *db, int64_t id, GError **error);

#endif
