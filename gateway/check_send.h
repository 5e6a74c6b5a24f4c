/* check_send.h: vestnik check --send-test ADDRESS [--account NAME]: one letter out, told step by
 * step. */
#ifndef VESTNIK_GATEWAY_CHECK_SEND_H
#define VESTNIK_GATEWAY_CHECK_SEND_H

#include "gateway/app.h"

/* Sends one letter to the address by the settings' transport, at once and past the queue, and
 * prints each step. `account` NULL: by the first. ERR_INPUT: no address; ERR_NOT_FOUND: no such
 * account; ERR_TEMP: not now; ERR_PERM: the server will not. */
bool check_send(App *app, const char *address, const char *account, GError **error);

#endif
