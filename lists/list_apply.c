/* list_apply.c: see list_apply.h: settings, lists above and roles; members stand in
 * list_apply_members.c. */
#include "lists/list_apply.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "lists/list_apply_members.h"
#include "lists/lists_file.h"
#include "lists/people.h"
#include "lists/vertical.h"

/* --- differences ------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    bool changes;
} KINDS[LIST_DIFFERENCES] = {
    [LIST_NEW] = {"new", true},
    [LIST_SETTING] = {"setting", true},
    [LIST_ROLE] = {"role", true},
    [LIST_JOINS] = {"joins", true},
    [LIST_LEAVES] = {"leaves", true},
    [LIST_STAYS] = {"stays", false},
    [LIST_ROLE_STAYS] = {"role-stays", false},
    [LIST_KEPT_OUT] = {"kept-out", false},
    [LIST_NOBODY] = {"nobody", false},
    [LIST_UNDECLARED] = {"undeclared", false},
    [LIST_CLOSED] = {"closed", false},
};

bool list_difference_changes(ListDifferenceKind kind)
{
    return KINDS[kind].changes;
}

const char *list_difference_name(ListDifferenceKind kind)
{
    return KINDS[kind].name;
}

static void difference_free(ListDifference *difference)
{
    g_free(difference->list);
    g_free(difference->from);
    g_free(difference->to);
    g_free(difference->name);
    g_free(difference);
}

ListDifference *list_apply_note(ListApply *apply, ListDifferenceKind kind, const List *list)
{
    ListDifference *difference = g_new0(ListDifference, 1);

    difference->kind = kind;
    difference->list = g_strdup(list->name);
    g_ptr_array_add(apply->differences, difference);
    return difference;
}

ListDifference *list_apply_note_person(ListApply *apply, ListDifferenceKind kind, const List *list,
                                       int64_t person, const char *name)
{
    ListDifference *difference = list_apply_note(apply, kind, list);

    difference->person = person;
    difference->name = g_strdup(name);
    return difference;
}

static void note_setting(ListApply *apply, const List *list, const char *key, char *from, char *to)
{
    ListDifference *difference = list_apply_note(apply, LIST_SETTING, list);

    difference->what = key;
    difference->from = from;
    difference->to = to;
}

bool list_apply_fault(ListApply *apply, GError **fault, GError **error)
{
    GError *why = g_steal_pointer(fault);

    if (error_code(why) == ERR_TEMP) {
        g_propagate_error(error, why);
        return false;
    }
    if (!apply->faults) {
        apply->faults = why;
        return true;
    }
    char *both = g_strdup_printf("%s\n%s", apply->faults->message, why->message);
    g_free(apply->faults->message);
    apply->faults->message = both;
    g_error_free(why);
    return true;
}

/* --- the list itself -------------------------------------------------------------------------- */

static List *find_in(const GPtrArray *lists, const char *name)
{
    for (guint i = 0; i < lists->len; i++) {
        List *list = g_ptr_array_index(lists, i);
        if (g_str_equal(list->name, name))
            return list;
    }
    return NULL;
}

/* New ones are added to `lists`, which owns them. */
static List *find_or_add(ListApply *apply, GPtrArray *lists, const Section *section, GError **error)
{
    List *list = find_in(lists, section->name);

    if (list)
        return list;
    if (g_str_equal(section->name, apply->settings->robot)) {
        fail(error, ERR_INPUT, "that is the name of the robot (setting robot)");
        return NULL;
    }
    list = list_new(section->name, error);
    if (!list || !list_insert(apply->db, list, error)) {
        list_free(list);
        return NULL;
    }
    g_ptr_array_add(lists, list);
    list_apply_note(apply, LIST_NEW, list);
    return list;
}

static bool set_one(ListApply *apply, List *list, const SectionValue *value, GError **error)
{
    char *before = list_get(list, value->key);

    if (!list_set(list, value->key, value->text, error)) {
        g_free(before);
        return false;
    }
    char *after = list_get(list, value->key);
    if (g_strcmp0(before, after) != 0) {
        note_setting(apply, list, value->key, before, after);
        return true;
    }
    g_free(before);
    g_free(after);
    return true;
}

