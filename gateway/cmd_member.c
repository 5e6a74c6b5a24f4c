/* cmd_member.c: vestnik member add|remove|set|show: who belongs to a list and with which role. WHO
 * is an address, a full name, or a number of the registry. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "base/token.h"
#include "gateway/bell.h"
#include "gateway/cmd_invite.h"
#include "gateway/commands.h"
#include "gateway/member_print.h"
#include "gateway/member_told.h"
#include "gateway/options.h"
#include "lists/list.h"
#include "lists/people.h"
#include "lists/rota.h"
#include "lists/wish.h"

#define ADD_USAGE    "LIST WHO [--role ROLE] [--name NAME [--school SCHOOL]] [--anyway] [--quiet]"
#define REMOVE_USAGE "LIST WHO [--own-wish] [--quiet]"
#define SET_USAGE                                                                                  \
    "LIST WHO [mode=each|daily|weekly|none] [until=2027-08-25] [role=+ROLE] [role=-ROLE] "         \
    "[days=mon,thu] [--role ROLE] [--quiet]"
#define ROLES "roles: moderator, deputy, methodist, expert"

/* One list and one person, changed in one transaction. */
typedef struct Task {
    App *app;
    Db *db;
    List *list;
    Person *person;
    const char *role, *name, *school; /* of add; role of set too */
    bool anyway, own_wish;
    bool quiet;               /* the person hears nothing of it */
    const char *mode, *until; /* of set; NULL not given */
    int argc;                 /* key=value of set */
    char **argv;
} Task;

typedef bool (*TaskRun)(Task *task, const char *who, GError **error);

/* Runs `change` for LIST and WHO (argv[1] and argv[2]) in one transaction; prints what is then. */
static bool run_task(Task *task, char **argv, TaskRun change, GError **error)
{
    g_autoptr(Db) db = app_open(task->app, error);
    if (!db || !db_begin(db, error))
        return false;
    g_autoptr(List) list = list_by_name(db, argv[1], error);

    task->db = db;
    task->list = list;
    bool ok = db_finish(db, list && change(task, argv[2], error), error);
    if (ok)
        bell_ring(task->app->settings, BELL_DELIVERER);
    g_autoptr(Person) before = task->person;
    g_autoptr(Person) now = ok ? person_by_id(db, before->id, error) : NULL;
    task->person = now;
    return now && member_print(task->app, db, now, task->list, error);
}

/* --- add -------------------------------------------------------------------------------------- */

static bool make_school(const Task *task, int64_t *school, GError **error)
{
    *school = 0;
    if (!task->school)
        return true;
    return school_find(task->db, task->school, school, error) &&
           (*school || school_add(task->db, task->school, "", school, error));
}

/* Somebody who is in no registry file: WHO is the address. */
static Person *make_person(const Task *task, const char *who, GError **error)
{
    int64_t id, school;
    g_autofree char *address = address_normalize(who, error);

    if (!address) {
        g_prefix_error(error, "with --name, WHO is the person's address: ");
        return NULL;
    }
    if (!make_school(task, &school, error) ||
        !person_add(task->db, task->name, school, &id, error) ||
        !person_link_address(task->db, id, address, "methodist", error))
        return NULL;
    return person_by_id(task->db, id, error);
}

