/* test_settings.c: a settings file is taken whole or refused with file:line and what is allowed;
 * what is not written has its default; address and password are enough for a large provider. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/settings.h"
#include "gateway/reader.h"

#define ACCOUNT "account \"main\" { address = \"gw@school.example\" }\n"

static char *folder;

static Settings *load(const char *text, GError **error)
{
    g_autofree char *file = g_build_filename(folder, "v.conf", NULL);

    g_assert_true(g_file_set_contents(file, text, -1, NULL));
    Settings *settings = settings_load(file, error);
    g_assert_true((settings == NULL) == (*error != NULL));
    return settings;
}

static const struct {
    const char *text, *where, *says;
} WRONG[] = {
    {"\nnonsense = 3\n" ACCOUNT, "v.conf:2: ", "needs quotes"},
    {"comunity = \"a\"\n" ACCOUNT, "v.conf:1: ", "; did you mean community?"},
    {"smtp_day = 3\n" ACCOUNT, "v.conf:1: ", "belongs inside account \"NAME\" { ... }"},
    {"account \"main\" {\n robot = \"r\"\n}\n", "v.conf:2: ", "belongs outside of account { }"},
    {"\nnonsense = 3\n" ACCOUNT, "v.conf:2: ", "vestnik check --settings"},
    {ACCOUNT "digest_day = 8\n", "v.conf:2: ", "a whole number from 1 to 7"},
    {ACCOUNT "digest_day = 0\n", "v.conf:2: ", "a whole number from 1 to 7"},
    {ACCOUNT "digest_day = 1x\n", "v.conf:2: ", "a whole number from 1 to 7"},
    {ACCOUNT "digest_day = \"\"\n", "v.conf:2: ", "a whole number from 1 to 7"},
    {ACCOUNT "digest_day = 99999999999999999999\n", "v.conf:2: ", "a whole number from 1 to 7"},
    {ACCOUNT "\n\nlog_level = loud\n", "v.conf:4: ", "debug or info or warning or error"},
    {ACCOUNT "language = fr\n", "v.conf:2: ", "ru or en"},
    {ACCOUNT "log_syslog = perhaps\n", "v.conf:2: ", "yes or no"},
    {ACCOUNT "community = \"\xef\xe5\xe4\"\n", "v.conf:2: ", "UTF-8"},
    {"account \"main\" {\n address = \"gw@s.example\"\n smtp_prot = 25\n}\n",
     "v.conf:3: ", "no such option"},
    {"account \"main\" {\n address = \"gw@s.example\"\n imap_port = 65536\n}\n",
     "v.conf:3: ", "a whole number from 0 to 65535"},
    {"account \"main\" {\n address = \"gw@s.example\"\n smtp_security = ssl\n}\n",
     "v.conf:3: ", "tls or starttls or none"},
    {"\naccount \"main\" {\n address = \"gw@s.example\"\n", "v.conf:2: ", "no partner"},
    {ACCOUNT "}\n", "v.conf:", ""},
    {"account \"main\" { login = \"x\" }\n", "v.conf:1: ", "has no address"},
    {"account \"main\" { address = \"school.example\" }\n", "v.conf:1: ", "school.example"},
    {"language = ru\n", "v.conf: ", "no account; write at least"},
    {"\n\naccount \"main\" { address = \"gw@s.example\" imap_host = \"mail.s.example\" "
     "imap_security = none }\n",
     "v.conf:3: ", "only to this machine, not to mail.s.example; use tls"},
    {"\naccount \"main\" { address = \"gw@s.example\" smtp_host = \"127.s.example\" "
     "smtp_security = none }\n",
     "v.conf:2: ", "not to 127.s.example; use tls or starttls"},
    {ACCOUNT "transport = smtp\n", "v.conf: ", "has no smtp_host"},
    {ACCOUNT "lmtp = \"0.0.0.0:2424\"\n", "v.conf: ", "open to other machines"},
    {ACCOUNT "lmtp = \"127.0.0.1:0\"\n", "v.conf: ", "HOST:PORT, unix:/PATH or none"},
    {ACCOUNT "lmtp = yes\n", "v.conf: ", "HOST:PORT, unix:/PATH or none"},
    {ACCOUNT "lmtp = \"[::1]:2424\"\nlmtp_memory = 1024\n", "v.conf: ", "less than deliver_bytes"},
    {ACCOUNT "one_click = \"0.0.0.0:80\"\n", "v.conf: ", "one_click = \"0.0.0.0:80\" is open"},
    {ACCOUNT "one_click = \"127.0.0.1:2480\"\n", "v.conf: ", "one_click needs one_click_url"},
    {ACCOUNT "one_click = \"127.0.0.1:2480\"\none_click_url = \"http://mo.example/leave\"\n",
     "v.conf: ", "https://HOST/PATH"},
    {ACCOUNT "one_click = \"127.0.0.1:2480\"\none_click_url = \"https://mo.example/a>b\"\n",
     "v.conf: ", "https://HOST/PATH"},
    {ACCOUNT "one_click = \"127.0.0.1:2480\"\none_click_url = \"https:///\"\n",
     "v.conf: ", "https://HOST/PATH"},
    {ACCOUNT "lmtp_recipients = 99\n", "v.conf:2: ", "a whole number from 100"},
    {"database = \"a\"\n" ACCOUNT "\ndatabase = \"b\"\n",
     "v.conf:4: ", "database is set twice, here and at "},
    {"database = \"a\"\n" ACCOUNT "\ndatabase = \"a\"\n", "v.conf:1", "; keep one of them"},
    {"account \"main\" {\n address = \"a@s.example\"\n login = \"x\"\n address = "
     "\"b@s.example\"\n}",
     "v.conf:4: ", "address is set twice, here and at "},
    {ACCOUNT "account \"b\" { address = \"b@s.example\" }\n\n" ACCOUNT,
     "v.conf:4: ", "the first account \"main\" ends at "},
    {ACCOUNT "time_zone = \"Mars/Olympus\"\n", "v.conf: ", "write it like Europe/Moscow"},
};

static void test_wrong(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        GError *error = NULL;
        g_test_message("%s", WRONG[i].text);
        g_assert_null(load(WRONG[i].text, &error));
        g_assert_error(error, VESTNIK_ERROR, ERR_SETTINGS);
        g_test_message("%s", error->message);
        g_assert_nonnull(strstr(error->message, WRONG[i].where));
        g_assert_nonnull(strstr(error->message, WRONG[i].says));
        g_clear_error(&error);
    }
}

static void test_no_file(void)
{
    GError *error = NULL;

    g_assert_null(settings_load("/nowhere/vestnik.conf", &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_NOT_FOUND);
    g_assert_nonnull(strstr(error->message, "/nowhere/vestnik.conf"));
    g_clear_error(&error);
    g_assert_null(settings_load(folder, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_SETTINGS);
    g_clear_error(&error);
}

static void test_defaults(void)
{
    GError *error = NULL;
    g_autoptr(Settings) s = load("state = \"st\"\n" ACCOUNT, &error);
    g_assert_no_error(error);
    g_autofree char *database = g_build_filename(folder, "st", "vestnik.db", NULL);
    g_autofree char *letters = g_build_filename(folder, "letters", NULL);

    g_assert_cmpstr(s->database, ==, database);
    g_assert_cmpstr(s->letters, ==, letters);
    g_assert_cmpstr(s->language, ==, "ru");
    g_assert_cmpint(s->transport, ==, TRANSPORT_MAILDIR);
    g_assert_cmpint(s->digest_day, ==, 1);
    g_assert_cmpint(s->digest_hour, ==, 8);
    g_assert_cmpint(s->coverage_goal, ==, 60);
    g_assert_cmpint(s->deliver_bytes, ==, 50 * 1024 * 1024);
    g_assert_cmpmem(&s->limits, sizeof s->limits, &READ_LIMITS_DEFAULT, sizeof READ_LIMITS_DEFAULT);
    ReaderSettings reader = reader_settings_from(s);
    g_assert_cmpmem(&reader, sizeof reader, &READER_SETTINGS_DEFAULT, sizeof reader);
    g_assert_cmpuint(s->account_count, ==, 1);
    const Account *account = settings_account(s);
    g_assert_cmpstr(account->login, ==, "gw@school.example");
    g_assert_cmpint(account->addressing, ==, ADDRESSING_PLUS);
    g_assert_null(account->imap_host); /* no password: nothing to log in with */
    g_assert_null(account->smtp_host);
    g_assert_cmpstr(account->authentication, ==, "none");
}

