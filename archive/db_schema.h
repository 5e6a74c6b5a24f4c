/* db_schema.h: bringing a database to the version of this program (invariant 14). Only for db.c. */
#ifndef VESTNIK_ARCHIVE_DB_SCHEMA_H
#define VESTNIK_ARCHIVE_DB_SCHEMA_H

#include "archive/db.h"

/* DB_CREATE: makes everything. DB_WRITE: migrates an older file, after a backup beside it named
 * PATH.before-vN. DB_READ: refuses an older one. A newer one is always refused, with ERR_TEMP: the
 * letter stays with its sender while the administrator puts the right program in place. */
bool db_migrate(Db *db, const char *path, DbMode mode, GError **error);

/* db.c's, for migrations. */
bool db_script(Db *db, const char *sql, GError **error);
bool db_version(Db *db, int *version, GError **error);

#endif
