/* membership_confirmed.c: somebody answered yes to "do you want to join (leave) this list?"; see
 * command_table.h. Only here a letter changes a membership: the answer carried the question's token
 * and came from the address that was asked. */
#include "archive/act.h"
#include "gateway/command_table.h"
#include "gateway/commands_by_letter.h"
#include "lists/people.h"

static bool count_act(Work *work, const char *kind, GError **error)
{
    Act act = {
        .kind = kind,
        .person = work->ask->person,
        .list = work->ask->list,
        .letter = work->item->letter,
        .strength = strength_name(STRENGTH_TOKEN),
    };

    return act_add(work->desk->db, &act, error);
}

bool command_subscribe_confirmed(Work *work, GError **error)
{
    Db *db = work->desk->db;
    const Ask *ask = work->ask;
    guint8 hash[32];
    bool changed = false;
    g_autoptr(List) list = list_by_id(db, ask->list, error);

    token_hash(&work->desk->key, ask->address, hash);
    return list && list_join(db, list->id, ask->person, "self", &changed, error) &&
           optout_remove(db, hash, list->id, error) &&
           (!changed || count_act(work, "join", error)) &&
           letter_reply(work, "subscribed", NULL, list, NULL, error);
}

bool command_unsubscribe_confirmed(Work *work, GError **error)
{
    Db *db = work->desk->db;
    const Ask *ask = work->ask;
    guint8 hash[32];
    bool changed = false;
    g_autoptr(List) list = list_by_id(db, ask->list, error);

    token_hash(&work->desk->key, ask->address, hash);
    return list && list_leave(db, list->id, ask->person, "self", &changed, error) &&
           optout_add(db, hash, list->id, error) && (!changed || count_act(work, "leave", error)) &&
           letter_reply(work, "unsubscribed", NULL, list, NULL, error);
}
