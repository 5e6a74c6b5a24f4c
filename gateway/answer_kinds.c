/* answer_kinds.c: see answer_kinds.h. What each kind of question does with its answer. */
#include "gateway/answer_kinds.h"

#include "gateway/answer_told.h"
#include "gateway/ask_author.h"
#include "gateway/command_address.h"
#include "gateway/command_list.h"
#include "gateway/command_name.h"
#include "gateway/command_registry.h"
#include "gateway/commands_by_letter.h"
#include "gateway/invitation.h"
#include "gateway/join_approval.h"
#include "gateway/moderation_told.h"
#include "gateway/personal_data.h"
#include "gateway/place_menu.h"
#include "gateway/queue_letter.h"
#include "lists/greeting.h"
#include "lists/people.h"

const char ANSWER_KIND_MEANT[] = "meant";

static bool answer_moderation(Work *work, const Answer *answer, GError **error)
{
    static const RulingWord RULINGS[] = {
        [ANSWER_YES] = RULING_YES,   [ANSWER_ALWAYS] = RULING_ALWAYS, [ANSWER_NO] = RULING_NO,
        [ANSWER_SPAM] = RULING_SPAM, [ANSWER_EDIT] = RULING_EDIT,
    };
    bool late = true;
    const char *objection;
    g_autoptr(List) list = list_by_id(work->desk->db, work->ask->list, error);
    if (!list)
        return false;
    const GPtrArray *reasons = desk_tongue(work->desk, list)->reasons;
    const char *ready = answer->ready ? ready_reason(reasons, answer->ready) : answer->reason;
    g_autoptr(Person) person =
        work->ask->person ? person_by_id(work->desk->db, work->ask->person, error) : NULL;
    Decider decider = {
        .person = work->ask->person,
        .name = person ? person->name : work->ask->address,
        .address = work->ask->address,
        .ask = work->ask->id,
        .letter = work->item->letter,
        .word = RULINGS[answer->word],
        .reason = ready,
        .text = answer->text,
    };

    if (answer->ready && !ready)
        return answer_told_reasons(work, reasons, error);
    if ((work->ask->person && !person) ||
        !moderation_objection(work, work->ask->list, &objection, error))
        return false;
    if (objection)
        return answer_refuse(work, objection, error);
    if (work->held && !moderation_decide(work->held, &decider, &late, error))
        return false;
    return late ? answer_told_late(work, error) : moderation_tell_decider(work, &decider, error);
}

static bool answer_join(Work *work, const Answer *answer, GError **error)
{
    const char *objection;

    if (!moderation_objection(work, work->ask->list, &objection, error))
        return false;
    return objection ? answer_refuse(work, objection, error) : join_answered(work, answer, error);
}

static bool answer_subscribe(Work *work, const Answer *answer, GError **error)
{
    if (answer->word == ANSWER_YES && !command_subscribe_confirmed(work, error))
        return false;
    return ask_answer(work->desk->db, work->ask->id, answer->word == ANSWER_YES ? "yes" : "no",
                      work->item->letter, error);
}

static bool answer_unsubscribe(Work *work, const Answer *answer, GError **error)
{
    if (answer->word == ANSWER_YES && !command_unsubscribe_confirmed(work, error))
        return false;
    return ask_answer(work->desk->db, work->ask->id, answer->word == ANSWER_YES ? "yes" : "no",
                      work->item->letter, error);
}

static bool answer_commands(Work *work, const Answer *answer, GError **error)
{
    if (answer->word == ANSWER_YES && !command_letter_confirmed(work, error))
        return false;
    return ask_answer(work->desk->db, work->ask->id, answer->word == ANSWER_YES ? "yes" : "no",
                      work->item->letter, error);
}

/* Neither the question nor the letter that it was about belong to it. */
bool answer_as_command(Work *work, GError **error)
{
    g_clear_pointer(&work->ask, ask_free);
    g_clear_pointer(&work->held, work_free);
    return do_command(work, error);
}

