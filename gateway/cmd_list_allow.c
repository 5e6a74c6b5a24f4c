/* cmd_list_allow.c: see cmd_list_allow.h. */
#include "gateway/cmd_list_allow.h"

#include <stdio.h>

#include "gateway/options.h"
#include "lists/allow.h"

bool list_allow_print(Db *db, const List *list, GError **error)
{
    g_autoptr(GPtrArray) rows = allow_all(db, list->id, error);

    for (guint i = 0; rows && i < rows->len; i++) {
        const Allow *allow = g_ptr_array_index(rows, i);
        printf("%-12s %s: %s=%s%s\n", "allow", allow->name, allow->sign, allow->value,
               allow->proven ? "" : ", unproven");
    }
    return rows != NULL;
}

json_t *list_allow_json(Db *db, const List *list, GError **error)
{
    g_autoptr(GPtrArray) rows = allow_all(db, list->id, error);
    json_t *array = rows ? json_array() : NULL;

    for (guint i = 0; rows && i < rows->len; i++) {
        const Allow *allow = g_ptr_array_index(rows, i);
        json_array_append_new(array, json_pack("{s:s,s:s,s:s,s:b}", "name", allow->name, "sign",
                                               allow->sign, "value", allow->value, "proven",
                                               allow->proven));
    }
    return array;
}

static bool print_rows(App *app, Db *db, const List *list, GError **error)
{
    if (!app->json)
        return list_allow_print(db, list, error);
    json_t *rows = list_allow_json(db, list, error);
    if (!rows)
        return false;
    app_print_json(json_pack("{s:s,s:o}", "list", list->name, "allow", rows));
    return true;
}

/* What a change does within its transaction. */
typedef bool (*Change)(Db *db, int64_t list, const void *what, GError **error);

static bool change(App *app, const char *list_name, Change does, const void *what, GError **error)
{
    g_autoptr(Db) db = app_open(app, error);
    if (!db || !db_begin(db, error))
        return false;
    g_autoptr(List) list = list_by_name(db, list_name, error);
    return db_finish(db, list && does(db, list->id, what, error), error) &&
           print_rows(app, db, list, error);
}

static bool add_row(Db *db, int64_t list, const void *what, GError **error)
{
    return allow_add(db, list, what, error);
}

static bool remove_row(Db *db, int64_t list, const void *what, GError **error)
{
    return allow_remove(db, list, what, error);
}

static bool run_add(App *app, int argc, char **argv, GError **error)
{
    bool unproven = false;
    const Option options[] = {{"--unproven", NULL, &unproven}, {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 3, 3, ALLOW_ADD, error))
        return false;
    g_autoptr(Allow) allow = allow_new(argv[2], argv[3], error);
    if (!allow)
        return false;
    allow->proven = !unproven;
    return change(app, argv[1], add_row, allow, error);
}

static bool run_remove(App *app, int argc, char **argv, GError **error)
{
    return options_take(&argc, argv, NO_OPTIONS, error) &&
           arguments_check(argc, argv, 2, 2, ALLOW_REMOVE, error) &&
           change(app, argv[1], remove_row, argv[2], error);
}

static bool run_show(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 1, 1, "LIST", error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    g_autoptr(List) list = db ? list_by_name(db, argv[1], error) : NULL;
    return list && print_rows(app, db, list, error);
}

bool list_allow(App *app, int argc, char **argv, GError **error)
{
    static const Action actions[] = {{"add", run_add, ALLOW_ADD},
                                     {"remove", run_remove, ALLOW_REMOVE},
                                     {"show", run_show, "LIST"},
                                     {NULL, NULL, NULL}};

    argv[0] = (char *)"list allow"; /* what is told as the name of the group */
    return action_run(actions, app, argc, argv, error);
}
