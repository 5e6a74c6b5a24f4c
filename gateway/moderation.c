/* moderation.c: see moderation.h. */
#include "gateway/moderation.h"

#include <inttypes.h>

#include "archive/act.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/edited.h"
#include "gateway/own_letter.h"

static const char KIND[] = "moderation";

static bool count_decision(Work *held, const Decider *decider, GError **error)
{
    Act act = {
        .kind = "decision",
        .person = decider->person,
        .list = held->list->id,
        .letter = held->item->letter,
        .strength = strength_name(STRENGTH_TOKEN),
    };

    return !decider->person || act_add(held->desk->db, &act, error);
}

bool moderation_tells_author(const Work *held)
{
    const Identity *who = held->identity;
    bool known = held->facts->auth != AUTH_FAIL &&
                 (who->strength != STRENGTH_NONE || held->facts->auth == AUTH_PASS);

    return known && who->address && held->facts->kind != KIND_LIST;
}

/* "Иванова Мария Петровна (Школа № 2)" is in the register of the author's letter; a stranger
 * without authentication is told nothing. */
static bool tell_author(Work *held, const Decider *decider, GError **error)
{
    const Identity *who = held->identity;
    if (decider->word == RULING_SPAM || !moderation_tells_author(held))
        return true;
    g_autofree char *key = g_strdup_printf("case:%" PRId64, held->item->id);
    json_t *values = json_pack("{s:s,s:s,s:b,s:s}", "subject", held->facts->subject_base, "reason",
                               decider->reason ? decider->reason : "", "not_member",
                               g_strcmp0(held->item->reason, "not-member") == 0, "text",
                               decider->text ? decider->text : "");
    OwnLetter letter = {
        .text = decider->text                     ? "post-edited"
                : ruling_publishes(decider->word) ? "post-published"
                                                  : "post-refused",
        .key = key,
        .person = who->person,
        .name = who->strength == STRENGTH_NONE ? NULL : who->author,
        .address = who->address,
        .list = held->list,
        .in_reply_to = held->facts->message_id,
        .values = values,
    };

    return own_letter_queue(held->desk, &letter, error);
}

static bool tell_moderator(Work *held, const Decider *decider, const Ask *ask, GError **error)
{
    g_autofree char *key = g_strdup_printf("ask:%" PRId64, ask->id);
    g_autofree char *when = clock_date_time(clock_now(), held->desk->settings->zone);
    json_t *values = json_pack(
        "{s:s,s:s,s:b,s:b,s:b,s:b,s:s,s:s,s:s}", "author", held->identity->author, "subject",
        held->facts->subject_base, "published", ruling_publishes(decider->word), "edited",
        decider->word == RULING_EDIT, "always", decider->word == RULING_ALWAYS, "spam",
        decider->word == RULING_SPAM, "reason", decider->reason ? decider->reason : "",
        "decided_by", decider->name, "decided_at", when);
    OwnLetter letter = {
        .text = "moderation-decided",
        .key = key,
        .person = ask->person,
        .address = ask->address,
        .list = held->list,
        .values = values,
    };

    return own_letter_queue(held->desk, &letter, error);
}

static bool tell_moderators(Work *held, const Decider *decider, GError **error)
{
    g_autoptr(GPtrArray) asks = ask_of_object(held->desk->db, KIND, held->item->id, error);

    for (guint i = 0; asks && i < asks->len; i++) {
        const Ask *ask = g_ptr_array_index(asks, i);
        if (ask->id != decider->ask && !tell_moderator(held, decider, ask, error))
            return false;
    }
    return asks != NULL;
}

static bool close_case(Work *held, const Decider *decider, GError **error)
{
    Db *db = held->desk->db;
    bool publishes = ruling_publishes(decider->word);
    const char *verdict = verdict_name(publishes ? VERDICT_PUBLISH : VERDICT_REFUSE);
    const char *reason = decider->word == RULING_EDIT   ? "edited"
                         : publishes                    ? "approved"
                         : decider->word == RULING_SPAM ? "spam"
                                                        : "rejected";

    LOG(INFO, "case.moderated", LOG_NUM("case", held->item->id), LOG_STR("verdict", verdict),
        LOG_STR("by", decider->name));
    return case_decide(db, held->item->id, CASE_DONE, verdict, reason, error) &&
           (!decider->ask ||
            ask_answer(db, decider->ask, ruling_word(decider->word), decider->letter, error)) &&
           ask_close(db, KIND, held->item->id, decider->ask, error);
}

bool moderation_knows_author(const Work *held)
{
    return held->identity->person != 0;
}

static bool publish(Work *held, const Decider *decider, GError **error)
{
    if (decider->word == RULING_EDIT)
        edited_make(held, decider->text);
    return do_publish(held, error);
}

static bool record(Work *held, const Decider *decider, GError **error)
{
    Ruling ruling = {
        .letter_case = held->item->id,
        .list = held->list->id,
        .author = held->identity->person,
        .word = decider->word,
        .reason = decider->reason,
        .text = decider->text,
        .person = decider->person,
        .letter = decider->letter,
    };

    return ruling_add(held->desk->db, &ruling, error) && count_decision(held, decider, error);
}

bool moderation_decide(Work *held, const Decider *decider, bool *late, GError **error)
{
    /* again, inside the transaction: somebody may have been faster */
    g_autoptr(Case) now = case_by_id(held->desk->db, held->item->id, error);

    if (!now)
        return false;
    *late = now->state != CASE_HELD;
    if (*late)
        return true;
    return work_identify(held, error) &&
           (!ruling_publishes(decider->word) || publish(held, decider, error)) &&
           record(held, decider, error) && tell_author(held, decider, error) &&
           tell_moderators(held, decider, error) && close_case(held, decider, error);
}
