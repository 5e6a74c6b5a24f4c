/* ask.h: everything that we ask a person by letter and await an answer to.
 *
 *   open --a valid answer--> answered
 *        --decided elsewhere--> closed
 *        --time--> expired
 *
 * A capability token is the number of the ask, '-', and 80 bits of HMAC-SHA-256 over kind, number,
 * person, address and nonce in Crockford base32: "12-k3jq8w0m5t9r2x7e". It is rendered when the
 * letter is sent; the database holds neither token nor key. It counts only from the address it was
 * sent to. */
#ifndef VESTNIK_ARCHIVE_ASK_H
#define VESTNIK_ARCHIVE_ASK_H

#include "archive/db.h"
#include "base/token.h"

typedef struct Ask {
    int64_t id;
    char *kind;     /* a row of the table of ask kinds in gateway/ */
    int64_t object; /* what it is about */
    int64_t person; /* 0 none */
    char *address;  /* who was asked; normalised */
    int64_t list;   /* 0 none */
    GBytes *nonce;
    int64_t created, expires;
    char *state;      /* open, answered, closed, expired */
    char *answer;     /* NULL */
    int64_t answered; /* when it was answered or closed; 0 neither */
    int64_t
        asked_as; /* whom the token names, a row that was merged into `person` since; 0: person */
} Ask;

void ask_free(Ask *ask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ask, ask_free)

/* Inside the caller's transaction; nonce and created are made here. *id is the new ask. */
bool ask_add(Db *db, const Ask *ask, int64_t *id, GError **error);
Ask *ask_by_id(Db *db, int64_t id, GError **error);
/* GPtrArray of Ask*: all of one object. */
GPtrArray *ask_of_object(Db *db, const char *kind, int64_t object, GError **error);
/* An open ask of this kind, object and address; 0 none: nobody is asked the same twice. */
bool ask_find_open(Db *db, const char *kind, int64_t object, const char *address, int64_t *id,
                   GError **error);
/* The newest of this person, at whatever address they were asked. */
bool ask_find_open_of(Db *db, const char *kind, int64_t object, int64_t person, int64_t *id,
                      GError **error);
bool ask_answer(Db *db, int64_t id, const char *answer, int64_t letter, GError **error);
/* Closes the open asks of an object, except `but` (0: all). */
bool ask_close(Db *db, const char *kind, int64_t object, int64_t but, GError **error);
/* The time of the open asks of an object is over, at `now`. */
bool ask_expire_of(Db *db, const char *kind, int64_t object, int64_t now, GError **error);
bool ask_expire(Db *db, int64_t now, GError **error);

/* Whether a question of this kind was ever asked about a case of this letter. */
bool ask_about_letter(Db *db, const char *kind, int64_t letter, bool *asked, GError **error);

/* What a question offers by number, from 1 on; inside the caller's transaction. */
bool ask_add_choice(Db *db, int64_t ask, int64_t number, int64_t object, GError **error);
/* GArray of int64_t: the objects in the order of their numbers. */
GArray *ask_choices(Db *db, int64_t ask, GError **error);

/* The token of an ask, for the letter that asks. The caller's. */
char *ask_token(const Ask *ask, const TokenKey *key);
/* The ask that `token` belongs to, whatever its state; NULL with ERR_NOT_FOUND when there is none
 * or the MAC is wrong (compared in constant time). */
Ask *ask_by_token(Db *db, const TokenKey *key, const char *token, GError **error);

#endif
