/* cmd_list_vertical.c: see cmd_list_vertical.h. */
#include "gateway/cmd_list_vertical.h"

#include <inttypes.h>
#include <stdio.h>

#include "lists/readers.h"
#include "lists/vertical.h"

#define DEPTH_MOST 20 /* of what is printed */

/* "a, b", "-" none */
static void print_names(const char *key, const GPtrArray *names)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(text, "%s%s", i ? ", " : "", (char *)g_ptr_array_index(names, i));
    printf("%-12s %s\n", key, names->len ? text->str : "-");
}

bool list_vertical_print(Db *db, const List *list, GError **error)
{
    g_autoptr(GPtrArray) parents = vertical_parents(db, list->id, error);
    g_autoptr(GPtrArray) children = parents ? vertical_children(db, list->id, error) : NULL;
    int64_t readers = 0;

    if (!children || !list_count_readers(db, list->id, &readers, error))
        return false;
    print_names("parents", parents);
    print_names("children", children);
    printf("%-12s %" PRId64 "\n", "reaches", readers);
    return true;
}

static json_t *names_json(const GPtrArray *names)
{
    json_t *array = json_array();

    for (guint i = 0; i < names->len; i++)
        json_array_append_new(array, json_string(g_ptr_array_index(names, i)));
    return array;
}

bool list_vertical_json(Db *db, const List *list, json_t *object, GError **error)
{
    g_autoptr(GPtrArray) parents = vertical_parents(db, list->id, error);
    g_autoptr(GPtrArray) children = parents ? vertical_children(db, list->id, error) : NULL;
    int64_t readers = 0;

    if (!children || !list_count_readers(db, list->id, &readers, error))
        return false;
    json_object_set_new(object, "parents", names_json(parents));
    json_object_set_new(object, "children", names_json(children));
    json_object_set_new(object, "reaches", json_integer(readers));
    return true;
}

/* --- the tree --------------------------------------------------------------------------------- */

static bool print_branch(Db *db, const List *list, int depth, GError **error)
{
    int64_t members = 0;
    g_autoptr(GPtrArray) children = vertical_children(db, list->id, error);
    g_autofree char *name = g_strdup_printf("%*s%s", 2 * depth, "", list->name);

    if (!children || !list_count(db, list->id, &members, error))
        return false;
    printf("%-20s %-11s %5" PRId64 "  %s\n", name, list_kind_name(list->kind), members,
           list->title);
    for (guint i = 0; i < children->len && depth < DEPTH_MOST; i++) {
        g_autoptr(List) child = list_by_name(db, g_ptr_array_index(children, i), error);
        if (!child || !print_branch(db, child, depth + 1, error))
            return false;
    }
    return true;
}

bool list_tree_print(Db *db, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(db, error);

    for (guint i = 0; lists && i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        g_autoptr(GPtrArray) parents = vertical_parents(db, list->id, error);
        if (!parents || (parents->len == 0 && !print_branch(db, list, 0, error)))
            return false;
    }
    return lists != NULL;
}
