/* test_digest.c: the two weekly letters: what they say, and that they are sent exactly once. */
#include <inttypes.h>

#include "tests/unit/due.h"
#include "tests/unit/world.h"

#include "archive/outgoing.h"
#include "base/compose.h"
#include "digest/digest.h"

#define WEEK "2026-W47"

/* A held letter of a stranger, since 18 November. */
static void world_hold(World *world)
{
    g_autoptr(GBytes) raw = NULL;

    clock_fix(world_time(world, "2026-11-18T09:00"));
    int64_t letter = world_letter(world, &raw);
    g_autofree char *target = g_strdup_printf("list:%" PRId64, world->list->id);
    g_autoptr(GArray) cases = case_ids(world->db, CASE_NEW, 0, 100, NULL);
    MUST(db_begin(world->db, &must_error));
    for (guint i = 0; i < cases->len; i++) {
        int64_t id = g_array_index(cases, int64_t, i);
        bool taken;
        g_autoptr(Case) item = case_by_id(world->db, id, NULL);
        if (item->letter != letter) {
            MUST(case_decide(world->db, id, CASE_DONE, "publish", "test", &must_error));
            continue;
        }
        MUST(case_set_target(world->db, id, target, &taken, &must_error));
        MUST(case_decide(world->db, id, CASE_HELD, "hold", "stranger", &must_error));
    }
    MUST(db_finish(world->db, true, &must_error));
}

static Week week_named(const World *world, const char *name)
{
    Week week;

    g_assert_true(week_parse(name, world->settings->zone, &week, NULL));
    return week;
}

static DigestContext *context_of(World *world)
{
    GError *error = NULL;
    DigestContext *context = digest_context_new(world->db, world->settings, &error);

    g_assert_no_error(error);
    return context;
}

static json_t *values_of(World *world, const char *name, DigestKind kind)
{
    g_autoptr(DigestContext) context = context_of(world);
    Week week = week_named(world, name);
    GError *error = NULL;
    json_t *values = digest_values(context, world->list, &week, kind, &error);

    g_assert_no_error(error);
    return values;
}

static int64_t number(const json_t *values, const char *key)
{
    g_assert_true(json_is_integer(json_object_get(values, key)));
    return json_integer_value(json_object_get(values, key));
}

static const char *text_of(const json_t *values, const char *array, size_t index, const char *key)
{
    const json_t *item = json_array_get(json_object_get(values, array), index);

    return json_string_value(json_object_get(item, key));
}

static size_t size_of(const json_t *values, const char *array)
{
    return json_array_size(json_object_get(values, array));
}

static void test_members_values(void)
{
    World world;
    world_open(&world, "");
    g_autoptr(json_t) values = values_of(&world, WEEK, DIGEST_MEMBERS);

    g_assert_cmpstr(json_string_value(json_object_get(values, "summary")), ==,
                    "3 новые темы, 3 ответа, 3 файла, 4 участника");
    g_assert_cmpint(number(values, "school_posts"), ==, 1);
    g_assert_cmpint(size_of(values, "topics"), ==, 4);
    g_assert_cmpstr(text_of(values, "topics", 0, "subject"), ==, "Контрольная по дробям");
    g_assert_cmpstr(text_of(values, "topics", 0, "author"), ==, "Сидорова Анна Ивановна");
    g_assert_cmpstr(text_of(values, "topics", 0, "replies_text"), ==, "2 ответа");
    const json_t *people =
        json_object_get(json_array_get(json_object_get(values, "topics"), 0), "people");
    g_assert_cmpint(json_array_size(people), ==, 2);
    g_assert_cmpstr(json_string_value(json_object_get(json_array_get(people, 1), "name")), ==,
                    "Петров Андрей Викторович");
    g_assert_cmpstr(text_of(values, "topics", 0, "excerpt"), ==,
                    "Делюсь контрольной для 6 класса. Ответы в том же файле.");
    g_assert_cmpstr(text_of(values, "topics", 1, "subject"), ==, "Олимпиада");
    g_assert_cmpstr(text_of(values, "topics", 1, "started"), ==, "10 ноября");
    g_assert_cmpstr(text_of(values, "topics", 1, "excerpt"), ==,
                    "Кто поедет сопровождать команду? Нужны двое.");
    world_close(&world);
}

