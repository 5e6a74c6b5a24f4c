/* test_people.c: persons, schools, addresses, and where letters go. */
#include "lists/people.h"

#include <string.h>

#include "base/error.h"
#include "fixture_db.h"

static int64_t add(Fixture *f, const char *name, int64_t school)
{
    GError *error = NULL;
    int64_t id = 0;

    g_assert_true(person_add(f->db, name, school, &id, &error));
    g_assert_no_error(error);
    return id;
}

static int64_t add_school(Fixture *f, const char *name)
{
    GError *error = NULL;
    int64_t id = 0;

    g_assert_true(school_add(f->db, name, "Северный", &id, &error));
    g_assert_no_error(error);
    return id;
}

static void link_to(Fixture *f, int64_t person, const char *address, const char *proof)
{
    GError *error = NULL;

    g_assert_true(person_link_address(f->db, person, address, proof, &error));
    g_assert_no_error(error);
}

static void check_letters_go_to(Fixture *f, int64_t person, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Person) found = person_by_id(f->db, person, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(found->address, ==, expected);
}

static void test_address(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    int64_t school = add_school(f, "Школа № 5");
    int64_t anna = add(f, "Иванова Анна Петровна", school);
    int64_t boris = add(f, "Петров Борис", school), lone = add(f, "Сидоров Глеб", 0);

    (void)data;
    check_letters_go_to(f, anna, NULL);
    g_assert_true(school_link_address(f->db, school, "school5@edu.example", &error));
    check_letters_go_to(f, anna, "school5@edu.example");
    check_letters_go_to(f, lone, NULL);
    link_to(f, anna, "both@mail.example", "registry");
    link_to(f, boris, "both@mail.example", "registry");
    check_letters_go_to(f, anna, "both@mail.example");
    clock_fix(FIXTURE_NOW + 10);
    link_to(f, anna, "anna@mail.example", "registry");
    clock_fix(FIXTURE_NOW + 20);
    link_to(f, boris, "old@mail.example", "registry");
    link_to(f, anna, "new@mail.example", "token");
    check_letters_go_to(f, anna, "new@mail.example");
    /* where mail comes back from, letters go to the next address that works */
    g_assert_true(address_flag(f->db, "nobody@mail.example", "5.1.1", &error));
    g_assert_true(address_flag(f->db, "new@mail.example", "5.1.1", &error));
    check_letters_go_to(f, anna, "anna@mail.example");
    g_assert_true(address_flag(f->db, "anna@mail.example", "5.1.1", &error));
    check_letters_go_to(f, anna, "both@mail.example");
    g_assert_true(address_flag(f->db, "both@mail.example", "5.1.1", &error));
    check_letters_go_to(f, anna, "school5@edu.example");
    /* where none works: nobody is silenced */
    g_assert_true(address_flag(f->db, "school5@edu.example", "5.1.1", &error));
    check_letters_go_to(f, anna, "new@mail.example");
    g_assert_true(address_works(f->db, "both@mail.example", &error));
    check_letters_go_to(f, anna, "both@mail.example");
}

static void test_mailbox(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    int64_t school = add_school(f, "Школа № 5"), found = 0;
    int64_t anna = add(f, "Иванова Анна Петровна", school);
    g_autofree char *name = NULL;

    (void)data;
    link_to(f, anna, "school5@edu.example", "registry");
    g_assert_true(school_by_address(f->db, "school5@edu.example", &found, &name, &error));
    g_assert_cmpint(found, ==, 0);
    g_assert_null(name);
    g_assert_true(school_link_address(f->db, school, "school5@edu.example", &error));
    g_assert_true(school_by_address(f->db, "school5@edu.example", &found, &name, &error));
    g_assert_cmpint(found, ==, school);
    g_assert_cmpstr(name, ==, "Школа № 5");
    g_autoptr(GPtrArray) persons = persons_by_address(f->db, "school5@edu.example", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(persons->len, ==, 0);
    g_assert_false(person_link_address(f->db, anna, "school5@edu.example", "token", &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
}

static void check_find(Fixture *f, const char *who, int64_t expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Person) person = person_find(f->db, who, &error);

    g_assert_no_error(error);
    g_assert_cmpint(person->id, ==, expected);
}

static void check_find_fails(Fixture *f, const char *who, int code, const char *said)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(person_find(f->db, who, &error));
    g_assert_error(error, VESTNIK_ERROR, code);
    g_assert_nonnull(strstr(error->message, said));
}

static void test_find(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    int64_t five = add_school(f, "Школа № 5"), seven = add_school(f, "Школа № 7");
    int64_t anna = add(f, "Королёва Анна Петровна", five);

    (void)data;
    add(f, "Иванова Мария", five);
    add(f, "Иванова Мария", seven);
    g_assert_true(school_link_address(f->db, five, "school5@edu.example", &error));
    link_to(f, anna, "anna@mail.example", "registry");
    check_find(f, "ANNA@mail.example", anna);
    check_find(f, " королева  АННА петровна", anna);
    check_find_fails(f, "Иванова Мария", ERR_INPUT, "Школа № 7");
    check_find_fails(f, "school5@edu.example", ERR_INPUT, "Школа № 5");
    check_find_fails(f, "who@mail.example", ERR_NOT_FOUND, "registry import");
    check_find_fails(f, "Петров", ERR_NOT_FOUND, "Петров");
    check_find_fails(f, "not an@address@at.all", ERR_INPUT, "");
    check_find_fails(f, "\xFF", ERR_INPUT, "UTF-8");
}

static void test_names(void)
{
    static const char *const good[] = {"Иванова М. П.", "Ким Ли", "Мамед-оглы Али", "O'Neil Ann"};
    static const char *const bad[] = {"", "Вакансия", "Иванова 2", "a@b c", "— —"};

    for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_true(person_name_check(good[i], NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(person_name_check(bad[i], &error));
        g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    }
}

static bool has_optout(Fixture *f, const guint8 hash[32], int64_t list)
{
    GError *error = NULL;
    bool has = false;

    g_assert_true(optout_has(f->db, hash, list, &has, &error));
    return has;
}

static void test_optout(Fixture *f, gconstpointer data)
{
    guint8 one[32], all[32];

    (void)data;
    token_hash(&f->key, "one@mail.example", one);
    token_hash(&f->key, "all@mail.example", all);
    g_assert_true(optout_add(f->db, one, 3, NULL));
    g_assert_true(optout_add(f->db, one, 3, NULL));
    g_assert_true(optout_add(f->db, all, 0, NULL));
    g_assert_true(has_optout(f, one, 3));
    g_assert_false(has_optout(f, one, 4));
    g_assert_false(has_optout(f, one, 0));
    g_assert_true(has_optout(f, all, 3));
    g_assert_true(optout_remove(f->db, one, 3, NULL));
    g_assert_false(has_optout(f, one, 3));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    FIXTURE_TEST("/people/where letters go", test_address);
    FIXTURE_TEST("/people/a mailbox of a school is nobody's own", test_mailbox);
    FIXTURE_TEST("/people/finding never guesses", test_find);
    g_test_add_func("/people/names", test_names);
    FIXTURE_TEST("/people/opt-outs", test_optout);
    return g_test_run();
}
