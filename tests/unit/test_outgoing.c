/* test_outgoing.c: the outgoing queue: what is added once, who is due, which states are final. */
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

#include "archive/outgoing.h"
#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/due.h"

#define NOW 1795000000

typedef struct Fixture {
    char *folder, *path;
    Db *db;
} Fixture;

static void set_up(Fixture *fixture, const void *unused)
{
    g_autoptr(GError) error = NULL;

    (void)unused;
    clock_fix(NOW);
    fixture->folder = g_dir_make_tmp("vestnik-outgoing-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->folder, "v.db", NULL);
    fixture->db = db_open(fixture->path, DB_CREATE, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *fixture, const void *unused)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};

    (void)unused;
    db_close(fixture->db);
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(fixture->path, suffixes[i], NULL);
        g_unlink(path);
    }
    g_rmdir(fixture->folder);
    g_free(fixture->path);
    g_free(fixture->folder);
}

static int64_t add(Db *db, const char *key, Priority priority, int recipients)
{
    Outgoing outgoing = {.purpose = (char *)"notice",
                         .key = (char *)key,
                         .priority = priority,
                         .message_id = (char *)"m@x",
                         .mail_from = (char *)"gw@x",
                         .draft = (char *)"{}"};
    int64_t id = -1;

    g_assert_true(db_begin(db, NULL));
    g_assert_true(outgoing_add(db, &outgoing, &id, NULL));
    for (int i = 0; id && i < recipients; i++) {
        g_autofree char *address = g_strdup_printf("r%d@%s.example", i, key);
        g_assert_true(outgoing_add_recipient(db, id, &(Addressee){0, address, NULL}, NULL));
    }
    g_assert_true(db_finish(db, true, NULL));
    return id;
}

static void set(Db *db, int64_t id, RecipientState state, int64_t next_try)
{
    g_assert_true(db_begin(db, NULL));
    g_assert_true(recipient_set(db, id, state, next_try, 250, "ok", NULL));
    g_assert_true(db_finish(db, true, NULL));
}

static int count_state(Db *db, const char *state)
{
    g_autoptr(GPtrArray) rows = queue_rows(db, &(QueueWanted){.state = state, .most = 1000}, NULL);

    return (int)rows->len;
}

static void test_added_once(Fixture *f, const void *unused)
{
    (void)unused;
    int64_t first = add(f->db, "k", PRIORITY_POST, 2);
    g_assert_cmpint(first, >, 0);
    g_assert_cmpint(add(f->db, "k", PRIORITY_POST, 2), ==, 0);
    /* the same address again is the same copy */
    g_assert_true(db_begin(f->db, NULL));
    g_assert_true(
        outgoing_add_recipient(f->db, first, &(Addressee){0, "r0@k.example", NULL}, NULL));
    g_assert_true(db_finish(f->db, true, NULL));
    g_assert_cmpint(count_state(f->db, NULL), ==, 2);
}

