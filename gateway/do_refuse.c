/* do_refuse.c: a letter that no list takes, or this one not with such a file, or no door for its
 * size. Its author is told at most once: a known person which file or list it was, an authenticated
 * stranger how to join; other strangers get nothing. */
#include <inttypes.h>

#include "base/clock.h"
#include "base/error.h"
#include "gateway/commands_by_letter.h"
#include "gateway/own_letter.h"
#include "gateway/place_menu.h"
#include "lists/file_rules.h"
#include "lists/policy.h"

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
        .values = json_pack("{s:s}", "subject", facts_subject(work->facts)),
    };

    return own_letter_answer(work->desk, &letter, error);
}

/* Its author may send it again without the file. */
static bool tell_of_file(Work *work, GError **error)
{
    g_autofree char *names = file_names(work->list, work->facts, file_is_refused);

    return letter_reply(work, "file-refused", NULL, work->list,
                        json_pack("{s:s, s:s, s:s}", "subject", work->facts->subject_base,
                                  "attachments", names, "kinds", work->list->files_refused),
                        error);
}

/* Whose mailbox it lies in; once a day: the key is the day. */
static bool tell_administrator(Work *work, const char *size, const char *most, GError **error)
{
    const Settings *settings = work->desk->settings;
    const Account *account = work_account(work);
    const char *from = work->facts->from.address;
    g_autofree char *day = clock_date(clock_now(), settings->zone);
    const OwnLetter letter = {
        .text = "large-letter",
        .language = settings->language,
        .key = day,
        .address = settings->administrator,
        .values = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "from", from ? from : "-", "subject",
                            work->facts->subject, "size", size, "most", most, "folder",
                            account->imap_failed, "mailbox", account->address),
    };

    if (settings->administrator)
        return own_letter_queue(work->desk, &letter, error);
    json_decref(letter.values);
    return true;
}

/* Nothing but its headers came in. */
static bool tell_of_size(Work *work, GError **error)
{
    const Words *words = work->desk->words;
    g_autofree char *size = words_size(words, work->facts->cut_bytes);
    g_autofree char *most = words_size(words, work->desk->settings->deliver_bytes);

    return tell_administrator(work, size, most, error) &&
           letter_reply(work, "letter-too-large", NULL, NULL,
                        json_pack("{s:s,s:s,s:s}", "subject", work->facts->subject_base, "size",
                                  size, "most", most),
                        error);
}

bool do_refuse(Work *work, GError **error)
{
    const Identity *who = work->identity;
    bool is_there = work->list && !work->list->until; /* it was not closed meanwhile */

    if (g_strcmp0(work->reason, "file-refused") == 0)
        return tell_of_file(work, error);
    if (g_strcmp0(work->reason, POLICY_CUT) == 0)
        return tell_of_size(work, error);
    if (!who->address || work->facts->auth == AUTH_FAIL)
        return true;
    if (who->strength != STRENGTH_NONE)
        return is_there ? letter_reply(work, "closed-to-joining", NULL, work->list, NULL, error)
                        : place_menu_ask(work, error);
    return work->facts->auth != AUTH_PASS || !is_there || tell_stranger(work, error);
}
