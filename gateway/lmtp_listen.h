/* lmtp_listen.h: the listening socket of the LMTP door: a socket file or an address of this
 * machine. */
#ifndef VESTNIK_GATEWAY_LMTP_LISTEN_H
#define VESTNIK_GATEWAY_LMTP_LISTEN_H

#include <glib.h>

/* `where` as in Settings.lmtp. A descriptor that does not block, or -1 with *error. A socket file
 * that nobody serves any more is replaced; who may reach its folder may connect. */
int lmtp_listen(const char *where, GError **error);

/* The next client, not blocking; -1 when none waits. */
int lmtp_next_client(int listener);

#endif
