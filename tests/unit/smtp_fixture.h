/* smtp_fixture.h: a scripted SMTP server (tests/lib/smtp_server.py) on a loopback port, a door to
 * it, and what is expected of each recipient. Run from the top folder. */
#ifndef VESTNIK_TESTS_SMTP_FIXTURE_H
#define VESTNIK_TESTS_SMTP_FIXTURE_H

#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/error.h"
#include "gateway/smtp_door.h"

#define LETTER "From: gw@mo.example\r\nSubject: x\r\n\r\n.begins with a dot\r\n.\r\nend\r\n"

typedef struct Server {
    GPid pid;
    int input;
    char *log;
    int64_t port;
} Server;

static char *folder;            /* of the test's own files */
static const char *always = ""; /* options of every server */

static inline void quiet(void *unused)
{
    (void)unused;
}

/* `options` are split at blanks; paths in the folder are made of "@". */
static inline Server start(const char *options)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *at = g_strconcat(folder, "/", NULL);
    g_autoptr(GString) line = g_string_new("tests/lib/smtp_server.py --log @log ");
    Server server = {.log = g_build_filename(folder, "log", NULL)};
    char text[32] = "";
    int output;

    g_remove(server.log); /* of the test before */
    g_string_append_printf(line, "%s%s", options, always);
    g_string_replace(line, "@", at, 0);
    g_auto(GStrv) argv = g_strsplit(g_strchomp(line->str), " ", -1);
    gboolean ok = g_spawn_async_with_pipes(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, quiet, NULL,
                                           &server.pid, &server.input, &output, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
    g_assert_cmpint(read(output, text, sizeof text - 1), >, 0);
    close(output);
    server.port = g_ascii_strtoll(text, NULL, 10);
    g_assert_cmpint(server.port, >, 0);
    return server;
}

static inline void stop(Server *server)
{
    close(server->input); /* its standard input ends, and so does it */
    waitpid(server->pid, NULL, 0);
    g_free(server->log);
}

static inline json_t *log_of(const Server *server)
{
    g_autofree char *text = NULL;
    json_t *all = json_array();

    g_assert_true(g_file_get_contents(server->log, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int i = 0; lines[i] && *lines[i]; i++)
        json_array_append_new(all, json_loads(lines[i], 0, NULL));
    return all;
}

static inline Account account_for(const Server *server)
{
    return (Account){.name = (char *)"main",
                     .address = (char *)"gw@mo.example",
                     .smtp_host = (char *)"127.0.0.1",
                     .smtp_port = server->port,
                     .smtp_security = SECURITY_NONE,
                     .smtp_recipients = 20};
}

static inline DoorOut *open_door(const Account *account)
{
    g_autoptr(GError) error = NULL;
    DoorOut *door = smtp_door_new(account, &error);

    g_assert_no_error(error);
    smtp_door_set_patience(door, 30);
    return door;
}

typedef struct Expected {
    const char *address;
    DeliveryKind kind;
    int code;
} Expected;

/* Sends to all of `expected` (ended by address NULL) and compares. */
static inline void send_and_check(DoorOut *door, const char *from, const Expected *expected)
{
    g_autoptr(GBytes) letter = g_bytes_new_static(LETTER, sizeof LETTER - 1);
    g_autoptr(GError) error = NULL;
    const char *to[16];
    DeliveryResult results[16] = {0};
    size_t count = 0;

    for (; expected[count].address; count++)
        to[count] = expected[count].address;
    Delivery delivery = {
        .mail_from = from, .recipients = to, .count = count, .head = letter, .results = results};
    bool ok = door_send(door, &delivery, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
    for (size_t i = 0; i < count; i++) {
        g_test_message("%s to %s: %d %s", from, to[i], results[i].code, results[i].reply);
        g_assert_cmpint(results[i].kind, ==, expected[i].kind);
        g_assert_cmpint(results[i].code, ==, expected[i].code);
        g_assert_nonnull(results[i].reply);
    }
    delivery_clear(&delivery);
}

/* What the door says of its trouble; the caller's. */
static inline char *send_and_fail(DoorOut *door, bool *is_login)
{
    g_autoptr(GBytes) letter = g_bytes_new_static(LETTER, sizeof LETTER - 1);
    g_autoptr(GError) error = NULL;
    const char *to[] = {"a@x.example"};
    DeliveryResult results[1] = {0};
    Delivery delivery = {.mail_from = "gw@mo.example",
                         .recipients = to,
                         .count = 1,
                         .head = letter,
                         .results = results};

    g_assert_false(door_send(door, &delivery, &error));
    *is_login = delivery.is_login;
    delivery_clear(&delivery);
    g_assert_error(error, VESTNIK_ERROR, ERR_TEMP);
    g_test_message("%s", error->message);
    return g_strdup(error->message);
}

static const Expected OK[] = {{"a@x.example", DELIVERY_SENT, 250}, {NULL, 0, 0}};

static inline int count_letters(const Server *server)
{
    g_autoptr(json_t) all = log_of(server);
    int count = 0;

    for (size_t i = 0; i < json_array_size(all); i++)
        count += json_object_get(json_array_get(all, i), "letter") != NULL;
    return count;
}

static inline int count_connections(const Server *server)
{
    g_autoptr(json_t) all = log_of(server);
    const json_t *last = json_array_get(all, json_array_size(all) - 1);

    return (int)json_integer_value(json_object_get(last, "connection"));
}

static inline void remove_folder(void)
{
    static const char *const left[] = {"log", "tls.key", "tls.crt", "password", ""};

    for (size_t i = 0; i < G_N_ELEMENTS(left); i++) {
        g_autofree char *path = g_build_filename(folder, left[i], NULL);
        g_remove(path);
    }
    g_clear_pointer(&folder, g_free);
}

#endif
