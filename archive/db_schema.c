/* db_schema.c: see db_schema.h. All missing migrations are one transaction with the version. */
#include "archive/db_schema.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/token.h"

static bool apply_missing(Db *db, int version, GError **error)
{
    for (int i = version; i < SQL_VERSION; i++) {
        if (!db_script(db, SQL_MIGRATIONS[i], error))
            return false;
    }
    g_autofree char *set = g_strdup_printf("PRAGMA user_version = %d", SQL_VERSION);
    return db_script(db, set, error);
}

/* The id that stamps our letters, so that they are known when they come back. */
static bool name_instance(Db *db, GError **error)
{
    g_autofree char *id = random_name(10, error);
    if (!id)
        return false;
    DbStmt *s = db_stmt(db, SQL_INSTANCE_INSERT);

    db_text(s, 1, "id");
    db_text(s, 2, id);
    return db_run(s, error);
}

static bool migrate_in_transaction(Db *db, DbMode mode, GError **error)
{
    int version;

    if (!db_begin(db, error))
        return false;
    /* again, inside: another process may have been faster */
    bool ok = db_version(db, &version, error) &&
              (version >= SQL_VERSION || (apply_missing(db, version, error) &&
                                          (mode != DB_CREATE || name_instance(db, error))));
    return db_finish(db, ok, error);
}

bool db_migrate(Db *db, const char *path, DbMode mode, GError **error)
{
    int version;

    if (!db_version(db, &version, error))
        return false;
    if (version == SQL_VERSION)
        return true;
    if (version > SQL_VERSION)
        return fail(
            error, ERR_TEMP,
            "database %s has version %d, newer than this program's %d; use the newer program", path,
            version, SQL_VERSION);
    if (mode == DB_CREATE)
        return migrate_in_transaction(db, mode, error);
    if (mode == DB_READ || version == 0)
        return fail(error, ERR_TEMP, "database %s has version %d, this program needs %d; %s", path,
                    version, SQL_VERSION,
                    version ? "any command that writes migrates it"
                            : "it was never finished: move it away and run `vestnik init`");
    g_autofree char *backup =
        g_strdup_printf("%s.before-v%d-%" PRId64, path, SQL_VERSION, clock_now());
    if (!db_backup(db, backup, error))
        return false;
    LOG(INFO, "database.migrate", LOG_NUM("from", version), LOG_NUM("to", SQL_VERSION),
        LOG_STR("backup", backup));
    return migrate_in_transaction(db, mode, error);
}
