/* status_sending.h: what `vestnik status` says of each account that sends: what it has sent, what
 * it may, what waits for it, and why it has stopped. */
#ifndef VESTNIK_GATEWAY_STATUS_SENDING_H
#define VESTNIK_GATEWAY_STATUS_SENDING_H

#include <jansson.h>

#include "archive/db.h"
#include "base/settings.h"

/* {"main": {"sent_hour": 12, "sent_day": 340, "day": 500, "waiting": 0, "stopped": null, ...}} */
json_t *status_sending(const Settings *settings, Db *db, GError **error);
void status_sending_print(const json_t *accounts);

#endif
