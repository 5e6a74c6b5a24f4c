/* cmd_held.c: vestnik held: what waits for a moderator, and a decision from the command line: the
 * same mechanism as a moderator's letter, told to the moderators and the author. */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/json_line.h"
#include "base/text.h"
#include "gateway/bell.h"
#include "gateway/commands.h"
#include "gateway/escalation.h"
#include "gateway/hold_ask.h"
#include "gateway/hold_words.h"
#include "gateway/inspect_summary.h"
#include "gateway/moderation.h"
#include "gateway/options.h"

#define SHOW_USAGE    "CASE [--raw]"
#define APPROVE_USAGE "CASE [--always]"
#define REJECT_USAGE  "CASE [REASON] [--spam]"
#define HELD_MOST     1000 /* shown at once */

/* When it goes back to its author, as people or programs read it; NULL: never. The caller's. */
static bool returns_at(const App *app, const Work *held, char **text, GError **error)
{
    int64_t since = 0;

    *text = NULL;
    if (!escalation_since(held, &since, error))
        return false;
    int64_t at = since && held->list ? hold_return_at(held, since) : INT64_MAX;
    if (at != INT64_MAX)
        *text = clock_rfc3339(at, app->settings->zone);
    return true;
}

/* Author and subject are not stored before publication: the letter itself is read again. */
static bool print_held(App *app, const Desk *desk, const Work *held, GError **error)
{
    const Facts *facts = held->facts;
    const char *list = held->list ? held->list->name : "-";
    const char *author = facts->from.name      ? facts->from.name
                         : facts->from.address ? facts->from.address
                                               : "-";
    g_autofree char *since = clock_rfc3339(held->item->created, app->settings->zone);
    g_autofree char *returns = NULL;

    if (!returns_at(app, held, &returns, error))
        return false;
    if (app->json)
        app_print_json(json_pack("{s:I,s:I,s:s,s:s?,s:s,s:s,s:s,s:s?,s:s}", "case",
                                 (json_int_t)held->item->id, "letter",
                                 (json_int_t)held->item->letter, "since", since, "returns", returns,
                                 "list", list, "reason", held->item->reason, "author", author,
                                 "address", facts->from.address, "subject", facts->subject));
    else
        printf("%5" PRId64 "  %s  %s\n       %s: %s\n       %s%s%s\n", held->item->id, since, list,
               author, words_subject(desk->words, facts_subject(facts)),
               words_reason(desk->words, held->item->reason), returns ? "; goes back " : "",
               returns ? returns : "");
    return true;
}

static bool run_list(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 0, 0, "", error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    g_autoptr(Desk) desk = db ? desk_new(app->settings, db, error) : NULL;
    g_autoptr(GArray) ids = desk ? case_ids(db, CASE_HELD, 0, HELD_MOST, error) : NULL;

    for (guint i = 0; ids && i < ids->len; i++) {
        g_autoptr(Work) held = work_read(desk, g_array_index(ids, int64_t, i), error);
        if (!held || !work_identify(held, error) || !print_held(app, desk, held, error))
            return false;
    }
    if (ids && ids->len == 0 && !app->json)
        puts("nothing waits");
    return ids != NULL;
}

/* Letters that could not be handled: kept, and tried again only when a human says so. */
static bool run_broken(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 0, 0, "", error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    g_autoptr(Words) words =
        db ? words_open(app->settings->letters, app->settings->language, error) : NULL;
    g_autoptr(GArray) ids = words ? case_ids(db, CASE_BROKEN, 0, HELD_MOST, error) : NULL;

    for (guint i = 0; ids && i < ids->len; i++) {
        g_autoptr(Case) item = case_by_id(db, g_array_index(ids, int64_t, i), error);
        if (!item)
            return false;
        g_autofree char *since = clock_rfc3339(item->created, app->settings->zone);
        if (app->json)
            app_print_json(json_pack("{s:I,s:I,s:s,s:s,s:s}", "case", (json_int_t)item->id,
                                     "letter", (json_int_t)item->letter, "since", since, "to",
                                     item->recipient, "reason", item->reason));
        else
            printf("%5" PRId64 "  %s  %s: %s\n", item->id, since, item->recipient,
                   words_reason(words, item->reason));
    }
    if (ids && ids->len == 0 && !app->json)
        puts("no letter lies aside");
    return ids != NULL;
}

static bool parse_case(const char *text, int64_t *id, GError **error)
{
    return number_parse(text, "number of a case (see vestnik held list)", INT64_MAX, id, error);
}

/* The raw letter, as it came: for a mail program or `vestnik inspect -`. */
static bool show_raw(Db *db, int64_t id, GError **error)
{
    g_autoptr(Case) item = case_by_id(db, id, error);
    g_autoptr(GBytes) raw = item ? letter_raw(db, item->letter, error) : NULL;

    return raw && app_print_bytes(raw, error);
}

