/* test_gathered.c: posts that were gathered instead of sent: each reader gets exactly those whose
 * copy waits for it, once, whatever else changes. */
#include <inttypes.h>

#include "tests/unit/due.h"
#include "tests/unit/world.h"

#include "archive/outgoing.h"
#include "base/compose.h"
#include "digest/daily.h"
#include "lists/vertical.h"

/* Letters 2 and 3 of the world are of 16 November: Сидорова's and Петров's. */
#define SIDOROVA_WROTE "Делюсь контрольной"
#define PETROV_WROTE   "Поеду я"

/* The letter as a post that waits; `sent`: to those a copy went. */
static void queue_post(World *world, int letter, const char *const *gathered,
                       const char *const *sent)
{
    g_autofree char *key = g_strdup_printf("%" PRId64 ":%d", world->list->id, letter);
    Outgoing post = {.purpose = (char *)"post",
                     .key = key,
                     .priority = PRIORITY_POST,
                     .message_id = key,
                     .letter = letter,
                     .list = world->list->id};
    int64_t id = 0;

    MUST(db_begin(world->db, &must_error));
    MUST(outgoing_add(world->db, &post, &id, &must_error));
    for (; *gathered; gathered++)
        MUST(outgoing_gather_recipient(world->db, id, &(Addressee){0, *gathered, NULL},
                                       &must_error));
    for (; *sent; sent++)
        MUST(outgoing_add_recipient(world->db, id, &(Addressee){0, *sent, NULL}, &must_error));
    MUST(db_finish(world->db, true, &must_error));
}

static void send_day(World *world, const char *day, DailySent *sent)
{
    g_autoptr(DigestContext) context = digest_context_new(world->db, world->settings, NULL);
    const Day of = day_of(world_time(world, day), world->settings->zone);

    MUST(daily_send(context, world->list, &of, sent, &must_error));
}

/* What waits for this address: the texts of its gathered letters, one after the other. */
static char *waits_for(World *world, const char *address)
{
    g_autoptr(GPtrArray) rows =
        queue_rows(world->db, &(QueueWanted){.state = "queued", .most = 100}, NULL);
    GString *texts = g_string_new(NULL);

    for (guint i = 0; i < rows->len; i++) {
        const QueueRow *row = g_ptr_array_index(rows, i);
        if (!g_str_equal(row->address, address) || !g_str_has_prefix(row->purpose, "digest-"))
            continue;
        g_autoptr(Outgoing) letter = outgoing_by_id(world->db, row->letter, NULL);
        g_autoptr(Draft) draft = draft_from_json(letter->draft, NULL);
        g_string_append_printf(texts, "<%s>%s", row->purpose, draft->text);
    }
    return g_string_free(texts, FALSE);
}

static int count_of(const char *text, const char *part)
{
    int count = 0;

    while ((text = strstr(text, part))) {
        count++;
        text += strlen(part);
    }
    return count;
}

/* How often each of the two posts, and how many letters. */
static void assert_waits(World *world, const char *address, int sidorova, int petrov, int letters)
{
    g_autofree char *text = waits_for(world, address);

    g_test_message("%s: %s", address, text);
    g_assert_cmpint(count_of(text, SIDOROVA_WROTE), ==, sidorova);
    g_assert_cmpint(count_of(text, PETROV_WROTE), ==, petrov);
    g_assert_cmpint(count_of(text, "<digest-"), ==, letters);
}

static void gather_both(World *world)
{
    static const char *const none[] = {NULL};
    static const char *const first[] = {"ivanova@s1.example", "petrov@s1.example",
                                        "smirnov@l10.example", NULL};
    static const char *const second[] = {"sidorova@s2.example", "smirnov@l10.example", NULL};
    static const char *const as_letter[] = {"ivanova@s1.example", NULL};

    queue_post(world, 2, first, none);
    queue_post(world, 3, second, as_letter);
}

static int count_state(World *world, const char *state)
{
    g_autoptr(GPtrArray) rows =
        queue_rows(world->db, &(QueueWanted){.state = state, .most = 100}, NULL);

    return (int)rows->len;
}

