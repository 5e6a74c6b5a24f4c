/* moderation.c: see moderation.h. */
#include "gateway/moderation.h"

#include <inttypes.h>

#include "archive/act.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/edited.h"
#include "gateway/many_told.h"
#include "gateway/moderation_told.h"

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

    return !decider->person || decider->word == RULING_BACK || act_add(held->desk->db, &act, error);
}

bool moderation_objection(const Work *answer, int64_t list, const char **why, GError **error)
{
    g_autoptr(List) of = list_by_id(answer->desk->db, list, error);
    bool decides;

    if (!of || !list_decides(answer->desk->db, list, answer->ask->person, &decides, error))
        return false;
    *why = NULL;
    if (!decides)
        *why = "role-ended";
    else if (of->authentication == AUTH_NEEDED_PASS && answer->facts->auth != AUTH_PASS)
        *why = "not-authenticated";
    return true;
}

bool moderation_tells_author(const Work *held)
{
    const Identity *who = held->identity;
    bool known = held->facts->auth != AUTH_FAIL &&
                 (who->strength != STRENGTH_NONE || held->facts->auth == AUTH_PASS);

    return known && who->address && held->facts->kind != KIND_LIST;
}

static bool close_case(Work *held, const Decider *decider, GError **error)
{
    Db *db = held->desk->db;
    bool publishes = ruling_publishes(decider->word);
    const char *verdict = verdict_name(publishes ? VERDICT_PUBLISH : VERDICT_REFUSE);
    const char *reason = decider->word == RULING_EDIT   ? "edited"
                         : publishes                    ? "approved"
                         : decider->word == RULING_SPAM ? "spam"
                         : decider->word == RULING_BACK ? "taken-back"
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
    return held->facts->auth != AUTH_FAIL && held->identity->person != 0 &&
           !held->identity->is_shared;
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

static bool tell_others(Work *held, const Decider *decider, GError **error)
{
    return decider->many ? many_told_add(decider->many, held, decider, error)
                         : moderation_tell_others(held, decider, error);
}

bool moderation_decide(Work *held, Decider *decider, bool *late, GError **error)
{
    /* again, inside the transaction: somebody may have been faster */
    g_autoptr(Case) now = case_by_id(held->desk->db, held->item->id, error);

    if (!now)
        return false;
    *late = now->state != CASE_HELD;
    if (*late)
        return true;
    if (!work_identify(held, error))
        return false;
    decider->untrusted = decider->word == RULING_ALWAYS && !moderation_knows_author(held);
    if (decider->untrusted)
        decider->word = RULING_YES;
    return (!ruling_publishes(decider->word) || publish(held, decider, error)) &&
           record(held, decider, error) && moderation_tell_author(held, decider, error) &&
           tell_others(held, decider, error) && close_case(held, decider, error);
}
