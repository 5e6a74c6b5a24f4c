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

/* Who comes back to one list after leaving everything still wants none of the others: no import
 * brings them there. */
static bool come_back(Db *db, const guint8 hash[32], const List *list, GError **error)
{
    g_autoptr(GPtrArray) all = NULL;
    bool left_all = false;

    if (!optout_has(db, hash, 0, &left_all, error))
        return false;
    if (left_all && !(all = list_all(db, error)))
        return false;
    for (guint i = 0; all && i < all->len; i++)
        if (!optout_add(db, hash, ((const List *)g_ptr_array_index(all, i))->id, error))
            return false;
    return optout_remove(db, hash, 0, error) && optout_remove(db, hash, list->id, error);
}

bool command_enter(Work *work, const List *list, int64_t person, const char *address,
                   GError **error)
{
    Db *db = work->desk->db;
    guint8 hash[32];
    bool changed = false;

    token_hash(&work->desk->key, address, hash);
    return list_join(db, list->id, person, "self", &changed, error) &&
           come_back(db, hash, list, error) &&
           (!changed || count_act(work, "join", list, person, error));
}

bool command_join(Work *work, const List *list, int64_t person, GError **error)
{
    bool shared = work->identity->is_shared; /* several read the letter: which of them it is */
    g_autoptr(Person) who = shared ? person_by_id(work->desk->db, person, error) : NULL;

    if (shared && !who)
        return false;
    return command_enter(work, list, person, work->ask->address, error) &&
           letter_reply(work, "subscribed", NULL, list,
                        json_pack("{s:s}", "who", shared ? who->name : ""), error);
}

bool command_leave(Work *work, const List *list, int64_t person, GError **error)
{
    bool changed = false;
    g_autoptr(json_t) values = json_object();
    const Leaving leaving = {
        .list = list,
        .person = person,
        .address = work->ask->address,
        .letter = work->item->letter,
    };

    return vertical_tell_leaving(work->desk->db, list->id, person, values, error) &&
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
    Db *db = work->desk->db;
    guint8 hash[32];
    g_autoptr(GPtrArray) lists = command_lists_of(db, person, NULL, error);

    token_hash(&work->desk->key, work->ask->address, hash);
    return lists && leave_each(work, lists, person, error) && optout_add(db, hash, 0, error) &&
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
