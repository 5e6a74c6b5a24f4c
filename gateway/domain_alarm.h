/* domain_alarm.h: a duty of the timer: the administrator hears once of a domain whose servers
 * refuse us. */
#ifndef VESTNIK_GATEWAY_DOMAIN_ALARM_H
#define VESTNIK_GATEWAY_DOMAIN_ALARM_H

#include "archive/db.h"
#include "base/settings.h"

/* Tells of every domain that is stopped and was not told yet. Without `administrator` in the
 * settings it stands in `vestnik status` only. *next INT64_MAX: the next look of the timer. */
bool domain_alarm_work(Db *db, const Settings *settings, int64_t *next, GError **error);

#endif
