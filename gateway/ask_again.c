/* ask_again.c: see ask_again.h. The letter is read again; the question is a new one, with a token
 * of its own. */
#include "gateway/ask_again.h"

#include <inttypes.h>

#include "archive/act.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/work.h"

#define MOST 50 /* letters in one go */

static GArray *letters_without_asked(Db *db, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    DbStmt *s = db_stmt(db, SQL_HELD_WITHOUT_ASKED);

    db_int(s, 1, clock_now());
    db_int(s, 2, MOST);
    while (db_row(s)) {
        int64_t id = db_col_int(s, 0);
        g_array_append_val(ids, id);
    }
    return db_done(s, error) ? g_steal_pointer(&ids) : NULL;
}

static bool ask(Work *held, GError **error)
{
    Db *db = held->desk->db;
    g_autofree char *subject = g_strdup_printf("%" PRId64, held->item->id);
    g_autofree char *day = clock_date(clock_now(), held->desk->settings->zone);
    bool first = false;

    if (!run_once(db, "ask-again", subject, day, &first, error))
        return false;
    if (!first)
        return true;
    held->reason = held->item->reason;
    LOG(INFO, "case.asked-again", LOG_NUM("case", held->item->id));
    return work_identify(held, error) && ask_expire(db, clock_now(), error) &&
           ask_close(db, "moderation", held->item->id, 0, error) && do_hold(held, error);
}

static bool ask_about(Desk *desk, int64_t case_id, GError **error)
{
    g_autoptr(Work) held = work_read(desk, case_id, error);

    if (!held || !db_begin(desk->db, error))
        return false;
    return db_finish(desk->db, ask(held, error), error);
}

bool ask_again_about_held(Desk *desk, GError **error)
{
    g_autoptr(GArray) ids = letters_without_asked(desk->db, error);

    for (guint i = 0; ids && i < ids->len; i++) {
        if (!ask_about(desk, g_array_index(ids, int64_t, i), error))
            return false;
    }
    return ids != NULL;
}
