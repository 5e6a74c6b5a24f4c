/* copy.h: what the deliverer sends at once: one letter for one recipient, or for as many as the
 * account takes in a transaction where the bytes are the same for all. */
#ifndef VESTNIK_GATEWAY_COPY_H
#define VESTNIK_GATEWAY_COPY_H

#include "base/compose.h"
#include "gateway/deliverer.h"

/* An outgoing letter and what all of its copies share. Counted. */
typedef struct SharedLetter {
    int copies; /* and whoever else holds it */
    Outgoing *outgoing;
    GBytes *body;      /* of a post, CRLF; NULL: not a post, or not needed yet */
    PostFields fields; /* OutgoingView.fields */
} SharedLetter;

SharedLetter *shared_letter_new(Outgoing *outgoing); /* takes it over */
SharedLetter *shared_letter_ref(SharedLetter *letter);
void shared_letter_unref(SharedLetter *letter); /* takes NULL */

typedef struct Copy {
    SharedLetter *letter;
    GPtrArray *recipients; /* of Recipient* */
    const char **addresses;
    char *mail_from;
    Delivery delivery;
    struct Outcome *outcomes; /* of copy_record(); NULL */
} Copy;

/* For recipients[at .. at+count-1], which are taken over. Nothing is composed yet. */
Copy *copy_new(SharedLetter *letter, GPtrArray *recipients, guint at, guint count);
void copy_free(Copy *copy);

/* After the door: who may have the letter at once, by another transaction, is taken out of the
 * copy; their copies stand at the end of `again`. Whoever was not heard of, because the connection
 * died at the name of another, gets one of his own; those who were too many go in smaller groups.
 * One who was alone stays. */
void copy_split(Copy *copy, GQueue *again);

/* How many of the letter's recipients one copy may serve. */
size_t copy_most(const Account *account, const Outgoing *outgoing);

/* Fills the delivery. False with ERR_TEMP when the database does not work; else the letter never
 * can be composed, and each result says so. */
bool copy_compose(Db *db, const Deliverer *deliverer, Copy *copy, GError **error);

/* It came back from the door: its bytes are not needed any more. */
void copy_forget_bytes(Copy *copy);
/* How many recipients from `i` on the server took with one reply, and have numbers that follow each
 * other; 0: not that one. */
guint copy_sent_run(const Copy *copy, guint i);
/* What became of it, inside the caller's transaction. */
bool copy_record(Db *db, const Settings *settings, Copy *copy, GError **error);
/* How many recipients the server took it for, or may have. */
size_t copy_sent(const Copy *copy);
void copy_log(const Copy *copy); /* once that stands */

#endif