static Settings *with_password(const char *address, const char *more)
{
    GError *error = NULL;
    g_autofree char *text = g_strdup_printf(
        "account \"main\" { address = \"%s\" password_file = \"pw\"\n%s }\n", address, more);
    Settings *settings = load(text, &error);

    g_assert_no_error(error);
    return settings;
}

static void test_provider(void)
{
    g_autoptr(Settings) s = with_password("moyo@yandex.ru", "");
    const Account *account = settings_account(s);
    g_autofree char *password = g_build_filename(folder, "pw", NULL);

    g_assert_cmpint(s->transport, ==, TRANSPORT_SMTP);
    g_assert_cmpstr(account->imap_host, ==, "imap.yandex.ru");
    g_assert_cmpint(account->imap_port, ==, 993);
    g_assert_cmpint(account->imap_security, ==, SECURITY_TLS);
    g_assert_cmpstr(account->smtp_host, ==, "smtp.yandex.ru");
    g_assert_cmpint(account->smtp_port, ==, 465);
    g_assert_cmpstr(account->authentication, ==, "yandex");
    g_assert_cmpstr(account->password_file, ==, password);
}

static void test_guessed(void)
{
    g_autoptr(Settings) own = with_password("GW@Школа.рф", "");
    g_autoptr(Settings) said = with_password(
        "gw@school.example",
        "imap_host = \"mail.school.example\" smtp_host = none smtp_security = starttls");

    g_assert_cmpstr(settings_account(own)->imap_host, ==, "imap.xn--80atdl2c.xn--p1ai");
    g_assert_cmpstr(settings_account(said)->imap_host, ==, "mail.school.example");
    g_assert_null(settings_account(said)->smtp_host);
    g_assert_cmpint(settings_account(said)->smtp_port, ==, 587);
    g_assert_cmpint(said->transport, ==, TRANSPORT_MAILDIR);
}

