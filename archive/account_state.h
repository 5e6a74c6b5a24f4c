/* account_state.h: how each mailbox is doing: when it was looked at, what was left there, what went
 * wrong. One row an account, by its name in the settings; nothing depends on it but `vestnik
 * status`. */
#ifndef VESTNIK_ARCHIVE_ACCOUNT_STATE_H
#define VESTNIK_ARCHIVE_ACCOUNT_STATE_H

#include "archive/db.h"

/* What came of one look. */
typedef struct AccountLook {
    const char *account;
    const char *error; /* in words; NULL: it went well */
    int64_t waiting;   /* letters that were left there; does not count with an error */
    int64_t next;      /* when it is looked at again; 0: nobody has planned it */
} AccountLook;

/* A transaction of its own. */
bool account_look_note(Db *db, const AccountLook *look, GError **error);

typedef struct AccountState {
    int64_t looked;            /* the last look that went well; 0 never */
    int64_t waiting;           /* then */
    int64_t next;              /* 0 not planned */
    int64_t failed;            /* the last look that went wrong; 0 never */
    int64_t since;             /* it has gone wrong all the time since; 0: the last one went well */
    char *error;               /* of the last that went wrong; NULL none */
    int64_t taken, last_taken; /* letters, and when the last one came; by whatever door */
} AccountState;

bool account_state_find(Db *db, const char *account, AccountState *state, GError **error);
void account_state_clear(AccountState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AccountState, account_state_clear)

#endif
