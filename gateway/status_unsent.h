/* status_unsent.h: what `vestnik status` tells while a mail server takes nothing from us: its
 * certificate has expired, say, or it cannot be reached. */
#ifndef VESTNIK_GATEWAY_STATUS_UNSENT_H
#define VESTNIK_GATEWAY_STATUS_UNSENT_H

#include <jansson.h>

#include "archive/db.h"

/* {"waiting": 17, "oldest": TIME, "failed": TIME, "next": TIME, "error": "..."}; a JSON null: there
 * is no trouble. NULL: the database does not work. The caller's. */
json_t *status_unsent(Db *db, GTimeZone *zone, GError **error);
void status_unsent_print(const json_t *unsent);

#endif
