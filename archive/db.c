/* db.c: see db.h. SQLite in WAL mode with synchronous=FULL: what was committed survives a power
 * cut. Writers wait for each other in naps of our own, with jitter, and take turns
 * (archive/db_turn.h), so that a flood at the doors cannot starve the desk. */
#include "archive/db.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/db_own.h"
#include "archive/db_schema.h"
#include "archive/db_turn.h"
#include "base/error.h"

#define BUSY_DEFAULT_MS 12000
#define LOG_LEFT        262144 /* bytes of log that the last one to close leaves to the next */
#define NAP_LEAST       100    /* microseconds; the longer somebody waits, the longer it naps */
#define NAP_MOST        2500   /* and as much again, by chance */

static unsigned busy_ms = BUSY_DEFAULT_MS;

void db_wait_at_most(unsigned ms)
{
    busy_ms = ms;
}

/* False: it has waited long enough. */
static bool nap(const Db *db)
{
    int64_t waited = g_get_monotonic_time() - db->busy_since;
    int length = (int)CLAMP(waited / 4, NAP_LEAST, NAP_MOST);

    if (waited >= (int64_t)busy_ms * 1000)
        return false;
    g_usleep((gulong)g_random_int_range(length, 2 * length));
    return true;
}

static int nap_when_busy(void *context, int tries)
{
    Db *db = context;

    if (tries == 0 && !db->begins)
        db->busy_since = g_get_monotonic_time();
    return nap(db);
}

/* Constraint: the caller's data. Everything else may pass: the disk, a lock, memory. */
static ErrorCode code_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_CONSTRAINT:
        return ERR_EXISTS;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return ERR_TEMP; /* a damaged database must never make a sender give up */
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
        return ERR_BUG;
    default:
        return ERR_TEMP;
    }
}

/* "disk I/O error" alone helps nobody: the system's own word stands behind it. */
bool db_fail(Db *db, int rc, const char *doing, GError **error)
{
    int number = db->sqlite ? sqlite3_system_errno(db->sqlite) : 0;
    bool of_system = number && ((rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CANTOPEN);

    return fail(error, code_of(rc), "database %s: %s: %s%s%s", db->path, doing,
                db->sqlite ? sqlite3_errmsg(db->sqlite) : sqlite3_errstr(rc), of_system ? ": " : "",
                of_system ? g_strerror(number) : "");
}

bool db_script(Db *db, const char *sql, GError **error)
{
    int rc = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK || db_fail(db, rc, "running a script", error);
}

static bool configure(Db *db, DbMode mode, GError **error)
{
    sqlite3_extended_result_codes(db->sqlite, 1);
    sqlite3_busy_handler(db->sqlite, nap_when_busy, db);
    sqlite3_limit(db->sqlite, SQLITE_LIMIT_ATTACHED, 1);
    if (mode == DB_READ)
        return db_script(db, "PRAGMA foreign_keys = ON; PRAGMA query_only = ON;", error);
    /* secure_delete: what is erased leaves no trace in free pages; cache_size: the index of
     * fingerprints is met at random, two megabytes of it are soon too few */
    return db_script(db,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "PRAGMA secure_delete = ON; PRAGMA cache_size = -8000;"
                     "PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864;",
                     error);
}

static Db *open_file(const char *path, DbMode mode, GError **error)
{
    static const int FLAGS[] = {
        [DB_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
        [DB_WRITE] = SQLITE_OPEN_READWRITE,
        /* a reader of a WAL file must be able to make its shared memory */
        [DB_READ] = SQLITE_OPEN_READWRITE,
    };
    Db *db = g_new0(Db, 1);

    db->path = g_strdup(path);
    db->turn = mode == DB_READ ? -1 : db_turn_open(path);
    int rc = sqlite3_open_v2(path, &db->sqlite, FLAGS[mode] | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK) {
        db_fail(db, rc, "opening", error);
    } else if (mode != DB_READ && sqlite3_db_readonly(db->sqlite, "main") == 1) {
        fail(error, ERR_TEMP, "database %s is read-only for this user; check its owner and mode",
             path);
    } else if (configure(db, mode, error)) {
        return db;
    }
    db_close(db);
    return NULL;
}

/* Of two that create the same file one wins: it alone may remove it when it fails. */
static bool create_file(const char *path, GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0 && errno == EEXIST)
        return fail(error, ERR_EXISTS, "database %s is there already", path);
    if (fd < 0)
        return fail(error, error_code_of_errno(errno, ERR_CREATE), "database %s: %s", path,
                    g_strerror(errno));
    close(fd);
    return true;
}

static bool check_presence(const char *path, DbMode mode, GError **error)
{
    struct stat info;

    if (mode == DB_CREATE)
        return create_file(path, error);
    if (stat(path, &info) != 0)
        return fail(error, errno == ENOENT ? ERR_NOT_FOUND : ERR_TEMP, "database %s: %s%s", path,
                    g_strerror(errno), errno == ENOENT ? "; `vestnik init` makes one" : "");
    return true;
}

Db *db_open(const char *path, DbMode mode, GError **error)
{
    if (!check_presence(path, mode, error))
        return NULL;
    mode_t before = umask(0077); /* letters are private */
    Db *db = open_file(path, mode, error);
    bool ok = db && db_migrate(db, path, mode, error);
    umask(before);
    if (ok)
        return db;
    db_close(db);
    if (mode == DB_CREATE)
        unlink(path); /* ours, half made: the next attempt begins anew */
    return NULL;
}

/* A door opens and closes the file for one letter. Where nobody else has it open, the log is left
 * to the next one as long as it is short: to empty it takes longer than the letter, but whoever
 * comes next has to read all of it. */
static void leave_log(Db *db)
{
    g_autofree char *log = g_strconcat(db->path, "-wal", NULL);
    struct stat info;
    bool is_short = stat(log, &info) != 0 || info.st_size <= LOG_LEFT;

    sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, (int)is_short, NULL);
}

