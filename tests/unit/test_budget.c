/* test_budget.c: what an account may send: numbers, limits that its server speaks of, a wrong
 * password, a clock that jumps. */
#include "archive/sender.h"
#include "tests/unit/deliverer_fixture.h"

#define DRAFT "{\"from_address\":\"gw@mo.example\",\"subject\":\"s\",\"text\":\"t\"}"

static int count_of(Fixture *f, const char *state)
{
    g_autoptr(GPtrArray) rows =
        queue_rows(f->db, &(QueueWanted){.state = state, .most = 1000}, NULL);

    return (int)rows->len;
}

static void queue_many(Fixture *f, const char *key, int count)
{
    g_auto(GStrv) to = g_new0(char *, count + 1);

    for (int i = 0; i < count; i++)
        to[i] = g_strdup_printf("%s%d@x.example", key, i);
    queue_post(f, key, (const char *const *)to);
}

/* Ten in 24 hours, of which posts may have six. */
static void test_budget(Fixture *f, const void *unused)
{
    const char *urgent[] = {"u@x.example", NULL};

    (void)unused;
    f->account.smtp_day = 10;
    f->account.smtp_reserve = 40;
    queue_many(f, "one", 4);
    g_assert_cmpint(deliver(f), ==, INT64_MAX);
    clock_fix(NOW + HOUR);
    queue_many(f, "two", 4);
    int64_t next = deliver(f);
    g_assert_cmpint(count_of(f, "sent"), ==, 6);
    g_assert_cmpint(next, >=, NOW + DAY); /* when the first minute leaves the window */
    g_assert_cmpint(next, <=, NOW + DAY + 60);
    queue_draft(f, DRAFT, 0, urgent);
    deliver(f);
    assert_state(f, "u@x.example", "sent", 1); /* the reserve is for this */
    assert_state(f, "two3@x.example", "queued", 0);
    clock_fix(NOW - 100 * DAY); /* a clock that is set back neither blocks ... */
    deliver(f);
    g_assert_cmpint(count_of(f, "sent"), ==, 7);
    clock_fix(NOW - 100 * DAY + next - NOW - HOUR);
    g_assert_cmpint(deliver(f), ==, INT64_MAX); /* ... nor frees: a day later it goes on */
    g_assert_cmpint(count_of(f, "sent"), ==, 9);
}

