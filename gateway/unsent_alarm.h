/* unsent_alarm.h: a duty of the timer: the administrator hears of an account whose server has taken
 * nothing for `unsent_hours` (it is away, its certificate has expired), once a day while that
 * lasts, by another account where there is one. An account that stopped: account_alarm.h. */
#ifndef VESTNIK_GATEWAY_UNSENT_ALARM_H
#define VESTNIK_GATEWAY_UNSENT_ALARM_H

#include "archive/db.h"
#include "base/settings.h"

bool unsent_alarm_work(Db *db, const Settings *settings, int64_t *next, GError **error);

#endif
