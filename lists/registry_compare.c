/* registry_compare.c: the third stage of an import: what would change; see registry_plan.h. An
 * empty cell says nothing. Addresses that the registry brought are replaced by those of the file;
 * those that a person proved stay, also where they left and are back, and those that they gave up
 * stay out. Memberships are only
 * added, and never to a list that was left by own wish, or that a methodist took the person out of.
 */
#include "lists/registry_plan.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "lists/list.h"
#include "lists/people.h"
#include "lists/wish.h"

#define LINES_SHOWN 3 /* of the rows that are one problem */

/* --- fields ----------------------------------------------------------------------------------- */

typedef enum FieldOf { OF_PERSON, OF_PLACE } FieldOf;

static const struct {
    const char *field;
    size_t row, person; /* offsets */
    FieldOf of;
} TEXTS[] = {
    {"name", offsetof(RegistryRow, name), offsetof(KnownPerson, name), OF_PERSON},
    {"number", offsetof(RegistryRow, number), offsetof(KnownPerson, number), OF_PERSON},
    {"position", offsetof(RegistryRow, position), offsetof(KnownPerson, position), OF_PLACE},
    {"subjects", offsetof(RegistryRow, subjects), offsetof(KnownPerson, subjects), OF_PERSON},
    {"consent_on", offsetof(RegistryRow, consent_on), offsetof(KnownPerson, consent_on), OF_PERSON},
    {"consent_source", offsetof(RegistryRow, consent_source), offsetof(KnownPerson, consent_source),
     OF_PERSON},
};

static const struct {
    const char *field;
    size_t row, person;
} YEARS[] = {
    {"born", offsetof(RegistryRow, born), offsetof(KnownPerson, born)},
    {"works_since", offsetof(RegistryRow, works_since), offsetof(KnownPerson, works_since)},
};

#define TEXT_AT(object, offset) (*(char *const *)(const void *)((const char *)(object) + (offset)))
#define YEAR_AT(object, offset)                                                                    \
    (*(const int64_t *)(const void *)((const char *)(object) + (offset)))

static void compare_texts(Step *step, Change *change)
{
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        const char *before = step->person ? TEXT_AT(step->person, TEXTS[i].person) : "";
        const char *after = TEXT_AT(step->row, TEXTS[i].row);
        if (!*after || g_str_equal(before, after))
            continue;
        change_field(change, TEXTS[i].field, before, after);
        *(TEXTS[i].of == OF_PERSON ? &step->updates : &step->places) = true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(YEARS); i++) {
        int64_t before = step->person ? YEAR_AT(step->person, YEARS[i].person) : 0;
        int64_t after = YEAR_AT(step->row, YEARS[i].row);
        if (!after || before == after)
            continue;
        g_autofree char *from = before ? g_strdup_printf("%" PRId64, before) : g_strdup("");
        g_autofree char *to = g_strdup_printf("%" PRId64, after);
        change_field(change, YEARS[i].field, from, to);
        step->updates = true;
    }
}

static void compare_school(Step *step, Change *change)
{
    const KnownPerson *person = step->person;

    if (person && person->left) {
        change_field(change, "registry", "left", "back");
        step->updates = true;
    }
    if (person && person->at_school && person->school == step->school)
        return;
    change_field(change, "school", person && person->school ? person->school->name : "",
                 step->school->name);
    step->places = true;
    if (person && person->at_school)
        change->kind = CHANGE_MOVED;
}

/* --- addresses -------------------------------------------------------------------------------- */

static bool has_given_up(const Import *import, const Step *step, const char *address)
{
    GPtrArray *persons = g_hash_table_lookup(import->known->given_up, address);

    return step->person && persons && g_ptr_array_find(persons, step->person, NULL);
}

static void note_given_up(Import *import, const Step *step, const char *address)
{
    Change *note =
        diff_add(import->diff, CHANGE_NOTE, step->row->line, step->row->name, step->school->name);

    note->said = said_new(WORD_TABLE_GIVEN_UP, address, NULL);
}

static bool has_text(const GPtrArray *texts, const char *text)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)texts, text, g_str_equal, NULL);
}

static char *join_texts(GPtrArray *texts)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(text, "%s%s", i ? ", " : "",
                               (const char *)g_ptr_array_index(texts, i));
    return g_string_free(text, FALSE);
}

