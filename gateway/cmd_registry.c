/* cmd_registry.c: vestnik registry import|show|export: the centre's registry of all teachers. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/error.h"
#include "gateway/commands.h"
#include "gateway/options.h"
#include "gateway/person_show.h"
#include "lists/people.h"
#include "lists/registry.h"

#define IMPORT_USAGE "FILE [--dry-run] [--gone-leave [--force]]"

/* --- import ----------------------------------------------------------------------------------- */

/* Of somebody new only the lists are told: the rest is as the file says. */
static void print_fields(const Change *change)
{
    bool is_new = change->kind == CHANGE_ADDED || change->kind == CHANGE_SCHOOL_ADDED;
    const char *between = ":";

    for (guint i = 0; i < change->fields->len; i++) {
        const FieldChange *field = g_ptr_array_index(change->fields, i);
        bool joins = g_str_equal(field->field, "lists");
        if (is_new && !joins)
            continue;
        if (joins)
            printf("%s joins %s", between, field->after);
        else
            printf("%s %s '%s' -> '%s'", between, field->field, field->before, field->after);
        between = ";";
    }
}

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

static void print_change(const Change *change, const Words *words, GTimeZone *zone)
{
    g_autofree char *said = change->said ? said_text(change->said, words) : NULL;

    printf("%-14s %s", change_name(change->kind), change->name);
    if (*change->school)
        printf(", %s", change->school);
    if (change->line)
        printf(" (line %" PRId64 ")", change->line);
    print_fields(change);
    if (change->kind == CHANGE_KEPT_OUT)
        printf("%s%s", change->text ? ": left by own wish: " : ": asked to be erased",
               change->text ? change->text : "");
    if (change->kind == CHANGE_REMOVED) {
        g_autofree char *day = clock_date(change->removed, zone);
        printf(": removed from %s on %s by a methodist; who belongs there again: vestnik member "
               "add %s '%s'",
               change->text, day, change->text, change->name);
    }
    if (said)
        printf(": %s", said);
    putchar('\n');
}

static void print_summary(const RegistryDiff *diff, ImportFlags flags)
{
    for (guint i = 0; i < diff->unknown->len; i++)
        printf("%-14s column '%s'\n", "ignored", (const char *)g_ptr_array_index(diff->unknown, i));
    printf("%" PRId64 " row%s: ", diff->rows, plural(diff->rows));
    for (int kind = CHANGE_ADDED; kind <= CHANGE_REMOVED; kind++)
        printf("%" PRId64 " %s, ", diff->counts[kind], change_name(kind));
    printf("%" PRId64 " unchanged; %" PRId64 " new school%s\n", diff->unchanged,
           diff->counts[CHANGE_SCHOOL_ADDED], plural(diff->counts[CHANGE_SCHOOL_ADDED]));
    if (diff->counts[CHANGE_GONE] > 0 && !(flags & IMPORT_GONE_LEAVE))
        puts("Who is gone from the file stays in the registry; --gone-leave ends that.");
    if (flags & IMPORT_DRY_RUN && !diff->too_many_gone)
        puts("A dry run: nothing was changed.");
}

static json_t *summary_to_json(const RegistryDiff *diff, ImportFlags flags)
{
    json_t *object = json_pack("{s:s, s:b, s:I, s:I}", "type", "summary", "dry_run",
                               (flags & IMPORT_DRY_RUN) != 0, "rows", (json_int_t)diff->rows,
                               "unchanged", (json_int_t)diff->unchanged);
    json_t *unknown = json_array();

    for (int kind = 0; kind < CHANGE_KINDS; kind++)
        json_object_set_new(object, change_name(kind), json_integer(diff->counts[kind]));
    for (guint i = 0; i < diff->unknown->len; i++)
        json_array_append_new(unknown, json_string(g_ptr_array_index(diff->unknown, i)));
    json_object_set_new(object, "ignored_columns", unknown);
    return object;
}

static void print_diff(const App *app, const RegistryDiff *diff, const Words *words,
                       ImportFlags flags)
{
    for (guint i = 0; i < diff->changes->len; i++) {
        const Change *change = g_ptr_array_index(diff->changes, i);
        if (app->json)
            app_print_json(change_to_json(change, words, app->settings->zone));
        else
            print_change(change, words, app->settings->zone);
    }
    if (app->json)
        app_print_json(summary_to_json(diff, flags));
    else
        print_summary(diff, flags);
}

static bool fail_problems(const App *app, const RegistryDiff *diff, const Words *words,
                          const char *file, GError **error)
{
    const Problems *problems = diff->problems;

    for (guint i = 0; i < problems->shown->len; i++) {
        const Problem *problem = g_ptr_array_index(problems->shown, i);
        g_autofree char *message = said_text(problem->said, words);
        g_autofree char *row =
            problem->row ? g_strdup_printf("(row %" PRId64 ") ", problem->row) : g_strdup("");
        if (app->json)
            app_print_json(json_pack(
                "{s:s, s:I, s:I, s:s}", "type", "error", "line", (json_int_t)problem->line, "row",
                (json_int_t)(problem->row ? problem->row : problem->line), "message", message));
        else
            fprintf(stderr, "%s:%" PRId64 ": %s%s\n", file, problem->line, row, message);
    }
    return fail(error, ERR_INPUT,
                "%s: %" PRId64 " error%s%s; nothing was imported; correct the file and "
                "import it again",
                file, problems->count, problems->count == 1 ? "" : "s",
                problems->count > problems->shown->len ? ", the first 50 are listed" : "");
}

