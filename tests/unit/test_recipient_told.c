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

static void test_advice(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const RecipientTold told = {ROWS[i].state, ROWS[i].attempts, ROWS[i].reply, ROWS[i].twice,
                                    ROWS[i].known};
        g_test_message("%s %s", ROWS[i].state, ROWS[i].reply);
        g_assert_cmpstr(recipient_advice(&told), ==, ROWS[i].advice);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/recipient-told/advice", test_advice);
    return g_test_run();
}