static void test_read_back(Fixture *f, const void *unused)
{
    g_autoptr(GError) error = NULL;

    (void)unused;
    int64_t id = add(f->db, "k", PRIORITY_DIGEST, 1);
    g_autoptr(Outgoing) outgoing = outgoing_by_id(f->db, id, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(outgoing->purpose, ==, "notice");
    g_assert_cmpstr(outgoing->key, ==, "k");
    g_assert_cmpint(outgoing->priority, ==, PRIORITY_DIGEST);
    g_assert_cmpstr(outgoing->mail_from, ==, "gw@x");
    g_assert_cmpstr(outgoing->draft, ==, "{}");
    g_assert_null(outgoing->head);
    g_assert_null(outgoing_by_id(f->db, id + 1, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_NOT_FOUND);
}

/* Urgent before old, old before new; one letter at a time, at most what is asked. */
static void test_order(Fixture *f, const void *unused)
{
    (void)unused;
    int64_t digest = add(f->db, "digest", PRIORITY_DIGEST, 1);
    int64_t post = add(f->db, "post", PRIORITY_POST, 3);
    int64_t later = add(f->db, "later", PRIORITY_POST, 1);
    int64_t decision = add(f->db, "decision", PRIORITY_DECISION, 1);
    const int64_t expected[] = {decision, post, post, later, digest};
    const guint sizes[] = {1, 2, 1, 1, 1};

    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autoptr(GPtrArray) found = due_at(f->db, NOW, 2);
        g_assert_cmpuint(found->len, ==, sizes[i]);
        for (guint j = 0; j < found->len; j++) {
            const Recipient *recipient = g_ptr_array_index(found, j);
            g_assert_cmpint(recipient->outgoing, ==, expected[i]);
            g_assert_cmpint(recipient->queued, ==, NOW);
            set(f->db, recipient->id, RECIPIENT_SENT, NOW);
        }
    }
    g_autoptr(GPtrArray) none = due_at(f->db, NOW, 2);
    g_assert_cmpuint(none->len, ==, 0);
    g_assert_cmpint(count_state(f->db, "sent"), ==, 6);
}

static void test_deferred(Fixture *f, const void *unused)
{
    (void)unused;
    g_assert_cmpint(next_due(f->db), ==, INT64_MAX);
    add(f->db, "k", PRIORITY_POST, 1);
    g_autoptr(GPtrArray) found = due_at(f->db, NOW, 9);
    const Recipient *recipient = g_ptr_array_index(found, 0);
    g_assert_cmpint(recipient->attempts, ==, 0);
    set(f->db, recipient->id, RECIPIENT_DEFERRED, NOW + 60);
    g_assert_cmpint(next_due(f->db), ==, NOW + 60);
    g_autoptr(GPtrArray) early = due_at(f->db, NOW + 59, 9);
    g_assert_cmpuint(early->len, ==, 0);
    g_autoptr(GPtrArray) again = due_at(f->db, NOW + 60, 9);
    g_assert_cmpuint(again->len, ==, 1);
    g_assert_cmpint(((Recipient *)g_ptr_array_index(again, 0))->attempts, ==, 1);
}

/* Sent is final; dropped gives way only to sent (the letter was on its way). */
static void test_final_states(Fixture *f, const void *unused)
{
    (void)unused;
    int64_t id = add(f->db, "k", PRIORITY_POST, 1), count = 0;
    g_autoptr(Recipient) recipient = outgoing_recipient(f->db, id, NULL);
    set(f->db, recipient->id, RECIPIENT_DROPPED, NOW);
    set(f->db, recipient->id, RECIPIENT_DEFERRED, NOW);
    g_assert_cmpint(count_state(f->db, "dropped"), ==, 1);
    set(f->db, recipient->id, RECIPIENT_SENT, NOW);
    set(f->db, recipient->id, RECIPIENT_FAILED, NOW);
    g_assert_cmpint(count_state(f->db, "sent"), ==, 1);
    g_assert_true(queue_retry(f->db, 0, NULL, &count, NULL));
    g_assert_true(queue_drop(f->db, id, NULL, &count, NULL));
    g_assert_cmpint(count, ==, 0);
    g_assert_cmpint(count_state(f->db, "sent"), ==, 1);
}

static void test_retry_and_drop(Fixture *f, const void *unused)
{
    int64_t count = 0;

    (void)unused;
    int64_t one = add(f->db, "one", PRIORITY_POST, 2), two = add(f->db, "two", PRIORITY_POST, 1);
    g_autoptr(GPtrArray) found = due_at(f->db, NOW, 9);
    for (guint i = 0; i < found->len; i++)
        set(f->db, ((Recipient *)g_ptr_array_index(found, i))->id, RECIPIENT_FAILED, NOW);
    clock_fix(NOW + 5);
    g_assert_true(queue_retry(f->db, two, NULL, &count, NULL));
    g_assert_cmpint(count, ==, 0); /* it waits already */
    const char *first = ((Recipient *)g_ptr_array_index(found, 0))->address;
    g_assert_true(queue_retry(f->db, one, "nobody@x.example", &count, NULL));
    g_assert_cmpint(count, ==, 0);
    g_assert_true(queue_retry(f->db, one, first, &count, NULL));
    g_assert_cmpint(count, ==, 1); /* the one that was named */
    g_assert_true(queue_retry(f->db, one, NULL, &count, NULL));
    g_assert_cmpint(count, ==, 1); /* the others */
    g_assert_true(queue_drop(f->db, one, first, &count, NULL));
    g_assert_cmpint(count, ==, 1);
    set(f->db, ((Recipient *)g_ptr_array_index(found, 0))->id, RECIPIENT_FAILED, NOW);
    g_assert_cmpint(count_state(f->db, "dropped"), ==, 1); /* which stays so */
    g_assert_true(queue_retry(f->db, one, NULL, &count, NULL));
    g_assert_cmpint(count, ==, 0);
    g_autoptr(GPtrArray) left = due_at(f->db, NOW + 5, 9);
    g_assert_cmpuint(left->len, ==, 1);
    g_assert_cmpint(((Recipient *)g_ptr_array_index(left, 0))->queued, ==, NOW + 5);
    g_assert_cmpint(((Recipient *)g_ptr_array_index(left, 0))->attempts, ==, 0);
    g_assert_true(queue_drop(f->db, one, NULL, &count, NULL));
    g_assert_cmpint(count, ==, 1);
    g_assert_cmpint(count_state(f->db, "dropped"), ==, 2);
    g_assert_cmpint(count_state(f->db, NULL), ==, 1);
    clock_fix(NOW);
}

static void test_postpone(Fixture *f, const void *unused)
{
    int64_t deferred = 0, failed = 0;

    (void)unused;
    add(f->db, "k", PRIORITY_POST, 3);
    Postponement wait = {
        .now = NOW, .first = 60, .longest = 600, .oldest = NOW - 1, .reply = "no\r\nroute"};
    g_assert_true(outgoing_postpone(f->db, &wait, &deferred, &failed, NULL));
    g_assert_cmpint(deferred, ==, 3);
    g_assert_cmpint(failed, ==, 0);
    g_autoptr(GPtrArray) rows =
        queue_rows(f->db, &(QueueWanted){.state = "deferred", .most = 10}, NULL);
    const QueueRow *row = g_ptr_array_index(rows, 0);
    g_assert_cmpint(row->attempts, ==, 0); /* no fault of theirs */
    g_assert_cmpint(row->next_try, ==, NOW + 60);
    g_assert_cmpstr(row->reply, ==, "no route");
    wait.now = wait.oldest = NOW + 60;
    g_assert_true(outgoing_postpone(f->db, &wait, &deferred, &failed, NULL));
    g_assert_cmpint(deferred, ==, 0);
    g_assert_cmpint(failed, ==, 3);
}

/* Who is next is found by the index, however many wait: bounded by a wide margin in processor time,
 * for which a busy machine does not matter. */
static void test_cheap_with_many(Fixture *f, const void *unused)
{
    (void)unused;
    for (int i = 0; i < 20; i++) {
        g_autofree char *key = g_strdup_printf("k%d", i);
        add(f->db, key, i % 2 ? PRIORITY_DIGEST : PRIORITY_POST, 2500);
    }
    clock_t start = clock();
    for (int i = 0; i < 500; i++) {
        g_autoptr(GPtrArray) found = due_at(f->db, NOW, 20);
        g_assert_cmpuint(found->len, ==, 20);
    }
    clock_t all_queued = clock() - start;
    int64_t deferred, failed;
    Postponement wait = {.now = NOW, .first = 60, .longest = 600, .oldest = 0, .reply = "x"};
    g_assert_true(outgoing_postpone(f->db, &wait, &deferred, &failed, NULL));
    start = clock();
    for (int i = 0; i < 500; i++) {
        g_autoptr(GPtrArray) none = due_at(f->db, NOW, 20);
        g_assert_cmpuint(none->len, ==, 0);
    }
    clock_t all_deferred = clock() - start;
    g_test_message("500 looks at 50,000: %ld us queued, %ld us deferred", (long)all_queued,
                   (long)all_deferred);
    /* a scan of 50,000 rows takes milliseconds each: seconds for 500 */
    g_assert_cmpint(all_queued, <, CLOCKS_PER_SEC);
    g_assert_cmpint(all_deferred, <, CLOCKS_PER_SEC);
}

#define ADD(path, f) g_test_add("/outgoing/" path, Fixture, NULL, set_up, f, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("added-once", test_added_once);
    ADD("read-back", test_read_back);
    ADD("order", test_order);
    ADD("deferred", test_deferred);
    ADD("final-states", test_final_states);
    ADD("retry-and-drop", test_retry_and_drop);
    ADD("postpone", test_postpone);
    ADD("cheap-with-many", test_cheap_with_many);
    return g_test_run();
}
