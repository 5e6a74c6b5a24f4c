/* domain_alarm.c: see domain_alarm.h. */
#include "gateway/domain_alarm.h"

#include <inttypes.h>

#include "archive/domain_stop.h"
#include "base/clock.h"
#include "base/log.h"
#include "gateway/alarm.h"
#include "gateway/own_letter.h"

static json_t *values_of(const Desk *desk, const DomainStop *stop, int64_t waiting)
{
    g_autofree char *until = clock_date_time(stop->until, desk->settings->zone);

    return json_pack("{s:s, s:b, s:I, s:I, s:I, s:s, s:s}", "domain", stop->domain, "refused",
                     stop->refuses_us, "failed", (json_int_t)stop->failed, "tried",
                     (json_int_t)stop->tried, "waiting", (json_int_t)waiting, "until", until,
                     "reply", stop->reply ? stop->reply : "");
}

/* The key keeps it from being told twice of one stop. */
static bool tell(Desk *desk, const DomainStop *stop, GError **error)
{
    int64_t waiting = 0;
    g_autofree char *key = g_strdup_printf("%s:%" PRId64, stop->domain, stop->since);

    if (!domain_waiting(desk->db, stop->domain, &waiting, error))
        return false;
    OwnLetter letter = {
        .text = "domain-stopped",
        .key = key,
        .address = desk->settings->administrator,
        .values = values_of(desk, stop, waiting),
    };
    LOG(INFO, "alarm.queued", LOG_STR("domain", stop->domain));
    return own_letter_queue(desk, &letter, error) && domain_told(desk->db, stop->domain, error);
}

static bool tell_all(Desk *desk, const void *what, GError **error)
{
    const GPtrArray *stops = what;
    bool ok = true;

    for (guint i = 0; i < stops->len && ok; i++) {
        const DomainStop *stop = g_ptr_array_index(stops, i);
        ok = stop->is_told || tell(desk, stop, error);
    }
    return ok;
}

static bool any_untold(const GPtrArray *stops)
{
    for (guint i = 0; i < stops->len; i++)
        if (!((const DomainStop *)g_ptr_array_index(stops, i))->is_told)
            return true;
    return false;
}

bool domain_alarm_work(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    *next = INT64_MAX;
    if (!settings->administrator)
        return true;
    g_autoptr(GPtrArray) stops = domain_stops(db, error);

    return stops && (!any_untold(stops) || alarm_tell(db, settings, tell_all, stops, error));
}
