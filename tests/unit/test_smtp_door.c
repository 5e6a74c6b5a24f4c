/* test_smtp_door.c: the SMTP door against a scripted server (tests/lib/smtp_server.py) on a
 * loopback port: what becomes of each recipient, TLS, login, connections that die. Run from the top
 * folder. */
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/error.h"
#include "gateway/smtp_dialogue.h"
#include "gateway/smtp_door.h"

#define LETTER "From: gw@mo.example\r\nSubject: x\r\n\r\n.begins with a dot\r\n.\r\nend\r\n"

typedef struct Server {
    GPid pid;
    int input;
    char *log;
    int64_t port;
} Server;

static char *folder;
static const char *always = ""; /* options of every server */

static void quiet(void *unused)
{
    (void)unused;
}

/* `options` are split at blanks; paths in the folder are made of "@". */
static Server start(const char *options)
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

static void stop(Server *server)
{
    close(server->input); /* its standard input ends, and so does it */
    waitpid(server->pid, NULL, 0);
    g_free(server->log);
}

static json_t *log_of(const Server *server)
{
    g_autofree char *text = NULL;
    json_t *all = json_array();

    g_assert_true(g_file_get_contents(server->log, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int i = 0; lines[i] && *lines[i]; i++)
        json_array_append_new(all, json_loads(lines[i], 0, NULL));
    return all;
}

static Account account_for(const Server *server)
{
    return (Account){.name = (char *)"main",
                     .address = (char *)"gw@mo.example",
                     .smtp_host = (char *)"127.0.0.1",
                     .smtp_port = server->port,
                     .smtp_security = SECURITY_NONE,
                     .smtp_recipients = 20};
}

static DoorOut *open_door(const Account *account)
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
static void send_and_check(DoorOut *door, const char *from, const Expected *expected)
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

static char *send_and_fail(DoorOut *door)
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
    delivery_clear(&delivery);
    g_assert_error(error, VESTNIK_ERROR, ERR_TEMP);
    g_test_message("%s", error->message);
    return g_strdup(error->message);
}

static const Expected OK[] = {{"a@x.example", DELIVERY_SENT, 250}, {NULL, 0, 0}};

static int count_letters(const Server *server)
{
    g_autoptr(json_t) all = log_of(server);
    int count = 0;

    for (size_t i = 0; i < json_array_size(all); i++)
        count += json_object_get(json_array_get(all, i), "letter") != NULL;
    return count;
}

static int count_connections(const Server *server)
{
    g_autoptr(json_t) all = log_of(server);
    const json_t *last = json_array_get(all, json_array_size(all) - 1);

    return (int)json_integer_value(json_object_get(last, "connection"));
}

/* --- each recipient its own verdict ---------------------------------------------------------- */

static void test_mixed(void)
{
    static const Expected mixed[] = {
        {"a@x.example", DELIVERY_SENT, 250},         {"bad1@x.example", DELIVERY_FAILED, 550},
        {"grey1@x.example", DELIVERY_DEFERRED, 450}, {"full1@x.example", DELIVERY_DEFERRED, 552},
        {"b@x.example", DELIVERY_SENT, 250},         {NULL, 0, 0},
    };
    Server server = start("");
    Account account = account_for(&server);
    g_autoptr(DoorOut) door = open_door(&account);

    send_and_check(door, "gw@mo.example", mixed);
    g_autoptr(json_t) all = log_of(&server);
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *entry = json_array_get(all, i);
        const char *letter = json_string_value(json_object_get(entry, "letter"));
        if (!letter)
            continue;
        gsize length;
        g_autofree guchar *bytes = g_base64_decode(letter, &length);
        g_assert_cmpmem(bytes, length, LETTER, sizeof LETTER - 1);
        g_assert_cmpuint(json_array_size(json_object_get(entry, "recipients")), ==, 2);
    }
    g_assert_cmpint(count_letters(&server), ==, 1);
    stop(&server);
}

