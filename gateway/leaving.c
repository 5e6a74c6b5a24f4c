/* leaving.c: see leaving.h. */
#include "gateway/leaving.h"

#include "archive/act.h"
#include "lists/identity.h"
#include "lists/people.h"
#include "lists/wish.h"

static bool keep_wish(Desk *desk, const Leaving *leaving, GError **error)
{
    guint8 hash[32];

    if (!leaving->address)
        return wish_keep(desk->db, &desk->key, leaving->person, leaving->list->id, error);
    token_hash(&desk->key, leaving->address, hash);
    return optout_add(desk->db, hash, leaving->list->id, error);
}

bool leave_list(Desk *desk, const Leaving *leaving, bool *changed, GError **error)
{
    const Act act = {
        .kind = "leave",
        .person = leaving->person,
        .list = leaving->list->id,
        .letter = leaving->letter,
        .strength = strength_name(STRENGTH_TOKEN),
    };

    return list_leave(desk->db, leaving->list->id, leaving->person, "self", changed, error) &&
           keep_wish(desk, leaving, error) && (!*changed || act_add(desk->db, &act, error));
}