static bool apply_settings(ListApply *apply, const ListsFile *file, GPtrArray *lists,
                           const Section *section, GError **error)
{
    GError *why = NULL;
    List *list = find_or_add(apply, lists, section, &why);
    if (!list)
        return lists_file_at(file, section, section->line, &why) ||
               list_apply_fault(apply, &why, error);
    guint before = apply->differences->len;

    for (guint i = 0; i < section->values->len; i++) {
        const SectionValue *value = g_ptr_array_index(section->values, i);
        if (lists_value_is_setting(value) && !set_one(apply, list, value, &why) &&
            !lists_file_at(file, section, value->line, &why) &&
            !list_apply_fault(apply, &why, error))
            return false;
    }
    return apply->differences->len == before || list_update(apply->db, list, &why) ||
           lists_file_at(file, section, section->line, &why) ||
           list_apply_fault(apply, &why, error);
}

/* What was closed stays so: told, and left out of all that follows. */
static GPtrArray *open_sections(ListApply *apply, const ListsFile *file, GError **error)
{
    g_autoptr(GPtrArray) open = g_ptr_array_new();
    g_autoptr(GPtrArray) ever = list_ever(apply->db, error);

    for (guint i = 0; ever && i < file->sections->len; i++) {
        Section *section = g_ptr_array_index(file->sections, i);
        const List *list = find_in(ever, section->name);
        if (list && list->until)
            list_apply_note(apply, LIST_CLOSED, list);
        else
            g_ptr_array_add(open, section);
    }
    return ever ? g_steal_pointer(&open) : NULL;
}

/* --- lists above ------------------------------------------------------------------------------ */

static char *parents_text(Db *db, const List *list, GError **error)
{
    g_autoptr(GPtrArray) names = vertical_parents(db, list->id, error);

    return names ? vertical_join(names) : NULL;
}

/* Links that go are ended before any new one is made: what the file declares may be no circle where
 * that and what was before it together are one. */
static bool drop_parents(ListApply *apply, const List *list, const Section *section, GError **error)
{
    char *before = parents_text(apply->db, list, error);
    bool ok = before != NULL;

    for (guint i = 0; ok && i < section->values->len; i++) {
        const SectionValue *value = g_ptr_array_index(section->values, i);
        ok = !g_str_equal(value->key, VERTICAL_KEY) ||
             vertical_drop_others(apply->db, list, value->text, error);
    }
    if (before)
        g_hash_table_insert(apply->parents, g_strdup(list->name), before);
    return ok;
}

static bool set_parents(ListApply *apply, const List *list, const char *value, GError **error)
{
    const char *before = g_hash_table_lookup(apply->parents, list->name);

    if (!vertical_set(apply->db, list, value, NULL, error))
        return false;
    g_autofree char *after = parents_text(apply->db, list, error);
    if (after && !g_str_equal(before, after))
        note_setting(apply, list, VERTICAL_KEY, g_strdup(before), g_strdup(after));
    return after != NULL;
}

/* --- roles ------------------------------------------------------------------------------------ */

static bool grant(ListApply *apply, const List *list, const SectionValue *value, GHashTable *named,
                  GError **error)
{
    bool has = false;
    g_autoptr(Person) person = person_find(apply->db, value->text, error);

    if (!person || !list_has_role(apply->db, list->id, person->id, value->key, &has, error))
        return false;
    g_autofree char *mark = g_strdup_printf("%s %" PRId64, value->key, person->id);
    g_hash_table_add(named, g_steal_pointer(&mark));
    g_hash_table_add(named, g_strdup(value->key));
    if (has)
        return true;
    list_apply_note_person(apply, LIST_ROLE, list, person->id, person->name)->what =
        g_intern_string(value->key);
    return list_grant(apply->db, list->id, person->id, value->key, error);
}