/* A question is listed until somebody else answers, and a link with ? is none. */
static void test_questions(void)
{
    World world;
    world_open(&world, "");
    g_autoptr(json_t) before = values_of(&world, "2026-W46", DIGEST_MEMBERS);
    g_autoptr(json_t) after = values_of(&world, WEEK, DIGEST_MEMBERS);

    g_assert_cmpint(size_of(before, "questions"), ==, 1);
    g_assert_cmpstr(text_of(before, "questions", 0, "subject"), ==, "Олимпиада");
    g_assert_cmpint(size_of(after, "questions"), ==, 1);
    g_assert_cmpstr(text_of(after, "questions", 0, "subject"), ==, "Открытый урок 25 ноября");

    const WorldPost answer = {"2026-11-21T10:00", KUZNETSOVA, 1,        "Открытый урок",
                              "Приду.",           NULL,       "5@test", "address"};
    world_post(&world, &answer);
    g_autoptr(json_t) answered = values_of(&world, WEEK, DIGEST_MEMBERS);
    g_assert_cmpint(size_of(answered, "questions"), ==, 0);
    world_close(&world);
}

static void test_methodist_values(void)
{
    World world;
    world_open(&world, "");
    world_hold(&world);
    MUST(db_begin(world.db, &must_error));
    MUST(address_flag(world.db, "smirnov@l10.example", "unknown-user", &must_error));
    MUST(db_finish(world.db, true, &must_error));
    clock_fix(world_time(&world, "2026-11-23T08:00"));
    g_autoptr(json_t) values = values_of(&world, WEEK, DIGEST_METHODIST);

    g_assert_cmpint(number(values, "members"), ==, 6);
    g_assert_cmpint(number(values, "active"), ==, 4);
    g_assert_cmpstr(json_string_value(json_object_get(values, "percent")), ==, "66,6");
    g_assert_true(json_is_true(json_object_get(values, "goal_reached")));
    g_assert_cmpint(size_of(values, "participants"), ==, 4);
    g_assert_cmpstr(text_of(values, "participants", 0, "acts_text"), ==, "ответы: 1");
    g_assert_cmpint(size_of(values, "absent"), ==, 2);
    g_assert_cmpstr(text_of(values, "absent", 0, "school"), ==, "Школа № 2");
    g_assert_cmpstr(text_of(values, "absent", 0, "names"), ==, "Кузнецова Ольга Сергеевна");
    g_assert_cmpstr(text_of(values, "absent", 1, "school"), ==, "Школа не указана");
    g_assert_cmpint(number(values, "held_count"), ==, 1);
    g_assert_cmpstr(text_of(values, "held", 0, "waits"), ==, "ждёт 4 дня");
    g_assert_cmpstr(text_of(values, "bounces", 0, "address"), ==, "smirnov@l10.example");
    g_assert_cmpstr(text_of(values, "bounces", 0, "reason"), ==, "такого ящика нет");
    g_assert_true(json_is_true(
        json_object_get(json_array_get(json_object_get(values, "bounces"), 0), "nowhere")));
    g_assert_cmpint(number(values, "school_posts_count"), ==, 1);
    const json_t *posts = json_array_get(json_object_get(values, "numbers"), 0);
    g_assert_cmpint(number(posts, "now"), ==, 3);
    g_assert_cmpint(number(posts, "before"), ==, 1);
    world_close(&world);
}

/* When the mail of a whole region comes back, the letter says how much and stays a letter. */
static void test_many_bounces(void)
{
    World world;
    bool changed;

    world_open(&world, "digest_rows = 5\n");
    MUST(db_begin(world.db, &must_error));
    for (int i = 0; i < 5 + 3; i++) {
        g_autofree char *address = g_strdup_printf("a%d@x.example", i);
        g_autofree char *name = g_strdup_printf("Школа № 1%d", i);
        int64_t person = 0, school = 0;
        MUST(school_add(world.db, name, "", &school, &must_error));
        MUST(person_add(world.db, "Лишняя Анна Ивановна", school, &person, &must_error));
        MUST(person_link_address(world.db, person, address, "registry", &must_error));
        MUST(list_join(world.db, world.list->id, person, "registry", &changed, &must_error));
        MUST(address_flag(world.db, address, "unknown-user", &must_error));
    }
    MUST(db_finish(world.db, true, &must_error));
    clock_fix(world_time(&world, "2026-11-23T08:00"));
    g_autoptr(json_t) values = values_of(&world, WEEK, DIGEST_METHODIST);
    g_assert_cmpint(size_of(values, "bounces"), ==, 5);
    g_assert_cmpstr(json_string_value(json_object_get(values, "bounces_more")), ==,
                    "и ещё 3 человека");
    /* ten schools have somebody who has not taken part */
    g_assert_cmpint(size_of(values, "absent"), ==, 5);
    g_assert_cmpstr(json_string_value(json_object_get(values, "absent_more")), ==,
                    "и ещё 5 педагогов");
    world_close(&world);
}

