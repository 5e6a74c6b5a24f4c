/* list_apply_members.c: see list_apply_members.h. Whoever joins so has the source "rule": such
 * members, and no others, are looked at when no rule holds for them any more. */
#include "lists/list_apply_members.h"

#include "lists/people.h"
#include "lists/wish.h"

#define SOURCE "rule"

/* How somebody stands to the list, by their last membership. */
typedef struct Standing {
    bool is_member, by_rule;
    bool stays_out; /* left by own wish, or was removed by a methodist */
    char *name;
} Standing;

static void standing_free(gpointer standing)
{
    g_free(((Standing *)standing)->name);
    g_free(standing);
}

static gint64 *id_of(int64_t id)
{
    gint64 *key = g_new(gint64, 1);

    *key = id;
    return key;
}

/* Person to Standing. */
static GHashTable *read_standings(Db *db, int64_t list, GError **error)
{
    g_autoptr(GHashTable) all =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, standing_free);
    DbStmt *s = db_stmt(db, SQL_RULE_STANDINGS);

    db_int(s, 1, list);
    while (db_row(s)) {
        Standing *standing = g_new0(Standing, 1);
        const char *by = db_col_text(s, 3);
        standing->is_member = db_col_int(s, 1) != 0;
        standing->by_rule = g_str_equal(db_col_text(s, 2), SOURCE);
        standing->stays_out =
            !standing->is_member && (g_strcmp0(by, "self") == 0 || g_strcmp0(by, "methodist") == 0);
        standing->name = db_col_dup(s, 4);
        g_hash_table_replace(all, id_of(db_col_int(s, 0)), standing);
    }
    return db_done(s, error) ? g_steal_pointer(&all) : NULL;
}

/* Whom the file wants in the list. */
typedef struct Wanted {
    GHashTable *ids;
    GPtrArray *names; /* of char*, beside `order` */
    GArray *order;    /* of int64_t */
} Wanted;

static void wanted_init(Wanted *wanted)
{
    wanted->ids = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    wanted->names = g_ptr_array_new_with_free_func(g_free);
    wanted->order = g_array_new(FALSE, FALSE, sizeof(int64_t));
}

static void wanted_clear(Wanted *wanted)
{
    g_hash_table_unref(wanted->ids);
    g_ptr_array_unref(wanted->names);
    g_array_unref(wanted->order);
}

static void wanted_add(Wanted *wanted, int64_t person, const char *name)
{
    if (!g_hash_table_add(wanted->ids, id_of(person)))
        return;
    g_array_append_val(wanted->order, person);
    g_ptr_array_add(wanted->names, g_strdup(name));
}

/* Whoever writes "предмет=матиматика" hears of it; not before the registry is imported. */
static void tell_nobody(ListApply *apply, const List *list, const SectionValue *value,
                        const MemberRule *rule, const GPtrArray *people)
{
    const char *condition;
    char *near;

    if (!people->len)
        return;
    member_rule_explain(rule, people, &condition, &near);
    ListDifference *difference = list_apply_note(apply, LIST_NOBODY, list);
    difference->line = value->line;
    difference->from = g_strdup(condition ? condition : value->text);
    difference->to = near;
}

static bool want_value(ListApply *apply, const ListsFile *file, const List *list,
                       const SectionValue *value, const GPtrArray *people, Wanted *wanted,
                       GError **error)
{
    const MemberRule *rule = g_hash_table_lookup(file->rules, value);
    const GError *wrong = g_hash_table_lookup(file->wrong, value);

    if (wrong && error)
        *error = g_error_copy(wrong);
    if (wrong)
        return false;
    if (!rule) {
        g_autoptr(Person) person = person_find(apply->db, value->text, error);
        if (person)
            wanted_add(wanted, person->id, person->name);
        return person != NULL;
    }
    bool any = false;
    for (guint i = 0; i < people->len; i++) {
        const RulePerson *person = g_ptr_array_index(people, i);
        if (!member_rule_holds(rule, person))
            continue;
        wanted_add(wanted, person->person, person->name);
        any = true;
    }
    if (!any)
        tell_nobody(apply, list, value, rule, people);
    return true;
}

static bool join_one(ListApply *apply, const List *list, const Standing *standing, int64_t person,
                     const char *name, GError **error)
{
    bool stays_out = standing && standing->stays_out;

    if (standing && standing->is_member)
        return true;
    if (!stays_out && !wish_has_person(apply->db, apply->key, person, list->id, &stays_out, error))
        return false;
    list_apply_note_person(apply, stays_out ? LIST_KEPT_OUT : LIST_JOINS, list, person, name);
    return stays_out || list_join(apply->db, list->id, person, SOURCE, NULL, error);
}

static bool leave_one(ListApply *apply, const List *list, int64_t person, const Standing *standing,
                      GError **error)
{
    list_apply_note_person(apply, apply->leave ? LIST_LEAVES : LIST_STAYS, list, person,
                           standing->name);
    return !apply->leave || list_leave(apply->db, list->id, person, SOURCE, NULL, error);
}

static gint by_id(gconstpointer a, gconstpointer b)
{
    const gint64 *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static bool look_at_others(ListApply *apply, const List *list, GHashTable *standings,
                           const Wanted *wanted, GError **error)
{
    g_autoptr(GList) ids = g_list_sort(g_hash_table_get_keys(standings), by_id);

    for (GList *at = ids; at; at = at->next) {
        const Standing *standing = g_hash_table_lookup(standings, at->data);
        if (standing->is_member && standing->by_rule &&
            !g_hash_table_contains(wanted->ids, at->data) &&
            !leave_one(apply, list, *(gint64 *)at->data, standing, error))
            return false;
    }
    return true;
}

static bool change_members(ListApply *apply, const List *list, const Wanted *wanted, GError **error)
{
    g_autoptr(GHashTable) standings = read_standings(apply->db, list->id, error);

    for (guint i = 0; standings && i < wanted->order->len; i++) {
        int64_t person = g_array_index(wanted->order, int64_t, i);
        const Standing *standing = g_hash_table_lookup(standings, &person);
        if (!join_one(apply, list, standing, person, g_ptr_array_index(wanted->names, i), error))
            return false;
    }
    return standings && look_at_others(apply, list, standings, wanted, error);
}

bool list_apply_members(ListApply *apply, const ListsFile *file, const List *list,
                        const Section *section, const GPtrArray *people, GError **error)
{
    Wanted wanted;
    bool ok = true;

    wanted_init(&wanted);
    for (guint i = 0; ok && i < section->values->len; i++) {
        const SectionValue *value = g_ptr_array_index(section->values, i);
        GError *why = NULL;
        ok = !g_str_equal(value->key, LISTS_MEMBERS) ||
             want_value(apply, file, list, value, people, &wanted, &why) ||
             lists_file_at(file, section, value->line, &why) ||
             list_apply_fault(apply, &why, error);
    }
    ok = ok && change_members(apply, list, &wanted, error);
    wanted_clear(&wanted);
    return ok;
}
