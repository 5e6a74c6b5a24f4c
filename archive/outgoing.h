/* outgoing.h: letters that wait to be sent, with a state for each recipient.
 *
 *   queued --sent--> sent                 the server took it: its reply is kept
 *          --4xx, connection--> deferred  next try later, growing, up to retry_days, then failed
 *          --died after the final dot--> unknown  as deferred; the next copy may be a duplicate
 *          --5xx--> failed                never again
 *          --queue drop--> dropped
 *   gathered   never sent as a letter: a digest tells of it, and its number stands there then
 *
 * (purpose, key) is unique: adding the same letter twice adds it once, so whatever runs twice sends
 * once. Two kinds of content:
 *   a post:  `head` (our header block, CRLF) before the body bytes of letter `letter`; without
 *            a letter `head` is the whole post, which a moderator has edited; `address` holds what
 *            each copy has before all that (base/compose.h);
 *   ours:    `draft`, composed when it is sent (base/compose.h), so that a capability token is
 *            never in the database. */
#ifndef VESTNIK_ARCHIVE_OUTGOING_H
#define VESTNIK_ARCHIVE_OUTGOING_H

#include "archive/db.h"

typedef enum Priority { PRIORITY_DECISION, PRIORITY_POST, PRIORITY_DIGEST } Priority;

typedef struct Outgoing {
    int64_t id;
    char *purpose, *key;
    Priority priority;
    char *message_id; /* without angle brackets */
    char *mail_from;  /* envelope sender, "" the null sender */
    GBytes *head;     /* NULL for a draft */
    char *address;    /* JSON of a PostAddress; NULL: the head says it all */
    int64_t letter;   /* whose body follows the head; 0 none */
    char *draft;      /* JSON of a Draft; NULL for a post */
    int64_t ask;      /* 0 none */
    int64_t list;     /* 0 none */
    int64_t sender;   /* lane of the account that sends it: archive/sender.h */
} Outgoing;

void outgoing_free(Outgoing *outgoing); /* members and the struct */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outgoing, outgoing_free)

/* Inside the caller's transaction. *id is the new letter, or 0 when (purpose, key) was there
 * already: then nothing was changed and no recipient is to be added. */
bool outgoing_add(Db *db, const Outgoing *outgoing, int64_t *id, GError **error);

/* Whom a copy goes to. The same address twice is one copy. */
typedef struct Addressee {
    int64_t person; /* 0: not one that is known */
    const char *address;
    const char *names; /* of those behind a mailbox that several share; NULL: it is the person's */
} Addressee;
bool outgoing_add_recipient(Db *db, int64_t outgoing, const Addressee *to, GError **error);
/* The same, but no copy goes: a digest will tell of the letter. */
bool outgoing_gather_recipient(Db *db, int64_t outgoing, const Addressee *to, GError **error);

/* The Message-ID of the letter that was queued so; NULL without error: none was. The caller's. */
char *outgoing_message_id(Db *db, const char *purpose, const char *key, GError **error);

Outgoing *outgoing_by_id(Db *db, int64_t id, GError **error);

typedef enum RecipientState {
    RECIPIENT_QUEUED, /* those that wait come first */
    RECIPIENT_DEFERRED,
    RECIPIENT_UNKNOWN,
    RECIPIENT_SENT,
    RECIPIENT_FAILED,
    RECIPIENT_DROPPED,
    RECIPIENT_GATHERED
} RecipientState;
const char *recipient_state_name(RecipientState state);

typedef struct Recipient {
    int64_t id, outgoing, attempts;
    int64_t queued; /* when the letter was queued */
    char *address;
    char *names;    /* see Addressee */
    int64_t person; /* 0: not one that is known */
} Recipient;
void recipient_free(Recipient *recipient);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recipient, recipient_free)

GPtrArray *recipients_new(void); /* none; of Recipient* */
/* Which copies may go now. What goes next is chosen by this one rule (sql_outgoing.def). */
typedef struct DueRule {
    int64_t sender; /* lane of the account */
    int64_t now;
    Priority least;      /* urgent enough to go: PRIORITY_DIGEST: all */
    GHashTable *in_hand; /* int64_t*: numbers of those whom the caller has; NULL none */
    GArray *claims;      /* of other deliverers: archive/claim.h; NULL none */
} DueRule;
/* The most urgent, then oldest letter that has anybody due; 0: none. Its cost does not grow with
 * the number of recipients that wait (two descents of an index), but for those that are in hand and
 * those of urgent letters that are deferred, which are passed over one by one. */
