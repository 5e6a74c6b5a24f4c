/* receipt.c: see receipt.h. */
#include "gateway/receipt.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/text.h"
#include "gateway/command_links.h"
#include "gateway/commands_by_letter.h"
#include "gateway/moderation.h"
#include "gateway/own_letter.h"
#include "gateway/take_back.h"
#include "lists/people.h"

bool receipt_send(const Work *work, ReceiptOf what, GError **error)
{
    const Identity *who = work->identity;
    const Settings *settings = work->desk->settings;
    bool wanted = false;

    if (work->item->state != CASE_NEW || !who->person || !moderation_tells_author(work))
        return true;
    if (!person_wants_receipts(work->desk->db, who->person, &wanted, error))
        return false;
    if (!wanted)
        return true;
    g_autofree char *key = g_strdup_printf("case:%" PRId64, work->item->id);
    g_autofree char *off =
        command_link_to(settings, "receipts", list_language(work->list, settings), "off");
    json_t *values = json_pack("{s:s,s:b,s:s}", "subject", work->facts->subject_base, "held",
                               what == RECEIPT_HELD, "link_receipts", off);
    OwnLetter letter = {
        .text = "receipt",
        .key = key,
        .person = who->person,
        .name = who->author,
        .address = who->address,
        .list = work->list,
        .in_reply_to = work->facts->message_id,
        .values = values,
    };

    take_back_add(work, what == RECEIPT_PUBLISHED, values);
    return own_letter_queue(work->desk, &letter, error);
}

/* --- the command ------------------------------------------------------------------------------ */

/* 1 on, 0 off, -1 neither. */
static int wanted_state(const char *argument)
{
    static const struct {
        const char *words;
        int state;
    } ROWS[] = {{"|вкл|включить|да|on|yes|", 1}, {"|выкл|выключить|нет|off|no|", 0}};
    g_autofree char *folded = text_fold(argument);
    g_autofree char *word = g_strdup_printf("|%s|", g_strstrip(g_strdelimit(folded, ".!:", ' ')));

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        if (*folded && strstr(ROWS[i].words, word))
            return ROWS[i].state;
    return -1;
}

bool receipts_only_tell(const CommandCall *call)
{
    return wanted_state(call->argument) < 0;
}

bool letter_receipts(const CommandCall *call, GError **error)
{
    Work *work = call->work;
    Db *db = work->desk->db;
    int state = wanted_state(call->argument);
    bool on = false;

    if (state >= 0 && !person_set_receipts(db, work->identity->person, state == 1, error))
        return false;
    if (!person_wants_receipts(db, work->identity->person, &on, error))
        return false;
    g_autofree char *link =
        command_link_to(work->desk->settings, "receipts", call->language, on ? "off" : "on");
    return letter_reply(work, "receipts-set", call->language, NULL,
                        json_pack("{s:b,s:s}", "on", on, "link_receipts", link), error);
}
