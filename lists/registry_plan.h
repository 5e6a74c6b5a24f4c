/* registry_plan.h: an import in work. Its stages, in this order:
 *
 *   import_place    the school of each row, districts, mailboxes, which addresses are personal
 *   import_match    which known person each row means
 *   import_compare  what would change
 *   import_apply    changes it, when no stage found a problem
 */
#ifndef VESTNIK_LISTS_REGISTRY_PLAN_H
#define VESTNIK_LISTS_REGISTRY_PLAN_H

#include "lists/registry.h"
#include "lists/registry_known.h"

/* One row of the file and what it does. Strings are borrowed from the row and the known registry.
 */
typedef struct Step {
    const RegistryRow *row;
    KnownSchool *school;
    KnownPerson *person; /* NULL: a new one */
    KnownPerson *doubt;  /* has the row's address, but another name or number */
    bool bad;            /* has a problem that was told */
    bool kept_out;       /* somebody who was erased: the row does nothing */
    GPtrArray *personal; /* of const char*: addresses of the row that are no mailbox of a school */
    GPtrArray *link, *unlink;
    GArray *joins; /* int64_t: lists */
    bool updates;  /* columns of the person */
    bool places;   /* school or position */
} Step;

/* A name in the column of lists that is no list's, and the lines that have it. */
typedef struct UnknownList {
    char *written; /* as the first of them has it */
    GArray *lines; /* int64_t */
} UnknownList;
void unknown_list_free(UnknownList *unknown);

typedef struct Import {
    Db *db;
    const TokenKey *key;
    ImportFlags flags;
    int64_t gone_percent;
    const RegistryFile *file;
    Known *known;
    GHashTable *lists; /* folded name or title -> List*, or NULL when several have that title */
    char *list_names;  /* for messages */
    GPtrArray *steps;  /* of Step* */
    GHashTable *told;  /* contradictions that a problem names already */
    GHashTable *uses;  /* address -> number of rows that name it as personal */
    GHashTable *unknown_lists; /* folded name -> UnknownList* */
    RegistryDiff *diff;
} Import;

void import_place(Import *import);
void import_match(Import *import);
bool import_compare(Import *import, GError **error);
/* Parts of import_compare(): notes in the difference. */
void notice_shared(Import *import);
void notice_alike(Import *import);
bool import_apply(Import *import, GError **error);

/* Appends a change of this kind, counted; borrowed. */
Change *diff_add(RegistryDiff *diff, ChangeKind kind, int64_t line, const char *name,
                 const char *school);
void change_field(Change *change, const char *field, const char *before, const char *after);

#endif
