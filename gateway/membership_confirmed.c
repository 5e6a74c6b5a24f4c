/* membership_confirmed.c: somebody answered yes to "do you want to join (leave) this list?"; see
 * command_table.h. Only here a letter changes a membership: the answer carried the question's token
 * and came from the address that was asked. */
#include "archive/act.h"
#include "gateway/command_table.h"
#include "gateway/commands_by_letter.h"
#include "lists/people.h"

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

bool command_join(Work *work, const List *list, int64_t person, GError **error)
{
    Db *db = work->desk->db;
    guint8 hash[32];
    bool changed = false;

    token_hash(&work->desk->key, work->ask->address, hash);
    return list_join(db, list->id, person, "self", &changed, error) &&
           optout_remove(db, hash, list->id, error) &&
           (!changed || count_act(work, "join", list, person, error)) &&
           letter_reply(work, "subscribed", NULL, list, NULL, error);
}

bool command_leave(Work *work, const List *list, int64_t person, GError **error)
{
    Db *db = work->desk->db;
    guint8 hash[32];
    bool changed = false;

    token_hash(&work->desk->key, work->ask->address, hash);
    return list_leave(db, list->id, person, "self", &changed, error) &&
           optout_add(db, hash, list->id, error) &&
           (!changed || count_act(work, "leave", list, person, error)) &&
           letter_reply(work, "unsubscribed", NULL, list, NULL, error);
}

bool command_subscribe_confirmed(Work *work, GError **error)
{
    g_autoptr(List) list = list_by_id(work->desk->db, work->ask->list, error);

    return list && command_join(work, list, work->ask->person, error);
}

bool command_unsubscribe_confirmed(Work *work, GError **error)
{
    g_autoptr(List) list = list_by_id(work->desk->db, work->ask->list, error);

    return list && command_leave(work, list, work->ask->person, error);
}
