/* groups.c: see groups.h. */
#include "digest/groups.h"

#include <string.h>

static const NamedSchool *find_school(const Participation *p, int64_t id)
{
    static const NamedSchool NONE = {.name = "", .district = ""};
    const NamedSchool *school = g_hash_table_lookup(p->schools, &id);

    return school ? school : &NONE;
}

const NamedPerson *find_person(const Participation *p, int64_t id)
{
    static const NamedPerson NONE = {.name = "", .counts = false};
    const NamedPerson *person = g_hash_table_lookup(p->persons, &id);

    return person ? person : &NONE;
}

static guint pair_hash(gconstpointer data)
{
    const Pair *pair = data;

    return g_int64_hash(&pair->group) * 31 + g_int64_hash(&pair->person);
}

static gboolean pair_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(Pair)) == 0;
}

GHashTable *pairs_new(void)
{
    return g_hash_table_new_full(pair_hash, pair_equal, g_free, NULL);
}

bool pairs_add(GHashTable *pairs, int64_t group, int64_t person)
{
    Pair *pair = g_new(Pair, 1);

    *pair = (Pair){group, person};
    return g_hash_table_add(pairs, pair);
}

void groups_init(Groups *g, const Participation *p, Grouping by)
{
    *g = (Groups){.p = p,
                  .by = by,
                  .districts = g_hash_table_new(g_str_hash, g_str_equal),
                  .rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
                  .seen = pairs_new()};
}

void groups_clear(Groups *g)
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
int64_t group_of(Groups *g, int64_t person, int64_t school, int64_t list)
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

guint group_row(Groups *g, int64_t group, guint next, bool *is_new)
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

Label group_label(const Groups *g, int64_t person, int64_t school, int64_t list)
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

int compare_names(const char *a, const char *b)
{
    if (!*a || !*b)
        return (*a == '\0') - (*b == '\0');
    g_autofree char *key_a = g_utf8_collate_key_for_filename(a, -1);
    g_autofree char *key_b = g_utf8_collate_key_for_filename(b, -1);
    return strcmp(key_a, key_b);
}
