/* test_readers.c: whom a post reaches. */
#include "tests/unit/fixture_db.h"

#include "base/letter.h"
#include "lists/people.h"
#include "lists/readers.h"

static void test_subjects(void)
{
    static const struct {
        const char *subject;
        bool notice;
    } ROWS[] = {
        {"ВАЖНО", true},
        {"ВАЖНО: сроки аттестации", true},
        {"ВАЖНО сроки аттестации", true},
        {"ВАЖНО!!! Сроки", true},
        {"Важно: сроки", true},
        {"важно ! сроки", true},
        {"[математика] ВАЖНО: сроки", true},
        {"IMPORTANT: dates", true},
        {"Важно помнить о сроках", false},
        {"ВАЖНОЕ объявление", false},
        {"Важность проверки", false},
        {"Это ВАЖНО", false},
        {"Re: ВАЖНО: сроки", false},
        {"Отв: [математика] ВАЖНО: сроки", false},
        {"Fwd: ВАЖНО", false},
        {"", false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Facts) facts = facts_new();
        facts->subject = g_strdup(ROWS[i].subject);
        subject_read(facts);
        g_test_message("%s", ROWS[i].subject);
        g_assert_true(notice_by_subject(facts) == ROWS[i].notice);
    }
}

static const Facts *facts_of(const char *subject)
{
    static Facts *facts;

    if (facts)
        facts_free(facts);
    facts = facts_new();
    facts->subject = g_strdup(subject);
    subject_read(facts);
    return facts;
}

/* Only a methodist, and not whoever wrote a methodist's name. */
static void test_who(Fixture *f, gconstpointer data)
{
    GError *error = NULL;
    g_autoptr(List) list = list_new("matematika", NULL);
    Identity who = {.strength = STRENGTH_ADDRESS};
    bool special = true;

    (void)data;
    g_assert_true(list_insert(f->db, list, &error));
    g_assert_true(person_add(f->db, "Яковлева Анна", 0, &who.person, &error));
    const Facts *facts = facts_of("ВАЖНО: сроки");
    g_assert_true(notice_is_special(f->db, list, facts, &who, &special, &error) && !special);
    g_assert_true(list_grant(f->db, list->id, who.person, "moderator", &error));
    g_assert_true(notice_is_special(f->db, list, facts, &who, &special, &error) && !special);
    g_assert_true(list_grant(f->db, list->id, who.person, "methodist", &error));
    g_assert_true(notice_is_special(f->db, list, facts, &who, &special, &error) && special);
    who.strength = STRENGTH_NAME;
    g_assert_true(notice_is_special(f->db, list, facts, &who, &special, &error) && !special);
    who.strength = STRENGTH_TOKEN;
    facts = facts_of("Сроки");
    g_assert_true(notice_is_special(f->db, list, facts, &who, &special, &error) && !special);
    facts_of("");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/readers/subjects of special notices", test_subjects);
    FIXTURE_TEST("/readers/who gives a special notice", test_who);
    return g_test_run();
}
