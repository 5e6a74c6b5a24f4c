/* cmd_digest.c: vestnik digest show|send: prints the weekly letters of a list or the letter of a
 * day, or sends those of a week or day that is over (once: a second call changes nothing). */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/error.h"
#include "digest/daily.h"
#include "gateway/bell.h"
#include "gateway/commands.h"
#include "gateway/options.h"

#define SEND_USAGE "[--list LIST] [--week 2026-W47 | --day 2026-11-16]"
#define SHOW_USAGE SEND_USAGE " [--for members|methodist] [--html]"

typedef struct DigestArgs {
    const char *list, *week, *day, *reader; /* as given; NULL not */
    bool html;
    Week period;
    Day of_day; /* with `day` */
    bool only;  /* one kind */
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
    int64_t at;

    if (command->args.day) {
        if (command->args.week || command->args.reader)
            return fail(error, ERR_USAGE, "--day stands alone: its letter is for members");
        if (!clock_parse(command->args.day, zone, &at, error))
            return false;
        command->args.of_day = day_of(at, zone);
        return true;
    }
    if (command->args.week)
        return week_parse(command->args.week, zone, period, error);
    *period = week_of(clock_now(), zone);
    if (!show)
        *period = week_before(period, zone);
    return true;
}

static void print_letter(const DigestCommand *command, const LetterText *letter)
{
    if (command->args.html)
        fputs(letter->html ? letter->html : "", stdout);
    else
        printf("Subject: %s\n\n%s\n", letter->subject, letter->text);
}

static bool print_values(json_t *values, const char *letter)
{
    json_object_set_new(values, "letter", json_string(letter));
    app_print_json(json_incref(values));
    return true;
}

static void tell_quiet(const DigestCommand *command, const List *list, const char *period)
{
    fprintf(command->args.html ? stderr : stdout,
            "[%s: nobody wrote in this %s; the members' letter of such a %s is not sent]\n\n",
            list->name, period, period);
}

static bool show_letter(DigestCommand *command, const List *list, DigestKind kind, GError **error)
{
    const DigestArgs *args = &command->args;
    const DigestContext in = digest_context_in(command->context, list);
    g_autoptr(json_t) values = digest_values(&in, list, &args->period, kind, error);
    LetterText letter = {0};

    if (!values)
        return false;
    if (command->app->json)
        return print_values(values, digest_name(kind));
    if (!digest_letter(&in, values, kind, &letter, error))
        return false;
    print_letter(command, &letter);
    if (kind == DIGEST_MEMBERS && json_is_true(json_object_get(values, "quiet")))
        tell_quiet(command, list, "week");
    letter_text_clear(&letter);
    return true;
}

static bool show_day(DigestCommand *command, const List *list, GError **error)
{
    const DigestContext in = digest_context_in(command->context, list);
    g_autoptr(json_t) values = daily_values(&in, list, &command->args.of_day, error);
    LetterText letter = {0};

    if (!values)
        return false;
    if (command->app->json)
        return print_values(values, "digest-daily");
    if (json_is_true(json_object_get(values, "quiet"))) {
        tell_quiet(command, list, "day");
        return true;
    }
    if (!daily_letter(&in, values, &letter, error))
        return false;
    print_letter(command, &letter);
    letter_text_clear(&letter);
    return true;
}

static bool show_list(DigestCommand *command, const List *list, GError **error)
{
    if (command->args.day)
        return show_day(command, list, error);
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
        if (sent->too_young && !command->app->json)
            printf("%s %s %s: not sent, the list was made after that week\n", list->name, week,
                   name);
        else if (command->app->json)
            app_print_json(json_pack("{s:s,s:s,s:s,s:b,s:I}", "letter", name, "list", list->name,
                                     "week", week, "first", sent->first[kind], "recipients",
                                     (json_int_t)sent->recipients[kind]));
        else if (!sent->first[kind])
            printf("%s %s %s: was made before, nothing was changed\n", list->name, week, name);
        else
            printf("%s %s %s: %" PRId64 " recipient%s\n", list->name, week, name,
                   sent->recipients[kind], sent->recipients[kind] == 1 ? "" : "s");
    }
}

static bool send_day(DigestCommand *command, const List *list, GError **error)
{
    DailySent sent = {0};
    const Day *day = &command->args.of_day;
    g_autofree char *name = day_name(day, command->app->settings->zone);

    if (!daily_send(command->context, list, day, &sent, error))
        return false;
    if (command->app->json)
        app_print_json(json_pack("{s:s,s:s,s:s,s:b,s:I}", "letter", "digest-daily", "list",
                                 list->name, "day", name, "first", sent.first, "recipients",
                                 (json_int_t)sent.recipients));
    else if (sent.first || sent.too_young)
        printf("%s %s digest-daily: %" PRId64 " recipient%s\n", list->name, name, sent.recipients,
               sent.recipients == 1 ? "" : "s");
    else
        printf("%s %s digest-daily: was made before, nothing was changed\n", list->name, name);
    bell_ring(command->app->settings, BELL_DELIVERER);
    return true;
}

static bool send_list(DigestCommand *command, const List *list, GError **error)
{
    DigestSent sent = {0};

    if (command->args.day)
        return send_day(command, list, error);
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
    const Option options[] = {{"--list", &args->list, NULL}, {"--week", &args->week, NULL},
                              {"--day", &args->day, NULL},   {"--for", &args->reader, NULL},
                              {"--html", NULL, &args->html}, {NULL, NULL, NULL}};

    return options_take(&argc, argv, options, error) &&
           arguments_check(argc, argv, 0, 0, SHOW_USAGE, error) && parse_reader(args, error) &&
           parse_period(&command, true, error) && run(&command, show_list, error);
}

static bool run_send(App *app, int argc, char **argv, GError **error)
{
    DigestCommand command = {.app = app};
    const Option options[] = {{"--list", &command.args.list, NULL},
                              {"--week", &command.args.week, NULL},
                              {"--day", &command.args.day, NULL},
                              {NULL, NULL, NULL}};

    return options_take(&argc, argv, options, error) &&
           arguments_check(argc, argv, 0, 0, SEND_USAGE, error) &&
           parse_period(&command, false, error) && run(&command, send_list, error);
}

const Action DIGEST_ACTIONS[] = {
    {"show", run_show, SHOW_USAGE}, {"send", run_send, SEND_USAGE}, {NULL, NULL, NULL}};

bool cmd_digest(App *app, int argc, char **argv, GError **error)
{
    return action_run(DIGEST_ACTIONS, app, argc, argv, error);
}
