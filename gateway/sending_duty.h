/* sending_duty.h: what the deliverer's duty has in hand: a door for each account that sends. */
#ifndef VESTNIK_GATEWAY_SENDING_DUTY_H
#define VESTNIK_GATEWAY_SENDING_DUTY_H

#include "archive/db.h"
#include "base/settings.h"
#include "base/token.h"

typedef struct SendingDuty {
    Db *db;
    TokenKey key;
    char *instance;
    GArray *accounts; /* of Deliverer, which own their doors */
} SendingDuty;

/* Opens the doors; what waits for an account that is gone goes by the first. Clear it also after a
 * failure. ERR_TEMP when the first account has no door. */
bool sending_setup(SendingDuty *duty, const Settings *settings, Db *db, GError **error);
void sending_clear(SendingDuty *duty);

#endif
