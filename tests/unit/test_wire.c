/* test_wire.c: a connection to a server that drips, floods, closes or says nothing ends in time,
 * with an error that stays. The server is a thread of this program. */
#include <glib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "gateway/wire.h"

typedef struct Server {
    int listener, port;
    void (*speak)(int fd);
    GThread *thread;
} Server;

static void *serve(void *data)
{
    Server *server = data;
    int fd = accept(server->listener, NULL, NULL);

    if (fd >= 0) {
        server->speak(fd);
        close(fd);
    }
    return NULL;
}

static void server_start(Server *server, void (*speak)(int fd))
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;

    server->speak = speak;
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(bind(server->listener, (struct sockaddr *)&address, sizeof address), ==, 0);
    g_assert_cmpint(listen(server->listener, 4), ==, 0);
    g_assert_cmpint(getsockname(server->listener, (struct sockaddr *)&address, &length), ==, 0);
    server->port = ntohs(address.sin_port);
    server->thread = g_thread_new("server", serve, server);
}

static void server_end(Server *server)
{
    shutdown(server->listener, SHUT_RDWR);
    g_thread_join(server->thread);
    close(server->listener);
}

static Wire *open_to(int port, Security security, int stop_fd, GError **error)
{
    WireTarget target = {
        .host = "localhost", .port = port, .security = security, .stop_fd = stop_fd};

    return wire_open(&target, 5, error);
}

/* Reads until the wire fails; returns how many bytes came. */
static size_t drain(Wire *wire)
{
    char bytes[4096];
    size_t all = 0;
    ssize_t got;

    while ((got = wire_read(wire, bytes, sizeof bytes)) > 0)
        all += (size_t)got;
    g_assert_cmpint(got, ==, -1);
    return all;
}

static void assert_ended_within(int64_t began, double least, double most)
{
    double seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;

    g_assert_cmpfloat(seconds, >=, least);
    g_assert_cmpfloat(seconds, <, most);
}

static bool put(int fd, const char *text, size_t length)
{
    return send(fd, text, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* --- servers --------------------------------------------------------------------------------- */

static void speak_little(int fd)
{
    put(fd, "hello", 5);
}

static void speak_drip(int fd)
{
    for (int i = 0; i < 100 && put(fd, "x", 1); i++)
        g_usleep(50000);
}

static void speak_flood(int fd)
{
    char many[4096];

    memset(many, 'x', sizeof many);
    for (int i = 0; i < 1000 && put(fd, many, sizeof many); i++)
        ;
}

/* Says nothing until the other side goes. */
static void speak_nothing(int fd)
{
    char byte;

    while (recv(fd, &byte, 1, 0) > 0)
        ;
}

static void speak_plain(int fd)
{
    put(fd, "* OK this is no TLS\r\n", 21);
    speak_nothing(fd);
}

/* --- tests ----------------------------------------------------------------------------------- */

static void test_close_is_an_error(void)
{
    Server server;
    g_autoptr(GError) error = NULL;

    server_start(&server, speak_little);
    g_autoptr(Wire) wire = open_to(server.port, SECURITY_NONE, -1, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(drain(wire), ==, 5);
    g_assert_error(wire_error(wire), VESTNIK_ERROR, ERR_TEMP);
    g_assert_nonnull(strstr(wire_error(wire)->message, "closed the connection"));
    wire_allow(wire, 60, 1000);
    g_assert_cmpint(wire_write(wire, "x", 1), ==, -1); /* the first failure sticks */
    server_end(&server);
}

static void test_drip(void)
{
    Server server;
    g_autoptr(GError) error = NULL;

    server_start(&server, speak_drip);
    Wire *wire = open_to(server.port, SECURITY_NONE, -1, &error);
    g_assert_no_error(error);
    int64_t began = g_get_monotonic_time();
    wire_allow(wire, 1, 1000000);
    size_t came = drain(wire);
    g_assert_cmpuint(came, >, 5);
    g_assert_cmpuint(came, <, 40);
    assert_ended_within(began, 0.9, 2.0);
    g_assert_nonnull(strstr(wire_error(wire)->message, "no answer in time"));
    wire_free(wire);
    server_end(&server);
}

static void test_flood(void)
{
    Server server;
    g_autoptr(GError) error = NULL;

    server_start(&server, speak_flood);
    Wire *wire = open_to(server.port, SECURITY_NONE, -1, &error);
    g_assert_no_error(error);
    wire_allow(wire, 20, 10000);
    g_assert_cmpuint(drain(wire), ==, 10000);
    g_assert_nonnull(strstr(wire_error(wire)->message, "more than was asked for"));
    wire_free(wire);
    server_end(&server);
}

static void test_stop(void)
{
    Server server;
    g_autoptr(GError) error = NULL;
    int ends[2];

    g_assert_cmpint(pipe(ends), ==, 0);
    server_start(&server, speak_nothing);
    Wire *wire = open_to(server.port, SECURITY_NONE, ends[0], &error);
    g_assert_no_error(error);
    g_assert_cmpint(write(ends[1], "!", 1), ==, 1);
    int64_t began = g_get_monotonic_time();
    wire_allow(wire, 60, 1000);
    g_assert_cmpuint(drain(wire), ==, 0);
    assert_ended_within(began, 1.9, 3.0);
    wire_free(wire);
    server_end(&server);
    close(ends[0]);
    close(ends[1]);
}

static void test_no_tls(void)
{
    Server server;
    g_autoptr(GError) error = NULL;

    server_start(&server, speak_plain);
    g_assert_null(open_to(server.port, SECURITY_TLS, -1, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_TEMP);
    g_assert_nonnull(strstr(error->message, "no TLS"));
    server_end(&server);
}

static void test_nobody_there(void)
{
    Server server;
    g_autoptr(GError) error = NULL;

    server_start(&server, speak_little);
    server_end(&server);
    g_assert_null(open_to(server.port, SECURITY_NONE, -1, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_TEMP);
    g_assert_nonnull(strstr(error->message, "Connection refused"));
}

/* 192.0.2.1 is an address for documentation: nothing is sent there, the refusal is ours. */
static void test_plain_to_foreign(void)
{
    WireTarget target = {
        .host = "192.0.2.1", .port = 143, .security = SECURITY_NONE, .stop_fd = -1};
    g_autoptr(GError) error = NULL;
    int64_t began = g_get_monotonic_time();

    g_assert_null(wire_open(&target, 5, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_SETTINGS);
    assert_ended_within(began, 0, 1.0);
}

static void test_bad_host(void)
{
    g_autofree char *many = g_strnfill(64, 'a');
    g_autofree char *label = g_strconcat("школа", many, ".рф", NULL); /* RFC 1035: 63 at the most */
    WireTarget target = {.host = label, .port = 143, .security = SECURITY_TLS, .stop_fd = -1};
    g_autoptr(GError) error = NULL;

    g_assert_null(wire_open(&target, 5, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_SETTINGS);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/wire/close-is-an-error", test_close_is_an_error);
    g_test_add_func("/wire/drip", test_drip);
    g_test_add_func("/wire/flood", test_flood);
    g_test_add_func("/wire/stop", test_stop);
    g_test_add_func("/wire/no-tls", test_no_tls);
    g_test_add_func("/wire/nobody-there", test_nobody_there);
    g_test_add_func("/wire/plain-to-foreign", test_plain_to_foreign);
    g_test_add_func("/wire/bad-host", test_bad_host);
    return g_test_run();
}
