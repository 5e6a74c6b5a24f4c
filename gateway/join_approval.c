/* join_approval.c: see join_approval.h. */
#include "gateway/join_approval.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "gateway/answer_told.h"
#include "gateway/commands_by_letter.h"
#include "gateway/hold_ask.h"
#include "gateway/own_letter.h"
#include "lists/people.h"

static const char APPLICATION[] = "application", JOIN[] = "join";

/* --- the wish --------------------------------------------------------------------------------- */

static Ask *last_application(Db *db, const List *list, int64_t person, GError **error)
{
    g_autoptr(GPtrArray) asks = ask_of_object(db, APPLICATION, list->id, error);

    for (guint i = asks ? asks->len : 0; i-- > 0;)
        if (((const Ask *)g_ptr_array_index(asks, i))->person == person)
            return g_ptr_array_steal_index(asks, i);
    return NULL;
}

static bool ask_decider(Work *work, const List *list, const Ask *application, const Member *to,
                        GError **error)
{
    int64_t id = 0;
    const Ask ask = {.kind = (char *)JOIN,
                     .object = application->id,
                     .person = to->person,
                     .address = to->address,
                     .list = list->id,
                     .expires = application->expires};
    g_autoptr(Person) who = person_by_id(work->desk->db, application->person, error);
    if (!who || !ask_add(work->desk->db, &ask, &id, error))
        return false;
    g_autofree char *key = g_strdup_printf("ask:%" PRId64, id);
    g_autofree char *until = clock_date(ask.expires, work->desk->settings->zone);
    const OwnLetter letter = {
        .text = "join-asked",
        .key = key,
        .person = to->person,
        .name = to->name,
        .address = to->address,
        .ask = id,
        .list = list,
        .values = json_pack("{s:s, s:s, s:s, s:s}", "author", who->name, "school",
                            who->school_name ? who->school_name : "", "address",
                            application->address, "expires", until),
    };
    return own_letter_queue(work->desk, &letter, error);
}

static bool tell_waits(Work *work, const List *list, int64_t expires, GError **error)
{
    g_autofree char *until = clock_date(expires, work->desk->settings->zone);

    return letter_reply(work, "join-waits", NULL, list, json_pack("{s:s}", "expires", until),
                        error);
}

static bool apply(Work *work, const List *list, int64_t person, GError **error)
{
    static const char *const ROLES[] = {"moderator", "methodist", NULL};
    Db *db = work->desk->db;
    Ask application = {.kind = (char *)APPLICATION,
                       .object = list->id,
                       .person = person,
                       .address = work->ask->address,
                       .list = list->id,
                       .expires = clock_now() + work->desk->settings->ask_days * DAY};
    g_autoptr(GPtrArray) people = deciders_of(db, list, ROLES, error);

    if (!people)
        return false;
    if (!people->len) {
        LOG(WARNING, "join.nobody-to-ask", LOG_STR("list", list->name), LOG_NUM("person", person));
        return letter_reply(work, "closed-to-joining", NULL, list, NULL, error);
    }
    if (!ask_add(db, &application, &application.id, error))
        return false;
    for (guint i = 0; i < people->len; i++)
        if (!ask_decider(work, list, &application, g_ptr_array_index(people, i), error))
            return false;
    return tell_waits(work, list, application.expires, error);
}

static bool apply_once(Work *work, const List *list, int64_t person, GError **error)
{
    GError *why = NULL;
    g_autoptr(Ask) last = last_application(work->desk->db, list, person, &why);
    int64_t since = clock_now() - work->desk->settings->ask_days * DAY;

    if (why) {
        g_propagate_error(error, why);
        return false;
    }
    if (last && g_str_equal(last->state, "open") && last->expires > clock_now())
        return tell_waits(work, list, last->expires, error);
    if (last && g_strcmp0(last->answer, "no") == 0 && last->answered > since)
        return letter_reply(work, "join-refused", NULL, list, NULL, error);
    return apply(work, list, person, error);
}

bool join_wish(Work *work, const List *list, int64_t person, GError **error)
{
    bool decides = false;

    if (list->joins != JOINS_APPROVAL)
        return command_join(work, list, person, error);
    if (!list_decides(work->desk->db, list->id, person, &decides, error))
        return false;
    return decides ? command_join(work, list, person, error)
                   : apply_once(work, list, person, error);
}

/* --- the decision ----------------------------------------------------------------------------- */

