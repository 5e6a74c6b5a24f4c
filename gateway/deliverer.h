/* deliverer.h: sends what is due in the outgoing queue through a door out, and records what became
 * of each recipient. `vestnik serve` runs it as a process of its own, `run --once` calls it.
 *
 *   read the due recipients of one letter -> compose -> claim -> door (no transaction open) ->
 *   record in ONE transaction -> the next ... until nothing is due or the door is out of order
 *
 * A crash between door and record sends the letter again, after a pause, the same bytes with the
 * same Message-ID: better twice than never. The claim is a commit: where nothing can be written,
 * nothing is sent, so that a full disk does not send a letter again and again. */
#ifndef VESTNIK_GATEWAY_DELIVERER_H
#define VESTNIK_GATEWAY_DELIVERER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "archive/db.h"
#include "archive/outgoing.h"
#include "base/settings.h"
#include "base/token.h"
#include "gateway/door.h"

/* All borrowed. */
typedef struct Deliverer {
    const Settings *settings;
    DoorOut *door;
    const TokenKey *key;
    const char *loop_stamp; /* "id" of the instance */
    const int *stop_fd;     /* readable: no further batch is begun; NULL: never */
} Deliverer;

/* Sends all that is due at clock_now(). *next is when to look again; INT64_MAX: when the bell
 * rings. False only when the database does not work: what was sent and could not be recorded will
 * be sent again. */
bool deliver_due(Db *db, const Deliverer *deliverer, int64_t *next, GError **error);

/* The bytes of a letter as `to_address` gets it, CRLF. `token` is rendered where the letter wants
 * one. NULL with ERR_TEMP when the database does not work, else the letter can never be composed.
 */
typedef struct OutgoingView {
    const char *to_address;
    const char *token; /* NULL none */
    int64_t date;      /* of a draft */
    GTimeZone *zone;
    const char *loop_stamp;
} OutgoingView;
GBytes *outgoing_compose(Db *db, const Outgoing *outgoing, const OutgoingView *view,
                         GError **error);

/* Seconds until a recipient is tried again after `attempts` earlier attempts. */
int64_t deliver_backoff(const Settings *settings, int64_t attempts);

#endif
