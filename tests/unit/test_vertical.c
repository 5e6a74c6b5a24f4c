/* test_vertical.c: lists above and below others: random graphs against a plain walk. */
#include "tests/unit/fixture_db.h"

#include "base/error.h"
#include "lists/people.h"
#include "lists/readers.h"
#include "lists/vertical.h"

enum { LISTS = 9, PERSONS = 14, GRAPHS = 40 };

typedef struct World {
    List *lists[LISTS];
    int64_t persons[PERSONS];
    bool above[LISTS][LISTS]; /* [parent][child] */
    bool member[LISTS][PERSONS], declined[LISTS][PERSONS];
} World;

static void world_make(Fixture *f, World *world)
{
    GError *error = NULL;

    for (int i = 0; i < LISTS; i++) {
        g_autofree char *name = g_strdup_printf("list-%d", i);
        world->lists[i] = list_new(name, &error);
        g_assert_true(list_insert(f->db, world->lists[i], &error));
    }
    for (int i = 0; i < PERSONS; i++) {
        g_autofree char *name = g_strdup_printf("Яковлева Анна %c", 'A' + i);
        g_autofree char *address = g_strdup_printf("p%d@mail.example", i);
        g_assert_true(person_add(f->db, name, 0, &world->persons[i], &error));
        g_assert_true(person_link_address(f->db, world->persons[i], address, "registry", &error));
    }
}

static void world_clear(World *world)
{
    for (int i = 0; i < LISTS; i++)
        list_free(world->lists[i]);
}

/* Whether there is a way down, of no step or of more. */
static bool leads(const World *world, int from, int to)
{
    if (from == to)
        return true;
    for (int i = 0; i < LISTS; i++)
        if (world->above[from][i] && leads(world, i, to))
            return true;
    return false;
}

/* By the rule, not by the database. */
static bool reaches(const World *world, int list, int person)
{
    if (world->member[list][person])
        return true;
    for (int i = 0; i < LISTS && !world->declined[list][person]; i++)
        if (i != list && world->member[i][person] && leads(world, list, i))
            return true;
    return false;
}

static void link_at_random(Fixture *f, World *world, GRand *rand)
{
    int parent = g_rand_int_range(rand, 0, LISTS), child = g_rand_int_range(rand, 0, LISTS);
    bool changed = false, is_circle = leads(world, child, parent);
    g_autoptr(GError) error = NULL;

    bool ok = vertical_add(f->db, world->lists[child], world->lists[parent], &changed, &error);
    g_assert_true(ok == !is_circle);
    if (is_circle)
        g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    else
        g_assert_true(changed == !world->above[parent][child]);
    world->above[parent][child] = world->above[parent][child] || ok;
}

static void unlink_at_random(Fixture *f, World *world, GRand *rand)
{
    int parent = g_rand_int_range(rand, 0, LISTS), child = g_rand_int_range(rand, 0, LISTS);
    bool changed = false;

    g_assert_true(
        vertical_remove(f->db, world->lists[child], world->lists[parent], &changed, NULL));
    g_assert_true(changed == world->above[parent][child]);
    world->above[parent][child] = false;
}

static void join_at_random(Fixture *f, World *world, GRand *rand)
{
    int list = g_rand_int_range(rand, 0, LISTS), person = g_rand_int_range(rand, 0, PERSONS);

    g_assert_true(
        list_join(f->db, world->lists[list]->id, world->persons[person], "self", NULL, NULL));
    world->member[list][person] = true;
    world->declined[list][person] = false;
}

static void leave_at_random(Fixture *f, World *world, GRand *rand)
{
    int list = g_rand_int_range(rand, 0, LISTS), person = g_rand_int_range(rand, 0, PERSONS);
    bool changed = false, got = reaches(world, list, person);

    g_assert_true(
        list_leave(f->db, world->lists[list]->id, world->persons[person], "self", &changed, NULL));
    g_assert_true(changed == got);
    world->member[list][person] = false;
    world->declined[list][person] = world->declined[list][person] || got;
}

static void check_list(Fixture *f, const World *world, int list)
{
    int64_t id = world->lists[list]->id, count = 0, expected = 0;
    g_autoptr(GPtrArray) readers = list_readers(f->db, id, NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);

    for (guint i = 0; i < readers->len; i++)
        g_assert_true(g_hash_table_add(seen, &((Member *)readers->pdata[i])->person));
    for (int p = 0; p < PERSONS; p++) {
        bool wanted = reaches(world, list, p), has = false;
        g_assert_true(g_hash_table_contains(seen, &world->persons[p]) == wanted);
        g_assert_true(list_has_reader(f->db, id, world->persons[p], &has, NULL) && has == wanted);
        expected += wanted;
    }
    g_assert_true(list_count_readers(f->db, id, &count, NULL));
    g_assert_cmpint(count, ==, expected);
    g_assert_cmpuint(readers->len, ==, expected);
}

/* Whatever is linked, unlinked, joined and left: each person once, just those whom a way leads to,
 * and never a circle. */
