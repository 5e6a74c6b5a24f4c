/* broken_alarm.h: a duty of the timer: the administrator hears by letter of letters that were set
 * aside because they could not be read or handled (cases in the state broken): each once, in one
 * letter a day at most. */
#ifndef VESTNIK_GATEWAY_BROKEN_ALARM_H
#define VESTNIK_GATEWAY_BROKEN_ALARM_H

#include "archive/db.h"
#include "base/settings.h"

bool broken_alarm_work(Db *db, const Settings *settings, int64_t *next, GError **error);

#endif
