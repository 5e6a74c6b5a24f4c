/* test_domain_stop.c: when a domain is stopped, whom that holds, and how it ends. */
#include "archive/domain_stop.h"

#include "archive/outgoing.h"
#include "fixture_db.h"
#include "lists/bounce_score.h"
#include "lists/people.h"
#include "tests/unit/due.h"

#define PEOPLE 6 /* r0@school.example ... */

static const Settings SETTINGS = {
    .bounce_limit = 100,
    .bounce_hard = 100,
    .bounce_soft = 20,
    .bounce_decay = 5,
    .domain_failures = 4,
    .domain_share = 50,
    .domain_blocked = 2,
    .domain_pause = 3600,
    .domain_trial = 600,
};

static void test_rule(void)
{
    static const struct {
        DomainCounts counts;
        bool stops;
    } ROWS[] = {
        {{0, 0, 0, 0}, false},
        {{4, 0, 4, 8}, false}, /* half of it is not more than half */
        {{4, 0, 5, 8}, true},
        {{3, 0, 300, 300}, false}, /* all fail, but those of three addresses */
        {{1, 1, 100, 100}, false}, /* one member makes all of his copies come back */
        {{4, 0, 4, 1000}, false},
        {{2, 2, 2, 1000}, true}, /* two say that our server is blocked */
        {{9, 1, 9, 1000}, false},
    };
    Settings never = SETTINGS;

    never.domain_failures = never.domain_blocked = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("row %zu", i);
        g_assert_cmpint(domain_must_stop(&SETTINGS, &ROWS[i].counts), ==, ROWS[i].stops);
        g_assert_false(domain_must_stop(&never, &ROWS[i].counts));
    }
}

static void set_up(Fixture *f, gconstpointer data)
{
    Outgoing outgoing = {.purpose = (char *)"notice",
                         .key = (char *)"1",
                         .priority = PRIORITY_POST,
                         .message_id = (char *)"m@x",
                         .draft = (char *)"{}"};
    int64_t id = 0, person = 0;

    fixture_open(f, data);
    g_assert_true(outgoing_add(f->db, &outgoing, &id, NULL));
    for (int i = 0; i < PEOPLE; i++) {
        g_autofree char *address = g_strdup_printf("r%d@school.example", i);
        g_assert_true(person_add(f->db, "Иванова Анна", 0, &person, NULL));
        g_assert_true(person_link_address(f->db, person, address, "registry", NULL));
        g_assert_true(outgoing_add_recipient(f->db, id, &(Addressee){person, address, NULL}, NULL));
    }
    g_assert_true(
        outgoing_add_recipient(f->db, id, &(Addressee){0, "anna@other.example", NULL}, NULL));
}

/* Copy `number` fails for good, as a server or a bounce says. */
static FailedCounted counted(Fixture *f, int number, const char *class_)
{
    g_autofree char *address = g_strdup_printf("r%d@school.example", number);
    Bounce bounce = {.action = BOUNCE_FAILED, .class_ = (char *)class_, .hard = true};
    FailedCopy copy = {.recipient = number + 1, .address = address, .bounce = &bounce};
    FailedCounted result;
    GError *error = NULL;

    g_assert_true(recipient_set(f->db, number + 1, RECIPIENT_FAILED, 0, 550, "no", &error));
    g_assert_true(bounce_count(f->db, &SETTINGS, &copy, &result, &error));
    g_assert_no_error(error);
    return result;
}

static guint due_now(Fixture *f)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) due = due_at(f->db, clock_now(), 100);

    g_assert_no_error(error);
    return due->len;
}

static guint stops(Fixture *f)
{
    g_autoptr(GPtrArray) all = domain_stops(f->db, NULL);

    return all->len;
}

static bool is_flagged(Fixture *f, int number)
{
    g_autofree char *address = g_strdup_printf("r%d@school.example", number);
    DbStmt *s = db_stmt(f->db, SQL_BOUNCE_SCORE);

    db_text(s, 1, address);
    g_assert_true(db_row(s));
    bool flagged = !db_col_null(s, 2) || db_col_int(s, 0) > 0 || db_col_int(s, 1) > 0;
    g_assert_true(db_done(s, NULL));
    return flagged;
}

static void test_share(Fixture *f, gconstpointer data)
{
    (void)data;
    for (int i = 0; i < 3; i++) {
        g_assert_false(counted(f, i, "unknown-user").is_stopped);
        g_assert_true(is_flagged(f, i));
    }
    g_assert_cmpuint(stops(f), ==, 0);
    g_assert_true(counted(f, 3, "unknown-user").is_stopped);
    g_assert_cmpuint(stops(f), ==, 1);
    /* it is us: what was counted is taken back, and nothing counts any more */
    for (int i = 0; i < 4; i++)
        g_assert_false(is_flagged(f, i));
    g_assert_true(counted(f, 4, "unknown-user").is_stopped);
    g_assert_false(is_flagged(f, 4));
    /* the other domain goes on */
    g_assert_cmpuint(due_now(f), ==, 1);
}

static void test_kinds(Fixture *f, gconstpointer data)
{
    (void)data;
    /* a letter that is not wanted, five times: it is the letter */
    for (int i = 0; i < 5; i++)
        g_assert_false(counted(f, i, "content").is_stopped);
    g_assert_false(counted(f, 0, "blocked").is_stopped);
    g_assert_false(counted(f, 0, "blocked").is_stopped); /* the same address again */
    g_assert_true(counted(f, 1, "blocked").is_stopped);
    for (int i = 0; i < 5; i++)
        g_assert_false(is_flagged(f, i));
}

