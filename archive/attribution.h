/* attribution.h: who wrote a letter that did not say so, as somebody told us afterwards. A record
 * of its own; the posts and acts of the letter follow it. */
#ifndef VESTNIK_ARCHIVE_ATTRIBUTION_H
#define VESTNIK_ARCHIVE_ATTRIBUTION_H

#include "archive/db.h"

typedef struct Attribution {
    int64_t letter, person;
    const char *author;   /* as readers see it */
    const char *strength; /* of the attribution */
    int64_t ask;          /* whose answer this is */
} Attribution;

/* Only posts and acts that are nobody's yet change; an act is voided by the one that replaces it.
 * Inside the caller's transaction. */
bool attribution_set(Db *db, const Attribution *attribution, GError **error);

#endif
