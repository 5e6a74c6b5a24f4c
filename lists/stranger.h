/* stranger.h: does a stranger pass for somebody of the registry? For the words that a moderator
 * reads: a stranger is held anyway. Reads only. */
#ifndef VESTNIK_LISTS_STRANGER_H
#define VESTNIK_LISTS_STRANGER_H

#include "archive/db.h"

/* Is `name` (decoded, may be NULL) that of a person of the registry? The surname and one more word
 * of it, whole or as an initial, in any order; every other word must fit too. */
bool stranger_is_namesake(Db *db, const char *name, bool *is, GError **error);

/* Does `address` (normalised, of nobody) look like an address of the registry, or its domain like
 * a domain there, without being it? */
bool stranger_looks_alike(Db *db, const char *address, bool *looks, GError **error);

#endif
