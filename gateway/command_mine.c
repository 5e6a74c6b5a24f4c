/* command_mine.c: what a person asks about themselves: "мои подписки", "моя активность"
 * (gateway/commands_by_letter.h). */
#include <jansson.h>

#include "base/auto.h"
#include "base/clock.h"
#include "digest/report.h"
#include "digest/week.h"
#include "gateway/command_links.h"
#include "gateway/command_list.h"
#include "gateway/commands_by_letter.h"
#include "gateway/own_letter.h"
#include "lists/vertical.h"

/* --- their lists ------------------------------------------------------------------------------ */

/* The columns of SQL_LISTS_OF_PERSON. */
enum { LIST_NAME, LIST_TITLE, MODE, SINCE, ROLES, MODE_UNTIL, USUAL_MODE };

/* A flag for each word of the table, true for those of `words`: templates know no comparing. */
static void set_flags(json_t *row, const char *prefix, const char *const *table, const char *words)
{
    g_auto(GStrv) set = g_strsplit(words, " ", -1);

    for (size_t i = 0; table[i]; i++) {
        g_autofree char *name = g_strconcat(prefix, table[i], NULL);
        bool is_set = g_strv_contains((const char *const *)set, table[i]);
        json_object_set_new(row, name, json_boolean(is_set));
    }
}

static json_t *row_of_list(const CommandCall *call, DbStmt *s)
{
    const Settings *settings = call->work->desk->settings;
    const char *name = db_col_text(s, LIST_NAME), *mode = db_col_text(s, MODE);
    int64_t until = db_col_int(s, MODE_UNTIL);
    g_autofree char *leave = command_link_to(settings, "unsubscribe", call->language, name);
    g_autofree char *day = until ? clock_date(until, settings->zone) : g_strdup("");
    json_t *row =
        json_pack("{s:s,s:s,s:s,s:b,s:s}", "name", name, "title", db_col_text(s, LIST_TITLE),
                  "until", day, "member", mode != NULL, "link_unsubscribe", leave);

    set_flags(row, "mode_", MEMBER_MODES, mode ? mode : "");
    set_flags(row, "role_", MEMBER_ROLES, db_col_text(s, ROLES));
    return row;
}

/* Lists whose letters come because those below them do. */
static bool add_reaching(const CommandCall *call, json_t *rows, GError **error)
{
    const Work *work = call->work;
    g_autoptr(GPtrArray) reaching =
        vertical_reaching(work->desk->db, work->identity->person, error);

    for (guint i = 0; reaching && i < reaching->len; i++) {
        const Reaching *list = g_ptr_array_index(reaching, i);
        json_t *row = json_pack("{s:s,s:s}", "name", list->name, "title", list->title);
        g_autofree char *leave =
            command_link_to(work->desk->settings, "unsubscribe", call->language, list->name);
        json_array_append_new(rows, row);
        json_object_set_new(row, "link_unsubscribe", json_string(leave));
        if (!vertical_tell_leaving(work->desk->db, list->list, work->identity->person, row, error))
            return false;
    }
    return reaching != NULL;
}

bool letter_my_lists(const CommandCall *call, GError **error)
{
    Work *work = call->work;
    DbStmt *s = db_stmt(work->desk->db, SQL_LISTS_OF_PERSON);
    g_autoptr(json_t) rows = json_array();

    db_int(s, 1, work->identity->person);
    db_int(s, 2, clock_now());
    while (db_row(s))
        json_array_append_new(rows, row_of_list(call, s));
    if (!db_done(s, error) || !add_reaching(call, rows, error))
        return false;
    week_mark_first(rows);
    json_t *values = json_pack("{s:O}", "lists", rows);
    return letter_reply(work, "my-lists", call->language, NULL, values, error);
}

/* --- their activity --------------------------------------------------------------------------- */

static json_t *activity_rows(const Work *work, const Words *words, const Participation *p)
{
    g_autoptr(GArray) acts = participation_rows_of(p, work->identity->person);
    json_t *rows = json_array();

    for (guint i = 0; i < acts->len; i++) {
        const ActRow *act = &g_array_index(acts, ActRow, i);
        json_t *row = json_object();
        set_text(row, "title", g_strdup(*act->name ? act->name : words_get(words, WORD_NO_LIST)));
        set_text(row, "acts_text", report_acts(p, act, words));
        set_text(row, "date", clock_date(act->last, work->desk->settings->zone));
        json_array_append_new(rows, row);
    }
    return rows;
}

/* Of this school year, as the reports count it. */
bool letter_my_activity(const CommandCall *call, GError **error)
{
    Work *work = call->work;
    const Settings *settings = work->desk->settings;
    int64_t now = clock_now();
    const Scope scope = {.from = school_year_start(now, settings->zone), .to = now + 1};
    g_autoptr(Words) words = words_open(settings->letters, call->language, error);
    g_autoptr(Participation) p = words ? participation_read(work->desk->db, &scope, error) : NULL;

    if (!p)
        return false;
    json_t *values = json_pack("{s:o}", "lists", activity_rows(work, words, p));
    set_text(values, "period", words_period(words, scope.from, scope.to, settings->zone));
    return letter_reply(work, "my-activity", call->language, NULL, values, error);
}