/* What a killed deliverer had at the door counts as sent: the number is never passed. */
static void test_budget_after_a_crash(Fixture *f, const void *unused)
{
    int status = 0;

    (void)unused;
    f->account.smtp_day = 8;
    queue_many(f, "k", 12);
    db_close(g_steal_pointer(&f->db));
    pid_t child = fork();
    if (child == 0) {
        int64_t next;
        f->twin->on_send = die;
        f->db = db_open(f->path, DB_WRITE, NULL);
        deliver_due(f->db, &f->deliverer, &next, NULL);
        _exit(1);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_cmpint(WEXITSTATUS(status), ==, 42);
    f->db = db_open(f->path, DB_WRITE, NULL);
    clock_fix(NOW + 100);
    deliver(f);
    g_assert_cmpint(count_of(f, "sent"), ==, 2); /* eight, but six were out: two transactions */
    deliver(f);
    g_assert_cmpint(count_of(f, "sent"), ==, 2);
    clock_fix(NOW + 100 + DAY + 60);
    deliver(f);
    g_assert_cmpint(count_of(f, "sent"), ==, 10);
}

static const TwinRule LIMIT[] = {
    {"k2", DELIVERY_FAILED, 550, "550 5.4.5 Daily sending limit exceeded, try in 20 minutes"},
    {NULL, DELIVERY_SENT, 0, NULL},
};

static void test_limit_stops(Fixture *f, const void *unused)
{
    (void)unused;
    log_setup((LogLevel)(LOG_LEVEL_ERROR + 1), false, NULL);
    f->account.smtp_recipients = 1;
    f->settings.pause_limit = 300;
    f->settings.pause_longest = 1000;
    f->twin->rules = LIMIT;
    queue_many(f, "k", 6);
    g_assert_cmpint(deliver(f), ==, NOW + 1200); /* as the server says */
    g_assert_cmpint(f->twin->calls, ==, 3);
    assert_state(f, "k2@x.example", "deferred", 0); /* though it said 550: not about them */
    assert_state(f, "k5@x.example", "deferred", 0);
    queue_many(f, "other", 1);
    g_assert_cmpint(deliver(f), ==, NOW + 1200); /* nothing new is tried either */
    g_assert_cmpint(f->twin->calls, ==, 3);
    clock_fix(NOW + 1200);
    f->twin->rules = NULL;
    g_assert_cmpint(deliver(f), ==, INT64_MAX);
    g_assert_cmpint(count_of(f, "sent"), ==, 7);
}

static void test_pauses_grow(Fixture *f, const void *unused)
{
    static const TwinRule busy[] = {{"k", DELIVERY_DEFERRED, 451, "451 4.7.0 too many messages"},
                                    {NULL, DELIVERY_SENT, 0, NULL}};
    static const int64_t pauses[] = {300, 600, 1000, 1000};
    int64_t now = NOW;

    (void)unused;
    log_setup((LogLevel)(LOG_LEVEL_ERROR + 1), false, NULL);
    f->settings.pause_limit = 300;
    f->settings.pause_longest = 1000;
    f->twin->rules = busy;
    queue_many(f, "k", 3);
    for (size_t i = 0; i < G_N_ELEMENTS(pauses); i++) {
        g_assert_cmpint(deliver(f), ==, now + pauses[i]);
        g_assert_cmpint(f->twin->calls, ==, (int)i + 1);
        now += pauses[i];
        clock_fix(now);
    }
    clock_fix(now + 20 * DAY); /* long ago: it begins anew, and nobody has failed meanwhile */
    g_assert_cmpint(deliver(f), ==, now + 20 * DAY + 300);
    assert_state(f, "k0@x.example", "deferred", 0);
}

/* A wrong password: one try, then none until the file is another one. */
static void test_wrong_password(Fixture *f, const void *unused)
{
    g_autofree char *file = g_build_filename(f->folder, "password", NULL);

    (void)unused;
    log_setup((LogLevel)(LOG_LEVEL_ERROR + 1), false, NULL);
    g_assert_true(g_file_set_contents(file, "wrong", -1, NULL));
    f->account.password_file = file;
    f->settings.pause_login = 3600;
    f->settings.pause_longest = 86400;
    f->twin->broken = f->twin->no_entry = true;
    queue_many(f, "k", 9);
    g_assert_cmpint(deliver(f), ==, NOW + 3600);
    clock_fix(NOW + 60);
    queue_many(f, "new", 1);
    g_assert_cmpint(deliver(f), ==, NOW + 3600);
    g_assert_cmpint(f->twin->calls, ==, 1);
    clock_fix(NOW + 3600); /* one more, and twice the pause */
    g_assert_cmpint(deliver(f), ==, NOW + 3600 + 7200);
    g_assert_cmpint(f->twin->calls, ==, 2);
    g_assert_true(g_file_set_contents(file, "the right one", -1, NULL));
    f->twin->broken = false;
    g_assert_cmpint(deliver(f), ==, INT64_MAX);
    g_assert_cmpint(count_of(f, "sent"), ==, 10);
    g_unlink(file);
}

/* A clock that ran ahead by years and was set right: nobody waits for years. */
static void test_clock_back(Fixture *f, const void *unused)
{
    const char *to[] = {"grey@x.example", NULL};

    (void)unused;
    f->twin->rules = DELIVERER_MIXED;
    clock_fix(NOW + 4000 * DAY);
    queue_post(f, "k", to);
    deliver(f);
    clock_fix(NOW);
    f->twin->rules = NULL;
    g_assert_cmpint(deliver(f), ==, NOW + 1000); /* retry_longest */
    clock_fix(NOW + 1000);
    deliver(f);
    assert_state(f, to[0], "sent", 2);
}

static void show(int64_t wall, int64_t uptime)
{
    ClockReading reading = {.wall = wall, .uptime = uptime, .boot = "a run of the machine"};

    clock_fix_reading(&reading);
}

/* A clock that is set forward by a month: nobody has waited for a month. */
static void test_clock_ahead(Fixture *f, const void *unused)
{
    const char *grey[] = {"grey@x.example", NULL}, *later[] = {"later@x.example", NULL};
    const int64_t month = 30 * DAY;

    (void)unused;
    log_setup((LogLevel)(LOG_LEVEL_ERROR + 1), false, NULL);
    show(NOW, 1000);
    f->twin->rules = DELIVERER_MIXED;
    queue_post(f, "one", grey);
    deliver(f);
    show(NOW + month + 200, 1200);
    deliver(f);
    assert_state(f, grey[0], "deferred", 2); /* and not given up */
    f->twin->broken = true;
    queue_post(f, "two", later);
    deliver(f);
    show(NOW + 2 * month + 2000, 3000);
    deliver(f);
    assert_state(f, grey[0], "deferred", 2);
    assert_state(f, later[0], "deferred", 0);
    show(NOW + 2 * month + 3 * DAY, 1000 + 3 * DAY); /* now they have: retry_days is two */
    deliver(f);
    assert_state(f, grey[0], "failed", 2);
    assert_state(f, later[0], "failed", 0);
}

/* Two accounts: one stopped, the other at work. */
typedef struct Two {
    Db *db;
    Deliverer deliverers[2];
    int64_t now;
} Two;

static void set_account_going(void *data)
{
    Two *two = data;

    g_assert_true(db_begin(two->db, NULL));
    g_assert_true(db_finish(two->db, sender_go(two->db, 0, NULL), NULL));
    clock_fix(two->now += 100); /* a stopped account is looked at once a second */
}

/* Who is set going by hand, or by a new password, waits for no other account's queue to end. */
static void test_goes_meanwhile(Fixture *f, const void *unused)
{
    Account other = {.name = (char *)"other", .smtp_recipients = 1, .smtp_connections = 1};
    Account *accounts[] = {&f->account, &other, NULL};
    TwinDoor *twin = twin_door_new();
    Two two = {.db = f->db, .deliverers = {f->deliverer, f->deliverer}, .now = NOW};
    g_autoptr(GError) error = NULL;
    int64_t next;

    (void)unused;
    log_setup((LogLevel)(LOG_LEVEL_ERROR + 1), false, NULL);
    f->settings.accounts = accounts;
    f->settings.account_count = 2;
    f->settings.pause_limit = 9000;
    f->settings.pause_longest = 9000;
    f->twin->rules = LIMIT;
    queue_many(f, "k2", 1);
    g_assert_cmpint(deliver(f), ==, NOW + 1200); /* stopped */
    f->twin->rules = NULL;
    two.deliverers[1].account = &other;
    two.deliverers[1].door = &twin->door;
    twin->on_send = set_account_going;
    twin->on_send_data = &two;
    g_assert_true(db_begin(f->db, NULL));
    Outgoing post = {.purpose = (char *)"post", .key = (char *)"other", .priority = PRIORITY_POST};
    post.message_id = (char *)"p2@x";
    post.draft = (char *)DRAFT;
    g_assert_true(sender_lane(f->db, &f->settings, &other, &post.sender, &error));
    int64_t id = 0;
    g_assert_true(outgoing_add(f->db, &post, &id, &error));
    for (int i = 0; i < 5; i++) {
        g_autofree char *address = g_strdup_printf("o%d@x.example", i);
        g_assert_true(outgoing_add_recipient(f->db, id, &(Addressee){0, address, NULL}, &error));
    }
    g_assert_true(db_finish(f->db, true, &error));
    g_assert_true(deliver_all(f->db, two.deliverers, 2, &next, &error));
    g_assert_cmpuint(twin->letters->len, ==, 5);
    assert_state(f, "k20@x.example", "sent", 1);
    door_out_free(&twin->door);
    f->settings.accounts = f->accounts;
}

#define ADD(path, f) g_test_add(path, Fixture, NULL, set_up, f, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/budget/budget", test_budget);
    ADD("/budget/a number is never passed after a crash", test_budget_after_a_crash);
    ADD("/budget/a limit stops the account", test_limit_stops);
    ADD("/budget/pauses grow", test_pauses_grow);
    ADD("/budget/a wrong password is tried once", test_wrong_password);
    ADD("/budget/a clock that ran ahead", test_clock_back);
    ADD("/budget/a clock that is set forward", test_clock_ahead);
    ADD("/budget/it goes on meanwhile", test_goes_meanwhile);
    return g_test_run();
}