static void test_braces(void)
{
    GError *error = NULL;
    g_autoptr(Settings) s = load("# a comment with a { brace\n"
                                 "community = \"МО } { \\\" учителей\" // another {\n" ACCOUNT,
                                 &error);

    g_assert_no_error(error);
    g_assert_cmpstr(s->community, ==, "МО } { \" учителей");
}

static void test_password(void)
{
    GError *error = NULL;
    g_autoptr(Settings) s = with_password("moyo@yandex.ru", "");
    const Account *account = settings_account(s);
    g_autofree char *file = g_build_filename(folder, "pw", NULL);

    g_assert_null(account_password(account, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_SETTINGS);
    g_clear_error(&error);
    g_assert_true(g_file_set_contents(file, "пароль\r\nnot this line\n", -1, NULL));
    g_assert_cmpint(g_chmod(file, 0640), ==, 0);
    g_assert_null(account_password(account, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_DENIED);
    g_assert_null(strstr(error->message, "пароль"));
    g_clear_error(&error);
    g_assert_cmpint(g_chmod(file, 0600), ==, 0);
    g_autofree char *password = account_password(account, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(password, ==, "пароль");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_unsetenv("CREDENTIALS_DIRECTORY");
    folder = g_dir_make_tmp("vestnik-settings-XXXXXX", NULL);
    g_test_add_func("/settings/wrong values name file:line and what is allowed", test_wrong);
    g_test_add_func("/settings/no file", test_no_file);
    g_test_add_func("/settings/defaults", test_defaults);
    g_test_add_func("/settings/a provider needs address and password only", test_provider);
    g_test_add_func("/settings/hosts are guessed, said or switched off", test_guessed);
    g_test_add_func("/settings/braces in comments and text", test_braces);
    g_test_add_func("/settings/password file", test_password);
    int result = g_test_run();
    g_autofree char *conf = g_build_filename(folder, "v.conf", NULL);
    g_autofree char *password = g_build_filename(folder, "pw", NULL);
    g_unlink(conf);
    g_unlink(password);
    g_rmdir(folder);
    g_free(folder);
    return result;
}
