/* do_answer.c: a letter with a capability token. It counts only when the token is right, comes from
 * the address that was asked, the question is still open, and an explicit word stands above the
 * quotation; a failed authentication spoils it. Everything else changes nothing and is logged. */
#include <inttypes.h>
#include <string.h>

#include "archive/act.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/ask_author.h"
#include "gateway/commands_by_letter.h"
#include "gateway/moderation.h"
#include "gateway/own_letter.h"
#include "gateway/personal_data.h"
#include "gateway/place_menu.h"
#include "lists/answer.h"
#include "lists/greeting.h"
#include "lists/people.h"

/* --- what each kind of question does with its answer -------------------------------------- */

static bool reply_late(Work *work, GError **error);
static bool ask_again(Work *work, GError **error);
static bool refuse_answer(Work *work, const char *why, GError **error);

static bool answer_moderation(Work *work, const Answer *answer, GError **error)
{
    static const RulingWord RULINGS[] = {
        [ANSWER_YES] = RULING_YES,   [ANSWER_ALWAYS] = RULING_ALWAYS, [ANSWER_NO] = RULING_NO,
        [ANSWER_SPAM] = RULING_SPAM, [ANSWER_EDIT] = RULING_EDIT,
    };
    bool late = true, decides;
    const char *ready =
        answer->ready ? ready_reason(work->desk->reasons, answer->ready) : answer->reason;
    g_autoptr(Person) person =
        work->ask->person ? person_by_id(work->desk->db, work->ask->person, error) : NULL;
    Decider decider = {
        .person = work->ask->person,
        .name = person ? person->name : work->ask->address,
        .ask = work->ask->id,
        .letter = work->item->letter,
        .word = RULINGS[answer->word],
        .reason = ready,
        .text = answer->text,
    };

    if (answer->ready && !ready)
        return ask_again(work, error);
    if ((work->ask->person && !person) ||
        !list_decides(work->desk->db, work->ask->list, work->ask->person, &decides, error))
        return false;
    /* whoever was asked may have lost the role since */
    if (!decides)
        return refuse_answer(work, "role-ended", error);
    if (work->held && !moderation_decide(work->held, &decider, &late, error))
        return false;
    return !late || reply_late(work, error);
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

static const struct {
    const char *kind;
    bool (*answered)(Work *work, const Answer *answer, GError **error);
    enum { ANYTHING, YES_OR_NO, RULING } takes; /* else it is asked again */
    bool polite; /* "Да, спасибо!" is a yes too: the answer concerns only who gives it */
} KINDS[] = {
    {"moderation", answer_moderation, RULING, false},
    {"subscribe", answer_subscribe, YES_OR_NO, true},
    {"unsubscribe", answer_unsubscribe, YES_OR_NO, true},
    {"export", personal_export_answered, YES_OR_NO, true},
    {"erase", personal_erase_answered, YES_OR_NO, false},
    {"commands", answer_commands, YES_OR_NO, true},
    {"place", answer_place, ANYTHING, false},
    {"author", answer_author, ANYTHING, false},
};

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

/* NULL when the answer counts, else the reason code why not. */
static const char *objection(const Work *work)
{
    const Ask *ask = work->ask;

    if (!ask)
        return "token-wrong";
    if (!work->identity->address || !g_str_equal(work->identity->address, ask->address))
        return "token-foreign";
    if (work->facts->auth == AUTH_FAIL)
        return "failed-authentication";
    if (!g_str_equal(ask->state, "open") || ask->expires <= clock_now())
        return "token-used";
    return NULL;
}

/* The answer that was given to the same question before: by this person or another moderator. */
static const Ask *decided_ask(const GPtrArray *asks)
{
    for (guint i = 0; i < asks->len; i++) {
        const Ask *ask = g_ptr_array_index(asks, i);
        if (g_str_equal(ask->state, "answered"))
            return ask;
    }
    return NULL;
}

/* What was asked about, as people read it. Not the subject of the answer: that holds the token, and
 * grows with every round. The caller's. */
static char *question_subject(const Work *work, GError **error)
{
    if (work->held)
        return g_strdup(work->held->facts->subject_base);
    g_autoptr(List) list =
        work->ask->list ? list_by_id(work->desk->db, work->ask->list, error) : NULL;
    if (list)
        return g_strdup(list->title);
    return work->ask->list ? NULL : g_strdup("");
}

/* The same words again under the same question: it was explained, and a machine never learns. */
static bool was_told(Work *work)
{
    if (work->is_echo)
        work->reason = "same-text";
    return work->is_echo;
}

static bool reply_late(Work *work, GError **error)
{
    Db *db = work->desk->db;
    bool first = false;
    g_autofree char *question = g_strdup_printf("%" PRId64, work->ask->id);

    if (!run_once(db, "told-late", question, "", &first, error))
        return false;
    if (!first && was_told(work))
        return true;
    g_autoptr(GPtrArray) asks = ask_of_object(db, work->ask->kind, work->ask->object, error);
    const Ask *by = asks ? decided_ask(asks) : NULL;
    g_autoptr(Person) person = by && by->person ? person_by_id(db, by->person, error) : NULL;
    /* closed without anybody's answer: decided from the command line */
    bool decided = by || g_str_equal(work->ask->state, "closed");
    int64_t at = by ? by->answered : decided ? work->ask->answered : work->ask->expires;
    g_autofree char *when = clock_date_time(at, work->desk->settings->zone);

    g_autofree char *subject = question_subject(work, error);

    if (!asks || !subject || (by && by->person && !person))
        return false;
    work->reason = "token-used";
    const char *name = person ? person->name : by ? by->address : work->desk->settings->community;
    json_t *values =
        json_pack("{s:s,s:b,s:b,s:s,s:s}", "subject", subject, "decided", decided, "own",
                  by && by->id == work->ask->id, "decided_by", name, "decided_at", when);
    return letter_reply(work, "answer-late", NULL, NULL, values, error);
}

/* The question stays open; its token goes out once more with it. */
static bool ask_again(Work *work, GError **error)
{
    if (was_told(work))
        return true;
    g_autofree char *key = g_strdup_printf("case:%" PRId64, work->item->id);
    g_autofree char *subject = question_subject(work, error);
    if (!subject)
        return false;
    OwnLetter letter = {
        .text = "answer-unclear",
        .key = key,
        .person = work->ask->person,
        .address = work->ask->address,
        .ask = work->ask->id,
        .in_reply_to = work->facts->message_id,
        .values = json_pack("{s:s,s:b}", "subject", subject, "moderation",
                            g_str_equal(work->ask->kind, "moderation")),
    };

    work->reason = "answer-unclear";
    return own_letter_answer(work->desk, &letter, error);
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
        return ask_again(work, error);
    g_auto(Answer) answer = answer_parse(greeting_skip(work->facts->new_text));

    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (!g_str_equal(KINDS[i].kind, work->ask->kind))
            continue;
        if (KINDS[i].polite && answer.polite)
            answer.word = ANSWER_YES;
        if (!is_taken(i, answer.word))
            return ask_again(work, error);
        return KINDS[i].answered(work, &answer, error);
    }
    return fail(error, ERR_BUG, "no rule for questions of kind '%s'", work->ask->kind);
}