static void compare_addresses(Import *import, Step *step, Change *change)
{
    g_autoptr(GPtrArray) now = g_ptr_array_new(), after = g_ptr_array_new();

    for (guint i = 0; step->person && i < step->person->links->len; i++) {
        KnownLink *link = g_ptr_array_index(step->person->links, i);
        if (g_hash_table_contains(import->known->mailboxes, link->address))
            continue; /* becomes a mailbox: told of the school */
        g_ptr_array_add(now, link->address);
        if (link->by_registry && step->row->addresses->len > 0 &&
            !has_text(step->personal, link->address))
            g_ptr_array_add(step->unlink, link->address);
        else
            g_ptr_array_add(after, link->address);
    }
    for (guint i = 0; i < step->personal->len; i++) {
        char *address = g_ptr_array_index(step->personal, i);
        if (has_text(now, address))
            continue;
        if (has_given_up(import, step, address)) {
            note_given_up(import, step, address);
            continue;
        }
        g_ptr_array_add(step->link, address);
        g_ptr_array_add(after, address);
    }
    bool back = step->person && step->person->left; /* has none now */
    if (step->link->len + step->unlink->len == 0 && (!back || !now->len))
        return;
    g_autofree char *from = back ? g_strdup("") : join_texts(now), *to = join_texts(after);
    change_field(change, "addresses", from, to);
}

/* --- lists ------------------------------------------------------------------------------------ */

/* The signs by which a row is known. Those of a known person without their links. */
static WishOf signs_of(const Step *step)
{
    return (WishOf){.name_key = step->row->name_key,
                    .school_key = step->row->school_key,
                    .number = step->row->number,
                    .addresses = step->personal};
}

/* Whether any address of the person asked not to get this list, or the person by name. */
static bool wants_no_list(const Import *import, const Step *step, int64_t list, bool *no,
                          GError **error)
{
    g_autoptr(GPtrArray) own = g_ptr_array_new();
    WishOf who = signs_of(step);

    for (guint i = 0; i < step->personal->len; i++)
        g_ptr_array_add(own, g_ptr_array_index(step->personal, i));
    for (guint i = 0; step->person && i < step->person->links->len; i++)
        g_ptr_array_add(own, ((KnownLink *)g_ptr_array_index(step->person->links, i))->address);
    who.addresses = own;
    return wish_has(import->db, import->key, &who, list, no, error);
}

/* Why somebody does not join: a line of the difference. */
static Change *note_out(Import *import, const Step *step, ChangeKind kind, const List *list)
{
    Change *change =
        diff_add(import->diff, kind, step->row->line, step->row->name, step->school->name);

    change->text = g_strdup(list->name);
    return change;
}

static bool compare_list(Import *import, Step *step, const List *list, GString *names,
                         GError **error)
{
    gpointer state = NULL;
    const gint64 *removed = NULL;

    if (step->person) {
        g_autofree char *key = pair_key(step->person->id, list->id);
        state = g_hash_table_lookup(import->known->memberships, key);
        removed = g_hash_table_lookup(import->known->removed, key);
    }
    bool kept_out = state == MEMBER_LEFT;
    if (state == MEMBER_NOW)
        return true;
    if (!kept_out && !wants_no_list(import, step, list->id, &kept_out, error))
        return false;
    if (kept_out) {
        note_out(import, step, CHANGE_KEPT_OUT, list);
        return true;
    }
    if (removed) {
        note_out(import, step, CHANGE_REMOVED, list)->removed = *removed;
        return true;
    }
    g_array_append_val(step->joins, list->id);
    g_string_append_printf(names, "%s%s", names->len ? ", " : "", list->name);
    return true;
}

void unknown_list_free(UnknownList *unknown)
{
    g_free(unknown->written);
    g_array_unref(unknown->lines);
    g_free(unknown);
}

/* One problem a list, not one a row: told when all rows are seen. */
static void note_unknown(Import *import, const char *written, const char *key, int64_t line)
{
    UnknownList *unknown = g_hash_table_lookup(import->unknown_lists, key);

    if (!unknown) {
        unknown = g_new(UnknownList, 1);
        *unknown = (UnknownList){g_strdup(written), g_array_new(FALSE, FALSE, sizeof(int64_t))};
        g_hash_table_insert(import->unknown_lists, g_strdup(key), unknown);
    }
    g_array_append_val(unknown->lines, line);
}

/* "3, 5"; "2, 3, 5, ... (12)". */
static char *describe_rows(const GArray *lines)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < MIN(lines->len, LINES_SHOWN); i++)
        g_string_append_printf(text, "%s%" PRId64, i ? ", " : "", g_array_index(lines, int64_t, i));
    if (lines->len > LINES_SHOWN)
        g_string_append_printf(text, ", ... (%u)", lines->len);
    return g_string_free(text, FALSE);
}

/* What `vestnik list add` takes to make it. */
static char *describe_list(const char *name)
{
    g_autoptr(List) made = list_new(name, NULL); /* only whether it may be called so */

    return made ? g_strdup(name) : g_strdup_printf("NAME --title \"%s\"", name);
}

