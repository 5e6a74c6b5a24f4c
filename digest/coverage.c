/* coverage.c: the arithmetic of participation.h: acts and the registry, put into groups. Pure.
 *
 * A group is known by a number: the id of a person, school or list, or the place of a district
 * among the districts met so far. Persons are counted once in a group, whatever number of links
 * they have. */
#include "digest/participation.h"

#include <string.h>

#include "base/error.h"

static const char *const GROUPINGS[GROUPING_COUNT] = {"person", "school", "district", "list"};

const char *grouping_name(Grouping grouping)
{
    return GROUPINGS[grouping];
}

bool grouping_parse(const char *name, Grouping *grouping, GError **error)
{
    for (int i = 0; i < GROUPING_COUNT; i++) {
        if (strcmp(name, GROUPINGS[i]) == 0) {
            *grouping = (Grouping)i;
            return true;
        }
    }
    return fail(error, ERR_USAGE, "'%s' is no grouping; use person, school, district or list",
                name);
}

int64_t coverage_tenths(int64_t active, int64_t persons)
{
    return persons > 0 ? active * 1000 / persons : 0;
}

int64_t coverage_missing(int64_t active, int64_t persons, int64_t goal)
{
    int64_t needed = (persons * goal + 99) / 100;

    return needed > active ? needed - active : 0;
}

int64_t school_year_start(int64_t at, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
    g_autoptr(GDateTime) when = g_date_time_to_timezone(utc, zone);
    int year = g_date_time_get_year(when) - (g_date_time_get_month(when) < 9);
    g_autoptr(GDateTime) start = g_date_time_new(zone, year, 9, 1, 0, 0, 0);

    return g_date_time_to_unix(start);
}

/* ---- names ---------------------------------------------------------------------------------- */

static const NamedSchool *find_school(const Participation *p, int64_t id)
{
    static const NamedSchool NONE = {.name = "", .district = ""};
    const NamedSchool *school = g_hash_table_lookup(p->schools, &id);

    return school ? school : &NONE;
}

static const NamedPerson *find_person(const Participation *p, int64_t id)
{
    static const NamedPerson NONE = {.name = "", .counts = false};
    const NamedPerson *person = g_hash_table_lookup(p->persons, &id);

    return person ? person : &NONE;
}

/* ---- groups --------------------------------------------------------------------------------- */

typedef struct Pair {
    int64_t group, person;
} Pair;

static guint pair_hash(gconstpointer data)
{
    const Pair *pair = data;

    return g_int64_hash(&pair->group) * 31 + g_int64_hash(&pair->person);
}

static gboolean pair_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(Pair)) == 0;
}

static GHashTable *pairs_new(void)
{
    return g_hash_table_new_full(pair_hash, pair_equal, g_free, NULL);
}

/* True when the pair is new. */
static bool pairs_add(GHashTable *pairs, int64_t group, int64_t person)
{
    Pair *pair = g_new(Pair, 1);

    *pair = (Pair){group, person};
    return g_hash_table_add(pairs, pair);
}

typedef struct Groups {
    const Participation *p;
    Grouping by;
    GHashTable *districts; /* name -> number from 1 */
    GHashTable *rows;      /* group -> index into the caller's array, plus 1 */
    GHashTable *seen;      /* Pair: persons counted in a group */
} Groups;

static void groups_init(Groups *g, const Participation *p, Grouping by)
{
    *g = (Groups){.p = p,
                  .by = by,
                  .districts = g_hash_table_new(g_str_hash, g_str_equal),
                  .rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
                  .seen = pairs_new()};
}

static void groups_clear(Groups *g)
{
    g_hash_table_unref(g->districts);
    g_hash_table_unref(g->rows);
    g_hash_table_unref(g->seen);
}

static int64_t district_group(Groups *g, const char *district)
{
    gpointer number = g_hash_table_lookup(g->districts, district);

    if (!number) {
        number = GINT_TO_POINTER((int)g_hash_table_size(g->districts) + 1);
        g_hash_table_insert(g->districts, (gpointer)district, number);
    }
    return GPOINTER_TO_INT(number);
}