static Person *find_or_make(const Task *task, const char *who, GError **error)
{
    g_autoptr(GError) failure = NULL;
    Person *person = person_find(task->db, who, &failure);

    if (person)
        return person;
    bool missing = g_error_matches(failure, VESTNIK_ERROR, ERR_NOT_FOUND);
    if (missing && task->name)
        return make_person(task, who, error);
    if (missing)
        fail(error, ERR_NOT_FOUND,
             "%s; or add one person by: member add %s ADDRESS --name "
             "\"Фамилия Имя Отчество\" --school SCHOOL",
             failure->message, task->list->name);
    else
        g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

/* Whoever left by own wish is not brought back by anybody else, unless they asked for it. */
static bool check_wish(const Task *task, GError **error)
{
    TokenKey key;
    bool has = false;

    if (!token_key_load(task->app->settings->key_file, &key, error) ||
        !wish_has_person(task->db, &key, task->person->id, task->list->id, &has, error))
        return false;
    if (!has)
        return true;
    if (!task->anyway)
        return fail(error, ERR_PERM,
                    "%s asked not to get the letters of %s; whoever changes their "
                    "mind subscribes by letter, or add --anyway when they told you so",
                    task->person->name, task->list->name);
    return wish_come_back(task->db, &key, task->person->id, task->list->id, error);
}

/* Of this list and person; the rest is filled in here. */
static bool tell(const Task *task, MemberTold told, GError **error)
{
    told.list = task->list;
    told.person = task->person;
    told.own_wish = task->own_wish;
    if (task->quiet)
        return true;
    g_autoptr(Desk) desk = desk_new(task->app->settings, task->db, error);
    return desk && member_tell(desk, &told, error);
}

/* *is_new: they had not got it. */
static bool grant(const Task *task, const char *role, bool *is_new, GError **error)
{
    int64_t list = task->list->id, person = task->person->id;
    bool has = false;

    if (!list_has_role(task->db, list, person, role, &has, error) ||
        !list_grant(task->db, list, person, role, error))
        return false;
    *is_new = !has;
    return true;
}

static bool grant_and_tell(const Task *task, const char *role, GError **error)
{
    bool is_new = false;

    return grant(task, role, &is_new, error) &&
           (!is_new || tell(task, (MemberTold){.role = role, .only_role = true}, error));
}

static bool do_add(Task *task, const char *who, GError **error)
{
    bool changed = false, is_new = false;

    task->person = find_or_make(task, who, error);
    if (!task->person || !check_wish(task, error) ||
        !list_join(task->db, task->list->id, task->person->id, "methodist", &changed, error))
        return false;
    if (task->role && !grant(task, task->role, &is_new, error))
        return false;
    return (!changed && !is_new) ||
           tell(task, (MemberTold){.role = task->role, .only_role = !changed}, error);
}

static bool run_add(App *app, int argc, char **argv, GError **error)
{
    Task task = {.app = app};
    const Option options[] = {{"--role", &task.role, NULL},     {"--name", &task.name, NULL},
                              {"--school", &task.school, NULL}, {"--anyway", NULL, &task.anyway},
                              {"--quiet", NULL, &task.quiet},   {NULL, NULL, NULL}};

    return options_take(&argc, argv, options, error) &&
           arguments_check(argc, argv, 2, 2, ADD_USAGE, error) &&
           run_task(&task, argv, do_add, error);
}

/* --- remove ----------------------------------------------------------------------------------- */

static bool note_wish(const Task *task, GError **error)
{
    TokenKey key;

    return !task->own_wish || (token_key_load(task->app->settings->key_file, &key, error) &&
                               wish_keep(task->db, &key, task->person->id, task->list->id, error));
}

static bool do_remove(Task *task, const char *who, GError **error)
{
    bool changed = false;

    task->person = person_find(task->db, who, error);
    if (!task->person || !list_leave(task->db, task->list->id, task->person->id,
                                     task->own_wish ? "self" : "methodist", &changed, error))
        return false;
    if (!changed)
        return fail(error, ERR_NOT_FOUND, "%s is no member of %s", task->person->name,
                    task->list->name);
    return note_wish(task, error) && tell(task, (MemberTold){.removed = true}, error);
}

static bool run_remove(App *app, int argc, char **argv, GError **error)
{
    Task task = {.app = app};
    const Option options[] = {
        {"--own-wish", NULL, &task.own_wish}, {"--quiet", NULL, &task.quiet}, {NULL, NULL, NULL}};

    return options_take(&argc, argv, options, error) &&
           arguments_check(argc, argv, 2, 2, REMOVE_USAGE, error) &&
           run_task(&task, argv, do_remove, error);
}

/* --- set -------------------------------------------------------------------------------------- */

/* `until` alone is a leave: no letters until that day begins. */
static bool set_mode(const Task *task, GError **error)
{
    int64_t until = 0;

    if (!task->mode && !task->until)
        return true;
    if (task->until && !clock_parse(task->until, task->app->settings->zone, &until, error))
        return false;
    return membership_set_mode(task->db, task->list->id, task->person->id,
                               task->mode ? task->mode : "none", until, error);
}

/* Whoever names the wrong person hears of it. */
static bool take_role(const Task *task, const char *role, GError **error)
{
    int64_t list = task->list->id, person = task->person->id;
    bool has = false;

    return list_has_role(task->db, list, person, role, &has, error) &&
           list_revoke(task->db, list, person, role, error) &&
           (has || fail(error, ERR_NOT_FOUND, "%s is no %s of %s", task->person->name, role,
                        task->list->name));
}

static bool set_one(Task *task, const char *setting, GError **error)
{
    int64_t list = task->list->id, person = task->person->id;

    if (g_str_has_prefix(setting, "mode=")) {
        task->mode = setting + strlen("mode=");
        return true;
    }
    if (g_str_has_prefix(setting, "until=")) {
        task->until = setting + strlen("until=");
        return true;
    }
    if (g_str_has_prefix(setting, "days="))
        return rota_set(task->db, list, person, setting + strlen("days="), error);
    if (g_str_has_prefix(setting, "role=+"))
        return grant_and_tell(task, setting + strlen("role=+"), error);
    if (g_str_has_prefix(setting, "role=-"))
        return take_role(task, setting + strlen("role=-"), error);
    if (g_str_has_prefix(setting, "role="))
        return grant_and_tell(task, setting + strlen("role="), error);
    return fail(error, ERR_USAGE, "'%s' cannot be set of a member; usage: set " SET_USAGE, setting);
}

static bool do_set(Task *task, const char *who, GError **error)
{
    task->person = person_find(task->db, who, error);
    if (!task->person)
        return false;
    if (task->role && !grant_and_tell(task, task->role, error))
        return false;
    for (int i = 0; i < task->argc; i++)
        if (!set_one(task, task->argv[i], error))
            return false;
    return set_mode(task, error);
}

static bool run_set(App *app, int argc, char **argv, GError **error)
{
    Task task = {.app = app};
    const Option options[] = {
        {"--role", &task.role, NULL}, {"--quiet", NULL, &task.quiet}, {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, task.role ? 2 : 3, -1, SET_USAGE, error))
        return false;
    task.argc = MAX(argc - 3, 0);
    task.argv = argv + 3; /* behind LIST and WHO; at most the NULL that ends argv */
    return run_task(&task, argv, do_set, error);
}

/* --- show ------------------------------------------------------------------------------------- */

static bool run_show(App *app, int argc, char **argv, GError **error)
{
    if (!options_take(&argc, argv, NO_OPTIONS, error) ||
        !arguments_check(argc, argv, 1, 1, "WHO", error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    g_autoptr(Person) person = db ? person_find(db, argv[1], error) : NULL;
    return person && member_print(app, db, person, NULL, error);
}

const Action MEMBER_ACTIONS[] = {{"add", run_add, ADD_USAGE},
                                 {"remove", run_remove, REMOVE_USAGE},
                                 {"set", run_set, SET_USAGE},
                                 {"show", run_show, "WHO"},
                                 {"invite", member_invite, INVITE_USAGE},
                                 {NULL, NULL, NULL}};

bool cmd_member(App *app, int argc, char **argv, GError **error)
{
    bool help = help_wanted(argc, argv); /* before argv is taken apart */
    if (argc > 1 && g_str_equal(argv[1], "list"))
        return fail(error, ERR_USAGE,
                    "member cannot 'list'; who is in a list: vestnik list members LIST");
    bool ok = action_run(MEMBER_ACTIONS, app, argc, argv, error);
    if (ok && help)
        puts("WHO is an address, a full name or a number of the registry; " ROLES ";\n"
             "whoever was added, removed or given a role gets a letter that says so, but with "
             "--quiet;\n"
             "mode each: every letter, daily: one letter a day, weekly: one a week, none: no "
             "letters;\nuntil: the mode counts until that day begins, then the former one "
             "again;\ndays: when a "
             "moderator is on duty, where the list has asked=duty; empty: every day");
    return ok;
}
