/* wire_connect.c: from a host name to a TCP connection; see wire.h. Each address of the host is
 * tried in turn, none for long.
 *
 * Known limit: the resolver of the C library blocks, for as long as /etc/resolv.conf says. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/wire_internal.h"

enum { ADDRESS_SECONDS = 10 }; /* for one of several addresses of a host */

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

bool wire_connect(Wire *wire)
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
