/* coverage.c: the arithmetic of participation.h: acts and the registry, put into groups. Pure. */
#include "digest/participation.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "digest/groups.h"

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
    g_autoptr(GDateTime) when = clock_local(at, zone);
    int year = g_date_time_get_year(when) - (g_date_time_get_month(when) < 9);
    g_autoptr(GDateTime) start = g_date_time_new(zone, year, 9, 1, 0, 0, 0);

    return g_date_time_to_unix(start);
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
    row->school_acts += sum->by_school;
    row->last = MAX(row->last, sum->last);
}

Rise participation_rise(const Participation *p, int64_t list)
{
    const GArray *above = g_hash_table_lookup(p->above, &list);

    return above ? (Rise){(const int64_t *)(void *)above->data, above->len} : (Rise){NULL, 0};
}

static void count_act(Groups *g, GArray *rows, const ActSum *sum)
{
    int64_t group = group_of(g, sum->person, sum->school, sum->list);
    bool is_new;
    guint index = group_row(g, group, rows->len, &is_new);

    if (is_new) {
        Label label = group_label(g, sum->person, sum->school, sum->list);
        ActRow row = {
            .id = label.id, .name = label.name, .school = label.school, .district = label.district};
        g_array_append_val(rows, row);
    }
    ActRow *row = &g_array_index(rows, ActRow, index);
    act_row_add(row, sum);
    row->persons += sum->person && pairs_add(g->seen, group, sum->person);
}

/* `person` 0: of everybody, and a list counts what was done below it. */
static GArray *collect_rows(const Participation *p, Grouping grouping, int64_t person)
{
    GArray *rows = g_array_new(FALSE, TRUE, sizeof(ActRow));
    Groups g;

    groups_init(&g, p, grouping);
    for (guint i = 0; i < p->acts->len; i++) {
        ActSum sum = g_array_index(p->acts, ActSum, i);
        bool rises = grouping == BY_LIST && !person;
        const Rise rise = participation_rise(p, rises ? sum.list : 0);
        if (person && sum.person != person)
            continue;
        count_act(&g, rows, &sum);
        for (guint k = 0; k < rise.count; k++) {
            sum.list = rise.above[k];
            count_act(&g, rows, &sum);
        }
    }
    groups_clear(&g);
    g_array_sort(rows, act_row_compare);
    return rows;
}

GArray *participation_rows(const Participation *p, Grouping grouping)
{
    return collect_rows(p, grouping, 0);
}

GArray *participation_rows_of(const Participation *p, int64_t person)
{
    return collect_rows(p, BY_LIST, person);
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
        int64_t list = grouping == BY_LIST ? sum->list : 0;
        const Rise rise = participation_rise(p, list);
        if (sum->person)
            pairs_add(active, list, sum->person);
        for (guint k = 0; sum->person && k < rise.count; k++)
            pairs_add(active, rise.above[k], sum->person);
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

/* An act under a school's name. */
static void count_school(Groups *g, GArray *rows, const ActSum *sum)
{
    ActSum at = *sum;
    const Rise rise = participation_rise(g->p, g->by == BY_LIST ? sum->list : 0);

    if (!sum->by_school)
        return;
    coverage_row(g, rows, sum)->school_acts += sum->by_school;
    for (guint k = 0; k < rise.count; k++) {
        at.list = rise.above[k];
        coverage_row(g, rows, &at)->school_acts += sum->by_school;
    }
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
    for (guint i = 0; i < links->len; i++) {
        Link link = g_array_index(links, Link, i);
        const Rise rise = participation_rise(p, grouping == BY_LIST ? link.other : 0);
        count_link(&g, rows, &link, active);
        for (guint k = 0; k < rise.count; k++) {
            link.other = rise.above[k];
            count_link(&g, rows, &link, active);
        }
    }
    for (guint i = 0; grouping != BY_PERSON && i < p->acts->len; i++)
        count_school(&g, rows, &g_array_index(p->acts, ActSum, i));
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
    for (guint i = 0; i < p->acts->len; i++)
        total.school_acts += g_array_index(p->acts, ActSum, i).by_school;
    return total;
}
