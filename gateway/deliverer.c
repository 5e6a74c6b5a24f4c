/* deliverer.c: see deliverer.h; how one account goes about it stands in pump.c. */
#include "gateway/deliverer.h"

#include "base/clock.h"
#include "gateway/pump.h"

#define LOOK       200 /* milliseconds at the only door at work */
#define LOOK_SHORT 20  /* where others are at work too */

int64_t deliver_backoff(const Settings *settings, int64_t attempts)
{
    int64_t delay = MAX(settings->retry_first, 1);

    for (int64_t i = 0; i < attempts && delay < settings->retry_longest; i++)
        delay *= 2;
    return MIN(delay, MAX(settings->retry_longest, 1));
}

const Account *deliverer_account(const Deliverer *deliverer)
{
    return deliverer->account ? deliverer->account : settings_account(deliverer->settings);
}

static int patience(const GPtrArray *pumps)
{
    int busy = 0;

    for (guint i = 0; i < pumps->len; i++)
        busy += pump_is_busy(g_ptr_array_index(pumps, i));
    return busy > 1 ? LOOK_SHORT : LOOK;
}

/* Until no account has anything to do now. */
static bool turn_all(const GPtrArray *pumps, GError **error)
{
    bool is_idle;

    do {
        is_idle = true;
        for (guint i = 0; i < pumps->len; i++) {
            Pump *pump = g_ptr_array_index(pumps, i);
            if (!pump_turn(pump, patience(pumps), error))
                return false;
            is_idle = is_idle && pump_is_idle(pump);
        }
    } while (!is_idle);
    return true;
}

bool deliver_all(Db *db, const Deliverer *deliverers, size_t count, int64_t *next, GError **error)
{
    g_autoptr(GPtrArray) pumps = g_ptr_array_new_with_free_func((GDestroyNotify)pump_free);

    *next = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        Pump *pump = pump_new(db, &deliverers[i], error);
        if (!pump)
            return false;
        g_ptr_array_add(pumps, pump);
    }
    if (!turn_all(pumps, error))
        return false;
    for (guint i = 0; i < pumps->len; i++) {
        int64_t at;
        if (!pump_next(g_ptr_array_index(pumps, i), &at, error))
            return false;
        *next = MIN(*next, at);
    }
    return true;
}

bool deliver_due(Db *db, const Deliverer *deliverer, int64_t *next, GError **error)
{
    return deliver_all(db, deliverer, 1, next, error);
}
