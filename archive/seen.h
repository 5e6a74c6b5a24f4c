/* seen.h: what was seen before, by its hash: texts that an address sent, posts that went round. It
 * keeps letters from going round for ever, and is forgotten after a while. */
#ifndef VESTNIK_ARCHIVE_SEEN_H
#define VESTNIK_ARCHIVE_SEEN_H

#include "archive/db.h"

#define SEEN_HASH 32 /* bytes */

typedef struct SeenKey {
    const char *kind;  /* "post", "text", "subject", "haste" */
    const char *scope; /* within which it is looked for: an address, a list */
    const guint8 *hash;
    int64_t letter; /* in hand: what it left itself was not seen before; 0 none */
} SeenKey;

typedef struct Seen {
    int64_t last, times; /* 0: never */
    char *source;        /* NULL: never */
} Seen;

void seen_clear(Seen *seen);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Seen, seen_clear)

bool seen_find(Db *db, const SeenKey *key, Seen *seen, GError **error);

/* Inside the caller's transaction. `source`: an address. What was seen last at `since` or before
 * counts anew from one. */
bool seen_note(Db *db, const SeenKey *key, const char *source, int64_t since, GError **error);
bool seen_prune(Db *db, const char *kind, int64_t before, GError **error);

#endif
