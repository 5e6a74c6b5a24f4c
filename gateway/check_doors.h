/* check_doors.h: vestnik check: can the doors that listen (`lmtp`, `one_click`) have the place that
 * the settings name? */
#ifndef VESTNIK_GATEWAY_CHECK_DOORS_H
#define VESTNIK_GATEWAY_CHECK_DOORS_H

#include <glib.h>

#include "base/settings.h"

/* In order where nobody listens and we may, or where our own `serve` does. Else ERR_SETTINGS: what
 * is wrong with the place, by the name of its setting. */
bool check_lmtp(const Settings *settings, GError **error);
bool check_one_click(const Settings *settings, GError **error);

#endif
