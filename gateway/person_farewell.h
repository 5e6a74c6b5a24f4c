/* person_farewell.h: an erasure from end to end, by the command line or by letter: the wish is kept
 * as hashes, the data go, the log of the database is emptied. */
#ifndef VESTNIK_GATEWAY_PERSON_FAREWELL_H
#define VESTNIK_GATEWAY_PERSON_FAREWELL_H

#include "archive/person_erase.h"
#include "base/settings.h"

#define FAREWELL_LETTER "erased" /* the name of the letter that tells of it, and its purpose */

/* Inside the caller's transaction. ERR_INPUT when the person was erased before. */
bool farewell_erase(Db *db, const Settings *settings, int64_t person, Erased *erased,
                    GError **error);

/* The log's line of it: for whoever does not take it back. */
void farewell_log(int64_t person, const Erased *erased);

/* Outside any transaction, once what was erased is committed: empties the log of the database. When
 * another process reads just now it stays due, and the timer tries again. Forgets to whom the
 * letter went that told of it, once it is sent. */
bool farewell_finish(Db *db, GError **error);

#endif
