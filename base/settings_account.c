/* settings_account.c: what an account of the settings file needs besides its rows: servers and ids
 * that are known or guessed from its address, the rule that plain text stays on this machine, and
 * the password, which is read from its file when it is needed and never kept. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/settings.h"
#include "base/settings_table.h"
#include "base/text.h"

#define SECRET_MAX   16384 /* some tokens are long */
#define UNKNOWN_HOUR 200   /* letters */

const Provider *provider_of(const char *address)
{
    const char *domain = strchr(address, '@') + 1;

    for (const Provider *p = PROVIDERS; p->domain; p++) {
        if (g_str_equal(p->domain, domain))
            return p;
    }
    return NULL;
}

/* It logs in somewhere: then it has servers, even when they are not named. */
static bool has_login(const Account *account)
{
    return account->password_file || account->token_file || account->refresh_token_file;
}

static void guess_host(char **host, const char *known, const char *prefix, const Account *account)
{
    if (!*host && has_login(account))
        *host =
            known ? g_strdup(known) : g_strconcat(prefix, strchr(account->address, '@') + 1, NULL);
    if (*host && g_str_equal(*host, "none"))
        g_clear_pointer(host, g_free);
}

/* Names below $CREDENTIALS_DIRECTORY stay names. */
static void complete_path(char **file, const char *folder)
{
    if (!*file || g_getenv("CREDENTIALS_DIRECTORY"))
        return;
    char *path = g_canonicalize_filename(*file, folder);
    g_free(*file);
    *file = path;
}

/* An id alone means an own server; without any of these nobody is believed. */
static void guess_receiver(Account *account, const Provider *provider)
{
    const AuthProfile *known = account->imap_host ? auth_profile_by_host(account->imap_host) : NULL;
    const char *name = known                            ? known->name
                       : provider && has_login(account) ? provider->authentication
                       : account->authserv_id           ? "opendmarc"
                                                        : "none";

    g_free(account->authentication);
    account->authentication = g_strdup(name);
}

AuthTrust account_trust(const Account *account)
{
    return (AuthTrust){auth_profile_by_name(account->authentication), account->authserv_id};
}

/* A mailbox of a provider that nobody has written down may be shut for hours: careful. */
static void guess_limits(Account *account, const Provider *provider)
{
    bool own = !account->smtp_host || host_is_loopback(account->smtp_host) ||
               account->addressing == ADDRESSING_DOMAIN;

    if (account->smtp_day < 0)
        account->smtp_day = provider && account->smtp_host ? provider->day : 0;
    if (account->smtp_hour_letters < 0)
        account->smtp_hour_letters = own || provider ? 0 : UNKNOWN_HOUR;
}

static void add_guesses(Account *account, const char *folder)
{
    const Provider *provider = provider_of(account->address);

    if (!account->login)
        account->login = g_strdup(account->address);
    complete_path(&account->password_file, folder);
    complete_path(&account->token_file, folder);
    complete_path(&account->client_secret_file, folder);
    complete_path(&account->refresh_token_file, folder);
    if (!account->token_url && provider)
        account->token_url = g_strdup(provider->token_url);
    guess_host(&account->imap_host, provider ? provider->imap_host : NULL, "imap.", account);
    guess_host(&account->smtp_host, provider ? provider->smtp_host : NULL, "smtp.", account);
    if (g_str_equal(account->authentication, "auto"))
        guess_receiver(account, provider);
    guess_limits(account, provider);
    bool own_domain = account->smtp_host && account->addressing == ADDRESSING_DOMAIN;
    if (account->copies == COPIES_AUTO)
        account->copies = own_domain ? COPIES_EACH : COPIES_SHARED;
    account->verp = own_domain; /* a provider takes no sender but the mailbox's own */
    if (!account->imap_port)
        account->imap_port = account->imap_security == SECURITY_TLS ? 993 : 143;
    if (!account->smtp_port)
        account->smtp_port = account->smtp_security == SECURITY_TLS        ? 465
                             : account->smtp_security == SECURITY_STARTTLS ? 587
                                                                           : 25;
}

bool host_is_loopback(const char *host)
{
    bool is_name = g_str_equal(host, "localhost");

    /* "127.school.example" is a name like any other */
    return is_name || (g_hostname_is_ip_address(host) &&
                       (g_str_equal(host, "::1") || g_str_has_prefix(host, "127.")));
}

static bool check_security(const Account *account, GError **error)
{
    if (account->imap_host && account->imap_security == SECURITY_NONE &&
        !host_is_loopback(account->imap_host))
        return fail(error, ERR_SETTINGS,
                    "imap_security = none is allowed only to this machine, not to %s; use tls",
                    account->imap_host);
    if (account->smtp_host && account->smtp_security == SECURITY_NONE &&
        !host_is_loopback(account->smtp_host))
        return fail(error, ERR_SETTINGS,
                    "smtp_security = none is allowed only to this machine, not to %s; use tls or "
                    "starttls",
                    account->smtp_host);
    return true;
}

