/* alarm.c: see alarm.h. */
#include "gateway/alarm.h"

#include "gateway/bell.h"

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
