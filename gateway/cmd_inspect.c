/* cmd_inspect.c: `vestnik inspect [--json] [--mbox] [--list L] [--account A] FILE...`: how an
 * administrator asks "what did you make of this letter?". Works without settings too, with the
 * default limits. */
#include "archive/act.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/words.h"
#include "gateway/command_table.h"
#include "gateway/commands.h"
#include "gateway/hold_words.h"
#include "gateway/inspect.h"
#include "gateway/judge.h"

static void take_settings(const Settings *settings, InspectOptions *options)
{
    options->context.limits = settings->limits;
    options->reader = reader_settings_from(settings);
}

/* For --list: the verdict that the letter would get. */
typedef struct Court {
    const App *app;
    Db *db;
    Words *words;
    List *list;
    char *instance;
} Court;

/* What options name; NULL none. */
typedef struct Names {
    const char *list, *account;
} Names;

static void court_clear(Court *court)
{
    db_close(court->db);
    words_free(court->words);
    list_free(court->list);
    g_free(court->instance);
}

static bool court_open(Court *court, const App *app, const char *list, GError **error)
{
    const Settings *settings = app->settings;

    if (!settings)
        return fail(error, ERR_USAGE,
                    "--list needs the settings of an instance; name them with -c FILE");
    court->app = app;
    court->db = db_open(settings->database, DB_READ, error);
    court->list = court->db ? list_by_name(court->db, list, error) : NULL;
    court->instance = court->list ? instance_value(court->db, "id", error) : NULL;
    court->words =
        court->instance ? words_open(settings->letters, settings->language, error) : NULL;
    return court->words != NULL;
}

static bool court_judge(void *context, const Facts *facts, InspectVerdict *verdict, GError **error)
{
    Court *court = context;
    Decision decision;
    PolicyInput input;
    g_autoptr(Identity) identity =
        identity_of(court->db, facts, words_get(court->words, WORD_GUEST), error);
    Judgement judgement = {
        .db = court->db,
        .settings = court->app->settings,
        .instance = court->instance,
        .facts = facts,
        .identity = identity,
        .target = TARGET_LIST,
        .list = court->list,
        .accepted = clock_now(),
    };

    if (!identity || !judge(&judgement, &input, &decision, error))
        return false;
    *verdict = (InspectVerdict){verdict_name(decision.verdict), decision.reason,
                                hold_words(court->words, decision.reason, facts, court->list)};
    return true;
}

/* Which account the letters are thought to have come to; the first when none is named. */
static bool take_account(const Settings *settings, const char *name, InspectOptions *options,
                         GError **error)
{
    if (!settings)
        return !name || fail(error, ERR_USAGE,
                             "--account needs the settings of an instance; name them with -c FILE");
    const Account *account = settings_account_named(settings, name);
    if (name && !g_str_equal(account->name, name))
        return fail(error, ERR_NOT_FOUND, "there is no account \"%s\" in %s", name, settings->file);
    options->context.auth = account_trust(account);
    return true;
}

/* Returns where the files begin in argv; 0 with *error. Names of files need not be UTF-8: that is
 * why options.h is not used. */
static int parse_options(int argc, char **argv, InspectOptions *options, Names *names,
                         GError **error)
{
    int at = 1;

    for (; at < argc && argv[at][0] == '-' && argv[at][1] != '\0'; at++) {
        if (g_str_equal(argv[at], "--mbox"))
            options->mbox = true;
        else if (g_str_equal(argv[at], "--list") && at + 1 < argc)
            names->list = argv[++at];
        else if (g_str_equal(argv[at], "--account") && at + 1 < argc)
            names->account = argv[++at];
        else
            return fail(error, ERR_USAGE,
                        "inspect takes --mbox, --list NAME and --account NAME, not %s", argv[at]);
    }
    if (at == argc)
        return fail(error, ERR_USAGE, "name the files to inspect; - is standard input");
    return at;
}

bool cmd_inspect(App *app, int argc, char **argv, GError **error)
{
    InspectOptions options = {
        .context = {.limits = READ_LIMITS_DEFAULT, .command_words = command_words()},
        .reader = READER_SETTINGS_DEFAULT,
        .json = app->json,
    };
    Names names = {0};
    Court court = {0};

    g_autoptr(AutoSubjects) subjects =
        auto_subjects_open(app->settings ? app->settings->automatic_subjects : NULL, error);

    if (app->settings)
        take_settings(app->settings, &options);
    if (!subjects)
        return false;
    options.context.subjects = subjects;
    int at = parse_options(argc, argv, &options, &names, error);
    g_autoptr(HoldRules) rules = NULL; /* only a verdict asks for what they say */
    if (at > 0 && names.list) {
        rules = hold_rules_open(app->settings ? app->settings->hold_rules : NULL,
                                options.context.limits.hold_steps, error);
        at = rules ? at : 0;
    }
    options.context.rules = rules;
    bool ok = at > 0 && take_account(app->settings, names.account, &options, error);
    if (ok && names.list) {
        options.judge = court_judge;
        options.judge_context = &court;
        ok = court_open(&court, app, names.list, error);
    }
    ok = ok && inspect_files(&options, argv + at, stdout, error);
    court_clear(&court);
    return ok;
}
