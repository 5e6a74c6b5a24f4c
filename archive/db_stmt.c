/* db_stmt.c: see db.h. Statements: prepared once, a failure sticks until db_done(). */
#include "archive/db_own.h"

DbStmt *db_stmt(Db *db, Sql id)
{
    DbStmt *s = &db->stmts[id];

    g_assert(!s->busy); /* the caller forgot db_done(), or recursed */
    s->db = db;
    s->id = id;
    s->busy = true;
    s->rc = SQLITE_OK;
    if (!s->stmt)
        s->rc = sqlite3_prepare_v3(db->sqlite, sql_text(id), -1, SQLITE_PREPARE_PERSISTENT,
                                   &s->stmt, NULL);
    return s;
}

static void stick(DbStmt *s, int rc)
{
    if (s->rc == SQLITE_OK)
        s->rc = rc;
}

void db_int(DbStmt *s, int index, int64_t value)
{
    stick(s, sqlite3_bind_int64(s->stmt, index, value));
}

void db_text(DbStmt *s, int index, const char *text)
{
    stick(s, sqlite3_bind_text(s->stmt, index, text, -1, SQLITE_TRANSIENT));
}

void db_blob(DbStmt *s, int index, const void *bytes, size_t length)
{
    stick(s, sqlite3_bind_blob64(s->stmt, index, length ? bytes : "", length, SQLITE_TRANSIENT));
}

void db_null(DbStmt *s, int index)
{
    stick(s, sqlite3_bind_null(s->stmt, index));
}

void db_id(DbStmt *s, int index, int64_t id)
{
    if (id)
        db_int(s, index, id);
    else
        db_null(s, index);
}

bool db_row(DbStmt *s)
{
    if (s->rc != SQLITE_OK)
        return false;
    int rc = sqlite3_step(s->stmt);
    if (rc == SQLITE_ROW)
        return true;
    if (rc != SQLITE_DONE)
        s->rc = rc;
    return false;
}

bool db_done(DbStmt *s, GError **error)
{
    bool ok = s->rc == SQLITE_OK;

    if (!ok)
        db_fail(s->db, s->rc, sql_name(s->id), error);
    if (s->stmt) {
        sqlite3_reset(s->stmt);
        sqlite3_clear_bindings(s->stmt);
    }
    s->busy = false;
    return ok;
}

bool db_run(DbStmt *s, GError **error)
{
    while (db_row(s))
        ;
    return db_done(s, error);
}

bool db_one(DbStmt *s, int64_t *value, bool *found, GError **error)
{
    bool row = db_row(s);
    int64_t got = row ? db_col_int(s, 0) : 0;

    if (!db_done(s, error))
        return false;
    if (found)
        *found = row;
    if (row)
        *value = got;
    return true;
}

int64_t db_col_int(DbStmt *s, int column)
{
    return sqlite3_column_int64(s->stmt, column);
}

const char *db_col_text(DbStmt *s, int column)
{
    return (const char *)sqlite3_column_text(s->stmt, column);
}

char *db_col_dup(DbStmt *s, int column)
{
    return g_strdup(db_col_text(s, column));
}

GBytes *db_col_blob(DbStmt *s, int column)
{
    const void *bytes = sqlite3_column_blob(s->stmt, column);

    return g_bytes_new(bytes, (gsize)sqlite3_column_bytes(s->stmt, column));
}

bool db_col_null(DbStmt *s, int column)
{
    return sqlite3_column_type(s->stmt, column) == SQLITE_NULL;
}
