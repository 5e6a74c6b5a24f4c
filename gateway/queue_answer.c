/* queue_answer.c: queue_answered() of queue_letter.h. Each post that the answer names is decided as
 * by an answer to its own letter, which is closed with it. */
#include <inttypes.h>
#include <jansson.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/answer_told.h"
#include "gateway/many_told.h"
#include "gateway/moderation_told.h"
#include "gateway/own_letter.h"
#include "gateway/queue_letter.h"
#include "lists/answer_many.h"
#include "lists/greeting.h"
#include "lists/people.h"

/* What the letter back will say. */
typedef struct Reply {
    Work *work;
    const Person *person;
    const Tongue *tongue; /* as the letter that is answered: gateway/queue_letter.h */
    ManyTold *many;       /* what the other moderators will be told of */
    json_t *rows;         /* what became of each post that was named */
    json_t *unclear;      /* of strings */
    bool no_reason;       /* a number was given that no ready reason has */
} Reply;

static void add_unclear(Reply *reply, const char *text)
{
    json_array_append_new(reply->unclear, json_pack("{s:s}", "line", text));
}

/* `mine`: the decision of this answer; NULL: it was decided before. */
static bool add_row(Reply *reply, int64_t number, const Work *held, const Decider *mine,
                    GError **error)
{
    Db *db = reply->work->desk->db;
    const Settings *settings = reply->work->desk->settings;
    Ruled ruled;

    if (!ruling_of_case(db, held->item->id, &ruled, error))
        return false;
    g_autoptr(Person) person = ruled.person ? person_by_id(db, ruled.person, error) : NULL;
    if (ruled.person && !person)
        return false;
    g_autofree char *when = clock_date_time(ruled.at, settings->zone);
    const char *reason = mine && mine->reason ? mine->reason : "";
    json_t *row = json_pack("{s:I,s:s,s:b,s:b,s:s,s:s,s:s}", "number", (json_int_t)number,
                            "subject", held->facts->subject_base, "late", mine == NULL, "untrusted",
                            mine && mine->untrusted, "decided_by",
                            person ? person->name : settings->community, "decided_at", when,
                            "reason", reason);
    moderation_add_word(row, ruled.word);
    json_array_append_new(reply->rows, row);
    return true;
}

static RulingWord ruling_for(AnswerWord word)
{
    return word == ANSWER_YES      ? RULING_YES
           : word == ANSWER_ALWAYS ? RULING_ALWAYS
           : word == ANSWER_SPAM   ? RULING_SPAM
                                   : RULING_NO;
}

static const char *ready_in(const Reply *reply, const Answer *answer)
{
    return ready_reason(reply->tongue->reasons, answer->ready);
}

static bool decide(Reply *reply, int64_t number, const Answer *answer, GError **error)
{
    Work *work = reply->work, *held = g_ptr_array_index(work->queue, (guint)number - 1);
    bool late = false;
    const char *ready = ready_in(reply, answer);
    Decider decider = {
        .person = work->ask->person,
        .name = reply->person->name,
        .address = work->ask->address,
        .letter = work->item->letter,
        .word = ruling_for(answer->word),
        .reason = answer->ready ? ready : answer->reason,
        .many = reply->many,
    };

    if (!ask_find_open_of(work->desk->db, "moderation", held->item->id, work->ask->person,
                          &decider.ask, error) ||
        !moderation_decide(held, &decider, &late, error))
        return false;
    return add_row(reply, number, held, late ? NULL : &decider, error);
}

/* A number alone stands for a line that was not understood. */
static void refuse(Reply *reply, int64_t number, const char *why)
{
    g_autofree char *text = g_strdup_printf("%" PRId64, number);

    LOG(WARNING, "answer.refused", LOG_NUM("letter", reply->work->item->letter),
        LOG_STR("from", reply->work->ask->address), LOG_STR("reason", why));
    add_unclear(reply, text);
}