/* --- texts -------------------------------------------------------------------------------- */

static void check_golden(World *world, const char *week_text, DigestKind kind, const char *name)
{
    g_autoptr(DigestContext) context = context_of(world);
    g_autoptr(json_t) values = values_of(world, week_text, kind);
    g_autofree char *txt = g_strconcat(name, ".txt", NULL);
    g_autofree char *html = g_strconcat(name, ".html", NULL);
    LetterText letter = {0};

    MUST(digest_letter(context, values, kind, &letter, &must_error));
    g_autofree char *whole = g_strdup_printf("Subject: %s\n\n%s", letter.subject, letter.text);
    compare_golden(txt, whole);
    compare_golden(html, letter.html);
    g_assert_null(strstr(letter.html, "<script"));
    letter_text_clear(&letter);
}

static void test_golden(void)
{
    static const struct {
        const char *settings, *suffix;
    } LANGUAGES[] = {{"", "ru"}, {"language = en\ncoverage_goal = 90", "en"}};

    for (size_t i = 0; i < G_N_ELEMENTS(LANGUAGES); i++) {
        World world;
        world_open(&world, LANGUAGES[i].settings);
        world_hold(&world);
        MUST(db_begin(world.db, &must_error));
        MUST(address_flag(world.db, "smirnov@l10.example", "unknown-user", &must_error));
        MUST(db_finish(world.db, true, &must_error));
        clock_fix(world_time(&world, "2026-11-23T08:00"));
        g_autofree char *members = g_strconcat("members.", LANGUAGES[i].suffix, NULL);
        g_autofree char *methodist = g_strconcat("methodist.", LANGUAGES[i].suffix, NULL);
        g_autofree char *quiet = g_strconcat("quiet.", LANGUAGES[i].suffix, NULL);
        check_golden(&world, WEEK, DIGEST_MEMBERS, members);
        check_golden(&world, WEEK, DIGEST_METHODIST, methodist);
        check_golden(&world, "2026-W45", DIGEST_METHODIST, quiet);
        world_close(&world);
    }
}

/* --- sending ------------------------------------------------------------------------------ */

