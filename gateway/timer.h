/* timer.h: what happens at its time and not because a letter came: digests, questions that expire.
 */
#ifndef VESTNIK_GATEWAY_TIMER_H
#define VESTNIK_GATEWAY_TIMER_H

#include "archive/db.h"
#include "base/settings.h"

/* Does all that is due at clock_now(); *next is when something is due again. */
bool timer_work(Db *db, const Settings *settings, int64_t *next, GError **error);

#endif
