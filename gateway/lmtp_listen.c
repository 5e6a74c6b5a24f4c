/* lmtp_listen.c: see lmtp_listen.h. */
#include "gateway/lmtp_listen.h"

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

static int fail_socket(int fd, const char *where, GError **error)
{
    fail(error, ERR_TEMP, "lmtp = \"%s\": %s", where, g_strerror(errno));
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

static int listen_unix(const char *where, const char *path, GError **error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(path) >= sizeof address.sun_path) {
        fail(error, ERR_SETTINGS, "lmtp = \"%s\": the path is longer than %zu bytes", where,
             sizeof address.sun_path - 1);
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path));
    remove_stale(&address);
    int fd = socket(AF_UNIX, SOCKET_FLAGS, 0);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
        chmod(path, 0666) != 0 || listen(fd, BACKLOG) != 0)
        return fail_socket(fd, where, error);
    return fd;
}

static int listen_at(const struct addrinfo *at, const char *where, GError **error)
{
    int yes = 1, fd = socket(at->ai_family, SOCKET_FLAGS, 0);

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(fd, at->ai_addr, at->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0)
        return fail_socket(fd, where, error);
    return fd;
}

static int listen_tcp(const char *where, GError **error)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    g_autofree char *host = NULL;
    char service[8];
    uint16_t port;

    if (!host_port_parse(where, &host, &port)) {
        fail(error, ERR_SETTINGS, "lmtp = \"%s\" is no address", where);
        return -1;
    }
    snprintf(service, sizeof service, "%u", port);
    int rc = getaddrinfo(host, service, &hints, &found);
    if (rc != 0) {
        fail(error, ERR_TEMP, "lmtp = \"%s\": %s", where, gai_strerror(rc));
        return -1;
    }
    int fd = listen_at(found, where, error);
    freeaddrinfo(found);
    return fd;
}

int lmtp_listen(const char *where, GError **error)
{
    return g_str_has_prefix(where, "unix:") ? listen_unix(where, where + strlen("unix:"), error)
                                            : listen_tcp(where, error);
}

int lmtp_next_client(int listener)
{
    int fd;

    do
        fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (fd < 0 && errno != EAGAIN)
        LOG(ERROR, "lmtp.accept", LOG_STR("error", g_strerror(errno)));
    return fd;
}
