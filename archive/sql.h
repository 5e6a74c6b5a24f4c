/* sql.h: every statement by name. The texts stand in archive/sql_*.def, one file a subject, each
 * line SQL(NAME, "text"); names and texts come from the same line, so they cannot part. */
#ifndef VESTNIK_ARCHIVE_SQL_H
#define VESTNIK_ARCHIVE_SQL_H

typedef enum Sql {
#define SQL(name, text) SQL_##name,
#include "archive/sql_all.def"
#undef SQL
    SQL_COUNT
} Sql;

const char *sql_text(Sql id);
const char *sql_name(Sql id);

/* Migrations, oldest first: step N brings a database from version N to N + 1 (PRAGMA user_version).
 * A step that has landed is never edited. */
extern const char SQL_FIRST[]; /* the first of them */
extern const char *const SQL_MIGRATIONS[];
extern const int SQL_VERSION; /* how many there are: the version of this program */

#endif