static void tell_unknown(Import *import)
{
    GHashTableIter at;
    gpointer key, value;

    g_hash_table_iter_init(&at, import->unknown_lists);
    while (g_hash_table_iter_next(&at, &key, &value)) {
        const UnknownList *unknown = value;
        g_autofree char *rows = describe_rows(unknown->lines);
        g_autofree char *made = describe_list(unknown->written);
        Word word = g_hash_table_contains(import->lists, key) ? WORD_TABLE_TITLES : WORD_TABLE_LIST;
        problem_add(import->diff->problems, g_array_index(unknown->lines, int64_t, 0),
                    said_new(word, unknown->written, rows, import->list_names, made, NULL));
    }
}

/* The lists that the cell names: as a whole (a title may hold commas), else part by part. */
static GPtrArray *find_lists(Import *import, const Step *step)
{
    GPtrArray *found = g_ptr_array_new();
    g_autofree char *whole = text_fold(step->row->lists);
    List *list = g_hash_table_lookup(import->lists, whole);
    g_auto(GStrv) parts = g_strsplit_set(list ? "" : step->row->lists, ",;", -1);

    if (list)
        g_ptr_array_add(found, list);
    for (char **part = parts; *part; part++) {
        g_autofree char *key = text_fold(*part);
        if (!*key)
            continue;
        list = g_hash_table_lookup(import->lists, key);
        if (!list)
            note_unknown(import, g_strstrip(*part), key, step->row->line);
        else if (!g_ptr_array_find(found, list, NULL))
            g_ptr_array_add(found, list);
    }
    return found;
}

static bool compare_lists(Import *import, Step *step, Change *change, GError **error)
{
    if (!*step->row->lists)
        return true;
    g_autoptr(GPtrArray) lists = find_lists(import, step);
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; i < lists->len; i++)
        if (!compare_list(import, step, g_ptr_array_index(lists, i), names, error))
            return false;
    if (names->len > 0)
        change_field(change, "lists", "", names->str);
    return true;
}

/* --- the stage -------------------------------------------------------------------------------- */

static void compare_schools(Import *import)
{
    for (guint i = 0; i < import->known->schools->len; i++) {
        KnownSchool *school = g_ptr_array_index(import->known->schools, i);
        if (school->line == 0 ||
            (school->id && !school->new_district && school->new_mailboxes->len == 0))
            continue;
        Change *change = diff_add(import->diff, school->id ? CHANGE_SCHOOL : CHANGE_SCHOOL_ADDED,
                                  school->line, school->name, "");
        if (school->new_district)
            change_field(change, "district", school->district, school->new_district);
        if (school->new_mailboxes->len > 0) {
            g_autofree char *before = join_texts(school->mailboxes);
            g_autofree char *added = join_texts(school->new_mailboxes);
            change_field(change, "mailbox", before, added);
        }
    }
}

/* A row of somebody who asked to be erased brings nobody back. */
static bool keep_out(Import *import, Step *step, GError **error)
{
    WishOf who = signs_of(step);

    if (step->person)
        return true;
    if (!wish_erased(import->db, import->key, &who, &step->kept_out, error))
        return false;
    if (step->kept_out)
        diff_add(import->diff, CHANGE_KEPT_OUT, step->row->line, step->row->name,
                 step->school->name);
    return true;
}

static bool compare_step(Import *import, Step *step, GError **error)
{
    if (!keep_out(import, step, error))
        return false;
    if (step->kept_out)
        return true;
    ChangeKind kind = step->person ? CHANGE_PERSON : CHANGE_ADDED;
    Change *change =
        diff_add(import->diff, kind, step->row->line, step->row->name, step->school->name);
    guint at = import->diff->changes->len - 1;

    compare_texts(step, change);
    compare_school(step, change);
    compare_addresses(import, step, change);
    if (!compare_lists(import, step, change, error))
        return false;
    import->diff->counts[kind]--;
    if (change->fields->len > 0) {
        import->diff->counts[change->kind]++;
    } else {
        import->diff->unchanged++;
        g_ptr_array_remove_index(import->diff->changes, at);
    }
    return true;
}

bool import_compare(Import *import, GError **error)
{
    compare_schools(import);
    notice_shared(import);
    notice_alike(import);
    for (guint i = 0; i < import->steps->len; i++)
        if (!compare_step(import, g_ptr_array_index(import->steps, i), error))
            return false;
    tell_unknown(import);
    for (guint i = 0; i < import->known->persons->len; i++) {
        const KnownPerson *person = g_ptr_array_index(import->known->persons, i);
        if (!person->line && !person->left)
            diff_add(import->diff, CHANGE_GONE, 0, person->name,
                     person->school ? person->school->name : "");
    }
    return true;
}
