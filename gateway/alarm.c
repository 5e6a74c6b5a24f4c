/* alarm.c: see alarm.h. */
#include "gateway/alarm.h"

#include "archive/outgoing.h"
#include "gateway/bell.h"

/* Another account that sends, else the stopped one: then the letter goes with the rest. */
const Account *alarm_account(const Settings *settings, const char *troubled)
{
    for (Account **a = settings->accounts; *a; a++)
        if (!g_str_equal((*a)->name, troubled) && account_sends(settings, *a))
            return *a;
    return settings_account_named(settings, troubled);
}

bool alarm_is_told(Db *db, const char *text, const char *key, bool *is, GError **error)
{
    GError *why = NULL;
    g_autofree char *told = outgoing_message_id(db, text, key, &why);

    *is = told != NULL;
    if (why)
        g_propagate_error(error, why);
    return !why;
}

bool alarm_tell(Db *db, const Settings *settings,
                bool (*tell)(Desk *desk, const void *what, GError **error), const void *what,
                GError **error)
{
    g_autoptr(Desk) desk = desk_new(settings, db, error);

    if (!desk || !db_begin(db, error))
        return false;
    bool ok = db_finish(db, tell(desk, what, error), error);
    bell_ring(settings, BELL_DELIVERER);
    return ok;
}
