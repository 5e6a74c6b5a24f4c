/* seen.c: see seen.h. */
#include "archive/seen.h"

#include "base/clock.h"

void seen_clear(Seen *seen)
{
    g_clear_pointer(&seen->source, g_free);
}

static void bind_key(DbStmt *s, const SeenKey *key)
{
    db_text(s, 1, key->kind);
    db_text(s, 2, key->scope);
    db_blob(s, 3, key->hash, SEEN_HASH);
}

bool seen_find(Db *db, const SeenKey *key, Seen *seen, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_SEEN_FIND);

    *seen = (Seen){0};
    bind_key(s, key);
    if (db_row(s) && (!key->letter || db_col_int(s, 2) != key->letter)) {
        seen->last = db_col_int(s, 0);
        seen->times = db_col_int(s, 1);
        seen->source = db_col_dup(s, 3);
    }
    return db_done(s, error);
}

bool seen_note(Db *db, const SeenKey *key, const char *source, int64_t since, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_SEEN_NOTE);

    bind_key(s, key);
    db_text(s, 4, source);
    db_id(s, 5, key->letter);
    db_int(s, 6, clock_now());
    db_int(s, 7, since);
    return db_run(s, error);
}

bool seen_prune(Db *db, const char *kind, int64_t before, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_SEEN_PRUNE);

    db_text(s, 1, kind);
    db_int(s, 2, before);
    return db_run(s, error);
}
