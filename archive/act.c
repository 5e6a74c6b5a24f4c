/* act.c: see act.h. */
#include "archive/act.h"

#include "base/clock.h"
#include "base/error.h"

bool act_add(Db *db, const Act *act, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ACT_INSERT);

    db_text(s, 1, act->kind);
    db_id(s, 2, act->person);
    db_id(s, 3, act->school);
    db_id(s, 4, act->list);
    db_id(s, 5, act->letter);
    db_int(s, 6, clock_now());
    db_text(s, 7, act->strength);
    return db_run(s, error);
}

bool run_once(Db *db, const char *kind, const char *subject, const char *period, bool *first,
              GError **error)
{
    DbStmt *s = db_stmt(db, SQL_RUN_INSERT);

    db_text(s, 1, kind);
    db_text(s, 2, subject);
    db_text(s, 3, period);
    db_int(s, 4, clock_now());
    if (!db_run(s, error))
        return false;
    *first = db_changes(db) > 0;
    return true;
}

char *instance_value(Db *db, const char *key, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_INSTANCE_VALUE);
    g_autofree char *value = NULL;

    db_text(s, 1, key);
    if (db_row(s))
        value = db_col_dup(s, 0);
    if (!db_done(s, error))
        return NULL;
    if (!value)
        fail(error, ERR_NOT_FOUND, "the database holds no '%s'", key);
    return g_steal_pointer(&value);
}
