/* test_lmtp_store.c: letters that ended together are committed together, by the door itself or by
 * its thread; one that the store refuses does not make the others suffer. */
#include <poll.h>
#include <string.h>

#include "base/error.h"
#include "gateway/lmtp_store.h"
#include "tests/unit/temp.h"

static const char *const GOOD[] = {"list@mo.test", NULL}, *const BAD[] = {"bad@mo.test", NULL};

static void add(LmtpGroup *group, const char *const *to, const char *text)
{
    group->letters[group->n++] =
        (LetterIn){.envelope = {.door = "lmtp", .account = "main", .recipients = to},
                   .raw = g_bytes_new_static(text, strlen(text))};
}

static LmtpGroup *three(const char *first, const char *last)
{
    LmtpGroup *group = g_new0(LmtpGroup, 1);

    add(group, GOOD, first);
    add(group, BAD, "Subject: bad\n\nbad\n");
    add(group, GOOD, last);
    return group;
}

static void assert_two_kept(const LmtpGroup *group)
{
    g_assert_no_error(group->why[0]);
    g_assert_error(group->why[1], VESTNIK_ERROR, ERR_EXISTS);
    g_assert_no_error(group->why[2]);
    g_assert_cmpint(group->ids[0], >, 0);
    g_assert_cmpint(group->ids[2], >, group->ids[0]);
}

static void letters_free(LmtpGroup *group)
{
    for (size_t i = 0; i < group->n; i++)
        g_bytes_unref(group->letters[i].raw);
    lmtp_group_free(group);
}

static Db *db_that_refuses_bad(Temp *temp)
{
    Db *db = temp_db(temp);

    temp_sql(temp, "CREATE TRIGGER fault BEFORE INSERT ON letter WHEN new.envelope LIKE '%\"bad@%'"
                   " BEGIN SELECT RAISE(ABORT, 'no'); END");
    return db;
}

static void test_here(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = db_that_refuses_bad(temp);
    g_autoptr(LmtpStore) store = lmtp_store_new(db);
    LmtpGroup *group = three("Subject: 1\n\n1\n", "Subject: 2\n\n2\n");

    (void)unused;
    lmtp_store_keep(store, group);
    assert_two_kept(group);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter"), ==, 2);
    letters_free(group);
}

/* Two groups, one after the other: the second finds the thread that the first one made. */
static void test_thread(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = db_that_refuses_bad(temp);
    g_autoptr(LmtpStore) store = lmtp_store_new(db);
    LmtpGroup *groups[] = {three("Subject: 1\n\n1\n", "Subject: 2\n\n2\n"),
                           three("Subject: 3\n\n3\n", "Subject: 4\n\n4\n")};

    (void)unused;
    g_assert_cmpint(lmtp_store_fd(store), ==, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        g_assert_true(lmtp_store_start(store, groups[i]));
        g_assert_true(lmtp_store_is_at_work(store));
        struct pollfd done = {.fd = lmtp_store_fd(store), .events = POLLIN};
        g_assert_cmpint(poll(&done, 1, -1), ==, 1);
        g_assert_true(lmtp_store_finish(store) == groups[i]);
        g_assert_false(lmtp_store_is_at_work(store));
        assert_two_kept(groups[i]);
        letters_free(groups[i]);
    }
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter"), ==, 4);
}

/* Whatever was given while a commit waited is in the next one. */
static void test_together(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = db_that_refuses_bad(temp);
    g_autoptr(Db) other = db_open(temp->file, DB_WRITE, NULL);
    g_autoptr(LmtpStore) store = lmtp_store_new(db);
    size_t commits = 0, letters = 0;

    (void)unused;
    g_assert_true(db_begin(other, NULL));
    for (int i = 0; i < 3; i++) {
        g_autofree char *first = g_strdup_printf("Subject: %d\n\n1\n", i);
        g_autofree char *last = g_strdup_printf("Subject: %d\n\n2\n", i);
        g_assert_true(
            lmtp_store_start(store, three(g_intern_string(first), g_intern_string(last))));
    }
    g_assert_true(db_finish(other, true, NULL));
    while (lmtp_store_is_at_work(store)) {
        LmtpGroup *group = lmtp_store_finish(store);
        assert_two_kept(group);
        commits++;
        letters += group->n;
        letters_free(group);
    }
    g_assert_cmpuint(commits, <=, 2); /* the first may have begun alone */
    g_assert_cmpuint(letters, ==, 9);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter"), ==, 6);
}

static void test_most(void)
{
    LmtpGroup *group = g_new0(LmtpGroup, 1),
              *other = three("Subject: 1\n\n1\n", "Subject: 2\n\n2\n");

    group->n = LMTP_GROUP - 2;
    g_assert_false(lmtp_group_join(group, other));
    group->n = LMTP_GROUP - 3;
    group->bytes = LMTP_GROUP_BYTES;
    other->bytes = 1;
    g_assert_false(lmtp_group_join(group, other));
    group->bytes = LMTP_GROUP_BYTES - 1;
    g_assert_true(lmtp_group_join(group, other));
    g_assert_cmpuint(group->n, ==, LMTP_GROUP);
    for (size_t i = LMTP_GROUP - 3; i < LMTP_GROUP; i++)
        g_bytes_unref(group->letters[i].raw);
    lmtp_group_free(group);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEMP_TEST("/lmtp-store/one is refused, two are kept", test_here);
    TEMP_TEST("/lmtp-store/the same by the thread", test_thread);
    TEMP_TEST("/lmtp-store/what waits is committed together", test_together);
    g_test_add_func("/lmtp-store/one commit takes no more", test_most);
    return g_test_run();
}
