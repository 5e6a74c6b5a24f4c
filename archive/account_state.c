/* account_state.c: see account_state.h. */
#include "archive/account_state.h"

#include "base/clock.h"
#include "base/text.h"

#define ERROR_BYTES 500

bool account_look_note(Db *db, const AccountLook *look, GError **error)
{
    g_autofree char *line = look->error ? text_one_line(look->error) : NULL;
    g_autofree char *words = line ? text_cut(line, ERROR_BYTES) : NULL;

    if (!db_begin(db, error))
        return false;
    DbStmt *s = db_stmt(db, words ? SQL_ACCOUNT_FAILED : SQL_ACCOUNT_LOOKED);
    db_text(s, 1, look->account);
    db_int(s, 2, clock_now());
    db_int(s, 3, look->next);
    if (words)
        db_text(s, 4, words);
    else
        db_int(s, 4, look->waiting);
    return db_finish(db, db_run(s, error), error);
}

void account_state_clear(AccountState *state)
{
    g_clear_pointer(&state->error, g_free);
}

bool account_state_find(Db *db, const char *account, AccountState *state, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ACCOUNT_STATE);

    *state = (AccountState){0};
    db_text(s, 1, account);
    if (db_row(s)) {
        state->looked = db_col_int(s, 0);
        state->waiting = db_col_int(s, 1);
        state->next = db_col_int(s, 2);
        state->failed = db_col_int(s, 3);
        state->since = db_col_int(s, 4);
        state->error = db_col_dup(s, 5);
    }
    if (!db_done(s, error))
        return false;
    s = db_stmt(db, SQL_ACCOUNT_TAKEN);
    db_text(s, 1, account);
    if (db_row(s)) {
        state->taken = db_col_int(s, 0);
        state->last_taken = db_col_int(s, 1);
    }
    return db_done(s, error);
}
