/* registry_export.c: the registry as a CSV that Russian spreadsheets open without questions and an
 * import reads back without a change: UTF-8 with a BOM, semicolons, one row a person who has not
 * left. */
#include "lists/registry.h"

#include <inttypes.h>

#include "lists/list.h"
#include "lists/registry_known.h"

static const Column EXPORTED[] = {COL_NUMBER,   COL_NAME,        COL_SCHOOL,     COL_DISTRICT,
                                  COL_POSITION, COL_SUBJECTS,    COL_EMAIL,      COL_SCHOOL_EMAIL,
                                  COL_BORN,     COL_WORKS_SINCE, COL_CONSENT_ON, COL_CONSENT_SOURCE,
                                  COL_LISTS};

static char *year_text(int64_t year)
{
    return year ? g_strdup_printf("%" PRId64, year) : g_strdup("");
}

static char *join_links(const GPtrArray *links)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < links->len; i++) {
        const KnownLink *link = g_ptr_array_index(links, i);
        g_string_append_printf(text, "%s%s", i ? ", " : "", link->address);
    }
    return g_string_free(text, FALSE);
}

static char *join_mailboxes(const KnownSchool *school)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; school && i < school->mailboxes->len; i++)
        g_string_append_printf(text, "%s%s", i ? ", " : "",
                               (const char *)g_ptr_array_index(school->mailboxes, i));
    return g_string_free(text, FALSE);
}

static void append_person(GString *out, const KnownPerson *person, const GString *lists)
{
    const KnownSchool *school = person->at_school ? person->school : NULL;
    g_autofree char *born = year_text(person->born), *since = year_text(person->works_since);
    g_autofree char *addresses = join_links(person->links), *mailboxes = join_mailboxes(school);
    const char *cells[COL_COUNT] = {
        [COL_NUMBER] = person->number,
        [COL_NAME] = person->name,
        [COL_SCHOOL] = school ? school->name : "",
        [COL_DISTRICT] = school ? school->district : "",
        [COL_POSITION] = person->position,
        [COL_SUBJECTS] = person->subjects,
        [COL_EMAIL] = addresses,
        [COL_SCHOOL_EMAIL] = mailboxes,
        [COL_BORN] = born,
        [COL_WORKS_SINCE] = since,
        [COL_CONSENT_ON] = person->consent_on,
        [COL_CONSENT_SOURCE] = person->consent_source,
        [COL_LISTS] = lists ? lists->str : "",
    };
    const char *row[G_N_ELEMENTS(EXPORTED)];

    for (size_t i = 0; i < G_N_ELEMENTS(EXPORTED); i++)
        row[i] = cells[EXPORTED[i]];
    csv_append(out, ';', row, G_N_ELEMENTS(EXPORTED));
}

static void free_string(gpointer string)
{
    g_string_free(string, TRUE);
}

static bool add_members(Db *db, const List *list, GHashTable *names, GError **error)
{
    g_autoptr(GPtrArray) members = list_members(db, list->id, error);
    if (!members)
        return false;
    for (guint i = 0; i < members->len; i++) {
        const Member *member = g_ptr_array_index(members, i);
        GString *text = g_hash_table_lookup(names, &member->person);
        if (!text) {
            text = g_string_new(NULL);
            g_hash_table_insert(names, g_memdup2(&member->person, sizeof member->person), text);
        }
        g_string_append_printf(text, "%s%s", text->len ? ", " : "", list->name);
    }
    return true;
}

/* Person -> the names of the lists. */
static GHashTable *lists_of_persons(Db *db, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(db, error);
    if (!lists)
        return NULL;
    g_autoptr(GHashTable) names =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_string);

    for (guint i = 0; i < lists->len; i++)
        if (!add_members(db, g_ptr_array_index(lists, i), names, error))
            return NULL;
    return g_steal_pointer(&names);
}

GString *registry_export(Db *db, GError **error)
{
    const char *titles[G_N_ELEMENTS(EXPORTED)];
    g_autoptr(Known) known = known_load(db, error);
    if (!known)
        return NULL;
    g_autoptr(GHashTable) lists = lists_of_persons(db, error);
    if (!lists)
        return NULL;
    GString *out = g_string_new(CSV_BOM);

    for (size_t i = 0; i < G_N_ELEMENTS(EXPORTED); i++)
        titles[i] = column_title(EXPORTED[i]);
    csv_append(out, ';', titles, G_N_ELEMENTS(titles));
    for (guint i = 0; i < known->persons->len; i++) {
        const KnownPerson *person = g_ptr_array_index(known->persons, i);
        if (!person->left)
            append_person(out, person, g_hash_table_lookup(lists, &person->id));
    }
    return out;
}