static void test_nobody_taken(void)
{
    static const Expected bad[] = {
        {"bad1@x.example", DELIVERY_FAILED, 550},
        {"grey1@x.example", DELIVERY_DEFERRED, 450},
        {NULL, 0, 0},
    };
    Server server = start("");
    Account account = account_for(&server);
    g_autoptr(DoorOut) door = open_door(&account);

    send_and_check(door, "gw@mo.example", bad);
    send_and_check(door, "gw@mo.example", OK); /* and the door still works */
    send_and_check(door, "", OK);              /* the null sender */
    g_assert_cmpint(count_letters(&server), ==, 2);
    stop(&server);
}

static void test_refusals(void)
{
    static const struct {
        const char *from;
        Expected expected[5];
    } rows[] = {
        {"refused@x.example", {{"a@x.example", DELIVERY_FAILED, 550}}},
        {"data451@x.example",
         {{"a@x.example", DELIVERY_DEFERRED, 451}, {"bad@x.example", DELIVERY_FAILED, 550}}},
        {"data554@x.example", {{"a@x.example", DELIVERY_FAILED, 554}}},
        {"dot451@x.example", {{"a@x.example", DELIVERY_DEFERRED, 451}}},
        {"dot554@x.example",
         {{"a@x.example", DELIVERY_FAILED, 554}, {"grey@x.example", DELIVERY_DEFERRED, 450}}},
        {"dropmail@x.example", {{"a@x.example", DELIVERY_DEFERRED, 0}}},
        {"dropbody@x.example", {{"a@x.example", DELIVERY_UNKNOWN, 0}}},
        {"dropdot@x.example",
         {{"a@x.example", DELIVERY_UNKNOWN, 0}, {"bad@x.example", DELIVERY_FAILED, 550}}},
        {"hang@x.example", {{"a@x.example", DELIVERY_UNKNOWN, 0}}},
        {"garbage@x.example", {{"a@x.example", DELIVERY_UNKNOWN, 0}}},
        {"gw@mo.example",
         {{"bad@x.example", DELIVERY_FAILED, 550},
          {"a@x.example", DELIVERY_UNHEARD, 0},
          {"close@x.example", DELIVERY_DEFERRED, 421},
          {"b@x.example", DELIVERY_UNHEARD, 0}}},
        {"gw@mo.example", {{"a@x.example", DELIVERY_SENT, 250}}},
    };
    Server server = start("");
    Account account = account_for(&server);
    g_autoptr(DoorOut) door = open_door(&account);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        bool silent =
            g_str_has_prefix(rows[i].from, "hang") || g_str_has_prefix(rows[i].from, "garb");
        smtp_door_set_patience(door, silent ? 1 : 30);
        send_and_check(door, rows[i].from, rows[i].expected);
    }
    stop(&server);
}

/* --- made safe first ------------------------------------------------------------------------- */

static void test_injection(void)
{
    static const Expected mixed[] = {
        {"a@x.example>\r\nRSET\r\nRCPT TO:<evil@x.example", DELIVERY_FAILED, 0},
        {"b c@x.example", DELIVERY_FAILED, 0},
        {"ok@x.example", DELIVERY_SENT, 250},
        {"<d@x.example>", DELIVERY_FAILED, 0},
        {"", DELIVERY_FAILED, 0},
        {NULL, 0, 0},
    };
    static const Expected refused[] = {{"ok@x.example", DELIVERY_FAILED, 0}, {NULL, 0, 0}};
    Server server = start("");
    Account account = account_for(&server);
    g_autoptr(DoorOut) door = open_door(&account);

    send_and_check(door, "gw@mo.example", mixed);
    send_and_check(door, "gw@mo.example>\r\nDATA", refused);
    g_autoptr(json_t) all = log_of(&server);
    g_autofree char *text = json_dumps(all, 0);
    g_assert_null(strstr(text, "evil"));
    g_assert_null(strstr(text, "RSET"));
    g_assert_cmpint(count_letters(&server), ==, 1);
    stop(&server);
}

