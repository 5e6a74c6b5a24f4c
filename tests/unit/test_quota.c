/* test_quota.c: rolling windows and the account's own time, by a clock that the test turns. */
#include "base/quota.h"

#define T0 1790000000 /* a moment that is no whole minute: 20 seconds into one */

static Account limited(int64_t hour, int64_t day)
{
    return (Account){.smtp_hour = hour, .smtp_day = day, .smtp_reserve = 10};
}

static int64_t room(const Quota *quota, const Account *account, int64_t own)
{
    return quota_room(quota, account, SHARE_OTHERS, own).recipients;
}

static void test_windows(void)
{
    g_auto(Quota) quota = {0};
    const Account account = limited(100, 1000);

    quota_init(&quota);
    g_assert_cmpint(room(&quota, &account, T0), ==, 90); /* 10 % are kept */
    g_assert_cmpint(quota_room(&quota, &account, SHARE_DECISIONS, T0).recipients, ==, 100);
    quota_add(&quota, T0, 80, 4);
    g_assert_cmpint(room(&quota, &account, T0), ==, 10);
    quota_add(&quota, T0 + 1, 15, 1);
    g_assert_cmpint(room(&quota, &account, T0 + 1), ==, 0); /* never below nought */
    g_assert_cmpint(quota_room(&quota, &account, SHARE_DECISIONS, T0 + 1).recipients, ==, 5);

    /* the minute leaves the window with its last second, 40 of them after T0 */
    int64_t opens = quota_opens(&quota, &account, SHARE_OTHERS, T0 + 1);
    g_assert_cmpint(opens, ==, T0 + 40 + HOUR);
    g_assert_cmpint(room(&quota, &account, opens - 1), ==, 0);
    g_assert_cmpint(room(&quota, &account, opens), ==, 90);
    g_assert_cmpint(quota_recipients(&quota, opens, DAY), ==, 95); /* the day remembers */
    g_assert_cmpint(quota_opens(&quota, &account, SHARE_OTHERS, opens), ==, opens);
}

/* Whatever is tried: in no 24 hours more than the number. */
static void test_no_flood(void)
{
    g_auto(Quota) quota = {0};
    const Account account = limited(0, 300);
    g_autoptr(GRand) random = g_rand_new_with_seed(20261126);
    g_autoptr(GArray) sent = g_array_new(FALSE, FALSE, sizeof(int64_t)); /* times */

    quota_init(&quota);
    for (int64_t at = T0; at < T0 + 4 * DAY; at += g_rand_int_range(random, 1, 900)) {
        int64_t wanted = g_rand_int_range(random, 0, 40), left = room(&quota, &account, at);
        int64_t now = MIN(wanted, left);
        for (int64_t i = 0; i < now; i++)
            g_array_append_val(sent, at);
        if (now)
            quota_add(&quota, at, now, 1);
    }
    g_assert_cmpuint(sent->len, >, 4 * 200); /* and it does go on, day after day */
    for (guint i = 0; i + 270 < sent->len; i++)
        g_assert_cmpint(g_array_index(sent, int64_t, i + 270) - g_array_index(sent, int64_t, i), >=,
                        DAY);
}

static void test_letters(void)
{
    g_auto(Quota) quota = {0};
    const Account account = {.smtp_hour_letters = 2};

    quota_init(&quota);
    g_assert_false(quota_is_open(&account));
    quota_add(&quota, T0, 40, 2);
    QuotaRoom left = quota_room(&quota, &account, SHARE_OTHERS, T0);
    g_assert_cmpint(left.letters, ==, 0);
    g_assert_cmpint(left.recipients, ==, INT64_MAX);
    const Account open = {.smtp_reserve = 10};
    g_assert_true(quota_is_open(&open));
    g_assert_cmpint(quota_room(&quota, &open, SHARE_OTHERS, T0).letters, ==, INT64_MAX);
}

/* A reserve never takes the last one away from the others. */
static void test_small_numbers(void)
{
    g_auto(Quota) quota = {0};
    const Account account = {.smtp_day = 1, .smtp_reserve = 90};

    quota_init(&quota);
    g_assert_cmpint(room(&quota, &account, T0), ==, 1);
}

