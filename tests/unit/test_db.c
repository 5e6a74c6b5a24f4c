/* test_db.c: the database file: made once, opened again, refused when it is not ours to touch; what
 * fails in a statement sticks and is told; a transaction is whole or not there. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "archive/db_turn.h"
#include "base/error.h"
#include "tests/unit/temp.h"

#define HOLD "BEGIN IMMEDIATE; INSERT INTO instance VALUES ('held', 'by another')"

static bool put(Db *db, const char *key, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_INSTANCE_INSERT);

    db_text(s, 1, key);
    db_text(s, 2, "value");
    return db_run(s, error);
}

static int64_t count(const Temp *temp)
{
    return temp_number(temp->file, "SELECT count(*) FROM instance WHERE value = 'value'");
}

static void refuse(const Temp *temp, DbMode mode, int code, const char *says)
{
    GError *error = NULL;
    g_autoptr(Db) db = db_open(temp->file, mode, &error);

    g_assert_null(db);
    g_assert_error(error, VESTNIK_ERROR, code);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, temp->file));
    g_assert_nonnull(strstr(error->message, says));
    g_clear_error(&error);
}

static void test_create(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    struct stat info;

    (void)unused;
    refuse(temp, DB_WRITE, ERR_NOT_FOUND, "vestnik init");
    refuse(temp, DB_READ, ERR_NOT_FOUND, "vestnik init");
    db_close(temp_db(temp));
    g_assert_cmpint(stat(temp->file, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 0777, ==, 0600);
    refuse(temp, DB_CREATE, ERR_EXISTS, "is there already");
    for (DbMode mode = DB_WRITE; mode <= DB_READ; mode++) {
        g_autoptr(Db) db = db_open(temp->file, mode, &error);
        g_assert_no_error(error);
        g_assert_nonnull(db);
    }
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM instance WHERE key = 'id'"), ==,
                    1);
}

static void test_reader_writes_nothing(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;

    (void)unused;
    db_close(temp_db(temp));
    g_autoptr(Db) db = db_open(temp->file, DB_READ, &error);
    g_assert_no_error(error);
    g_assert_false(put(db, "x", &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_TEMP);
    g_clear_error(&error);
    g_assert_cmpint(count(temp), ==, 0);
}

static void test_newer(Temp *temp, gconstpointer unused)
{
    (void)unused;
    db_close(temp_db(temp));
    temp_sql(temp, "PRAGMA user_version = 1000");
    refuse(temp, DB_WRITE, ERR_TEMP, "newer than this program");
    refuse(temp, DB_READ, ERR_TEMP, "use the newer program");
    g_assert_cmpint(temp_number(temp->file, "PRAGMA user_version"), ==, 1000);
}

static void test_no_database(Temp *temp, gconstpointer unused)
{
    (void)unused;
    g_assert_true(g_file_set_contents(temp->file, "", 0, NULL));
    refuse(temp, DB_WRITE, ERR_TEMP, "version 0");
    g_assert_true(g_file_set_contents(temp->file,
                                      "This is a text of more than a hundred bytes, "
                                      "which is what the header of a database has, "
                                      "and none of it says SQLite.",
                                      -1, NULL));
    refuse(temp, DB_WRITE, ERR_TEMP, "not a database");
    g_assert_cmpint(g_unlink(temp->file), ==, 0);
    g_assert_cmpint(g_mkdir(temp->file, 0700), ==, 0);
    refuse(temp, DB_WRITE, ERR_TEMP, "opening");
}

/* As a user who may read the file and not write it. Root may everything: then as nobody. */
static void test_read_only(Temp *temp, gconstpointer unused)
{
    int status = 0;

    (void)unused;
    db_close(temp_db(temp));
    g_assert_cmpint(g_chmod(temp->file, 0444), ==, 0);
    g_assert_cmpint(g_chmod(temp->folder, 0755), ==, 0);
    pid_t pid = fork();
    if (pid == 0) {
        g_autoptr(GError) error = NULL;
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(2);
        Db *db = db_open(temp->file, DB_WRITE, &error);
        _exit(db || error_code(error) != ERR_TEMP || !strstr(error->message, "read-only"));
    }
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

static void test_locked(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    sqlite3 *other = NULL;
    g_autoptr(Db) db = temp_db(temp);

    (void)unused;
    g_assert_cmpint(sqlite3_open(temp->file, &other), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(other, HOLD, NULL, NULL, NULL), ==, SQLITE_OK);
    db_wait_at_most(100);
    int64_t start = g_get_monotonic_time();
    g_assert_false(db_begin(db, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_TEMP);
    g_assert_nonnull(strstr(error->message, "locked"));
    g_assert_cmpint(g_get_monotonic_time() - start, >=, 100 * 1000);
    g_assert_false(db_in_transaction(db));
    g_clear_error(&error);
    g_assert_cmpint(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
    g_assert_true(db_begin(db, &error));
    g_assert_true(db_finish(db, put(db, "x", &error), &error));
    g_assert_no_error(error);
    sqlite3_close(other);
    g_assert_cmpint(count(temp), ==, 1);
}

static void *let_go(void *other)
{
    g_usleep(150 * 1000);
    g_assert_cmpint(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
    return NULL;
}

static void test_waits(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    sqlite3 *other = NULL;
    g_autoptr(Db) db = temp_db(temp);

    (void)unused;
    g_assert_cmpint(sqlite3_open(temp->file, &other), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(other, HOLD, NULL, NULL, NULL), ==, SQLITE_OK);
    GThread *thread = g_thread_new("other", let_go, other);
    db_wait_at_most(60000);
    g_assert_true(db_begin(db, &error));
    g_assert_no_error(error);
    g_assert_false(db_finish(db, false, &error));
    g_thread_join(thread);
    sqlite3_close(other);
}

static void *write_once(void *db)
{
    g_assert_true(db_begin(db, NULL));
    g_assert_true(db_finish(db, true, NULL));
    return NULL;
}

/* Whoever waits for the writer is next, however soon that one would write again. */
static void test_turn(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);
    g_autoptr(Db) waits = db_open(temp->file, DB_WRITE, NULL);
    int turn = db_turn_open(temp->file);

    (void)unused;
    g_assert_true(db_turn_take(turn)); /* nobody waits */
    db_turn_give(turn);
    g_assert_true(db_begin(db, NULL));
    GThread *thread = g_thread_new("waits", write_once, waits);
    while (db_turn_take(turn)) {
        db_turn_give(turn);
        g_usleep(1000);
    }
    g_assert_true(db_finish(db, true, NULL));
    g_thread_join(thread);
    g_assert_true(db_turn_take(turn));
    close(turn);
}

/* The turn is a courtesy: who keeps it too long stops nobody. */
static void test_turn_kept(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    g_autoptr(Db) db = temp_db(temp);
    int turn = db_turn_open(temp->file);

    (void)unused;
    g_assert_true(db_turn_take(turn));
    db_wait_at_most(50);
    int64_t start = g_get_monotonic_time();
    g_assert_true(db_begin(db, &error));
    g_assert_no_error(error);
    g_assert_cmpint(g_get_monotonic_time() - start, >=, 50 * 1000);
    g_assert_false(db_finish(db, false, &error));
    db_wait_at_most(60000);
    close(turn);
}

/* Each as a door opens it, for one letter, while nobody else has it open. */
static void test_log_left(Temp *temp, gconstpointer unused)
{
    g_autofree char *log = g_strconcat(temp->file, "-wal", NULL);
    off_t most = 0;
    struct stat info;

    (void)unused;
    db_close(temp_db(temp));
    for (int i = 0; i < 100; i++) {
        g_autofree char *key = g_strdup_printf("%d", i);
        g_autoptr(Db) db = db_open(temp->file, DB_WRITE, NULL);
        g_assert_true(put(db, key, NULL));
        g_clear_pointer(&db, db_close);
        most = stat(log, &info) == 0 ? MAX(most, info.st_size) : most;
    }
    g_assert_cmpint(most, >, 0);
    g_assert_cmpint(most, <, 512 * 1024);
    g_assert_cmpint(count(temp), ==, 100);
}

static void test_sticky(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    g_autoptr(Db) db = temp_db(temp);
    DbStmt *s = db_stmt(db, SQL_INSTANCE_INSERT);

    (void)unused;
    db_int(s, 99, 1); /* there is no such parameter */
    db_text(s, 1, "x");
    db_text(s, 2, "value");
    g_assert_false(db_row(s));
    g_assert_false(db_done(s, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_BUG);
    g_assert_nonnull(strstr(error->message, "INSTANCE_INSERT"));
    g_clear_error(&error);
    g_assert_cmpint(count(temp), ==, 0);
    g_assert_true(put(db, "x", &error)); /* and the statement can be used again */
    g_assert_false(put(db, "x", &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_EXISTS);
    g_clear_error(&error);
    g_assert_true(put(db, "y", &error));
    g_assert_cmpint(count(temp), ==, 2);
}

static void test_rollback(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    g_autoptr(Db) db = temp_db(temp);

    (void)unused;
    g_assert_true(db_begin(db, &error));
    g_assert_true(db_in_transaction(db));
    g_assert_true(put(db, "x", &error));
    g_assert_false(db_finish(db, put(db, "x", &error), &error));
    g_assert_error(error, VESTNIK_ERROR,
                   ERR_EXISTS); /* the first failure, not that of the rollback */
    g_clear_error(&error);
    g_assert_false(db_in_transaction(db));
    g_assert_cmpint(count(temp), ==, 0);
    g_assert_true(db_begin(db, &error));
    g_assert_true(db_finish(db, put(db, "x", &error), &error));
    g_assert_cmpint(count(temp), ==, 1);
}

static void test_backup(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    struct stat info;
    g_autoptr(Db) db = temp_db(temp);
    g_autofree char *copy = g_strconcat(temp->folder, "/copy's.db", NULL);

    (void)unused;
    g_assert_true(put(db, "x", &error));
    g_assert_true(db_backup(db, copy, &error));
    g_assert_no_error(error);
    g_assert_cmpint(stat(copy, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 0777, ==, 0600);
    g_assert_cmpint(temp_number(copy, "SELECT count(*) FROM instance WHERE value = 'value'"), ==,
                    1);
    g_assert_false(db_backup(db, copy, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_EXISTS);
    g_clear_error(&error);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEMP_TEST("/db/made once and opened again", test_create);
    TEMP_TEST("/db/a reader writes nothing", test_reader_writes_nothing);
    TEMP_TEST("/db/a newer file is refused", test_newer);
    TEMP_TEST("/db/what is no database is refused", test_no_database);
    TEMP_TEST("/db/a read-only file is refused", test_read_only);
    TEMP_TEST("/db/locked for too long", test_locked);
    TEMP_TEST("/db/waits for the other writer", test_waits);
    TEMP_TEST("/db/who waits is next", test_turn);
    TEMP_TEST("/db/a turn that is kept stops nobody", test_turn_kept);
    TEMP_TEST("/db/what is opened for one letter leaves a short log", test_log_left);
    TEMP_TEST("/db/the first failure of a statement sticks", test_sticky);
    TEMP_TEST("/db/a failed transaction leaves nothing", test_rollback);
    TEMP_TEST("/db/backup", test_backup);
    return g_test_run();
}
