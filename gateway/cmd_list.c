/* cmd_list.c: vestnik list add|set|show|members|close|allow|apply: the lists and their settings. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "gateway/cmd_list_allow.h"
#include "gateway/cmd_list_apply.h"
#include "gateway/cmd_list_vertical.h"
#include "gateway/commands.h"
#include "gateway/options.h"
#include "lists/address_book.h"
#include "lists/list.h"
#include "lists/rota.h"
#include "lists/vertical.h"

#define ADD_USAGE "NAME [--title T] [KEY=VALUE ...]"
#define SET_USAGE "NAME KEY=VALUE ..."

/* Each argument is key=value; parents=... are links of a list that is stored, left for
 * set_parents(). */
static bool set_all(List *list, int argc, char **argv, GError **error)
{
    for (int i = 0; i < argc; i++) {
        const char *equals = strchr(argv[i], '=');
        if (!equals)
            return fail(error, ERR_USAGE, "'%s' is no setting; write KEY=VALUE", argv[i]);
        g_autofree char *key = g_strndup(argv[i], (gsize)(equals - argv[i]));
        if (!g_str_equal(key, VERTICAL_KEY) && !list_set(list, key, equals + 1, error))
            return false;
    }
    return true;
}

static bool set_parents(Db *db, const List *list, int argc, char **argv, GError **error)
{
    for (int i = 0; i < argc; i++)
        if (g_str_has_prefix(argv[i], VERTICAL_KEY "=") &&
            !vertical_set(db, list, argv[i] + strlen(VERTICAL_KEY "="), NULL, error))
            return false;
    return true;
}

/* Moderators who are on duty on some days only. */
static void print_rota(const GPtrArray *rota)
{
    for (guint i = 0; i < rota->len; i++) {
        const OnDuty *row = g_ptr_array_index(rota, i);
        g_autofree char *days = rota_days(row);
        if (*days)
            printf("%-12s %s: %s\n", "days", row->name, days);
    }
}

static json_t *rota_json(const GPtrArray *rota)
{
    json_t *rows = json_array();

    for (guint i = 0; i < rota->len; i++) {
        const OnDuty *row = g_ptr_array_index(rota, i);
        g_autofree char *days = rota_days(row);
        json_array_append_new(rows, json_pack("{s:I,s:s,s:s}", "person", (json_int_t)row->person,
                                              "name", row->name, "days", days));
    }
    return rows;
}

static bool print_list(App *app, Db *db, const List *list, GError **error)
{
    int64_t members = 0;

    g_autoptr(GPtrArray) rota = rota_all(db, list->id, error);
    g_autofree char *address = book_list_address(app->settings, list);
    if (!rota || !list_count(db, list->id, &members, error))
        return false;
    if (app->json) {
        json_t *allow = list_allow_json(db, list, error);
        if (!allow)
            return false;
        json_t *object = list_to_json(list);
        json_object_set_new(object, "allow", allow);
        json_object_set_new(object, "moderators", rota_json(rota));
        json_object_set_new(object, "members", json_integer(members));
        json_object_set_new(object, "written_to", json_string(address));
        if (!list_vertical_json(db, list, object, error)) {
            json_decref(object);
            return false;
        }
        app_print_json(object);
        return true;
    }
    printf("%-12s %s\n", "name", list->name);
    for (const char *const *key = list_keys(); *key; key++) {
        g_autofree char *value = list_get(list, *key);
        bool made = !value && g_str_equal(*key, "address");
        printf("%-12s %s\n", *key, made ? address : value ? value : "-");
    }
    printf("%-12s %" PRId64 "\n", "members", members);
    print_rota(rota);
    return list_vertical_print(db, list, error) && list_allow_print(db, list, error);
}

/* Without this it would go by the first account in silence. */
static bool check_account(const App *app, const List *list, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (Account **a = app->settings->accounts; *a; a++) {
        if (!list->account || g_strcmp0((*a)->name, list->account) == 0)
            return true;
        g_ptr_array_add(names, (*a)->name);
    }
    g_ptr_array_add(names, NULL);
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
    return fail(error, ERR_INPUT, "there is no account '%s' in the settings; there are: %s",
                list->account, all);
}

