/* do_bounce.c: a bounce (RFC 3464): recorded for each failing address. It changes a delivery only
 * when it returns a letter of ours that went to that address; and nobody is removed: the address is
 * flagged and the methodist sees it. */
#include "base/clock.h"
#include "base/log.h"
#include "gateway/work.h"
#include "lists/people.h"

static const char *const ACTIONS[] = {
    [BOUNCE_FAILED] = "failed",   [BOUNCE_DELAYED] = "delayed",   [BOUNCE_DELIVERED] = "delivered",
    [BOUNCE_RELAYED] = "relayed", [BOUNCE_EXPANDED] = "expanded",
};

/* The letter of ours that came back from this address; 0: none. */
static bool find_returned(Work *work, const char *address, int64_t *outgoing, GError **error)
{
    *outgoing = 0;
    if (!work->facts->bounced_message_id)
        return true;
    DbStmt *s = db_stmt(work->desk->db, SQL_BOUNCED_OUTGOING);
    db_text(s, 1, work->facts->bounced_message_id);
    db_text(s, 2, address);
    return db_one(s, outgoing, NULL, error);
}

static bool record(Work *work, const Bounce *bounce, int64_t outgoing, GError **error)
{
    DbStmt *s = db_stmt(work->desk->db, SQL_BOUNCE_INSERT);

    db_int(s, 1, work->item->letter);
    db_id(s, 2, outgoing);
    db_text(s, 3, bounce->address);
    db_text(s, 4, ACTIONS[bounce->action]);
    db_text(s, 5, bounce->status);
    db_text(s, 6, bounce->class_);
    db_int(s, 7, bounce->hard);
    db_text(s, 8, bounce->diagnostic);
    db_int(s, 9, clock_now());
    return db_run(s, error);
}

static bool mark_failed(Work *work, const Bounce *bounce, int64_t outgoing, GError **error)
{
    DbStmt *s = db_stmt(work->desk->db, SQL_RECIPIENT_BOUNCED);

    db_int(s, 1, outgoing);
    db_text(s, 2, bounce->address);
    db_text(s, 3, bounce->diagnostic ? bounce->diagnostic : bounce->class_);
    db_int(s, 4, clock_now());
    return db_run(s, error) &&
           (!bounce->hard || address_flag(work->desk->db, bounce->address, bounce->class_, error));
}

bool do_bounce(Work *work, GError **error)
{
    for (guint i = 0; i < work->facts->bounces->len; i++) {
        const Bounce *bounce = g_ptr_array_index(work->facts->bounces, i);
        int64_t outgoing = 0;
        if (!find_returned(work, bounce->address, &outgoing, error) ||
            !record(work, bounce, outgoing, error))
            return false;
        if (outgoing && bounce->action == BOUNCE_FAILED &&
            !mark_failed(work, bounce, outgoing, error))
            return false;
        LOG(INFO, "bounce", LOG_STR("address", bounce->address), LOG_STR("class", bounce->class_),
            LOG_STR("status", bounce->status), LOG_STR("ours", outgoing ? "yes" : "no"));
    }
    return true;
}