static bool fail_gone(const App *app, const RegistryDiff *diff, GError **error)
{
    return fail(error, ERR_INPUT,
                "%" PRId64 " of %" PRId64 " persons of the registry are not in the file, more than "
                "%" PRId64 " per cent (registry_gone_percent): nothing was imported; if the file "
                "is whole, add --force",
                diff->counts[CHANGE_GONE], diff->known, app->settings->registry_gone_percent);
}

static bool run_import(App *app, int argc, char **argv, GError **error)
{
    bool dry_run = false, gone_leave = false, force = false;
    const Option options[] = {{"--dry-run", NULL, &dry_run},
                              {"--gone-leave", NULL, &gone_leave},
                              {"--force", NULL, &force},
                              {NULL, NULL, NULL}};
    TokenKey key;

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 1, 1, IMPORT_USAGE, error) ||
        !token_key_load(app->settings->key_file, &key, error))
        return false;
    ImportRules rules = {(dry_run ? IMPORT_DRY_RUN : 0) | (gone_leave ? IMPORT_GONE_LEAVE : 0) |
                             (force ? IMPORT_FORCE : 0),
                         app->settings->registry_gone_percent};
    g_autoptr(GBytes) csv = csv_read_file(argv[1], (size_t)app->settings->registry_bytes, error);
    if (!csv)
        return false;
    g_autoptr(Words) words = words_open(app->settings->letters, "en", error);
    g_autoptr(Db) db = words ? app_open(app, error) : NULL;
    if (!db)
        return false;
    g_autoptr(RegistryDiff) diff = registry_import(db, &key, csv, &rules, error);
    if (!diff) {
        g_prefix_error(error, "%s: ", argv[1]);
        return false;
    }
    if (diff->problems->count > 0)
        return fail_problems(app, diff, words, argv[1], error);
    print_diff(app, diff, words, rules.flags);
    return !diff->too_many_gone || fail_gone(app, diff, error);
}

/* --- show ------------------------------------------------------------------------------------- */

static bool show_schools(App *app, Db *db, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_REGISTRY_BY_SCHOOL);

    while (db_row(stmt)) {
        const char *mailbox = db_col_text(stmt, 3);
        if (app->json)
            app_print_json(json_pack("{s:s, s:s, s:s, s:I, s:s?}", "type", "school", "name",
                                     db_col_text(stmt, 0), "district", db_col_text(stmt, 1),
                                     "persons", (json_int_t)db_col_int(stmt, 2), "mailbox",
                                     mailbox));
        else
            printf("%6" PRId64 "  %s%s%s%s%s\n", db_col_int(stmt, 2), db_col_text(stmt, 0),
                   *db_col_text(stmt, 1) ? ", " : "", db_col_text(stmt, 1),
                   mailbox ? ", mailbox " : "", mailbox ? mailbox : "");
    }
    return db_done(stmt, error);
}

static bool show_totals(App *app, Db *db, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_REGISTRY_TOTALS);
    int64_t totals[4] = {0};

    if (db_row(stmt))
        for (int i = 0; i < 4; i++)
            totals[i] = db_col_int(stmt, i);
    if (!db_done(stmt, error))
        return false;
    if (app->json)
        app_print_json(json_pack("{s:s, s:I, s:I, s:I, s:I}", "type", "totals", "persons",
                                 (json_int_t)totals[0], "with_own_address", (json_int_t)totals[1],
                                 "unreachable", (json_int_t)totals[2], "without_consent",
                                 (json_int_t)totals[3]));
    else
        printf("%6" PRId64 "  person%s; %" PRId64 " with an address of their own, %" PRId64
               " whom no letter reaches, %" PRId64 " without a date of consent\n",
               totals[0], plural(totals[0]), totals[1], totals[2], totals[3]);
    return true;
}

static bool run_show(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 0, 1, "[WHO]", error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    if (!db)
        return false;
    if (argc == 2)
        return person_show(app, db, argv[1], error);
    return show_schools(app, db, error) && show_totals(app, db, error);
}

/* --- export ----------------------------------------------------------------------------------- */

static bool run_export(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 0, 0, "", error))
        return false;
    if (app->json)
        return fail(error, ERR_USAGE, "an export is a CSV; leave out --json");
    g_autoptr(Db) db = app_open(app, error);
    GString *csv = db ? registry_export(db, error) : NULL;
    if (!csv)
        return false;
    bool written = fwrite(csv->str, 1, csv->len, stdout) == csv->len;
    g_string_free(csv, TRUE);
    return written || fail(error, ERR_CREATE, "standard output cannot be written");
}

const Action REGISTRY_ACTIONS[] = {{"import", run_import, IMPORT_USAGE},
                                   {"show", run_show, "[WHO]"},
                                   {"export", run_export, ""},
                                   {NULL, NULL, NULL}};

bool cmd_registry(App *app, int argc, char **argv, GError **error)
{
    return action_run(REGISTRY_ACTIONS, app, argc, argv, error);
}
