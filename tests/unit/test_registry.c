/* test_registry.c: what an import does to people, addresses and memberships that are known already.
 */
#include "registry_fixture.h"

#include "lists/wish.h"

/* --- people that are known -------------------------------------------------------------------- */

#define ROW_HEAD "ФИО;Школа;Должность;Почта;Номер\n"

static void test_change(Fixture *f, gconstpointer data)
{
    (void)data;
    check_import(f, ROW_HEAD ANNA ";Школа № 5;учитель;a@x.example;\n", 0,
                 "school-added 1, added 1");
    g_autoptr(RegistryDiff) diff =
        import_text(f, ROW_HEAD ANNA ";Школа № 5;завуч;b@x.example;17\n");
    g_assert_cmpuint(diff->changes->len, ==, 1);
    const Change *change = g_ptr_array_index(diff->changes, 0);
    json_t *json = change_to_json(change, in_english(), NULL);
    g_autofree char *text = json_dumps(json, JSON_SORT_KEYS | JSON_COMPACT);
    json_decref(json);
    g_assert_cmpstr(
        text, ==,
        "{\"fields\":[{\"after\":\"17\",\"before\":\"\",\"field\":\"number\"},"
        "{\"after\":\"завуч\",\"before\":\"учитель\",\"field\":\"position\"},"
        "{\"after\":\"b@x.example\",\"before\":\"a@x.example\",\"field\":\"addresses\"}],"
        "\"line\":2,\"name\":\"" ANNA "\",\"school\":\"Школа № 5\",\"type\":\"changed\"}");
    check_person(f, "17", ANNA "|Школа № 5|завуч|b@x.example");
    /* an empty cell says nothing */
    check_import(f, "ФИО;Школа\n" ANNA ";Школа № 5\n", 0, "unchanged 1");
    check_person(f, "17", ANNA "|Школа № 5|завуч|b@x.example");
    g_assert_cmpint(count_persons(f), ==, 1);
}

static void test_marriage(Fixture *f, gconstpointer data)
{
    (void)data;
    check_import(f, ROW_HEAD ANNA ";Школа № 5;учитель;a@x.example;\n", 0,
                 "school-added 1, added 1");
    check_import(f, ROW_HEAD "Соснова Анна Петровна;Школа № 5;учитель;a@x.example;\n", 0,
                 "changed 1");
    check_person(f, "a@x.example", "Соснова Анна Петровна|Школа № 5|учитель|a@x.example");
    /* a whole other name is no marriage */
    g_autoptr(RegistryDiff) diff =
        import_text(f, ROW_HEAD "Дубов Олег Ильич;Школа № 5;учитель;a@x.example;\n");
    g_assert_cmpint(diff->problems->count, ==, 1);
    check_problem(diff, 0, 2, "is that of Соснова Анна Петровна");
    check_person(f, "a@x.example", "Соснова Анна Петровна|Школа № 5|учитель|a@x.example");
}

/* Rows of "school|position|ended" of a person, oldest first; the caller's. */
static char *history(Fixture *f, const char *who)
{
    g_autoptr(Person) person = person_find(f->db, who, NULL);
    DbStmt *stmt = db_stmt(f->db, SQL_PERSON_PLACES);
    GString *text = g_string_new(NULL);

    db_int(stmt, 1, person->id);
    while (db_row(stmt))
        g_string_append_printf(text, "%s|%s|%s;", db_col_text(stmt, 0), db_col_text(stmt, 1),
                               db_col_null(stmt, 3) ? "now" : "ended");
    g_assert_true(db_done(stmt, NULL));
    return g_string_free(text, FALSE);
}

static void test_move(Fixture *f, gconstpointer data)
{
    (void)data;
    check_import(f,
                 ROW_HEAD ANNA ";Школа № 5;учитель;a@x.example;\n"
                               "Дубов Олег Ильич;Школа № 5;учитель;;9\n",
                 0, "school-added 1, added 2");
    clock_fix(FIXTURE_NOW + 100);
    /* one is found by address, the other by number */
    check_import(f,
                 ROW_HEAD ANNA ";Школа № 6;завуч;a@x.example;\n"
                               "Дубов Олег Ильич;Школа № 6;;;9\n",
                 0, "school-added 1, moved 2");
    g_autofree char *anna = history(f, "a@x.example"), *oleg = history(f, "9");
    g_assert_cmpstr(anna, ==, "Школа № 5|учитель|ended;Школа № 6|завуч|now;");
    g_assert_cmpstr(oleg, ==, "Школа № 5|учитель|ended;Школа № 6|учитель|now;");
    g_assert_cmpint(count_persons(f), ==, 2);
}

