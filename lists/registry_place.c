/* registry_place.c: the first stage of an import: the schools of the file, and whose address is
 * whose; see registry_plan.h. An address that is named as a school's mailbox, here or in the
 * database, is nobody's own. */
#include "lists/registry_plan.h"

#include <inttypes.h>

#include "base/text.h"

static bool same_text(const char *a, const char *b)
{
    g_autofree char *left = text_fold(a), *right = text_fold(b);

    return g_str_equal(left, right);
}

/* One district a school: two schools of one name in two districts need two names. */
static void place_district(Import *import, const RegistryRow *row, KnownSchool *school)
{
    const char *district = school->new_district ? school->new_district : school->district;

    if (!*row->district)
        return;
    if (school->district_line == 0) {
        school->district_line = row->line;
        if (!same_text(district, row->district))
            school->new_district = g_strdup(row->district);
    } else if (!same_text(district, row->district)) {
        g_autofree char *line = g_strdup_printf("%" PRId64, school->district_line);
        if (!g_hash_table_add(import->told, g_strjoin("\n", school->name, row->district, NULL)))
            return;
        problem_add(
            import->diff->problems, row->line,
            said_new(WORD_TABLE_DISTRICTS, school->name, row->district, district, line, NULL));
    }
}

/* Once for two schools, however many rows name them: one wrong row may stand above many right ones.
 */
static void tell_two_schools(Import *import, const Step *step, const char *address,
                             const Step *first)
{
    g_autofree char *line = g_strdup_printf("%" PRId64, first->row->line);
    char *pair = g_strjoin("\n", address, step->school->name, NULL);

    if (g_hash_table_add(import->told, pair))
        problem_add(import->diff->problems, step->row->line,
                    said_new(WORD_TABLE_MAILBOXES, address, step->school->name, first->school->name,
                             line, NULL));
}

/* `named`: address -> the Step of the first row that names it. */
static void place_mailboxes(Import *import, Step *step, GHashTable *named)
{
    for (guint i = 0; i < step->row->school_addresses->len; i++) {
        char *address = g_ptr_array_index(step->row->school_addresses, i);
        const Step *first = g_hash_table_lookup(named, address);
        if (first && first->school != step->school)
            tell_two_schools(import, step, address, first);
        if (first)
            continue;
        g_hash_table_insert(named, address, step);
        if (g_hash_table_lookup(import->known->mailboxes, address) == step->school)
            continue;
        g_ptr_array_add(step->school->new_mailboxes, g_strdup(address));
        g_hash_table_insert(import->known->mailboxes, g_strdup(address), step->school);
    }
}

static void note_mailbox(Import *import, const Step *step, const char *address,
                         const KnownSchool *school)
{
    Change *note =
        diff_add(import->diff, CHANGE_NOTE, step->row->line, step->row->name, step->school->name);

    note->said = said_new(WORD_TABLE_MAILBOX, address, school->name, NULL);
}

/* Which addresses of the row are the person's own. */
static void place_addresses(Import *import, Step *step, GHashTable *named)
{
    for (guint i = 0; i < step->row->addresses->len; i++) {
        char *address = g_ptr_array_index(step->row->addresses, i);
        KnownSchool *school = g_hash_table_lookup(import->known->mailboxes, address);
        if (school) {
            if (school != step->school || !g_hash_table_contains(named, address))
                note_mailbox(import, step, address, school);
            continue;
        }
        int uses = GPOINTER_TO_INT(g_hash_table_lookup(import->uses, address));
        g_hash_table_insert(import->uses, address, GINT_TO_POINTER(uses + 1));
        g_ptr_array_add(step->personal, address);
    }
}

void import_place(Import *import)
{
    g_autoptr(GHashTable) named = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < import->steps->len; i++) {
        Step *step = g_ptr_array_index(import->steps, i);
        step->school = known_school(import->known, step->row->school, step->row->school_key);
        if (step->school->line == 0)
            step->school->line = step->row->line;
        place_district(import, step->row, step->school);
        place_mailboxes(import, step, named);
    }
    for (guint i = 0; i < import->steps->len; i++)
        place_addresses(import, g_ptr_array_index(import->steps, i), named);
}
