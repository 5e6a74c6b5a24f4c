/* cmd_run.c: vestnik run --once: fetch, decide, send, remind: all that is due now, then exit. */
#include <unistd.h>

#include "base/error.h"
#include "gateway/commands.h"
#include "gateway/duty.h"

bool cmd_run(App *app, int argc, char **argv, GError **error)
{
    if (argc != 2 || !g_str_equal(argv[1], "--once"))
        return fail(error, ERR_USAGE,
                    "write: vestnik run --once; vestnik serve runs until it is stopped");
    int lock = duties_lock(app->settings, error);
    if (lock < 0)
        return false;
    g_autoptr(Db) db = app_open(app, error);
    bool ok = db && duties_once(app->settings, db, error);

    close(lock);
    return ok;
}
