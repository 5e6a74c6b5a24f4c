/* alarm.h: what the administrator must mend is told by letter, once each: a duty of the timer. */
#ifndef VESTNIK_GATEWAY_ALARM_H
#define VESTNIK_GATEWAY_ALARM_H

#include "archive/db.h"
#include "base/settings.h"

/* Tells of every domain that is stopped and was not told yet. Without `administrator` in the
 * settings it stands in `vestnik status` only. *next INT64_MAX: the next look of the timer. */
bool alarm_work(Db *db, const Settings *settings, int64_t *next, GError **error);

#endif