/* A token goes to whoever answers at the URL, with a secret that opens the mailbox. */
static bool check_tokens(const Account *account, GError **error)
{
    if (account->auth != LOGIN_BY_OAUTH2 || account->token_file)
        return true;
    if (!account->token_url || !account->client_id || !account->refresh_token_file)
        return fail(error, ERR_SETTINGS,
                    "auth = oauth2 needs token_file, or token_url, client_id and "
                    "refresh_token_file");
    g_autoptr(GUri) url = g_uri_parse(account->token_url, G_URI_FLAGS_NONE, NULL);
    const char *scheme = url ? g_uri_get_scheme(url) : "", *host = url ? g_uri_get_host(url) : NULL;
    bool safe = g_str_equal(scheme, "https") ||
                (g_str_equal(scheme, "http") && host && host_is_loopback(host));
    return safe ||
           fail(error, ERR_SETTINGS, "token_url = %s is not safe: it must begin with https://",
                account->token_url);
}

bool account_complete(Account *account, const char *folder, GError **error)
{
    g_autofree char *given = g_steal_pointer(&account->address);
    g_autoptr(GError) why = NULL;

    if (!given)
        return fail(error, ERR_SETTINGS, "it has no address; write address = \"...\"");
    account->address = address_normalize(given, &why);
    if (!account->address)
        return fail(error, ERR_SETTINGS, "%s", why->message);
    add_guesses(account, folder);
    return check_security(account, error) && check_tokens(account, error);
}

char *account_secret_path(const char *file)
{
    const char *credentials = g_getenv("CREDENTIALS_DIRECTORY"); /* systemd.exec(5) */

    return credentials ? g_canonicalize_filename(file, credentials) : g_strdup(file);
}

/* systemd guards its folder itself: what looks like a right of the group is the mask of an ACL. */
static bool is_credential(const char *path)
{
    const char *credentials = g_getenv("CREDENTIALS_DIRECTORY");
    g_autofree char *folder = g_path_get_dirname(path);

    return credentials && g_str_equal(folder, credentials);
}

static bool secret_is_safe(const char *path, GError **error)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return fail(error, ERR_SETTINGS, "%s", g_strerror(errno));
    if (info.st_size > SECRET_MAX)
        return fail(error, ERR_DENIED, "is far too long");
    if (info.st_mode & (S_IRWXG | S_IRWXO) && !is_credential(path))
        return fail(error, ERR_DENIED, "others may read it; run: chmod 600 %s", path);
    return true;
}

/* The first line of the file. */
static char *read_secret(const char *path, GError **error)
{
    gsize length;
    char *secret;
    g_autoptr(GError) why = NULL;

    if (!secret_is_safe(path, error))
        return NULL;
    if (!g_file_get_contents(path, &secret, &length, &why)) {
        bool is_right = g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_ACCES);
        fail(error, is_right ? ERR_DENIED : ERR_TEMP, "%s", why->message);
        return NULL;
    }
    size_t line = strcspn(secret, "\r\n");
    explicit_bzero(secret + line, length - line);
    if (*secret)
        return secret;
    g_free(secret);
    fail(error, ERR_DENIED, "its first line is empty; write the secret there");
    return NULL;
}

char *account_secret(const Account *account, const char *setting, const char *file, GError **error)
{
    if (!file) {
        fail(error, ERR_SETTINGS, "account \"%s\" has no %s", account->name, setting);
        return NULL;
    }
    g_autofree char *path = account_secret_path(file);
    char *secret = read_secret(path, error);
    if (!secret)
        g_prefix_error(error, "account \"%s\": %s %s: ", account->name, setting, path);
    return secret;
}

char *account_password(const Account *account, GError **error)
{
    return account_secret(account, "password_file", account->password_file, error);
}

char *account_secret_stamp(const Account *account)
{
    const char *const files[] = {account->password_file, account->token_file,
                                 account->client_secret_file, account->refresh_token_file};
    GString *stamp = g_string_new(NULL);

    g_string_append_printf(stamp, "%s %s:%" G_GINT64_FORMAT, account->login ? account->login : "",
                           account->smtp_host ? account->smtp_host : "", account->smtp_port);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = files[i] ? account_secret_path(files[i]) : NULL;
        struct stat info;
        if (path && stat(path, &info) == 0)
            g_string_append_printf(stamp, " %" G_GINT64_FORMAT ".%09ld/%" G_GINT64_FORMAT,
                                   (gint64)info.st_mtim.tv_sec, info.st_mtim.tv_nsec,
                                   (gint64)info.st_size);
    }
    return g_string_free(stamp, FALSE);
}
