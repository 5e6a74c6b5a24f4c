/* registry.c: an import from end to end; see registry.h. The stages are in registry_plan.h. */
#include "lists/registry.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "lists/list.h"
#include "lists/registry_plan.h"

/* --- the difference --------------------------------------------------------------------------- */

const char *change_name(ChangeKind kind)
{
    static const char *const names[CHANGE_KINDS] = {
        [CHANGE_SCHOOL_ADDED] = "school-added",
        [CHANGE_SCHOOL] = "school-changed",
        [CHANGE_ADDED] = "added",
        [CHANGE_PERSON] = "changed",
        [CHANGE_MOVED] = "moved",
        [CHANGE_GONE] = "gone",
        [CHANGE_KEPT_OUT] = "kept-out",
        [CHANGE_REMOVED] = "removed",
        [CHANGE_NOTE] = "note",
    };

    return names[kind];
}

static void field_free(FieldChange *field)
{
    g_free(field->before);
    g_free(field->after);
    g_free(field);
}

static void change_free(Change *change)
{
    g_free(change->name);
    g_free(change->school);
    g_free(change->text);
    said_free(change->said);
    g_ptr_array_unref(change->fields);
    g_free(change);
}

Change *diff_add(RegistryDiff *diff, ChangeKind kind, int64_t line, const char *name,
                 const char *school)
{
    Change *change = g_new0(Change, 1);

    change->kind = kind;
    change->line = line;
    change->name = g_strdup(name);
    change->school = g_strdup(school);
    change->fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
    g_ptr_array_add(diff->changes, change);
    diff->counts[kind]++;
    return change;
}

void change_field(Change *change, const char *field, const char *before, const char *after)
{
    FieldChange *made = g_new0(FieldChange, 1);

    made->field = field;
    made->before = g_strdup(before);
    made->after = g_strdup(after);
    g_ptr_array_add(change->fields, made);
}

json_t *change_to_json(const Change *change, const Words *words, GTimeZone *zone)
{
    json_t *fields = json_array();

    for (guint i = 0; i < change->fields->len; i++) {
        const FieldChange *field = g_ptr_array_index(change->fields, i);
        json_array_append_new(fields, json_pack("{s:s, s:s, s:s}", "field", field->field, "before",
                                                field->before, "after", field->after));
    }
    json_t *object = json_pack("{s:s, s:s, s:s, s:o}", "type", change_name(change->kind), "name",
                               change->name, "school", change->school, "fields", fields);
    if (change->line)
        json_object_set_new(object, "line", json_integer(change->line));
    g_autofree char *removed = change->removed ? clock_rfc3339(change->removed, zone) : NULL;
    if (removed)
        json_object_set_new(object, "removed", json_string(removed));
    if (change->kind == CHANGE_KEPT_OUT || change->kind == CHANGE_REMOVED)
        json_object_set_new(object, "list", change->text ? json_string(change->text) : json_null());
    g_autofree char *said = change->said ? said_text(change->said, words) : NULL;
    if (said)
        json_object_set_new(object, "text", json_string(said));
    return object;
}

static RegistryDiff *diff_new(void)
{
    RegistryDiff *diff = g_new0(RegistryDiff, 1);

    diff->changes = g_ptr_array_new_with_free_func((GDestroyNotify)change_free);
    diff->unknown = g_ptr_array_new_with_free_func(g_free);
    diff->problems = problems_new();
    return diff;
}

void registry_diff_free(RegistryDiff *diff)
{
    if (!diff)
        return;
    g_ptr_array_unref(diff->changes);
    g_ptr_array_unref(diff->unknown);
    problems_free(diff->problems);
    g_free(diff);
}

/* --- steps ------------------------------------------------------------------------------------ */

static void step_free(Step *step)
{
    g_ptr_array_unref(step->personal);
    g_ptr_array_unref(step->link);
    g_ptr_array_unref(step->unlink);
    g_array_unref(step->joins);
    g_free(step);
}