static void test_ahead(void)
{
    g_auto(Quota) quota = {0};
    const Account day = {.smtp_day = 1000}, hour = {.smtp_hour = 100};
    const Account letters = {
        .smtp_hour_letters = 10, .copies = COPIES_SHARED, .smtp_recipients = 20};
    const Account slow = {.smtp_pause = 2000, .copies = COPIES_SHARED, .smtp_recipients = 20};

    quota_init(&quota);
    quota_add(&quota, T0 - 20 * HOUR, 300, 30); /* out of the window in four hours */
    quota_add(&quota, T0, 600, 60);
    g_assert_cmpint(quota_ahead(&quota, &day, T0, 0), ==, 100);
    g_assert_cmpint(quota_ahead(&quota, &day, T0, 12 * HOUR), ==, 400);
    g_assert_cmpint(quota_ahead(&quota, &day, T0, DAY), ==, 1000);
    g_assert_cmpint(quota_ahead(&quota, &hour, T0, 12 * HOUR), ==, 1200);
    g_assert_cmpint(quota_ahead(&quota, &letters, T0, 2 * HOUR), ==, 400);
    g_assert_cmpint(quota_ahead(&quota, &slow, T0, HOUR), ==, 1800 * 20);
}

static void test_days(void)
{
    const Account account = {.smtp_day = 125, .smtp_reserve = 20}, open = {.smtp_day = 0};

    g_assert_cmpint(quota_in_a_day(&account), ==, 100);
    g_assert_cmpint(quota_days(&account, 0), ==, 1);
    g_assert_cmpint(quota_days(&account, 100), ==, 1);
    g_assert_cmpint(quota_days(&account, 101), ==, 2);
    g_assert_cmpint(quota_days(&account, 300), ==, 3);
    g_assert_cmpint(quota_days(&open, 40000), ==, 1);
}

/* --- own time --------------------------------------------------------------------------------- */

static void test_clock_jumps(void)
{
    const OwnTime mark = {.own = T0, .at = {.wall = T0, .uptime = 5000, .boot = "this"}};
    const ClockReading ahead = {.wall = T0 + 365 * DAY, .uptime = 5060, .boot = "this"};
    const ClockReading back = {.wall = T0 - 365 * DAY, .uptime = 5060, .boot = "this"};
    const ClockReading later = {.wall = T0 + HOUR, .uptime = 30, .boot = "next"};
    const ClockReading dead = {.wall = 0, .uptime = 30, .boot = "next"};
    const OwnTime never = {0};

    g_assert_cmpint(own_time(&mark, &ahead), ==, T0 + 60); /* a minute has passed, no year */
    g_assert_cmpint(own_time(&mark, &back), ==, T0 + 60);
    g_assert_cmpint(own_time(&mark, &later), ==, T0 + HOUR); /* the machine was off */
    g_assert_cmpint(own_time(&mark, &dead), ==, T0);         /* and its clock is empty */
    g_assert_cmpint(own_time(&never, &later), ==, T0 + HOUR);
}

/* A clock that is set back a year, and forward again, with an account that is full: after a day by
 * the machine's uptime there is room, before there is none. */
static void test_jump_and_window(void)
{
    g_auto(Quota) quota = {0};
    const Account account = limited(0, 100);
    OwnTime mark = {.own = T0, .at = {.wall = T0, .uptime = 0, .boot = "b"}};
    static const int64_t jumps[] = {0, -365 * DAY, 365 * DAY, -10, 40 * DAY};

    quota_init(&quota);
    quota_add(&quota, T0, 100, 100);
    for (size_t i = 0; i < G_N_ELEMENTS(jumps); i++) {
        const ClockReading now = {
            .wall = T0 + jumps[i], .uptime = ((int64_t)i + 1) * 4 * HOUR, .boot = "b"};
        mark = (OwnTime){.own = own_time(&mark, &now), .at = now};
        g_assert_cmpint(room(&quota, &account, mark.own), ==, 0);
    }
    const ClockReading end = {.wall = T0, .uptime = DAY + 60, .boot = "b"};
    g_assert_cmpint(room(&quota, &account, own_time(&mark, &end)), ==, 90);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/quota/windows roll", test_windows);
    g_test_add_func("/quota/in no 24 hours more than the number", test_no_flood);
    g_test_add_func("/quota/letters", test_letters);
    g_test_add_func("/quota/small numbers", test_small_numbers);
    g_test_add_func("/quota/what fits ahead", test_ahead);
    g_test_add_func("/quota/how many days a letter takes", test_days);
    g_test_add_func("/quota/the clock jumps", test_clock_jumps);
    g_test_add_func("/quota/a jump neither blocks nor frees", test_jump_and_window);
    return g_test_run();
}
