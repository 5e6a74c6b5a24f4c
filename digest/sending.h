/* sending.h: a letter to many readers of a list, from its text to the queue. */
#ifndef VESTNIK_DIGEST_SENDING_H
#define VESTNIK_DIGEST_SENDING_H

#include "digest/digest.h"

/* Everything is borrowed. */
typedef struct DigestLetter {
    const DigestContext *context;
    const List *list;
    const char *name;   /* purpose: "digest-members" */
    const char *period; /* with the list, what makes it one of a kind: "2026-W47", "2026-11-24" */
    bool from_list;     /* it comes from the list, and so do answers to it go; else the robot */
} DigestLetter;

/* Inside the caller's transaction. `people`: of Member*; who has no address gets none, and one
 * address one copy. *copies is how many there are; untouched when the letter is queued already. */
bool digest_queue(const DigestLetter *letter, const LetterText *text, const GPtrArray *people,
                  int64_t *copies, GError **error);

/* The same; *outgoing is the letter, 0: it was queued before. */
bool digest_queue_letter(const DigestLetter *letter, const LetterText *text,
                         const GPtrArray *people, int64_t *outgoing, int64_t *copies,
                         GError **error);

#endif
