/* sender_adopt.c: of sender.h: what waits for an account that is gone. */
#include "archive/sender.h"

static bool is_served(const GPtrArray *senders, int64_t lane)
{
    for (guint i = 0; i < senders->len; i++)
        if (((const Sender *)g_ptr_array_index(senders, i))->lane == lane)
            return true;
    return false;
}

static GArray *unserved(Db *db, const GPtrArray *senders, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    DbStmt *s = db_stmt(db, SQL_SENDER_IDS);

    while (db_row(s)) {
        int64_t id = db_col_int(s, 0);
        if (!is_served(senders, id))
            g_array_append_val(ids, id);
    }
    return db_done(s, error) ? g_steal_pointer(&ids) : NULL;
}

static bool adopt(Db *db, const GArray *ids, int64_t *moved, GError **error)
{
    for (guint i = 0; i < ids->len; i++) {
        DbStmt *s = db_stmt(db, SQL_SENDER_ADOPT);
        db_int(s, 1, g_array_index(ids, int64_t, i));
        if (!db_run(s, error))
            return false;
        *moved += db_changes(db);
    }
    return true;
}

bool sender_adopt(Db *db, const GPtrArray *senders, int64_t *moved, GError **error)
{
    g_autoptr(GArray) ids = unserved(db, senders, error);

    *moved = 0;
    if (!ids || !ids->len)
        return ids != NULL;
    return db_begin(db, error) && db_finish(db, adopt(db, ids, moved, error), error);
}
