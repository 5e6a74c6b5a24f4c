/* cmd_held.c: vestnik held: what waits for a moderator, and a decision from the command line: the
 * same mechanism as a moderator's letter, told to the moderators and the author. */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "gateway/bell.h"
#include "gateway/commands.h"
#include "gateway/moderation.h"
#include "gateway/options.h"

static bool run_list(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 0, 0, "", error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    if (!db)
        return false;
    g_autoptr(Words) words = words_open(app->settings->letters, app->settings->language, error);
    if (!words)
        return false;
    DbStmt *s = db_stmt(db, SQL_HELD_CASES);

    while (db_row(s)) {
        g_autofree char *since = clock_rfc3339(db_col_int(s, 2), app->settings->zone);
        const char *reason = db_col_text(s, 4);
        if (app->json)
            app_print_json(json_pack("{s:I,s:I,s:s,s:s,s:s}", "case", (json_int_t)db_col_int(s, 0),
                                     "letter", (json_int_t)db_col_int(s, 1), "since", since, "list",
                                     db_col_text(s, 3), "reason", reason));
        else
            printf("%5d  %s  %-14s %s\n", (int)db_col_int(s, 0), since, db_col_text(s, 3),
                   words_reason(words, reason));
    }
    return db_done(s, error);
}

static bool parse_case(const char *text, int64_t *id, GError **error)
{
    return number_parse(text, "number of a case (see vestnik held list)", INT64_MAX, id, error);
}

/* The raw letter, as it came: for a mail program or `vestnik inspect -`. */
static bool run_show(App *app, int argc, char **argv, GError **error)
{
    int64_t id;

    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 1, 1, "CASE", error) || !parse_case(argv[1], &id, error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    g_autoptr(Case) item = db ? case_by_id(db, id, error) : NULL;
    g_autoptr(GBytes) raw = item ? letter_raw(db, item->letter, error) : NULL;

    return raw && app_print_bytes(raw, error);
}

static bool decide(Desk *desk, Work *held, const Decider *decider, GError **error)
{
    bool late = false;

    if (!db_begin(desk->db, error))
        return false;
    bool ok = moderation_decide(held, decider, &late, error);
    if (ok && late)
        ok = fail(error, ERR_NOT_FOUND, "case %" PRId64 " is held no longer", held->item->id);
    return db_finish(desk->db, ok, error);
}

static bool decide_case(App *app, int64_t id, const Decider *decider, GError **error)
{
    g_autoptr(Db) db = app_open(app, error);
    g_autoptr(Desk) desk = db ? desk_new(app->settings, db, error) : NULL;
    g_autoptr(Work) held = desk ? work_read(desk, id, error) : NULL;

    if (!held || !decide(desk, held, decider, error))
        return false;
    bell_ring(app->settings, BELL_DELIVERER);
    if (app->json)
        app_print_json(
            json_pack("{s:I,s:b}", "case", (json_int_t)id, "published", decider->publish));
    else
        printf("Case %" PRId64 " is %s.\n", id, decider->publish ? "published" : "refused");
    return true;
}

static bool run_approve(App *app, int argc, char **argv, GError **error)
{
    Decider decider = {.name = app->settings->community, .publish = true};
    int64_t id;

    return options_take(&argc, argv, NO_OPTIONS, error) &&
           arguments_check(argc, argv, 1, 1, "CASE", error) && parse_case(argv[1], &id, error) &&
           decide_case(app, id, &decider, error);
}

static bool run_reject(App *app, int argc, char **argv, GError **error)
{
    Decider decider = {.name = app->settings->community};
    int64_t id;

    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 1, 2, "CASE [REASON]", error) ||
        !parse_case(argv[1], &id, error))
        return false;
    decider.reason = argv[2]; /* NULL: none was given */
    return decide_case(app, id, &decider, error);
}

bool cmd_held(App *app, int argc, char **argv, GError **error)
{
    static const Action actions[] = {{"list", run_list, ""},
                                     {"show", run_show, "CASE"},
                                     {"approve", run_approve, "CASE"},
                                     {"reject", run_reject, "CASE [REASON]"},
                                     {NULL, NULL, NULL}};

    return action_run(actions, app, argc, argv, error);
}
