/* db_own.h: what archive/db*.c share among themselves: nobody else includes this. */
#ifndef VESTNIK_ARCHIVE_DB_OWN_H
#define VESTNIK_ARCHIVE_DB_OWN_H

#include <sqlite3.h>

#include "archive/db.h"

struct DbStmt {
    sqlite3_stmt *stmt;
    Db *db;
    Sql id;
    int rc;    /* sticky: the first failure since db_stmt() */
    bool busy; /* between db_stmt() and db_done() */
};

struct Db {
    sqlite3 *sqlite;
    char *path;
    int turn; /* archive/db_turn.h */
    bool transaction;
    bool begins;        /* within db_begin(): all its waits are one */
    int64_t busy_since; /* monotonic, of the wait that goes on */
    DbStmt stmts[SQL_COUNT];
};

/* Tells a result code of SQLite; always false. */
bool db_fail(Db *db, int rc, const char *doing, GError **error);

#endif