/* Bare line ends must not end the letter early and let another one in behind it (SMTP smuggling).
 */
static void test_smuggling(void)
{
    static const char evil[] =
        "Subject: x\n\none\n.\nMAIL FROM:<evil@x.example>\r.\rtwo\n.\r\nthree\r\n.\nend";
    g_autoptr(GBytes) letter = g_bytes_new_static(evil, sizeof evil - 1);
    const char *to[] = {"a@x.example"};
    DeliveryResult results[1] = {0};
    Delivery delivery = {.mail_from = "gw@mo.example",
                         .recipients = to,
                         .count = 1,
                         .head = letter,
                         .results = results};
    Server server = start("");
    Account account = account_for(&server);
    g_autoptr(DoorOut) door = open_door(&account);

    g_assert_true(door_send(door, &delivery, NULL));
    g_assert_cmpint(results[0].kind, ==, DELIVERY_SENT);
    delivery_clear(&delivery);
    g_assert_cmpint(count_letters(&server), ==, 1);
    g_autoptr(json_t) all = log_of(&server);
    for (size_t i = 0; i < json_array_size(all); i++) {
        const char *got = json_string_value(json_object_get(json_array_get(all, i), "letter"));
        static const char inner[] = "\r\n.\r\nMAIL FROM:<evil@x.example>\r\n.\r\ntwo";
        gsize length;
        g_autofree guchar *bytes = got ? g_base64_decode(got, &length) : NULL;
        if (bytes)
            g_assert_nonnull(memmem(bytes, length, inner, sizeof inner - 1));
    }
    stop(&server);
}

/* A large letter of lines with dots, and one line of nothing else that is longer than what is sent
 * at once, for more recipients than are named at once. */
static void test_large(void)
{
    enum { RECIPIENTS = 230 };
    g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
    g_autofree DeliveryResult *results = g_new0(DeliveryResult, RECIPIENTS);
    GString *text = g_string_new("Subject: x\r\n\r\n");
    g_autofree char *dots = g_strnfill(150000, '.');
    Server server = start("");
    Account account = account_for(&server);
    g_autoptr(DoorOut) door = open_door(&account);

    for (int i = 0; i < 20000; i++)
        g_string_append_printf(text, "%.*s%.*s\r\n", i % 4, "...", i % 70, dots);
    g_string_append_printf(text, "%s\r\n.\r\n..\r\n", dots);
    g_autoptr(GBytes) body = g_string_free_to_bytes(text);
    g_autoptr(GBytes) head = g_bytes_new_static("From: gw@mo.example\r\n", 21);
    for (int i = 0; i < RECIPIENTS; i++)
        g_ptr_array_add(to, g_strdup_printf(i % 100 == 7 ? "bad%d@x.example" : "t%d@x.example", i));
    Delivery delivery = {.mail_from = "gw@mo.example",
                         .recipients = (const char *const *)to->pdata,
                         .count = RECIPIENTS,
                         .head = head,
                         .body = body,
                         .results = results};
    g_assert_true(door_send(door, &delivery, NULL));
    for (int i = 0; i < RECIPIENTS; i++)
        g_assert_cmpint(results[i].kind, ==, i % 100 == 7 ? DELIVERY_FAILED : DELIVERY_SENT);
    delivery_clear(&delivery);
    g_autoptr(json_t) all = log_of(&server);
    const json_t *last = json_array_get(all, json_array_size(all) - 1);
    gsize length;
    g_autofree guchar *got =
        g_base64_decode(json_string_value(json_object_get(last, "letter")), &length);
    g_assert_cmpuint(length, ==, 21 + g_bytes_get_size(body));
    g_assert_cmpmem(got + 21, length - 21, g_bytes_get_data(body, NULL), g_bytes_get_size(body));
    stop(&server);
}

