/* list_apply_members.h: the members of a list that a file declares, by name and by rule; and what
 * list_apply.c and list_apply_members.c tell alike. */
#ifndef VESTNIK_LISTS_LIST_APPLY_MEMBERS_H
#define VESTNIK_LISTS_LIST_APPLY_MEMBERS_H

#include "lists/lists_file.h"

/* A difference of this list; the pointer is good until the next one is noted. */
ListDifference *list_apply_note(ListApply *apply, ListDifferenceKind kind, const List *list);
ListDifference *list_apply_note_person(ListApply *apply, ListDifferenceKind kind, const List *list,
                                       int64_t person, const char *name);

/* Keeps a fault of the file beside those before it and clears it; false with `error` where it is
 * the database that does not work. */
bool list_apply_fault(ListApply *apply, GError **fault, GError **error);

/* `people` is rule_persons(). */
bool list_apply_members(ListApply *apply, const ListsFile *file, const List *list,
                        const Section *section, const GPtrArray *people, GError **error);

#endif
