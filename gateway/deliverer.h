/* deliverer.h: sends what is due in the outgoing queue through a door out, and records what became
 * of each recipient. `vestnik serve` runs it as a process of its own, `run --once` calls it.
 *
 *   claim the due recipients of one letter, and record what came back: ONE transaction -> compose
 *   -> door (no transaction open) -> ... until nothing is due or the door is out of order
 *
 * A crash while a copy is at the door sends it again, after a pause, the same bytes with the same
 * Message-ID: better twice than never. What has come back from the door is not sent again, though
 * it was not recorded yet: sent_journal.h. The claim is a commit: where nothing can be written,
 * nothing is sent, so that a full disk does not send a letter again and again. */
#ifndef VESTNIK_GATEWAY_DELIVERER_H
#define VESTNIK_GATEWAY_DELIVERER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "archive/db.h"
#include "archive/outgoing.h"
#include "base/compose.h"
#include "base/settings.h"
#include "base/token.h"
#include "gateway/door.h"

/* What one account needs to send. All borrowed. */
typedef struct Deliverer {
    const Settings *settings;
    const Account *account; /* NULL: the first */
    DoorOut *door;
    const TokenKey *key;
    const char *loop_stamp; /* "id" of the instance */
    const int *stop_fd;     /* readable: no further batch is begun; NULL: never */
} Deliverer;

/* Sends all that is due at clock_now(). *next is when to look again; INT64_MAX: when the bell
 * rings. False only when the database does not work: what was sent and could not be recorded will
 * be sent again. */
bool deliver_due(Db *db, const Deliverer *deliverer, int64_t *next, GError **error);
/* The same for `count` accounts, none of which waits for another's server. */
bool deliver_all(Db *db, const Deliverer *deliverers, size_t count, int64_t *next, GError **error);
const Account *deliverer_account(const Deliverer *deliverer);

/* What is known of a letter only when it is sent. */
typedef struct OutgoingView {
    const Recipient *recipient; /* the only one of this copy; NULL: there are more */
    const char *to_address;
    const char *token; /* NULL none */
    int64_t date;      /* of a draft */
    const Settings *settings;
    const char *loop_stamp;
    const char *copy_key;  /* NULL: it has none */
    const char *one_click; /* where its person leaves the list; NULL: by letter only */
    bool verp;             /* the envelope sender is one of this copy (VERP) */
    PostFields *fields; /* of a post: what its usual copies share, kept from one to the next; NULL:
                           it is not kept */
} OutgoingView;

/* The letter in two pieces, CRLF: what differs from copy to copy, which may be nothing, and what is
 * the same for all, *body, NULL when there is none. NULL, false: ERR_TEMP when the database does
 * not work, else the letter can never be composed. */
GBytes *outgoing_head(Db *db, const Outgoing *outgoing, const OutgoingView *view, GError **error);
bool outgoing_body(Db *db, const Outgoing *outgoing, GBytes **body, GError **error);
/* The envelope sender. The caller's. */
char *outgoing_mail_from(const Outgoing *outgoing, const OutgoingView *view);

/* "12-k3jq8w0m5t9r2x7e": number and MAC of a copy, by which its bounce is known (copy_key.c). */
char *copy_key(const TokenKey *key, int64_t recipient);
/* The recipient that a key belongs to; 0: it is none of ours. */
int64_t copy_of_key(const TokenKey *key, const char *text);

/* Seconds until a recipient is tried again after `attempts` earlier attempts. */
int64_t deliver_backoff(const Settings *settings, int64_t attempts);

#endif
