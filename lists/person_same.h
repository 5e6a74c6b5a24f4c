/* person_same.h: may two persons of the registry be made one? For `person merge`. */
#ifndef VESTNIK_LISTS_PERSON_SAME_H
#define VESTNIK_LISTS_PERSON_SAME_H

#include "lists/people.h"

/* ERR_INPUT says in words what speaks against it. `anyway`: somebody knows better than names and
 * years of birth; two numbers of the centre's own registry stay two persons. */
bool person_same_check(Db *db, const Person *from, const Person *into, bool anyway, GError **error);

#endif
