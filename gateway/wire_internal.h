/* wire_internal.h: what the files gateway/wire*.c share. */
#ifndef VESTNIK_GATEWAY_WIRE_INTERNAL_H
#define VESTNIK_GATEWAY_WIRE_INTERNAL_H

#include <gnutls/gnutls.h>

#include "base/error.h"
#include "gateway/wire.h"

struct Wire {
    char *host; /* A-labels */
    int port;
    Security security;
    char *ca_file;
    int fd, stop_fd;
    bool stopping, secure;
    int64_t deadline; /* monotonic microseconds */
    size_t budget;
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
    GError *error;
};

/* Remembers the first failure; returns false. */
bool wire_failed(Wire *wire, ErrorCode code, const char *why);

/* Waits until the socket shows `events` of poll(). */
bool wire_wait(Wire *wire, short events);

/* TCP to the first address of the host that answers. */
bool wire_connect(Wire *wire);

/* TLS over that connection; refuses a certificate that is not to be trusted. */
bool wire_handshake(Wire *wire);

#endif