static void test_gone(Fixture *f, gconstpointer data)
{
    const char *both = ROW_HEAD ANNA ";Школа № 5;учитель;a@x.example;\n"
                                     "Дубов Олег Ильич;Школа № 5;учитель;o@x.example;\n";
    const char *one = ROW_HEAD ANNA ";Школа № 5;учитель;a@x.example;\n";
    int64_t list = add_list(f, "fizika", "МО учителей физики");

    (void)data;
    check_import(f, both, 0, "school-added 1, added 2");
    g_autoptr(Person) oleg = person_find(f->db, "o@x.example", NULL);
    g_assert_true(list_join(f->db, list, oleg->id, "registry", NULL, NULL));
    check_import(f, one, 0, "gone 1, unchanged 1");
    g_assert_cmpint(count_persons(f), ==, 2);
    g_assert_cmpint(count_members(f, list), ==, 1);
    check_import(f, one, IMPORT_DRY_RUN | IMPORT_GONE_LEAVE, "gone 1, unchanged 1");
    g_assert_cmpint(count_persons(f), ==, 2);
    check_import(f, one, IMPORT_GONE_LEAVE, "gone 1, unchanged 1");
    g_assert_cmpint(count_persons(f), ==, 1);
    g_assert_cmpint(count_members(f, list), ==, 0);
    check_import(f, one, IMPORT_GONE_LEAVE, "unchanged 1");
    /* who comes back is the same person */
    check_import(f, both, 0, "changed 1, unchanged 1");
    g_autoptr(Person) back = person_find(f->db, "o@x.example", NULL);
    g_assert_cmpint(back->id, ==, oleg->id);
}

/* Half of a file: half of the registry would be ended. */
static void test_cut_off(Fixture *f, gconstpointer data)
{
    const char *whole = ROW_HEAD ANNA ";Школа № 5;;a@x.example;1\n"
                                      "Дубов Олег Ильич;Школа № 5;;o@x.example;2\n"
                                      "Ким Ли;Школа № 5;;k@x.example;3\n";
    const char *half = ROW_HEAD ANNA ";Школа № 5;;a@x.example;1\n";

    (void)data;
    check_import(f, whole, 0, "school-added 1, added 3");
    g_autoptr(RegistryDiff) diff = import_flags(f, half, IMPORT_GONE_LEAVE);
    g_assert_true(diff->too_many_gone);
    g_assert_cmpint(diff->known, ==, 3);
    g_assert_cmpint(count_persons(f), ==, 3);
    check_import(f, half, 0, "gone 2, unchanged 1");
    check_import(f, half, IMPORT_GONE_LEAVE | IMPORT_FORCE, "gone 2, unchanged 1");
    g_assert_cmpint(count_persons(f), ==, 1);
}

static void test_dry_run(Fixture *f, gconstpointer data)
{
    (void)data;
    check_import(f, HEAD GOOD, IMPORT_DRY_RUN, "school-added 1, added 1");
    g_assert_cmpint(count_persons(f), ==, 0);
    g_assert_false(db_in_transaction(f->db));
    check_import(f, HEAD GOOD, 0, "school-added 1, added 1");
    g_assert_cmpint(count_persons(f), ==, 1);
}

/* --- addresses that are shared ---------------------------------------------------------------- */

