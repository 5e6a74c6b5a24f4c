/* test_deliverer.c: the deliverer with a capturing and failing door: every state, back-off,
 * crashes. */
#include "tests/unit/deliverer_fixture.h"

/* --- what goes out -------------------------------------------------------------------------- */

static void test_post_bytes(Fixture *f, const void *unused)
{
    static const char expected[] = HEAD "\xf0\xd2\r\n.\r\nend\r\n";
    const char *to[] = {"a@x.example", "b@x.example", "c@x.example", "d@x.example", NULL};

    (void)unused;
    queue_post(f, "k", to);
    g_assert_cmpint(deliver(f), ==, INT64_MAX);
    /* three in a transaction, then the fourth; everybody once */
    g_assert_cmpuint(f->twin->letters->len, ==, 2);
    g_assert_cmpuint(g_strv_length(letter_at(f, 0)->recipients), ==, 3);
    g_assert_cmpstr(letter_at(f, 1)->recipients[0], ==, "d@x.example");
    g_assert_cmpstr(letter_at(f, 0)->mail_from, ==, "bounce@mo.example");
    GBytes *bytes = letter_at(f, 0)->bytes;
    g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), expected,
                    sizeof expected - 1);
    for (int i = 0; to[i]; i++)
        assert_state(f, to[i], "sent", 1);
    deliver(f);
    g_assert_cmpuint(f->twin->letters->len, ==, 2); /* sent is sent */
}

static void test_draft_with_token(Fixture *f, const void *unused)
{
    g_autoptr(GError) error = NULL;
    const char *to[] = {"m1@x.example", NULL};
    Ask ask = {
        .kind = (char *)"moderation", .object = 1, .address = (char *)to[0], .expires = NOW + DAY};
    int64_t id = 0;

    (void)unused;
    g_assert_true(db_begin(f->db, NULL));
    g_assert_true(ask_add(f->db, &ask, &id, &error));
    g_assert_true(db_finish(f->db, true, NULL));
    queue_draft(f,
                "{\"from_address\":\"gw@mo.example\",\"subject\":\"[{token}]\",\"text\":\"yes\","
                "\"attach_letter\":1}",
                id, to);
    deliver(f);
    g_autoptr(Ask) stored = ask_by_id(f->db, id, &error);
    g_autofree char *token = ask_token(stored, &f->key);
    g_autofree char *subject = g_strdup_printf("\r\nSubject: [%s]\r\n", token);
    GBytes *bytes = letter_at(f, 0)->bytes;
    gsize length;
    const char *text = g_bytes_get_data(bytes, &length);
    g_assert_nonnull(memmem(text, length, subject, strlen(subject)));
    g_assert_nonnull(memmem(text, length, "\xf0\xd2\r\n.\r\nend", 9)); /* the letter, whole */
    assert_state(f, to[0], "sent", 1);
}

/* A letter of our own names its reader: one copy each. */
static void test_draft_one_each(Fixture *f, const void *unused)
{
    const char *to[] = {"a@x.example", "b@x.example", NULL};

    (void)unused;
    queue_draft(f, "{\"from_address\":\"gw@mo.example\",\"subject\":\"s\",\"text\":\"t\"}", 0, to);
    deliver(f);
    g_assert_cmpuint(f->twin->letters->len, ==, 2);
    for (guint i = 0; i < 2; i++) {
        g_autofree char *line = g_strdup_printf("\r\nTo: %s\r\n", to[i]);
        gsize length;
        const char *text = g_bytes_get_data(letter_at(f, i)->bytes, &length);
        g_assert_nonnull(memmem(text, length, line, strlen(line)));
    }
}

/* --- what becomes of it --------------------------------------------------------------------- */

