/* test_smtp_login.c: the SMTP door and a scripted server that wants TLS and a login: whom it
 * trusts, and what becomes of a password or a token that is wrong, cannot be read, or is another
 * one now. */
#include "gateway/oauth_token.h"
#include "tests/unit/smtp_fixture.h"

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
    bool is_login;
    g_autofree char *message = send_and_fail(wrong, &is_login);
    g_assert_nonnull(strstr(message, "535"));
    g_assert_null(strstr(message, "wrong\n"));
    g_assert_true(is_login);
    write_password("s3cret\n", 0600); /* a new password is noticed by the door that is there */
    send_and_check(wrong, "gw@mo.example", OK);

    account.ca_file = NULL; /* nobody we trust signed this certificate */
    account.password_file = NULL;
    g_autoptr(DoorOut) distrusting = open_door(&account);
    g_autofree char *untrusted = send_and_fail(distrusting, &is_login);
    g_assert_false(is_login);
    account.ca_file = ca;
    g_autoptr(DoorOut) nobody = open_door(&account); /* trusted, but without login */
    g_autofree char *refused = send_and_fail(nobody, &is_login);
    g_assert_nonnull(strstr(refused, "530"));
    g_assert_cmpint(count_letters(&server), ==, 3);
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
    bool is_login;
    g_autofree char *message = send_and_fail(door, &is_login);
    g_autoptr(json_t) all = log_of(&server);
    g_autofree char *text = json_dumps(all, 0);
    g_assert_null(strstr(text, "AUTH"));
    g_assert_null(strstr(text, "MAIL"));
    g_assert_false(is_login);
    g_test_message("%s", message);
    stop(&server);
}

/* Whose password cannot be had keeps the letters, and goes on when it can: no program is started
 * anew for it. */
static void test_unreadable_password(void)
{
    g_autofree char *secret = g_build_filename(folder, "password", NULL);
    g_autofree char *ca = g_build_filename(folder, "tls.crt", NULL);
    Server server = start("--tls --cert @tls.crt --key @tls.key --login gw:s3cret");
    Account account = account_for(&server);
    bool is_login = false;

    account.smtp_security = SECURITY_TLS;
    account.ca_file = ca;
    account.login = (char *)"gw";
    account.password_file = secret;
    g_remove(secret);
    g_autoptr(DoorOut) door = open_door(&account);
    g_autofree char *missing = send_and_fail(door, &is_login);
    g_assert_nonnull(strstr(missing, secret));
    g_assert_true(is_login);
    write_password("s3cret", 0644); /* others may read it */
    is_login = false;
    g_autofree char *readable = send_and_fail(door, &is_login);
    g_assert_nonnull(strstr(readable, "chmod 600"));
    g_assert_true(is_login);
    g_assert_cmpint(count_connections(&server), ==, 0); /* the server is left alone */
    write_password("s3cret", 0600);
    send_and_check(door, "gw@mo.example", OK);
    stop(&server);
}

static void test_bad_settings(void)
{
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
}

/* A token that was thrown away just now, or grew old, says nothing about the next one. */
static void test_refused_token(void)
{
    Server none = {.port = 25};
    Account account = account_for(&none);

    g_assert_false(oauth_token_refused(&account)); /* a password is no token */
    account.auth = LOGIN_BY_OAUTH2;
    g_assert_true(oauth_token_refused(&account));
    account.token_file = (char *)"/nowhere"; /* another program's: there is no other one */
    g_assert_false(oauth_token_refused(&account));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("vestnik-smtp-XXXXXX", NULL);
    make_certificate();
    g_test_add_func("/smtp-login/tls", test_tls);
    g_test_add_func("/smtp-login/starttls", test_starttls);
    g_test_add_func("/smtp-login/stripped-starttls", test_stripped_starttls);
    g_test_add_func("/smtp-login/unreadable-password", test_unreadable_password);
    g_test_add_func("/smtp-login/bad-settings", test_bad_settings);
    g_test_add_func("/smtp-login/refused-token", test_refused_token);
    int status = g_test_run();
    remove_folder();
    return status;
}