static void test_mailbox(Fixture *f, gconstpointer data)
{
    const char *csv = HEAD ANNA ";Школа № 5;;s5@x.example;;;;s5@x.example\n"
                                "Дубов Олег Ильич;Школа № 5;;o@x.example\n";

    (void)data;
    check_import(f, csv, 0, "school-added 1, added 2");
    check_import(f, csv, 0, "unchanged 2");
    check_person(f, ANNA, ANNA "|Школа № 5||s5@x.example");
    check_person(f, "Дубов Олег Ильич", "Дубов Олег Ильич|Школа № 5||o@x.example");
    g_autoptr(GPtrArray) persons = persons_by_address(f->db, "s5@x.example", NULL);
    g_assert_cmpuint(persons->len, ==, 0);
    /* somebody's own address that turns out to be the mailbox is nobody's own any more */
    check_import(f,
                 HEAD ANNA ";Школа № 5\n"
                           "Дубов Олег Ильич;Школа № 5;;;;;;o@x.example\n",
                 0, "school-changed 1, unchanged 2");
    g_autoptr(GPtrArray) now = persons_by_address(f->db, "o@x.example", NULL);
    g_assert_cmpuint(now->len, ==, 0);
    check_import(f, HEAD ANNA ";Школа № 5\nДубов Олег Ильич;Школа № 5;;o@x.example\n", 0,
                 "note 1, unchanged 2");
}

static void test_shared(Fixture *f, gconstpointer data)
{
    const char *csv = ROW_HEAD ANNA ";Школа № 5;;both@x.example;\n"
                                    "Дубов Олег Ильич;Школа № 5;;both@x.example;\n";

    (void)data;
    check_import(f, csv, 0, "school-added 1, added 2, note 1");
    check_import(f, csv, 0, "note 1, unchanged 2");
    g_autoptr(GPtrArray) persons = persons_by_address(f->db, "both@x.example", NULL);
    g_assert_cmpuint(persons->len, ==, 2);
    check_person(f, ANNA, ANNA "|Школа № 5||both@x.example");
    /* an address that went from one row to another is the other's */
    check_import(f,
                 ROW_HEAD ANNA ";Школа № 5;;anna@x.example;\n"
                               "Дубов Олег Ильич;Школа № 5;;both@x.example;\n",
                 0, "changed 1, unchanged 1");
    check_import(f,
                 ROW_HEAD ANNA ";Школа № 5;;both@x.example;\n"
                               "Дубов Олег Ильич;Школа № 5;;anna@x.example;\n",
                 0, "changed 2");
    check_person(f, "anna@x.example", "Дубов Олег Ильич|Школа № 5||anna@x.example");
}

/* What a person proved is not undone by a file. */
static void test_proved(Fixture *f, gconstpointer data)
{
    (void)data;
    check_import(f, ROW_HEAD ANNA ";Школа № 5;;a@x.example;\n", 0, "school-added 1, added 1");
    g_autoptr(Person) anna = person_find(f->db, "a@x.example", NULL);
    g_assert_true(person_link_address(f->db, anna->id, "own@x.example", "token", NULL));
    check_import(f, ROW_HEAD ANNA ";Школа № 5;;b@x.example;\n", 0, "changed 1");
    g_autoptr(Person) own = person_find(f->db, "own@x.example", NULL);
    g_assert_cmpint(own->id, ==, anna->id);
    g_autoptr(GPtrArray) old = persons_by_address(f->db, "a@x.example", NULL);
    g_assert_cmpuint(old->len, ==, 0);
}

static void give_up(Fixture *f, int64_t person, const char *address)
{
    DbStmt *stmt = db_stmt(f->db, SQL_PERSON_ADDRESS_END);

    db_int(stmt, 1, person);
    db_text(stmt, 2, address);
    db_int(stmt, 3, FIXTURE_NOW);
    db_text(stmt, 4, "self");
    g_assert_true(db_run(stmt, NULL));
}

static void assert_owner(Fixture *f, const char *address, const char *name)
{
    g_autoptr(GPtrArray) owners = persons_by_address(f->db, address, NULL);

    g_assert_cmpuint(owners->len, ==, name != NULL);
    if (name)
        g_assert_cmpstr(((const Person *)g_ptr_array_index(owners, 0))->name, ==, name);
}

/* An address that its owner replaced stays out, wherever an older file says they work, until they
 * take it back; it may become somebody else's. */
