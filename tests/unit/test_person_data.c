/* test_person_data.c: all that is held about one person: no table is forgotten, and two rows become
 * one person without losing or doubling anything. */
#include "archive/person_data.h"

#include <string.h>

#include "archive/ask.h"
#include "base/auto.h"
#include "base/error.h"
#include "fixture_db.h"
#include "lists/list.h"
#include "lists/people.h"
#include "lists/person_same.h"
#include "temp.h"

/* Every column of the schema that names a person is one that merging and erasing know. */
static void test_columns(Fixture *f, gconstpointer data)
{
    sqlite3 *raw = NULL;
    sqlite3_stmt *stmt = NULL;
    int found = 0;

    (void)data;
    g_assert_cmpint(sqlite3_open(f->path, &raw), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(raw,
                                       "SELECT m.name || '.' || k.\"from\" FROM sqlite_schema m"
                                       " JOIN pragma_foreign_key_list(m.name) k"
                                       " WHERE m.type = 'table' AND k.\"table\" = 'person'",
                                       -1, &stmt, NULL),
                    ==, SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *column = (const char *)sqlite3_column_text(stmt, 0);
        if (!g_strv_contains(PERSON_COLUMNS, column))
            g_error("%s names a person: merge, export and erase it too (archive/sql_person.def), "
                    "then add it to PERSON_COLUMNS",
                    column);
        found++;
    }
    sqlite3_finalize(stmt);
    sqlite3_close(raw);
    g_assert_cmpint(found, ==, (int)g_strv_length((char **)PERSON_COLUMNS));
}

static int64_t add(Fixture *f, const char *name)
{
    int64_t id = 0;

    g_assert_true(person_add(f->db, name, 0, &id, NULL));
    return id;
}

static int64_t add_list(Fixture *f, const char *name)
{
    g_autoptr(List) list = list_new(name, NULL);

    g_assert_true(list_insert(f->db, list, NULL));
    return list->id;
}

static bool is_member(Fixture *f, int64_t list, int64_t person)
{
    bool has = false;

    g_assert_true(list_has_member(f->db, list, person, &has, NULL));
    return has;
}

static void merge(Fixture *f, int64_t from, int64_t into)
{
    GError *error = NULL;

    g_assert_true(person_merge(f->db, from, into, &error));
    g_assert_no_error(error);
}

/* What both have stays once; what one left by own wish is left. */
static void test_memberships(Fixture *f, gconstpointer data)
{
    int64_t both = add_list(f, "both"), other = add_list(f, "other"), left = add_list(f, "left");
    int64_t a = add(f, "Иванова Мария"), b = add(f, "Иванова Мария Петровна");
    bool has = false;

    (void)data;
    g_assert_true(list_join(f->db, both, a, "registry", NULL, NULL));
    g_assert_true(list_join(f->db, both, b, "registry", NULL, NULL));
    g_assert_true(list_join(f->db, other, a, "registry", NULL, NULL));
    g_assert_true(list_join(f->db, left, a, "registry", NULL, NULL));
    g_assert_true(list_join(f->db, left, b, "registry", NULL, NULL));
    g_assert_true(list_grant(f->db, both, a, "moderator", NULL));
    g_assert_true(list_grant(f->db, both, b, "moderator", NULL));
    g_assert_true(list_grant(f->db, other, a, "methodist", NULL));
    clock_fix(FIXTURE_NOW + 10);
    g_assert_true(list_leave(f->db, left, a, "self", NULL, NULL));
    clock_fix(FIXTURE_NOW + 20);
    merge(f, a, b);
    g_assert_true(is_member(f, both, b));
    g_assert_true(is_member(f, other, b));
    g_assert_false(is_member(f, left, b));
    g_assert_true(list_has_role(f->db, other, b, "methodist", &has, NULL) && has);
    g_autoptr(json_t) all = person_data(f->db, b, NULL);
    g_assert_cmpuint(json_array_size(json_object_get(all, "memberships")), ==, 5);
    g_assert_cmpuint(json_array_size(json_object_get(all, "roles")), ==, 3);
}