static GPtrArray *steps_new(const RegistryFile *file)
{
    GPtrArray *steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);

    for (guint i = 0; i < file->rows->len; i++) {
        Step *step = g_new0(Step, 1);
        step->row = g_ptr_array_index(file->rows, i);
        step->personal = g_ptr_array_new();
        step->link = g_ptr_array_new();
        step->unlink = g_ptr_array_new();
        step->joins = g_array_new(FALSE, FALSE, sizeof(int64_t));
        g_ptr_array_add(steps, step);
    }
    return steps;
}

/* A title that two lists have names neither. */
static void index_title(GHashTable *index, List *list)
{
    char *title = text_fold(list->title);
    List *other = g_hash_table_lookup(index, title);

    g_hash_table_insert(index, title, other && other != list ? NULL : list);
}

/* Names win over titles. */
static GHashTable *index_lists(GPtrArray *lists, char **names)
{
    GHashTable *index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < lists->len; i++)
        index_title(index, g_ptr_array_index(lists, i));
    for (guint i = 0; i < lists->len; i++) {
        List *list = g_ptr_array_index(lists, i);
        g_hash_table_insert(index, g_strdup(list->name), list);
        if (text->len < 500)
            g_string_append_printf(text, "%s%s", i ? ", " : "", list->name);
    }
    *names = g_strdup(text->len ? text->str : "-");
    return index;
}

/* --- an import -------------------------------------------------------------------------------- */

/* A file that was cut off would end everybody behind the cut. */
static void count_gone(Import *import)
{
    RegistryDiff *diff = import->diff;

    for (guint i = 0; i < import->known->persons->len; i++)
        diff->known += !((const KnownPerson *)g_ptr_array_index(import->known->persons, i))->left;
    diff->too_many_gone = import->flags & IMPORT_GONE_LEAVE && !(import->flags & IMPORT_FORCE) &&
                          diff->counts[CHANGE_GONE] * 100 > diff->known * import->gone_percent;
}

/* Inside a transaction, so that nobody changes what is being compared. */
static bool run_stages(Import *import, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(import->db, error);
    if (!lists)
        return false;
    g_autoptr(Known) known = known_load(import->db, error);
    if (!known)
        return false;
    g_autoptr(GPtrArray) steps = steps_new(import->file);
    g_autofree char *names = NULL;
    g_autoptr(GHashTable) index = index_lists(lists, &names);
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) uses = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) unknown =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)unknown_list_free);

    import->known = known;
    import->steps = steps;
    import->lists = index;
    import->list_names = names;
    import->told = told;
    import->uses = uses;
    import->unknown_lists = unknown;
    import_place(import);
    import_match(import);
    if (!import_compare(import, error))
        return false;
    count_gone(import);
    if (import->diff->problems->count > 0 || import->flags & IMPORT_DRY_RUN ||
        import->diff->too_many_gone)
        return true;
    return import_apply(import, error);
}

/* Nothing is written before the plan is whole: a plan that is not carried out leaves no trace in
 * the caller's transaction either. */
static bool run_import(Import *import, GError **error)
{
    bool own = !db_in_transaction(import->db);

    if (own && !db_begin(import->db, error))
        return false;
    bool ok = run_stages(import, error);
    return own ? db_finish(import->db, ok, error) : ok;
}

RegistryDiff *registry_import(Db *db, const TokenKey *key, GBytes *csv, const ImportRules *rules,
                              GError **error)
{
    g_autoptr(RegistryDiff) diff = diff_new();
    gsize length;
    const char *bytes = g_bytes_get_data(csv, &length);
    g_autoptr(RegistryFile) file =
        registry_file_parse(bytes ? bytes : "", length, diff->problems, error);
    if (!file)
        return NULL;
    Import import = {.db = db,
                     .key = key,
                     .flags = rules->flags,
                     .gone_percent = rules->gone_percent,
                     .file = file,
                     .diff = diff};

    diff->rows = file->rows->len;
    for (guint i = 0; i < file->unknown->len; i++)
        g_ptr_array_add(diff->unknown, g_strdup(g_ptr_array_index(file->unknown, i)));
    bool ok = run_import(&import, error);
    problems_sort(diff->problems, file->rows_of_lines);
    return ok ? g_steal_pointer(&diff) : NULL;
}
