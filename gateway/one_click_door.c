/* one_click_door.c: the duty that takes requests to leave a list, behind a web server; see
 * one_click.h. One thread, no files but the database: libmicrohttpd says when a request is there,
 * one_click_request.c answers it, and its connection is closed. */
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/listen.h"
#include "gateway/one_click_internal.h"

#define MEMORY       (16 * 1024) /* bytes of one connection: head and what is read of the body */
#define SPARE_FILES  64          /* descriptors besides those of connections */
#define LONGEST_WAIT 1000        /* milliseconds */

typedef struct Door {
    const Settings *settings;
    struct MHD_Daemon *daemon;
    int stop_fd;
    GPtrArray *clients; /* of Client* */
} Door;

typedef struct Client {
    int fd;
    int64_t until; /* monotonic microseconds */
} Client;

bool one_click_wanted(const Settings *settings)
{
    return settings->one_click != NULL;
}

static void note_client(void *state, struct MHD_Connection *connection, void **at,
                        enum MHD_ConnectionNotificationCode what)
{
    Door *door = state;

    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*at)
            g_ptr_array_remove_fast(door->clients, *at);
        *at = NULL;
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    Client *client = g_new(Client, 1);
    client->fd = info->connect_fd;
    client->until = g_get_monotonic_time() + door->settings->one_click_seconds * G_USEC_PER_SEC;
    g_ptr_array_add(door->clients, client);
    *at = client;
}

/* Whoever sends a byte now and then keeps a connection no longer than others. The library sees the
 * end of the stream, and closes. */
static void end_slow(const Door *door)
{
    int64_t now = g_get_monotonic_time();

    for (guint i = 0; i < door->clients->len; i++) {
        const Client *client = g_ptr_array_index(door->clients, i);
        if (client->until <= now)
            shutdown(client->fd, SHUT_RDWR);
    }
}

/* This process needs no more than it has: no other program, no core that would hold the key. */
static bool drop_rights(const Settings *settings, GError **error)
{
    const struct rlimit none = {0, 0};
    rlim_t most = (rlim_t)settings->one_click_connections + SPARE_FILES;
    const struct rlimit files = {most, most};

    return (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && setrlimit(RLIMIT_CORE, &none) == 0 &&
            setrlimit(RLIMIT_NOFILE, &files) == 0) ||
           fail(error, ERR_TEMP, "one_click: rights cannot be given up");
}

/* Paths stay as they come: no token needs an escape, and none is to be another way to write it. */
static size_t keep_escaped(void *unused, struct MHD_Connection *connection, char *text)
{
    (void)unused, (void)connection;
    return strlen(text);
}

static bool start(Door *door, OneClickOffice *office, int listener, GError **error)
{
    const Settings *settings = door->settings;

    door->daemon = MHD_start_daemon(
        MHD_USE_EPOLL, 0, NULL, NULL, one_click_take, office, MHD_OPTION_LISTEN_SOCKET, listener,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)settings->one_click_connections,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)settings->one_click_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_escaped, NULL, MHD_OPTION_NOTIFY_COMPLETED,
        one_click_done, NULL, MHD_OPTION_NOTIFY_CONNECTION, note_client, door, MHD_OPTION_END);
    return door->daemon || fail(error, ERR_TEMP, "one_click: the HTTP library does not start");
}

static void run(Door *door)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(door->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    struct pollfd fds[] = {{.fd = info->epoll_fd, .events = POLLIN},
                           {.fd = door->stop_fd, .events = POLLIN}};
    MHD_UNSIGNED_LONG_LONG wait;

    while (!fds[1].revents) {
        bool soon = MHD_get_timeout(door->daemon, &wait) == MHD_YES;
        int most = door->clients->len ? LONGEST_WAIT : -1;
        poll(fds, G_N_ELEMENTS(fds), soon && wait < LONGEST_WAIT ? (int)wait : most);
        end_slow(door);
        guint before = door->clients->len;
        MHD_run(door->daemon);
        /* where there were too many, it listens again only when it runs once more */
        if (door->clients->len < before)
            MHD_run(door->daemon);
    }
}

bool one_click_run(const Settings *settings, Db *db, int stop_fd, GError **error)
{
    g_autoptr(Desk) desk = desk_new(settings, db, error);
    int listener = desk ? door_listen("one_click", settings->one_click, error) : -1;

    if (listener < 0)
        return false;
    OneClickOffice office;
    Door door = {
        .settings = settings,
        .stop_fd = stop_fd,
        .clients = g_ptr_array_new_with_free_func(g_free),
    };
    one_click_office_init(&office, desk);
    bool ok = drop_rights(settings, error) && start(&door, &office, listener, error);
    if (ok) {
        LOG(INFO, "one-click.listening", LOG_STR("one_click", settings->one_click));
        run(&door);
        MHD_stop_daemon(door.daemon); /* and closes the listener */
    } else {
        close(listener);
    }
    g_ptr_array_unref(door.clients);
    one_click_office_clear(&office);
    return ok;
}
