/* list_apply.h: lists as a file declares them (conf/lists.conf): settings, lists above, roles, and
 * members by name or by rule. What differs is done and told; what the file does not name stays as
 * it is, and where it might be meant to go that is told too. Who left a list by own wish, or was
 * removed by a methodist, stays out. Running it again changes nothing. */
#ifndef VESTNIK_LISTS_LIST_APPLY_H
#define VESTNIK_LISTS_LIST_APPLY_H

#include "base/settings.h"
#include "base/token.h"
#include "lists/list.h"

typedef struct ListsFile ListsFile;
void lists_file_free(ListsFile *file); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ListsFile, lists_file_free)

/* ERR_SETTINGS names file:line. */
ListsFile *lists_file_load(const char *path, GError **error);

typedef enum ListDifferenceKind {
    LIST_NEW,
    LIST_SETTING,    /* `what` is its key; from, to */
    LIST_ROLE,       /* `what` the role; name */
    LIST_JOINS,      /* name */
    LIST_LEAVES,     /* name; they came by a rule, and none holds any more */
    LIST_STAYS,      /* as LIST_LEAVES, and nobody asked for that */
    LIST_ROLE_STAYS, /* `what` the role; name: the file names others for it */
    LIST_KEPT_OUT,   /* name; by own wish or by a methodist */
    LIST_NOBODY,     /* `line`, from: a rule that holds for nobody, or the condition of it that
                        does; to: what may be meant */
    LIST_UNDECLARED, /* the file does not name it */
    LIST_CLOSED,     /* the file names it, and it was closed */
    LIST_DIFFERENCES
} ListDifferenceKind;

typedef struct ListDifference {
    ListDifferenceKind kind;
    char *list;
    const char *what;       /* static, or NULL */
    char *from, *to, *name; /* NULL none */
    int64_t person;
    int line; /* of the file; 0 */
} ListDifference;

bool list_difference_changes(ListDifferenceKind kind);
const char *list_difference_name(ListDifferenceKind kind); /* "new", "setting", ... */

typedef struct ListApply {
    Db *db;
    const Settings *settings;
    const TokenKey *key;    /* of the wishes */
    bool leave;             /* who came by a rule and whom none holds any more leaves */
    GPtrArray *differences; /* of ListDifference*; made by list_apply() */
    GHashTable *parents;    /* its own: list to the names above it, as they were */
    GError *faults;         /* its own: of the file, one a line */
} ListApply;

/* Inside the caller's transaction, which is rolled back to only look. An error has every fault of
 * the file, each with file:line, and the code of the first: nothing of it is to be kept then. */
bool list_apply(ListApply *apply, const ListsFile *file, GError **error);
void list_apply_clear(ListApply *apply);

#endif
