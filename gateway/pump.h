/* pump.h: one account at work: its door, what is on its way there, and what its budget allows. The
 * deliverer has one for each account and turns them one after the other, so that none waits for
 * another's server.
 *
 *   fetch     the due recipients of the most urgent letter that the budget has room for are
 *             claimed: ONE transaction, which also records what has come back meanwhile
 *   start     as many copies as the door has room for
 *   collect   what the door gives back
 *   pause     when the door is out of order, the server speaks of a limit, or the budget is spent:
 *             until a moment, with everything recorded and put back */
#ifndef VESTNIK_GATEWAY_PUMP_H
#define VESTNIK_GATEWAY_PUMP_H

#include "archive/sender.h"
#include "gateway/deliverer.h"

typedef struct Pump Pump;

/* NULL: the database does not work. Everything is borrowed. */
Pump *pump_new(Db *db, const Deliverer *deliverer, GError **error);
void pump_free(Pump *pump); /* takes NULL; waits for what the door has borrowed */

/* One turn, of at most `milliseconds` of waiting at the door. False: the database does not work. */
bool pump_turn(Pump *pump, int milliseconds, GError **error);
/* Nothing is on its way, and nothing can be done now. */
bool pump_is_idle(const Pump *pump);
bool pump_is_busy(const Pump *pump); /* something is on its way */
/* When there is something to do again; INT64_MAX: when somebody rings. */
bool pump_next(Pump *pump, int64_t *next, GError **error);

#endif
