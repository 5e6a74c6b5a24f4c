/* stops_show.h: domains that are stopped, as `vestnik status` and `vestnik queue list` show them.
 */
#ifndef VESTNIK_GATEWAY_STOPS_SHOW_H
#define VESTNIK_GATEWAY_STOPS_SHOW_H

#include <glib.h>
#include <jansson.h>

#include "archive/domain_stop.h"

/* {"school3.test": {"since": ..., "until": ..., "why": "refuses-us" or "share", "failed": 12,
 * "tried": 15, "waiting": 30, "trial": false, "reply": "..."}}; NULL with *error. */
json_t *stops_json(Db *db, GTimeZone *zone, GError **error);
/* A line or two for each, to stdout. */
void stops_print(const json_t *stops);

#endif
