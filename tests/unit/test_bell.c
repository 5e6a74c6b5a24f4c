/* test_bell.c: a bell that stays open from ring to ring rings whoever waits now. */
#include "gateway/bell.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "tests/unit/temp.h"

static bool is_rung(int bell)
{
    struct pollfd one = {.fd = bell, .events = POLLIN};
    bool rung = poll(&one, 1, 0) == 1;

    bell_drain(bell);
    return rung;
}

static void test_rope(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    Settings settings = {.runtime = temp->folder};
    BellRope rope = {&settings, BELL_DESK, -1};

    (void)unused;
    bell_pull(&rope); /* nobody waits, and there is no bell */
    int first = bell_open(&settings, BELL_DESK, &error);
    g_assert_no_error(error);
    for (int i = 0; i < 3; i++) {
        bell_pull(&rope);
        g_assert_true(is_rung(first));
        g_assert_false(is_rung(first));
    }
    int kept = rope.fd;
    bell_pull(&rope);
    g_assert_cmpint(rope.fd, ==, kept);

    close(first); /* the desk is restarted */
    bell_pull(&rope);
    int second = bell_open(&settings, BELL_DESK, &error);
    bell_pull(&rope);
    g_assert_true(is_rung(second));

    close(second); /* somebody removed the bell */
    g_autofree char *path = g_build_filename(temp->folder, "desk.bell", NULL);
    g_assert_cmpint(g_unlink(path), ==, 0);
    int third = bell_open(&settings, BELL_DESK, &error);
    bell_pull(&rope);
    g_assert_true(is_rung(third));
    close(third);
    bell_rope_clear(&rope);
    g_assert_cmpint(rope.fd, ==, -1);
}

/* Rings that nobody has heard yet are enough: whoever rings does not wait. */
static void test_full(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    Settings settings = {.runtime = temp->folder};
    BellRope rope = {&settings, BELL_DESK, -1};
    int bell = bell_open(&settings, BELL_DESK, &error);

    (void)unused;
    g_assert_no_error(error);
    for (int i = 0; i < 70000; i++)
        bell_pull(&rope);
    g_assert_true(is_rung(bell));
    close(bell);
    bell_rope_clear(&rope);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* as main() does */
    g_test_init(&argc, &argv, NULL);
    TEMP_TEST("/bell/one that stays open rings whoever waits now", test_rope);
    TEMP_TEST("/bell/one that was not heard makes nobody wait", test_full);
    return g_test_run();
}
