/* settings.c: reads the settings file by the rows of settings_table.c. libConfuse parses; what a
 * value may be is checked here while it parses, so that an error names file:line. It accepts a
 * missing closing brace at the end of the file silently: braces are counted here. */
#include "base/settings.h"

#include <confuse.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/settings_table.h"
#include "base/text.h"

#define PASSWORD_MAX 4096

static GString *problems; /* libConfuse's callbacks bring no context of ours */

static void note_problem(cfg_t *cfg, const char *format, va_list args)
{
    g_autofree char *what = g_strdup_vprintf(format, args);

    if (problems->len)
        g_string_append_c(problems, '\n');
    g_string_append_printf(problems, "%s:%d: %s", cfg->filename ? cfg->filename : "settings",
                           cfg->line, what);
    if (g_str_has_prefix(what, "no such option"))
        g_string_append(problems, "; `vestnik check --settings` lists every setting");
}

static const SettingRow *find_row(const SettingRow *rows, const char *name)
{
    for (; rows->name; rows++) {
        if (g_str_equal(rows->name, name))
            return rows;
    }
    return NULL;
}

static int word_index(const SettingRow *row, const char *value)
{
    for (int i = 0; row->words[i]; i++) {
        if (g_str_equal(row->words[i], value))
            return i;
    }
    return -1;
}

static bool parse_number(const char *value, int64_t *number)
{
    char *end;

    errno = 0;
    *number = g_ascii_strtoll(value, &end, 10);
    return *value != '\0' && *end == '\0' && errno == 0;
}

/* NULL when `value` suits the row, else what is allowed; the caller's. */
static char *complaint(const SettingRow *row, const char *value)
{
    int64_t number;

    switch (row->type) {
    case SETTING_NUMBER:
        if (!parse_number(value, &number) || number < row->min || number > row->max)
            return g_strdup_printf("a whole number from %" PRId64 " to %" PRId64, row->min,
                                   row->max);
        break;
    case SETTING_WORD:
    case SETTING_CHOICE:
        if (word_index(row, value) < 0)
            return g_strjoinv(" or ", (char **)row->words);
        break;
    case SETTING_YES:
        if (!g_str_equal(value, "yes") && !g_str_equal(value, "no"))
            return g_strdup("yes or no");
        break;
    default:
        if (!g_utf8_validate(value, -1, NULL))
            return g_strdup("text in UTF-8");
    }
    return NULL;
}

static int validate_option(cfg_t *cfg, cfg_opt_t *option)
{
    bool in_account = g_str_equal(cfg_name(cfg), "account");
    const SettingRow *row =
        find_row(in_account ? SETTING_ACCOUNT_ROWS : SETTING_ROWS, option->name);
    const char *value = cfg_opt_getnstr(option, 0);
    g_autofree char *allowed = row && value ? complaint(row, value) : NULL;

    if (!allowed)
        return 0;
    cfg_error(cfg, "%s = \"%s\" is not allowed: it must be %s", option->name, value, allowed);
    return -1;
}

static cfg_opt_t *options_from(const SettingRow *rows, const cfg_opt_t *section)
{
    GArray *options = g_array_new(FALSE, TRUE, sizeof(cfg_opt_t));
    cfg_opt_t end = CFG_END();

    for (; rows->name; rows++) {
        cfg_opt_t option = CFG_STR(NULL, NULL, CFGF_NODEFAULT);
        option.name = rows->name;
        option.validcb = validate_option;
        g_array_append_val(options, option);
    }
    if (section)
        g_array_append_val(options, *section);
    g_array_append_val(options, end);
    return (cfg_opt_t *)g_array_free(options, FALSE);
}

/* Line of the first brace without a partner; 0 when all have one. */
static int unbalanced_line(const char *text)
{
    int depth = 0, line = 1, opened = 0;
    char quote = 0;

    for (const char *p = text; *p; p++) {
        if (*p == '\n')
            line++;
        if (quote) {
            if (*p == '\\' && p[1])
                p++;
            else if (*p == quote)
                quote = 0;
        } else if (*p == '"' || *p == '\'') {
            quote = *p;
        } else if (*p == '#' || (*p == '/' && p[1] == '/')) {
            while (p[1] && p[1] != '\n')
                p++;
        } else if (*p == '{') {
            opened = depth++ ? opened : line;
        } else if (*p == '}' && --depth < 0) {
            return line;
        }
    }
    return depth ? opened : 0;
}

