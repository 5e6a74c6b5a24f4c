/* vertical.c: see vertical.h. */
#include "lists/vertical.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"

/* --- links ------------------------------------------------------------------------------------ */

/* A statement about a list above and one below. */
static DbStmt *way_stmt(Db *db, Sql sql, int64_t above, int64_t below)
{
    DbStmt *stmt = db_stmt(db, sql);

    db_int(stmt, 1, above);
    db_int(stmt, 2, below);
    return stmt;
}

/* Puts the way from `above` down to `below`, which there is, into words: " > territory > ...". */
static bool write_way(Db *db, int64_t above, int64_t below, GString *words, GError **error)
{
    while (above != below) {
        DbStmt *stmt = way_stmt(db, SQL_VERTICAL_STEP, above, below);
        int64_t next = below;
        if (db_row(stmt)) {
            next = db_col_int(stmt, 0);
            g_string_append_printf(words, " > %s", db_col_text(stmt, 1));
        }
        if (!db_done(stmt, error))
            return false;
        above = next;
    }
    return true;
}

/* It would be one: says which. */
static bool fail_circle(Db *db, const List *list, const List *parent, GError **error)
{
    g_autoptr(GString) way = g_string_new(list->name);

    if (list->id == parent->id)
        return fail(error, ERR_INPUT, "%s cannot stand below itself", list->name);
    return write_way(db, list->id, parent->id, way, error) &&
           fail(error, ERR_INPUT,
                "%s cannot stand below %s: that would be a circle, for there is %s > %s",
                list->name, parent->name, way->str, list->name);
}

static bool change(Db *db, Sql sql, const List *list, const List *parent, bool *changed,
                   GError **error)
{
    DbStmt *stmt = db_stmt(db, sql);

    db_int(stmt, 1, list->id);
    db_int(stmt, 2, parent->id);
    db_int(stmt, 3, clock_now());
    if (!db_run(stmt, error))
        return false;
    *changed = db_changes(db) > 0;
    return true;
}

bool vertical_add(Db *db, const List *list, const List *parent, bool *changed, GError **error)
{
    int64_t one;
    bool is_circle = false;

    if (!db_one(way_stmt(db, SQL_VERTICAL_LEADS, list->id, parent->id), &one, &is_circle, error))
        return false;
    return is_circle ? fail_circle(db, list, parent, error)
                     : change(db, SQL_PARENT_ADD, list, parent, changed, error);
}

bool vertical_remove(Db *db, const List *list, const List *parent, bool *changed, GError **error)
{
    return change(db, SQL_PARENT_REMOVE, list, parent, changed, error);
}

bool vertical_end(Db *db, const List *list, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_PARENTS_END);

    db_int(stmt, 1, list->id);
    db_int(stmt, 2, clock_now());
    return db_run(stmt, error);
}

/* --- parents=... ------------------------------------------------------------------------------ */

static bool change_named(Db *db, const List *list, const char *name, bool add, bool *any,
                         GError **error)
{
    bool changed = false;
    g_autoptr(List) parent = list_by_name(db, name, error);

    if (!parent || !(add ? vertical_add(db, list, parent, &changed, error)
                         : vertical_remove(db, list, parent, &changed, error)))
        return false;
    *any = *any || changed;
    return true;
}

static bool has_name(const GPtrArray *names, const char *name)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

/* Names in `value`, each once. */
static GPtrArray *split_names(const char *value)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = g_strsplit_set(value, ", ", -1);

    for (size_t i = 0; words[i]; i++)
        if (*words[i] && !has_name(names, words[i]))
            g_ptr_array_add(names, g_strdup(words[i]));
    return names;
}

static bool is_one_more_or_less(const char *value)
{
    return *value == '+' || *value == '-';
}

static bool drop_others(Db *db, const List *list, const GPtrArray *wanted, bool *any,
                        GError **error)
{
    g_autoptr(GPtrArray) now = vertical_parents(db, list->id, error);

    for (guint i = 0; now && i < now->len; i++) {
        const char *name = g_ptr_array_index(now, i);
        if (!has_name(wanted, name) && !change_named(db, list, name, false, any, error))
            return false;
    }
    return now != NULL;
}

bool vertical_drop_others(Db *db, const List *list, const char *value, GError **error)
{
    g_autoptr(GPtrArray) wanted = split_names(value);
    bool any = false;

    return is_one_more_or_less(value) || drop_others(db, list, wanted, &any, error);
}

