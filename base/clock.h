/* clock.h: the one place where time comes from (invariant 13). Times are seconds since 1970, UTC.
 * `vestnik --now TIME` fixes the clock for a whole run. A week is an ISO 8601 week in the time
 * zone of the settings, written "2026-W47". */
#ifndef VESTNIK_BASE_CLOCK_H
#define VESTNIK_BASE_CLOCK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define HOUR 3600 /* seconds */
#define DAY  (24 * 3600)

int64_t clock_now(void);

/* The clock beside the machine's uptime, which nobody sets. */
typedef struct ClockReading {
    int64_t wall;   /* clock_now() */
    int64_t uptime; /* seconds */
    char boot[40];  /* which start of the machine; "" not known, or the clock is fixed */
} ClockReading;
ClockReading clock_read(void);
/* What it would show now if nobody had set it since `before`; what it shows where that is not
 * known. */
int64_t clock_unset(const ClockReading *before, const ClockReading *now);

/* Fixes the clock at `at` for the rest of the process; or all of a reading. */
void clock_fix(int64_t at);
void clock_fix_reading(const ClockReading *reading);

/* "2026-11-16", "2026-11-16T08:00", "2026-11-16 08:00:00", with an optional "Z" or "+03:00";
 * without one in `zone`. ERR_USAGE when it is none of these. */
bool clock_parse(const char *text, GTimeZone *zone, int64_t *at, GError **error);

/* The moment in `zone`; 1970 where a year is beyond GLib. The caller's. */
GDateTime *clock_local(int64_t at, GTimeZone *zone);

/* RFC 3339 with the offset of `zone`: "2026-11-16T08:00:00+03:00". The caller's. */
char *clock_rfc3339(int64_t at, GTimeZone *zone);

/* "16.11.2026" and "16.11.2026 08:00", as people in Russia write it. The caller's. */
char *clock_date(int64_t at, GTimeZone *zone);
char *clock_date_time(int64_t at, GTimeZone *zone);

/* RFC 5322 section 3.3 date-time, for a Date header. The caller's. */
char *clock_rfc5322(int64_t at, GTimeZone *zone);

typedef struct Week {
    int year, number; /* ISO 8601 year and week, 1 to 53 */
    int64_t from;     /* Monday 00:00, inclusive */
    int64_t to;       /* the next Monday 00:00, exclusive */
} Week;

typedef struct Day {
    int64_t from, to; /* midnight, inclusive, and the next one, exclusive */
} Day;

Day day_of(int64_t at, GTimeZone *zone);
char *day_name(const Day *day, GTimeZone *zone); /* "2026-11-16"; the caller's */

bool week_parse(const char *text, GTimeZone *zone, Week *week, GError **error);
Week week_of(int64_t at, GTimeZone *zone);
Week week_before(const Week *week, GTimeZone *zone);
char *week_name(const Week *week); /* "2026-W47"; the caller's */

#endif
