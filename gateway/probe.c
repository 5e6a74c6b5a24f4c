/* probe.c: see probe.h. */
#include "gateway/probe.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "gateway/own_letter.h"

static const char PROBE[] = "probe"; /* the purpose, and the name of the text */

/* *needless: it was probed lately, is known not to work, or is nobody's (a stranger's, or erased).
 */
static bool count_probes(Work *work, const char *address, int64_t *all, bool *needless,
                         GError **error)
{
    int64_t now = clock_now();
    DbStmt *s = db_stmt(work->desk->db, SQL_PROBES_SINCE);

    db_text(s, 1, PROBE);
    db_int(s, 2, now - DAY);
    db_text(s, 3, address);
    db_int(s, 4, now - work->desk->settings->probe_days * DAY);
    if (db_row(s)) {
        *all = db_col_int(s, 0);
        *needless = db_col_int(s, 1) > 0 || db_col_int(s, 2) > 0;
    }
    return db_done(s, error);
}

bool probe_send(Work *work, const char *address, int64_t person, int64_t recipient, GError **error)
{
    int64_t all = 0;
    bool needless = false;

    if (!count_probes(work, address, &all, &needless, error))
        return false;
    if (needless)
        return true;
    if (all >= work->desk->settings->probes_per_day) {
        LOG(WARNING, "probe.capped", LOG_STR("address", address),
            LOG_NUM("probes_per_day", work->desk->settings->probes_per_day));
        return true;
    }
    g_autofree char *key = g_strdup_printf("%" PRId64 ":%" PRId64, work->item->letter, recipient);
    OwnLetter letter = {
        .text = PROBE,
        .key = key,
        .priority = PRIORITY_POST,
        .person = person,
        .address = address,
    };
    LOG(INFO, "probe.queued", LOG_STR("address", address));
    return own_letter_queue(work->desk, &letter, error);
}