static bool set_exactly(Db *db, const List *list, const char *value, bool *any, GError **error)
{
    g_autoptr(GPtrArray) wanted = split_names(value);

    if (!drop_others(db, list, wanted, any, error))
        return false;
    for (guint i = 0; i < wanted->len; i++)
        if (!change_named(db, list, g_ptr_array_index(wanted, i), true, any, error))
            return false;
    return true;
}

bool vertical_set(Db *db, const List *list, const char *value, bool *changed, GError **error)
{
    bool any = false;
    bool ok = is_one_more_or_less(value)
                  ? change_named(db, list, value + 1, *value == '+', &any, error)
                  : set_exactly(db, list, value, &any, error);

    if (ok && changed)
        *changed = any;
    return ok;
}

/* --- who stands where ------------------------------------------------------------------------- */

static GPtrArray *read_texts(DbStmt *stmt, GError **error)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);

    while (db_row(stmt))
        g_ptr_array_add(texts, db_col_dup(stmt, 0));
    return db_done(stmt, error) ? g_steal_pointer(&texts) : NULL;
}

static GPtrArray *texts_of(Db *db, Sql sql, int64_t list, GError **error)
{
    DbStmt *stmt = db_stmt(db, sql);

    db_int(stmt, 1, list);
    return read_texts(stmt, error);
}

GPtrArray *vertical_parents(Db *db, int64_t list, GError **error)
{
    return texts_of(db, SQL_PARENTS_OF_LIST, list, error);
}

GPtrArray *vertical_children(Db *db, int64_t list, GError **error)
{
    return texts_of(db, SQL_CHILDREN_OF_LIST, list, error);
}

GPtrArray *vertical_titles(Db *db, int64_t list, GError **error)
{
    return texts_of(db, SQL_TITLES_OF_CHILDREN, list, error);
}

static GPtrArray *texts_for(Db *db, Sql sql, int64_t list, int64_t person, GError **error)
{
    DbStmt *stmt = db_stmt(db, sql);

    db_int(stmt, 1, list);
    db_int(stmt, 2, person);
    return read_texts(stmt, error);
}

GPtrArray *vertical_through(Db *db, int64_t list, int64_t person, GError **error)
{
    return texts_for(db, SQL_VERTICAL_THROUGH, list, person, error);
}

GPtrArray *vertical_only_by(Db *db, int64_t list, int64_t person, GError **error)
{
    return texts_for(db, SQL_VERTICAL_ONLY_BY, list, person, error);
}

void reaching_free(Reaching *reaching)
{
    if (!reaching)
        return;
    g_free(reaching->name);
    g_free(reaching->title);
    g_free(reaching);
}

GPtrArray *vertical_reaching(Db *db, int64_t person, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)reaching_free);
    DbStmt *stmt = db_stmt(db, SQL_VERTICAL_REACHING);

    db_int(stmt, 1, person);
    while (db_row(stmt)) {
        Reaching *row = g_new0(Reaching, 1);
        row->list = db_col_int(stmt, 0);
        row->name = db_col_dup(stmt, 1);
        row->title = db_col_dup(stmt, 2);
        g_ptr_array_add(rows, row);
    }
    return db_done(stmt, error) ? g_steal_pointer(&rows) : NULL;
}

/* --- words ------------------------------------------------------------------------------------ */

char *vertical_join(const GPtrArray *titles)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < MIN(titles->len, VERTICAL_TITLES); i++)
        g_string_append_printf(text, "%s%s", i ? ", " : "", (char *)g_ptr_array_index(titles, i));
    if (titles->len > VERTICAL_TITLES)
        g_string_append(text, ", ...");
    return g_string_free(text, FALSE);
}

/* Takes the titles over; NULL: they could not be read. */
static bool tell(json_t *values, const char *key, GPtrArray *titles)
{
    if (!titles)
        return false;
    g_autofree char *text = vertical_join(titles);
    json_object_set_new(values, key, json_string(text));
    g_ptr_array_unref(titles);
    return true;
}

bool vertical_tell_below(Db *db, int64_t list, json_t *values, GError **error)
{
    return tell(values, "below", vertical_titles(db, list, error));
}

bool vertical_tell_leaving(Db *db, int64_t list, int64_t person, json_t *values, GError **error)
{
    return tell(values, "through", vertical_through(db, list, person, error)) &&
           tell(values, "above", vertical_only_by(db, list, person, error));
}
