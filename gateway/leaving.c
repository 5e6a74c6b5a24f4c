/* leaving.c: see leaving.h. */
#include "gateway/leaving.h"

#include "archive/act.h"
#include "lists/identity.h"
#include "lists/wish.h"

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
           wish_keep(desk->db, &desk->key, leaving->person, leaving->list->id, error) &&
           (!*changed || act_add(desk->db, &act, error));
}
