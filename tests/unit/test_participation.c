/* test_participation.c: acts and coverage by person, school, district and list; the tables of
 * reports. */
#include "tests/unit/world.h"

#include "base/words.h"
#include "digest/participation.h"
#include "digest/report.h"

static Participation *read_world(World *world, const char *from, const char *to, int64_t list)
{
    Scope scope = {world_time(world, from), world_time(world, to), list, false};
    GError *error = NULL;
    Participation *p = participation_read(world->db, &scope, &error);

    g_assert_no_error(error);
    return p;
}

static const CoverageRow *coverage_named(const GArray *rows, const char *name)
{
    for (guint i = 0; i < rows->len; i++) {
        const CoverageRow *row = &g_array_index(rows, CoverageRow, i);
        if (strcmp(row->name, name) == 0)
            return row;
    }
    g_error("no row '%s'", name);
}

static const ActRow *acts_named(const GArray *rows, const char *name)
{
    for (guint i = 0; i < rows->len; i++) {
        const ActRow *row = &g_array_index(rows, ActRow, i);
        if (strcmp(row->name, name) == 0)
            return row;
    }
    g_error("no row '%s'", name);
}

static void check_coverage(const CoverageRow *row, int64_t persons, int64_t active, int64_t school)
{
    g_assert_cmpint(row->persons, ==, persons);
    g_assert_cmpint(row->active, ==, active);
    g_assert_cmpint(row->school_acts, ==, school);
}

static void test_coverage(void)
{
    World world;
    world_open(&world, "");
    g_autoptr(Participation) p = read_world(&world, "2026-09-01", "2026-11-23", 0);
    CoverageRow total = coverage_total(p);

    check_coverage(&total, 6, 4, 1);
    g_autoptr(GArray) schools = coverage_rows(p, BY_SCHOOL);
    g_assert_cmpint(schools->len, ==, 4);
    check_coverage(coverage_named(schools, "Школа № 1"), 2, 2, 0);
    check_coverage(coverage_named(schools, "Школа № 2"), 2, 1, 1);
    check_coverage(coverage_named(schools, "Лицей № 10"), 1, 1, 0);
    check_coverage(coverage_named(schools, ""), 1, 0, 0);
    g_autoptr(GArray) districts = coverage_rows(p, BY_DISTRICT);
    check_coverage(coverage_named(districts, "Северный округ"), 4, 3, 1);
    check_coverage(coverage_named(districts, "Южный округ"), 1, 1, 0);
    g_autoptr(GArray) lists = coverage_rows(p, BY_LIST);
    g_assert_cmpint(lists->len, ==, 1);
    check_coverage(coverage_named(lists, "МО учителей математики"), 6, 4, 1);
    g_autoptr(GArray) persons = coverage_rows(p, BY_PERSON);
    g_assert_cmpint(persons->len, ==, 6);
    check_coverage(coverage_named(persons, "Орлова Елена Юрьевна"), 1, 0, 0);
    world_close(&world);
}

/* The period excludes its end; who is not in the registry or not in the list is in no denominator.
 */
static void test_period_and_members(void)
{
    World world;
    bool changed;

    world_open(&world, "");
    g_autoptr(Participation) early = read_world(&world, "2026-11-10", "2026-11-10T10:00", 0);
    g_assert_cmpint(participation_total(early).acts, ==, 0);
    g_autoptr(Participation) just = read_world(&world, "2026-11-10", "2026-11-10T10:00:01", 0);
    g_assert_cmpint(participation_total(just).acts, ==, 1);

    MUST(db_begin(world.db, &must_error));
    MUST(
        list_leave(world.db, world.list->id, world.people[IVANOVA], "self", &changed, &must_error));
    MUST(db_finish(world.db, true, &must_error));
    g_autoptr(Participation) list = read_world(&world, "2026-09-01", "2026-11-23", world.list->id);
    CoverageRow total = coverage_total(list);
    check_coverage(&total, 5, 3, 1);
    g_autoptr(Participation) all = read_world(&world, "2026-09-01", "2026-11-23", 0);
    total = coverage_total(all);
    check_coverage(&total, 6, 4, 1);
    world_close(&world);
}

