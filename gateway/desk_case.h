/* desk_case.h: the way of one case: read, find who wrote it and what becomes of it, do that in one
 * transaction. One that cannot be read is set aside for a human. */
#ifndef VESTNIK_GATEWAY_DESK_CASE_H
#define VESTNIK_GATEWAY_DESK_CASE_H

#include "gateway/desk.h"

/* ERR_TEMP: it is still new, for another attempt; whatever else goes wrong is the case's own, is
 * logged, and sets it aside. */
bool desk_case(Desk *desk, int64_t case_id, GError **error);

/* The desk died by a fault of its own (not by kill -9 or a stop): the case that it had in hand
 * counts an attempt, and is set aside after the third, so that one letter cannot stop all others
 * for ever. */
bool desk_blame(const Settings *settings, Db *db, GError **error);

#endif