typedef struct Decided {
    const char *applicant, *by, *at;
    const char *reason; /* "" none */
    bool yes;
} Decided;

static bool tell_applicant(Work *work, const List *list, const Ask *application,
                           const Answer *answer, GError **error)
{
    bool yes = answer->word == ANSWER_YES, own = false;
    g_autoptr(Person) who = person_by_id(work->desk->db, application->person, error);
    if (!who || !is_own_address(work->desk->db, application->address, &own, error))
        return false;
    g_autofree char *key = g_strdup_printf("application:%" PRId64, application->id);
    const OwnLetter letter = {
        .text = yes ? "subscribed" : "join-refused",
        .key = key,
        .person = application->person,
        .address = application->address,
        .list = list,
        .values = json_pack("{s:s,s:s}", "who", own ? "" : who->name, "reason",
                            answer->reason ? answer->reason : ""),
    };

    return own_letter_queue(work->desk, &letter, error);
}

static bool tell_decider(Work *work, const List *list, const Ask *application, bool yes,
                         GError **error)
{
    g_autoptr(Person) who = person_by_id(work->desk->db, application->person, error);

    return who &&
           letter_reply(work, "join-decided", NULL, list,
                        json_pack("{s:s, s:b}", "author", who->name, "accepted", yes), error);
}

/* In the thread of the question that they were asked. */
static bool tell_other(Work *work, const List *list, const Ask *asked, const Decided *decided,
                       GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autofree char *key = g_strdup_printf("ask:%" PRId64, asked->id);
    g_autofree char *question = outgoing_message_id(work->desk->db, "join-asked", key, &why);
    const OwnLetter letter = {
        .text = "join-told",
        .key = key,
        .person = asked->person,
        .address = asked->address,
        .list = list,
        .in_reply_to = question,
        .values = json_pack("{s:s, s:b, s:s, s:s, s:s}", "author", decided->applicant, "accepted",
                            decided->yes, "reason", decided->reason, "decided_by", decided->by,
                            "decided_at", decided->at),
    };

    if (!why)
        return own_letter_queue(work->desk, &letter, error);
    json_decref(letter.values);
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}

/* Whoever was asked besides hears who decided what. */
static bool tell_others(Work *work, const List *list, const Ask *application, const Answer *answer,
                        GError **error)
{
    Db *db = work->desk->db;
    g_autoptr(GPtrArray) asks = ask_of_object(db, JOIN, application->id, error);
    g_autoptr(Person) who = asks ? person_by_id(db, application->person, error) : NULL;
    g_autoptr(Person) by = who ? person_by_id(db, work->ask->person, error) : NULL;
    if (!by)
        return false;
    g_autofree char *at = clock_date_time(clock_now(), work->desk->settings->zone);
    const Decided decided = {.applicant = who->name,
                             .by = by->name,
                             .at = at,
                             .reason = answer->reason ? answer->reason : "",
                             .yes = answer->word == ANSWER_YES};

    for (guint i = 0; i < asks->len; i++) {
        const Ask *asked = g_ptr_array_index(asks, i);
        if (!g_str_equal(asked->address, work->ask->address) &&
            !tell_other(work, list, asked, &decided, error))
            return false;
    }
    return true;
}

static bool decide(Work *work, const List *list, const Ask *application, const Answer *answer,
                   GError **error)
{
    Db *db = work->desk->db;
    bool yes = answer->word == ANSWER_YES;
    const char *word = yes ? "yes" : "no";

    return ask_answer(db, work->ask->id, word, work->item->letter, error) &&
           ask_answer(db, application->id, word, work->item->letter, error) &&
           ask_close(db, JOIN, application->id, work->ask->id, error) &&
           (!yes || command_enter(work, list, application->person, error)) &&
           tell_applicant(work, list, application, answer, error) &&
           tell_decider(work, list, application, yes, error) &&
           tell_others(work, list, application, answer, error);
}

bool join_answered(Work *work, const Answer *answer, GError **error)
{
    Db *db = work->desk->db;
    g_autoptr(Ask) application = ask_by_id(db, work->ask->object, error);
    g_autoptr(List) list = application ? list_by_id(db, work->ask->list, error) : NULL;

    if (!list)
        return false;
    /* the person was erased meanwhile, or the list ended */
    bool over = !application->person || !g_str_equal(application->state, "open") || list->until;
    return over ? answer_told_late(work, error) : decide(work, list, application, answer, error);
}
