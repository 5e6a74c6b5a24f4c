/* main.c: the command line. Finds the subcommand in one table, loads the settings, runs it, and
 * turns an error into one line on standard error and an exit status of sysexits.h. */
#include <errno.h>
#include <glib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/tnef.h"
#include "gateway/app.h"
#include "gateway/commands.h"
#include "gateway/reader.h"
#include "gateway/status.h"

#define SYSTEM_SETTINGS "/etc/vestnik/vestnik.conf"
#define LOCAL_SETTINGS  "conf/vestnik.conf"

typedef enum Needs {
    NEEDS_SETTINGS,
    DOOR_SETTINGS,  /* needs them too; and what fails is ours: the sender keeps the letter */
    TAKES_SETTINGS, /* when -c names a file, or one stands in its place */
    NEEDS_NOTHING,
} Needs;

typedef struct Command {
    const char *name;
    CommandRun run;
    Needs needs;
    const char *usage, *meaning;
    const Action *actions; /* of a group, which has no usage of its own */
} Command;

static bool cmd_version(App *app, int argc, char **argv, GError **error)
{
    (void)argc, (void)argv, (void)error;
    if (app->json)
        app_print_json(json_pack("{s:s}", "version", VESTNIK_VERSION));
    else
        puts("vestnik " VESTNIK_VERSION);
    return true;
}

static bool cmd_help(App *app, int argc, char **argv, GError **error);

static const Command COMMANDS[] = {
    {"init", cmd_init, NEEDS_SETTINGS, "[--key]",
     "create the database and the key; --key: only the key, where it is lost", NULL},
    {"check", cmd_check, NEEDS_SETTINGS, "[--settings] [--send-test ADDRESS [--account NAME]]",
     "check settings and accounts, send a letter to try; say what to mend", NULL},
    {"serve", cmd_serve, NEEDS_SETTINGS, "", "run everything until it is stopped", NULL},
    {"run", cmd_run, NEEDS_SETTINGS, "--once", "do all that is due now and exit", NULL},
    {"deliver", cmd_deliver, DOOR_SETTINGS, "--to ADDRESS... [--from ADDRESS]",
     "accept one letter from standard input (for an MTA's pipe)", NULL},
    {"inspect", cmd_inspect, TAKES_SETTINGS, "[--mbox] [--list L] FILE...",
     "show how letters would be understood; changes nothing", NULL},
    {"registry", cmd_registry, NEEDS_SETTINGS, NULL, "the teachers and schools", REGISTRY_ACTIONS},
    {"list", cmd_list, NEEDS_SETTINGS, NULL, "the associations and their settings", LIST_ACTIONS},
    {"member", cmd_member, NEEDS_SETTINGS, NULL, "who belongs to which list, in which role",
     MEMBER_ACTIONS},
    {"person", cmd_person, NEEDS_SETTINGS, NULL, "one person, with all that is held about them",
     PERSON_ACTIONS},
    {"held", cmd_held, NEEDS_SETTINGS, NULL, "posts that wait for a moderator", HELD_ACTIONS},
    {"archive", cmd_archive, NEEDS_SETTINGS, NULL, "what was published, and letters as they came",
     ARCHIVE_ACTIONS},
    {"digest", cmd_digest, NEEDS_SETTINGS, NULL, "the weekly letters", DIGEST_ACTIONS},
    {"report", cmd_report, NEEDS_SETTINGS, NULL, "who took part", REPORT_ACTIONS},
    {"queue", cmd_queue, NEEDS_SETTINGS, NULL, "letters that wait to be sent", QUEUE_ACTIONS},
    {"status", cmd_status, NEEDS_SETTINGS, "", "the numbers of the instance", NULL},
    {"trace", cmd_trace, NEEDS_SETTINGS,
     "MESSAGE-ID | LETTER | --queue LETTER | --copy COPY [--recipients]",
     "the story of one letter: when it came, what was decided, whom it reached", NULL},
    {"backup", cmd_backup, NEEDS_SETTINGS, "FILE", "copy the database into a new file", NULL},
    {"version", cmd_version, NEEDS_NOTHING, "", "print the version", NULL},
    {"help", cmd_help, NEEDS_NOTHING, "[COMMAND]", "this list; the options of a command", NULL},
    {NULL, NULL, NEEDS_NOTHING, NULL, NULL, NULL},
};

static void print_call(FILE *out, const char *name, const char *action, const char *usage)
{
    fprintf(out, "  %s%s%s%s%s\n", name, action ? " " : "", action ? action : "", *usage ? " " : "",
            usage);
}

static void print_usage(FILE *out)
{
    fputs("vestnik [-c FILE] [--now TIME] [--json] COMMAND ...\n\n", out);
    for (const Command *c = COMMANDS; c->name; c++) {
        for (const Action *action = c->actions; action && action->name; action++)
            print_call(out, c->name, action->name, action->usage);
        if (!c->actions)
            print_call(out, c->name, NULL, c->usage);
        fprintf(out, "      %s\n", c->meaning);
    }
}

static const Command *find_command(const char *name)
{
    for (const Command *c = COMMANDS; c->name; c++) {
        if (g_str_equal(c->name, name))
            return c;
    }
    return NULL;
}

/* Groups (registry, list, ...) tell of their actions; the others have one line of usage. */
static bool print_help(App *app, const Command *command, int argc, char **argv, GError **error)
{
    char *words[] = {(char *)command->name, (char *)"--help", NULL};

    if (command->actions)
        return argc > 1 ? command->run(app, argc, argv, error) : command->run(app, 2, words, error);
    printf("vestnik %s %s\n    %s\n", command->name, command->usage, command->meaning);
    return true;
}