static void test_random(Fixture *f, gconstpointer data)
{
    static void (*const STEPS[])(Fixture *, World *, GRand *) = {
        link_at_random, link_at_random, link_at_random, unlink_at_random,
        join_at_random, join_at_random, leave_at_random};
    g_autoptr(GRand) rand = g_rand_new_with_seed(20261126);
    World world = {0};

    (void)data;
    world_make(f, &world);
    g_assert_true(db_begin(f->db, NULL));
    for (int graph = 0; graph < GRAPHS; graph++) {
        for (int step = 0; step < 20; step++)
            STEPS[g_rand_int_range(rand, 0, G_N_ELEMENTS(STEPS))](f, &world, rand);
        for (int list = 0; list < LISTS; list++)
            check_list(f, &world, list);
    }
    g_assert_true(db_finish(f->db, true, NULL));
    world_clear(&world);
}

static void stack(Fixture *f, World *world, int child, int parent)
{
    g_autoptr(GError) error = NULL;
    bool changed;

    vertical_add(f->db, world->lists[child], world->lists[parent], &changed, &error);
    g_assert_no_error(error);
}

static void test_circle(Fixture *f, gconstpointer data)
{
    World world = {0};
    g_autoptr(GError) error = NULL;
    bool changed;

    (void)data;
    world_make(f, &world);
    for (int i = 0; i < 3; i++)
        stack(f, &world, i + 1, i);
    g_assert_false(vertical_add(f->db, world.lists[0], world.lists[3], &changed, &error));
    g_assert_cmpstr(error->message, ==,
                    "list-0 cannot stand below list-3: that would be a circle, for there is "
                    "list-0 > list-1 > list-2 > list-3 > list-0");
    world_clear(&world);
}

static const Member *reader_of(const GPtrArray *readers, int64_t person)
{
    for (guint i = 0; i < readers->len; i++)
        if (((Member *)readers->pdata[i])->person == person)
            return readers->pdata[i];
    return NULL;
}

static void expect_mode(Fixture *f, const World *world, const char *mode)
{
    g_autoptr(GPtrArray) readers = list_readers(f->db, world->lists[0]->id, NULL);

    g_assert_cmpstr(reader_of(readers, world->persons[0])->mode, ==, mode);
}

static void set_mode(Fixture *f, const World *world, int list, const char *mode, int64_t until)
{
    g_assert_true(
        membership_set_mode(f->db, world->lists[list]->id, world->persons[0], mode, until, NULL));
}

/* The list's own, else that by which letters come most often; a leave counts while it lasts. */
static void test_modes(Fixture *f, gconstpointer data)
{
    World world = {0};

    (void)data;
    world_make(f, &world);
    stack(f, &world, 1, 0);
    stack(f, &world, 2, 0);
    g_assert_true(list_join(f->db, world.lists[1]->id, world.persons[0], "self", NULL, NULL));
    g_assert_true(list_join(f->db, world.lists[2]->id, world.persons[0], "self", NULL, NULL));
    set_mode(f, &world, 1, "weekly", 0);
    set_mode(f, &world, 2, "daily", 0);
    expect_mode(f, &world, "daily");
    set_mode(f, &world, 2, "none", FIXTURE_NOW + DAY);
    expect_mode(f, &world, "weekly");
    set_mode(f, &world, 1, "none", FIXTURE_NOW + DAY);
    expect_mode(f, &world, "none");
    clock_fix(FIXTURE_NOW + DAY);
    expect_mode(f, &world, "daily");
    g_assert_true(list_join(f->db, world.lists[0]->id, world.persons[0], "self", NULL, NULL));
    set_mode(f, &world, 0, "none", 0);
    expect_mode(f, &world, "none");
    world_clear(&world);
}

static void expect_titles(GPtrArray *titles, const char *expected)
{
    g_autofree char *text = vertical_join(titles);

    g_assert_cmpstr(text, ==, expected);
    g_ptr_array_unref(titles);
}

/* What a letter about leaving says. */
static void test_leaving(Fixture *f, gconstpointer data)
{
    World world = {0};
    int64_t anna, region, east;

    (void)data;
    world_make(f, &world);
    anna = world.persons[0], region = world.lists[0]->id, east = world.lists[1]->id;
    stack(f, &world, 1, 0);
    stack(f, &world, 2, 0);
    stack(f, &world, 3, 1);
    g_assert_true(list_join(f->db, world.lists[3]->id, anna, "self", NULL, NULL));
    expect_titles(vertical_through(f->db, region, anna, NULL), "list-3");
    expect_titles(vertical_only_by(f->db, world.lists[3]->id, anna, NULL), "list-0, list-1");
    g_assert_true(list_join(f->db, world.lists[2]->id, anna, "self", NULL, NULL));
    expect_titles(vertical_through(f->db, region, anna, NULL), "list-2, list-3");
    expect_titles(vertical_only_by(f->db, world.lists[3]->id, anna, NULL), "list-1");
    g_assert_true(list_leave(f->db, east, anna, "self", NULL, NULL));
    expect_titles(vertical_only_by(f->db, world.lists[3]->id, anna, NULL), "");
    g_autoptr(GPtrArray) reaching = vertical_reaching(f->db, anna, NULL);
    g_assert_cmpuint(reaching->len, ==, 1);
    g_assert_cmpstr(((Reaching *)reaching->pdata[0])->name, ==, "list-0");
    world_clear(&world);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    FIXTURE_TEST("/vertical/each person once, in random graphs", test_random);
    FIXTURE_TEST("/vertical/a circle is refused by its way", test_circle);
    FIXTURE_TEST("/vertical/which mode counts", test_modes);
    FIXTURE_TEST("/vertical/what leaving means", test_leaving);
    return g_test_run();
}
