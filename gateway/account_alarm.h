/* account_alarm.h: a duty of the timer: the administrator hears once of an account that stopped,
 * by another account where there is one. */
#ifndef VESTNIK_GATEWAY_ACCOUNT_ALARM_H
#define VESTNIK_GATEWAY_ACCOUNT_ALARM_H

#include "archive/db.h"
#include "base/settings.h"

bool account_alarm_work(Db *db, const Settings *settings, int64_t *next, GError **error);

#endif