static void test_given_up(Fixture *f, gconstpointer data)
{
    const char *csv = ROW_HEAD ANNA ";Школа № 5;;a@x.example;\n";
    const char *older = ROW_HEAD ANNA ";Школа № 4;;a@x.example;\n";
    const char *other =
        ROW_HEAD "Дубов Олег Ильич;Школа № 5;;a@x.example;\n" ANNA ";Школа № 4;;own@x.example;\n";

    (void)data;
    check_import(f, csv, 0, "school-added 1, added 1");
    g_autoptr(Person) anna = person_find(f->db, "a@x.example", NULL);
    g_assert_true(person_link_address(f->db, anna->id, "own@x.example", "token", NULL));
    give_up(f, anna->id, "a@x.example");
    check_import(f, csv, 0, "note 1, unchanged 1");
    check_import(f, older, 0, "school-added 1, moved 1, note 1");
    assert_owner(f, "a@x.example", NULL);
    assert_owner(f, "own@x.example", anna->name);
    check_import(f, other, 0, "added 1, unchanged 1");
    assert_owner(f, "a@x.example", "Дубов Олег Ильич");
    check_import(f, ROW_HEAD "Дубов Олег Ильич;Школа № 5;;d@x.example;\n", 0, "changed 1, gone 1");
    g_assert_true(person_link_address(f->db, anna->id, "a@x.example", "token", NULL));
    check_import(f, csv, 0, "moved 1, gone 1");
    assert_owner(f, "a@x.example", anna->name);
}

/* Who left the registry and is back has the address that they proved, not the one given up; but
 * not where it is somebody else's by now. */
static void test_given_up_and_back(Fixture *f, gconstpointer data)
{
    const char *csv = ROW_HEAD ANNA ";Школа № 5;;a@x.example;\n";
    const char *without = ROW_HEAD "Дубов Олег Ильич;Школа № 5;;d@x.example;\n";
    const char *taken = ROW_HEAD "Ежов Пётр Ильич;Школа № 5;;own@x.example;\n";
    const ImportFlags leave = IMPORT_GONE_LEAVE | IMPORT_FORCE;

    (void)data;
    check_import(f, csv, 0, "school-added 1, added 1");
    g_autoptr(Person) anna = person_find(f->db, "a@x.example", NULL);
    g_assert_true(person_link_address(f->db, anna->id, "own@x.example", "token", NULL));
    give_up(f, anna->id, "a@x.example");
    check_import(f, without, leave, "added 1, gone 1");
    assert_owner(f, "own@x.example", NULL);
    check_import(f, csv, 0, "changed 1, gone 1, note 1");
    assert_owner(f, "a@x.example", NULL);
    assert_owner(f, "own@x.example", anna->name);
    check_import(f, csv, 0, "gone 1, note 1, unchanged 1");
    check_import(f, without, leave, "gone 1, unchanged 1");
    check_import(f, taken, 0, "added 1, gone 1");
    check_import(f, csv, 0, "changed 1, gone 2, note 1");
    assert_owner(f, "a@x.example", NULL);
    assert_owner(f, "own@x.example", "Ежов Пётр Ильич");
}

/* One of two addresses of the registry in place of the other: it counts as proved. */
static void test_given_up_for_known(Fixture *f, gconstpointer data)
{
    (void)data;
    check_import(f, ROW_HEAD ANNA ";Школа № 5;;a@x.example,b@x.example;\n", 0,
                 "school-added 1, added 1");
    g_autoptr(Person) anna = person_find(f->db, "a@x.example", NULL);
    g_assert_true(person_link_address(f->db, anna->id, "b@x.example", "token", NULL));
    give_up(f, anna->id, "a@x.example");
    check_import(f, ROW_HEAD ANNA ";Школа № 5;;a@x.example;\n", 0, "note 1, unchanged 1");
    assert_owner(f, "b@x.example", anna->name);
    assert_owner(f, "a@x.example", NULL);
}

/* --- lists
 * ----------------------------------------------------------------------------------------------------------
 */