static bool cmd_help(App *app, int argc, char **argv, GError **error)
{
    if (argc == 1) {
        print_usage(stdout);
        return true;
    }
    const Command *command = find_command(argv[1]);
    return command
               ? print_help(app, command, 1, argv + 1, error)
               : fail(error, ERR_USAGE, "there is no command '%s'; see vestnik --help", argv[1]);
}

typedef struct Globals {
    const char *settings_file, *now;
    bool json, help, version;
    int rest; /* index of the command's name in argv */
} Globals;

static bool take_value(int argc, char **argv, int *at, const char **value, GError **error)
{
    if (*at + 1 >= argc)
        return fail(error, ERR_USAGE, "%s needs a value", argv[*at]);
    *value = argv[++*at];
    return true;
}

static bool parse_globals(int argc, char **argv, Globals *globals, GError **error)
{
    int i = 1;

    for (; i < argc && argv[i][0] == '-'; i++) {
        bool ok = true;
        if (g_str_equal(argv[i], "-c"))
            ok = take_value(argc, argv, &i, &globals->settings_file, error);
        else if (g_str_equal(argv[i], "--now"))
            ok = take_value(argc, argv, &i, &globals->now, error);
        else if (g_str_equal(argv[i], "--json"))
            globals->json = true;
        else if (g_str_equal(argv[i], "--help") || g_str_equal(argv[i], "-h"))
            globals->help = true;
        else if (g_str_equal(argv[i], "--version"))
            globals->version = true;
        else
            return fail(error, ERR_USAGE, "there is no option %s; see vestnik --help", argv[i]);
        if (!ok)
            return false;
    }
    globals->rest = i;
    return true;
}

/* --json may also follow the command's name: it is taken out there. */
static int take_json(int argc, char **argv, bool *json)
{
    int kept = 0;

    for (int i = 0; i < argc; i++) {
        if (i > 0 && g_str_equal(argv[i], "--json"))
            *json = true;
        else
            argv[kept++] = argv[i];
    }
    argv[kept] = NULL;
    return kept;
}

/* NULL: there is none. */
static const char *default_settings(void)
{
    return g_file_test(SYSTEM_SETTINGS, G_FILE_TEST_EXISTS)  ? SYSTEM_SETTINGS
           : g_file_test(LOCAL_SETTINGS, G_FILE_TEST_EXISTS) ? LOCAL_SETTINGS
                                                             : NULL;
}

static bool load_settings(App *app, const char *file, GError **error)
{
    if (!file)
        file = default_settings();
    if (!file) {
        g_autofree char *folder = g_get_current_dir();
        return fail(error, ERR_NOT_FOUND,
                    "there is no settings file: looked for " SYSTEM_SETTINGS
                    " and %s/" LOCAL_SETTINGS "; name another one by: vestnik -c FILE COMMAND",
                    folder);
    }
    app->settings = settings_load(file, error);
    if (!app->settings)
        return false;
    db_wait_at_most((unsigned)app->settings->database_wait * 1000);
    log_setup((LogLevel)app->settings->log_level, app->settings->log_syslog, NULL);
    return true;
}

static bool fix_clock(const App *app, const char *now, GError **error)
{
    int64_t at;

    if (!now)
        return true;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    if (!clock_parse(now, app->settings ? app->settings->zone : utc, &at, error))
        return false;
    clock_fix(at);
    return true;
}

static bool run_command(App *app, int argc, char **argv, GError **error)
{
    Globals globals = {0};

    if (!parse_globals(argc, argv, &globals, error))
        return false;
    if (globals.version) {
        app->json = globals.json;
        return cmd_version(app, 0, NULL, error);
    }
    if (globals.help || globals.rest == argc) {
        print_usage(globals.help ? stdout : stderr);
        return globals.help || fail(error, ERR_USAGE, "name a command");
    }
    const Command *command = find_command(argv[globals.rest]);
    if (!command)
        return fail(error, ERR_USAGE, "there is no command '%s'; see vestnik --help",
                    argv[globals.rest]);
    argc = take_json(argc - globals.rest, argv + globals.rest, &globals.json);
    argv += globals.rest;
    app->json = globals.json;
    app->is_door = command->needs == DOOR_SETTINGS;
    if (help_wanted(argc, argv))
        return print_help(app, command, argc, argv, error);
    bool given = globals.settings_file || default_settings();
    bool needed = command->needs == NEEDS_SETTINGS || command->needs == DOOR_SETTINGS ||
                  (command->needs == TAKES_SETTINGS && given);
    if (needed && !load_settings(app, globals.settings_file, error))
        return false;
    return fix_clock(app, globals.now, error) && command->run(app, argc, argv, error);
}

int main(int argc, char **argv)
{
    App app = {0};
    g_autoptr(GError) error = NULL;

    if (argc == 2 && g_str_equal(argv[1], "_reader"))
        return reader_child_main();
    if (argc == 2 && g_str_equal(argv[1], "_tnef"))
        return tnef_helper_main();

    setlocale(LC_CTYPE, "C.UTF-8");
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit that an MTA sets is an error, not the end */
    bool ok = run_command(&app, argc, argv, &error);
    if (ok && fflush(stdout) != 0 && errno != EPIPE) /* EPIPE: the reader has seen enough */
        ok = fail(&error, ERR_CREATE, "standard output cannot be written");
    settings_free(app.settings);
    if (ok)
        return EX_OK;
    fprintf(stderr, "vestnik: %s\n", error ? error->message : "failed for no reason it told");
    if (!error)
        return EX_SOFTWARE;
    return app.is_door ? door_exit_code(error_code(error)) : exit_code_of(error_code(error));
}