/* Joining is an act that does not count; deciding as a moderator is one that does. */
static void test_what_counts(void)
{
    World world;

    world_open(&world, "");
    MUST(db_begin(world.db, &must_error));
    world_act(&world, "join", world.people[ORLOVA], 0, 0, "address");
    MUST(db_finish(world.db, true, &must_error));
    g_autoptr(Participation) joined = read_world(&world, "2026-09-01", "2026-11-23", 0);
    g_assert_cmpint(coverage_total(joined).active, ==, 4);

    MUST(db_begin(world.db, &must_error));
    world_act(&world, "decision", world.people[ORLOVA], 0, 0, "token");
    MUST(db_finish(world.db, true, &must_error));
    g_autoptr(Participation) decided = read_world(&world, "2026-09-01", "2026-11-23", 0);
    g_assert_cmpint(coverage_total(decided).active, ==, 5);
    world_close(&world);
}

static void test_acts(void)
{
    World world;
    world_open(&world, "");
    g_autoptr(Participation) p = read_world(&world, "2026-09-01", "2026-11-23", 0);
    int post = participation_kind(p, "post"), reply = participation_kind(p, "reply");

    g_autoptr(GArray) persons = participation_rows(p, BY_PERSON);
    const ActRow *ivanova = acts_named(persons, "Иванова Мария Петровна");
    g_assert_cmpint(ivanova->kinds[post], ==, 1);
    g_assert_cmpint(ivanova->kinds[reply], ==, 1);
    g_assert_cmpint(ivanova->confirmed, ==, 2);
    g_assert_cmpint(acts_named(persons, "Петров Андрей Викторович")->confirmed, ==, 0);
    const ActRow *school_only = acts_named(persons, "");
    g_assert_cmpint(school_only->id, ==, 0);
    g_assert_cmpstr(school_only->school, ==, "Школа № 2");
    g_assert_cmpint(school_only->school_acts, ==, 1);

    g_autoptr(GArray) schools = participation_rows(p, BY_SCHOOL);
    const ActRow *second = acts_named(schools, "Школа № 2");
    g_assert_cmpint(second->acts, ==, 2);
    g_assert_cmpint(second->persons, ==, 1);
    ActRow total = participation_total(p);
    g_assert_cmpint(total.acts, ==, 7);
    g_assert_cmpint(total.persons, ==, 4);
    g_assert_cmpint(total.last, ==, world_time(&world, "2026-11-20T10:00"));
    g_assert_cmpint(participation_kind(p, "join"), ==, -1);
    world_close(&world);
}

/* --- arithmetic --------------------------------------------------------------------------- */

static void add_person(Participation *p, int64_t id)
{
    NamedPerson *person = g_new0(NamedPerson, 1);
    gint64 *key = g_new(gint64, 1);

    *key = id;
    person->name = g_strdup_printf("Педагог %d", (int)id);
    person->counts = true;
    g_hash_table_insert(p->persons, key, person);
}

/* A person with two schools is in both and once in the total, once in a district of both. */
static void test_two_schools(void)
{
    g_autoptr(Participation) p = participation_new();
    const Link places[] = {{1, 10}, {1, 11}, {2, 11}};
    const ActSum act = {.person = 1, .school = 10, .list = 5, .kind = 0, .count = 3};

    p->kind_count = 1;
    p->kinds[0].kind = g_strdup("post");
    add_person(p, 1);
    add_person(p, 2);
    g_array_append_vals(p->places, places, G_N_ELEMENTS(places));
    g_array_append_val(p->acts, act);
    for (gint64 id = 10; id <= 11; id++) {
        NamedSchool *school = g_new0(NamedSchool, 1);
        school->name = g_strdup_printf("Школа %d", (int)id);
        school->district = g_strdup("Округ");
        g_hash_table_insert(p->schools, g_memdup2(&id, sizeof id), school);
    }
    CoverageRow total = coverage_total(p);
    check_coverage(&total, 2, 1, 0);
    g_autoptr(GArray) schools = coverage_rows(p, BY_SCHOOL);
    check_coverage(coverage_named(schools, "Школа 10"), 1, 1, 0);
    check_coverage(coverage_named(schools, "Школа 11"), 2, 1, 0);
    g_autoptr(GArray) districts = coverage_rows(p, BY_DISTRICT);
    check_coverage(coverage_named(districts, "Округ"), 2, 1, 0);
}

static void test_goal(void)
{
    static const struct {
        int64_t active, persons, goal, tenths, missing;
    } ROWS[] = {
        {0, 0, 60, 0, 0},       {0, 10, 60, 0, 6},       {6, 10, 60, 600, 0},
        {5, 9, 60, 555, 1},     {599, 1000, 60, 599, 1}, {5999, 10000, 60, 599, 1},
        {10, 10, 100, 1000, 0}, {2, 3, 60, 666, 0},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_assert_cmpint(coverage_tenths(ROWS[i].active, ROWS[i].persons), ==, ROWS[i].tenths);
        g_assert_cmpint(coverage_missing(ROWS[i].active, ROWS[i].persons, ROWS[i].goal), ==,
                        ROWS[i].missing);
    }
}

