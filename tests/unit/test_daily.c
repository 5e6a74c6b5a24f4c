/* test_daily.c: the daily letter: what it says, to whom it goes, and that it is made exactly once.
 */
#include "tests/unit/world.h"

#include "digest/daily.h"
#include "digest/digest.h"

static Day day_at(const World *world, const char *text)
{
    return day_of(world_time(world, text), world->settings->zone);
}

static DigestContext *context_of(World *world)
{
    GError *error = NULL;
    DigestContext *context = digest_context_new(world->db, world->settings, &error);

    g_assert_no_error(error);
    return context;
}

static json_t *values_of(World *world, const char *from, const char *to)
{
    g_autoptr(DigestContext) context = context_of(world);
    const Day day = {day_at(world, from).from, day_at(world, to).to};
    GError *error = NULL;
    json_t *values = daily_values(context, world->list, &day, &error);

    g_assert_no_error(error);
    return values;
}

static const char *text_at(const json_t *values, size_t topic, size_t post, const char *key)
{
    const json_t *t = json_array_get(json_object_get(values, "topics"), topic);
    const json_t *p = json_array_get(json_object_get(t, "posts"), post);
    const json_t *value = json_object_get(p, key);

    return json_string_value(value ? value : json_object_get(t, key));
}

/* Of the first element of an array of the second topic's first post. */
static const char *inner_at(const json_t *values, const char *array, const char *key)
{
    const json_t *topic = json_array_get(json_object_get(values, "topics"), 1);
    const json_t *post = json_array_get(json_object_get(topic, "posts"), 0);

    return json_string_value(json_object_get(json_array_get(json_object_get(post, array), 0), key));
}

static void test_values(void)
{
    World world;
    world_open(&world, "");
    const WorldPost written = {"2026-11-24T09:05", PETROV,  0,    "Олимпиада",
                               "Еду.\n> Кто?",     "b.pdf", NULL, "address"};
    const WorldPost other = {"2026-11-24T09:00", IVANOVA, 0, HOSTILE, HOSTILE, NULL, NULL,
                             "address"};
    world_post(&world, &other);
    world_post(&world, &written);
    g_autoptr(json_t) values = values_of(&world, "2026-11-24", "2026-11-24");

    g_assert_cmpstr(json_string_value(json_object_get(values, "summary")), ==,
                    "2 новые темы, 1 файл");
    g_assert_cmpstr(json_string_value(json_object_get(values, "period")), ==, "24 ноября");
    g_assert_cmpstr(text_at(values, 1, 0, "subject"), ==, "Олимпиада");
    g_assert_cmpstr(inner_at(values, "paragraphs", "line"), ==, "Еду.");
    g_assert_cmpstr(inner_at(values, "files", "name"), ==, "b.pdf");
    g_assert_cmpstr(inner_at(values, "files", "size"), ==, "1,2 МБ");
    g_assert_cmpstr(text_at(values, 1, 0, "time"), ==, "09:05");
    g_assert_nonnull(strstr(text_at(values, 1, 0, "answer_link"), "&In-Reply-To=%3C"));

    LetterText letter = {0};
    g_autoptr(DigestContext) context = context_of(&world);
    MUST(daily_letter(context, values, &letter, &must_error));
    g_autofree char *whole = g_strdup_printf("Subject: %s\n\n%s", letter.subject, letter.text);
    compare_golden("daily.ru.txt", whole);
    compare_golden("daily.ru.html", letter.html);
    g_assert_null(strstr(letter.html, "<script"));
    letter_text_clear(&letter);
    world_close(&world);
}

/* More posts than a letter shows are counted, and the rest is told. */
static void test_many(void)
{
    World world;
    world_open(&world, "");
    for (int i = 0; i < DIGEST_DAY_POSTS + 3; i++) {
        const WorldPost post = {"2026-11-24T09:05", PETROV, 0, "Тема", "Т.", NULL, NULL, "address"};
        world_post(&world, &post);
    }
    g_autoptr(json_t) values = values_of(&world, "2026-11-24", "2026-11-24");
    g_assert_cmpint(json_array_size(json_object_get(values, "topics")), ==, DIGEST_DAY_POSTS);
    g_assert_cmpstr(json_string_value(json_object_get(values, "posts_more")), ==, "и ещё 3 письма");
    world_close(&world);
}

