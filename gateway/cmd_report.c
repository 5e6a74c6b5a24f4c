/* cmd_report.c: vestnik report participation|coverage: who took part, and what share of the
 * registry that is. By default of this school year so far (from 1 September). */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "digest/report.h"
#include "gateway/commands.h"
#include "lists/list.h"

typedef struct ReportArgs {
    const char *what;
    Scope scope;
    Grouping grouping;
    TableFormat format;
    char *from, *to, *by, *list, *form; /* as given */
} ReportArgs;

static void args_clear(ReportArgs *args)
{
    g_free(args->from);
    g_free(args->to);
    g_free(args->by);
    g_free(args->list);
    g_free(args->form);
}

static bool parse_words(ReportArgs *args, int argc, char **argv, GError **error)
{
    const GOptionEntry options[] = {
        {"from", 0, 0, G_OPTION_ARG_STRING, &args->from, "first day", "DAY"},
        {"to", 0, 0, G_OPTION_ARG_STRING, &args->to, "last day, included; or a time, excluded",
         "DAY"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &args->by, "person, school, district, list", "WHAT"},
        {"list", 0, 0, G_OPTION_ARG_STRING, &args->list, "one list and its members only", "NAME"},
        {"format", 0, 0, G_OPTION_ARG_STRING, &args->form, "text, json, csv", "FORMAT"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) why = NULL;

    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, options, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &why))
        return fail(error, ERR_USAGE, "report: %s", why->message);
    if (argc != 2 || (strcmp(argv[1], "participation") != 0 && strcmp(argv[1], "coverage") != 0))
        return fail(error, ERR_USAGE, "name one report: participation or coverage");
    args->what = argv[1];
    return true;
}

/* A day given as --to is wholly included. */
static bool parse_end(const char *text, GTimeZone *zone, int64_t *at, GError **error)
{
    if (!clock_parse(text, zone, at, error))
        return false;
    if (strchr(text, 'T') || strchr(text, ' '))
        return true;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(*at);
    g_autoptr(GDateTime) day = g_date_time_to_timezone(utc, zone);
    g_autoptr(GDateTime) next = g_date_time_add_days(day, 1);
    *at = g_date_time_to_unix(next);
    return true;
}

static bool parse_period(ReportArgs *args, GTimeZone *zone, GError **error)
{
    args->scope.to = clock_now() + 1;
    if (args->to && !parse_end(args->to, zone, &args->scope.to, error))
        return false;
    args->scope.from = school_year_start(args->scope.to - 1, zone);
    if (args->from && !clock_parse(args->from, zone, &args->scope.from, error))
        return false;
    return args->scope.from < args->scope.to ||
           fail(error, ERR_USAGE, "the period is empty: --from must be before --to");
}

static bool parse_args(const App *app, ReportArgs *args, int argc, char **argv, GError **error)
{
    if (!parse_words(args, argc, argv, error) || !parse_period(args, app->settings->zone, error) ||
        !grouping_parse(args->by ? args->by : "school", &args->grouping, error))
        return false;
    return table_format_parse(args->form  ? args->form
                              : app->json ? "json"
                                          : "text",
                              &args->format, error);
}

static bool find_list(Db *db, ReportArgs *args, GError **error)
{
    if (!args->list)
        return true;
    g_autoptr(List) list = list_by_name(db, args->list, error);
    if (list)
        args->scope.list = list->id;
    return list != NULL;
}

static void print_head(const ReportArgs *args, const Settings *settings, const Words *words)
{
    g_autofree char *period = words_period(words, args->scope.from, args->scope.to, settings->zone);

    printf("%s%s%s, %s\n\n", settings->community, args->list ? ", " : "",
           args->list ? args->list : "", period);
}

static bool print_report(App *app, const ReportArgs *args, Db *db, GError **error)
{
    const Settings *settings = app->settings;
    g_autoptr(Words) words = words_open(settings->letters, settings->language, error);
    g_autoptr(Participation) p = words ? participation_read(db, &args->scope, error) : NULL;

    if (!p)
        return false;
    g_autoptr(Table) table =
        strcmp(args->what, "coverage") == 0
            ? report_coverage(p, args->grouping, words, settings->coverage_goal)
            : report_participation(p, args->grouping, words, settings->zone);
    g_autofree char *text = table_print(table, args->format);
    if (args->format == TABLE_TEXT)
        print_head(args, settings, words);
    fputs(text, stdout);
    return true;
}

bool cmd_report(App *app, int argc, char **argv, GError **error)
{
    ReportArgs args = {0};
    g_autoptr(Db) db = NULL;
    bool ok = parse_args(app, &args, argc, argv, error) && (db = app_open(app, error)) &&
              find_list(db, &args, error) && print_report(app, &args, db, error);

    args_clear(&args);
    return ok;
}
