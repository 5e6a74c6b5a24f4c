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

#define SOCKET_FLAGS (SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK)
#define BACKLOG      128

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

static int listen_unix(const Place *place, const char *path, GError **error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(path) >= sizeof address.sun_path) {
        fail(error, ERR_SETTINGS, "%s = \"%s\": the path is longer than %zu bytes", place->setting,
             place->where, sizeof address.sun_path - 1);
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path));
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

static int listen_tcp(const Place *place, GError **error)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    g_autofree char *host = NULL;
    char service[8];
    uint16_t port;

    if (!host_port_parse(place->where, &host, &port)) {
        fail(error, ERR_SETTINGS, "%s = \"%s\" is no address", place->setting, place->where);
        return -1;
    }
    snprintf(service, sizeof service, "%u", port);
    int rc = getaddrinfo(host, service, &hints, &found);
    if (rc != 0) {
        fail(error, ERR_TEMP, "%s = \"%s\": %s", place->setting, place->where, gai_strerror(rc));
        return -1;
    }
    int fd = listen_at(found, place, error);
    freeaddrinfo(found);
    return fd;
}

int door_listen(const char *setting, const char *where, GError **error)
{
    const Place place = {setting, where};

    return g_str_has_prefix(where, "unix:") ? listen_unix(&place, where + strlen("unix:"), error)
                                            : listen_tcp(&place, error);
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