static DailySent send_day(World *world, const char *day_text)
{
    g_autoptr(DigestContext) context = context_of(world);
    const Day day = day_at(world, day_text);
    DailySent sent;

    MUST(daily_send(context, world->list, &day, &sent, &must_error));
    return sent;
}

static void set_mode(World *world, Who who, const char *mode)
{
    MUST(db_begin(world->db, &must_error));
    MUST(membership_set_mode(world->db, world->list->id, world->people[who], mode, 0, &must_error));
    MUST(db_finish(world->db, true, &must_error));
}

/* Nobody wants it, nobody wrote, somebody does and did, and once more. */
static void test_once(void)
{
    World world;
    const WorldPost post = {"2026-11-24T09:05", PETROV, 0, "Тема", "Т.", NULL, NULL, "address"};

    world_open(&world, "");
    world_post(&world, &post);
    clock_fix(world_time(&world, "2026-11-26T08:00"));
    g_assert_cmpint(send_day(&world, "2026-11-23").recipients, ==, 0);
    set_mode(&world, SIDOROVA, "daily");
    DailySent sent = send_day(&world, "2026-11-24");
    g_assert_true(sent.first);
    g_assert_cmpint(sent.recipients, ==, 1);
    sent = send_day(&world, "2026-11-24");
    g_assert_false(sent.first);
    g_assert_cmpint(sent.recipients, ==, 0);
    sent = send_day(&world, "2026-11-25");
    g_assert_true(sent.first && sent.recipients == 0);
    world_close(&world);
}

static void check_due(World *world, const char *now, const char *day, const char *next)
{
    g_autoptr(DigestContext) context = context_of(world);
    Day found;
    bool due;
    int64_t soonest = 0;

    MUST(daily_is_due(context, world->list, world_time(world, now), &due, &found, &soonest,
                      &must_error));
    g_assert_cmpint(soonest, ==, world_time(world, next));
    g_assert_true(due == (day != NULL));
    if (day)
        g_assert_cmpint(found.from, ==, world_time(world, day));
}

static void test_due(void)
{
    World world;

    world_open(&world, "");
    check_due(&world, "2026-11-23T07:59:59", NULL, "2026-11-23T08:00");
    check_due(&world, "2026-11-23T08:00", "2026-11-22", "2026-11-24T08:00");
    clock_fix(world_time(&world, "2026-11-23T10:00"));
    send_day(&world, "2026-11-22");
    check_due(&world, "2026-11-23T10:00", NULL, "2026-11-24T08:00");
    /* the day on which the list was made is the first one */
    world.list->created = world_time(&world, "2026-11-30T12:00");
    check_due(&world, "2026-11-30T18:00", NULL, "2026-12-01T08:00");
    check_due(&world, "2026-12-01T08:00", "2026-11-30", "2026-12-02T08:00");
    MUST(list_set(world.list, "digest_hour", "17", &must_error));
    check_due(&world, "2026-12-01T08:00", NULL, "2026-12-01T17:00");
    world_close(&world);
}

static void test_unfinished_day(void)
{
    World world;
    DailySent sent;
    g_autoptr(GError) error = NULL;

    world_open(&world, "");
    clock_fix(world_time(&world, "2026-11-24T23:59"));
    g_autoptr(DigestContext) context = context_of(&world);
    const Day day = day_at(&world, "2026-11-24");
    g_assert_false(daily_send(context, world.list, &day, &sent, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_USAGE);
    world_close(&world);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/daily/what it says", test_values);
    g_test_add_func("/daily/many posts", test_many);
    g_test_add_func("/daily/once", test_once);
    g_test_add_func("/daily/when it is due", test_due);
    g_test_add_func("/daily/a day that is not over", test_unfinished_day);
    return g_test_run();
}
