/* smtp_door.h: the SMTP door for `vestnik check` and tests; everybody else includes gateway/door.h.
 */
#ifndef VESTNIK_GATEWAY_SMTP_DOOR_H
#define VESTNIK_GATEWAY_SMTP_DOOR_H

#include "gateway/door.h"

/* How long the door waits for one reply; smtp_reply_seconds of the account unless told. */
void smtp_door_set_patience(DoorOut *door, long seconds);

/* Connects, says hello, logs in and leaves; the error says what to mend. */
bool smtp_probe(const Account *account, GError **error);

#endif