static const Member *member_of(const GPtrArray *members, int64_t person)
{
    for (guint i = 0; i < members->len; i++) {
        const Member *member = g_ptr_array_index(members, i);
        if (member->person == person)
            return member;
    }
    return NULL;
}

static void set_receipts(Fixture *f, int64_t person)
{
    DbStmt *s = db_stmt(f->db, SQL_PERSON_SET_RECEIPTS);

    db_int(s, 1, person);
    db_int(s, 2, 1);
    g_assert_true(db_run(s, NULL));
}

/* What a person chose under either name counts: how letters come, a leave, receipts. */
static void test_choices(Fixture *f, gconstpointer data)
{
    static const struct {
        const char *list, *mode_from, *mode_into, *mode; /* of the row that goes, of the one that
                                                            stays, and of what is then */
        int64_t leave_from, leave_into, leave;           /* seconds from now; 0 none */
    } ROWS[] = {
        {"a", "weekly", "each", "weekly", 0, 0, 0}, {"b", "each", "daily", "daily", 0, 0, 0},
        {"c", "weekly", "none", "none", 0, 0, 0},   {"d", "each", "each", "each", 500, 0, 500},
        {"e", "each", "each", "each", 0, 700, 700}, {"f", "daily", "each", "daily", 500, 700, 700},
        {"g", "weekly", NULL, "weekly", 0, 0, 0},
    };
    int64_t from = add(f, "Иванова Мария"), into = add(f, "Иванова Мария Петровна");
    int64_t ids[G_N_ELEMENTS(ROWS)];

    (void)data;
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const int64_t persons[] = {from, into}, leaves[] = {ROWS[i].leave_from, ROWS[i].leave_into};
        const char *modes[] = {ROWS[i].mode_from, ROWS[i].mode_into};
        ids[i] = add_list(f, ROWS[i].list);
        for (int j = 0; j < 2 && modes[j]; j++) {
            g_assert_true(list_join(f->db, ids[i], persons[j], "registry", NULL, NULL));
            g_assert_true(membership_set_mode(f->db, ids[i], persons[j], modes[j], 0, NULL));
            g_assert_true(!leaves[j] || membership_set_mode(f->db, ids[i], persons[j], "none",
                                                            FIXTURE_NOW + leaves[j], NULL));
        }
    }
    set_receipts(f, from);
    merge(f, from, into);
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GPtrArray) members = list_members(f->db, ids[i], NULL);
        const Member *member = member_of(members, into);
        g_test_message("%s", ROWS[i].list);
        g_assert_cmpuint(members->len, ==, 1);
        g_assert_cmpstr(member->usual, ==, ROWS[i].mode);
        g_assert_cmpstr(member->mode, ==, ROWS[i].leave ? "none" : ROWS[i].mode);
        g_assert_cmpint(member->until, ==, ROWS[i].leave ? FIXTURE_NOW + ROWS[i].leave : 0);
    }
    bool wants = false;
    g_assert_true(person_wants_receipts(f->db, into, &wants, NULL));
    g_assert_true(wants);
}

/* A token that went out names the person of that time, and still opens its question. */
static void test_token(Fixture *f, gconstpointer data)
{
    int64_t a = add(f, "Иванова Мария"), b = add(f, "Иванова Мария Петровна"), id = 0;
    Ask ask = {.kind = (char *)"subscribe",
               .object = 1,
               .person = a,
               .address = (char *)"a@x.example",
               .expires = FIXTURE_NOW + 1000};

    (void)data;
    g_assert_true(ask_add(f->db, &ask, &id, NULL));
    g_autoptr(Ask) before = ask_by_id(f->db, id, NULL);
    g_autofree char *token = ask_token(before, &f->key);
    merge(f, a, b);
    g_autoptr(Ask) after = ask_by_token(f->db, &f->key, token, NULL);
    g_assert_nonnull(after);
    g_assert_cmpint(after->person, ==, b);
}

