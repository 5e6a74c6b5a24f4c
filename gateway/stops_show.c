/* stops_show.c: see stops_show.h. */
#include "gateway/stops_show.h"

#include <stdio.h>

#include "base/clock.h"

static json_t *stop_json(const DomainStop *stop, int64_t waiting, GTimeZone *zone)
{
    g_autofree char *since = clock_rfc3339(stop->since, zone);
    g_autofree char *until = clock_rfc3339(stop->until, zone);

    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:b, s:s?}", "since", since, "until", until,
                     "why", stop->refuses_us ? "refuses-us" : "share", "failed",
                     (json_int_t)stop->failed, "tried", (json_int_t)stop->tried, "waiting",
                     (json_int_t)waiting, "trial", stop->trial != 0, "reply", stop->reply);
}

json_t *stops_json(Db *db, GTimeZone *zone, GError **error)
{
    g_autoptr(GPtrArray) stops = domain_stops(db, error);
    json_t *all = stops ? json_object() : NULL;

    for (guint i = 0; all && i < stops->len; i++) {
        const DomainStop *stop = g_ptr_array_index(stops, i);
        int64_t waiting = 0;
        if (domain_waiting(db, stop->domain, &waiting, error))
            json_object_set_new(all, stop->domain, stop_json(stop, waiting, zone));
        else
            g_clear_pointer(&all, json_decref);
    }
    return all;
}

void stops_print(const json_t *stops)
{
    const char *domain;
    json_t *stop;

    json_object_foreach((json_t *)stops, domain, stop)
    {
        const char *reply = json_string_value(json_object_get(stop, "reply"));
        bool trial = json_is_true(json_object_get(stop, "trial"));
        printf("STOPPED %s since %s: %" JSON_INTEGER_FORMAT " of %" JSON_INTEGER_FORMAT
               " failed within an hour; %" JSON_INTEGER_FORMAT " wait; %s %s\n",
               domain, json_string_value(json_object_get(stop, "since")),
               json_integer_value(json_object_get(stop, "failed")),
               json_integer_value(json_object_get(stop, "tried")),
               json_integer_value(json_object_get(stop, "waiting")),
               trial ? "one was sent to try, the rest follows" : "one is sent to try",
               json_string_value(json_object_get(stop, "until")));
        if (reply)
            printf("  its servers say: %s\n", reply);
        printf("  it is mended: vestnik queue retry --domain %s\n", domain);
    }
}
