/* registry_known.h: the registry as the database holds it, in memory, with the indexes that an
 * import asks. A hundred thousand people take some tens of megabytes for as long as an import runs.
 */
#ifndef VESTNIK_LISTS_REGISTRY_KNOWN_H
#define VESTNIK_LISTS_REGISTRY_KNOWN_H

#include "archive/db.h"

typedef struct KnownSchool {
    int64_t id; /* 0: not stored yet */
    char *name, *key, *district;
    char *new_district; /* NULL: stays */
    int64_t line;       /* of the file, where it is named first; 0 */
    int64_t district_line;
    GPtrArray *mailboxes, *new_mailboxes; /* of char* */
} KnownSchool;

typedef struct KnownLink {
    char *address;
    bool by_registry; /* proof: an import may end it */
} KnownLink;

typedef struct KnownPerson {
    int64_t id;
    char *name, *name_key, *number, *subjects, *consent_on, *consent_source, *position; /* "" */
    int64_t born, works_since;                                                          /* 0 */
    bool left;           /* the registry */
    KnownSchool *school; /* the present one, else the last; NULL */
    bool at_school;      /* it is the present one */
    GPtrArray *links; /* of KnownLink*, newest first; of who left: those that come back with them */
    int64_t line;     /* of the row that means this person; 0 */
    int wanted;       /* rows that may mean this person, while that is found out */
} KnownPerson;

/* A person who turned out to be another: the name stays known as that person's. */
typedef struct KnownMerged {
    int64_t id, into;
    char *name_key;
} KnownMerged;

typedef struct Known {
    GPtrArray *schools, *persons;
    GPtrArray *merged; /* of KnownMerged* */
    GHashTable *school_by_id, *school_by_key;
    GHashTable *person_by_id, *person_by_number;
    GHashTable *by_place;    /* place_key() -> GPtrArray of KnownPerson* */
    GHashTable *by_address;  /* address -> GPtrArray of KnownPerson* */
    GHashTable *given_up;    /* address -> GPtrArray of KnownPerson* who gave it up themselves */
    GHashTable *mailboxes;   /* address -> KnownSchool* */
    GHashTable *memberships; /* pair_key() -> MEMBER_NOW or MEMBER_LEFT */
    GHashTable *removed;     /* pair_key() -> gint64: when a methodist ended the last of them */
} Known;

#define MEMBER_NOW  GINT_TO_POINTER(1)
#define MEMBER_LEFT GINT_TO_POINTER(2) /* by own wish */

Known *known_load(Db *db, GError **error);
void known_free(Known *known);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Known, known_free)

char *place_key(const char *name_key, const char *school_key);
char *pair_key(int64_t person, int64_t list);
/* The school of this name, made (id 0) when it is new. */
KnownSchool *known_school(Known *known, const char *name, const char *key);
/* Appends to the array under `key`, made when there is none. */
void index_add(GHashTable *index, const char *key, gpointer value);

#endif