/* What it says, as `vestnik inspect` would, and why it waits. */
static bool show_case(const App *app, Db *db, int64_t id, GError **error)
{
    g_autoptr(Desk) desk = desk_new(app->settings, db, error);
    g_autoptr(Work) held = desk ? work_read(desk, id, error) : NULL;
    if (!held || !work_identify(held, error))
        return false;
    if (held->item->state != CASE_HELD && held->item->state != CASE_BROKEN)
        return fail(error, ERR_NOT_FOUND, "case %" PRId64 " is not held: %s", id,
                    held->item->verdict ? held->item->verdict : "new");
    const char *reason = held->item->reason ? held->item->reason : "unknown";
    g_autofree char *why = hold_words(desk->words, reason, held->facts, held->list);
    g_autofree char *name = g_strdup_printf("case %" PRId64 ", held for %s: %s", id,
                                            held->list ? held->list->title : "-", why);

    if (app->json) {
        g_autoptr(GString) line = g_string_new("{");
        facts_to_json(line, held->facts, name);
        json_line_number(line, "case", id);
        json_line_text(line, "reason", reason);
        puts(g_string_append_c(line, '}')->str);
        return true;
    }
    inspect_summary(held->facts, name, stdout);
    return true;
}

static bool run_show(App *app, int argc, char **argv, GError **error)
{
    bool raw = false;
    const Option options[] = {{"--raw", NULL, &raw}, {NULL, NULL, NULL}};
    int64_t id;

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 1, 1, SHOW_USAGE, error) || !parse_case(argv[1], &id, error))
        return false;
    g_autoptr(Db) db = app_open(app, error);

    return db && (raw ? show_raw(db, id, error) : show_case(app, db, id, error));
}

static bool run_retry(App *app, int argc, char **argv, GError **error)
{
    int64_t id;

    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 1, 1, "CASE", error) || !parse_case(argv[1], &id, error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    if (!db || !db_begin(db, error) || !db_finish(db, case_retry(db, id, error), error))
        return false;
    bell_ring(app->settings, BELL_DESK);
    if (app->json)
        app_print_json(json_pack("{s:I,s:s}", "case", (json_int_t)id, "state", "new"));
    else
        printf("Case %" PRId64 " will be tried again.\n", id);
    return true;
}

static bool decide(Desk *desk, Work *held, Decider *decider, GError **error)
{
    bool late = false;

    if (!db_begin(desk->db, error))
        return false;
    bool ok = moderation_decide(held, decider, &late, error);
    if (ok && late)
        ok = fail(error, ERR_NOT_FOUND, "case %" PRId64 " is held no longer", held->item->id);
    return db_finish(desk->db, ok, error);
}

static bool decide_case(App *app, int64_t id, Decider *decider, GError **error)
{
    g_autoptr(Db) db = app_open(app, error);
    g_autoptr(Desk) desk = db ? desk_new(app->settings, db, error) : NULL;
    g_autoptr(Work) held = desk ? work_read(desk, id, error) : NULL;

    if (!held)
        return false;
    decider->name = words_get(desk->words, WORD_ADMINISTRATOR);
    if (!decide(desk, held, decider, error))
        return false;
    bell_ring(app->settings, BELL_DELIVERER);
    if (app->json)
        app_print_json(json_pack("{s:I,s:b,s:b}", "case", (json_int_t)id, "published",
                                 ruling_publishes(decider->word), "untrusted", decider->untrusted));
    else
        printf("Case %" PRId64 " is %s%s.\n", id,
               ruling_publishes(decider->word) ? "published" : "refused",
               decider->untrusted ? "; nobody is trusted by it: who wrote it is not certain" : "");
    return true;
}

static bool run_approve(App *app, int argc, char **argv, GError **error)
{
    bool always = false;
    const Option options[] = {{"--always", NULL, &always}, {NULL, NULL, NULL}};
    int64_t id;

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 1, 1, APPROVE_USAGE, error) ||
        !parse_case(argv[1], &id, error))
        return false;
    Decider decider = {.word = always ? RULING_ALWAYS : RULING_YES};
    return decide_case(app, id, &decider, error);
}

static bool run_reject(App *app, int argc, char **argv, GError **error)
{
    bool spam = false;
    const Option options[] = {{"--spam", NULL, &spam}, {NULL, NULL, NULL}};
    int64_t id;

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 1, 2, REJECT_USAGE, error) || !parse_case(argv[1], &id, error))
        return false;
    g_autofree char *reason = argv[2] ? text_clean(argv[2], -1) : NULL;
    Decider decider = {.word = spam ? RULING_SPAM : RULING_NO, .reason = reason};
    return decide_case(app, id, &decider, error);
}

const Action HELD_ACTIONS[] = {{"list", run_list, ""},
                               {"show", run_show, SHOW_USAGE},
                               {"approve", run_approve, APPROVE_USAGE},
                               {"reject", run_reject, REJECT_USAGE},
                               {"broken", run_broken, ""},
                               {"retry", run_retry, "CASE"},
                               {NULL, NULL, NULL}};

bool cmd_held(App *app, int argc, char **argv, GError **error)
{
    return action_run(HELD_ACTIONS, app, argc, argv, error);
}