/* Acts under a school's name are a group of their own by person: its number is the negative school.
 */
static int64_t group_of(Groups *g, int64_t person, int64_t school, int64_t list)
{
    switch (g->by) {
    case BY_PERSON:
        return person ? person : -school;
    case BY_SCHOOL:
        return school;
    case BY_DISTRICT:
        return district_group(g, find_school(g->p, school)->district);
    default:
        return list;
    }
}

/* The index of the group's row; *is_new when the caller must append it now at `next`. */
static guint group_row(Groups *g, int64_t group, guint next, bool *is_new)
{
    gpointer found = g_hash_table_lookup(g->rows, &group);

    *is_new = !found;
    if (found)
        return GPOINTER_TO_UINT(found) - 1;
    gint64 *key = g_new(gint64, 1);
    *key = group;
    g_hash_table_insert(g->rows, key, GUINT_TO_POINTER(next + 1));
    return next;
}

typedef struct Label {
    int64_t id;
    const char *name, *school, *district;
} Label;

static Label group_label(const Groups *g, int64_t person, int64_t school, int64_t list)
{
    const NamedSchool *of = find_school(g->p, school);

    switch (g->by) {
    case BY_PERSON:
        return (Label){person, find_person(g->p, person)->name, of->name, of->district};
    case BY_SCHOOL:
        return (Label){school, of->name, of->name, of->district};
    case BY_DISTRICT:
        return (Label){0, of->district, "", of->district};
    default: {
        const char *title = g_hash_table_lookup(g->p->lists, &list);
        return (Label){list, title ? title : "", "", ""};
    }
    }
}

/* "Школа № 2" before "Школа № 10"; rows without a name last. */
static int compare_names(const char *a, const char *b)
{
    if (!*a || !*b)
        return (*a == '\0') - (*b == '\0');
    g_autofree char *key_a = g_utf8_collate_key_for_filename(a, -1);
    g_autofree char *key_b = g_utf8_collate_key_for_filename(b, -1);
    return strcmp(key_a, key_b);
}

/* ---- participation -------------------------------------------------------------------------- */

static gint act_row_compare(gconstpointer a, gconstpointer b)
{
    const ActRow *x = a, *y = b;
    int by_name = compare_names(x->name, y->name);

    return by_name ? by_name : compare_names(x->school, y->school);
}

static void act_row_add(ActRow *row, const ActSum *sum)
{
    row->kinds[sum->kind] += sum->count;
    row->acts += sum->count;
    row->confirmed += sum->confirmed;
    row->school_acts += sum->person ? 0 : sum->count;
    row->last = MAX(row->last, sum->last);
}

GArray *participation_rows(const Participation *p, Grouping grouping)
{
    GArray *rows = g_array_new(FALSE, TRUE, sizeof(ActRow));
    Groups g;

    groups_init(&g, p, grouping);
    for (guint i = 0; i < p->acts->len; i++) {
        const ActSum *sum = &g_array_index(p->acts, ActSum, i);
        int64_t group = group_of(&g, sum->person, sum->school, sum->list);
        bool is_new;
        guint index = group_row(&g, group, rows->len, &is_new);
        if (is_new) {
            Label label = group_label(&g, sum->person, sum->school, sum->list);
            ActRow row = {.id = label.id,
                          .name = label.name,
                          .school = label.school,
                          .district = label.district};
            g_array_append_val(rows, row);
        }
        ActRow *row = &g_array_index(rows, ActRow, index);
        act_row_add(row, sum);
        row->persons += sum->person && pairs_add(g.seen, group, sum->person);
    }
    groups_clear(&g);
    g_array_sort(rows, act_row_compare);
    return rows;
}

