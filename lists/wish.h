/* wish.h: what people asked for about being left alone, as keyed hashes (base/token.h) in the table
 * optout: they say nothing about anybody, and outlive imports and erasure.
 *
 * Hashed is each of the person's own addresses; of somebody who was erased also the number in the
 * centre's registry, and name with school; of somebody without an own address only name with
 * school. Never an address that others share: one who leaves says nothing for the colleagues behind
 * the mailbox of a school. */
#ifndef VESTNIK_LISTS_WISH_H
#define VESTNIK_LISTS_WISH_H

#include "archive/db.h"
#include "base/token.h"

#define WISH_ALL    0    /* in place of a list: no letters of any */
#define WISH_ERASED (-1) /* not even a place in the registry */

/* Somebody as a file or the database describes them; NULL or empty: not known. */
typedef struct WishOf {
    const char *name_key, *school_key, *number;
    const GPtrArray *addresses; /* of const char* */
} WishOf;

/* Keeps the wish of a person of the registry not to get a list (WISH_ALL: any). Inside the caller's
 * transaction, as are the next two. */
bool wish_keep(Db *db, const TokenKey *key, int64_t person, int64_t list, GError **error);
/* Keeps that this person was erased: by every sign there is. */
bool wish_keep_erased(Db *db, const TokenKey *key, int64_t person, GError **error);
/* They changed their mind about `list`. Who had left everything still wants none of the others. */
bool wish_come_back(Db *db, const TokenKey *key, int64_t person, int64_t list, GError **error);

/* Whether any of these signs asked not to get `list`, or any list. */
bool wish_has(Db *db, const TokenKey *key, const WishOf *who, int64_t list, bool *has,
              GError **error);
/* The same of a person of the registry, by every sign that wish_keep() may have gone by. */
bool wish_has_person(Db *db, const TokenKey *key, int64_t person, int64_t list, bool *has,
                     GError **error);
/* Whether somebody of these signs was erased. */
bool wish_erased(Db *db, const TokenKey *key, const WishOf *who, bool *erased, GError **error);

#endif
