/* lmtp_door.h: the door in for letters that a mail server of this machine hands over by LMTP. One
 * process serves many sessions; letters that ended together are committed together. */
#ifndef VESTNIK_GATEWAY_LMTP_DOOR_H
#define VESTNIK_GATEWAY_LMTP_DOOR_H

#include <glib.h>
#include <stdbool.h>

#include "archive/db.h"
#include "base/settings.h"

bool lmtp_door_wanted(const Settings *settings);

/* Serves until `stop_fd` is readable; then open sessions get 421. False when it cannot listen. */
bool lmtp_door_run(const Settings *settings, Db *db, int stop_fd, GError **error);

#endif
