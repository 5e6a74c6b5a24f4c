/* cmd_digest.c: vestnik digest show|send: prints the weekly letters of a list, or sends those of a
 * week that is over (once: a second call changes nothing). */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/error.h"
#include "digest/digest.h"
#include "gateway/bell.h"
#include "gateway/commands.h"

typedef struct DigestArgs {
    char *list, *week, *reader; /* as given; NULL not */
    gboolean html;
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

static void command_clear(DigestCommand *command)
{
    g_free(command->args.list);
    g_free(command->args.week);
    g_free(command->args.reader);
    digest_context_free(command->context);
    db_close(command->db);
}

static bool parse_reader(DigestArgs *args, GError **error)
{
    if (!args->reader)
        return true;
    args->only = true;
    args->kind = strcmp(args->reader, "methodist") == 0 ? DIGEST_METHODIST : DIGEST_MEMBERS;
    return args->kind == DIGEST_METHODIST || strcmp(args->reader, "members") == 0 ||
           fail(error, ERR_USAGE, "--for members or --for methodist, not '%s'", args->reader);
}

static bool parse_args(DigestArgs *args, int *argc, char ***argv, GError **error)
{
    const GOptionEntry options[] = {
        {"list", 0, 0, G_OPTION_ARG_STRING, &args->list, "one list", "NAME"},
        {"week", 0, 0, G_OPTION_ARG_STRING, &args->week, "like 2026-W47", "WEEK"},
        {"for", 0, 0, G_OPTION_ARG_STRING, &args->reader, "members or methodist", "WHOM"},
        {"html", 0, 0, G_OPTION_ARG_NONE, &args->html, "the HTML form", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) why = NULL;

    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, options, NULL);
    if (!g_option_context_parse(context, argc, argv, &why))
        return fail(error, ERR_USAGE, "digest: %s", why->message);
    if (*argc != 2)
        return fail(error, ERR_USAGE, "digest show or digest send");
    return parse_reader(args, error);
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
            printf("%s %s %s: %" G_GINT64_FORMAT " recipients\n", list->name, week, name,
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

bool cmd_digest(App *app, int argc, char **argv, GError **error)
{
    DigestCommand command = {.app = app};
    bool ok = parse_args(&command.args, &argc, &argv, error);
    bool show = ok && strcmp(argv[1], "show") == 0;

    if (ok && !show && strcmp(argv[1], "send") != 0)
        ok = fail(error, ERR_USAGE, "digest show or digest send, not '%s'", argv[1]);
    ok = ok && parse_period(&command, show, error) && (command.db = app_open(app, error)) &&
         (command.context = digest_context_new(command.db, app->settings, error)) &&
         for_lists(&command, show ? show_list : send_list, error);
    command_clear(&command);
    return ok;
}
