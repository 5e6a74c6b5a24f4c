/* test_member_rules.c: members by rule: which conditions there are and for whom they hold. */
#include <glib.h>

#include "base/error.h"
#include "base/text.h"
#include "lists/command.h"
#include "lists/member_rules.h"
#include "lists/people.h"

/* As rule_persons() makes one. */
static RulePerson *person_of(const char *subject, const char *school, const char *district,
                             const char *position)
{
    RulePerson *person = g_new0(RulePerson, 1);
    g_autofree char *folded = text_fold(subject);

    person->subjects = g_strsplit(folded, ", ", -1);
    person->school = school_key(school);
    person->district = text_fold(district);
    person->position = text_fold(position);
    return person;
}

static void test_holds(void)
{
    static const struct {
        const char *rule;
        bool holds;
    } ROWS[] = {
        {"subject=математика", true},
        {"предмет = МАТЕМАТИКА", true},
        {"предмет=черчение", true},
        {"предмет=математик", false},
        {"предмет=математика, черчение", false},
        {"округ=Орехово-Зуевский", true},
        {"район=орехово-зуевский; предмет=физика", false},
        {"район=орехово-зуевский;предмет=черчение", true},
        {"школа=Школа №3", true},
        {"school=школа 3", true},
        {"школа=Школа № 30", false},
        {"должность=учитель", true},
        {"position=завуч", false},
        {"all", true},
        {"Все", true},
        {"все; предмет=физика", false},
    };
    RulePerson *person =
        person_of("Математика, Черчение", "Школа № 3", "Орёхово-Зуевский", "Старший учитель");

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        MemberRule *rule = member_rule_parse(ROWS[i].rule, &error);
        g_test_message("%s", ROWS[i].rule);
        g_assert_no_error(error);
        g_assert_true(member_rule_holds(rule, person) == ROWS[i].holds);
        member_rule_free(rule);
    }
    rule_person_free(person);
}

static void test_distance(void)
{
    static const struct {
        const char *one, *other;
        size_t distance;
    } ROWS[] = {
        {"математика", "математика", 0},
        {"математика", "матиматика", 1},
        {"северный", "сивирный", 2},
        {"", "физика", 6},
        {"физика", "", 6},
        {"школа3", "школа33", 1},
        {"физика", "химия", 4},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("%s %s", ROWS[i].one, ROWS[i].other);
        g_assert_cmpuint(word_distance(ROWS[i].one, ROWS[i].other), ==, ROWS[i].distance);
    }
}

static void test_refused(void)
{
    static const char *const ROWS[] = {"",        "=",          "предмет=",   "предмет= ;все",
                                       "класс=5", "математика", "предмет=a;", "все=1"};

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", ROWS[i]);
        g_assert_null(member_rule_parse(ROWS[i], &error));
        g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/member-rules/for whom they hold", test_holds);
    g_test_add_func("/member-rules/what is none", test_refused);
    g_test_add_func("/member-rules/distance", test_distance);
    return g_test_run();
}
