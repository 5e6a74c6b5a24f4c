/* do_ignore.c: a letter with which nothing happens. Machines wrote it, or its author the same
 * before; but what another published already in a list a colleague may have passed on too. Once a
 * day they are told so: a mailbox that returns every post to us would ask for it with each. */
#include "base/clock.h"

#include "archive/act.h"
#include "gateway/commands_by_letter.h"
#include "lists/policy.h"

static bool is_known(const Work *work)
{
    return work->identity->strength != STRENGTH_NONE && work->facts->auth != AUTH_FAIL &&
           !work->facts->trick;
}

bool do_ignore(Work *work, GError **error)
{
    bool first = false;

    if (!g_str_equal(work->reason, POLICY_CAME_BACK) || !is_known(work))
        return true;
    g_autofree char *day = clock_date(clock_now(), work->desk->settings->zone);
    if (!run_once(work->desk->db, "told-came-back", work->identity->address, day, &first, error))
        return false;
    return !first || letter_reply(work, "post-came-back", NULL, work->list,
                                  json_pack("{s:s}", "subject", work->facts->subject_base), error);
}
