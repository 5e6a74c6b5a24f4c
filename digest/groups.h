/* groups.h: putting acts and people into groups, for coverage.c. Pure.
 *
 * A group is known by a number: the id of a person, school or list, or the place of a district
 * among the districts met so far. Acts under a school's name are a group of their own by person:
 * its number is the negative school. Persons are counted once in a group, whatever number of links
 * they have. */
#ifndef VESTNIK_DIGEST_GROUPS_H
#define VESTNIK_DIGEST_GROUPS_H

#include "digest/participation.h"

/* A set of pairs (group, person). */
typedef struct Pair {
    int64_t group, person;
} Pair;

GHashTable *pairs_new(void);
bool pairs_add(GHashTable *pairs, int64_t group, int64_t person); /* true when it is new */

typedef struct Groups {
    const Participation *p;
    Grouping by;
    GHashTable *districts; /* name -> number from 1 */
    GHashTable *rows;      /* group -> index into the caller's array, plus 1 */
    GHashTable *seen;      /* Pair: persons counted in a group */
} Groups;

void groups_init(Groups *g, const Participation *p, Grouping by);
void groups_clear(Groups *g);
int64_t group_of(Groups *g, int64_t person, int64_t school, int64_t list);
/* The index of the group's row; *is_new when the caller must append it now at `next`. */
guint group_row(Groups *g, int64_t group, guint next, bool *is_new);

typedef struct Label {
    int64_t id;
    const char *name, *school, *district;
} Label;

Label group_label(const Groups *g, int64_t person, int64_t school, int64_t list);
const NamedPerson *find_person(const Participation *p, int64_t id); /* never NULL */

/* "Школа № 2" before "Школа № 10"; rows without a name last. */
int compare_names(const char *a, const char *b);

#endif
