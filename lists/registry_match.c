/* registry_match.c: the second stage of an import: which known person each row means; see
 * registry.h for the rules. Each way of finding is tried for all rows before the next, and two rows
 * that find one person are a problem of both: the order of the rows decides nothing. */
#include "lists/registry_plan.h"

#include <inttypes.h>

#include "lists/name_keys.h"

#define LINES_SHOWN 8 /* of the rows that are one problem */

static void step_problem(Import *import, Step *step, Word word, ...) G_GNUC_NULL_TERMINATED;

static void step_problem(Import *import, Step *step, Word word, ...)
{
    va_list values;

    va_start(values, word);
    problem_add(import->diff->problems, step->row->line, said_new_list(word, values));
    va_end(values);
    step->bad = true;
}

static bool is_open(const Step *step)
{
    return !step->bad && !step->person;
}

static void claim(Step *step, KnownPerson *person)
{
    step->person = person;
    person->line = step->row->line;
}

static bool numbers_agree(const Step *step, const KnownPerson *person)
{
    return !*step->row->number || !*person->number ||
           g_str_equal(step->row->number, person->number);
}

/* --- the ways --------------------------------------------------------------------------------- */

static void match_numbers(Import *import)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < import->steps->len; i++) {
        Step *step = g_ptr_array_index(import->steps, i);
        if (!*step->row->number)
            continue;
        const Step *first = g_hash_table_lookup(seen, step->row->number);
        if (first) {
            g_autofree char *line = g_strdup_printf("%" PRId64, first->row->line);
            step_problem(import, step, WORD_TABLE_NUMBER, step->row->number, first->row->name, line,
                         NULL);
            continue;
        }
        g_hash_table_insert(seen, step->row->number, step);
        KnownPerson *person =
            g_hash_table_lookup(import->known->person_by_number, step->row->number);
        if (person)
            claim(step, person);
    }
}

/* "2, 7, 9, ..." */
static char *describe_lines(const GPtrArray *steps)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < MIN(steps->len, LINES_SHOWN); i++) {
        const Step *step = g_ptr_array_index(steps, i);
        g_string_append_printf(text, "%s%" PRId64, i ? ", " : "", step->row->line);
    }
    return g_string_free(g_string_append(text, steps->len > LINES_SHOWN ? ", ..." : ""), FALSE);
}

static bool any_bad(const GPtrArray *steps)
{
    for (guint i = 0; i < steps->len; i++)
        if (((const Step *)g_ptr_array_index(steps, i))->bad)
            return true;
    return false;
}

/* The same name twice at one school: only numbers can tell these people apart. */
static void refuse_namesakes(Import *import)
{
    g_autoptr(GHashTable) places =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);

    for (guint i = 0; i < import->steps->len; i++) {
        Step *step = g_ptr_array_index(import->steps, i);
        g_autofree char *key = place_key(step->row->name_key, step->row->school_key);
        index_add(places, key, step);
    }
    for (guint i = 0; i < import->steps->len; i++) {
        Step *step = g_ptr_array_index(import->steps, i);
        g_autofree char *key = place_key(step->row->name_key, step->row->school_key);
        const GPtrArray *same = g_hash_table_lookup(places, key);
        if (same->len == 1 || step->bad || *step->row->number)
            continue;
        g_autofree char *lines = describe_lines(same);
        g_autofree char *count = g_strdup_printf("%u", same->len);
        if (!any_bad(same))
            step_problem(import, step, WORD_TABLE_NAMESAKES, step->row->name, count,
                         step->school->name, lines, NULL);
        step->bad = true;
    }
}

/* Who has the address; where nobody has it, who gave it up and may be meant by an older file. */
static const GPtrArray *owners_of(const Import *import, const Step *step, const char *address)
{
    const GPtrArray *owners = g_hash_table_lookup(import->known->by_address, address);
    const GPtrArray *before = owners ? NULL : g_hash_table_lookup(import->known->given_up, address);

    for (guint i = 0; before && i < before->len; i++) {
        const KnownPerson *person = g_ptr_array_index(before, i);
        if (!numbers_agree(step, person) || !name_keys_agree(step->row->name_key, person->name_key))
            return NULL; /* it may be somebody else's now */
    }
    return owners ? owners : before;
}