/* --- connections ------------------------------------------------------------------------------ */

static void test_one_connection(void)
{
    Server server = start("");
    Account account = account_for(&server);
    g_autoptr(DoorOut) door = open_door(&account);

    for (int i = 0; i < 5; i++)
        send_and_check(door, "gw@mo.example", OK);
    g_assert_cmpint(count_connections(&server), ==, 1);
    g_assert_cmpint(count_letters(&server), ==, 5);
    stop(&server);
}

/* A server that allows one letter a connection: the transaction is begun anew on a fresh one. */
static void test_used_up_connection(void)
{
    Server server = start("");
    Account account = account_for(&server);
    g_autoptr(DoorOut) door = open_door(&account);

    for (int i = 0; i < 3; i++)
        send_and_check(door, "onlyone@mo.example", OK);
    g_assert_cmpint(count_connections(&server), ==, 3);
    g_assert_cmpint(count_letters(&server), ==, 3);
    stop(&server);
}

/* The one that was started later is done first: nobody waits behind a server's thoughts. */
static void test_slow_server(void)
{
    Server server = start("");
    Account account = account_for(&server);
    account.smtp_connections = 2;
    g_autoptr(DoorOut) door = open_door(&account);
    g_autoptr(GBytes) letter = g_bytes_new_static(LETTER, sizeof LETTER - 1);
    const char *to[] = {"a@x.example"}, *from[] = {"hang@mo.example", "gw@mo.example"};
    DeliveryResult results[2] = {0};
    Delivery deliveries[2];

    smtp_door_set_patience(door, 2);
    for (size_t i = 0; i < 2; i++) {
        deliveries[i] = (Delivery){.mail_from = from[i],
                                   .recipients = to,
                                   .count = 1,
                                   .head = letter,
                                   .results = &results[i]};
        g_assert_cmpuint(door->klass->room(door), ==, 2 - i);
        door->klass->start(door, &deliveries[i]);
    }
    g_assert_true(door->klass->next(door, 30000) == &deliveries[1]);
    g_assert_cmpint(results[1].kind, ==, DELIVERY_SENT);
    g_assert_true(door->klass->next(door, 30000) == &deliveries[0]);
    g_assert_cmpint(results[0].kind, ==, DELIVERY_UNKNOWN);
    g_assert_null(door->klass->next(door, 0));
    for (size_t i = 0; i < 2; i++)
        delivery_clear(&deliveries[i]);
    stop(&server);
}

/* A door that is freed at work ends the transaction: nobody waits for the server. */
static void test_freed_at_work(void)
{
    Server server = start("");
    Account account = account_for(&server);
    DoorOut *door = open_door(&account);
    g_autoptr(GBytes) letter = g_bytes_new_static(LETTER, sizeof LETTER - 1);
    const char *to[] = {"a@x.example"};
    DeliveryResult result = {0};
    Delivery delivery = {.mail_from = "hang@mo.example",
                         .recipients = to,
                         .count = 1,
                         .head = letter,
                         .results = &result};

    door->klass->start(door, &delivery);
    g_assert_null(door->klass->next(door, 200));
    door_out_free(door);
    delivery_clear(&delivery);
    stop(&server);
}

static void test_no_server(void)
{
    Server server = start("");
    Account account = account_for(&server);
    stop(&server);
    g_autoptr(DoorOut) door = open_door(&account);
    g_autofree char *message = send_and_fail(door);
    g_assert_nonnull(strstr(message, "127.0.0.1"));
}

static void test_unwelcome(void)
{
    Server server = start("--greeting 554_go_away");
    Account account = account_for(&server);
    g_autoptr(DoorOut) door = open_door(&account);
    g_autofree char *message = send_and_fail(door);
    (void)message;
    stop(&server);
}

/* --- TLS and login ---------------------------------------------------------------------------- */