/* Whoever writes another command in the answer wants that one. */
static bool answer_meant(Work *work, const Answer *answer, GError **error)
{
    bool yes = answer->word == ANSWER_YES;

    if (!yes && answer->word != ANSWER_NO)
        return answer_as_command(work, error);
    return (!yes || command_letter_meant(work, error)) &&
           ask_answer(work->desk->db, work->ask->id, yes ? "yes" : "no", work->item->letter, error);
}

/* The name of the list, which the command lacked. It stays open: who leaves two answers twice. */
static bool answer_which(Work *work, const Answer *unused, GError **error)
{
    const char *own = greeting_skip(work->facts->new_text);
    g_autofree char *line = g_strndup(own, strcspn(own, "\n"));
    g_autoptr(List) list = NULL;

    (void)unused;
    if (!command_find_list(work->desk->db, line, &list, NULL, error))
        return false;
    return list ? command_leave_named(work, list, error) : answer_as_command(work, error);
}

static bool answer_queue(Work *work, const Answer *unused, GError **error)
{
    (void)unused;
    return queue_answered(work, error);
}

static bool answer_place(Work *work, const Answer *unused, GError **error)
{
    (void)unused;
    return place_menu_answer(work, error);
}

static bool answer_author(Work *work, const Answer *unused, GError **error)
{
    (void)unused;
    return ask_author_answered(work, error);
}

static bool answer_name(Work *work, const Answer *unused, GError **error)
{
    (void)unused;
    return command_name_answered(work, error);
}

static const AnswerKind KINDS[] = {
    {"moderation", answer_moderation, TAKES_RULING, BESIDE_CONFIRMING, FROM_PERSON},
    {"join", answer_join, TAKES_YES_OR_NO, BESIDE_CONFIRMING, FROM_PERSON},
    {"subscribe", answer_subscribe, TAKES_YES_OR_NO, BESIDE_POLITE, FROM_READER},
    {"unsubscribe", answer_unsubscribe, TAKES_YES_OR_NO, BESIDE_POLITE, FROM_READER},
    {"invite", invitation_answered, TAKES_YES_OR_NO, BESIDE_POLITE, FROM_READER},
    {"export", personal_export_answered, TAKES_YES_OR_NO, BESIDE_POLITE, FROM_PERSON},
    {"erase", personal_erase_answered, TAKES_YES_OR_NO, BESIDE_NOTHING, FROM_PERSON},
    {"registry", registry_answered, TAKES_YES_OR_NO, BESIDE_CONFIRMING, FROM_PERSON},
    {"commands", answer_commands, TAKES_YES_OR_NO, BESIDE_POLITE, FROM_READER},
    {"address", address_answered, TAKES_YES_OR_NO, BESIDE_CONFIRMING, FROM_ADDRESS},
    {"address-change", address_answered, TAKES_YES_OR_NO, BESIDE_CONFIRMING, FROM_ADDRESS},
    {ANSWER_KIND_MEANT, answer_meant, TAKES_ANYTHING, BESIDE_POLITE, FROM_READER},
    {"which", answer_which, TAKES_ANYTHING, BESIDE_CONFIRMING, FROM_READER},
    {"queue", answer_queue, TAKES_ANYTHING, BESIDE_CONFIRMING, FROM_PERSON},
    {"place", answer_place, TAKES_ANYTHING, BESIDE_CONFIRMING, FROM_READER},
    {"author", answer_author, TAKES_ANYTHING, BESIDE_CONFIRMING, FROM_READER},
    {"name", answer_name, TAKES_ANYTHING, BESIDE_CONFIRMING, FROM_READER},
};

const AnswerKind *answer_kind(const Ask *ask)
{
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (g_str_equal(KINDS[i].kind, ask->kind))
            return &KINDS[i];
    return NULL;
}

bool answer_kind_takes(const AnswerKind *kind, AnswerWord word)
{
    switch (kind->takes) {
    case TAKES_YES_OR_NO:
        return word == ANSWER_YES || word == ANSWER_NO;
    case TAKES_RULING:
        return word != ANSWER_UNCLEAR;
    default:
        return true;
    }
}