/* Takes every letter that waits; "purpose: address ..." a line, sorted by what is most urgent. */
static char *take_queue(World *world)
{
    GString *out = g_string_new(NULL);

    for (;;) {
        g_autoptr(GPtrArray) due = due_at(world->db, INT64_MAX / 2, 100);
        if (due->len == 0)
            break;
        const Recipient *first = g_ptr_array_index(due, 0);
        g_autoptr(Outgoing) letter = outgoing_by_id(world->db, first->outgoing, NULL);
        g_string_append_printf(out, "%s %s:", letter->purpose, letter->key);
        for (guint i = 0; i < due->len; i++) {
            const Recipient *recipient = g_ptr_array_index(due, i);
            g_string_append_printf(out, " %s", recipient->address);
            MUST(db_begin(world->db, &must_error));
            MUST(
                recipient_set(world->db, recipient->id, RECIPIENT_SENT, 0, 250, "ok", &must_error));
            MUST(db_finish(world->db, true, &must_error));
        }
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

static void send_week(World *world, const char *name, DigestSent *sent)
{
    g_autoptr(DigestContext) context = context_of(world);
    Week week = week_named(world, name);

    MUST(digest_send(context, world->list, &week, sent, &must_error));
}

#define SENT_ONCE                                                                                  \
    "digest-members matematika/2026-W47: ivanova@s1.example school2@s2.example"                    \
    " sidorova@s2.example smirnov@l10.example\n"                                                   \
    "digest-methodist matematika/2026-W47: ivanova@s1.example\n"

static void test_once(void)
{
    World world;
    DigestSent sent;

    world_open(&world, "");
    MUST(db_begin(world.db, &must_error));
    MUST(membership_set_mode(world.db, world.list->id, world.people[PETROV], "none", 0,
                             &must_error));
    MUST(membership_set_mode(world.db, world.list->id, world.people[SMIRNOV], "weekly", 0,
                             &must_error));
    MUST(db_finish(world.db, true, &must_error));
    clock_fix(world_time(&world, "2026-11-23T08:00"));
    send_week(&world, WEEK, &sent);
    g_assert_true(sent.first[DIGEST_MEMBERS] && sent.first[DIGEST_METHODIST]);
    g_assert_cmpint(sent.recipients[DIGEST_MEMBERS], ==, 4);
    g_autofree char *queue = take_queue(&world);
    g_assert_cmpstr(queue, ==, SENT_ONCE);

    send_week(&world, WEEK, &sent);
    g_assert_false(sent.first[DIGEST_MEMBERS] || sent.first[DIGEST_METHODIST]);
    g_autofree char *again = take_queue(&world);
    g_assert_cmpstr(again, ==, "");
    world_close(&world);
}

/* The text of the methodist's letter cannot be made: nothing of either letter may stay. */
static void test_failure_leaves_nothing(void)
{
    World world;
    DigestSent sent = {0};
    g_autoptr(GError) error = NULL;

    world_open(&world, "");
    clock_fix(world_time(&world, "2026-11-23T08:00"));
    g_autoptr(DigestContext) context = context_of(&world);
    Week week = week_named(&world, WEEK);
    g_autofree char *broken = g_build_filename(world.folder, "letters", NULL);
    g_autofree char *ru = g_build_filename(broken, "ru", NULL);
    g_assert_cmpint(g_mkdir_with_parents(ru, 0700), ==, 0);
    g_autofree char *members = g_build_filename(ru, "digest-members.txt", NULL);
    g_autofree char *methodist = g_build_filename(ru, "digest-methodist.txt", NULL);
    g_assert_true(g_file_set_contents(members, "Subject: x\n\n{summary}\n", -1, NULL));
    g_assert_true(g_file_set_contents(methodist, "Subject: x\n\n{no_such_name}\n", -1, NULL));
    texts_free(context->texts);
    context->texts = texts_open(broken, NULL);

    g_assert_false(digest_send(context, world.list, &week, &sent, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_assert_nonnull(strstr(error->message, "digest-methodist.txt:3"));
    g_assert_false(sent.first[DIGEST_MEMBERS]);
    g_autofree char *queue = take_queue(&world);
    g_assert_cmpstr(queue, ==, "");

    send_week(&world, WEEK, &sent);
    g_assert_true(sent.first[DIGEST_MEMBERS] && sent.first[DIGEST_METHODIST]);
    g_autofree char *then = take_queue(&world);
    g_assert_nonnull(strstr(then, "digest-members matematika/2026-W47:"));
    g_assert_nonnull(strstr(then, "digest-methodist matematika/2026-W47:"));
    world_close(&world);
}

/* Nobody wrote: no members' letter, the methodist's says so, and both count as done. */
static void test_quiet_week(void)
{
    World world;
    DigestSent sent;

    world_open(&world, "");
    clock_fix(world_time(&world, "2026-11-30T08:00"));
    send_week(&world, "2026-W48", &sent);
    g_assert_true(sent.first[DIGEST_MEMBERS]);
    g_assert_cmpint(sent.recipients[DIGEST_MEMBERS], ==, 0);
    g_autofree char *queue = take_queue(&world);
    g_assert_cmpstr(queue, ==, "digest-methodist matematika/2026-W48: ivanova@s1.example\n");
    send_week(&world, "2026-W48", &sent);
    g_assert_false(sent.first[DIGEST_MEMBERS]);
    world_close(&world);
}

static void test_draft(void)
{
    World world;
    DigestSent sent;

    world_open(&world, "");
    clock_fix(world_time(&world, "2026-11-23T08:00"));
    send_week(&world, WEEK, &sent);
    g_autoptr(GPtrArray) due = due_at(world.db, clock_now(), 1);
    const Recipient *recipient = g_ptr_array_index(due, 0);
    g_autoptr(Outgoing) letter = outgoing_by_id(world.db, recipient->outgoing, NULL);
    g_autoptr(Draft) draft = draft_from_json(letter->draft, NULL);
    g_assert_cmpstr(draft->from_address, ==, "matematika@mo.example");
    g_assert_cmpstr(draft->from_name, ==, "МО учителей математики");
    g_assert_true(draft->bulk);
    g_assert_nonnull(draft->html);
    g_assert_nonnull(strstr(draft->list_id, "<matematika.mo.example>"));
    g_assert_cmpstr(letter->mail_from, ==, "vestnik-bounce@mo.example");
    world_close(&world);
}

static void test_unfinished_week(void)
{
    World world;
    DigestSent sent;
    g_autoptr(GError) error = NULL;

    world_open(&world, "");
    clock_fix(world_time(&world, "2026-11-22T23:59"));
    g_autoptr(DigestContext) context = context_of(&world);
    Week week = week_named(&world, WEEK);
    g_assert_false(digest_send(context, world.list, &week, &sent, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_USAGE);
    world_close(&world);
}

/* --- when --------------------------------------------------------------------------------- */

static void check_due(World *world, const char *now, const char *week, const char *next)
{
    g_autoptr(DigestContext) context = context_of(world);
    int64_t at = world_time(world, now), soonest = 0;
    g_autoptr(GArray) due = digest_due(context, at, &soonest, NULL);
    g_autofree char *when = clock_rfc3339(soonest, world->settings->zone);

    g_assert_cmpint(due->len, ==, week ? 1 : 0);
    if (week) {
        g_autofree char *name = week_name(&g_array_index(due, DueDigest, 0).week);
        g_assert_cmpstr(name, ==, week);
    }
    g_assert_true(g_str_has_prefix(when, next));
}

static void test_due(void)
{
    World world;
    DigestSent sent;

    world_open(&world, "");
    check_due(&world, "2026-11-23T07:59:59", NULL, "2026-11-23T08:00:00");
    check_due(&world, "2026-11-23T08:00:00", WEEK, "2026-11-30T08:00:00");
    clock_fix(world_time(&world, "2026-11-25T10:00"));
    send_week(&world, WEEK, &sent);
    check_due(&world, "2026-11-25T10:00:00", NULL, "2026-11-30T08:00:00");
    /* after a long sleep only the last complete week is due */
    check_due(&world, "2027-01-20T10:00:00", "2027-W02", "2027-01-25T08:00:00");

    MUST(list_set(world.list, "digest_day", "5", &must_error));
    MUST(list_set(world.list, "digest_hour", "17", &must_error));
    MUST(db_begin(world.db, &must_error));
    MUST(list_update(world.db, world.list, &must_error));
    MUST(db_finish(world.db, true, &must_error));
    check_due(&world, "2026-12-04T16:59:59", NULL, "2026-12-04T17:00:00");
    check_due(&world, "2026-12-04T17:00:00", "2026-W48", "2026-12-11T17:00:00");
    /* a list made this week has no last week */
    check_due(&world, "2026-09-04T18:00:00", NULL, "2026-09-11T17:00:00");
    world_close(&world);
}

/* A list has no letters about a week before it was made. */
static void test_too_young(void)
{
    World world;
    DigestSent sent;

    world_open(&world, "");
    Week week = week_named(&world, WEEK);
    world.list->created = week.to;
    clock_fix(world_time(&world, "2026-11-23T08:00"));
    send_week(&world, WEEK, &sent);
    g_assert_true(sent.too_young);
    g_assert_false(sent.first[DIGEST_MEMBERS] || sent.first[DIGEST_METHODIST]);
    g_autofree char *nothing = take_queue(&world);
    g_assert_cmpstr(nothing, ==, "");
    world.list->created = week.to - 1;
    send_week(&world, WEEK, &sent);
    g_assert_true(!sent.too_young && sent.first[DIGEST_METHODIST]);
    world_close(&world);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/digest/members", test_members_values);
    g_test_add_func("/digest/questions", test_questions);
    g_test_add_func("/digest/methodist", test_methodist_values);
    g_test_add_func("/digest/what comes back has an end", test_many_bounces);
    g_test_add_func("/digest/golden", test_golden);
    g_test_add_func("/digest/once", test_once);
    g_test_add_func("/digest/failure_leaves_nothing", test_failure_leaves_nothing);
    g_test_add_func("/digest/quiet_week", test_quiet_week);
    g_test_add_func("/digest/draft", test_draft);
    g_test_add_func("/digest/unfinished_week", test_unfinished_week);
    g_test_add_func("/digest/due", test_due);
    g_test_add_func("/digest/too_young", test_too_young);
    return g_test_run();
}
