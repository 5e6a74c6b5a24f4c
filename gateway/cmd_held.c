/* cmd_held.c: vestnik held: what waits for a moderator, and a decision from the command line: the
 * same mechanism as a moderator's letter, told to the moderators and the author. */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "gateway/bell.h"
#include "gateway/commands.h"
#include "gateway/moderation.h"

static const char USAGE[] =
    "write: vestnik held list | show CASE | approve CASE | reject CASE [REASON]";

static bool held_list(App *app, Db *db, GError **error)
{
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

/* The raw letter, as it came: for a mail program or `vestnik inspect -`. */
static bool held_show(Db *db, int64_t id, GError **error)
{
    g_autoptr(Case) item = case_by_id(db, id, error);
    g_autoptr(GBytes) raw = item ? letter_raw(db, item->letter, error) : NULL;

    if (!raw)
        return false;
    gsize length;
    const char *bytes = g_bytes_get_data(raw, &length);
    return fwrite(bytes, 1, length, stdout) == length || fail(error, ERR_CREATE, "cannot write");
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

static bool held_decide(App *app, Db *db, int64_t id, const Decider *decider, GError **error)
{
    g_autoptr(Desk) desk = desk_new(app->settings, db, error);
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

bool cmd_held(App *app, int argc, char **argv, GError **error)
{
    const char *verb = argc > 1 ? argv[1] : "";
    bool approve = g_str_equal(verb, "approve"), reject = g_str_equal(verb, "reject");
    int64_t id = 0;

    if (g_str_equal(verb, "list") ? argc != 2 : argc < 3 || argc > (reject ? 4 : 3))
        return fail(error, ERR_USAGE, "%s", USAGE);
    if (argc > 2 && !g_ascii_string_to_signed(argv[2], 10, 1, G_MAXINT64, &id, NULL))
        return fail(error, ERR_USAGE, "'%s' is no number of a case; see vestnik held list",
                    argv[2]);
    g_autoptr(Db) db = app_open(app, error);
    if (!db)
        return false;
    if (g_str_equal(verb, "list"))
        return held_list(app, db, error);
    if (g_str_equal(verb, "show"))
        return held_show(db, id, error);
    if (!approve && !reject)
        return fail(error, ERR_USAGE, "%s", USAGE);
    g_autofree char *reason = argc > 3 ? text_clean(argv[3], -1) : NULL;
    Decider decider = {
        .name = app->settings->community,
        .publish = approve,
        .reason = reason,
    };
    return held_decide(app, db, id, &decider, error);
}