static bool run_add(App *app, int argc, char **argv, GError **error)
{
    const char *title = NULL;
    const Option options[] = {{"--title", &title, NULL}, {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, 1, -1, ADD_USAGE, error))
        return false;
    g_autoptr(List) list = list_new(argv[1], error);
    if (!list)
        return false;
    if (g_str_equal(list->name, app->settings->robot))
        return fail(error, ERR_INPUT,
                    "'%s' is the name of the robot (setting robot); name the "
                    "list otherwise",
                    list->name);
    if ((title && !list_set(list, "title", title, error)) ||
        !set_all(list, argc - 2, argv + 2, error) || !check_account(app, list, error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    if (!db || !db_begin(db, error))
        return false;
    bool ok = list_insert(db, list, error) && set_parents(db, list, argc - 2, argv + 2, error);
    if (!db_finish(db, ok, error) || !print_list(app, db, list, error))
        return false;
    if (!app->json && g_str_equal(list->title, list->name))
        printf("Letters will call it \"%s\"; in words: vestnik list set %s title=\"...\"\n",
               list->title, list->name);
    return true;
}

static bool run_set(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 2, -1, SET_USAGE, error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    if (!db || !db_begin(db, error))
        return false;
    g_autoptr(List) list = list_by_name(db, argv[1], error);
    bool ok = list && set_all(list, argc - 2, argv + 2, error) && check_account(app, list, error) &&
              list_update(db, list, error) && set_parents(db, list, argc - 2, argv + 2, error);
    return db_finish(db, ok, error) && print_list(app, db, list, error);
}

static bool show_all(App *app, Db *db, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(db, error);
    if (!lists)
        return false;
    if (lists->len == 0 && !app->json)
        puts("There is no list yet; 'vestnik list add NAME --title TITLE' makes one.");
    if (!app->json)
        return list_tree_print(db, error);
    for (guint i = 0; i < lists->len; i++)
        if (!print_list(app, db, g_ptr_array_index(lists, i), error))
            return false;
    return true;
}

static bool run_show(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 0, 1, "[NAME]", error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    if (!db)
        return false;
    if (argc == 1)
        return show_all(app, db, error);
    g_autoptr(List) list = list_by_name(db, argv[1], error);
    return list && print_list(app, db, list, error);
}

static void print_member(const App *app, const Member *member)
{
    g_autofree char *since = clock_rfc3339(member->since, app->settings->zone);
    g_autofree char *until =
        member->until ? clock_rfc3339(member->until, app->settings->zone) : NULL;

    if (app->json)
        app_print_json(json_pack("{s:I, s:s, s:s, s:s?, s:s, s:s?, s:s, s:s, s:s, s:s?}", "person",
                                 (json_int_t)member->person, "name", member->name, "school",
                                 member->school, "address", member->address, "mode", member->mode,
                                 "until", until, "usual", member->usual, "since", since, "roles",
                                 member->roles, "returns", member->returns));
    else
        printf("%s, %s <%s> %s%s%s%s%s%s%s\n", member->name, *member->school ? member->school : "-",
               member->address ? member->address : "-", *member->mode ? member->mode : "no member",
               until ? " until " : "", until ? until : "", *member->roles ? ", " : "",
               member->roles, member->returns ? ", mail came back from " : "",
               member->returns ? member->returns : "");
}

/* Members, then those who only have a role. */
static bool run_members(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 1, 1, "NAME", error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    g_autoptr(List) list = db ? list_by_name(db, argv[1], error) : NULL;
    if (!list)
        return false;
    g_autoptr(GPtrArray) members = list_members(db, list->id, error);
    if (!members)
        return false;
    for (guint i = 0; i < members->len; i++)
        print_member(app, g_ptr_array_index(members, i));
    if (members->len == 0 && !app->json)
        printf("%s has no members yet; 'vestnik member add %s WHO' adds one.\n", list->name,
               list->name);
    return true;
}

static bool run_close(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 1, 1, "NAME", error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    if (!db || !db_begin(db, error))
        return false;
    g_autoptr(List) list = list_by_name(db, argv[1], error);
    if (!db_finish(db, list && list_close(db, list, error), error))
        return false;
    if (app->json)
        app_print_json(json_pack("{s:s,s:b}", "list", list->name, "closed", true));
    else
        printf("%s is closed: no post, no digest any more; what was published stays.\n",
               list->name);
    return true;
}

const Action LIST_ACTIONS[] = {{"add", run_add, ADD_USAGE},
                               {"set", run_set, SET_USAGE},
                               {"show", run_show, "[NAME]"},
                               {"members", run_members, "NAME"},
                               {"close", run_close, "NAME"},
                               {"allow", list_allow, ALLOW_USAGE},
                               {"apply", list_apply_run, APPLY_USAGE},
                               {NULL, NULL, NULL}};

bool cmd_list(App *app, int argc, char **argv, GError **error)
{
    bool help = help_wanted(argc, argv); /* before argv is taken apart */
    bool ok = action_run(LIST_ACTIONS, app, argc, argv, error);

    if (ok && help) {
        puts("The settings of a list (KEY=VALUE):");
        list_document(stdout);
        printf("  %-18s %s\n  %-18s %s\n", VERTICAL_KEY,
               "lists above it, whose letters reach its members too, each once; empty: none", "",
               "names with commas; +NAME or -NAME: one more or less");
    }
    return ok;
}