bool outgoing_first_due(Db *db, const DueRule *rule, int64_t *outgoing, GError **error);
/* At most `most` recipients of that letter that are due: GPtrArray of Recipient*, the caller's.
 * Whoever waits for a domain that is stopped is passed over (archive/domain_stop.h) and due no
 * more: inside the caller's transaction. None: look for the first letter again. */
GPtrArray *outgoing_due(Db *db, const DueRule *rule, int64_t outgoing, int most, GError **error);
/* The first recipient of a letter, whatever became of it; NULL with ERR_NOT_FOUND. */
Recipient *outgoing_recipient(Db *db, int64_t outgoing, GError **error);
/* When the next recipient falls due, whatever rule->now is; INT64_MAX: none waits. */
bool outgoing_next_due(Db *db, const DueRule *rule, int64_t *at, GError **error);
/* Nobody waits beyond `latest`: after a clock that ran ahead was set back. A transaction of its
 * own, where there is anything to do. */
bool outgoing_not_after(Db *db, int64_t sender, int64_t latest, GError **error);

/* The clock was set, from `before` to `after`: whoever waits for this account has not waited any
 * longer by that, so that nobody is given up for it (retry_days). Inside the caller's transaction.
 */
bool outgoing_clock_set(Db *db, int64_t sender, int64_t before, int64_t after, GError **error);

/* Inside the caller's transaction. Counts as an attempt, unless the recipient is dropped. `reply`
 * is the server's last word, cut and cleaned here. One who was sent to stays so, one whose copy has
 * come back already too, and one who was dropped, unless the letter was on its way. */
bool recipient_set(Db *db, int64_t id, RecipientState state, int64_t next_try, int code,
                   const char *reply, GError **error);

/* The same for recipients whose numbers follow each other, all sent to with one reply. */
typedef struct SentRun {
    int64_t first, last;
    int code;
    const char *reply;
} SentRun;
bool recipients_sent(Db *db, const SentRun *run, GError **error);

/* As recipient_set(), and no attempt: it was not about the recipient. */
bool recipient_wait(Db *db, int64_t id, int64_t next_try, int code, const char *reply,
                    GError **error);

/* The door is out of order: whoever is due at `now` is deferred, which is no attempt of his: for
 * `first` seconds, twice as long each time, at most for `longest`; he who was queued before
 * `oldest` has failed. Inside the caller's transaction. */
typedef struct Postponement {
    int64_t sender; /* of whose copies */
    int64_t now, first, longest, oldest;
    const char *reply;
} Postponement;
bool outgoing_postpone(Db *db, const Postponement *postponement, int64_t *deferred, int64_t *failed,
                       GError **error);

/* --- for a human who looks at the queue ------------------------------------------------------- */

typedef struct QueueRow {
    int64_t letter; /* of outgoing */
    int64_t copy;   /* of recipient */
    char *purpose, *message_id, *address, *state;
    int64_t list, attempts, queued, next_try, changed;
    int64_t code;     /* 0 none */
    char *reply;      /* NULL none */
    bool maybe_twice; /* it was RECIPIENT_UNKNOWN once: it may have come twice */
    bool is_known;    /* the address is somebody's */
} QueueRow;
void queue_row_free(QueueRow *row);

/* What is looked at; all members may be left out. */
typedef struct QueueWanted {
    int64_t letter;    /* 0: of every letter */
    const char *state; /* NULL: of one letter all; else all that is not sent or dropped */
    int most;          /* rows */
} QueueWanted;
/* GPtrArray of QueueRow*, oldest letter first. */
GPtrArray *queue_rows(Db *db, const QueueWanted *wanted, GError **error);

/* ERR_NOT_FOUND: there is no letter `outgoing`, or none of it goes to `address`; NULL: to anybody.
 */
bool queue_check(Db *db, int64_t outgoing, const char *address, GError **error);

/* Deferred and failed recipients wait again from now, attempts from nought; of letter `outgoing`,
 * 0: of all; `address` NULL: everybody. Accounts that are stopped go on. *count of them. Inside the
 * caller's transaction, as is the next. */
bool queue_retry(Db *db, int64_t outgoing, const char *address, int64_t *count, GError **error);
/* Whoever of letter `outgoing` has not got it will not. */
bool queue_drop(Db *db, int64_t outgoing, const char *address, int64_t *count, GError **error);

#endif
