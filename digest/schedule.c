/* schedule.c: when letters are due; see digest.h and daily.h. Only the last complete week is ever
 * due: a gateway that slept for a month wakes up without a flood of old letters. */
#include "digest/digest.h"

#include "base/clock.h"
#include "base/error.h"

int64_t digest_hour_of(const List *list, const Settings *settings, const Day *day)
{
    int64_t hour = list->digest_hour >= 0 ? list->digest_hour : settings->digest_hour;
    g_autoptr(GDateTime) date = clock_local(day->from, settings->zone);
    int year, month, of_month;

    /* by the calendar, not by adding hours: a day may have 23 or 25 of them */
    g_date_time_get_ymd(date, &year, &month, &of_month);
    g_autoptr(GDateTime) moment =
        g_date_time_new(settings->zone, year, month, of_month, (int)hour, 0, 0);
    return g_date_time_to_unix(moment);
}

/* When the letters about the week before `week` go out: in `week`, on the list's day and hour. */
static int64_t moment_of(const List *list, const Settings *settings, const Week *week)
{
    int64_t weekday = list->digest_day > 0 ? list->digest_day : settings->digest_day;
    g_autoptr(GDateTime) monday = clock_local(week->from, settings->zone);
    g_autoptr(GDateTime) date = g_date_time_add_days(monday, (int)weekday - 1);
    const Day day = day_of(g_date_time_to_unix(date), settings->zone);

    return digest_hour_of(list, settings, &day);
}

/* Whether a run row is missing. */
static bool is_missing(Db *db, const List *list, const Week *week, bool *missing, GError **error)
{
    g_autofree char *period = week_name(week);

    *missing = false;
    for (int kind = 0; kind < DIGEST_KINDS && !*missing; kind++) {
        int64_t one;
        bool found = false;
        DbStmt *s = db_stmt(db, SQL_RUN_HAS);
        db_text(s, 1, digest_name((DigestKind)kind));
        db_text(s, 2, list->name);
        db_text(s, 3, period);
        if (!db_one(s, &one, &found, error))
            return false;
        *missing = !found;
    }
    return true;
}

typedef struct Look {
    const DigestContext *context;
    int64_t now;
    GArray *due;  /* of DueDigest */
    int64_t next; /* the soonest moment to come */
} Look;

/* Looks at one list: adds it to what is due, or brings the next moment forward. */
static bool look_at(Look *look, const List *list, GError **error)
{
    const Settings *settings = look->context->settings;
    Week this_week = week_of(look->now, settings->zone);
    int64_t moment = moment_of(list, settings, &this_week);
    bool missing;

    if (look->now < moment) {
        look->next = MIN(look->next, moment);
        return true;
    }
    Week coming = week_of(this_week.to, settings->zone);
    look->next = MIN(look->next, moment_of(list, settings, &coming));
    DueDigest item = {.list = list->id, .week = week_before(&this_week, settings->zone)};
    if (list->created >= item.week.to)
        return true; /* the list is younger than the week */
    if (!is_missing(look->context->db, list, &item.week, &missing, error))
        return false;
    if (missing)
        g_array_append_val(look->due, item);
    return true;
}

GArray *digest_due(const DigestContext *context, int64_t now, int64_t *next, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(context->db, error);
    g_autoptr(GArray) due = g_array_new(FALSE, TRUE, sizeof(DueDigest));
    Look look = {.context = context, .now = now, .due = due, .next = INT64_MAX};

    if (!lists)
        return NULL;
    for (guint i = 0; i < lists->len; i++) {
        if (!look_at(&look, g_ptr_array_index(lists, i), error))
            return NULL;
    }
    *next = look.next;
    return g_steal_pointer(&due);
}