static void test_addresses(Fixture *f, gconstpointer data)
{
    int64_t a = add(f, "Иванова Мария"), b = add(f, "Иванова Мария Петровна");

    (void)data;
    g_assert_true(person_link_address(f->db, a, "one@x.example", "registry", NULL));
    g_assert_true(person_link_address(f->db, b, "one@x.example", "registry", NULL));
    g_assert_true(person_link_address(f->db, a, "two@x.example", "token", NULL));
    merge(f, a, b);
    static const char *const ADDRESSES[] = {"one@x.example", "two@x.example"};
    for (size_t i = 0; i < G_N_ELEMENTS(ADDRESSES); i++) {
        g_autoptr(GPtrArray) owners = persons_by_address(f->db, ADDRESSES[i], NULL);
        g_assert_cmpuint(owners->len, ==, 1);
        g_assert_cmpint(((const Person *)g_ptr_array_index(owners, 0))->id, ==, b);
    }
}

/* What was given up under one name is not left standing under the other. */
static void test_given_up(Fixture *f, gconstpointer data)
{
    int64_t a = add(f, "Иванова Мария"), b = add(f, "Иванова Мария Петровна");
    DbStmt *stmt;

    (void)data;
    g_assert_true(person_link_address(f->db, a, "old@x.example", "registry", NULL));
    g_assert_true(person_link_address(f->db, b, "new@x.example", "token", NULL));
    g_assert_true(person_link_address(f->db, b, "old@x.example", "registry", NULL));
    stmt = db_stmt(f->db, SQL_PERSON_ADDRESS_END);
    db_int(stmt, 1, b);
    db_text(stmt, 2, "old@x.example");
    db_int(stmt, 3, FIXTURE_NOW);
    db_text(stmt, 4, "self");
    g_assert_true(db_run(stmt, NULL));
    merge(f, a, b);
    g_autoptr(GPtrArray) owners = persons_by_address(f->db, "old@x.example", NULL);
    g_assert_cmpuint(owners->len, ==, 0);
}

static void test_refused(Fixture *f, gconstpointer data)
{
    static const struct {
        const char *from, *into;
        bool anyway, allowed;
    } CASES[] = {
        {"Иванова Мария Петровна", "Иванова М. П.", false, true},
        {"Иванова Мария Петровна", "Соснова Мария Петровна", false, true},
        {"Иванова Мария Петровна", "Дубов Олег Ильич", false, false},
        {"Иванова Мария Петровна", "Дубов Олег Ильич", true, true},
    };

    (void)data;
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        int64_t a = add(f, CASES[i].from), b = add(f, CASES[i].into);
        g_autoptr(Person) from = person_by_id(f->db, a, NULL);
        g_autoptr(Person) into = person_by_id(f->db, b, NULL);
        g_autoptr(GError) why = NULL;
        bool allowed = person_same_check(f->db, from, into, CASES[i].anyway, &why);
        g_test_message("%s", why ? why->message : "allowed");
        g_assert_cmpint(allowed, ==, CASES[i].allowed);
        g_assert_false(person_same_check(f->db, from, from, true, NULL));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    FIXTURE_TEST("/person-data/no column is forgotten", test_columns);
    FIXTURE_TEST("/person-data/merged memberships and roles", test_memberships);
    FIXTURE_TEST("/person-data/merged choices", test_choices);
    FIXTURE_TEST("/person-data/a token outlives a merge", test_token);
    FIXTURE_TEST("/person-data/merged addresses", test_addresses);
    FIXTURE_TEST("/person-data/what one name gave up", test_given_up);
    FIXTURE_TEST("/person-data/what makes no sense is refused", test_refused);
    return g_test_run();
}
