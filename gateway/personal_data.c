/* personal_data.c: see personal_data.h. */
#include "gateway/personal_data.h"

#include <inttypes.h>

#include "archive/person_data.h"
#include "gateway/command_confirm.h"
#include "gateway/commands_by_letter.h"
#include "gateway/own_letter.h"
#include "gateway/person_export.h"
#include "gateway/person_farewell.h"

/* --- the questions ---------------------------------------------------------------------------- */

static bool ask(const CommandCall *call, const char *kind, const char *text, json_t *values,
                GError **error)
{
    const Confirmation confirmation = {
        .kind = kind,
        .text = text,
        .language = call->language,
        .object = call->work->identity->person,
        .values = values,
    };

    return command_ask(call->work, &confirmation, error);
}

bool letter_export(const CommandCall *call, GError **error)
{
    return ask(call, "export", "confirm-export", NULL, error);
}

bool letter_erase(const CommandCall *call, GError **error)
{
    PersonCounts counts;

    if (!person_counts(call->work->desk->db, call->work->identity->person, &counts, error))
        return false;
    return ask(
        call, "erase", "confirm-erase",
        json_pack("{s:I, s:b}", "posts", (json_int_t)counts.posts, "has_posts", counts.posts > 0),
        error);
}

/* --- the answers ------------------------------------------------------------------------------ */

static bool is_proven(const Work *work)
{
    const Account *account = work_account(work);
    const AuthTrust trust = account_trust(account);

    return !trust.profile || work->facts->auth == AUTH_PASS;
}

bool personal_refuse_unproven(Work *work, bool *told, GError **error)
{
    const Identity *who = work->identity;
    bool is_own = !who->is_shared && who->person == work->ask->person;

    *told = !is_own || !is_proven(work);
    if (!*told)
        return true;
    work->reason = is_own ? "not-authenticated" : "need-own-address";
    return letter_reply(work, is_own ? "need-proof" : "need-own-address", NULL, NULL, NULL, error);
}

static bool send_archive(Work *work, GError **error)
{
    const Settings *settings = work->desk->settings;
    int64_t bytes = 0;
    g_autofree char *key = g_strdup_printf("case:%" PRId64, work->item->id);

    if (!person_export_bytes(work->desk->db, work->ask->person, &bytes, error))
        return false;
    if (bytes > settings->export_bytes)
        return letter_reply(work, "export-large", NULL, NULL, NULL, error);
    const OwnLetter letter = {
        .text = "export",
        .key = key,
        .person = work->ask->person,
        .name = work->identity->author,
        .address = work->ask->address,
        .in_reply_to = work->facts->message_id,
        .attach_person = work->ask->person,
    };
    return own_letter_queue(work->desk, &letter, error);
}

bool personal_export_answered(Work *work, const Answer *answer, GError **error)
{
    bool told = false, yes = answer->word == ANSWER_YES;

    if (yes && (!personal_refuse_unproven(work, &told, error) || told))
        return told;
    return (!yes || send_archive(work, error)) &&
           ask_answer(work->desk->db, work->ask->id, yes ? "yes" : "no", work->item->letter, error);
}

/* The last letter: to nobody that we know by then. */
static bool say_farewell(Work *work, const Erased *erased, GError **error)
{
    g_autofree char *key = g_strdup_printf("case:%" PRId64, work->item->id);
    const OwnLetter letter = {
        .text = FAREWELL_LETTER,
        .key = key,
        .address = work->ask->address,
        .in_reply_to = work->facts->message_id,
        .values = json_pack("{s:b}", "answers", erased->answers > 0),
    };

    return own_letter_queue(work->desk, &letter, error);
}

bool personal_erase_answered(Work *work, const Answer *answer, GError **error)
{
    Erased erased;
    Desk *desk = work->desk;
    bool told = false, yes = answer->word == ANSWER_YES;

    if (yes && (!personal_refuse_unproven(work, &told, error) || told))
        return told;
    if (!ask_answer(desk->db, work->ask->id, yes ? "yes" : "no", work->item->letter, error))
        return false;
    if (!yes)
        return true;
    work->is_forgotten = true;
    if (!farewell_erase(desk->db, desk->settings, work->ask->person, &erased, error) ||
        !say_farewell(work, &erased, error))
        return false;
    farewell_log(work->ask->person, &erased);
    return true;
}
