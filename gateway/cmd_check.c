/* cmd_check.c: vestnik check: are the settings and the instance in order? Says what to mend. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/template.h"
#include "base/token.h"
#include "gateway/check_budget.h"
#include "gateway/check_disk.h"
#include "gateway/check_doors.h"
#include "gateway/check_help.h"
#include "gateway/check_rules.h"
#include "gateway/check_send.h"
#include "gateway/commands.h"
#include "gateway/imap_door.h"
#include "gateway/oauth_token.h"
#include "gateway/options.h"
#include "gateway/smtp_door.h"
#include "lists/list.h"

typedef struct Findings {
    const App *app;
    int bad;
} Findings;

static void tell(Findings *f, const char *what, GError **why)
{
    bool ok = *why == NULL;

    f->bad += !ok;
    if (f->app->json)
        app_print_json(json_pack("{s:s,s:b,s:s?}", "check", what, "ok", ok, "problem",
                                 ok ? NULL : (*why)->message));
    else
        printf("%-10s %s\n", what, ok ? "in order" : (*why)->message);
    g_clear_error(why);
}

/* Nothing is broken, but somebody should know. */
static void advise(const Findings *f, const char *what, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static void advise(const Findings *f, const char *what, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    if (f->app->json)
        app_print_json(json_pack("{s:s,s:b,s:s}", "check", what, "ok", true, "advice", text));
    else
        printf("%-10s %s\n", what, text);
}

static bool has_role(Db *db, const List *list, const char *role, bool *has, GError **error)
{
    g_autoptr(GPtrArray) people = list_role(db, list->id, role, error);

    *has = *has || (people && people->len > 0);
    return people != NULL;
}

static bool check_list(const Findings *f, Db *db, const List *list, GError **error)
{
    bool decided = false;
    bool bare = settings_account(f->app->settings)->addressing == ADDRESSING_BARE;

    if (!has_role(db, list, "moderator", &decided, error) ||
        !has_role(db, list, "methodist", &decided, error))
        return false;
    if (!decided)
        advise(f, "list",
               "held letters of %s wait for nobody: vestnik member add %s WHO --role moderator",
               list->name, list->name);
    if (bare && !list->tag && !list->address)
        advise(f, "list",
               "%s has no tag: with addressing = bare its new letters are known by [%s] only; "
               "set a word that people remember: vestnik list set %s tag=WORD",
               list->name, list->name, list->name);
    return true;
}

static void check_lists(Findings *f, Db *db)
{
    GError *why = NULL;
    g_autoptr(GPtrArray) lists = list_all(db, &why);

    for (guint i = 0; lists && i < lists->len; i++)
        if (!check_list(f, db, g_ptr_array_index(lists, i), &why))
            break;
    if (why)
        tell(f, "list", &why);
}

static void check_numbers(Findings *f, Db *db)
{
    GError *why = NULL;
    g_autoptr(GPtrArray) lines = check_budget(db, f->app->settings, &why);

    for (guint i = 0; lines && i < lines->len; i++)
        advise(f, "budget", "%s", (const char *)g_ptr_array_index(lines, i));
    if (why)
        tell(f, "budget", &why);
}

static void check_database(Findings *f)
{
    GError *why = NULL;
    g_autoptr(Db) db = db_open(f->app->settings->database, DB_READ, &why);

    tell(f, "database", &why);
    if (db) {
        check_lists(f, db);
        check_numbers(f, db);
    }
}

static void check_room(Findings *f)
{
    GError *why = NULL;
    int64_t room = 0;

    if (check_disk(f->app->settings, &room, &why))
        advise(f, "disk", "%" G_GINT64_FORMAT " MiB free for the database", room / 1048576);
    else
        tell(f, "disk", &why);
}

static void check_key(Findings *f)
{
    GError *why = NULL;
    TokenKey key;

    token_key_load(f->app->settings->key_file, &key, &why);
    tell(f, "key", &why);
}

static void check_letters(Findings *f)
{
    GError *why = NULL;
    g_autoptr(Texts) texts = texts_open(f->app->settings->letters, &why);

    if (texts && texts_check(texts, &why))
        check_help_lines(f->app->settings->letters, &why);
    tell(f, "letters", &why);
}

static void check_hold_rules(Findings *f)
{
    GError *why = NULL;

    check_rules(f->app->settings, &why);
    tell(f, "rules", &why);
}

static void check_subjects(Findings *f)
{
    GError *why = NULL;

    auto_subjects_free(auto_subjects_open(f->app->settings->automatic_subjects, &why));
    tell(f, "subjects", &why);
}

/* A password or a token can be had; for a token that may ask the network. */
static bool has_secret(const Account *account, GError **error)
{
    bool by_token = account->auth == LOGIN_BY_OAUTH2;
    char *secret = by_token                 ? oauth_token(account, error)
                   : account->password_file ? account_password(account, error)
                                            : g_strdup("");

    if (!secret)
        return false;
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
    return true;
}

/* Whose word on the sender counts: wrong here, and a forged letter passes for a true one. */
static void tell_trust(const Findings *f)
{
    for (Account **a = f->app->settings->accounts; *a; a++) {
        const AuthTrust trust = account_trust(*a);
        if (!trust.profile)
            advise(f, "senders",
                   "account %s: no mail server is trusted to say whether a sender is true, so what "
                   "people ask by letter is done only after they answer ДА, one question after "
                   "the other; authentication = ... names the server",
                   (*a)->name);
        else
            advise(f, "senders", "account %s believes %s%s%s", (*a)->name, trust.profile->meaning,
                   trust.id ? ", by the name " : "", trust.id ? trust.id : "");
    }
}

static void check_passwords(Findings *f)
{
    for (Account **a = f->app->settings->accounts; *a; a++) {
        GError *why = NULL;
        bool by_token = (*a)->auth == LOGIN_BY_OAUTH2;
        if (!by_token && !(*a)->password_file)
            continue;
        has_secret(*a, &why);
        tell(f, by_token ? "token" : "password", &why);
    }
}

/* Logs in where letters come from and where they go: the checks that go out to the network. */
static void check_servers(Findings *f)
{
    const Settings *settings = f->app->settings;

    for (Account **a = settings->accounts; *a; a++) {
        GError *why = NULL;
        if (!(*a)->imap_host || !has_secret(*a, NULL))
            continue;
        imap_probe(*a, settings, &why);
        tell(f, "mailbox", &why);
    }
    for (Account **a = settings->accounts; *a && settings->transport == TRANSPORT_SMTP; a++) {
        GError *why = NULL;
        if (!account_sends(settings, *a) || !has_secret(*a, NULL))
            continue;
        smtp_probe(*a, &why);
        tell(f, "sending", &why);
    }
}

/* Where others connect to us: the place may be taken. */
static void check_doors(Findings *f)
{
    const Settings *settings = f->app->settings;
    GError *why = NULL;

    if (settings->lmtp) {
        check_lmtp(settings, &why);
        tell(f, "lmtp", &why);
    }
    if (settings->one_click) {
        check_one_click(settings, &why);
        tell(f, "one_click", &why);
    }
}

bool cmd_check(App *app, int argc, char **argv, GError **error)
{
    Findings findings = {.app = app};
    bool documents = false;
    const char *test = NULL, *account = NULL;
    const Option options[] = {{"--settings", .flag = &documents},
                              {"--send-test", .value = &test},
                              {"--account", .value = &account},
                              {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error))
        return false;
    if (argc > 1)
        return fail(error, ERR_USAGE, "check does not know '%s'", argv[1]);
    if (documents) {
        settings_document(stdout);
        puts("Of a list (vestnik list set LIST KEY=VALUE):");
        list_document(stdout);
        return true;
    }
    if (test)
        return check_send(app, test, account, error);
    if (account)
        return fail(error, ERR_USAGE, "--account goes with --send-test ADDRESS");
    if (!app->json)
        printf("%-10s %s\n", "settings", app->settings->file);
    check_database(&findings);
    check_room(&findings);
    check_key(&findings);
    check_letters(&findings);
    check_subjects(&findings);
    check_hold_rules(&findings);
    tell_trust(&findings);
    check_doors(&findings);
    check_passwords(&findings);
    check_servers(&findings);
    return findings.bad == 0 ||
           fail(error, ERR_SETTINGS, "%d of the checks found something to mend", findings.bad);
}
