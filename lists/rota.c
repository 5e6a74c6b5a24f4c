/* rota.c: see rota.h. The days stand in the row of the role: they end with it. */
#include "lists/rota.h"

#include <string.h>

#include "base/error.h"
#include "lists/list.h"

#define DAYS 7

static const struct {
    const char *word, *russian;
} WEEK[DAYS] = {{"mon", "пн"}, {"tue", "вт"}, {"wed", "ср"}, {"thu", "чт"},
                {"fri", "пт"}, {"sat", "сб"}, {"sun", "вс"}};

static void on_duty_free(OnDuty *row)
{
    if (!row)
        return;
    g_free(row->name);
    g_free(row);
}

GPtrArray *rota_all(Db *db, int64_t list, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)on_duty_free);
    DbStmt *s = db_stmt(db, SQL_ROLE_DAYS);

    db_int(s, 1, list);
    while (db_row(s)) {
        OnDuty *row = g_new0(OnDuty, 1);
        row->person = db_col_int(s, 0);
        row->name = db_col_dup(s, 1);
        row->days = (int)db_col_int(s, 2);
        g_ptr_array_add(rows, row);
    }
    return db_done(s, error) ? g_steal_pointer(&rows) : NULL;
}

char *rota_days(const OnDuty *row)
{
    GString *text = g_string_new(NULL);

    for (int i = 0; i < DAYS; i++) {
        if (row->days & 1 << i)
            g_string_append_printf(text, "%s%s", text->len ? "," : "", WEEK[i].word);
    }
    return g_string_free(text, FALSE);
}

static bool add_day(const char *word, int *days, GError **error)
{
    for (int i = 0; i < DAYS; i++) {
        if (g_str_equal(word, WEEK[i].word) || g_str_equal(word, WEEK[i].russian)) {
            *days |= 1 << i;
            return true;
        }
    }
    return fail(error, ERR_INPUT,
                "'%s' is no day; there are: mon, tue, wed, thu, fri, sat, sun, joined by commas",
                word);
}

bool rota_set(Db *db, int64_t list, int64_t person, const char *days, GError **error)
{
    g_auto(GStrv) words = g_strsplit(days, ",", -1); /* of "": none */
    int bits = 0;

    for (guint i = 0; words[i]; i++)
        if (!add_day(g_strstrip(words[i]), &bits, error))
            return false;
    DbStmt *s = db_stmt(db, SQL_ROLE_SET_DAYS);
    db_int(s, 1, list);
    db_int(s, 2, person);
    db_int(s, 3, bits);
    if (!db_run(s, error))
        return false;
    return db_changes(db) > 0 ||
           fail(error, ERR_NOT_FOUND, "days are set of a moderator: first role=+moderator");
}

static bool is_on_duty(const GPtrArray *rows, int64_t person, int weekday)
{
    for (guint i = 0; i < rows->len; i++) {
        const OnDuty *row = g_ptr_array_index(rows, i);
        if (row->person == person)
            return !row->days || row->days & 1 << (weekday - 1);
    }
    return false;
}

bool rota_keep(Db *db, int64_t list, int weekday, GPtrArray *moderators, GError **error)
{
    g_autoptr(GPtrArray) rows = rota_all(db, list, error);
    guint on_duty = 0;

    if (!rows)
        return false;
    for (guint i = 0; i < moderators->len; i++) {
        const Member *member = g_ptr_array_index(moderators, i);
        on_duty += is_on_duty(rows, member->person, weekday);
    }
    for (guint i = moderators->len; on_duty && i-- > 0;) {
        const Member *member = g_ptr_array_index(moderators, i);
        if (!is_on_duty(rows, member->person, weekday))
            g_ptr_array_remove_index(moderators, i);
    }
    return true;
}
