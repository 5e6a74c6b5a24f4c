/* wire.c: see wire.h. The socket never blocks: each read and write waits in poll() until its
 * deadline, beside the stop descriptor. SIGPIPE is never raised.
 *
 * Known limit: the resolver of the C library blocks, for as long as /etc/resolv.conf says. */
#include "gateway/wire.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

enum {
    ADDRESS_SECONDS = 10, /* for one of several addresses of a host */
    STOP_SECONDS = 2,     /* left to a command when the process should end */
    GREETING_BYTES = 64 * 1024,
};

/* gnutls knows the older versions still */
static const char TLS_PRIORITY[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

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
static bool wire_failed(Wire *wire, ErrorCode code, const char *why)
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

/* Waits until the socket shows `events`. */
static bool wire_wait(Wire *wire, short events)
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

/* --- connecting ------------------------------------------------------------------------------ */

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)address;
        return ntohl(four->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)address;
    return address->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
}

/* A dead server is noticed within three minutes, and routers keep an idle connection open. */
static void keep_alive(int fd)
{
    static const struct {
        int level, name, value;
    } options[] = {
        {SOL_SOCKET, SO_KEEPALIVE, 1},    {IPPROTO_TCP, TCP_KEEPIDLE, 60},
        {IPPROTO_TCP, TCP_KEEPINTVL, 30}, {IPPROTO_TCP, TCP_KEEPCNT, 4},
        {IPPROTO_TCP, TCP_NODELAY, 1},
    };

    /* a kernel that knows one of them not still carries the connection */
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
        (void)setsockopt(fd, options[i].level, options[i].name, &options[i].value,
                         sizeof options[i].value);
}

static bool finish_connect(Wire *wire)
{
    int problem = 0;
    socklen_t length = sizeof problem;

    if (!wire_wait(wire, POLLOUT))
        return false;
    if (getsockopt(wire->fd, SOL_SOCKET, SO_ERROR, &problem, &length) != 0)
        problem = errno;
    return problem == 0 || wire_failed(wire, ERR_TEMP, g_strerror(problem));
}

static bool connect_address(Wire *wire, const struct addrinfo *address)
{
    if (wire->security == SECURITY_NONE && !is_loopback(address->ai_addr))
        return wire_failed(wire, ERR_SETTINGS,
                           "mail without encryption is allowed to this machine only; "
                           "set the security to tls or starttls");
    wire->fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (wire->fd < 0)
        return wire_failed(wire, ERR_TEMP, g_strerror(errno));
    keep_alive(wire->fd);
    if (connect(wire->fd, address->ai_addr, address->ai_addrlen) == 0)
        return true;
    return errno == EINPROGRESS ? finish_connect(wire)
                                : wire_failed(wire, ERR_TEMP, g_strerror(errno));
}

static bool connect_any(Wire *wire, const struct addrinfo *addresses)
{
    int64_t last = wire->deadline;

    for (const struct addrinfo *one = addresses; one; one = one->ai_next) {
        g_clear_error(&wire->error);
        int64_t share = g_get_monotonic_time() + ADDRESS_SECONDS * G_USEC_PER_SEC;
        wire->deadline = one->ai_next ? MIN(last, share) : last;
        if (connect_address(wire, one)) {
            wire->deadline = last;
            return true;
        }
        if (wire->fd >= 0)
            close(wire->fd);
        wire->fd = -1;
    }
    return false;
}

static bool wire_connect(Wire *wire)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses = NULL;
    g_autofree char *port = g_strdup_printf("%d", wire->port);

    int problem = getaddrinfo(wire->host, port, &hints, &addresses);
    if (problem != 0) {
        g_autofree char *why =
            g_strdup_printf("the host name cannot be resolved: %s", gai_strerror(problem));
        return wire_failed(wire, ERR_TEMP, why);
    }
    bool ok = connect_any(wire, addresses);
    freeaddrinfo(addresses);
    return ok;
}

/* --- TLS ------------------------------------------------------------------------------------- */

static bool load_roots(Wire *wire)
{
    int loaded = gnutls_certificate_allocate_credentials(&wire->credentials);

    if (loaded < 0)
        return wire_failed(wire, ERR_TEMP, gnutls_strerror(loaded));
    loaded = wire->ca_file ? gnutls_certificate_set_x509_trust_file(
                                 wire->credentials, wire->ca_file, GNUTLS_X509_FMT_PEM)
                           : gnutls_certificate_set_x509_system_trust(wire->credentials);
    if (loaded > 0)
        return true;
    g_autofree char *why =
        g_strdup_printf("no roots to check its certificate against in %s",
                        wire->ca_file ? wire->ca_file : "the system (install ca-certificates)");
    return wire_failed(wire, ERR_SETTINGS, why);
}

static bool prepare_session(Wire *wire)
{
    int made = gnutls_init(&wire->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);

    if (made == 0)
        made = gnutls_priority_set_direct(wire->session, TLS_PRIORITY, NULL);
    if (made == 0)
        made = gnutls_credentials_set(wire->session, GNUTLS_CRD_CERTIFICATE, wire->credentials);
    if (made == 0 && !g_hostname_is_ip_address(wire->host))
        made =
            gnutls_server_name_set(wire->session, GNUTLS_NAME_DNS, wire->host, strlen(wire->host));
    if (made < 0)
        return wire_failed(wire, ERR_TEMP, gnutls_strerror(made));
    gnutls_session_set_verify_cert(wire->session, wire->host, 0);
    gnutls_transport_set_int(wire->session, wire->fd);
    return true;
}

static bool untrusted(Wire *wire)
{
    gnutls_datum_t text = {0};
    unsigned status = gnutls_session_get_verify_cert_status(wire->session);

    if (gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &text, 0) < 0)
        return wire_failed(wire, ERR_SETTINGS, "its certificate is not trusted");
    g_autofree char *why =
        g_strdup_printf("its certificate is not trusted, nothing was sent to it: %s"
                        "Check the host name, or name the right roots in ca_file",
                        (const char *)text.data);
    gnutls_free(text.data);
    return wire_failed(wire, ERR_SETTINGS, why);
}

static bool handshake(Wire *wire)
{
    if (!load_roots(wire) || !prepare_session(wire))
        return false;
    int done;
    while ((done = gnutls_handshake(wire->session)) < 0) {
        if (done == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
            return untrusted(wire);
        if (gnutls_error_is_fatal(done)) {
            g_autofree char *why = g_strdup_printf("no TLS: %s", gnutls_strerror(done));
            return wire_failed(wire, ERR_TEMP, why);
        }
        bool writes = gnutls_record_get_direction(wire->session) == 1;
        if ((done == GNUTLS_E_AGAIN || done == GNUTLS_E_INTERRUPTED) &&
            !wire_wait(wire, writes ? POLLOUT : POLLIN))
            return false;
    }
    wire->secure = true;
    return true;
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
        handshake(wire);
    return hand_over(wire, error) ? g_steal_pointer(&wire) : NULL;
}

bool wire_starttls(Wire *wire, GError **error)
{
    if (!wire->error)
        handshake(wire);
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
