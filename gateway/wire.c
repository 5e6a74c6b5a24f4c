/* wire.c: see wire.h. The socket never blocks: each read and write waits in poll() until its
 * deadline, beside the stop descriptor. SIGPIPE is never raised. wire_connect.c finds the way to
 * the server, wire_tls.c makes the connection private. */
#include "gateway/wire.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "gateway/wire_internal.h"

enum {
    STOP_SECONDS = 2, /* left to a command when the process should end */
    GREETING_BYTES = 64 * 1024,
};

bool wire_failed(Wire *wire, ErrorCode code, const char *why)
{
    if (!wire->error)
        wire->error =
            g_error_new(VESTNIK_ERROR, (gint)code, "%s port %d: %s", wire->host, wire->port, why);
    return false;
}

void wire_allow(Wire *wire, int seconds, size_t bytes)
{
    wire->deadline = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
    wire->budget = bytes;
}

static int milliseconds_left(const Wire *wire)
{
    int64_t left = (wire->deadline - g_get_monotonic_time() + 999) / 1000;

    return left < 0 ? 0 : left > G_MAXINT ? G_MAXINT : (int)left;
}

bool wire_wait(Wire *wire, short events)
{
    for (;;) {
        struct pollfd polled[] = {
            {.fd = wire->fd, .events = events},
            {.fd = wire->stopping ? -1 : wire->stop_fd, .events = POLLIN},
        };
        int ready = poll(polled, G_N_ELEMENTS(polled), milliseconds_left(wire));
        if (ready < 0 && errno != EINTR)
            return wire_failed(wire, ERR_TEMP, g_strerror(errno));
        if (ready == 0)
            return wire_failed(wire, ERR_TEMP, wire->stopping ? "stopped" : "no answer in time");
        if (ready > 0 && polled[0].revents)
            return true;
        if (ready > 0 && polled[1].revents) {
            wire->stopping = true;
            wire->deadline =
                MIN(wire->deadline, g_get_monotonic_time() + STOP_SECONDS * G_USEC_PER_SEC);
        }
    }
}

/* --- reading and writing --------------------------------------------------------------------- */

typedef enum Outcome { OUTCOME_DONE, OUTCOME_WAIT, OUTCOME_AGAIN, OUTCOME_FAILED } Outcome;

/* What the result of one call on the socket or the TLS session means. */
static Outcome judge(Wire *wire, ssize_t result, int problem)
{
    if (result > 0)
        return OUTCOME_DONE;
    if (result == 0 || (wire->secure && result == GNUTLS_E_PREMATURE_TERMINATION)) {
        wire_failed(wire, ERR_TEMP, "the server closed the connection");
        return OUTCOME_FAILED;
    }
    if (wire->secure ? result == GNUTLS_E_AGAIN : problem == EAGAIN)
        return OUTCOME_WAIT;
    if (wire->secure ? result == GNUTLS_E_INTERRUPTED || result == GNUTLS_E_REHANDSHAKE
                     : problem == EINTR)
        return OUTCOME_AGAIN;
    wire_failed(wire, ERR_TEMP, wire->secure ? gnutls_strerror((int)result) : g_strerror(problem));
    return OUTCOME_FAILED;
}

ssize_t wire_read(Wire *wire, void *bytes, size_t length)
{
    if (!wire->error && wire->budget == 0)
        wire_failed(wire, ERR_TEMP, "the server sent more than was asked for");
    length = MIN(length, wire->budget);
    while (!wire->error) {
        /* a server that drips is never waited for, so the deadline is looked at here too */
        if (milliseconds_left(wire) == 0) {
            wire_failed(wire, ERR_TEMP, "no answer in time");
            break;
        }
        ssize_t got = wire->secure ? gnutls_record_recv(wire->session, bytes, length)
                                   : recv(wire->fd, bytes, length, 0);
        Outcome outcome = judge(wire, got, errno);
        if (outcome == OUTCOME_DONE) {
            wire->budget -= (size_t)got;
            return got;
        }
        if (outcome == OUTCOME_FAILED || (outcome == OUTCOME_WAIT && !wire_wait(wire, POLLIN)))
            break;
    }
    return -1;
}

ssize_t wire_write(Wire *wire, const void *bytes, size_t length)
{
    while (!wire->error && length > 0) {
        ssize_t put = wire->secure ? gnutls_record_send(wire->session, bytes, length)
                                   : send(wire->fd, bytes, length, MSG_NOSIGNAL);
        Outcome outcome = judge(wire, put, errno);
        if (outcome == OUTCOME_DONE)
            return put;
        if (outcome == OUTCOME_FAILED || (outcome == OUTCOME_WAIT && !wire_wait(wire, POLLOUT)))
            break;
    }
    return length == 0 && !wire->error ? 0 : -1;
}

bool wire_pending(const Wire *wire)
{
    return wire->secure && gnutls_record_check_pending(wire->session) > 0;
}

int wire_fd(const Wire *wire)
{
    return wire->fd;
}

const GError *wire_error(const Wire *wire)
{
    return wire->error;
}

/* --- life ------------------------------------------------------------------------------------ */

static bool hand_over(const Wire *wire, GError **error)
{
    if (wire->error && error)
        *error = g_error_copy(wire->error);
    return !wire->error;
}

Wire *wire_open(const WireTarget *target, int seconds, GError **error)
{
    g_autoptr(Wire) wire = g_new0(Wire, 1);

    wire->fd = -1;
    wire->stop_fd = target->stop_fd;
    wire->port = target->port;
    wire->security = target->security;
    wire->ca_file = g_strdup(target->ca_file);
    wire->host = g_hostname_to_ascii(target->host);
    if (!wire->host) {
        fail(error, ERR_SETTINGS, "'%s' is not a host name", target->host);
        return NULL;
    }
    wire_allow(wire, seconds, GREETING_BYTES);
    if (wire_connect(wire) && target->security == SECURITY_TLS)
        wire_handshake(wire);
    return hand_over(wire, error) ? g_steal_pointer(&wire) : NULL;
}

bool wire_starttls(Wire *wire, GError **error)
{
    if (!wire->error)
        wire_handshake(wire);
    return hand_over(wire, error);
}

void wire_free(Wire *wire)
{
    if (!wire)
        return;
    if (wire->session) {
        if (wire->secure && !wire->error)
            (void)gnutls_bye(wire->session, GNUTLS_SHUT_WR); /* a courtesy; never waited for */
        gnutls_deinit(wire->session);
    }
    if (wire->credentials)
        gnutls_certificate_free_credentials(wire->credentials);
    if (wire->fd >= 0)
        close(wire->fd);
    g_clear_error(&wire->error);
    g_free(wire->ca_file);
    g_free(wire->host);
    g_free(wire);
}
