/* test_spoken_date.c: days as people write them. Today is Monday, 9 November 2026. */
#include <string.h>

#include "base/clock.h"
#include "base/spoken_date.h"

static const struct {
    const char *text, *expected; /* NULL: no day */
} ROWS[] = {
    {"до 25.08", "2027-08-25"},
    {"25.12", "2026-12-25"},
    {"до 25.12.", "2026-12-25"},
    {"до 25/12/26", "2026-12-25"},
    {"до 25-12-2026 г.", "2026-12-25"},
    {"до 2026-12-25", "2026-12-25"},
    {"по 25.12.2026", "2026-12-26"},
    {"до 25.12.2026 включительно", "2026-12-26"},
    {"до 25 декабря", "2026-12-25"},
    {"до 25-го декабря 2026 года", "2026-12-25"},
    {"по 31 Дек.", "2027-01-01"},
    {"до 1 сентября", "2027-09-01"},
    {"до сентября", "2027-09-01"},
    {"до мая", "2027-05-01"},
    {"с 1 по 14 декабря", "2026-12-15"},
    {"с 20.11 по 30.11", "2026-12-01"},
    {"с 20.11 до 30.11", "2026-11-30"},
    {"с 25 декабря по 10 января", "2027-01-11"},
    {"с завтра до 30.11", "2026-11-30"},
    {"с 1-го до 15-го декабря 2026 года", "2026-12-15"},
    {"from December 1 until December 14", "2026-12-14"},
    {"с детьми до 30.11", "2026-11-30"},
    {"с 99 по 14 декабря", "2026-12-15"},
    {"до завтра", "2026-11-10"},
    {"до послезавтра", "2026-11-11"},
    {"до понедельника", "2026-11-16"},
    {"до пятницы", "2026-11-13"},
    {"на неделю", "2026-11-16"},
    {"на две недели", "2026-11-23"},
    {"на 10 дней", "2026-11-19"},
    {"на месяц", "2026-12-09"},
    {"до конца недели", "2026-11-16"},
    {"до конца ноября", "2026-12-01"},
    {"до конца месяца", "2026-12-01"},
    {"до конца года", "2027-01-01"},
    {"until December 25", "2026-12-25"},
    {"until 25 December 2026", "2026-12-25"},
    {"till Monday", "2026-11-16"},
    {"for two weeks", "2026-11-23"},
    {"с 1 декабря на две недели", "2026-12-15"},
    {"с завтрашнего дня на две недели", "2026-11-24"},
    {"с сегодняшнего дня на 10 дней", "2026-11-19"},
    {"с понедельника на неделю", "2026-11-23"},
    {"from Monday for a week", "2026-11-23"},
    {"until the end of the year", "2027-01-01"},
    {"до 29.02", "2028-02-29"},
    {"до 9.11", "2027-11-09"}, /* today has begun */
    {"до 10.11", "2026-11-10"},
    {"до 01.02.2020", "2020-02-01"}, /* over: the caller says so */
    {"с 20 ноября", NULL},           /* and until when? */
    {"с понедельника", NULL},
    {"from December 1", NULL},
    {"", NULL},
    {"до", NULL},
    {"до 32.12", NULL},
    {"до 31 июня", NULL},
    {"до 0.0", NULL},
    {"до лета", NULL},
    {"до 25", NULL},
    {"до 99999999999999999999.12", NULL},
    {"matematika", NULL},
    {"до . . .", NULL},
};

/* The day, when it is a midnight. The caller's. */
static char *midnight(int64_t at, GTimeZone *zone)
{
    char *text = clock_rfc3339(at, zone);

    g_assert_true(g_str_has_suffix(text, "T00:00:00+03:00"));
    text[strlen("2026-12-01")] = '\0';
    return text;
}

static void test_start(void)
{
    static const struct {
        const char *text, *from; /* NULL: it says nothing of a beginning */
    } STARTS[] = {
        {"с 1 по 14 декабря", "2026-12-01"},
        {"с 20.11 по 30.11", "2026-11-20"},
        {"с 20.11 до 30.11", "2026-11-20"},
        {"с 25 декабря по 10 января", "2026-12-25"},
        {"с завтра до 30.11", "2026-11-10"},
        {"с 1-го до 15-го декабря 2026 года", "2026-12-01"},
        {"from December 1 until December 14", "2026-12-01"},
        {"до 30.11", NULL},
        {"с детьми до 30.11", NULL},
        {"с 99 по 14 декабря", NULL},
        {"с 1 декабря на две недели", "2026-12-01"},
        {"с завтрашнего дня на две недели", "2026-11-10"},
        {"from Monday for a week", "2026-11-16"},
        {"с детьми на две недели", NULL},
    };
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Moscow");
    int64_t now;
    SpokenPeriod period;

    g_assert_true(clock_parse("2026-11-09T10:00", zone, &now, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(STARTS); i++) {
        g_test_message("%s", STARTS[i].text);
        if (!spoken_period(STARTS[i].text, now, zone, &period))
            period.from = 0;
        g_autofree char *from = period.from ? midnight(period.from, zone) : NULL;
        g_assert_cmpstr(from, ==, STARTS[i].from);
    }
}

static void test_next(void)
{
    static const struct {
        const char *text;
        bool is_next;
    } NEXT[] = {{"до 25.10", true},       {"до 25.10.2027", false}, {"до 25.12", false},
                {"на две недели", false}, {"до мая", true},         {"до завтра", false}};
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Moscow");
    int64_t now;
    SpokenPeriod period;

    g_assert_true(clock_parse("2026-11-09T10:00", zone, &now, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(NEXT); i++) {
        g_test_message("%s", NEXT[i].text);
        g_assert_true(spoken_period(NEXT[i].text, now, zone, &period));
        g_assert_cmpint(period.is_next, ==, NEXT[i].is_next);
    }
}

static void test_rows(void)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Moscow");
    int64_t now;

    g_assert_true(clock_parse("2026-11-09T10:00", zone, &now, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        SpokenPeriod period;
        bool found = spoken_period(ROWS[i].text, now, zone, &period);
        g_autofree char *until = found ? midnight(period.until, zone) : NULL;
        g_test_message("%s", ROWS[i].text);
        g_assert_cmpstr(until, ==, ROWS[i].expected);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/spoken-date/as people write it", test_rows);
    g_test_add_func("/spoken-date/with which day it begins", test_start);
    g_test_add_func("/spoken-date/a day of next year", test_next);
    return g_test_run();
}
