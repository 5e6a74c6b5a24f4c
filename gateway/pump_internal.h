/* pump_internal.h: between the files of a pump (pump.h): pump.c turns it, pump_fetch.c claims what
 * may go and records what came back, pump_pause.c knows when it must wait. */
#ifndef VESTNIK_GATEWAY_PUMP_INTERNAL_H
#define VESTNIK_GATEWAY_PUMP_INTERNAL_H

#include "archive/claim.h"
#include "gateway/account_stop.h"
#include "gateway/pump.h"
#include "gateway/sent_journal.h"

#define FETCH_LEAST 20 /* recipients at once */

struct Pump {
    Db *db;
    const Deliverer *deliverer;
    const Account *account;
    Sender *sender;
    bool is_limited;      /* numbers limit the account */
    bool is_ended;        /* only what is on its way is waited for */
    bool is_empty;        /* nothing was due at the last look */
    int64_t quiet_until;  /* nothing is fetched before; 0: it may */
    bool is_stopped;      /* that is why: the account; else the door */
    char *trouble;        /* the door cannot work now; NULL none */
    AccountStop *stop;    /* the server will have no more; NULL none; not recorded yet */
    SharedLetter *letter; /* of the last fetch */
    GQueue ready;         /* of Copy*: claimed, not started */
    GHashTable *on_way;   /* Delivery* to Copy* */
    GPtrArray *done;      /* of Copy*: not recorded yet */
    gint64 done_since;    /* when the first of them came back */
    SenderTurn turn;      /* what is claimed, and what the next transaction counts as sent */
    gint64 next_start;    /* by smtp_pause */
    size_t lanes;         /* more at once did not work today */
    int fetch;            /* recipients at once */
    gint64 fetched;       /* when */
    SentJournal *journal; /* NULL: there is none, as in tests without a state folder */
    GHashTable *in_hand;  /* of int64_t*: numbers of those claimed and not recorded; borrowed from
                             their copies */
    int64_t claim;        /* the row that says so; 0: there is none */
    GArray *claims;       /* of deliverers before us: archive/claim.h */
    int64_t looked;       /* when a stopped account was looked at, by the clock */
};

/* --- pump_fetch.c ----------------------------------------------------------------------------- */

/* Claims what may go now, which then stands in `ready`, and records what has come back. False when
 * the database does not work; nothing ready afterwards: nothing may go now. */
bool pump_fetch(Pump *pump, GError **error);
/* Records what has come back. After a failure of either the pump is of no use. */
bool pump_record(Pump *pump, GError **error);
/* Whoever the copy is for is in hand no more; the claim is yet to be written. */
void pump_let_go(Pump *pump, const Copy *copy);
/* What is in hand, as the database says it from now on. Inside a transaction. */
bool pump_write_claim(Pump *pump, GError **error);

/* --- pump_pause.c ----------------------------------------------------------------------------- */

/* Nothing is on its way and nothing will be: what is in hand goes into the database. */
bool pump_settle(Pump *pump, GError **error);
/* Is the account stopped? Asked once a second at most: a stop is over by itself, by a new password
 * or by hand. */
bool pump_look_at_stop(Pump *pump, GError **error);

#endif
