/* cmd_digest.c: vestnik digest show|send: prints the weekly letters of a list, or sends those of a
 * week that is over (once: a second call changes nothing). */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/error.h"
#include "digest/digest.h"
#include "gateway/bell.h"
#include "gateway/commands.h"
#include "gateway/options.h"

#define SEND_USAGE "[--list LIST] [--week 2026-W47]"
#define SHOW_USAGE SEND_USAGE " [--for members|methodist] [--html]"

typedef struct DigestArgs {
    const char *list, *week, *reader; /* as given; NULL not */
    bool html;
    Week period;
    bool only; /* one kind */
    DigestKind kind;
} DigestArgs;

typedef struct DigestCommand {
    App *app;
    DigestArgs args;
    Db *db;
    DigestContext *context;
} DigestCommand;

static bool parse_reader(DigestArgs *args, GError **error)
{
    if (!args->reader)
        return true;
    args->only = true;
    args->kind = strcmp(args->reader, "methodist") == 0 ? DIGEST_METHODIST : DIGEST_MEMBERS;
    return args->kind == DIGEST_METHODIST || strcmp(args->reader, "members") == 0 ||
           fail(error, ERR_USAGE, "--for members or --for methodist, not '%s'", args->reader);
}

/* `show` looks at the week that runs now, `send` at the last one that is over. */
static bool parse_period(DigestCommand *command, bool show, GError **error)
{
    GTimeZone *zone = command->app->settings->zone;
    Week *period = &command->args.period;

    if (command->args.week)
        return week_parse(command->args.week, zone, period, error);
    *period = week_of(clock_now(), zone);
    if (!show)
        *period = week_before(period, zone);
    return true;
}

static bool show_letter(DigestCommand *command, const List *list, DigestKind kind, GError **error)
{
    const DigestArgs *args = &command->args;
    g_autoptr(json_t) values = digest_values(command->context, list, &args->period, kind, error);
    if (!values)
        return false;
    if (command->app->json) {
        json_object_set_new(values, "letter", json_string(digest_name(kind)));
        app_print_json(g_steal_pointer(&values));
        return true;
    }
    LetterText letter = {0};
    if (!digest_letter(command->context, values, kind, &letter, error))
        return false;
    if (args->html)
        fputs(letter.html ? letter.html : "", stdout);
    else
        printf("Subject: %s\n\n%s\n", letter.subject, letter.text);
    letter_text_clear(&letter);
    return true;
}

static bool show_list(DigestCommand *command, const List *list, GError **error)
{
    for (int kind = 0; kind < DIGEST_KINDS; kind++) {
        bool wanted = !command->args.only || command->args.kind == (DigestKind)kind;
        if (wanted && !show_letter(command, list, (DigestKind)kind, error))
            return false;
    }
    return true;
}

static void tell_sent(const DigestCommand *command, const List *list, const DigestSent *sent)
{
    g_autofree char *week = week_name(&command->args.period);

    for (int kind = 0; kind < DIGEST_KINDS; kind++) {
        const char *name = digest_name((DigestKind)kind);
        if (command->app->json)
            app_print_json(json_pack("{s:s,s:s,s:s,s:b,s:I}", "letter", name, "list", list->name,
                                     "week", week, "first", sent->first[kind], "recipients",
                                     (json_int_t)sent->recipients[kind]));
        else if (!sent->first[kind])
            printf("%s %s %s: was made before, nothing was changed\n", list->name, week, name);
        else
            printf("%s %s %s: %" PRId64 " recipients\n", list->name, week, name,
                   sent->recipients[kind]);
    }
}

static bool send_list(DigestCommand *command, const List *list, GError **error)
{
    DigestSent sent = {0};

    if (!digest_send(command->context, list, &command->args.period, &sent, error))
        return false;
    tell_sent(command, list, &sent);
    bell_ring(command->app->settings, BELL_DELIVERER);
    return true;
}

typedef bool (*ForList)(DigestCommand *command, const List *list, GError **error);

static bool for_lists(DigestCommand *command, ForList act, GError **error)
{
    if (command->args.list) {
        g_autoptr(List) list = list_by_name(command->db, command->args.list, error);
        return list && act(command, list, error);
    }
    g_autoptr(GPtrArray) lists = list_all(command->db, error);
    if (!lists)
        return false;
    for (guint i = 0; i < lists->len; i++) {
        if (!act(command, g_ptr_array_index(lists, i), error))
            return false;
    }
    return true;
}

static bool run(DigestCommand *command, ForList act, GError **error)
{
    g_autoptr(Db) db = command->db = app_open(command->app, error);
    g_autoptr(DigestContext) context = command->context =
        db ? digest_context_new(db, command->app->settings, error) : NULL;

    return context && for_lists(command, act, error);
}

static bool run_show(App *app, int argc, char **argv, GError **error)
{
    DigestCommand command = {.app = app};
    DigestArgs *args = &command.args;
    const Option options[] = {{"--list", &args->list, NULL},
                              {"--week", &args->week, NULL},
                              {"--for", &args->reader, NULL},
                              {"--html", NULL, &args->html},
                              {NULL, NULL, NULL}};

    return options_take(&argc, argv, options, error) &&
           arguments_check(argc, argv, 0, 0, SHOW_USAGE, error) && parse_reader(args, error) &&
           parse_period(&command, true, error) && run(&command, show_list, error);
}

static bool run_send(App *app, int argc, char **argv, GError **error)
{
    DigestCommand command = {.app = app};
    const Option options[] = {{"--list", &command.args.list, NULL},
                              {"--week", &command.args.week, NULL},
                              {NULL, NULL, NULL}};

    return options_take(&argc, argv, options, error) &&
           arguments_check(argc, argv, 0, 0, SEND_USAGE, error) &&
           parse_period(&command, false, error) && run(&command, send_list, error);
}

bool cmd_digest(App *app, int argc, char **argv, GError **error)
{
    static const Action actions[] = {
        {"show", run_show, SHOW_USAGE}, {"send", run_send, SEND_USAGE}, {NULL, NULL, NULL}};

    return action_run(actions, app, argc, argv, error);
}
