/* letter_coming.h: a letter on its way in, between the two halves of acceptance: the door
 * (letter_in.c) and sorting (letter_sort.c). Nobody else includes this. */
#ifndef VESTNIK_ARCHIVE_LETTER_COMING_H
#define VESTNIK_ARCHIVE_LETTER_COMING_H

#include "archive/letter.h"

typedef struct Coming {
    int64_t id; /* 0: it has no row yet */
    int64_t bytes, accepted;
    bool is_known;          /* by its fingerprint */
    guint8 fingerprint[32]; /* of its content without trace headers: base/reading.h */
    guint8 sum[32];         /* SHA-256 of its bytes */
    GBytes *stored;         /* as it lies in the database; NULL leaves what lies there */
    char *envelope; /* {"door": ..., "to": [...]}; a null in `to`: to be placed by its headers */
} Coming;

void coming_clear(Coming *coming);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Coming, coming_clear)

/* A row of its own, with what is known of it. */
bool coming_insert(Db *db, const Coming *coming, int64_t *letter, GError **error);

/* Finds its fingerprint and packs it; needs no database. */
bool coming_look_at(Coming *coming, GBytes *raw, GError **error);
/* Inside a transaction: makes it a letter that is known, or one more arrival of the letter that
 * looks like it; *letter is that. */
bool coming_sort(Db *db, const Coming *coming, int64_t *letter, GError **error);

#endif
