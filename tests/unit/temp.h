/* temp.h: a folder of its own for a unit test, a new database in it, and a way round our code: what
 * another program, or decay, would do to the file. */
#ifndef VESTNIK_TESTS_UNIT_TEMP_H
#define VESTNIK_TESTS_UNIT_TEMP_H

#include <glib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

#include "archive/db.h"

typedef struct Temp {
    char *folder, *file; /* the file need not exist */
} Temp;

static inline void temp_setup(Temp *temp, gconstpointer unused)
{
    (void)unused;
    temp->folder = g_dir_make_tmp("vestnik-test-XXXXXX", NULL);
    g_assert_nonnull(temp->folder);
    temp->file = g_build_filename(temp->folder, "test.db", NULL);
}

static inline void temp_teardown(Temp *temp, gconstpointer unused)
{
    const char *name;
    GDir *folder = g_dir_open(temp->folder, 0, NULL);

    (void)unused;
    while ((name = g_dir_read_name(folder))) {
        g_autofree char *path = g_build_filename(temp->folder, name, NULL);
        if (g_unlink(path) != 0)
            g_rmdir(path);
    }
    g_dir_close(folder);
    g_assert_cmpint(g_rmdir(temp->folder), ==, 0);
    g_free(temp->folder);
    g_free(temp->file);
}

static inline Db *temp_db(const Temp *temp)
{
    GError *error = NULL;
    Db *db = db_open(temp->file, DB_CREATE, &error);

    g_assert_no_error(error);
    g_assert_nonnull(db);
    return db;
}

/* Runs SQL on the file without our code. */
static inline void temp_sql(const Temp *temp, const char *sql)
{
    sqlite3 *raw = NULL;

    g_assert_cmpint(sqlite3_open(temp->file, &raw), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(raw, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_close(raw), ==, SQLITE_OK);
}

/* The one integer that a query gives, without our code. */
static inline int64_t temp_number(const char *file, const char *query)
{
    sqlite3 *raw = NULL;
    sqlite3_stmt *stmt = NULL;

    g_assert_cmpint(sqlite3_open(file, &raw), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(raw, query, -1, &stmt, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_step(stmt), ==, SQLITE_ROW);
    int64_t number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    g_assert_cmpint(sqlite3_close(raw), ==, SQLITE_OK);
    return number;
}

/* The path of the only file of the folder whose name has this part; NULL when there is none. */
static inline char *temp_find(const Temp *temp, const char *part)
{
    const char *name;
    char *found = NULL;
    GDir *folder = g_dir_open(temp->folder, 0, NULL);

    while ((name = g_dir_read_name(folder))) {
        if (!strstr(name, part))
            continue;
        g_assert_null(found);
        found = g_build_filename(temp->folder, name, NULL);
    }
    g_dir_close(folder);
    return found;
}

#define TEMP_TEST(path, function) g_test_add(path, Temp, NULL, temp_setup, function, temp_teardown)

#endif
