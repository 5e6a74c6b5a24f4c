/* person_data.h: all that the database holds about one person, table by table: what an export
 * gives, and what goes over when two persons turn out to be one. Every column that names a person
 * has a row in PERSON_COLUMNS; a test demands it of the schema. */
#ifndef VESTNIK_ARCHIVE_PERSON_DATA_H
#define VESTNIK_ARCHIVE_PERSON_DATA_H

#include <jansson.h>

#include "archive/db.h"

/* "table.column", NULL-terminated: what merging and erasing take care of. */
extern const char *const PERSON_COLUMNS[];

/* An object: section -> array of objects, each a row; empty sections too. The caller's. */
json_t *person_data(Db *db, int64_t person, GError **error);
/* GArray of int64_t: the letters that the person wrote and that are still there. */
GArray *person_letters(Db *db, int64_t person, GError **error);

typedef struct PersonCounts {
    int64_t posts, acts, copies, asks; /* copies of letters sent to them; questions still open */
} PersonCounts;
bool person_counts(Db *db, int64_t person, PersonCounts *counts, GError **error);

/* Everything of `from` becomes `into`'s; of what both have, that of `into` stays. `from` is kept as
 * an ended row that says into whom it went. Inside the caller's transaction. */
bool person_merge(Db *db, int64_t from, int64_t into, GError **error);

#endif
