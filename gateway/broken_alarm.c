/* broken_alarm.c: see broken_alarm.h. What was told of is a row of `run`: the case and when it was
 * set aside, so that one that fails again is told again. Without `administrator` in the settings
 * they stand in `vestnik status` and `vestnik held broken` only. */
#include "gateway/broken_alarm.h"

#include <inttypes.h>

#include "archive/act.h"
#include "base/clock.h"
#include "base/log.h"
#include "gateway/alarm.h"
#include "gateway/own_letter.h"

#define SHOWN_MOST 20 /* in one letter; the next day's has more */

static const char TOLD[] = "broken-told";

typedef struct Broken {
    int64_t id, decided, bytes;
    char *from, *to, *reason; /* `from` "": not known */
} Broken;

static void broken_clear(void *data)
{
    Broken *broken = data;

    g_free(broken->from);
    g_free(broken->to);
    g_free(broken->reason);
}

static GArray *find_untold(Db *db, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(Broken));
    DbStmt *s = db_stmt(db, SQL_CASES_BROKEN_UNTOLD);

    g_array_set_clear_func(rows, broken_clear);
    db_text(s, 1, TOLD);
    while (db_row(s)) {
        Broken row = {.id = db_col_int(s, 0),
                      .decided = db_col_int(s, 1),
                      .bytes = db_col_int(s, 2),
                      .from = db_col_dup(s, 3),
                      .to = db_col_dup(s, 4),
                      .reason = db_col_dup(s, 5)};
        g_array_append_val(rows, row);
    }
    return db_done(s, error) ? g_steal_pointer(&rows) : NULL;
}

static bool note_told(Db *db, const Broken *row, GError **error)
{
    g_autofree char *id = g_strdup_printf("%" PRId64, row->id);
    g_autofree char *decided = g_strdup_printf("%" PRId64, row->decided);
    bool first;

    return run_once(db, TOLD, id, decided, &first, error);
}

static json_t *shown(const Desk *desk, const Broken *row)
{
    g_autofree char *since = clock_date_time(row->decided, desk->settings->zone);
    g_autofree char *size = words_size(desk->words, row->bytes);

    return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "case", (json_int_t)row->id, "since", since,
                     "size", size, "from", row->from, "to", row->to, "reason",
                     words_reason(desk->words, row->reason));
}

static bool tell(Desk *desk, const void *what, GError **error)
{
    const GArray *rows = what;
    guint count = MIN(rows->len, SHOWN_MOST);
    g_autofree char *day = clock_date(clock_now(), desk->settings->zone);
    bool first = false;

    if (!run_once(desk->db, TOLD, "", day, &first, error))
        return false;
    if (!first)
        return true;
    json_t *letters = json_array();
    for (guint i = 0; i < count; i++)
        json_array_append_new(letters, shown(desk, &g_array_index(rows, Broken, i)));
    const OwnLetter letter = {
        .text = "letters-broken",
        .key = day,
        .address = desk->settings->administrator,
        .values = json_pack("{s:I, s:o, s:I}", "count", (json_int_t)rows->len, "letters", letters,
                            "more", (json_int_t)(rows->len - count)),
    };
    LOG(INFO, "alarm.queued", LOG_NUM("broken", rows->len));
    bool ok = own_letter_queue(desk, &letter, error);
    for (guint i = 0; i < count && ok; i++)
        ok = note_told(desk->db, &g_array_index(rows, Broken, i), error);
    return ok;
}

static bool is_told_today(Db *db, const Settings *settings, bool *is, GError **error)
{
    g_autofree char *day = clock_date(clock_now(), settings->zone);
    DbStmt *s = db_stmt(db, SQL_RUN_HAS);
    int64_t one;

    db_text(s, 1, TOLD);
    db_text(s, 2, "");
    db_text(s, 3, day);
    return db_one(s, &one, is, error);
}

bool broken_alarm_work(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    bool today = false;

    *next = clock_now() + HOUR;
    if (!settings->administrator)
        return true;
    if (!is_told_today(db, settings, &today, error) || today)
        return today;
    g_autoptr(GArray) rows = find_untold(db, error);

    return rows && (!rows->len || alarm_tell(db, settings, tell, rows, error));
}
