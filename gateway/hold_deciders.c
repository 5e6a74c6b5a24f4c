/* hold_deciders.c: who decides, of hold_ask.h: whom a letter that waits
 * is put to, and who wishes to join. */
#include "base/clock.h"
#include "base/log.h"
#include "gateway/hold_ask.h"
#include "lists/people.h"
#include "lists/rota.h"

bool is_own_address(Db *db, const char *address, bool *own, GError **error)
{
    int64_t school = 0;
    g_autoptr(GPtrArray) persons = persons_by_address(db, address, error);

    if (!persons || !school_by_address(db, address, &school, NULL, error))
        return false;
    *own = !school && persons->len == 1;
    return true;
}

static bool keep_reachable(Db *db, const List *list, GPtrArray *people, GError **error)
{
    for (guint i = people->len; i-- > 0;) {
        const Member *member = g_ptr_array_index(people, i);
        bool own = false;
        if (member->address && !is_own_address(db, member->address, &own, error))
            return false;
        if (own)
            continue;
        LOG(WARNING, "moderator.no-own-address", LOG_STR("name", member->name),
            LOG_STR("list", list->name));
        g_ptr_array_remove_index(people, i);
    }
    return true;
}

GPtrArray *deciders_of(Db *db, const List *list, const char *const *roles, GError **error)
{
    GPtrArray *people = NULL;

    for (; *roles && !(people && people->len); roles++) {
        g_clear_pointer(&people, g_ptr_array_unref);
        people = list_role(db, list->id, *roles, error);
        if (people && !keep_reachable(db, list, people, error))
            g_clear_pointer(&people, g_ptr_array_unref);
        if (!people)
            return NULL;
    }
    return people;
}

/* Whoever is on duty today, as the list counts its days. */
static bool keep_on_duty(const Work *held, GPtrArray *moderators, GError **error)
{
    g_autoptr(GDateTime) now = clock_local(clock_now(), held->desk->settings->zone);

    return held->list->asked == ASKED_ALL ||
           rota_keep(held->desk->db, held->list->id, g_date_time_get_day_of_week(now), moderators,
                     error);
}

GPtrArray *hold_deciders(const Work *held, HoldRound round, GError **error)
{
    static const char *const ROLES[][3] = {
        [HOLD_FIRST] = {"moderator", "methodist", NULL},
        [HOLD_DEPUTIES] = {"deputy", "moderator", NULL},
        [HOLD_METHODISTS] = {"methodist", NULL},
    };
    GPtrArray *found = deciders_of(held->desk->db, held->list, ROLES[round], error);

    if (found && round == HOLD_FIRST && !keep_on_duty(held, found, error))
        g_clear_pointer(&found, g_ptr_array_unref);
    return found;
}
