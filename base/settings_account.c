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

#define PASSWORD_MAX 4096

static const Provider *provider_of(const char *address)
{
    const char *domain = strchr(address, '@') + 1;

    for (const Provider *p = PROVIDERS; p->domain; p++) {
        if (g_str_equal(p->domain, domain))
            return p;
    }
    return NULL;
}

static void guess_host(char **host, const char *known, const char *prefix, const Account *account)
{
    if (!*host && account->password_file)
        *host =
            known ? g_strdup(known) : g_strconcat(prefix, strchr(account->address, '@') + 1, NULL);
    if (*host && g_str_equal(*host, "none"))
        g_clear_pointer(host, g_free);
}

static void add_guesses(Account *account, const char *folder)
{
    const Provider *provider = provider_of(account->address);

    if (!account->login)
        account->login = g_strdup(account->address);
    if (account->password_file && !g_getenv("CREDENTIALS_DIRECTORY")) {
        char *path = g_canonicalize_filename(account->password_file, folder);
        g_free(account->password_file);
        account->password_file = path;
    }
    guess_host(&account->imap_host, provider ? provider->imap_host : NULL, "imap.", account);
    guess_host(&account->smtp_host, provider ? provider->smtp_host : NULL, "smtp.", account);
    if (!account->authserv_id && provider && account->password_file)
        account->authserv_id = g_strdup(provider->authserv_id);
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
    return check_security(account, error);
}

static char *password_path(const Account *account)
{
    const char *credentials = g_getenv("CREDENTIALS_DIRECTORY"); /* systemd.exec(5) */

    return credentials ? g_canonicalize_filename(account->password_file, credentials)
                       : g_strdup(account->password_file);
}

char *account_password(const Account *account, GError **error)
{
    struct stat info;
    gsize length;
    char *password;

    if (!account->password_file) {
        fail(error, ERR_SETTINGS, "account \"%s\" has no password_file", account->name);
        return NULL;
    }
    g_autofree char *path = password_path(account);
    if (stat(path, &info) != 0) {
        fail(error, ERR_SETTINGS, "account \"%s\": password_file %s: %s", account->name, path,
             g_strerror(errno));
        return NULL;
    }
    if (info.st_mode & (S_IRWXG | S_IRWXO) || info.st_size > PASSWORD_MAX) {
        fail(error, ERR_DENIED, "account \"%s\": password_file %s: %s", account->name, path,
             info.st_size > PASSWORD_MAX ? "is far too long for a password"
                                         : "others may read it; run: chmod 600 FILE");
        return NULL;
    }
    if (!g_file_get_contents(path, &password, &length, error))
        return NULL;
    password[strcspn(password, "\r\n")] = '\0';
    return password;
}
