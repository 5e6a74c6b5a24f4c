/* command_report.c: "отчёт" and "очередь": what a methodist or moderator of a list may know of it
 * (gateway/commands_by_letter.h). The report is the methodist's weekly letter, of the week that is
 * going on or of the one before. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/text.h"
#include "digest/week.h"
#include "gateway/commands_by_letter.h"
#include "lists/identity.h"

static Week wanted_week(const CommandCall *call)
{
    GTimeZone *zone = call->work->desk->settings->zone;
    g_autofree char *folded = text_fold(call->argument);
    Week now = week_of(clock_now(), zone);
    bool before = strstr(folded, "прошл") || strstr(folded, "last");

    return before ? week_before(&now, zone) : now;
}

bool letter_report(const CommandCall *call, GError **error)
{
    const Desk *desk = call->work->desk;
    const DigestContext usual = {
        .db = desk->db, .settings = desk->settings, .texts = desk->texts, .tongues = desk->tongues};
    const DigestContext context = digest_context_in(&usual, call->list);
    Week week = wanted_week(call);
    json_t *values = digest_values(&context, call->list, &week, DIGEST_METHODIST, error);

    return values &&
           letter_reply(call->work, digest_name(DIGEST_METHODIST), NULL, call->list, values, error);
}

/* --- what waits for a moderator --------------------------------------------------------------- */

static json_t *held_row(const Desk *desk, const Words *words, DbStmt *s)
{
    json_t *row = json_object();

    set_text(row, "number", g_strdup_printf("%" PRId64, db_col_int(s, 0)));
    set_text(row, "date", clock_date_time(db_col_int(s, 1), desk->settings->zone));
    set_text(row, "reason", g_strdup(words_reason(words, db_col_text(s, 2))));
    set_text(row, "author", g_strdup(db_col_text(s, 3)));
    return row;
}

/* What the letter itself says: who wrote it, and about what. One that can be read no longer stands
 * there by its address. */
static bool add_letter(Desk *desk, json_t *row, GError **error)
{
    Work *read = NULL;
    int64_t number = g_ascii_strtoll(json_string_value(json_object_get(row, "number")), NULL, 10);

    if (!work_read_case(desk, number, &read, error))
        return false;
    g_autoptr(Work) held = read;
    if (!held)
        return true;
    if (!work_identify(held, error))
        return false;
    set_text(row, "subject", g_strdup(held->facts->subject_base));
    if (held->identity->strength != STRENGTH_NONE)
        set_text(row, "author", g_strdup(held->identity->author));
    return true;
}

bool letter_queue(const CommandCall *call, GError **error)
{
    const Desk *desk = call->work->desk;
    g_autofree char *target = g_strdup_printf("list:%" PRId64, call->list->id);
    g_autoptr(Words) words = words_open(
        desk->settings->letters, call->language ? call->language : desk->settings->language, error);
    if (!words)
        return false;
    DbStmt *s = db_stmt(desk->db, SQL_HELD_OF_LIST);
    g_autoptr(json_t) rows = json_array();

    db_text(s, 1, target);
    while (db_row(s))
        json_array_append_new(rows, held_row(desk, words, s));
    if (!db_done(s, error))
        return false;
    json_int_t count = (json_int_t)json_array_size(rows);
    int64_t more = week_cut(rows, (size_t)desk->settings->queue_posts);
    for (size_t i = 0; i < json_array_size(rows); i++)
        if (!add_letter(call->work->desk, json_array_get(rows, i), error))
            return false;
    week_mark_first(rows);
    json_t *values = json_pack("{s:O,s:I}", "held", rows, "count", count);
    set_text(values, "more", more ? g_strdup_printf("%" PRId64, more) : g_strdup(""));
    return letter_reply(call->work, "queue-told", call->language, call->list, values, error);
}
