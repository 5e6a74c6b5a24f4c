/* do_answer.c: a letter with a capability token. It counts only when the token is right, comes from
 * an address of the person who was asked, the question is still open, and an explicit word stands
 * above the quotation; a failed authentication spoils it. Everything else changes nothing and is
 * logged. */
#include <inttypes.h>
#include <string.h>

#include "archive/act.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/answer_told.h"
#include "gateway/ask_author.h"
#include "gateway/command_registry.h"
#include "gateway/command_address.h"
#include "gateway/command_confirm.h"
#include "gateway/command_name.h"
#include "gateway/commands_by_letter.h"
#include "gateway/invitation.h"
#include "gateway/join_approval.h"
#include "gateway/moderation_told.h"
#include "gateway/own_letter.h"
#include "gateway/personal_data.h"
#include "gateway/place_menu.h"
#include "gateway/queue_letter.h"
#include "lists/answer.h"
#include "lists/greeting.h"
#include "lists/people.h"

static const char MEANT[] = "meant";

/* --- what each kind of question does with its answer -------------------------------------- */

static bool refuse_answer(Work *work, const char *why, GError **error);

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
        return answer_told_again(work, error);
    if ((work->ask->person && !person) ||
        !moderation_objection(work, work->ask->list, &objection, error))
        return false;
    if (objection)
        return refuse_answer(work, objection, error);
    if (work->held && !moderation_decide(work->held, &decider, &late, error))
        return false;
    return late ? answer_told_late(work, error) : moderation_tell_decider(work, &decider, error);
}

