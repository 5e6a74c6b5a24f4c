/* allow.h: which mail of other lists, and other bulk mail, a list lets in without a moderator: rows
 * with a name, each by one sign of the letter. Everything else of that kind waits. */
#ifndef VESTNIK_LISTS_ALLOW_H
#define VESTNIK_LISTS_ALLOW_H

#include "archive/db.h"
#include "base/facts.h"

typedef struct Allow {
    char *name;  /* a word, unique within the list */
    char *sign;  /* "list-id", "address", "domain" */
    char *value; /* of it; of a domain also its subdomains */
    bool proven; /* only where the mail server has authenticated the sender */
} Allow;

void allow_free(Allow *allow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Allow, allow_free)

/* `rule` is SIGN=VALUE. ERR_INPUT says what is allowed. */
Allow *allow_new(const char *name, const char *rule, GError **error);

/* Both inside the caller's transaction. ERR_EXISTS, ERR_NOT_FOUND: by its name. */
bool allow_add(Db *db, int64_t list, const Allow *allow, GError **error);
bool allow_remove(Db *db, int64_t list, const char *name, GError **error);

GPtrArray *allow_all(Db *db, int64_t list, GError **error); /* of Allow*, by name */

/* The row that lets this letter in; NULL none. Borrowed from `rows`. */
const Allow *allow_match(const GPtrArray *rows, const Facts *facts);

#endif