static void test_states(Fixture *f, const void *unused)
{
    const char *to[] = {"ok@x.example", "bad@x.example", "grey@x.example", "dot@x.example", NULL};

    (void)unused;
    f->account.smtp_recipients = 10;
    f->twin->rules = DELIVERER_MIXED;
    queue_post(f, "k", to);
    g_assert_cmpint(deliver(f), ==, NOW + 100);
    assert_state(f, "ok@x.example", "sent", 1);
    assert_state(f, "bad@x.example", "failed", 1);
    assert_state(f, "grey@x.example", "deferred", 1);
    assert_state(f, "dot@x.example", "unknown", 1);
    QueueRow *dot = row_of(f, "dot@x.example");
    g_assert_nonnull(strstr(dot->reply, "duplicate"));
    queue_row_free(dot);
    QueueRow *bad = row_of(f, "bad@x.example");
    g_assert_cmpint(bad->code, ==, 550);
    g_assert_cmpstr(bad->reply, ==, "550 5.1.1 no such user");
    queue_row_free(bad);

    /* later only the two that wait are tried, with the same bytes */
    clock_fix(NOW + 100);
    f->twin->rules = NULL;
    g_assert_cmpint(deliver(f), ==, INT64_MAX);
    g_assert_cmpuint(f->twin->letters->len, ==, 2);
    g_assert_cmpuint(g_strv_length(letter_at(f, 1)->recipients), ==, 2);
    g_assert_true(g_bytes_equal(letter_at(f, 0)->bytes, letter_at(f, 1)->bytes));
    assert_state(f, "bad@x.example", "failed", 1);
    assert_state(f, "dot@x.example", "sent", 2);
    QueueRow *twice = row_of(f, "dot@x.example"), *once = row_of(f, "grey@x.example");
    g_assert_true(twice->maybe_twice); /* it stays known */
    g_assert_false(once->maybe_twice);
    queue_row_free(twice);
    queue_row_free(once);
}

static void test_backoff(Fixture *f, const void *unused)
{
    static const int64_t waits[] = {100, 200, 400, 800, 1000, 1000};
    const char *to[] = {"grey@x.example", NULL};
    int64_t now = NOW;

    (void)unused;
    f->twin->rules = DELIVERER_MIXED;
    queue_post(f, "k", to);
    for (size_t i = 0; i < G_N_ELEMENTS(waits); i++) {
        g_assert_cmpint(deliver_backoff(&f->settings, (int64_t)i), ==, waits[i]);
        g_assert_cmpint(deliver(f), ==, now + waits[i]);
        g_assert_cmpint(f->twin->calls, ==, (int)i + 1);
        now += waits[i];
        clock_fix(now);
    }
    g_assert_cmpint(deliver_backoff(&f->settings, INT64_MAX), ==, 1000); /* and at once */
    clock_fix(NOW + 2 * DAY);
    g_assert_cmpint(deliver(f), ==, INT64_MAX);
    QueueRow *row = row_of(f, to[0]);
    g_assert_cmpstr(row->state, ==, "failed");
    g_assert_nonnull(strstr(row->reply, "greylisted"));
    queue_row_free(row);
}

/* A bounce may come before the result of its copy is recorded: it is the last word. */
static void bounce_comes(void *data)
{
    DbStmt *s = db_stmt(data, SQL_RECIPIENT_BOUNCED);

    db_int(s, 1, 1); /* the only recipient */
    db_text(s, 2, "unknown-user");
    db_int(s, 3, NOW);
    g_assert_true(db_run(s, NULL));
}

static void test_quick_bounce(Fixture *f, const void *unused)
{
    const char *to[] = {"a@x.example", NULL};

    (void)unused;
    f->twin->on_send = bounce_comes;
    f->twin->on_send_data = f->db;
    queue_post(f, "k", to);
    g_assert_cmpint(deliver(f), ==, INT64_MAX);
    QueueRow *row = row_of(f, to[0]);
    g_assert_cmpstr(row->state, ==, "failed");
    g_assert_cmpstr(row->reply, ==, "unknown-user");
    queue_row_free(row);
}

/* What may be a duplicate is known as one, whatever comes between. */
static void test_unknown_stays(Fixture *f, const void *unused)
{
    const char *to[] = {"dot@x.example", NULL};

    (void)unused;
    f->twin->rules = DELIVERER_MIXED;
    queue_post(f, "k", to);
    deliver(f);
    clock_fix(NOW + 100);
    f->twin->broken = true;
    deliver(f);
    QueueRow *row = row_of(f, to[0]);
    g_assert_cmpstr(row->state, ==, "unknown");
    g_assert_nonnull(strstr(row->reply, "duplicate"));
    queue_row_free(row);
}