void db_close(Db *db)
{
    if (!db)
        return;
    for (int i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(db->stmts[i].stmt);
    leave_log(db);
    sqlite3_close(db->sqlite);
    if (db->turn >= 0)
        close(db->turn);
    g_free(db->path);
    g_free(db);
}

bool db_begin(Db *db, GError **error)
{
    g_assert(!db->transaction);
    db->begins = true;
    db->busy_since = g_get_monotonic_time();
    while (!db_turn_take(db->turn) && nap(db))
        ;
    db->transaction = db_run(db_stmt(db, SQL_TRANSACTION_BEGIN), error);
    db_turn_give(db->turn);
    db->begins = false;
    return db->transaction;
}

bool db_finish(Db *db, bool ok, GError **error)
{
    g_assert(db->transaction);
    db->transaction = false;
    if (ok && db_run(db_stmt(db, SQL_TRANSACTION_COMMIT), error))
        return true;
    /* some failures (a full disk) have rolled back already */
    if (!sqlite3_get_autocommit(db->sqlite))
        sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

bool db_in_transaction(const Db *db)
{
    return db->transaction;
}

int64_t db_last_id(const Db *db)
{
    return sqlite3_last_insert_rowid(db->sqlite);
}

int64_t db_changes(const Db *db)
{
    return sqlite3_changes64(db->sqlite);
}

bool db_cache(Db *db, int kib, GError **error)
{
    g_autofree char *sql = g_strdup_printf("PRAGMA cache_size = -%d", kib);

    return db_script(db, sql, error);
}

bool db_checkpoint(Db *db, GError **error)
{
    int rc = sqlite3_wal_checkpoint_v2(db->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

    return rc == SQLITE_OK || rc == SQLITE_BUSY || db_fail(db, rc, "checkpointing", error);
}

bool db_forget(Db *db, bool *done, GError **error)
{
    int rc = sqlite3_wal_checkpoint_v2(db->sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

    *done = rc == SQLITE_OK;
    return *done || rc == SQLITE_BUSY || db_fail(db, rc, "emptying the log", error);
}

bool db_version(Db *db, int *version, GError **error)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db->sqlite, "PRAGMA user_version", -1, &stmt, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *version = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return rc == SQLITE_ROW || db_fail(db, rc, "reading its version", error);
}

bool db_backup(Db *db, const char *path, GError **error)
{
    struct stat info;
    sqlite3_stmt *stmt = NULL;

    if (stat(path, &info) == 0)
        return fail(error, ERR_EXISTS, "%s is there already; name a new file for the backup", path);
    mode_t before = umask(0077);
    int rc = sqlite3_prepare_v2(db->sqlite, "VACUUM INTO ?1", -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(stmt, 1, path, -1, SQLITE_TRANSIENT);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    sqlite3_finalize(stmt);
    umask(before);
    return rc == SQLITE_DONE || db_fail(db, rc, "backing up", error);
}