/* Who was asked should know that an answer from another address decided nothing. Once a question.
 */
static bool tell_asked(Work *work, GError **error)
{
    const Ask *ask = work->ask;
    g_autofree char *key = g_strdup_printf("foreign:%" PRId64, ask->id);
    g_autofree char *subject = question_subject(work, error);
    if (!subject)
        return false;
    OwnLetter letter = {
        .text = "answer-foreign",
        .key = key,
        .person = ask->person,
        .address = ask->address,
        .values = json_pack("{s:s,s:s,s:s}", "subject", subject, "other_address",
                            work->identity->address ? work->identity->address : "", "address",
                            ask->address),
    };

    return own_letter_answer(work->desk, &letter, error);
}

static bool refuse_answer(Work *work, const char *why, GError **error)
{
    work->reason = why;
    LOG(WARNING, "answer.refused", LOG_NUM("letter", work->item->letter),
        LOG_STR("from", work->identity->address), LOG_STR("reason", why));
    if (g_str_equal(why, "token-foreign") && g_str_equal(work->ask->state, "open"))
        return tell_asked(work, error);
    return !g_str_equal(why, "token-used") || reply_late(work, error);
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

bool do_answer(Work *work, GError **error)
{
    if (!refresh_ask(work, error))
        return false;
    const char *wrong = objection(work);

    return wrong ? refuse_answer(work, wrong, error) : take_answer(work, error);
}