static const TwinRule OVER[] = {
    {"over", DELIVERY_DEFERRED, 452, "452 4.5.3 too many recipients"},
    {NULL, DELIVERY_SENT, 0, NULL},
};

static void no_more_rules(void *data)
{
    ((TwinDoor *)data)->rules = NULL;
}

/* Those who were too many for one letter go with the next, at once. */
static void test_too_many(Fixture *f, const void *unused)
{
    const char *to[] = {"a@x.example",     "b@x.example",     "over1@x.example",
                        "over2@x.example", "over3@x.example", NULL};

    (void)unused;
    f->account.smtp_recipients = 10;
    f->twin->rules = OVER;
    f->twin->on_send = no_more_rules;
    f->twin->on_send_data = f->twin;
    queue_post(f, "k", to);
    g_assert_cmpint(deliver(f), ==, INT64_MAX);
    g_assert_cmpuint(f->twin->letters->len, ==, 3); /* five, then by two: as many as it took */
    for (int i = 0; to[i]; i++)
        assert_state(f, to[i], "sent", 1);
}

/* A server that takes not even one is tried as after any other temporary refusal, and not for ever.
 */
static void test_one_too_many(Fixture *f, const void *unused)
{
    const char *to[] = {"over1@x.example", "over2@x.example", "over3@x.example", NULL};

    (void)unused;
    f->account.smtp_recipients = 10;
    f->twin->rules = OVER;
    queue_post(f, "k", to);
    g_assert_cmpint(deliver(f), ==, NOW + 100);
    g_assert_cmpint(f->twin->calls, ==, 5); /* three, two, one, one, one */
    assert_state(f, to[0], "deferred", 1);
    clock_fix(NOW + 2 * DAY);
    g_assert_cmpint(deliver(f), ==, INT64_MAX);
    assert_state(f, to[2], "failed", 2);
}

static void retry_all(void *data)
{
    int64_t count;

    g_assert_true(db_begin(data, NULL));
    g_assert_true(db_finish(data, queue_retry(data, 0, NULL, &count, NULL), NULL));
}

/* `queue retry` makes copies due that are on their way: they do not go twice. */
static void test_retry_meanwhile(Fixture *f, const void *unused)
{
    const char *to[] = {"grey1@x.example", "grey2@x.example", "grey3@x.example", "grey4@x.example",
                        NULL};

    (void)unused;
    f->account.smtp_recipients = 2;
    f->twin->most = 2;
    f->twin->rules = DELIVERER_MIXED;
    queue_post(f, "k", to);
    deliver(f);
    f->twin->rules = NULL;
    f->twin->on_send = retry_all;
    f->twin->on_send_data = f->db;
    clock_fix(NOW + 100);
    deliver(f);
    f->twin->on_send = NULL;
    deliver(f);
    g_assert_cmpint(f->twin->calls, ==, 4); /* two copies, twice */
    for (int i = 0; to[i]; i++)
        assert_state(f, to[i], "sent", 1); /* retry counts from nought */
}

/* --- what cannot be sent -------------------------------------------------------------------- */

static void test_not_composed(Fixture *f, const void *unused)
{
    const char *first[] = {"a@x.example", NULL}, *second[] = {"b@x.example", NULL};

    (void)unused;
    log_setup((LogLevel)(LOG_LEVEL_ERROR + 1), false, NULL);
    queue_draft(f, "{\"subject\":\"no sender\"}", 0, first);
    queue_post(f, "k", second);
    deliver(f);
    assert_state(f, "a@x.example", "failed", 1);
    assert_state(f, "b@x.example", "sent", 1); /* the next goes on */
    QueueRow *row = row_of(f, "a@x.example");
    g_assert_nonnull(strstr(row->reply, "from_address"));
    queue_row_free(row);
}

