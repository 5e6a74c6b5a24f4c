/* test_migrate.c: an older database is brought up to date after a backup, all steps or none. This
 * program brings migrations of its own: they stand in for those of archive/sql_schema.c. */
#include <string.h>

#include "archive/sql.h"
#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/temp.h"

#define OLD "CREATE TABLE instance (key TEXT PRIMARY KEY, value TEXT NOT NULL);"

const char *const SQL_MIGRATIONS[] = {
    OLD,
    "CREATE TABLE early (a);",
    "INSERT INTO instance VALUES ('step', 'three'); CREATE TABLE late (a);",
};
const int SQL_VERSION = 3;

static void make_old(const Temp *temp, const char *more)
{
    temp_sql(temp, OLD "INSERT INTO instance VALUES ('kept', 'yes'); PRAGMA user_version = 1;");
    temp_sql(temp, more);
}

static void refuse(const Temp *temp, DbMode mode, int code)
{
    GError *error = NULL;
    g_autoptr(Db) db = db_open(temp->file, mode, &error);

    g_assert_null(db);
    g_assert_error(error, VESTNIK_ERROR, code);
    g_clear_error(&error);
    g_assert_cmpint(temp_number(temp->file, "PRAGMA user_version"), ==, 1);
    g_assert_cmpint(
        temp_number(temp->file, "SELECT count(*) FROM sqlite_schema WHERE name = 'early'"), ==, 0);
}

static void test_older(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;

    (void)unused;
    make_old(temp, "");
    g_autoptr(Db) db = db_open(temp->file, DB_WRITE, &error);
    g_assert_no_error(error);
    g_assert_cmpint(temp_number(temp->file, "PRAGMA user_version"), ==, 3);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM instance"), ==, 2);
    g_autofree char *backup = temp_find(temp, ".before-v3-");
    g_assert_nonnull(backup);
    g_assert_cmpint(temp_number(backup, "PRAGMA user_version"), ==, 1);
    g_assert_cmpint(temp_number(backup, "SELECT count(*) FROM instance WHERE key = 'kept'"), ==, 1);
}

static void test_reader(Temp *temp, gconstpointer unused)
{
    (void)unused;
    make_old(temp, "");
    refuse(temp, DB_READ, ERR_TEMP);
    g_assert_null(temp_find(temp, ".before-"));
}

/* The third step fails on its second statement: nothing of the second and third step is left. */
static void test_all_or_none(Temp *temp, gconstpointer unused)
{
    (void)unused;
    make_old(temp, "CREATE TABLE late (other);");
    refuse(temp, DB_WRITE, ERR_TEMP);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM instance"), ==, 1);
}

static void test_no_backup_no_migration(Temp *temp, gconstpointer unused)
{
    (void)unused;
    make_old(temp, "");
    clock_fix(1000);
    g_autofree char *taken = g_strconcat(temp->file, ".before-v3-1000", NULL);
    g_assert_true(g_file_set_contents(taken, "something else", -1, NULL));
    refuse(temp, DB_WRITE, ERR_EXISTS);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEMP_TEST("/migrate/an older file, after a backup", test_older);
    TEMP_TEST("/migrate/not by a reader", test_reader);
    TEMP_TEST("/migrate/all steps or none", test_all_or_none);
    TEMP_TEST("/migrate/no backup, no migration", test_no_backup_no_migration);
    return g_test_run();
}
