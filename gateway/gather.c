/* gather.c: see gather.h. */
#include "gateway/gather.h"

#include "archive/sender.h"
#include "base/clock.h"
#include "base/log.h"
#include "digest/digest.h"
#include "digest/week.h"
#include "gateway/own_letter.h"

static const char TEXT[] = "posts-gathered";

/* How long the account will be sending in the hours that count. */
static int64_t time_ahead(const Settings *settings, const Sender *sender)
{
    int64_t ahead = settings->gather_hours * HOUR;
    int64_t stopped = sender->stop == STOP_LIMIT && sender_is_stopped(sender)
                          ? sender->stop_until - sender_now(sender)
                          : 0;

    return MAX(ahead - stopped, 0);
}

static bool count_waiting(Db *db, const Settings *settings, const Account *account,
                          int64_t *waiting, GError **error)
{
    int64_t lane = 0;

    if (!sender_lane(db, settings, account, &lane, error))
        return false;
    DbStmt *s = db_stmt(db, SQL_SENDER_WAITING);
    db_int(s, 1, lane);
    return db_one(s, waiting, NULL, error);
}

bool gather_forecast(Db *db, const Settings *settings, const List *list, int64_t readers,
                     Forecast *forecast, GError **error)
{
    const Account *account = book_list_account(settings, list);
    g_autoptr(Sender) sender = sender_find(db, account, error);

    *forecast = (Forecast){.readers = readers, .fits = INT64_MAX};
    if (!sender)
        return false;
    bool is_stopped = sender->stop == STOP_LIMIT && sender_is_stopped(sender);
    if (quota_is_open(account) && !is_stopped)
        return true;
    int64_t ahead = time_ahead(settings, sender);
    forecast->fits = ahead ? quota_ahead(&sender->quota, account, sender_now(sender), ahead) : 0;
    return count_waiting(db, settings, account, &forecast->waiting, error);
}

bool gather_is_needed(const Forecast *forecast)
{
    return forecast->readers && forecast->waiting + forecast->readers > forecast->fits;
}

/* --- the methodists --------------------------------------------------------------------------- */

static bool is_near(const Forecast *forecast)
{
    return gather_is_needed(forecast) ||
           (forecast->fits != INT64_MAX &&
            forecast->waiting + 2 * forecast->readers > forecast->fits);
}

/* When the next daily letter comes: what is written today stands in the one of tomorrow. */
static char *digest_time(const Settings *settings, const List *list)
{
    const Day today = day_of(clock_now(), settings->zone);
    const Day tomorrow = day_of(today.to, settings->zone);

    return clock_date_time(digest_hour_of(list, settings, &tomorrow), settings->zone);
}

static bool tell_one(Desk *desk, const List *list, const Member *methodist,
                     const Forecast *forecast, GError **error)
{
    const Settings *settings = desk->settings;
    const Account *account = book_list_account(settings, list);
    const Day today = day_of(clock_now(), settings->zone);
    g_autofree char *day = day_name(&today, settings->zone);
    g_autofree char *key =
        g_strdup_printf("%s/%s/%" G_GINT64_FORMAT, list->name, day, methodist->person);
    g_autofree char *when = digest_time(settings, list);
    g_autofree char *in_a_day =
        account->smtp_day ? g_strdup_printf("%" G_GINT64_FORMAT, account->smtp_day) : g_strdup("");
    int64_t days = quota_days(account, forecast->readers);
    const OwnLetter letter = {
        .text = TEXT,
        .key = key,
        .person = methodist->person,
        .name = methodist->name,
        .address = methodist->address,
        .list = list,
        .values = json_pack("{s:b, s:I, s:I, s:I, s:I, s:s, s:s, s:s}", "gathered",
                            gather_is_needed(forecast), "readers", (json_int_t)forecast->readers,
                            "waiting", (json_int_t)forecast->waiting, "fits",
                            (json_int_t)forecast->fits, "hours", (json_int_t)settings->gather_hours,
                            "day", in_a_day, "mailbox", account->address, "digest_time", when),
    };

    set_text(letter.values, "days",
             days > 1 ? g_strdup_printf("%" G_GINT64_FORMAT, days) : g_strdup(""));
    return own_letter_queue(desk, &letter, error);
}

bool gather_tell(Desk *desk, const List *list, const Forecast *forecast, GError **error)
{
    if (!is_near(forecast))
        return true;
    g_autoptr(GPtrArray) methodists = list_role(desk->db, list->id, "methodist", error);
    if (!methodists)
        return false;
    LOG(WARNING, gather_is_needed(forecast) ? "post.gathered" : "budget.near",
        LOG_STR("list", list->name), LOG_NUM("readers", forecast->readers),
        LOG_NUM("waiting", forecast->waiting), LOG_NUM("fits", forecast->fits));
    for (guint i = 0; i < methodists->len; i++) {
        const Member *methodist = g_ptr_array_index(methodists, i);
        if (methodist->address && !tell_one(desk, list, methodist, forecast, error))
            return false;
    }
    return true;
}
