/* listen.h: the listening socket of a door: a socket file or an address of this machine. */
#ifndef VESTNIK_GATEWAY_LISTEN_H
#define VESTNIK_GATEWAY_LISTEN_H

#include <glib.h>
#include <stdbool.h>

/* `where` is the value of the setting of this name: "unix:PATH" or "HOST:PORT". A descriptor that
 * does not block, or -1 with *error. A socket file that nobody serves any more is replaced; who may
 * reach its folder may connect. */
int door_listen(const char *setting, const char *where, GError **error);

/* For whoever asks whether a door could listen there, and changes nothing. *fd is a connection,
 * with two seconds for each word, to whoever listens there already; -1: nobody does. False: the
 * place is none at all. */
bool door_reach(const char *setting, const char *where, int *fd, GError **error);
/* Where nobody listens: whether we may. */
bool door_may_listen(const char *setting, const char *where, GError **error);

/* The next client, not blocking; -1 when none waits. */
int door_next_client(int listener);

#endif
