/* take_back.h: letters that their author takes back: while they wait, or a short while after they
 * were published. */
#ifndef VESTNIK_ARCHIVE_TAKE_BACK_H
#define VESTNIK_ARCHIVE_TAKE_BACK_H

#include "archive/db.h"

typedef struct TakeBack {
    const char *address; /* that wrote it, normalised */
    int64_t letter;      /* 0: the newest that can be taken back */
    int64_t since;       /* what was published before stays */
    int64_t list;        /* of this list; 0: of any */
} TakeBack;

/* The cases of the one letter that is meant, one for each list; the caller's GArray of int64_t,
 * empty when there is none. */
GArray *take_back_cases(Db *db, const TakeBack *wanted, GError **error);

typedef struct TakenPost {
    int64_t list, letter, since; /* published at `since` or later */
    const char *text;            /* what stands in its place */
    bool found;
    int64_t sent, dropped; /* copies that had left, and those that will not leave now */
} TakenPost;

/* Copies that wait are dropped, the text gives way to another, the files and words are found no
 * more, and the post counts for nobody; its place in the thread stays, and the letter as it came.
 * Inside the caller's transaction. */
bool take_back_post(Db *db, TakenPost *post, GError **error);

#endif