/* A door out of order costs one call, not one a letter, and is no attempt of anybody. */
static void test_door_broken(Fixture *f, const void *unused)
{
    const char *to[] = {"a@x.example", "b@x.example", "c@x.example", "d@x.example", NULL};

    (void)unused;
    f->twin->broken = true;
    queue_post(f, "one", to);
    queue_post(f, "two", to);
    g_assert_cmpint(deliver(f), ==, NOW + 100);
    g_assert_cmpint(f->twin->calls, ==, 1);
    assert_state(f, "a@x.example", "deferred", 0);
    assert_state(f, "d@x.example", "deferred", 0);
    clock_fix(NOW + 100);
    f->twin->broken = false;
    g_assert_cmpint(deliver(f), ==, INT64_MAX);
    g_autoptr(GPtrArray) sent =
        queue_rows(f->db, &(QueueWanted){.state = "sent", .most = 100}, NULL);
    g_assert_cmpuint(sent->len, ==, 8);
    /* and it does not last for ever */
    const char *late[] = {"late@x.example", NULL};
    queue_post(f, "three", late);
    f->twin->broken = true;
    clock_fix(NOW + 100 + 2 * DAY);
    deliver(f);
    assert_state(f, "late@x.example", "failed", 0);
}

/* --- crashes --------------------------------------------------------------------------------- */

/* Dies in a child between the door and the record: sent again, the same bytes and Message-ID. */
static void test_crash_before_record(Fixture *f, const void *unused)
{
    const char *to[] = {"a@x.example", "b@x.example", NULL};
    int status = 0;

    (void)unused;
    queue_post(f, "k", to);
    db_close(g_steal_pointer(&f->db));
    pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        int64_t next;
        f->twin->on_send = die;
        f->db = db_open(f->path, DB_WRITE, NULL);
        deliver_due(f->db, &f->deliverer, &next, NULL);
        _exit(1);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 42); /* it did get to the door */
    f->db = db_open(f->path, DB_WRITE, NULL);
    g_assert_nonnull(f->db);
    assert_state(f, "a@x.example", "queued", 0);
    g_assert_cmpint(deliver(f), ==, NOW + 100); /* not at once: it may crash again */
    g_assert_cmpint(f->twin->calls, ==, 0);
    clock_fix(NOW + 100);
    deliver(f);
    gsize length;
    const char *text = g_bytes_get_data(letter_at(f, 0)->bytes, &length);
    g_assert_nonnull(memmem(text, length, "Message-ID: <p1@x>", 18));
    assert_state(f, "a@x.example", "sent", 1);
    assert_state(f, "b@x.example", "sent", 1);
}

static void take_lock(void *data)
{
    g_assert_true(db_begin(data, NULL));
}

static void ask_to_stop(void *data)
{
    g_assert_cmpint(write(*(int *)data, "!", 1), ==, 1);
}

/* A long queue does not keep a process from stopping between two batches. */
static void test_stops(Fixture *f, const void *unused)
{
    const char *to[] = {"a@x.example", "b@x.example", "c@x.example", "d@x.example", NULL};
    int ends[2];

    (void)unused;
    g_assert_cmpint(pipe(ends), ==, 0);
    f->deliverer.stop_fd = &ends[0];
    f->twin->on_send = ask_to_stop;
    f->twin->on_send_data = &ends[1];
    queue_post(f, "k", to);
    g_assert_cmpint(deliver(f), ==, NOW);
    g_assert_cmpint(f->twin->calls, ==, 1);
    assert_state(f, to[0], "sent", 1);
    assert_state(f, to[3], "queued", 0);
    deliver(f);
    g_assert_cmpint(f->twin->calls, ==, 1);
    f->deliverer.stop_fd = NULL;
    f->twin->on_send = NULL;
    deliver(f);
    g_assert_cmpint(f->twin->calls, ==, 2);
    close(ends[0]);
    close(ends[1]);
}

