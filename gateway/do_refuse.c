/* do_refuse.c: a letter that no list takes. Its author is told at most once: a known person which
 * list was meant, an authenticated stranger how to join; other strangers get nothing. */
#include <inttypes.h>

#include "base/clock.h"
#include "base/error.h"
#include "gateway/commands_by_letter.h"
#include "gateway/own_letter.h"
#include "gateway/place_menu.h"

/* The key is the address: the same stranger is told once, ever. */
static bool tell_stranger(Work *work, GError **error)
{
    g_autofree char *key = g_strdup_printf("stranger:%s", work->identity->address);
    OwnLetter letter = {
        .text = "refused-stranger",
        .key = key,
        .address = work->identity->address,
        .list = work->list,
        .in_reply_to = work->facts->message_id,
        .values = json_pack("{s:s}", "subject", work->facts->subject),
    };

    return own_letter_answer(work->desk, &letter, error);
}

bool do_refuse(Work *work, GError **error)
{
    const Identity *who = work->identity;
    bool is_there = work->list && !work->list->until; /* it was not closed meanwhile */

    if (!who->address || work->facts->auth == AUTH_FAIL)
        return true;
    if (who->strength != STRENGTH_NONE)
        return is_there ? letter_reply(work, "closed-to-joining", NULL, work->list, NULL, error)
                        : place_menu_ask(work, error);
    return work->facts->auth != AUTH_PASS || !is_there || tell_stranger(work, error);
}
