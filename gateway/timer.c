/* timer.c: see timer.h. Each duty is one row; it says itself when it is due next. */
#include "gateway/timer.h"

#include "archive/ask.h"
#include "archive/domain_stop.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "digest/daily.h"
#include "digest/digest.h"
#include "gateway/account_alarm.h"
#include "gateway/bell.h"
#include "gateway/broken_alarm.h"
#include "gateway/check_disk.h"
#include "gateway/domain_alarm.h"
#include "gateway/echo.h"
#include "gateway/escalation.h"
#include "gateway/invitation.h"
#include "gateway/person_farewell.h"
#include "gateway/unsent_alarm.h"

#define CHECKPOINT_SECONDS 60

static bool send_digest(DigestContext *context, const DueDigest *due, GError **error)
{
    DigestSent sent = {0};
    g_autofree char *week = week_name(&due->week);
    g_autoptr(List) list = list_by_id(context->db, due->list, error);

    if (!list || !digest_send(context, list, &due->week, &sent, error))
        return false;
    LOG(INFO, "digest.sent", LOG_STR("list", list->name), LOG_STR("week", week),
        LOG_NUM("members", sent.recipients[DIGEST_MEMBERS]),
        LOG_NUM("methodists", sent.recipients[DIGEST_METHODIST]));
    bell_ring(context->settings, BELL_DELIVERER);
    return true;
}

/* The first failure is the one that is told; it keeps nothing else from being done. */
static void keep_first(GError **first, GError *why)
{
    if (why && *first)
        g_error_free(why);
    else if (why)
        *first = why;
}

static bool send_digests(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    g_autoptr(DigestContext) context = digest_context_new(db, settings, error);
    g_autoptr(GArray) due = context ? digest_due(context, clock_now(), next, error) : NULL;
    GError *first = NULL;

    for (guint i = 0; due && i < due->len; i++) {
        GError *why = NULL;
        send_digest(context, &g_array_index(due, DueDigest, i), &why);
        keep_first(&first, why);
    }
    if (first)
        g_propagate_error(error, first);
    return due && !first;
}

static bool send_day(DigestContext *context, const List *list, int64_t *next, GError **error)
{
    DailySent sent = {0};
    Day day;
    bool due;

    if (!daily_is_due(context, list, clock_now(), &due, &day, next, error))
        return false;
    if (!due)
        return true;
    if (!daily_send(context, list, &day, &sent, error))
        return false;
    if (sent.recipients == 0)
        return true;
    g_autofree char *name = day_name(&day, context->settings->zone);
    LOG(INFO, "daily.sent", LOG_STR("list", list->name), LOG_STR("day", name),
        LOG_NUM("members", sent.recipients));
    bell_ring(context->settings, BELL_DELIVERER);
    return true;
}

static bool send_daily(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    g_autoptr(DigestContext) context = digest_context_new(db, settings, error);
    g_autoptr(GPtrArray) lists = context ? list_all(db, error) : NULL;
    GError *first = NULL;

    for (guint i = 0; lists && i < lists->len; i++) {
        GError *why = NULL;
        int64_t soonest = INT64_MAX;
        send_day(context, g_ptr_array_index(lists, i), &soonest, &why);
        *next = MIN(*next, soonest);
        keep_first(&first, why);
    }
    if (first)
        g_propagate_error(error, first);
    return lists && !first;
}

static bool expire_asks(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    (void)settings;
    *next = clock_now() + HOUR;
    if (!db_begin(db, error))
        return false;
    return db_finish(db, ask_expire(db, clock_now(), error), error);
}

static bool forget_seen(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    *next = clock_now() + HOUR;
    return echo_prune(db, settings, error) && domain_prune(db, error);
}

/* What was erased leaves the log of the database too. */
static bool finish_erasures(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    (void)settings;
    *next = clock_now() + CHECKPOINT_SECONDS;
    return farewell_finish(db, error);
}

/* The one process that checkpoints on purpose, so that no letter waits for it. */
static bool checkpoint(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    (void)settings;
    *next = clock_now() + CHECKPOINT_SECONDS;
    return db_checkpoint(db, error);
}

static bool (*const DUTIES[])(Db *db, const Settings *settings, int64_t *next, GError **error) = {
    send_digests,      send_daily,        escalation_work, invitation_work,   expire_asks,
    forget_seen,       checkpoint,        finish_erasures, domain_alarm_work, account_alarm_work,
    unsent_alarm_work, broken_alarm_work, disk_alarm_work,
};

bool timer_work(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    GError *first = NULL;

    *next = INT64_MAX;
    for (size_t i = 0; i < G_N_ELEMENTS(DUTIES); i++) {
        GError *why = NULL;
        int64_t at = INT64_MAX;
        DUTIES[i](db, settings, &at, &why);
        keep_first(&first, why);
        *next = MIN(*next, at);
    }
    if (first)
        g_propagate_error(error, first);
    return !first;
}
