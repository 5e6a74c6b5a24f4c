/* cmd_invite.c: see cmd_invite.h: the teachers of schools are invited into a list, and what became
 * of it. The timer sends the letters (gateway/invitation.h). */
#include "gateway/cmd_invite.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/error.h"
#include "gateway/bell.h"
#include "gateway/options.h"
#include "lists/invite.h"
#include "lists/list.h"
#include "lists/people.h"
#include "lists/school_near.h"

static void print_row(const App *app, const Invited *row)
{
    if (app->json)
        app_print_json(
            json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "list", row->list, "invited",
                      (json_int_t)row->all, "waiting", (json_int_t)row->waiting, "joined",
                      (json_int_t)row->joined, "refused", (json_int_t)row->refused, "silent",
                      (json_int_t)row->silent, "unreachable", (json_int_t)row->unreachable));
    else
        printf("%s: %" PRId64 " invited (%" PRId64 " wait for their wave): %" PRId64
               " joined, %" PRId64 " refused, %" PRId64 " silent, %" PRId64 " unreachable\n",
               row->list, row->all, row->waiting, row->joined, row->refused, row->silent,
               row->unreachable);
}

static bool print_status(const App *app, Db *db, const char *name, GError **error)
{
    g_autoptr(List) list = name ? list_by_name(db, name, error) : NULL;
    if (name && !list)
        return false;
    g_autoptr(GPtrArray) rows = invite_status(db, list ? list->id : 0, error);

    for (guint i = 0; rows && i < rows->len; i++)
        print_row(app, g_ptr_array_index(rows, i));
    return rows != NULL;
}

static bool no_such_school(Db *db, const char *name, GError **error)
{
    g_autoptr(GPtrArray) near = schools_near(db, name, 1, error);

    if (!near)
        return false;
    if (near->len)
        return fail(error, ERR_NOT_FOUND, "there is no school '%s'; is it '%s'?", name,
                    (const char *)g_ptr_array_index(near, 0));
    return fail(error, ERR_NOT_FOUND, "there is no school '%s'; see: vestnik registry show", name);
}

static bool invite_all(Db *db, const List *list, char **schools, GError **error)
{
    for (; *schools; schools++) {
        int64_t school = 0, added = 0;
        if (!school_find(db, *schools, &school, error))
            return false;
        if (!school)
            return no_such_school(db, *schools, error);
        if (!invite_school(db, list->id, school, &added, error))
            return false;
    }
    return true;
}

bool member_invite(App *app, int argc, char **argv, GError **error)
{
    bool status = false;
    const Option options[] = {{"--status", NULL, &status}, {NULL, NULL, NULL}};

    if (!options_take(&argc, argv, options, error) ||
        !arguments_check(argc, argv, status ? 0 : 2, status ? 1 : -1, INVITE_USAGE, error))
        return false;
    g_autoptr(Db) db = app_open(app, error);
    if (!db)
        return false;
    if (status)
        return print_status(app, db, argc > 1 ? argv[1] : NULL, error);
    g_autoptr(List) list = list_by_name(db, argv[1], error);
    if (!list || !db_begin(db, error) ||
        !db_finish(db, invite_all(db, list, argv + 2, error), error))
        return false;
    bell_ring(app->settings, BELL_TIMER);
    return print_status(app, db, list->name, error);
}