static bool decide_if_may(Reply *reply, int64_t number, const Answer *answer, GError **error)
{
    const Work *held = g_ptr_array_index(reply->work->queue, (guint)number - 1);
    const char *objection;

    if (answer->word == ANSWER_UNCLEAR)
        return true;
    if (!held || (answer->ready && !ready_in(reply, answer))) {
        reply->no_reason |= held != NULL;
        refuse(reply, number, "answer-unclear");
        return true;
    }
    if (!moderation_objection(reply->work, work_list_id(held), &objection, error))
        return false;
    if (!objection)
        return decide(reply, number, answer, error);
    refuse(reply, number, objection);
    return true;
}

/* The numbers that nobody has decided; the question is answered when there are none. */
static bool find_waiting(const Work *work, const GArray *cases, GString *waiting, GError **error)
{
    for (guint i = 0; i < cases->len; i++) {
        g_autoptr(Case) item = case_by_id(work->desk->db, g_array_index(cases, int64_t, i), error);
        if (!item)
            return false;
        if (item->state == CASE_HELD)
            g_string_append_printf(waiting, "%s%u", waiting->len ? ", " : "", i + 1);
    }
    return waiting->len ||
           ask_answer(work->desk->db, work->ask->id, "decided", work->item->letter, error);
}

static bool send_reply(Reply *reply, const char *waiting, GError **error)
{
    Work *work = reply->work;
    g_autofree char *key = g_strdup_printf("case:%" PRId64, work->item->id);
    OwnLetter letter = {
        .text = "queue-answered",
        .language = reply->tongue->language,
        .key = key,
        .person = work->ask->person,
        .name = reply->person->name,
        .address = work->ask->address,
        .ask = work->ask->id,
        .in_reply_to = work->facts->message_id,
        .values = json_pack(
            "{s:O,s:O,s:o,s:s}", "posts", reply->rows, "unclear", reply->unclear, "reasons",
            reply->no_reason ? moderation_ready_rows(reply->tongue->reasons) : json_array(),
            "waiting", waiting),
    };

    return own_letter_queue(work->desk, &letter, error);
}

static bool answer_all(Reply *reply, const GArray *cases, GError **error)
{
    Work *work = reply->work;
    g_autoptr(AnswerMany) many =
        answer_many_parse(greeting_skip(work->facts->new_text), cases->len);
    g_autoptr(GString) waiting = g_string_new(NULL);

    for (guint i = 0; i < many->unclear->len; i++)
        add_unclear(reply, g_ptr_array_index(many->unclear, i));
    for (int64_t number = 1; number <= many->count; number++)
        if (!decide_if_may(reply, number, &many->answers[number - 1], error))
            return false;
    if (!json_array_size(reply->rows)) {
        if (answer_was_told(work))
            return true;
        work->reason = "answer-unclear";
    }
    return many_told_send(reply->many, work->desk, error) &&
           find_waiting(work, cases, waiting, error) && send_reply(reply, waiting->str, error);
}

/* Posts of one list: its language. */
static bool find_tongue(const Work *work, const Tongue **tongue, GError **error)
{
    int64_t common = 0;

    *tongue = desk_tongue(work->desk, NULL);
    for (guint i = 0; work->queue && i < work->queue->len; i++) {
        const Work *held = g_ptr_array_index(work->queue, i);
        int64_t list = held ? work_list_id(held) : 0;
        if (!list || (common && list != common))
            return true;
        common = list;
    }
    g_autoptr(List) list = common ? list_by_id(work->desk->db, common, error) : NULL;
    if (list)
        *tongue = desk_tongue(work->desk, list);
    return list || !common;
}

bool queue_answered(Work *work, GError **error)
{
    g_autoptr(GArray) cases = ask_choices(work->desk->db, work->ask->id, error);
    g_autoptr(Person) person =
        cases ? person_by_id(work->desk->db, work->ask->person, error) : NULL;
    g_autoptr(json_t) rows = json_array(), unclear = json_array();
    g_autoptr(ManyTold) many = many_told_new();
    Reply reply = {.work = work, .person = person, .many = many, .rows = rows, .unclear = unclear};

    return person && find_tongue(work, &reply.tongue, error) && answer_all(&reply, cases, error);
}
