/* smtp_door.h: what only tests ask of the SMTP door; everybody else includes gateway/door.h. */
#ifndef VESTNIK_GATEWAY_SMTP_DOOR_H
#define VESTNIK_GATEWAY_SMTP_DOOR_H

#include "gateway/door.h"

/* How long the door waits for one reply; 600 seconds unless told (RFC 5321 section 4.5.3.2.6). */
void smtp_door_set_patience(DoorOut *door, long seconds);

#endif
