/* school_near.h: schools of the registry whose names are like what somebody wrote: "Дальняя
 * сельская школа" for "МКОУ «Дальняя сельская школа»". For offering, never for guessing. */
#ifndef VESTNIK_LISTS_SCHOOL_NEAR_H
#define VESTNIK_LISTS_SCHOOL_NEAR_H

#include "archive/db.h"

/* GPtrArray of char *, the likest first, at most `most`: those that share the most words with
 * `name`, but for words that stand in half of all names ("школа"). */
GPtrArray *schools_near(Db *db, const char *name, guint most, GError **error);

#endif
