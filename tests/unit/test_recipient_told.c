/* test_recipient_told.c: what a person can do about a copy that did not come. */
#include <glib.h>

#include "gateway/recipient_told.h"

static const struct {
    const char *state, *reply;
    int64_t attempts;
    bool twice, known;
    const char *advice;
} ROWS[] = {
    {"sent", "250 2.0.0 queued", 1, false, true, NULL},
    {"sent", "250 2.0.0 queued", 2, true, true, "twice"},
    {"queued", NULL, 0, false, true, "wait"},
    {"deferred", "450 4.2.0 greylisted", 1, false, true, "wait"},
    {"deferred", "421 4.3.2 closing", 0, false, true, "server"},
    {"unknown", "the connection ended", 1, true, true, "duplicate"},
    {"failed", "550 5.1.1 no such user", 1, false, true, "address"},
    {"failed", "550 5.1.1 no such user", 1, false, false, "stranger"},
    {"failed", "552 5.2.2 mailbox full", 1, false, true, "owner"},
    {"failed", "552 5.2.2 mailbox full", 1, false, false, "owner"},
    {"failed", "given up after 5 days: 450 4.2.0 greylisted", 9, false, false, "again"},
    {"failed", "554 5.0.0 no", 1, false, true, "administrator"},
    {"failed", NULL, 1, false, false, "administrator"},
    {"dropped", NULL, 0, false, true, NULL},
};

/* No teacher: whoever is told what must be mended, by the address in the settings or one near it.
 */
static void test_administrator(void)
{
    const Settings settings = {.administrator = (char *)"admin@ofice.test"};
    static const struct {
        const char *address, *advice;
    } WHO[] = {
        {"admin@ofice.test", "setting"},
        {"admin@office.test", "setting"},
        {"amdin@ofice.test", "setting"},
        {"boss@ofice.test", "stranger"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(WHO); i++) {
        RecipientTold told = {.state = "failed",
                              .attempts = 1,
                              .reply = "550 5.1.1 no such user",
                              .is_administrator =
                                  recipient_is_administrator(&settings, WHO[i].address, false)};
        g_assert_cmpstr(recipient_advice(&told), ==, WHO[i].advice);
        told.reply = "552 5.2.2 mailbox full";
        g_assert_cmpstr(recipient_advice(&told), ==, "owner");
    }
    /* somebody's of the registry is not the administrator's for being near it */
    g_assert_false(recipient_is_administrator(&settings, "admin@office.test", true));
    g_assert_true(recipient_is_administrator(&settings, "admin@ofice.test", true));
    g_assert_false(recipient_is_administrator(&(Settings){0}, "admin@office.test", false));
}

static void test_advice(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const RecipientTold told = {ROWS[i].state, ROWS[i].attempts, ROWS[i].reply,
                                    ROWS[i].twice, ROWS[i].known,    false};
        g_test_message("%s %s", ROWS[i].state, ROWS[i].reply);
        g_assert_cmpstr(recipient_advice(&told), ==, ROWS[i].advice);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/recipient-told/advice", test_advice);
    g_test_add_func("/recipient-told/the administrator", test_administrator);
    return g_test_run();
}