static void test_school_year(void)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Moscow");
    static const char *const ROWS[][2] = {
        {"2026-11-23", "2026-09-01T00:00:00+03:00"},
        {"2026-09-01", "2026-09-01T00:00:00+03:00"},
        {"2026-08-31T23:59:59", "2025-09-01T00:00:00+03:00"},
        {"2027-01-10", "2026-09-01T00:00:00+03:00"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        int64_t at = 0;
        g_assert_true(clock_parse(ROWS[i][0], zone, &at, NULL));
        g_autofree char *start = clock_rfc3339(school_year_start(at, zone), zone);
        g_assert_cmpstr(start, ==, ROWS[i][1]);
    }
}

/* --- tables ------------------------------------------------------------------------------- */

static Table *hostile_table(void)
{
    Table *table = table_new();

    table_column(table, "group", NULL, COLUMN_TEXT);
    table_column(table, "name", "Имя", COLUMN_TEXT);
    table_column(table, "share", "%", COLUMN_TENTHS);
    table_column(table, "count", "n", COLUMN_NUMBER);
    json_array_append_new(table->rows, json_pack("{s:s,s:s,s:i,s:i}", "group", "a", "name",
                                                 "=1+1;\"x\"\ny", "share", 625, "count", -3));
    json_array_append_new(table->rows, json_pack("{s:s,s:s,s:i,s:i}", "group", "b", "name", "Ёж",
                                                 "share", 5, "count", 1200));
    return table;
}

static void test_tables(void)
{
    g_autoptr(Table) table = hostile_table();
    g_autofree char *text = table_print(table, TABLE_TEXT);
    g_autofree char *csv = table_print(table, TABLE_CSV);
    g_autofree char *json = table_print(table, TABLE_JSON);

    g_assert_cmpstr(text, ==,
                    "Имя            %     n\n"
                    "=1+1;\"x\" y  62,5    -3\n"
                    "Ёж           0,5  1200\n");
    g_assert_cmpstr(csv, ==,
                    "\xEF\xBB\xBF"
                    "Имя;%;n\r\n"
                    "\"'=1+1;\"\"x\"\" y\";62,5;\"'-3\"\r\n"
                    "Ёж;0,5;1200\r\n");
    g_assert_cmpstr(
        json, ==,
        "{\"group\":\"a\",\"name\":\"=1+1;\\\"x\\\"\\ny\",\"share\":62.5,\"count\":-3}\n"
        "{\"group\":\"b\",\"name\":\"Ёж\",\"share\":0.5,\"count\":1200}\n");
    g_assert_cmpuint(table_width("Ёж"), ==, 2);
    g_assert_cmpuint(table_width("и\xCC\x86"), ==, 1);
}

static void test_reports(void)
{
    World world;
    world_open(&world, "");
    g_autoptr(Words) words = words_open("conf/letters", "ru", NULL);
    g_autoptr(Participation) p = read_world(&world, "2026-09-01", "2026-11-23", 0);
    for (int by = 0; by < GROUPING_COUNT; by++) {
        g_autoptr(Table) coverage = report_coverage(p, (Grouping)by, words, 60);
        g_autoptr(Table) acts = report_participation(p, (Grouping)by, words, world.settings->zone);
        for (int format = TABLE_TEXT; format <= TABLE_CSV; format++) {
            static const char *const FORMATS[] = {"text", "json", "csv"};
            g_autofree char *covered = table_print(coverage, (TableFormat)format);
            g_autofree char *acted = table_print(acts, (TableFormat)format);
            g_autofree char *both = g_strconcat(covered, acted, NULL);
            g_autofree char *name =
                g_strdup_printf("report-%s.%s", grouping_name((Grouping)by), FORMATS[format]);
            compare_golden(name, both);
        }
    }
    world_close(&world);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/participation/coverage", test_coverage);
    g_test_add_func("/participation/period_and_members", test_period_and_members);
    g_test_add_func("/participation/what_counts", test_what_counts);
    g_test_add_func("/participation/acts", test_acts);
    g_test_add_func("/participation/two_schools", test_two_schools);
    g_test_add_func("/participation/goal", test_goal);
    g_test_add_func("/participation/school_year", test_school_year);
    g_test_add_func("/report/tables", test_tables);
    g_test_add_func("/report/reports", test_reports);
    return g_test_run();
}
