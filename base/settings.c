/* settings.c: reads the settings file by the rows of settings_table.c. libConfuse parses and asks
 * settings_value.c of each value, so that an error names file:line; settings_account.c completes
 * the accounts. */
#include "base/settings.h"

#include <string.h>

#include "base/error.h"
#include "base/settings_parse.h"
#include "base/settings_table.h"
#include "base/text.h"

#define HINT                                                                                       \
    "`vestnik check --settings` lists every setting, and which of them belong inside account { }"

static int validate_option(cfg_t *cfg, cfg_opt_t *option)
{
    bool in_account = g_str_equal(cfg_name(cfg), "account");
    const SettingRow *row =
        setting_find(in_account ? SETTING_ACCOUNT_ROWS : SETTING_ROWS, option->name);
    const char *value = cfg_opt_getnstr(option, 0);
    g_autofree char *allowed = row && value ? setting_complaint(row, value) : NULL;

    if (!allowed)
        return settings_once(cfg, option);
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

static void take_values(cfg_t *section, const SettingRow *row, void *object, const char *folder)
{
    for (; row->name; row++)
        setting_store(row, object, cfg_getstr(section, row->name), folder);
}

static Account *account_from(cfg_t *section, const char *file, const char *folder, GError **error)
{
    Account *account = g_new0(Account, 1);

    account->name = g_strdup(cfg_title(section));
    take_values(section, SETTING_ACCOUNT_ROWS, account, folder);
    if (!account_complete(account, folder, error))
        g_prefix_error(error, "%s:%d: account \"%s\": ", file, section->line, account->name);
    return account;
}

static void default_path(char **path, const char *folder, const char *name)
{
    if (!*path)
        *path = g_build_filename(folder, name, NULL);
}

/* Beside the settings file; else as `make install` put them: bin/vestnik, share/vestnik/letters. */
static char *find_letters(const char *folder)
{
    g_autofree char *beside = g_build_filename(folder, "letters", NULL);
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *bin = g_path_get_dirname(program ? program : "");
    g_autofree char *installed = g_canonicalize_filename("../share/vestnik/letters", bin);

    if (g_file_test(beside, G_FILE_TEST_IS_DIR) || !g_file_test(installed, G_FILE_TEST_IS_DIR))
        return g_steal_pointer(&beside);
    return g_steal_pointer(&installed);
}

/* "администратор@школа.рф" as it is sent to. */
static bool complete_administrator(Settings *s, GError **error)
{
    if (!s->administrator)
        return true;
    g_autofree char *given = g_steal_pointer(&s->administrator);
    s->administrator = address_normalize(given, error);
    if (!s->administrator)
        g_prefix_error(error, "%s: administrator: ", s->file);
    return s->administrator != NULL;
}

/* A letter to it would be of both. */
static bool check_addresses(const Settings *s, GError **error)
{
    for (size_t i = 0; i < s->account_count; i++)
        for (size_t k = 0; k < i; k++)
            if (g_str_equal(s->accounts[i]->address, s->accounts[k]->address))
                return fail(error, ERR_SETTINGS,
                            "%s: account \"%s\" has the address %s, which is that of account "
                            "\"%s\"; each needs its own",
                            s->file, s->accounts[i]->name, s->accounts[i]->address,
                            s->accounts[k]->name);
    return true;
}

static bool complete(Settings *s, const char *folder, bool transport_given, GError **error)
{
    const Account *first = s->accounts[0];

    if (!first)
        return fail(error, ERR_SETTINGS,
                    "%s: no account; write at least: account \"main\" { address = \"...\" }",
                    s->file);
    if (!check_addresses(s, error))
        return false;
    default_path(&s->database, s->state, "vestnik.db");
    default_path(&s->key_file, s->state, "vestnik.key");
    default_path(&s->runtime, s->state, "run");
    default_path(&s->maildir, s->state, "outgoing");
    if (!s->letters)
        s->letters = find_letters(folder);
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
    return complete_administrator(s, error) && settings_complete_listen(s, folder, error);
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
    return complete(s, folder, cfg_getstr(cfg, "transport") != NULL, error);
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
    bool ok = settings_parse(cfg, text, HINT, error) && take_settings(settings, cfg, error);
    cfg_free(cfg);
    return ok ? g_steal_pointer(&settings) : NULL;
}

void settings_free(Settings *settings)
{
    if (!settings)
        return;
    for (size_t i = 0; i < settings->account_count; i++) {
        if (!settings->accounts[i])
            continue;
        settings_free_texts(SETTING_ACCOUNT_ROWS, settings->accounts[i]);
        g_free(settings->accounts[i]->name);
        g_free(settings->accounts[i]);
    }
    settings_free_texts(SETTING_ROWS, settings);
    g_free(settings->accounts);
    g_free(settings->file);
    g_clear_pointer(&settings->zone, g_time_zone_unref);
    g_free(settings);
}

void settings_document(FILE *out)
{
    fputs("Settings:\n", out);
    settings_document_rows(SETTING_ROWS, out);
    fputs("In account \"NAME\" { ... }, one or more; lists go by the first unless set otherwise:\n",
          out);
    settings_document_rows(SETTING_ACCOUNT_ROWS, out);
}

const Account *settings_account(const Settings *settings)
{
    return settings->accounts[0];
}

const Account *settings_account_named(const Settings *settings, const char *name)
{
    for (size_t i = 0; name && i < settings->account_count; i++)
        if (g_str_equal(settings->accounts[i]->name, name))
            return settings->accounts[i];
    return settings_account(settings);
}

bool account_sends(const Settings *settings, const Account *account)
{
    return account == settings_account(settings) || settings->transport != TRANSPORT_SMTP ||
           account->smtp_host;
}
