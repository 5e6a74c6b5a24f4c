/* answer_told.c: see answer_told.h. */
#include "gateway/answer_told.h"

#include <inttypes.h>

#include "archive/act.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "gateway/commands_by_letter.h"
#include "gateway/disowned.h"
#include "gateway/moderation_told.h"
#include "gateway/own_letter.h"
#include "lists/people.h"

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

/* What was asked about, as people read it; "": nothing that has a name. Not the subject of the
 * answer: that holds the token, and grows with every round. The caller's. */
static char *question_subject(const Work *work, GError **error)
{
    if (work->held)
        return g_strdup(words_subject(desk_tongue(work->desk, work->held->list)->words,
                                      work->held->facts->subject_base));
    g_autoptr(List) list =
        work->ask->list ? list_by_id(work->desk->db, work->ask->list, error) : NULL;
    if (list)
        return g_strdup(list->title);
    return work->ask->list ? NULL : g_strdup("");
}

bool answer_was_told(Work *work)
{
    if (work->is_echo)
        work->reason = "same-text";
    return work->is_echo;
}

/* Who decided what, and when; as the letter answer-late says it. */
typedef struct Outcome {
    Ruled ruled; /* of a held letter */
    bool decided, own;
    int64_t person, at;  /* person 0: the answer of an address, or the command line */
    const char *address; /* NULL none; borrowed */
} Outcome;

static bool find_outcome(const Work *work, const GPtrArray *asks, Outcome *outcome, GError **error)
{
    const Ask *ask = work->ask, *by = g_str_equal(ask->state, "answered") ? ask : decided_ask(asks);
    /* closed without anybody's answer: decided from the command line, or by another question */
    bool closed = g_str_equal(ask->state, "closed");

    *outcome = (Outcome){.decided = by || closed,
                         .own = by && by->id == ask->id,
                         .person = by ? by->person : 0,
                         .at = by       ? by->answered
                               : closed ? ask->answered
                                        : ask->expires,
                         .address = by ? by->address : NULL};
    if (!work->held || !g_str_equal(ask->kind, "moderation"))
        return true;
    if (!ruling_of_case(work->desk->db, ask->object, &outcome->ruled, error))
        return false;
    if (outcome->ruled.found) {
        outcome->decided = true;
        outcome->person = outcome->ruled.person;
        outcome->at = outcome->ruled.at;
    }
    return true;
}

static json_t *late_values(const Work *work, const Outcome *outcome, const Person *person)
{
    g_autofree char *when = clock_date_time(outcome->at, work->desk->settings->zone);
    const char *name = person             ? person->name
                       : outcome->address ? outcome->address
                                          : work->desk->settings->community;
    json_t *values =
        json_pack("{s:b,s:b,s:b,s:s,s:s}", "decided", outcome->decided, "own", outcome->own,
                  "refused", outcome->ruled.found && !ruling_publishes(outcome->ruled.word),
                  "decided_by", name, "decided_at", when);

    moderation_add_word(values, outcome->ruled.found ? outcome->ruled.word : RULING_NO);
    return values;
}

bool answer_told_late(Work *work, GError **error)
{
    Db *db = work->desk->db;
    bool first = false;
    Outcome outcome;
    g_autofree char *question = g_strdup_printf("%" PRId64, work->ask->id);

    if (!run_once(db, "told-late", question, "", &first, error))
        return false;
    if (!first && answer_was_told(work))
        return true;
    g_autoptr(GPtrArray) asks = ask_of_object(db, work->ask->kind, work->ask->object, error);
    g_autofree char *subject = question_subject(work, error);
    if (!asks || !subject || !find_outcome(work, asks, &outcome, error))
        return false;
    g_autoptr(Person) person = outcome.person ? person_by_id(db, outcome.person, error) : NULL;
    if (outcome.person && !person)
        return false;
    work->reason = "token-used";
    json_t *values = late_values(work, &outcome, person);
    json_object_set_new(values, "subject", *subject ? json_string(subject) : json_null());
    return letter_reply(work, "answer-late", NULL, NULL, values, error);
}