static bool answer_join(Work *work, const Answer *answer, GError **error)
{
    const char *objection;

    if (!moderation_objection(work, work->ask->list, &objection, error))
        return false;
    return objection ? refuse_answer(work, objection, error) : join_answered(work, answer, error);
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

/* Whoever writes another command in the answer wants that one. */
static bool answer_meant(Work *work, const Answer *answer, GError **error)
{
    bool yes = answer->word == ANSWER_YES;

    if (!yes && answer->word != ANSWER_NO)
        return do_command(work, error);
    return (!yes || command_letter_meant(work, error)) &&
           ask_answer(work->desk->db, work->ask->id, yes ? "yes" : "no", work->item->letter, error);
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

static const struct {
    const char *kind;
    bool (*answered)(Work *work, const Answer *answer, GError **error);
    enum { ANYTHING, YES_OR_NO, RULING } takes; /* else it is asked again */
    /* Beside the word: what says the same; nothing, where it cannot be undone; whatever takes
     * nothing back ("Да, очень нужно"), where it concerns only who answers. */
    enum { CONFIRMING, NOTHING, POLITE } beside;
    bool is_of_address; /* asks whether the address is theirs: no other one can answer */
} KINDS[] = {
    {"moderation", answer_moderation, RULING, CONFIRMING, false},
    {"join", answer_join, YES_OR_NO, CONFIRMING, false},
    {"subscribe", answer_subscribe, YES_OR_NO, POLITE, false},
    {"unsubscribe", answer_unsubscribe, YES_OR_NO, POLITE, false},
    {"invite", invitation_answered, YES_OR_NO, POLITE, false},
    {"export", personal_export_answered, YES_OR_NO, POLITE, false},
    {"erase", personal_erase_answered, YES_OR_NO, NOTHING, false},
    {"registry", registry_answered, YES_OR_NO, CONFIRMING, false},
    {"commands", answer_commands, YES_OR_NO, POLITE, false},
    {"address", address_answered, YES_OR_NO, CONFIRMING, true},
    {"address-change", address_answered, YES_OR_NO, CONFIRMING, true},
    {MEANT, answer_meant, ANYTHING, POLITE, false},
    {"queue", answer_queue, ANYTHING, CONFIRMING, false},
    {"place", answer_place, ANYTHING, CONFIRMING, false},
    {"author", answer_author, ANYTHING, CONFIRMING, false},
    {"name", answer_name, ANYTHING, CONFIRMING, false},
};

/* G_N_ELEMENTS(KINDS): there is none. */
static size_t kind_of(const Ask *ask)
{
    size_t i = 0;

    while (i < G_N_ELEMENTS(KINDS) && !g_str_equal(KINDS[i].kind, ask->kind))
        i++;
    return i;
}

static bool is_taken(size_t kind, AnswerWord word)
{
    switch (KINDS[kind].takes) {
    case YES_OR_NO:
        return word == ANSWER_YES || word == ANSWER_NO;
    case RULING:
        return word != ANSWER_UNCLEAR;
    default:
        return true;
    }
}

/* --- is it an answer at all --------------------------------------------------------------- */

/* From the address that was asked, or another one of the same person. */
static bool is_from_asked(const Work *work)
{
    const Identity *who = work->identity;
    const Ask *ask = work->ask;
    size_t kind = kind_of(ask);

    if (g_strcmp0(who->address, ask->address) == 0)
        return true;
    return ask->person && who->person == ask->person && !who->is_shared &&
           kind < G_N_ELEMENTS(KINDS) && !KINDS[kind].is_of_address;
}

/* NULL when the answer counts, else the reason code why not. */
static const char *objection(const Work *work)
{
    const Ask *ask = work->ask;

    if (!ask)
        return "token-wrong";
    if (!is_from_asked(work))
        return "token-foreign";
    if (work->facts->auth == AUTH_FAIL)
        return "failed-authentication";
    if (!g_str_equal(ask->state, "open") || ask->expires <= clock_now())
        return "token-used";
    return NULL;
}

/* Only what stands above the quotation counts: the letter begins with the own text. */
static bool begins_with_own_text(const Facts *facts)
{
    const char *text = facts->text + strspn(facts->text, "\n");
    size_t line = strcspn(facts->new_text, "\n");

    return line > 0 && strncmp(text, facts->new_text, line) == 0;
}

static bool take_answer(Work *work, GError **error)
{
    if (!begins_with_own_text(work->facts))
        return answer_told_again(work, error);
    size_t kind = kind_of(work->ask);

    if (kind == G_N_ELEMENTS(KINDS))
        return fail(error, ERR_BUG, "no rule for questions of kind '%s'", work->ask->kind);
    const char *own = greeting_skip(work->facts->new_text);
    g_auto(Answer) answer =
        KINDS[kind].takes == RULING ? answer_parse_ruling(own) : answer_parse(own);
    if (KINDS[kind].beside == POLITE && answer.polite)
        answer.word = ANSWER_YES;
    if (!is_taken(kind, answer.word) || (KINDS[kind].beside == NOTHING && answer.confirmed))
        return answer_told_again(work, error);
    return KINDS[kind].answered(work, &answer, error) &&
           (answer.word != ANSWER_YES || command_ask_next(work, error));
}

static const struct {
    const char *why, *text;
} TOLD[] = {{"token-foreign", "answer-foreign"}, {"not-authenticated", "answer-unproven"}};

/* A code that is torn is explained to whom we know; others would only try the next. */
static bool may_hear_of_codes(const Work *work)
{
    return work->identity->strength != STRENGTH_NONE && work->facts->auth != AUTH_FAIL;
}

static bool refuse_answer(Work *work, const char *why, GError **error)
{
    work->reason = why;
    LOG(WARNING, "answer.refused", LOG_NUM("letter", work->item->letter),
        LOG_STR("from", work->identity->address), LOG_STR("reason", why));
    if (!work->ask)
        return !may_hear_of_codes(work) || answer_told_no_code(work, error);
    for (size_t i = 0; i < G_N_ELEMENTS(TOLD); i++) {
        if (g_str_equal(why, TOLD[i].why) && g_str_equal(work->ask->state, "open"))
            return answer_told_asked(work, TOLD[i].text, error);
    }
    return !g_str_equal(why, "token-used") || answer_told_late(work, error);
}

/* The question as it stands now: it was read before the transaction, and the command line or the
 * timer may have closed it since. */
static bool refresh_ask(Work *work, GError **error)
{
    Ask *now = work->ask ? ask_by_id(work->desk->db, work->ask->id, error) : NULL;

    if (!work->ask)
        return true;
    if (!now)
        return false;
    ask_free(work->ask);
    work->ask = now;
    return true;
}

/* Another command under "Вы имели в виду другое слово?": no token is needed for that. */
static bool is_command_beside(const Work *work)
{
    g_auto(Answer) answer = answer_parse(greeting_skip(work->facts->new_text));

    return work->ask && g_str_equal(work->ask->kind, MEANT) && answer.word == ANSWER_UNCLEAR &&
           !answer.polite;
}

bool do_answer(Work *work, GError **error)
{
    if (!refresh_ask(work, error))
        return false;
    const char *wrong = objection(work);

    if (wrong && is_command_beside(work))
        return do_command(work, error);
    return wrong ? refuse_answer(work, wrong, error) : take_answer(work, error);
}