static void test_lists(Fixture *f, gconstpointer data)
{
    int64_t history_list = add_list(f, "istoria", "МО учителей истории, обществознания");
    int64_t physics = add_list(f, "fizika", "МО учителей физики");
    const char *csv = HEAD ANNA ";Школа № 5;;;;;;;МО учителей истории, обществознания\n"
                                "Дубов Олег Ильич;Школа № 5;;;;;;;istoria, мо Учителей физики\n";

    (void)data;
    check_import(f, csv, 0, "school-added 1, added 2");
    g_assert_cmpint(count_members(f, history_list), ==, 2);
    g_assert_cmpint(count_members(f, physics), ==, 1);
    check_import(f, csv, 0, "unchanged 2");
    add_list(f, "fizika-2", "МО учителей физики");
    g_autoptr(RegistryDiff) diff = import_text(f, csv);
    g_assert_cmpint(diff->problems->count, ==, 1);
    check_problem(diff, 0, 3, "no single list");
}

/* Whoever left by own wish, or whose address asked for it, is never brought back. */
static void test_optout(Fixture *f, gconstpointer data)
{
    int64_t list = add_list(f, "fizika", "МО учителей физики");
    const char *csv = HEAD ANNA ";Школа № 5;;a@x.example;;;;;fizika\n"
                                "Дубов Олег Ильич;Школа № 5;;o@x.example;;;;;fizika\n"
                                "Ванин Иван Ильич;Школа № 5;;v@x.example;;;;;fizika\n";
    guint8 hash[32];

    (void)data;
    token_hash(&f->key, "a@x.example", hash);
    g_assert_true(optout_add(f->db, hash, list, NULL));
    token_hash(&f->key, "v@x.example", hash);
    g_assert_true(optout_add(f->db, hash, 0, NULL));
    check_import(f, csv, 0, "school-added 1, added 3, kept-out 2");
    g_assert_cmpint(count_members(f, list), ==, 1);
    g_autoptr(Person) oleg = person_find(f->db, "o@x.example", NULL);
    g_assert_true(list_leave(f->db, list, oleg->id, "self", NULL, NULL));
    check_import(f, csv, 0, "kept-out 3, unchanged 3");
    g_assert_cmpint(count_members(f, list), ==, 0);
    /* in the registry they stay: it is what coverage is counted against */
    g_assert_cmpint(count_persons(f), ==, 3);
}

/* A methodist took them out: the file, which knows nothing of that, does not put them back. */
static void test_removed(Fixture *f, gconstpointer data)
{
    int64_t list = add_list(f, "fizika", "МО учителей физики");
    const char *csv = HEAD ANNA ";Школа № 5;;a@x.example;;;;;fizika\n";

    (void)data;
    check_import(f, csv, 0, "school-added 1, added 1");
    g_autoptr(Person) anna = person_find(f->db, "a@x.example", NULL);
    g_assert_true(list_leave(f->db, list, anna->id, "methodist", NULL, NULL));
    g_autoptr(RegistryDiff) diff = import_text(f, csv);
    g_assert_cmpint(diff->counts[CHANGE_REMOVED], ==, 1);
    const Change *change = g_ptr_array_index(diff->changes, 0);
    g_assert_cmpstr(change->text, ==, "fizika");
    g_assert_cmpint(change->removed, ==, FIXTURE_NOW);
    g_assert_cmpint(count_members(f, list), ==, 0);
    /* until a person adds them again, which is the last that was done */
    g_assert_true(list_join(f->db, list, anna->id, "methodist", NULL, NULL));
    check_import(f, csv, 0, "unchanged 1");
    g_assert_cmpint(count_members(f, list), ==, 1);
    /* whom an import itself had ended comes back with the file */
    g_assert_true(list_leave(f->db, list, anna->id, "registry", NULL, NULL));
    check_import(f, csv, 0, "changed 1");
    g_assert_cmpint(count_members(f, list), ==, 1);
}

