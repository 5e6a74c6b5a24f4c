/* fixture_db.h: a new database in a folder of its own, for one test; removed with it. The clock
 * stands at FIXTURE_NOW. */
#ifndef VESTNIK_TESTS_FIXTURE_DB_H
#define VESTNIK_TESTS_FIXTURE_DB_H

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "archive/db.h"
#include "base/clock.h"
#include "base/token.h"

#define FIXTURE_NOW 1790000000 /* 21 September 2026 */

typedef struct Fixture {
    char *folder, *path;
    Db *db;
    TokenKey key;
} Fixture;

static inline void fixture_open(Fixture *fixture, gconstpointer data)
{
    GError *error = NULL;

    (void)data;
    clock_fix(FIXTURE_NOW);
    fixture->folder = g_dir_make_tmp("vestnik-test-XXXXXX", &error);
    g_assert_no_error(error);
    fixture->path = g_build_filename(fixture->folder, "vestnik.db", NULL);
    fixture->db = db_open(fixture->path, DB_CREATE, &error);
    g_assert_no_error(error);
    memset(&fixture->key, 7, sizeof fixture->key);
}

static inline void fixture_close(Fixture *fixture, gconstpointer data)
{
    static const char *const ends[] = {"", "-wal", "-shm"};

    (void)data;
    db_close(fixture->db);
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *file = g_strconcat(fixture->path, ends[i], NULL);
        g_unlink(file);
    }
    g_rmdir(fixture->folder);
    g_free(fixture->path);
    g_free(fixture->folder);
}

#define FIXTURE_TEST(path, function)                                                               \
    g_test_add(path, Fixture, NULL, fixture_open, function, fixture_close)

#endif
