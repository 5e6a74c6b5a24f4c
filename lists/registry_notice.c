/* registry_notice.c: what an import tells although nothing is wrong: an address that several people
 * share, and a new school whose name looks like that of a known one; see registry_plan.h. */
#include <string.h>

#include "lists/registry_plan.h"

/* --- shared addresses ------------------------------------------------------------------------- */

#define NAMES_SHOWN 5

/* Whoever has this address: rows of the file, and people of the registry whom no row means. */
static GPtrArray *sharers_of(const Import *import, const char *address, const GPtrArray *steps)
{
    GPtrArray *names = g_ptr_array_new();
    const GPtrArray *known = g_hash_table_lookup(import->known->by_address, address);

    for (guint i = 0; i < steps->len; i++)
        g_ptr_array_add(names, ((const Step *)g_ptr_array_index(steps, i))->row->name);
    for (guint i = 0; known && i < known->len; i++) {
        const KnownPerson *person = g_ptr_array_index(known, i);
        if (!person->line && !person->left)
            g_ptr_array_add(names, person->name);
    }
    return names;
}

static void notice_address(Import *import, const char *address, const GPtrArray *steps)
{
    const Step *first = g_ptr_array_index(steps, 0);
    g_autoptr(GPtrArray) names = sharers_of(import, address, steps);
    g_autoptr(GString) text = g_string_new(NULL);

    if (names->len < 2)
        return;
    for (guint i = 0; i < MIN(names->len, NAMES_SHOWN); i++)
        g_string_append_printf(text, "%s%s", i ? ", " : "",
                               (const char *)g_ptr_array_index(names, i));
    Change *note = diff_add(import->diff, CHANGE_NOTE, first->row->line, first->row->name,
                            first->school->name);
    g_string_append(text, names->len > NAMES_SHOWN ? ", ..." : "");
    note->said = said_new(WORD_TABLE_SHARED, address, text->str, NULL);
}

/* address -> the rows that name it as somebody's own. */
static GHashTable *index_rows(const Import *import)
{
    GHashTable *rows =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);

    for (guint i = 0; i < import->steps->len; i++) {
        Step *step = g_ptr_array_index(import->steps, i);
        for (guint k = 0; k < step->personal->len; k++)
            index_add(rows, g_ptr_array_index(step->personal, k), step);
    }
    return rows;
}

void notice_shared(Import *import)
{
    g_autoptr(GHashTable) rows = index_rows(import);
    g_autoptr(GList) addresses = g_hash_table_get_keys(rows);

    addresses = g_list_sort(addresses, (GCompareFunc)strcmp);
    for (GList *at = addresses; at; at = at->next)
        notice_address(import, at->data, g_hash_table_lookup(rows, at->data));
}

/* --- schools that look alike ------------------------------------------------------------------ */

#define LETTERS_LEAST 6  /* shorter names differ by two letters too easily */
#define LETTERS_MOST  80 /* compared of a name */
#define DIFFERENCE    2
#define SCHOOLS_MOST  2000 /* compared with each other */

typedef struct Spelling {
    gunichar letters[LETTERS_MOST];
    int count;
    char *digits; /* "5", "12 3": other numbers are other schools */
} Spelling;

static void spell(const char *key, Spelling *spelling)
{
    g_autoptr(GString) digits = g_string_new(NULL);

    spelling->count = 0;
    for (const char *p = key; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isdigit(c) || c == ' ')
            g_string_append_unichar(digits, c);
        else if (spelling->count < LETTERS_MOST)
            spelling->letters[spelling->count++] = c;
    }
    spelling->digits = g_strdup(digits->str);
}

/* Letters to change, add or leave out, by Levenshtein. */
static int distance(const Spelling *a, const Spelling *b)
{
    int row[LETTERS_MOST + 1];

    for (int k = 0; k <= b->count; k++)
        row[k] = k;
    for (int i = 1; i <= a->count; i++) {
        int corner = row[0];
        row[0] = i;
        for (int k = 1; k <= b->count; k++) {
            int changed = corner + (a->letters[i - 1] != b->letters[k - 1]);
            corner = row[k];
            row[k] = MIN(changed, MIN(row[k], row[k - 1]) + 1);
        }
    }
    return row[b->count];
}

static bool alike(const Spelling *a, const Spelling *b)
{
    return a->count >= LETTERS_LEAST && b->count >= LETTERS_LEAST &&
           ABS(a->count - b->count) <= DIFFERENCE && strcmp(a->digits, b->digits) == 0 &&
           distance(a, b) <= DIFFERENCE;
}

static void notice_school(Import *import, const Spelling *spellings, guint at)
{
    const KnownSchool *school = g_ptr_array_index(import->known->schools, at);

    for (guint i = 0; i < at; i++) {
        const KnownSchool *other = g_ptr_array_index(import->known->schools, i);
        if (!alike(&spellings[i], &spellings[at]))
            continue;
        Change *note = diff_add(import->diff, CHANGE_NOTE, school->line, school->name, "");
        note->said = said_new(WORD_TABLE_ALIKE, other->name, NULL);
        return;
    }
}

/* Those of the database stand before the new ones. In a registry of more schools than SCHOOLS_MOST
 * the rest is not looked at: these are hints, and a region has some hundreds. */
void notice_alike(Import *import)
{
    guint count = MIN(import->known->schools->len, SCHOOLS_MOST);
    Spelling *spellings = g_new0(Spelling, count);

    for (guint i = 0; i < count; i++) {
        const KnownSchool *school = g_ptr_array_index(import->known->schools, i);
        spell(school->key, &spellings[i]);
    }
    for (guint i = 0; i < count; i++)
        if (((const KnownSchool *)g_ptr_array_index(import->known->schools, i))->id == 0)
            notice_school(import, spellings, i);
    for (guint i = 0; i < count; i++)
        g_free(spellings[i].digits);
    g_free(spellings);
}