static void make_certificate(void)
{
    g_autofree char *line = g_strdup_printf(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        " -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
        " -keyout %s/tls.key -out %s/tls.crt",
        folder, folder);
    g_autofree char *out = NULL, *noise = NULL; /* openssl draws dots */
    int status = 0;

    g_assert_true(g_spawn_command_line_sync(line, &out, &noise, &status, NULL));
    g_assert_cmpint(status, ==, 0);
}

static void write_password(const char *password, int mode)
{
    g_autofree char *path = g_build_filename(folder, "password", NULL);

    g_assert_true(g_file_set_contents(path, password, -1, NULL));
    g_assert_cmpint(g_chmod(path, mode), ==, 0);
}

static void check_secure(const char *options, Security security)
{
    g_autofree char *ca = g_build_filename(folder, "tls.crt", NULL);
    g_autofree char *secret = g_build_filename(folder, "password", NULL);
    Server server = start(options);
    Account account = account_for(&server);

    account.smtp_security = security;
    account.ca_file = ca;
    account.login = (char *)"gw";
    account.password_file = secret;
    write_password("s3cret\n", 0600);
    g_autoptr(DoorOut) door = open_door(&account);
    send_and_check(door, "gw@mo.example", OK);
    send_and_check(door, "gw@mo.example", OK);
    g_assert_cmpint(count_connections(&server), ==, 1);

    write_password("wrong\n", 0600);
    g_autoptr(DoorOut) wrong = open_door(&account);
    g_autofree char *message = send_and_fail(wrong);
    g_assert_nonnull(strstr(message, "535"));
    g_assert_null(strstr(message, "wrong\n"));

    account.ca_file = NULL; /* nobody we trust signed this certificate */
    account.password_file = NULL;
    g_autoptr(DoorOut) distrusting = open_door(&account);
    g_autofree char *untrusted = send_and_fail(distrusting);
    account.ca_file = ca;
    g_autoptr(DoorOut) nobody = open_door(&account); /* trusted, but without login */
    g_autofree char *refused = send_and_fail(nobody);
    g_assert_nonnull(strstr(refused, "530"));
    g_assert_cmpint(count_letters(&server), ==, 2);
    stop(&server);
}

static void test_tls(void)
{
    check_secure("--tls --cert @tls.crt --key @tls.key --login gw:s3cret", SECURITY_TLS);
}

static void test_starttls(void)
{
    check_secure("--starttls --cert @tls.crt --key @tls.key --login gw:s3cret", SECURITY_STARTTLS);
}

/* Whoever strips STARTTLS from the greeting gets neither letter nor password. */
static void test_stripped_starttls(void)
{
    g_autofree char *secret = g_build_filename(folder, "password", NULL);
    Server server = start("--login gw:s3cret");
    Account account = account_for(&server);

    account.smtp_security = SECURITY_STARTTLS;
    account.login = (char *)"gw";
    account.password_file = secret;
    write_password("s3cret", 0600);
    g_autoptr(DoorOut) door = open_door(&account);
    g_autofree char *message = send_and_fail(door);
    g_autoptr(json_t) all = log_of(&server);
    g_autofree char *text = json_dumps(all, 0);
    g_assert_null(strstr(text, "AUTH"));
    g_assert_null(strstr(text, "MAIL"));
    (void)message;
    stop(&server);
}

