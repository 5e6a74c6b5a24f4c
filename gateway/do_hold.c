/* do_hold.c: a letter waits for a moderator: each gets the whole post with a question of their own,
 * and time begins to count. The methodists are asked where a list has no moderators. */
#include "base/log.h"
#include "gateway/escalation.h"
#include "gateway/hold_ask.h"
#include "gateway/receipt.h"

bool do_hold(Work *work, GError **error)
{
    guint asked = 0;

    if (!escalation_begin(work, error) || !hold_ask(work, HOLD_FIRST, &asked, error))
        return false;
    if (!asked)
        LOG(WARNING, "case.nobody-to-ask", LOG_NUM("case", work->item->id),
            LOG_STR("list", work->list->name));
    return receipt_send(work, RECEIPT_HELD, error);
}
