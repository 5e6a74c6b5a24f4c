/* listen.c: see listen.h. */
#include "gateway/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/settings.h"

#define SOCKET_FLAGS  (SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK)
#define BACKLOG       128
#define REACH_SECONDS 2 /* for each word of whoever listens where we would */

typedef struct Place {
    const char *setting, *where;
} Place;

static int fail_socket(int fd, const Place *place, GError **error)
{
    fail(error, ERR_TEMP, "%s = \"%s\": %s", place->setting, place->where, g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

/* A socket file that refuses connections is what a door left behind that was killed. */
static void remove_stale(const struct sockaddr_un *address)
{
    struct stat info;

    if (lstat(address->sun_path, &info) != 0 || !S_ISSOCK(info.st_mode))
        return;
    int fd = socket(AF_UNIX, SOCKET_FLAGS, 0);
    if (fd < 0)
        return;
    if (connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 &&
        errno == ECONNREFUSED)
        unlink(address->sun_path);
    close(fd);
}

static bool unix_address(const Place *place, const char *path, struct sockaddr_un *address,
                         GError **error)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address->sun_path)
        return fail(error, ERR_SETTINGS, "%s = \"%s\": the path is longer than %zu bytes",
                    place->setting, place->where, sizeof address->sun_path - 1);
    memcpy(address->sun_path, path, strlen(path));
    return true;
}

static int listen_unix(const Place *place, const char *path, GError **error)
{
    struct sockaddr_un address;

    if (!unix_address(place, path, &address, error))
        return -1;
    remove_stale(&address);
    int fd = socket(AF_UNIX, SOCKET_FLAGS, 0);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
        chmod(path, 0666) != 0 || listen(fd, BACKLOG) != 0)
        return fail_socket(fd, place, error);
    return fd;
}

static int listen_at(const struct addrinfo *at, const Place *place, GError **error)
{
    int yes = 1, fd = socket(at->ai_family, SOCKET_FLAGS, 0);

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(fd, at->ai_addr, at->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0)
        return fail_socket(fd, place, error);
    return fd;
}

/* The caller's, by freeaddrinfo(); NULL with *error. */
static struct addrinfo *tcp_address(const Place *place, GError **error)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    g_autofree char *host = NULL;
    char service[8];
    uint16_t port;

    if (!host_port_parse(place->where, &host, &port)) {
        fail(error, ERR_SETTINGS, "%s = \"%s\" is no address", place->setting, place->where);
        return NULL;
    }
    snprintf(service, sizeof service, "%u", port);
    int rc = getaddrinfo(host, service, &hints, &found);
    if (rc != 0)
        fail(error, ERR_TEMP, "%s = \"%s\": %s", place->setting, place->where, gai_strerror(rc));
    return rc == 0 ? found : NULL;
}

static int listen_tcp(const Place *place, GError **error)
{
    struct addrinfo *found = tcp_address(place, error);
    int fd = found ? listen_at(found, place, error) : -1;

    if (found)
        freeaddrinfo(found);
    return fd;
}

/* The path of a socket file; NULL: it is an address. */
static const char *path_of(const char *where)
{
    return g_str_has_prefix(where, "unix:") ? where + strlen("unix:") : NULL;
}

int door_listen(const char *setting, const char *where, GError **error)
{
    const Place place = {setting, where};
    const char *path = path_of(where);

    return path ? listen_unix(&place, path, error) : listen_tcp(&place, error);
}

/* --- may we? --------------------------------------------------------------------------------- */

/* -1: nobody listens there. */
static int connect_to(const struct sockaddr *address, socklen_t length)
{
    const struct timeval patience = {.tv_sec = REACH_SECONDS};
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
        connect(fd, address, length) == 0)
        return fd;
    close(fd);
    return -1;
}

bool door_reach(const char *setting, const char *where, int *fd, GError **error)
{
    const Place place = {setting, where};
    const char *path = path_of(where);
    struct sockaddr_un address;

    if (path) {
        if (!unix_address(&place, path, &address, error))
            return false;
        *fd = connect_to((const struct sockaddr *)&address, sizeof address);
        return true;
    }
    struct addrinfo *found = tcp_address(&place, error);
    if (!found)
        return false;
    *fd = connect_to(found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

/* A socket file that nobody serves is replaced. */
static bool may_make(const Place *place, const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    struct stat info;

    if (lstat(path, &info) == 0 && !S_ISSOCK(info.st_mode))
        return fail(error, ERR_SETTINGS, "%s = \"%s\": something else lies there", place->setting,
                    place->where);
    return access(folder, W_OK | X_OK) == 0 ||
           fail(error, ERR_SETTINGS, "%s = \"%s\": no file can be made in its folder: %s",
                place->setting, place->where, g_strerror(errno));
}

bool door_may_listen(const char *setting, const char *where, GError **error)
{
    const Place place = {setting, where};
    const char *path = path_of(where);
    int fd;

    if (path)
        return may_make(&place, path, error);
    if ((fd = listen_tcp(&place, error)) < 0)
        return false;
    close(fd);
    return true;
}

int door_next_client(int listener)
{
    int fd;

    do
        fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (fd < 0 && errno != EAGAIN)
        LOG(ERROR, "door.accept", LOG_STR("error", g_strerror(errno)));
    return fd;
}
