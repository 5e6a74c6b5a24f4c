/* registry.h: the centre's registry of all teachers as a file: import, export.
 *
 * An import is one transaction and all or nothing: first the whole file is read and compared with
 * what is known, every problem found is told, and only a file without problems changes anything.
 * The same file twice changes nothing. A person of the file is found
 *
 *   1. by number;
 *   2. by a personal address (of one person here and one row there), if the names can be one
 * person's;
 *   3. by name and school, if that is one person.
 *
 * What fits several people is a problem that is told, never a guess. An empty cell says nothing:
 * what is known stays. Who is no longer in the file is told as gone, and ended only on demand.
 * Whoever left by own wish, or was removed by a methodist, is never brought back into a list.
 *
 *   registry_file.h   the file as checked rows            registry_known.h  what the database holds
 *   registry_plan.h   what would change, and the problems registry_apply.c  the writes
 *
 * Schools are compared by school_key() of people.h; what only looks alike, and an address of
 * several people, is told as a note (registry_notice.c). */
#ifndef VESTNIK_LISTS_REGISTRY_H
#define VESTNIK_LISTS_REGISTRY_H

#include <jansson.h>

#include "archive/db.h"
#include "base/token.h"
#include "lists/registry_file.h"

typedef enum ChangeKind {
    CHANGE_SCHOOL_ADDED,
    CHANGE_SCHOOL,
    CHANGE_ADDED,
    CHANGE_PERSON,
    CHANGE_MOVED,
    CHANGE_GONE,
    CHANGE_KEPT_OUT, /* by own wish: of a list that they left, or of the registry */
    CHANGE_REMOVED,  /* from a list by a methodist, and nobody has added them again */
    CHANGE_NOTE,     /* nothing changes, but somebody should know */
    CHANGE_KINDS
} ChangeKind;
const char *change_name(ChangeKind kind); /* "added", "kept-out", ... */

typedef struct FieldChange {
    const char *field; /* static: "position" */
    char *before, *after;
} FieldChange;

typedef struct Change {
    ChangeKind kind;
    int64_t line;      /* of the file; 0 none */
    char *name;        /* of the person, or the school */
    char *school;      /* "" none */
    GPtrArray *fields; /* of FieldChange* */
    char *text;        /* the list of which somebody was kept out; NULL: erased, or none */
    int64_t removed;   /* CHANGE_REMOVED: when */
    Said *said;        /* by a note; NULL: it is none */
} Change;

typedef struct RegistryDiff {
    GPtrArray *changes; /* of Change*: schools, then rows as in the file, then who is gone */
    int64_t counts[CHANGE_KINDS];
    int64_t rows, unchanged;
    int64_t known;      /* persons of the registry before the import */
    bool too_many_gone; /* more than the rules allow: nothing was imported */
    GPtrArray *unknown; /* of char*: columns that were ignored */
    Problems *problems; /* any: nothing was imported */
} RegistryDiff;
void registry_diff_free(RegistryDiff *diff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RegistryDiff, registry_diff_free)

typedef enum ImportFlags {
    IMPORT_DRY_RUN = 1,    /* only tell what would change */
    IMPORT_GONE_LEAVE = 2, /* who is no longer in the file leaves the registry and its lists */
    IMPORT_FORCE = 4,      /* however many they are */
} ImportFlags;

typedef struct ImportRules {
    ImportFlags flags;
    int64_t
        gone_percent; /* of the registry that IMPORT_GONE_LEAVE may end: a file may be cut off */
} ImportRules;

/* Imports a file that was read into `csv`. Returns the difference also when it has problems; NULL
 * when the file has no rows that can be read (ERR_INPUT), or the database fails (ERR_TEMP). A
 * transaction of its own, unless the caller has one open: then a failure is the caller's to undo.
 */
RegistryDiff *registry_import(Db *db, const TokenKey *key, GBytes *csv, const ImportRules *rules,
                              GError **error);

json_t *change_to_json(const Change *change, const Words *words, GTimeZone *zone);

/* The registry as a CSV that spreadsheets open and registry_import() reads back; NULL on failure.
 */
GString *registry_export(Db *db, GError **error);

#endif