static void test_each_once(void)
{
    World world;
    DailySent sent;

    world_open(&world, "");
    gather_both(&world);
    clock_fix(world_time(&world, "2026-11-17T08:00"));
    send_day(&world, "2026-11-16", &sent);
    g_assert_cmpint(sent.recipients, ==, 4);
    assert_waits(&world, "smirnov@l10.example", 1, 1, 1); /* both, in one letter */
    assert_waits(&world, "petrov@s1.example", 1, 0, 1);   /* not his own */
    assert_waits(&world, "sidorova@s2.example", 0, 1, 1);
    assert_waits(&world, "ivanova@s1.example", 1, 0, 1); /* the other one came as a letter */
    g_autofree char *text = waits_for(&world, "petrov@s1.example");
    g_assert_nonnull(strstr(text, "успевает разослать по одному"));
    send_day(&world, "2026-11-16", &sent);
    g_assert_false(sent.first);
    assert_waits(&world, "smirnov@l10.example", 1, 1, 1);
    world_close(&world);
}

/* Who chose the daily letter meanwhile finds all of it there, who left gets nothing. */
static void test_changes(void)
{
    World world;
    DailySent sent;
    bool changed;

    world_open(&world, "");
    gather_both(&world);
    clock_fix(world_time(&world, "2026-11-17T08:00"));
    MUST(db_begin(world.db, &must_error));
    MUST(membership_set_mode(world.db, world.list->id, world.people[SMIRNOV], "daily", 0,
                             &must_error));
    MUST(list_leave(world.db, world.list->id, world.people[PETROV], "self", &changed, &must_error));
    MUST(db_finish(world.db, true, &must_error));
    send_day(&world, "2026-11-16", &sent);
    assert_waits(&world, "smirnov@l10.example", 1, 1, 1);
    assert_waits(&world, "petrov@s1.example", 0, 0, 0);
    g_assert_cmpint(count_state(&world, "dropped"), ==, 1);
    world_close(&world);
}

/* Who belongs only to a list below gets the posts of the list above: gathered ones too. */
static void test_vertical(void)
{
    World world;
    DailySent sent;
    bool changed;

    world_open(&world, "");
    gather_both(&world);
    clock_fix(world_time(&world, "2026-11-17T08:00"));
    MUST(db_begin(world.db, &must_error));
    g_autoptr(List) below = list_new("shkola", NULL);
    MUST(list_insert(world.db, below, &must_error));
    MUST(vertical_add(world.db, below, world.list, &changed, &must_error));
    MUST(list_join(world.db, below->id, world.people[SMIRNOV], "registry", &changed, &must_error));
    MUST(list_leave(world.db, world.list->id, world.people[SMIRNOV], "methodist", &changed,
                    &must_error));
    MUST(db_finish(world.db, true, &must_error));
    send_day(&world, "2026-11-16", &sent);
    assert_waits(&world, "smirnov@l10.example", 1, 1, 1);
    g_assert_cmpint(count_state(&world, "dropped"), ==, 0);
    world_close(&world);
}

static void send_waiting(World *world)
{
    g_autoptr(GPtrArray) due = due_at(world->db, clock_now(), 100);

    MUST(db_begin(world->db, &must_error));
    for (guint i = 0; i < due->len; i++)
        MUST(recipient_set(world->db, ((const Recipient *)g_ptr_array_index(due, i))->id,
                           RECIPIENT_SENT, 0, 250, "ok", &must_error));
    MUST(db_finish(world->db, true, &must_error));
}

/* One such letter at most waits for anybody: what comes meanwhile goes with the next. */
static void test_no_heap(void)
{
    static const char *const none[] = {NULL}, *const one[] = {"smirnov@l10.example", NULL};
    World world;
    DailySent sent;

    world_open(&world, "");
    queue_post(&world, 2, one, none);
    clock_fix(world_time(&world, "2026-11-17T08:00"));
    send_day(&world, "2026-11-16", &sent);
    queue_post(&world, 4, one, none); /* of 17 November */
    clock_fix(world_time(&world, "2026-11-18T08:00"));
    send_day(&world, "2026-11-17", &sent);
    g_autofree char *before = waits_for(&world, "smirnov@l10.example");
    g_assert_cmpint(count_of(before, "<digest-"), ==, 1);
    g_assert_null(strstr(before, "Спасибо, беру!"));

    send_waiting(&world);
    clock_fix(world_time(&world, "2026-11-19T08:00"));
    send_day(&world, "2026-11-18", &sent);
    g_autofree char *after = waits_for(&world, "smirnov@l10.example");
    g_assert_nonnull(strstr(after, "Спасибо, беру!"));
    world_close(&world);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gathered/each post once", test_each_once);
    g_test_add_func("/gathered/who changes meanwhile", test_changes);
    g_test_add_func("/gathered/readers of a list below", test_vertical);
    g_test_add_func("/gathered/no heap of letters", test_no_heap);
    return g_test_run();
}
