/* db.h: the one database file, by SQLite. Only archive/db*.c calls sqlite3_*, and SQL text stands
 * only in archive/sql*.
 *
 * One Db per process, opened after fork. Writers:
 *
 *     if (!db_begin(db, error)) return false;          BEGIN IMMEDIATE
 *     ... statements ...
 *     return db_finish(db, ok, error);                 COMMIT when ok, else ROLLBACK
 *
 * A statement is prepared on first use and kept:
 *
 *     DbStmt *s = db_stmt(db, SQL_LETTER_BY_ID);       borrowed, reset, nothing bound
 *     db_int(s, 1, id);                                a failure sticks until db_done()
 *     while (db_row(s)) ... db_col_int(s, 0) ...       columns are borrowed until the next row
 *     if (!db_done(s, error)) return false;            resets; the first failure since db_stmt()
 *
 * Every db_stmt() is ended by one db_done(), db_run() or db_one(). A failure of disk, lock or
 * memory is ERR_TEMP; a broken constraint ERR_EXISTS. */
#ifndef VESTNIK_ARCHIVE_DB_H
#define VESTNIK_ARCHIVE_DB_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/sql.h"

typedef struct Db Db;
typedef struct DbStmt DbStmt;

typedef enum DbMode {
    DB_CREATE, /* makes a new file (ERR_EXISTS when there is one) with the newest schema */
    DB_WRITE,  /* an existing file, migrated when older, after a backup beside it */
    DB_READ,   /* an existing file of this version, never written */
} DbMode;

/* How long a writer of this process waits for the others before it gives up with ERR_TEMP; 12
 * seconds unless it is said. */
void db_wait_at_most(unsigned ms);

Db *db_open(const char *path, DbMode mode, GError **error);
void db_close(Db *db); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Db, db_close)

bool db_begin(Db *db, GError **error);
/* Commits when `ok`, else rolls back and returns false with *error left as it is. */
bool db_finish(Db *db, bool ok, GError **error);
bool db_in_transaction(const Db *db);

DbStmt *db_stmt(Db *db, Sql id);
void db_int(DbStmt *stmt, int index, int64_t value);
void db_text(DbStmt *stmt, int index, const char *text); /* copied; NULL binds NULL */
void db_blob(DbStmt *stmt, int index, const void *bytes, size_t length); /* copied */
void db_null(DbStmt *stmt, int index);
/* 0 means "none" in our structs and NULL in the tables: ids. */
void db_id(DbStmt *stmt, int index, int64_t id);

bool db_row(DbStmt *stmt); /* false at the end and on failure: ask db_done() */
bool db_done(DbStmt *stmt, GError **error);
bool db_run(DbStmt *stmt, GError **error); /* steps to the end: INSERT, UPDATE, DELETE */
/* Runs a query that gives at most one row of one integer; *found tells whether there was one. */
bool db_one(DbStmt *stmt, int64_t *value, bool *found, GError **error);

int64_t db_col_int(DbStmt *stmt, int column);
const char *db_col_text(DbStmt *stmt, int column); /* NULL for NULL */
char *db_col_dup(DbStmt *stmt, int column);        /* the caller's */
GBytes *db_col_blob(DbStmt *stmt, int column);     /* the caller's; empty for NULL */
bool db_col_null(DbStmt *stmt, int column);

int64_t db_last_id(const Db *db);
int64_t db_changes(const Db *db); /* rows of the last INSERT, UPDATE or DELETE */

/* So many KiB of its pages are kept in memory, 8000 where nobody says: for who goes through it in
 * order and meets no page again. */
bool db_cache(Db *db, int kib, GError **error);

/* Moves what was committed from the write-ahead log into the file, as far as no reader is in the
 * way. */
bool db_checkpoint(Db *db, GError **error);

/* Empties the write-ahead log, which holds pages as they were: after this, what was erased is
 * nowhere in the files. *done false: another process reads just now; try again. */
bool db_forget(Db *db, bool *done, GError **error);

/* A whole copy into a new file (VACUUM INTO). ERR_EXISTS when the file is there. */
bool db_backup(Db *db, const char *path, GError **error);

#endif