/* `reasons` is taken over; NULL: it is not for a number that none of them has. */
static bool tell_again(Work *work, json_t *reasons, GError **error)
{
    g_autoptr(json_t) rows = reasons ? reasons : json_array();

    if (answer_was_told(work))
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
        .values = json_pack("{s:s?,s:b,s:O}", "subject", *subject ? subject : NULL, "moderation",
                            g_str_equal(work->ask->kind, "moderation"), "reasons", rows),
    };

    work->reason = "answer-unclear";
    return own_letter_answer(work->desk, &letter, error);
}

bool answer_told_again(Work *work, GError **error)
{
    return tell_again(work, NULL, error);
}

bool answer_told_reasons(Work *work, const GPtrArray *reasons, GError **error)
{
    return tell_again(work, moderation_ready_rows(reasons), error);
}

bool answer_told_asked(Work *work, const char *text, GError **error)
{
    const Ask *ask = work->ask;
    g_autofree char *key = g_strdup_printf("%s:%" PRId64, text, ask->id);
    g_autofree char *subject = question_subject(work, error);
    if (!subject)
        return false;
    OwnLetter letter = {
        .text = text,
        .key = key,
        .person = ask->person,
        .address = ask->address,
        .values = json_pack("{s:s?,s:s,s:s}", "subject", *subject ? subject : NULL, "other_address",
                            work->identity->address ? work->identity->address : "", "address",
                            ask->address),
    };

    return own_letter_answer(work->desk, &letter, error);
}

bool answer_told_no_code(Work *work, GError **error)
{
    g_autofree char *day = clock_date(clock_now(), work->desk->settings->zone);
    bool first = false;

    work->reason = "token-wrong";
    if (!run_once(work->desk->db, "told-no-code", work->identity->address, day, &first, error))
        return false;
    return !first || letter_reply(work, "answer-no-code", NULL, NULL, NULL, error);
}

static const struct {
    const char *why, *text;
} TOLD[] = {{"token-foreign", "answer-foreign"}, {"not-authenticated", "answer-unproven"}};

/* What is wrong with a code is explained to whom we know; others would only try the next. */
static bool may_hear_of_codes(const Work *work)
{
    return work->identity->strength != STRENGTH_NONE && work->facts->auth != AUTH_FAIL;
}

/* It may have been meant for colleagues: a letter of ours that was passed on bears its code. */
static bool tell_not_yours(Work *work, GError **error)
{
    g_autofree char *day = clock_date(clock_now(), work->desk->settings->zone);
    const char *address = work->identity->address;
    bool first = false;

    if (!may_hear_of_codes(work))
        return true;
    if (!run_once(work->desk->db, "told-not-yours", address, day, &first, error))
        return false;
    return !first || letter_reply(work, "answer-not-yours", NULL, work->list,
                                  json_pack("{s:b}", "to_list", work->list != NULL), error);
}

bool answer_refuse(Work *work, const char *why, GError **error)
{
    work->reason = why;
    LOG(WARNING, "answer.refused", LOG_NUM("letter", work->item->letter),
        LOG_STR("from", work->identity->address), LOG_STR("reason", why));
    if (!work->ask)
        return !may_hear_of_codes(work) || answer_told_no_code(work, error);
    if (g_str_equal(why, "failed-authentication"))
        return disowned_tell(work, error);
    if (g_str_equal(why, "token-foreign") && !tell_not_yours(work, error))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(TOLD); i++) {
        if (g_str_equal(why, TOLD[i].why) && g_str_equal(work->ask->state, "open"))
            return answer_told_asked(work, TOLD[i].text, error);
    }
    return !g_str_equal(why, "token-used") || answer_told_late(work, error);
}
