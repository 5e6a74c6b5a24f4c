/* test_clock.c: weeks and written times. */
#include <glib.h>

#include "base/clock.h"

static GTimeZone *moscow(void)
{
    return g_time_zone_new_identifier("Europe/Moscow");
}

static void test_weeks(void)
{
    static const struct {
        const char *time, *week;
    } ROWS[] = {
        {"2026-11-16T00:00", "2026-W47"}, {"2026-11-15T23:59", "2026-W46"},
        {"2027-01-01", "2026-W53"},       {"2027-01-03T23:59", "2026-W53"},
        {"2027-01-04", "2027-W01"},       {"2024-12-30", "2025-W01"},
    };
    g_autoptr(GTimeZone) zone = moscow();

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        int64_t at;
        g_assert_true(clock_parse(ROWS[i].time, zone, &at, NULL));
        Week week = week_of(at, zone), again;
        g_autofree char *name = week_name(&week);
        g_assert_cmpstr(name, ==, ROWS[i].week);
        g_assert_true(week.from <= at && at < week.to);
        g_assert_true(week_parse(name, zone, &again, NULL));
        g_assert_cmpint(again.from, ==, week.from);
        Week before = week_before(&week, zone);
        g_assert_cmpint(before.to, ==, week.from);
    }
}

static void test_bad_weeks(void)
{
    static const char *const BAD[] = {"2026-W54", "2025-W53",  "2026-W00", "2026-47",
                                      "W47",      "2026-W47x", ""};
    g_autoptr(GTimeZone) zone = moscow();

    for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++) {
        Week week;
        g_autoptr(GError) error = NULL;
        g_assert_false(week_parse(BAD[i], zone, &week, &error));
        g_assert_nonnull(error);
    }
}

static void test_written(void)
{
    g_autoptr(GTimeZone) zone = moscow();
    int64_t at;

    g_assert_true(clock_parse("2026-11-16 08:05:09", zone, &at, NULL));
    g_autofree char *rfc3339 = clock_rfc3339(at, zone), *rfc5322 = clock_rfc5322(at, zone);
    g_autofree char *date = clock_date(at, zone), *date_time = clock_date_time(at, zone);
    g_assert_cmpstr(rfc3339, ==, "2026-11-16T08:05:09+03:00");
    g_assert_cmpstr(rfc5322, ==, "Mon, 16 Nov 2026 08:05:09 +0300");
    g_assert_cmpstr(date, ==, "16.11.2026");
    g_assert_cmpstr(date_time, ==, "16.11.2026 08:05");
    g_assert_true(clock_parse("2026-11-16T05:05:09Z", zone, &at, NULL));
    g_autofree char *same = clock_rfc3339(at, zone);
    g_assert_cmpstr(same, ==, "2026-11-16T08:05:09+03:00");
    g_assert_false(clock_parse("вчера", zone, &at, NULL));
}

static void test_fixed(void)
{
    clock_fix(1000);
    g_assert_cmpint(clock_now(), ==, 1000);
}

/* What a clock would show that nobody had set: known as long as the machine runs. */
static void test_unset(void)
{
    static const ClockReading before = {.wall = 1000000, .uptime = 500, .boot = "a"};
    static const struct {
        ClockReading now;
        int64_t unset;
    } ROWS[] = {
        {{.wall = 1000060, .uptime = 560, .boot = "a"}, 1000060},
        {{.wall = 9000000, .uptime = 560, .boot = "a"}, 1000060},
        {{.wall = 0, .uptime = 560, .boot = "a"}, 1000060},
        {{.wall = 9000000, .uptime = 30, .boot = "b"}, 9000000},
        {{.wall = 9000000, .uptime = 0, .boot = ""}, 9000000},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        g_assert_cmpint(clock_unset(&before, &ROWS[i].now), ==, ROWS[i].unset);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/clock/weeks", test_weeks);
    g_test_add_func("/clock/bad-weeks", test_bad_weeks);
    g_test_add_func("/clock/written", test_written);
    g_test_add_func("/clock/unset", test_unset);
    g_test_add_func("/clock/fixed", test_fixed);
    return g_test_run();
}
