/* command_may.c: see command_may.h. */
#include "gateway/command_may.h"

#include "gateway/command_list.h"
#include "lists/list.h"

/* A personal address: what is sent there reaches the person and nobody else. */
static bool is_own(const Identity *who)
{
    return who->person && !who->is_shared && who->strength >= STRENGTH_ADDRESS;
}

/* NULL: nothing speaks against it. */
static const char *objection(const CommandCall *call)
{
    const Identity *who = call->work->identity;
    CommandNeeds needs = call->command->needs;

    if (needs == NEEDS_NOTHING && !call->command->role)
        return NULL;
    if (who->strength == STRENGTH_NONE)
        return "need-registry";
    if (is_own(who) || (needs == NEEDS_READER && who->is_shared))
        return NULL;
    if (needs != NEEDS_CONFIRMED && needs != NEEDS_SELF) /* there a written name is too little */
        return "need-own-address";
    return who->strength == STRENGTH_SCHOOL ? "need-person" : NULL;
}

/* A name is written by whoever likes: what it may read is what its mailbox gets anyway. */
PostReader command_reader(const Identity *who)
{
    return who->is_shared ? (PostReader){.school = who->school, .mailbox = who->address}
                          : (PostReader){.person = who->person};
}

static Permit permit_of(const CommandCall *call)
{
    switch (call->command->needs) {
    case NEEDS_CONFIRMED:
        return call->is_confirmed ? PERMIT_YES : PERMIT_CONFIRM;
    case NEEDS_SELF:
    case NEEDS_PROOF:
        if (call->command->only_tells && call->command->only_tells(call))
            return PERMIT_YES;
        return call->is_confirmed || call->work->identity->strength >= STRENGTH_AUTHENTICATED
                   ? PERMIT_YES
                   : PERMIT_CONFIRM;
    default:
        return PERMIT_YES;
    }
}

static bool has_role(const CommandCall *call, bool *has, GError **error)
{
    *has = !call->command->role;
    if (call->command->anywhere)
        return list_role_anywhere(call->work->desk->db, call->work->identity->person,
                                  call->command->role, has, error);
    return *has || !call->list ||
           command_has_role(call->work->desk->db, call->list->id, call->work->identity->person,
                            call->command->role, has, error);
}

/* Nobody is asked which list is meant who looks after none. */
static bool tell_role(const CommandCall *call, const char **told, GError **error)
{
    bool anywhere = call->command->anywhere;

    *told = anywhere ? "need-methodist" : "need-role";
    if (anywhere || call->list)
        return true;
    g_autoptr(GPtrArray) own = command_lists_of(call->work->desk->db, call->work->identity->person,
                                                call->command->role, error);
    if (own)
        *told = own->len ? "need-list" : "need-methodist";
    return own != NULL;
}

bool command_may(const CommandCall *call, Permit *permit, const char **told, GError **error)
{
    bool has = false;

    *permit = PERMIT_NO;
    *told = objection(call);
    if (*told)
        return true;
    if (!has_role(call, &has, error))
        return false;
    if (!has)
        return tell_role(call, told, error);
    *permit = permit_of(call);
    return true;
}
