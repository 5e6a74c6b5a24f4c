/* alarm.h: what the duties of the timer share that tell the administrator by letter what must be
 * mended: account_alarm.c, broken_alarm.c, check_disk.c, domain_alarm.c, unsent_alarm.c. */
#ifndef VESTNIK_GATEWAY_ALARM_H
#define VESTNIK_GATEWAY_ALARM_H

#include "gateway/desk.h"

/* By which account the administrator hears of trouble with the one of this name. */
const Account *alarm_account(const Settings *settings, const char *troubled);

/* Whether the letter `text` of this key was written already. */
bool alarm_is_told(Db *db, const char *text, const char *key, bool *is, GError **error);

/* `tell` writes its letters with a desk, in one transaction; then they are on their way. */
bool alarm_tell(Db *db, const Settings *settings,
                bool (*tell)(Desk *desk, const void *what, GError **error), const void *what,
                GError **error);

#endif
