/* own_letter.h: a letter of our own to one person: text from conf/letters, queued as a draft. */
#ifndef VESTNIK_GATEWAY_OWN_LETTER_H
#define VESTNIK_GATEWAY_OWN_LETTER_H

#include <jansson.h>

#include "archive/outgoing.h"
#include "base/letter_parts.h"
#include "gateway/desk.h"
#include "lists/list.h"

typedef struct OwnLetter {
    const char *text;     /* name in conf/letters/LANGUAGE */
    const char *language; /* NULL: that of the list, else the settings' */
    const char *key;      /* unique within its purpose: the same letter is never queued twice */
    Priority priority;    /* usually that of a decision, 0 */
    int64_t person;       /* 0 none */
    const char *name;     /* of the addressee, NULL */
    const char *address;
    int64_t ask;             /* its token stands where the text says {token}; 0 none */
    const List *list;        /* NULL none: its title, name and address become values */
    const Account *account;  /* that it goes by; NULL: the first */
    const char *in_reply_to; /* NULL none */
    int64_t attach_letter;   /* 0 none */
    const LetterPart *file;  /* to attach; NULL none */
    int64_t file_letter;     /* that the file is of: it goes when that is erased */
    int64_t attach_person;   /* gateway/person_export.h; 0 none */
    json_t *values;          /* taken over */
} OwnLetter;

/* A decision, a question, a notice that somebody waits for. Inside the caller's transaction. */
bool own_letter_queue(Desk *desk, const OwnLetter *letter, GError **error);
/* The same under a purpose of the caller's, within which its key is unique. */
bool own_letter_queue_as(Desk *desk, const OwnLetter *letter, const char *purpose, GError **error);

/* An automatic answer: the same, but capped per address, per domain and in total in 24 hours
 * (invariant 9); beyond that it is left out, see own_letter_capped(). */
bool own_letter_answer(Desk *desk, const OwnLetter *letter, GError **error);
/* An answer that the caps leave no room for: it is logged, and its addressee hears once a day that
 * there are no more until tomorrow. Its values are not looked at. */
bool own_letter_capped(Desk *desk, const OwnLetter *refused, GError **error);

/* Where a person writes to reach the list: its address, with bare addressing also what the subject
 * begins with: "gw@school.example (в начале темы: [математика])". The caller's. */
char *own_letter_list_address(const Desk *desk, const List *list);

/* Adds the values that every text may use; `list` NULL none. */
void own_letter_values(const Desk *desk, const List *list, json_t *values);

/* Whether the caps leave room for one more answer to this address now. */
bool own_letter_may_answer(Db *db, const Settings *settings, const char *address, bool *may,
                           GError **error);

#endif
