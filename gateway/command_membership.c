/* command_membership.c: joining and leaving a list by letter (gateway/commands_by_letter.h). What
 * follows from the answer to a question that is asked here stands in membership_confirmed.c. */
#include <jansson.h>

#include "base/auto.h"
#include "gateway/command_confirm.h"
#include "gateway/command_list.h"
#include "gateway/commands_by_letter.h"
#include "gateway/join_approval.h"
#include "lists/readers.h"
#include "lists/vertical.h"

/* `list` NULL: all of them. */
static bool ask_to_confirm(const CommandCall *call, const List *list, const char *kind,
                           GError **error)
{
    const Work *work = call->work;
    g_autoptr(json_t) values = json_object();

    if (list &&
        !vertical_tell_leaving(work->desk->db, list->id, work->identity->person, values, error))
        return false;
    g_autofree char *text = g_strconcat("confirm-", kind, list ? "" : "-all", NULL);
    const Confirmation confirmation = {
        .kind = kind,
        .text = text,
        .language = call->language,
        .object = list ? list->id : 0,
        .list = list,
        .values = json_incref(values),
    };

    return command_ask(call->work, &confirmation, error);
}

/* The name of one in the answer is enough: gateway/answer_kinds.c. */
static bool ask_which(const CommandCall *call, const GPtrArray *own, const char *wanted,
                      GError **error)
{
    Work *work = call->work;
    json_t *values = json_pack("{s:s,s:o}", "wanted", wanted, "lists",
                               command_list_rows(work->desk, call->language, own));
    const Confirmation question = {
        .kind = "which",
        .text = "which-list",
        .language = call->language,
        .object = work->item->id,
        .is_free = true,
        .values = values,
    };

    return own->len ? command_ask(work, &question, error)
                    : letter_reply(work, question.text, call->language, NULL, values, error);
}

/* No list was named: nobody needs a name to leave the only list they are in. */
static bool leave_unnamed(const CommandCall *call, const GPtrArray *own, GError **error)
{
    if (own->len != 1)
        return ask_which(call, own, "", error);
    CommandCall only = *call;
    only.list = g_ptr_array_index(own, 0);
    return letter_unsubscribe(&only, error);
}

static bool leave_all(const CommandCall *call, GError **error)
{
    return call->is_confirmed ? command_leave_all(call->work, call->work->identity->person, error)
                              : ask_to_confirm(call, NULL, "unsubscribe", error);
}

static bool change(const CommandCall *call, bool join, GError **error)
{
    Work *work = call->work;
    const List *list = call->list;

    if (!call->is_confirmed)
        return ask_to_confirm(call, list, join ? "subscribe" : "unsubscribe", error);
    return join ? join_wish(work, list, work->identity->person, error)
                : command_leave(work, list, work->identity->person, error);
}

/* `wanted` is "" or names no list. In ordinary words much stands there that names none. */
static bool change_unknown(const CommandCall *call, const char *wanted, bool join, GError **error)
{
    const char *named = call->said ? "" : wanted;

    if (join)
        return command_show_lists(call, named, error);
    if (command_means_all(wanted))
        return leave_all(call, error);
    g_autoptr(GPtrArray) own =
        command_lists_of(call->work->desk->db, call->work->identity->person, NULL, error);
    if (!own)
        return false;
    return *wanted ? ask_which(call, own, named, error) : leave_unnamed(call, own, error);
}

static bool change_membership(const CommandCall *call, bool join, GError **error)
{
    Work *work = call->work;
    const List *list = call->list;
    bool is_member = false;
    g_autofree char *wanted = command_plain_name(call->argument);

    if (!list)
        return change_unknown(call, wanted, join, error);
    bool (*belongs)(Db *, int64_t, int64_t, bool *, GError **) =
        join ? list_has_member : list_has_reader; /* letters come to who belongs below it, too */
    if (!belongs(work->desk->db, list->id, work->identity->person, &is_member, error))
        return false;
    if (is_member == join)
        return letter_reply(work, join ? "already-subscribed" : "not-subscribed", call->language,
                            list, NULL, error);
    if (join && list->joins == JOINS_CLOSED)
        return letter_reply(work, "closed-to-joining", call->language, list, NULL, error);
    return change(call, join, error);
}

bool letter_subscribe(const CommandCall *call, GError **error)
{
    return change_membership(call, true, error);
}

bool letter_unsubscribe(const CommandCall *call, GError **error)
{
    return change_membership(call, false, error);
}
