/* hold_deciders.c: hold_deciders() of hold_ask.h: whom a letter that waits is put to. */
#include "base/clock.h"
#include "gateway/hold_ask.h"
#include "lists/rota.h"

static GPtrArray *with_role(const Work *held, const char *role, GError **error)
{
    return list_role(held->desk->db, held->list->id, role, error);
}

/* Whoever is on duty today, as the list counts its days. */
static bool keep_on_duty(const Work *held, GPtrArray *moderators, GError **error)
{
    g_autoptr(GDateTime) now = clock_local(clock_now(), held->desk->settings->zone);

    return held->list->asked == ASKED_ALL ||
           rota_keep(held->desk->db, held->list->id, g_date_time_get_day_of_week(now), moderators,
                     error);
}

/* Those of the first role that anybody has. */
static GPtrArray *first_of(const Work *held, const char *role, const char *other, GError **error)
{
    GPtrArray *found = with_role(held, role, error);

    if (!found || found->len)
        return found;
    g_ptr_array_unref(found);
    return with_role(held, other, error);
}

GPtrArray *hold_deciders(const Work *held, HoldRound round, GError **error)
{
    if (round == HOLD_METHODISTS)
        return with_role(held, "methodist", error);
    if (round == HOLD_DEPUTIES)
        return first_of(held, "deputy", "moderator", error);
    GPtrArray *found = first_of(held, "moderator", "methodist", error);
    if (found && !keep_on_duty(held, found, error))
        g_clear_pointer(&found, g_ptr_array_unref);
    return found;
}