static char *absolute_path(const char *folder, const char *path)
{
    return g_canonicalize_filename(path, folder);
}

/* Writes the members of `object` from the section, or from the fallbacks. */
static void take_values(cfg_t *section, const SettingRow *row, void *object, const char *folder)
{
    for (; row->name; row++) {
        const char *value = cfg_getstr(section, row->name);
        void *member = (char *)object + row->offset;
        if (!value)
            value = row->fallback;
        if (!value)
            continue;
        switch (row->type) {
        case SETTING_TEXT:
        case SETTING_CHOICE:
            *(char **)member = g_strdup(value);
            break;
        case SETTING_PATH:
            *(char **)member = absolute_path(folder, value);
            break;
        case SETTING_NUMBER:
            if (g_str_has_prefix(row->name, "limit_"))
                *(size_t *)member = (size_t)g_ascii_strtoull(value, NULL, 10);
            else
                *(int64_t *)member = g_ascii_strtoll(value, NULL, 10);
            break;
        case SETTING_WORD:
            *(int64_t *)member = word_index(row, value);
            break;
        case SETTING_YES:
            *(bool *)member = g_str_equal(value, "yes");
            break;
        }
    }
}

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

static void complete_account(Account *account, const char *folder)
{
    const Provider *provider = provider_of(account->address);

    if (!account->login)
        account->login = g_strdup(account->address);
    if (account->password_file && !g_getenv("CREDENTIALS_DIRECTORY")) {
        char *path = absolute_path(folder, account->password_file);
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

static bool check_account(const Account *a, const char *file, int line, GError **error)
{
    if (a->imap_host && a->imap_security == SECURITY_NONE && !host_is_loopback(a->imap_host))
        return fail(error, ERR_SETTINGS,
                    "%s:%d: account \"%s\": imap_security = none is allowed only to this machine, "
                    "not to %s; use tls",
                    file, line, a->name, a->imap_host);
    if (a->smtp_host && a->smtp_security == SECURITY_NONE && !host_is_loopback(a->smtp_host))
        return fail(error, ERR_SETTINGS,
                    "%s:%d: account \"%s\": smtp_security = none is allowed only to this machine, "
                    "not to %s; use tls or starttls",
                    file, line, a->name, a->smtp_host);
    return true;
}

static Account *account_from(cfg_t *section, const char *file, const char *folder, GError **error)
{
    Account *account = g_new0(Account, 1);
    g_autofree char *given = NULL;

    account->name = g_strdup(cfg_title(section));
    take_values(section, SETTING_ACCOUNT_ROWS, account, folder);
    given = account->address;
    account->address = NULL;
    if (!given) {
        fail(error, ERR_SETTINGS, "%s:%d: account \"%s\" has no address; write address = \"...\"",
             file, section->line, account->name);
        return account;
    }
    g_autoptr(GError) why = NULL;
    account->address = address_normalize(given, &why);
    if (!account->address) {
        fail(error, ERR_SETTINGS, "%s:%d: account \"%s\": %s", file, section->line, account->name,
             why->message);
        return account;
    }
    complete_account(account, folder);
    check_account(account, file, section->line, error);
    return account;
}

static void default_path(char **path, const char *folder, const char *name)
{
    if (!*path)
        *path = g_build_filename(folder, name, NULL);
}

static bool complete(Settings *s, bool transport_given, GError **error)
{
    const Account *first = s->accounts[0];

    if (!first)
        return fail(error, ERR_SETTINGS,
                    "%s: no account; write at least: account \"main\" { address = \"...\" }",
                    s->file);
    default_path(&s->database, s->state, "vestnik.db");
    default_path(&s->key_file, s->state, "vestnik.key");
    default_path(&s->runtime, s->state, "run");
    default_path(&s->maildir, s->state, "outgoing");
    if (!transport_given)
        s->transport = first->smtp_host ? TRANSPORT_SMTP : TRANSPORT_MAILDIR;
    if (s->transport == TRANSPORT_SMTP && !first->smtp_host)
        return fail(error, ERR_SETTINGS,
                    "%s: transport = smtp, but account \"%s\" has no smtp_host", s->file,
                    first->name);
    s->zone = g_time_zone_new_identifier(s->time_zone);
    if (!s->zone)
        return fail(error, ERR_SETTINGS,
                    "%s: time_zone = \"%s\" is not known; write it like Europe/Moscow or +03:00",
                    s->file, s->time_zone);
    return true;
}

static bool take_settings(Settings *s, cfg_t *cfg, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(s->file);
    GError *problem = NULL;

    take_values(cfg, SETTING_ROWS, s, folder);
    s->account_count = cfg_size(cfg, "account");
    s->accounts = g_new0(Account *, s->account_count + 1);
    for (size_t i = 0; i < s->account_count && !problem; i++)
        s->accounts[i] =
            account_from(cfg_getnsec(cfg, "account", (unsigned)i), s->file, folder, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return false;
    }
    return complete(s, cfg_getstr(cfg, "transport") != NULL, error);
}

static bool parse_text(cfg_t *cfg, const char *text, GError **error)
{
    problems = g_string_new(NULL);
    g_autoptr(GString) collected = problems;
    int line = unbalanced_line(text);

    cfg_set_error_function(cfg, note_problem);
    /* not cfg_parse_buf(): it names the file "[buf]" in what it complains of */
    FILE *in = fmemopen((char *)text, strlen(text), "r");
    if (!in)
        return fail(error, ERR_TEMP, "%s: %s", cfg->filename, g_strerror(errno));
    int result = cfg_parse_fp(cfg, in);
    fclose(in);
    if (result != CFG_SUCCESS)
        return fail(error, ERR_SETTINGS, "%s", collected->len ? collected->str : "cannot parse");
    if (line)
        return fail(error, ERR_SETTINGS, "%s:%d: a brace { or } here has no partner", cfg->filename,
                    line);
    return true;
}

Settings *settings_load(const char *file, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) why = NULL;

    if (!g_file_get_contents(file, &text, NULL, &why)) {
        fail(error,
             g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? ERR_NOT_FOUND : ERR_SETTINGS,
             "%s; name the settings file with -c FILE", why->message);
        return NULL;
    }
    g_autofree cfg_opt_t *account_options = options_from(SETTING_ACCOUNT_ROWS, NULL);
    cfg_opt_t section =
        CFG_SEC("account", account_options, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);
    g_autofree cfg_opt_t *options = options_from(SETTING_ROWS, &section);
    cfg_t *cfg = cfg_init(options, CFGF_NONE);
    g_autoptr(Settings) settings = g_new0(Settings, 1);

    settings->file = g_canonicalize_filename(file, NULL);
    cfg->filename = strdup(file); /* libConfuse's to free */
    bool ok = parse_text(cfg, text, error) && take_settings(settings, cfg, error);
    cfg_free(cfg);
    return ok ? g_steal_pointer(&settings) : NULL;
}

static void free_texts(const SettingRow *row, void *object)
{
    for (; row->name; row++) {
        if (row->type == SETTING_TEXT || row->type == SETTING_PATH || row->type == SETTING_CHOICE)
            g_free(*(char **)((char *)object + row->offset));
    }
}

void settings_free(Settings *settings)
{
    if (!settings)
        return;
    for (size_t i = 0; i < settings->account_count; i++) {
        if (!settings->accounts[i])
            continue;
        free_texts(SETTING_ACCOUNT_ROWS, settings->accounts[i]);
        g_free(settings->accounts[i]->name);
        g_free(settings->accounts[i]);
    }
    free_texts(SETTING_ROWS, settings);
    g_free(settings->accounts);
    g_free(settings->file);
    g_clear_pointer(&settings->zone, g_time_zone_unref);
    g_free(settings);
}

static void document_rows(const SettingRow *row, FILE *out)
{
    for (; row->name; row++) {
        g_autofree char *allowed = row->type != SETTING_TEXT && row->type != SETTING_PATH
                                       ? complaint(row, "?")
                                       : g_strdup(row->type == SETTING_PATH ? "a path" : "text");
        fprintf(out, "  %-18s %s\n  %-18s %s; %s%s\n", row->name, row->meaning, "", allowed,
                row->fallback ? "default " : "no default", row->fallback ? row->fallback : "");
    }
}

void settings_document(FILE *out)
{
    fputs("Settings:\n", out);
    document_rows(SETTING_ROWS, out);
    fputs("In account \"NAME\" { ... }, one or more, the first one sends:\n", out);
    document_rows(SETTING_ACCOUNT_ROWS, out);
}

const Account *settings_account(const Settings *settings)
{
    return settings->accounts[0];
}

static char *password_path(const Account *account)
{
    const char *credentials = g_getenv("CREDENTIALS_DIRECTORY"); /* systemd.exec(5) */

    return credentials ? absolute_path(credentials, account->password_file)
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
