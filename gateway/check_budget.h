/* check_budget.h: what the numbers of each account mean for its lists, in plain words: how many
 * letters a day reach everybody, how many were written lately, and what becomes of the rest. */
#ifndef VESTNIK_GATEWAY_CHECK_BUDGET_H
#define VESTNIK_GATEWAY_CHECK_BUDGET_H

#include "archive/db.h"
#include "base/settings.h"

/* GPtrArray of char*, a sentence each; none where no number is set. */
GPtrArray *check_budget(Db *db, const Settings *settings, GError **error);

#endif
