/* member_told.c: see member_told.h. */
#include "gateway/member_told.h"

#include <jansson.h>

#include "base/token.h"
#include "gateway/hold_ask.h"
#include "gateway/own_letter.h"

static json_t *values_of(const MemberTold *told, bool own)
{
    const char *who = own ? "" : told->person->name; /* several read it: which of them it is */
    json_t *values = json_pack("{s:s, s:s, s:b}", "author", told->author ? told->author : "", "who",
                               who, "own_wish", told->own_wish);

    for (const char *const *role = MEMBER_ROLES; *role; role++) {
        g_autofree char *key = g_strdup_printf("role_%s", *role);
        json_object_set_new(values, key, json_boolean(g_strcmp0(told->role, *role) == 0));
    }
    return values;
}

bool member_tell(Desk *desk, const MemberTold *told, GError **error)
{
    bool own = false;

    if (!told->person->address)
        return true;
    g_autofree char *key = random_name(10, error);
    if (!key || !is_own_address(desk->db, told->person->address, &own, error))
        return false;
    const OwnLetter letter = {
        .text = told->removed     ? "removed-you"
                : told->only_role ? "role-you"
                                  : "added-you",
        .key = key,
        .priority = PRIORITY_POST,
        .person = told->person->id,
        .name = told->person->name,
        .address = told->person->address,
        .list = told->list,
        .values = values_of(told, own),
    };

    return own_letter_queue(desk, &letter, error);
}
