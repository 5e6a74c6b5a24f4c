/* hold_ask.h: the question to those who decide about a letter that waits: the whole post, and what
 * they may answer. Inside the caller's transaction, after work_identify(); held->reason is set. */
#ifndef VESTNIK_GATEWAY_HOLD_ASK_H
#define VESTNIK_GATEWAY_HOLD_ASK_H

#include "base/clock.h"
#include "gateway/work.h"

#define HOLD_SHOWN_BYTES 20000 /* of the text, in letters of ours; the whole is attached */

/* Between the last question about a letter and its return. */
#define HOLD_GRACE DAY

typedef enum HoldRound {
    HOLD_FIRST,      /* the moderators, those on duty; where none can be reached the methodists */
    HOLD_DEPUTIES,   /* the deputies; where none can be reached the other moderators */
    HOLD_METHODISTS, /* whoever answers for the list */
} HoldRound;

/* A shared mailbox stands for a school, never for a moderator: anybody there could answer. */
bool is_own_address(Db *db, const char *address, bool *own, GError **error);

/* GPtrArray of Member*: those of the first of the roles that somebody with an own address has; a
 * role without one is logged. */
GPtrArray *deciders_of(Db *db, const List *list, const char *const *roles, GError **error);

/* The same: who is asked in this round. */
GPtrArray *hold_deciders(const Work *held, HoldRound round, GError **error);

/* Asks them, except who has been asked and may still answer. *asked of them. */
bool hold_ask(Work *held, HoldRound round, guint *asked, GError **error);

/* Sends the questions that are open once more, each with the same token. */
bool hold_remind(Work *held, GError **error);

/* The letter as an attachment of ours: its id, or 0 when it is damaged or too large for that. */
int64_t hold_attached(const Work *held);

/* When a letter that waits since `since` goes back to its author; INT64_MAX: never, because the
 * list does not want it, or its author hears nothing from us. */
int64_t hold_return_at(const Work *held, int64_t since);

#endif