ActRow participation_total(const Participation *p)
{
    ActRow total = {.name = "", .school = "", .district = ""};
    g_autoptr(GHashTable) persons = pairs_new();

    for (guint i = 0; i < p->acts->len; i++) {
        const ActSum *sum = &g_array_index(p->acts, ActSum, i);
        act_row_add(&total, sum);
        total.persons += sum->person && pairs_add(persons, 0, sum->person);
    }
    return total;
}

/* ---- coverage ------------------------------------------------------------------------------- */

/* Who has an act: pairs of (list, person) by list, of (0, person) otherwise. */
static GHashTable *active_pairs(const Participation *p, Grouping grouping)
{
    GHashTable *active = pairs_new();

    for (guint i = 0; i < p->acts->len; i++) {
        const ActSum *sum = &g_array_index(p->acts, ActSum, i);
        if (sum->person)
            pairs_add(active, grouping == BY_LIST ? sum->list : 0, sum->person);
    }
    return active;
}

static bool is_active(GHashTable *active, int64_t group, int64_t person)
{
    Pair pair = {group, person};

    return g_hash_table_contains(active, &pair);
}

static CoverageRow *coverage_row(Groups *g, GArray *rows, const ActSum *at)
{
    bool is_new;
    int64_t group = group_of(g, at->person, at->school, at->list);
    guint index = group_row(g, group, rows->len, &is_new);

    if (is_new) {
        Label label = group_label(g, at->person, at->school, at->list);
        CoverageRow row = {
            .id = label.id, .name = label.name, .school = label.school, .district = label.district};
        g_array_append_val(rows, row);
    }
    return &g_array_index(rows, CoverageRow, index);
}

static void count_link(Groups *g, GArray *rows, const Link *link, GHashTable *active)
{
    bool by_list = g->by == BY_LIST;
    ActSum at = {.person = link->person,
                 .school = by_list ? 0 : link->other,
                 .list = by_list ? link->other : 0};

    if (!find_person(g->p, link->person)->counts)
        return;
    CoverageRow *row = coverage_row(g, rows, &at);
    if (!pairs_add(g->seen, group_of(g, at.person, at.school, at.list), at.person))
        return;
    row->persons++;
    row->active += is_active(active, at.list, at.person);
}

static gint coverage_row_compare(gconstpointer a, gconstpointer b)
{
    const CoverageRow *x = a, *y = b;
    int by_name = compare_names(x->name, y->name);

    return by_name ? by_name : compare_names(x->school, y->school);
}

GArray *coverage_rows(const Participation *p, Grouping grouping)
{
    GArray *rows = g_array_new(FALSE, TRUE, sizeof(CoverageRow));
    const GArray *links = grouping == BY_LIST ? p->memberships : p->places;
    g_autoptr(GHashTable) active = active_pairs(p, grouping);
    Groups g;

    groups_init(&g, p, grouping);
    for (guint i = 0; i < links->len; i++)
        count_link(&g, rows, &g_array_index(links, Link, i), active);
    for (guint i = 0; grouping != BY_PERSON && i < p->acts->len; i++) {
        const ActSum *sum = &g_array_index(p->acts, ActSum, i);
        if (!sum->person)
            coverage_row(&g, rows, sum)->school_acts += sum->count;
    }
    groups_clear(&g);
    g_array_sort(rows, coverage_row_compare);
    return rows;
}

CoverageRow coverage_total(const Participation *p)
{
    CoverageRow total = {.name = "", .school = "", .district = ""};
    g_autoptr(GHashTable) active = active_pairs(p, BY_PERSON);
    GHashTableIter at;
    gpointer id, person;

    g_hash_table_iter_init(&at, p->persons);
    while (g_hash_table_iter_next(&at, &id, &person)) {
        if (!((NamedPerson *)person)->counts)
            continue;
        total.persons++;
        total.active += is_active(active, 0, *(gint64 *)id);
    }
    for (guint i = 0; i < p->acts->len; i++) {
        const ActSum *sum = &g_array_index(p->acts, ActSum, i);
        total.school_acts += sum->person ? 0 : sum->count;
    }
    return total;
}
