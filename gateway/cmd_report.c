/* cmd_report.c: vestnik report participation|coverage: who took part, and what share of the
 * registry that is. By default of this school year so far (from 1 September). */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "digest/report.h"
#include "gateway/commands.h"
#include "gateway/options.h"
#include "lists/list.h"

#define USAGE                                                                                      \
    "[--from DAY] [--to DAY] [--by person|school|district|list] [--list LIST]"                     \
    " [--format text|json|csv]"

typedef struct ReportArgs {
    bool coverage; /* else participation */
    Scope scope;
    Grouping grouping;
    TableFormat format;
    const char *from, *to, *by, *list, *form; /* as given; NULL not */
} ReportArgs;

/* A day given as --to is wholly included. */
static bool parse_end(const char *text, GTimeZone *zone, int64_t *at, GError **error)
{
    if (!clock_parse(text, zone, at, error))
        return false;
    if (strchr(text, 'T') || strchr(text, ' '))
        return true;
    g_autoptr(GDateTime) day = clock_local(*at, zone);
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

/* --from is the first day, --to the last one, or a time that is excluded. */
static bool parse_args(const App *app, ReportArgs *args, int argc, char **argv, GError **error)
{
    const Option options[] = {{"--from", &args->from, NULL},   {"--to", &args->to, NULL},
                              {"--by", &args->by, NULL},       {"--list", &args->list, NULL},
                              {"--format", &args->form, NULL}, {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 0, 0, USAGE, error) ||
        !parse_period(args, app->settings->zone, error) ||
        !grouping_parse(args->by ? args->by : "school", &args->grouping, error))
        return false;
    const char *otherwise = app->json ? "json" : "text";
    return table_format_parse(args->form ? args->form : otherwise, &args->format, error);
}

static bool find_list(Db *db, ReportArgs *args, GError **error)
{
    if (!args->list)
        return true;
    g_autoptr(List) list = list_by_name(db, args->list, error);
    if (list)
        args->scope = (Scope){args->scope.from, args->scope.to, list->id, .below = true};
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
        args->coverage ? report_coverage(p, args->grouping, words, settings->coverage_goal)
                       : report_participation(p, args->grouping, words, settings->zone);
    g_autofree char *text = table_print(table, args->format);
    if (args->format == TABLE_TEXT)
        print_head(args, settings, words);
    fputs(text, stdout);
    return true;
}

static bool run_report(App *app, ReportArgs *args, int argc, char **argv, GError **error)
{
    if (!parse_args(app, args, argc, argv, error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    return db && find_list(db, args, error) && print_report(app, args, db, error);
}

static bool run_participation(App *app, int argc, char **argv, GError **error)
{
    ReportArgs args = {.coverage = false};

    return run_report(app, &args, argc, argv, error);
}

static bool run_coverage(App *app, int argc, char **argv, GError **error)
{
    ReportArgs args = {.coverage = true};

    return run_report(app, &args, argc, argv, error);
}

const Action REPORT_ACTIONS[] = {{"participation", run_participation, USAGE},
                                 {"coverage", run_coverage, USAGE},
                                 {NULL, NULL, NULL}};

bool cmd_report(App *app, int argc, char **argv, GError **error)
{
    return action_run(REPORT_ACTIONS, app, argc, argv, error);
}
