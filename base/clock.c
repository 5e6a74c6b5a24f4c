/* clock.c: see clock.h. Calendar arithmetic is GLib's. */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/error.h"

static bool fixed;
static ClockReading fixed_at;

int64_t clock_now(void)
{
    return fixed ? fixed_at.wall : (int64_t)time(NULL);
}

void clock_fix_reading(const ClockReading *reading)
{
    fixed = true;
    fixed_at = *reading;
}

void clock_fix(int64_t at)
{
    clock_fix_reading(&(ClockReading){.wall = at});
}

ClockReading clock_read(void)
{
    static char boot[sizeof((ClockReading *)NULL)->boot];
    ClockReading reading = {.wall = clock_now()};
    struct timespec uptime;
    g_autofree char *id = NULL;

    if (fixed)
        return fixed_at;
    if (clock_gettime(CLOCK_BOOTTIME, &uptime) != 0)
        return reading;
    if (!*boot && g_file_get_contents("/proc/sys/kernel/random/boot_id", &id, NULL, NULL))
        g_strlcpy(boot, g_strchomp(id), sizeof boot);
    reading.uptime = (int64_t)uptime.tv_sec;
    memcpy(reading.boot, boot, sizeof boot);
    return reading;
}

int64_t clock_unset(const ClockReading *before, const ClockReading *now)
{
    bool same_run = *now->boot && g_str_equal(before->boot, now->boot);

    return same_run ? before->wall + now->uptime - before->uptime : now->wall;
}

bool clock_parse(const char *text, GTimeZone *zone, int64_t *at, GError **error)
{
    g_autofree char *iso = g_strdup(text);
    char *space = strchr(iso, ' ');
    if (space)
        *space = 'T';
    const char *suffix = !strchr(iso, 'T') ? "T00:00:00" : strlen(iso) == 16 ? ":00" : "";
    g_autofree char *full = g_strconcat(iso, suffix, NULL);
    g_autoptr(GDateTime) when = g_date_time_new_from_iso8601(full, zone);
    if (!when)
        return fail(error, ERR_USAGE,
                    "'%s' is not a time; write it like 2026-11-16 or 2026-11-16T08:00", text);
    *at = g_date_time_to_unix(when);
    return true;
}

GDateTime *clock_local(int64_t at, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);

    return utc ? g_date_time_to_timezone(utc, zone) : g_date_time_new_from_unix_utc(0);
}

static char *local_format(int64_t at, GTimeZone *zone, const char *format)
{
    g_autoptr(GDateTime) when = clock_local(at, zone);

    return g_date_time_format(when, format);
}

char *clock_rfc3339(int64_t at, GTimeZone *zone)
{
    return local_format(at, zone, "%Y-%m-%dT%H:%M:%S%:z");
}

char *clock_date(int64_t at, GTimeZone *zone)
{
    return local_format(at, zone, "%d.%m.%Y");
}

char *clock_date_time(int64_t at, GTimeZone *zone)
{
    return local_format(at, zone, "%d.%m.%Y %H:%M");
}

char *clock_rfc5322(int64_t at, GTimeZone *zone)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GDateTime) when = clock_local(at, zone);
    g_autofree char *rest = g_date_time_format(when, "%Y %H:%M:%S %z");

    /* %a and %b would follow the locale */
    return g_strdup_printf("%s, %d %s %s", days[g_date_time_get_day_of_week(when) - 1],
                           g_date_time_get_day_of_month(when),
                           months[g_date_time_get_month(when) - 1], rest);
}

Day day_of(int64_t at, GTimeZone *zone)
{
    int year, month, day;
    g_autoptr(GDateTime) when = clock_local(at, zone);

    g_date_time_get_ymd(when, &year, &month, &day);
    g_autoptr(GDateTime) start = g_date_time_new(zone, year, month, day, 0, 0, 0);
    g_autoptr(GDateTime) end = g_date_time_add_days(start, 1);
    return (Day){.from = g_date_time_to_unix(start), .to = g_date_time_to_unix(end)};
}

char *day_name(const Day *day, GTimeZone *zone)
{
    return local_format(day->from, zone, "%Y-%m-%d");
}

/* The week whose Monday is the day `monday` lies in. */
static Week week_from_monday(GDateTime *monday, GTimeZone *zone)
{
    int year, month, day;
    g_date_time_get_ymd(monday, &year, &month, &day);
    g_autoptr(GDateTime) start = g_date_time_new(zone, year, month, day, 0, 0, 0);
    g_autoptr(GDateTime) end = g_date_time_add_days(start, 7);

    return (Week){
        .year = g_date_time_get_week_numbering_year(start),
        .number = g_date_time_get_week_of_year(start),
        .from = g_date_time_to_unix(start),
        .to = g_date_time_to_unix(end),
    };
}

Week week_of(int64_t at, GTimeZone *zone)
{
    g_autoptr(GDateTime) when = clock_local(at, zone);
    g_autoptr(GDateTime) monday = g_date_time_add_days(when, 1 - g_date_time_get_day_of_week(when));

    return week_from_monday(monday, zone);
}

Week week_before(const Week *week, GTimeZone *zone)
{
    return week_of(week->from - 1, zone);
}

bool week_parse(const char *text, GTimeZone *zone, Week *week, GError **error)
{
    int year = 0, number = 0, used = 0;

    if (sscanf(text, "%4d-W%2d%n", &year, &number, &used) == 2 && text[used] == '\0' &&
        year >= 1970 && number >= 1 && number <= 53) {
        /* 4 January always lies in week 1 (ISO 8601) */
        g_autoptr(GDateTime) fourth = g_date_time_new(zone, year, 1, 4, 0, 0, 0);
        g_autoptr(GDateTime) monday = g_date_time_add_days(
            fourth, 1 - g_date_time_get_day_of_week(fourth) + 7 * (number - 1));
        *week = week_from_monday(monday, zone);
        if (week->number == number)
            return true;
    }
    return fail(error, ERR_USAGE, "'%s' is not a week; write it like 2026-W47", text);
}

char *week_name(const Week *week)
{
    return g_strdup_printf("%04d-W%02d", week->year, week->number);
}