/* What was sent and cannot be recorded is not sent again and again. */
static void test_record_fails(Fixture *f, const void *unused)
{
    const char *to[] = {"a@x.example", NULL};
    int64_t next = 0;
    g_autoptr(Db) other = db_open(f->path, DB_WRITE, NULL);

    (void)unused;
    db_wait_at_most(20);
    f->twin->on_send = take_lock;
    f->twin->on_send_data = other;
    queue_post(f, "k", to);
    g_assert_false(deliver_due(f->db, &f->deliverer, &next, NULL));
    f->twin->on_send = NULL;
    for (int i = 0; i < 3; i++)
        g_assert_cmpint(deliver(f), ==, NOW + 100);
    clock_fix(NOW + 100);
    for (int i = 0; i < 3; i++) /* due, but nothing can be written: nothing is sent */
        g_assert_false(deliver_due(f->db, &f->deliverer, &next, NULL));
    g_assert_cmpint(f->twin->calls, ==, 1);
    db_finish(other, false, NULL);
    deliver(f);
    g_assert_cmpint(f->twin->calls, ==, 2);
    assert_state(f, to[0], "sent", 1);
    db_wait_at_most(12000);
}

static void look_at_transaction(void *data)
{
    g_assert_false(db_in_transaction(data));
}

static void test_no_transaction_at_the_door(Fixture *f, const void *unused)
{
    const char *to[] = {"a@x.example", NULL};

    (void)unused;
    f->twin->on_send = look_at_transaction;
    f->twin->on_send_data = f->db;
    queue_post(f, "k", to);
    deliver(f);
    g_assert_cmpint(f->twin->calls, ==, 1);
}

/* --- the Maildir door ------------------------------------------------------------------------ */

static void test_maildir(Fixture *f, const void *unused)
{
    g_autoptr(GError) error = NULL;
    const char *to[] = {"a@x.example", "b@x.example", "evil\r\nX: y@z", NULL};
    g_autofree char *folder = g_build_filename(f->folder, "out", NULL);
    g_autoptr(DoorOut) door = maildir_door_new(folder, &error);
    g_autofree char *fresh = g_build_filename(folder, "new", NULL);

    (void)unused;
    g_assert_no_error(error);
    f->account.smtp_recipients = 10;
    f->deliverer.door = door;
    queue_post(f, "one", to);
    queue_post(f, "two", to);
    deliver(f);
    g_autoptr(GDir) dir = g_dir_open(fresh, 0, NULL);
    int files = 0;
    for (const char *name; (name = g_dir_read_name(dir)); files++) {
        g_autofree char *path = g_build_filename(fresh, name, NULL);
        g_autofree char *text = NULL;
        g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
        g_assert_cmpstr(text, ==,
                        "Return-Path: <bounce@mo.example>\nDelivered-To: a@x.example\n"
                        "Delivered-To: b@x.example\nFrom: list@mo.example\n"
                        "Message-ID: <p1@x>\n\n\xf0\xd2\n.\nend\n");
        g_unlink(path);
    }
    g_assert_cmpint(files, ==, 2);
    assert_state(f, to[0], "sent", 1);
    assert_state(f, to[2], "failed", 1);
    /* a folder that went away: the door is out of order, nobody is lost */
    const char *again[] = {"c@x.example", NULL};
    g_autofree char *tmp = g_build_filename(folder, "tmp", NULL);
    g_assert_cmpint(g_rmdir(tmp), ==, 0);
    queue_post(f, "three", again);
    deliver(f);
    assert_state(f, "c@x.example", "deferred", 0);
    static const char *const parts[] = {"new", "cur", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *part = g_build_filename(folder, parts[i], NULL);
        g_rmdir(part);
    }
}

#define ADD(path, f) g_test_add("/deliverer/" path, Fixture, NULL, set_up, f, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("post-bytes", test_post_bytes);
    ADD("draft-with-token", test_draft_with_token);
    ADD("draft-one-each", test_draft_one_each);
    ADD("states", test_states);
    ADD("backoff", test_backoff);
    ADD("quick-bounce", test_quick_bounce);
    ADD("unknown-stays", test_unknown_stays);
    ADD("too-many", test_too_many);
    ADD("one-too-many", test_one_too_many);
    ADD("retry-meanwhile", test_retry_meanwhile);
    ADD("not-composed", test_not_composed);
    ADD("door-broken", test_door_broken);
    ADD("crash-before-record", test_crash_before_record);
    ADD("stops", test_stops);
    ADD("record-fails", test_record_fails);
    ADD("no-transaction-at-the-door", test_no_transaction_at_the_door);
    ADD("maildir", test_maildir);
    return g_test_run();
}
