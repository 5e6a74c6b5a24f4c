/* membership_confirmed.c: somebody answered yes to "do you want to join (leave) this list?"; see
 * command_table.h. Only here a letter changes a membership: the answer carried the question's token
 * and came from the address that was asked. */
#include <jansson.h>

#include "archive/act.h"
#include "base/auto.h"
#include "gateway/command_list.h"
#include "gateway/command_table.h"
#include "gateway/commands_by_letter.h"
#include "gateway/join_approval.h"
#include "gateway/leaving.h"
#include "lists/people.h"
#include "lists/vertical.h"
#include "lists/wish.h"

static bool count_act(Work *work, const char *kind, const List *list, int64_t person,
                      GError **error)
{
    Act act = {
        .kind = kind,
        .person = person,
        .list = list->id,
        .letter = work->item->letter,
        .strength = strength_name(STRENGTH_TOKEN),
    };

    return act_add(work->desk->db, &act, error);
}

bool command_enter(Work *work, const List *list, int64_t person, GError **error)
{
    const Desk *desk = work->desk;
    bool changed = false;

    return list_join(desk->db, list->id, person, "self", &changed, error) &&
           wish_come_back(desk->db, &desk->key, person, list->id, error) &&
           (!changed || count_act(work, "join", list, person, error));
}

/* Several read what goes to a shared mailbox: which of them it is. */
static bool add_who(const Work *work, int64_t person, json_t *values, GError **error)
{
    if (!work->identity->is_shared)
        return true;
    g_autoptr(Person) who = person_by_id(work->desk->db, person, error);
    if (who)
        json_object_set_new(values, "who", json_string(who->name));
    return who != NULL;
}

bool command_join(Work *work, const List *list, int64_t person, GError **error)
{
    g_autoptr(json_t) values = json_object();

    return add_who(work, person, values, error) && command_enter(work, list, person, error) &&
           letter_reply(work, "subscribed", NULL, list, json_incref(values), error);
}

bool command_leave(Work *work, const List *list, int64_t person, GError **error)
{
    bool changed = false;
    g_autoptr(json_t) values = json_object();
    const Leaving leaving = {
        .list = list,
        .person = person,
        .letter = work->item->letter,
    };

    return add_who(work, person, values, error) &&
           vertical_tell_leaving(work->desk->db, list->id, person, values, error) &&
           leave_list(work->desk, &leaving, &changed, error) &&
           letter_reply(work, "unsubscribed", NULL, list, json_incref(values), error);
}

static bool leave_each(Work *work, const GPtrArray *lists, int64_t person, GError **error)
{
    bool changed = false;

    for (guint i = 0; i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        if (!list_leave(work->desk->db, list->id, person, "self", &changed, error) ||
            (changed && !count_act(work, "leave", list, person, error)))
            return false;
    }
    return true;
}

bool command_leave_all(Work *work, int64_t person, GError **error)
{
    const Desk *desk = work->desk;
    g_autoptr(GPtrArray) lists = command_lists_of(desk->db, person, NULL, error);

    return lists && leave_each(work, lists, person, error) &&
           wish_keep(desk->db, &desk->key, person, WISH_ALL, error) &&
           letter_reply(work, "unsubscribed-all", NULL, NULL, NULL, error);
}

bool command_subscribe_confirmed(Work *work, GError **error)
{
    g_autoptr(List) list = list_by_id(work->desk->db, work->ask->list, error);

    return list && join_wish(work, list, work->ask->person, error);
}

bool command_unsubscribe_confirmed(Work *work, GError **error)
{
    if (!work->ask->list)
        return command_leave_all(work, work->ask->person, error);
    g_autoptr(List) list = list_by_id(work->desk->db, work->ask->list, error);

    return list && command_leave(work, list, work->ask->person, error);
}