static void test_hour(Fixture *f, gconstpointer data)
{
    (void)data;
    for (int i = 0; i < 3; i++)
        counted(f, i, "unknown-user");
    clock_fix(FIXTURE_NOW + HOUR + 1);
    g_assert_false(counted(f, 3, "unknown-user").is_stopped);
    g_assert_true(is_flagged(f, 0));
    /* what arrived counts too: 4 of 9 */
    clock_fix(FIXTURE_NOW + 3 * HOUR);
    g_assert_true(domain_taken(f->db, "school.example", 5, NULL));
    for (int i = 0; i < 4; i++)
        g_assert_false(counted(f, i, "unknown-user").is_stopped);
    g_assert_true(counted(f, 4, "unknown-user").is_stopped == false);
    g_assert_true(counted(f, 5, "unknown-user").is_stopped);
}

static void stop_it(Fixture *f)
{
    for (int i = 0; i < 2; i++)
        counted(f, i, "blocked");
    g_assert_cmpuint(stops(f), ==, 1);
}

static void take_other(Fixture *f)
{
    g_assert_true(recipient_set(f->db, PEOPLE + 1, RECIPIENT_SENT, 0, 250, "ok", NULL));
}

static void test_trial(Fixture *f, gconstpointer data)
{
    (void)data;
    take_other(f);
    stop_it(f);
    g_assert_cmpuint(due_now(f), ==, 0);
    clock_fix(FIXTURE_NOW + 3599);
    g_assert_cmpuint(due_now(f), ==, 0);
    clock_fix(FIXTURE_NOW + 3600);
    g_assert_cmpuint(due_now(f), ==, 1); /* the trial; the three others wait for it */
    g_assert_true(recipient_set(f->db, 3, RECIPIENT_FAILED, 0, 550, "blocked", NULL));
    clock_fix(FIXTURE_NOW + 3600 + 600);
    g_assert_cmpuint(due_now(f), ==, 0); /* it failed: stopped again */
    clock_fix(FIXTURE_NOW + 3600 + 600 + 3600);
    g_assert_cmpuint(due_now(f), ==, 1);
    g_assert_true(recipient_set(f->db, 4, RECIPIENT_SENT, 0, 250, "ok", NULL));
    g_assert_cmpuint(due_now(f), ==, 0); /* it may still come back */
    clock_fix(FIXTURE_NOW + 3600 + 600 + 3600 + 600);
    g_assert_cmpuint(due_now(f), ==, 2); /* it did not */
    g_assert_cmpuint(stops(f), ==, 0);
}

/* A trial that the server puts off waits as any letter does; nobody else goes meanwhile. */
static void test_slow_trial(Fixture *f, gconstpointer data)
{
    (void)data;
    take_other(f);
    stop_it(f);
    clock_fix(FIXTURE_NOW + 3600);
    g_assert_cmpuint(due_now(f), ==, 1);
    g_assert_true(recipient_set(f->db, 3, RECIPIENT_DEFERRED, FIXTURE_NOW + 5000, 450, "x", NULL));
    clock_fix(FIXTURE_NOW + 4300);
    g_assert_cmpuint(due_now(f), ==, 0);
    clock_fix(FIXTURE_NOW + 5000);
    g_assert_cmpuint(due_now(f), ==, 1);
}

static void test_clock(Fixture *f, gconstpointer data)
{
    (void)data;
    take_other(f);
    stop_it(f);
    g_assert_cmpuint(due_now(f), ==, 0);
    clock_fix(FIXTURE_NOW - 30 * DAY); /* the clock was a month ahead */
    g_assert_true(db_begin(f->db, NULL));
    int64_t count = 0;
    g_assert_true(queue_retry(f->db, 1, NULL, &count, NULL));
    g_assert_true(db_finish(f->db, true, NULL));
    g_assert_cmpuint(due_now(f), ==, 1); /* a trial now, not in a month */
}

static void test_go(Fixture *f, gconstpointer data)
{
    GError *error = NULL;
    int64_t count = 0;

    (void)data;
    take_other(f);
    stop_it(f);
    g_assert_false(domain_go(f->db, "other.example", clock_now(), &count, &error));
    g_clear_error(&error);
    g_assert_true(domain_go(f->db, "school.example", clock_now(), &count, &error));
    g_assert_no_error(error);
    g_assert_cmpint(count, ==, PEOPLE); /* the two that were refused, too */
    g_assert_cmpuint(stops(f), ==, 0);
    g_assert_cmpuint(due_now(f), ==, PEOPLE);
}

#define TEST(name, function) g_test_add(name, Fixture, NULL, set_up, function, fixture_close)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/domain-stop/rule", test_rule);
    TEST("/domain-stop/more than a share fails: nobody's points", test_share);
    TEST("/domain-stop/kinds", test_kinds);
    TEST("/domain-stop/within an hour", test_hour);
    TEST("/domain-stop/a trial", test_trial);
    TEST("/domain-stop/a slow trial", test_slow_trial);
    TEST("/domain-stop/the clock goes back", test_clock);
    TEST("/domain-stop/by hand", test_go);
    return g_test_run();
}
