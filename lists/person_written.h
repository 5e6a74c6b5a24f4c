/* person_written.h: whom a letter means by a name or an address that it writes. */
#ifndef VESTNIK_LISTS_PERSON_WRITTEN_H
#define VESTNIK_LISTS_PERSON_WRITTEN_H

#include "lists/people.h"

/* GPtrArray of Person*: those of the registry that `written` names equally well, by an address or
 * by a name in any form that person_name.h knows: one is meant, several are never guessed among. */
GPtrArray *persons_written(Db *db, const char *written, GError **error);

#endif
