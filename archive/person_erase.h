/* person_erase.h: lawful erasure of one person. Removed are the name, the addresses, the letters as
 * they came and their texts, and what links the rest to the person. What stays says nothing about
 * anybody: that there was a person, the deeds without one, the places of the posts in their
 * threads. Letters of others are not touched, whatever they quote. */
#ifndef VESTNIK_ARCHIVE_PERSON_ERASE_H
#define VESTNIK_ARCHIVE_PERSON_ERASE_H

#include "archive/db.h"

typedef struct Erased {
    int64_t letters, posts;
    int64_t answers; /* of others to those posts: they may quote */
    int64_t waiting; /* letters to others that name the person and are still to be sent */
} Erased;

/* `shown` stands for the author of the posts from now on. Inside the caller's transaction; when it
 * is committed, db_forget() drives what was removed out of the file. */
bool person_erase(Db *db, int64_t person, const char *shown, Erased *erased, GError **error);

#endif