/* The one unclaimed person whose own address the row names. */
static KnownPerson *find_by_address(Import *import, Step *step)
{
    KnownPerson *found = NULL;

    for (guint i = 0; i < step->personal->len; i++) {
        const char *address = g_ptr_array_index(step->personal, i);
        const GPtrArray *owners = owners_of(import, step, address);
        int uses = GPOINTER_TO_INT(g_hash_table_lookup(import->uses, address));
        if (!owners || owners->len != 1 || uses != 1)
            continue;
        KnownPerson *person = g_ptr_array_index(owners, 0);
        if (person->line || person == found)
            continue;
        if (!numbers_agree(step, person) ||
            !name_keys_agree(step->row->name_key, person->name_key)) {
            step->doubt = person;
            continue;
        }
        if (found) {
            step_problem(import, step, WORD_TABLE_OWNERS, step->row->name, found->name,
                         person->name, NULL);
            return NULL;
        }
        found = person;
    }
    return found;
}

/* The one unclaimed person of this name at this school; people who left only when nobody else is
 * there. */
static KnownPerson *find_by_place(Import *import, Step *step)
{
    g_autofree char *key = place_key(step->row->name_key, step->row->school_key);
    const GPtrArray *there = g_hash_table_lookup(import->known->by_place, key);
    KnownPerson *found[2] = {NULL, NULL}; /* present, left */
    guint counts[2] = {0, 0};

    for (guint i = 0; there && i < there->len; i++) {
        KnownPerson *person = g_ptr_array_index(there, i);
        if (person->line || !numbers_agree(step, person))
            continue;
        found[person->left] = person;
        counts[person->left]++;
    }
    int which = counts[0] ? 0 : 1;
    if (counts[which] < 2)
        return found[which];
    g_autofree char *count = g_strdup_printf("%u", counts[which]);
    step_problem(import, step, WORD_TABLE_KNOWN, count, step->row->name, step->school->name, NULL);
    return NULL;
}

typedef KnownPerson *(*FindPerson)(Import *import, Step *step);

static void match_by(Import *import, FindPerson find)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();

    for (guint i = 0; i < import->steps->len; i++) {
        Step *step = g_ptr_array_index(import->steps, i);
        KnownPerson *person = is_open(step) ? find(import, step) : NULL;
        if (person)
            person->wanted++;
        g_ptr_array_add(found, person);
    }
    for (guint i = 0; i < import->steps->len; i++) {
        Step *step = g_ptr_array_index(import->steps, i);
        KnownPerson *person = g_ptr_array_index(found, i);
        if (!person)
            continue;
        g_autofree char *count = g_strdup_printf("%d", person->wanted);
        if (person->wanted > 1)
            step_problem(import, step, WORD_TABLE_MEANT, count, person->name, NULL);
        else
            claim(step, person);
    }
    for (guint i = 0; i < found->len; i++) {
        KnownPerson *person = g_ptr_array_index(found, i);
        if (person)
            person->wanted = 0;
    }
}

/* A new person with the address of somebody whom no row means: one of the two facts is wrong. */
static void refuse_doubts(Import *import)
{
    for (guint i = 0; i < import->steps->len; i++) {
        Step *step = g_ptr_array_index(import->steps, i);
        const KnownPerson *doubt = step->doubt;
        if (is_open(step) && doubt && !doubt->line && !doubt->left)
            step_problem(import, step, WORD_TABLE_DOUBT, step->row->name, doubt->name,
                         *doubt->number ? doubt->number : "-", NULL);
    }
}

void import_match(Import *import)
{
    match_numbers(import);
    refuse_namesakes(import);
    match_by(import, find_by_address);
    match_by(import, find_by_place);
    refuse_doubts(import);
}
