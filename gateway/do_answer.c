/* do_answer.c: a letter with a capability token. It counts only when the token is right, comes from
 * an address of the person who was asked, the question is still open, and an explicit word stands
 * above the quotation; a failed authentication spoils it. Everything else changes nothing and is
 * logged. What an answer does: answer_kinds.h. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "gateway/answer_kinds.h"
#include "gateway/answer_told.h"
#include "gateway/command_confirm.h"
#include "gateway/command_registry.h"
#include "lists/greeting.h"

/* From the address that was asked, or another one of the same person. */
static bool is_from_asked(const Work *work)
{
    const Identity *who = work->identity;
    const Ask *ask = work->ask;
    const AnswerKind *kind = answer_kind(ask);

    if (g_strcmp0(who->address, ask->address) == 0)
        return true;
    return ask->person && who->person == ask->person && !who->is_shared && kind &&
           kind->from != FROM_ADDRESS;
}

/* Another hand sent it, or others read that mailbox by now. */
static bool may_be_anothers(const Work *work)
{
    const Identity *who = work->identity;
    const Ask *ask = work->ask;
    const char *trick = work->facts->trick;
    const AnswerKind *kind = answer_kind(ask);
    bool other_hand = trick && (g_str_equal(trick, TRICK_OTHER_SENDER) ||
                                g_str_equal(trick, TRICK_OTHER_ADDRESS));

    if (other_hand && work->facts->auth != AUTH_PASS)
        return true;
    return kind && kind->from == FROM_PERSON && ask->person &&
           (who->person != ask->person || who->is_shared);
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
    return may_be_anothers(work) ? "not-authenticated" : NULL;
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
    const AnswerKind *kind = answer_kind(work->ask);

    if (!kind)
        return fail(error, ERR_BUG, "no rule for questions of kind '%s'", work->ask->kind);
    const char *own = greeting_skip(work->facts->new_text);
    g_auto(Answer) answer =
        kind->takes == TAKES_RULING ? answer_parse_ruling(own) : answer_parse(own);
    if (kind->beside == BESIDE_POLITE && answer.polite)
        answer.word = ANSWER_YES;
    if (!answer_kind_takes(kind, answer.word) ||
        (kind->beside == BESIDE_NOTHING && answer.confirmed))
        return answer_told_again(work, error);
    return kind->answered(work, &answer, error) &&
           (answer.word != ANSWER_YES || !work->ask || command_ask_next(work, error));
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

    return work->ask && g_str_equal(work->ask->kind, ANSWER_KIND_MEANT) &&
           answer.word == ANSWER_UNCLEAR && !answer.polite;
}

/* It is a new one: the question about the first is answered by that. */
static bool take_mended(Work *work, GError **error)
{
    return ask_answer(work->desk->db, work->ask->id, "no", work->item->letter, error) &&
           answer_as_command(work, error);
}

bool do_answer(Work *work, GError **error)
{
    if (!refresh_ask(work, error))
        return false;
    const char *wrong = objection(work);

    if (wrong && is_command_beside(work))
        return answer_as_command(work, error);
    if (wrong)
        return answer_refuse(work, wrong, error);
    return registry_is_mended(work) ? take_mended(work, error) : take_answer(work, error);
}
