/* wire.h: a client's connection to a mail server: TCP with TLS, verified, with an end to patience.
 *
 * The certificate and the host name in it are checked against the system's roots or a file, the
 * name is sent (SNI), TLS is 1.2 or newer. Without TLS only loopback is reached.
 *
 * Every command is given a deadline and a byte budget by wire_allow(), so that neither a server
 * that drips nor one that floods can hold us. The first failure sticks: after it every call fails
 * at once, and wire_error() tells what it was. The server closing the connection is a failure. */
#ifndef VESTNIK_GATEWAY_WIRE_H
#define VESTNIK_GATEWAY_WIRE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/settings.h"

typedef struct Wire Wire;

typedef struct WireTarget {
    const char *host; /* a name, also an international one, or an address; copied */
    int port;
    Security security;
    const char *ca_file; /* NULL: the system's roots; copied */
    int stop_fd;         /* readable: the process should end, two seconds are left; -1 none */
} WireTarget;

/* Connects, with SECURITY_TLS also the handshake. ERR_TEMP: the network; ERR_SETTINGS: the
 * certificate is not trusted, the roots cannot be read, or plain text to a foreign host. */
Wire *wire_open(const WireTarget *target, int seconds, GError **error);
void wire_free(Wire *wire); /* takes NULL; never waits */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Wire, wire_free)

/* The handshake after the server's yes to STARTTLS. The caller has made sure that nothing was read
 * beyond that yes. Errors as wire_open(). */
bool wire_starttls(Wire *wire, GError **error);

/* From now on so many seconds and received bytes. */
void wire_allow(Wire *wire, int seconds, size_t bytes);

/* At least one byte, or -1; waits within the deadline. */
ssize_t wire_read(Wire *wire, void *bytes, size_t length);
ssize_t wire_write(Wire *wire, const void *bytes, size_t length);

/* Received bytes that the socket no longer shows to poll(). */
bool wire_pending(const Wire *wire);
int wire_fd(const Wire *wire); /* for poll(); borrowed */

const GError *wire_error(const Wire *wire); /* the first failure; NULL none; borrowed */

#endif
