/* do_hold.c: a letter waits for a moderator: each gets the whole post with a question of their own,
 * and time begins to count. The methodists are asked where a list has no moderators; where it has
 * nobody whom we could ask, the administrator hears of it, once a day for a list. */
#include "base/clock.h"
#include "base/log.h"
#include "gateway/escalation.h"
#include "gateway/hold_ask.h"
#include "gateway/own_letter.h"
#include "gateway/receipt.h"

/* Without `administrator` in the settings it stands in the log, and `vestnik check` says it. */
static bool tell_administrator(Work *work, GError **error)
{
    const Settings *settings = work->desk->settings;
    g_autofree char *day = clock_date(clock_now(), settings->zone);
    g_autofree char *key = g_strdup_printf("%s:%s", work->list->name, day);
    const OwnLetter letter = {
        .text = "nobody-decides",
        .language = settings->language,
        .key = key,
        .address = settings->administrator,
        .list = work->list,
        .values = json_object(),
    };

    LOG(WARNING, "case.nobody-to-ask", LOG_NUM("case", work->item->id),
        LOG_STR("list", work->list->name));
    if (settings->administrator)
        return own_letter_queue(work->desk, &letter, error);
    json_decref(letter.values);
    return true;
}

bool do_hold(Work *work, GError **error)
{
    guint asked = 0;

    if (!escalation_begin(work, error) || !hold_ask(work, HOLD_FIRST, &asked, error))
        return false;
    if (!asked && !tell_administrator(work, error))
        return false;
    return receipt_send(work, RECEIPT_HELD, error);
}
