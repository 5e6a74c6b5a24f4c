/* invite.c: see invite.h. */
#include "lists/invite.h"

#include "base/clock.h"

void invited_free(Invited *invited)
{
    if (!invited)
        return;
    g_free(invited->list);
    g_free(invited->title);
    g_free(invited);
}

bool invite_school(Db *db, int64_t list, int64_t school, int64_t *added, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_INVITE_SCHOOL);

    db_int(s, 1, list);
    db_int(s, 2, school);
    db_int(s, 3, clock_now());
    if (!db_run(s, error))
        return false;
    *added = db_changes(db);
    return true;
}

static Invited *invited_from_row(DbStmt *s)
{
    Invited *invited = g_new0(Invited, 1);

    invited->list = db_col_dup(s, 0);
    invited->title = db_col_dup(s, 1);
    invited->all = db_col_int(s, 2);
    invited->waiting = db_col_int(s, 3);
    invited->joined = db_col_int(s, 4);
    invited->refused = db_col_int(s, 5);
    invited->unreachable = db_col_int(s, 6);
    invited->silent = db_col_int(s, 7);
    invited->changed = db_col_int(s, 8);
    return invited;
}

json_t *invited_values(const Invited *invited)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "count", (json_int_t)invited->all, "waiting",
                     (json_int_t)invited->waiting, "joined", (json_int_t)invited->joined, "refused",
                     (json_int_t)invited->refused, "silent", (json_int_t)invited->silent,
                     "unreachable", (json_int_t)invited->unreachable);
}

GPtrArray *invite_status(Db *db, int64_t list, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)invited_free);
    DbStmt *s = db_stmt(db, SQL_INVITE_STATUS);

    db_int(s, 1, list);
    while (db_row(s))
        g_ptr_array_add(rows, invited_from_row(s));
    return db_done(s, error) ? g_steal_pointer(&rows) : NULL;
}

bool invite_set(Db *db, int64_t invitation, const char *state, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_INVITE_SET);

    db_int(s, 1, invitation);
    db_text(s, 2, state);
    db_int(s, 3, clock_now());
    return db_run(s, error);
}