/* Whoever has a role for which the file names others keeps it, and that is told. */
static bool tell_other_holders(ListApply *apply, const List *list, const char *role,
                               GHashTable *named, GError **error)
{
    if (!g_hash_table_contains(named, role))
        return true;
    g_autoptr(GPtrArray) holders = list_role(apply->db, list->id, role, error);
    for (guint i = 0; holders && i < holders->len; i++) {
        const Member *holder = g_ptr_array_index(holders, i);
        g_autofree char *mark = g_strdup_printf("%s %" PRId64, role, holder->person);
        if (g_hash_table_contains(named, mark))
            continue;
        list_apply_note_person(apply, LIST_ROLE_STAYS, list, holder->person, holder->name)->what =
            role;
    }
    return holders != NULL;
}

static bool apply_links(ListApply *apply, const ListsFile *file, const List *list,
                        const Section *section, GError **error)
{
    g_autoptr(GHashTable) named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < section->values->len; i++) {
        const SectionValue *value = g_ptr_array_index(section->values, i);
        GError *why = NULL;
        bool ok = g_str_equal(value->key, VERTICAL_KEY)
                      ? set_parents(apply, list, value->text, &why)
                      : !lists_value_is_role(value) || grant(apply, list, value, named, &why);
        if (!ok && !lists_file_at(file, section, value->line, &why) &&
            !list_apply_fault(apply, &why, error))
            return false;
    }
    for (const char *const *role = MEMBER_ROLES; *role; role++)
        if (!tell_other_holders(apply, list, *role, named, error))
            return false;
    return true;
}

/* --- all of it -------------------------------------------------------------------------------- */

static void tell_undeclared(ListApply *apply, const ListsFile *file, const GPtrArray *lists)
{
    for (guint i = 0; i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        bool declared = false;
        for (guint k = 0; k < file->sections->len && !declared; k++)
            declared = g_str_equal(list->name, ((Section *)file->sections->pdata[k])->name);
        if (!declared)
            list_apply_note(apply, LIST_UNDECLARED, list);
    }
}

/* All lists first: one may stand below a later one. */
static bool apply_sections(ListApply *apply, const ListsFile *file, const GPtrArray *sections,
                           GPtrArray *lists, GError **error)
{
    g_autoptr(GPtrArray) people = rule_persons(apply->db, error);

    for (guint i = 0; people && i < sections->len; i++)
        if (!apply_settings(apply, file, lists, g_ptr_array_index(sections, i), error))
            return false;
    for (guint i = 0; people && i < sections->len; i++) {
        const Section *section = g_ptr_array_index(sections, i);
        const List *list = find_in(lists, section->name);
        if (list && !drop_parents(apply, list, section, error))
            return false;
    }
    for (guint i = 0; people && i < sections->len; i++) {
        const Section *section = g_ptr_array_index(sections, i);
        const List *list = find_in(lists, section->name); /* NULL: its name is a fault */
        if (list && (!apply_links(apply, file, list, section, error) ||
                     !list_apply_members(apply, file, list, section, people, error)))
            return false;
    }
    return people != NULL;
}

bool list_apply(ListApply *apply, const ListsFile *file, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(apply->db, error);

    apply->parents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    apply->differences = g_ptr_array_new_with_free_func((GDestroyNotify)difference_free);
    g_autoptr(GPtrArray) sections = lists ? open_sections(apply, file, error) : NULL;
    if (!sections || !apply_sections(apply, file, sections, lists, error))
        return false;
    if (apply->faults) {
        g_propagate_error(error, g_steal_pointer(&apply->faults));
        return false;
    }
    tell_undeclared(apply, file, lists);
    return true;
}

void list_apply_clear(ListApply *apply)
{
    g_clear_pointer(&apply->differences, g_ptr_array_unref);
    g_clear_pointer(&apply->parents, g_hash_table_unref);
    g_clear_error(&apply->faults);
}
