/* letter.h: letters as they came, their arrivals, and one case for each target.
 *
 *   case:  new --desk--> done        decided; verdict and reason say how
 *          new --desk--> held        waits for a moderator, then done
 *          new --reader died three times--> broken   kept for a human
 *
 * letter_accept() is the one instant of acceptance: when it returns true the letter is committed,
 * and only then may a door say 250, exit 0 or mark the message. It parses nothing. */
#ifndef VESTNIK_ARCHIVE_LETTER_H
#define VESTNIK_ARCHIVE_LETTER_H

#include "archive/db.h"

typedef struct Envelope {
    const char *door;              /* "pipe", "imap", "lmtp" */
    const char *account;           /* name in the settings */
    const char *mail_from;         /* NULL: unknown; "" the null sender */
    const char *const *recipients; /* NULL-terminated, normalised; none: a case '@account' */
} Envelope;

/* Stores the letter (one transaction of its own) or finds that it is here already: the same
 * fingerprint is the same letter, to which an arrival and missing cases are added. *letter is its
 * id. ERR_TEMP on any failure of the store: the sender keeps the letter. */
bool letter_accept(Db *db, const Envelope *envelope, GBytes *raw, int64_t *letter, GError **error);

typedef struct LetterIn {
    Envelope envelope;
    GBytes *raw; /* borrowed */
} LetterIn;

/* For letters that come together, in a hurry: one transaction and one wait for the disk for all, or
 * none of them. They lie unsorted, each with an id of its own, until letters_sort() finds which
 * letters they are. ERR_EXISTS: the store refuses one of them, and the others may go in without
 * it. */
bool letters_accept(Db *db, const LetterIn *letters, size_t n, int64_t *ids, GError **error);

/* Sorts what lies unsorted behind the id *after, as many as go into one transaction: one that is
 * here already becomes an arrival of that letter and its own id is no more. *after is the last that
 * was looked at, *found how many were. False when some could not be sorted now: they wait. */
bool letters_sort(Db *db, int64_t *after, unsigned *found, GError **error);

/* The raw bytes; NULL with ERR_NOT_FOUND, or ERR_PERM when they are damaged (SHA-256 is checked).
 */
GBytes *letter_raw(Db *db, int64_t letter, GError **error);

typedef enum CaseState { CASE_NEW, CASE_HELD, CASE_DONE, CASE_BROKEN } CaseState;

typedef struct Case {
    int64_t id, letter, created;
    char *recipient; /* an address, or "@account" */
    char *target;    /* "list:3", "robot"; NULL not known yet */
    CaseState state;
    char *verdict, *reason; /* NULL while new */
    char *mail_from;        /* of the first arrival; NULL unknown */
    char *account;          /* of the first arrival; NULL unknown */
    int64_t accepted;       /* when the letter was */
    int64_t attempts;       /* readings during which the reader died */
} Case;

void case_free(Case *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Case, case_free)

Case *case_by_id(Db *db, int64_t id, GError **error);
/* Ids of cases that wait (new or held) behind the id `after`, oldest first, at most `most`; the
 * caller's GArray of int64_t. */
GArray *case_ids(Db *db, CaseState state, int64_t after, int most, GError **error);

/* These run inside the caller's transaction. */
bool case_add(Db *db, int64_t letter, const char *recipient, GError **error); /* no-op when there */
/* *taken: another case of the letter has this target already, and nothing was changed. */
bool case_set_target(Db *db, int64_t id, const char *target, bool *taken, GError **error);
bool case_decide(Db *db, int64_t id, CaseState state, const char *verdict, const char *reason,
                 GError **error);
/* A broken case is new again, and its letter gets all its attempts back. */
bool case_retry(Db *db, int64_t id, GError **error);
/* The cases of an address that came since then and ended for this reason are new again. */
bool case_renew(Db *db, const char *reason, const char *address, int64_t since, GError **error);
bool letter_attempted(Db *db, int64_t letter, GError **error); /* its own transaction */
/* What the desk found in a letter; NULL leaves what is known. `from` is the address in From,
 * normalised: what an erasure is found by. */
bool letter_was_read(Db *db, int64_t letter, const char *message_id, const char *from,
                     GError **error);
/* An earlier letter with the same Message-ID and other content; 0: none. */
bool letter_same_message_id(Db *db, int64_t letter, const char *message_id, int64_t *other,
                            GError **error);

#endif