/* Two who share the mailbox of their school: what one of them wants is not what the other wants. */
static void test_optout_shared(Fixture *f, gconstpointer data)
{
    int64_t list = add_list(f, "fizika", "МО учителей физики");
    int64_t other = add_list(f, "himia", "МО учителей химии");
    const char *kim = HEAD "Ким Ли Ван;Школа № 6;;;;;;s6@x.example;fizika\n";
    const char *both = HEAD "Ким Ли Ван;Школа № 6;;;;;;s6@x.example;himia\n"
                            "Дубов Олег Ильич;Школа № 6;;;;;;s6@x.example;himia\n";
    bool has = false;

    (void)data;
    check_import(f, kim, 0, "school-added 1, added 1");
    g_autoptr(Person) person = person_find(f->db, "Ким Ли Ван", NULL);
    g_assert_true(wish_keep(f->db, &f->key, person->id, WISH_ALL, NULL));
    check_import(f, both, 0, "added 1, kept-out 1, unchanged 1");
    g_assert_cmpint(count_members(f, other), ==, 1);
    /* who gets an address later has still left */
    g_assert_true(person_link_address(f->db, person->id, "kim@x.example", "token", NULL));
    g_assert_true(wish_has_person(f->db, &f->key, person->id, other, &has, NULL));
    g_assert_true(has);
    /* and who comes back to one list comes back to no other */
    g_assert_true(wish_come_back(f->db, &f->key, person->id, list, NULL));
    g_assert_true(wish_has_person(f->db, &f->key, person->id, list, &has, NULL));
    g_assert_false(has);
    g_assert_true(wish_has_person(f->db, &f->key, person->id, other, &has, NULL));
    g_assert_true(has);
}

/* Who was erased is known by any sign that is left: number, address, name at a school. */
static void test_erased(Fixture *f, gconstpointer data)
{
    int64_t list = add_list(f, "fizika", "МО учителей физики");
    const char *csv = HEAD ANNA ";Школа № 5;;a@x.example;7;;;;fizika\n";
    static const char *const SIGNS[] = {
        HEAD ANNA ";Школа № 9;;a@x.example;;;;;fizika\n",
        HEAD "Ёлкина Анна;Школа № 9;;;7;;;;fizika\n",
        HEAD "ЕЛКИНА  АННА ПЕТРОВНА;школа №5;;new@x.example;;;;;fizika\n",
    };

    (void)data;
    check_import(f, csv, 0, "school-added 1, added 1");
    g_autoptr(Person) anna = person_find(f->db, "7", NULL);
    g_assert_true(wish_keep_erased(f->db, &f->key, anna->id, NULL));
    DbStmt *stmt = db_stmt(f->db, SQL_PERSON_FORGET);
    db_int(stmt, 1, anna->id);
    db_int(stmt, 2, FIXTURE_NOW);
    g_assert_true(db_run(stmt, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(SIGNS); i++) {
        g_autoptr(RegistryDiff) diff = import_text(f, SIGNS[i]);
        g_assert_cmpint(diff->counts[CHANGE_KEPT_OUT], ==, 1);
        g_assert_cmpint(diff->counts[CHANGE_ADDED], ==, 0);
    }
    g_assert_cmpint(count_persons(f), ==, 0);
    g_assert_cmpint(count_members(f, list), ==, 0);
    /* somebody else of that school and that name in another school are others */
    check_import(f, HEAD "Дубов Олег Ильич;Школа № 5;;;;;;;fizika\n" ANNA ";Школа № 6\n", 0,
                 "school-added 1, added 2");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    FIXTURE_TEST("/registry/changes, and the same file again", test_change);
    FIXTURE_TEST("/registry/a new surname", test_marriage);
    FIXTURE_TEST("/registry/moving keeps the history", test_move);
    FIXTURE_TEST("/registry/who is gone", test_gone);
    FIXTURE_TEST("/registry/a file that was cut off ends nobody", test_cut_off);
    FIXTURE_TEST("/registry/a dry run changes nothing", test_dry_run);
    FIXTURE_TEST("/registry/a mailbox of a school", test_mailbox);
    FIXTURE_TEST("/registry/an address of two people", test_shared);
    FIXTURE_TEST("/registry/what a person proved stays", test_proved);
    FIXTURE_TEST("/registry/what a person gave up stays out", test_given_up);
    FIXTURE_TEST("/registry/nor comes it back with the person", test_given_up_and_back);
    FIXTURE_TEST("/registry/one address in place of another", test_given_up_for_known);
    FIXTURE_TEST("/registry/lists", test_lists);
    FIXTURE_TEST("/registry/a choice to leave outlives every import", test_optout);
    FIXTURE_TEST("/registry/whom a methodist removed, no import puts back", test_removed);
    FIXTURE_TEST("/registry/who leaves says nothing for the colleagues", test_optout_shared);
    FIXTURE_TEST("/registry/no import brings back who was erased", test_erased);
    return g_test_run();
}