static void test_bad_settings(void)
{
    g_autofree char *secret = g_build_filename(folder, "password", NULL);
    g_autoptr(GError) error = NULL;
    Server none = {.port = 25};
    Account account = account_for(&none);

    account.smtp_host = (char *)"smtp.example";
    g_assert_null(smtp_door_new(&account, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_SETTINGS);
    g_clear_error(&error);
    account.smtp_host = (char *)"127.mail.example"; /* a name, not loopback */
    g_assert_null(smtp_door_new(&account, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_SETTINGS);
    g_clear_error(&error);
    account.smtp_host = (char *)"127.0.0.1";
    account.password_file = secret;
    write_password("s3cret", 0644); /* others may read it */
    g_assert_null(smtp_door_new(&account, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_DENIED);
}

/* --- the dialogue, without a network ---------------------------------------------------------- */

static void test_dialogue_noise(void)
{
    static const char *const noise[] = {
        "", "2", "25", "250", "250-more\r\n", "2x0 ok\r\n", "9999\r\n", "\xff\xfe\r\n", "   \r\n"};
    SmtpDialogue dialogue = {0};
    DeliveryResult results[1];

    smtp_dialogue_start(&dialogue, 1);
    /* before MAIL, a line of a login that looks like a command is none */
    smtp_dialogue_sent(&dialogue, "DATA\r\n", 6);
    g_assert_cmpint(dialogue.stage, ==, STAGE_START);
    smtp_dialogue_sent(&dialogue, "MAIL FROM:<a>\r\n", 15);
    smtp_dialogue_got(&dialogue, "250 ok\r\n", 8);
    for (int i = 0; i < 5; i++) /* more RCPT than recipients: nothing is written beyond */
        smtp_dialogue_sent(&dialogue, "RCPT TO:<b>\r\n", 13);
    smtp_dialogue_got(&dialogue, "550 no\r\n", 8);
    for (size_t i = 0; i < G_N_ELEMENTS(noise); i++)
        smtp_dialogue_got(&dialogue, noise[i], strlen(noise[i]));
    smtp_dialogue_judge(&dialogue, "lost", results);
    g_assert_cmpint(results[0].kind, ==, DELIVERY_DEFERRED);
    g_free(results[0].reply);
    smtp_dialogue_clear(&dialogue);
}

static const struct Transaction {
    const char *name;
    void (*run)(void);
} TRANSACTIONS[] = {
    {"/smtp-door/mixed", test_mixed},
    {"/smtp-door/nobody-taken", test_nobody_taken},
    {"/smtp-door/refusals", test_refusals},
    {"/smtp-door/injection", test_injection},
    {"/smtp-door/smuggling", test_smuggling},
    {"/smtp-door/large", test_large},
    {"/smtp-door/one-connection", test_one_connection},
    {"/smtp-door/used-up-connection", test_used_up_connection},
};

/* With a server that takes several commands at once. */
static void at_once(gconstpointer transaction)
{
    always = "--pipelining";
    ((const struct Transaction *)transaction)->run();
    always = "";
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("vestnik-smtp-XXXXXX", NULL);
    make_certificate();
    for (size_t i = 0; i < G_N_ELEMENTS(TRANSACTIONS); i++) {
        g_autofree char *other = g_strconcat("/at-once", TRANSACTIONS[i].name, NULL);
        g_test_add_func(TRANSACTIONS[i].name, TRANSACTIONS[i].run);
        g_test_add_data_func(other, &TRANSACTIONS[i], at_once);
    }
    g_test_add_func("/smtp-door/slow-server", test_slow_server);
    g_test_add_func("/smtp-door/freed-at-work", test_freed_at_work);
    g_test_add_func("/smtp-door/no-server", test_no_server);
    g_test_add_func("/smtp-door/unwelcome", test_unwelcome);
    g_test_add_func("/smtp-door/tls", test_tls);
    g_test_add_func("/smtp-door/starttls", test_starttls);
    g_test_add_func("/smtp-door/stripped-starttls", test_stripped_starttls);
    g_test_add_func("/smtp-door/bad-settings", test_bad_settings);
    g_test_add_func("/smtp-door/dialogue-noise", test_dialogue_noise);
    int status = g_test_run();
    static const char *const left[] = {"log", "tls.key", "tls.crt", "password", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(left); i++) {
        g_autofree char *path = g_build_filename(folder, left[i], NULL);
        g_remove(path);
    }
    g_free(folder);
    return status;
}
