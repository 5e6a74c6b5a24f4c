/* commands_by_letter.c: see commands_by_letter.h. */
#include "gateway/commands_by_letter.h"

#include <inttypes.h>
#include <string.h>

#include "archive/act.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/own_letter.h"
#include "lists/people.h"

bool letter_reply(Work *work, const char *text, const char *language, const List *list,
                  json_t *values, GError **error)
{
    const Identity *who = work->identity;
    bool known = who->strength != STRENGTH_NONE || work->facts->auth == AUTH_PASS;

    if (!known || !who->address || work->facts->auth == AUTH_FAIL) {
        json_decref(values);
        work->reason = "not-answered";
        return true;
    }
    g_autofree char *key = g_strdup_printf("case:%" PRId64, work->item->id);
    OwnLetter letter = {
        .text = text,
        .language = language,
        .key = key,
        .person = who->person,
        .name = who->strength == STRENGTH_NONE ? NULL : who->author,
        .address = who->address,
        .list = list,
        .in_reply_to = work->facts->message_id,
        .values = values,
    };
    return own_letter_answer(work->desk, &letter, error);
}

bool letter_help(const CommandCall *call, GError **error)
{
    return letter_reply(call->work, "help", call->language, NULL, NULL, error);
}

bool letter_lists(const CommandCall *call, GError **error)
{
    Work *work = call->work;
    g_autoptr(GPtrArray) lists = list_all(work->desk->db, error);
    json_t *rows = json_array();

    for (guint i = 0; lists && i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        g_autofree char *address = book_list_address(work->desk->settings, list);
        if (list->joins == JOINS_OPEN)
            json_array_append_new(rows, json_pack("{s:s,s:s,s:s}", "title", list->title, "name",
                                                  list->name, "address", address));
    }
    json_t *values = json_pack("{s:o}", "lists", rows);
    if (!lists) {
        json_decref(values);
        return false;
    }
    return letter_reply(work, "lists", call->language, NULL, values, error);
}

/* Folded, without quotation marks and full stops around it. The caller's. */
static char *plain_name(const char *text)
{
    g_autofree char *folded = text_fold(text);
    const char *begin = folded, *end = folded + strlen(folded);

    while (*begin && !g_unichar_isalnum(g_utf8_get_char(begin)))
        begin = g_utf8_next_char(begin);
    while (end > begin && !g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(end))))
        end = g_utf8_prev_char(end);
    return g_strndup(begin, (gsize)(end - begin));
}

static bool names_list(const List *list, const char *wanted)
{
    const char *const names[] = {list->name, list->title, list->tag};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name = names[i] ? plain_name(names[i]) : NULL;
        if (name && *name && g_str_equal(name, wanted))
            return true;
    }
    return false;
}

/* The list that the argument names; the list the letter was written to when there is no argument.
 * NULL without error: none. */
static bool find_list(const CommandCall *call, List **found, GError **error)
{
    Work *work = call->work;
    g_autofree char *trimmed = text_one_line(call->argument);
    g_autofree char *wanted = plain_name(trimmed);
    g_autoptr(GPtrArray) lists = list_all(work->desk->db, error);
    int64_t id = !*wanted && work->list ? work->list->id : 0;

    *found = NULL;
    for (guint i = 0; lists && i < lists->len && !id; i++) {
        const List *list = g_ptr_array_index(lists, i);
        if (*wanted && names_list(list, wanted))
            id = list->id;
    }
    if (!lists)
        return false;
    if (id)
        *found = list_by_id(work->desk->db, id, error);
    return !id || *found;
}

/* One open question of a kind per list and address: asking again sends nothing new. */
static bool ask_to_confirm(const CommandCall *call, const List *list, const char *kind,
                           GError **error)
{
    Work *work = call->work;
    const Identity *who = work->identity;
    int64_t id = 0, expires = clock_now() + work->desk->settings->ask_days * DAY;
    bool may = false;

    /* a question that is not sent must not stand open: it would keep the next from being sent */
    if (!own_letter_may_answer(work->desk, who->address, &may, error))
        return false;
    if (!may) {
        work->reason = "not-answered";
        return true;
    }
    if (!ask_find_open(work->desk->db, kind, list->id, who->address, &id, error) || id)
        return id != 0;
    Ask ask = {
        .kind = (char *)kind,
        .object = list->id,
        .person = who->person,
        .address = who->address,
        .list = list->id,
        .expires = expires,
    };
    if (!ask_add(work->desk->db, &ask, &id, error))
        return false;
    g_autofree char *key = g_strdup_printf("ask:%" PRId64, id);
    g_autofree char *text = g_strconcat("confirm-", kind, NULL);
    g_autofree char *until = clock_date(expires, work->desk->settings->zone);
    OwnLetter letter = {
        .text = text,
        .language = call->language,
        .key = key,
        .person = who->person,
        .name = who->author,
        .address = who->address,
        .ask = id,
        .list = list,
        .in_reply_to = work->facts->message_id,
        .values = json_pack("{s:s}", "expires", until),
    };
    return own_letter_answer(work->desk, &letter, error);
}

static bool change_membership(const CommandCall *call, bool join, GError **error)
{
    Work *work = call->work;
    g_autoptr(List) list = NULL;
    bool is_member = false;

    if (!find_list(call, &list, error))
        return false;
    if (work->identity->strength == STRENGTH_SCHOOL)
        return letter_reply(work, "need-person", call->language, list, NULL, error);
    if (!work->identity->person)
        return letter_reply(work, "need-registry", call->language, NULL, NULL, error);
    if (!list)
        return letter_lists(call, error);
    if (!list_has_member(work->desk->db, list->id, work->identity->person, &is_member, error))
        return false;
    if (is_member == join)
        return letter_reply(work, join ? "already-subscribed" : "not-subscribed", call->language,
                            list, NULL, error);
    if (join && list->joins == JOINS_CLOSED)
        return letter_reply(work, "closed-to-joining", call->language, list, NULL, error);
    return ask_to_confirm(call, list, join ? "subscribe" : "unsubscribe", error);
}

bool letter_subscribe(const CommandCall *call, GError **error)
{
    return change_membership(call, true, error);
}

bool letter_unsubscribe(const CommandCall *call, GError **error)
{
    return change_membership(call, false, error);
}

/* --- after the confirmation ---------------------------------------------------------------------
 */

static bool count_act(Work *work, const char *kind, GError **error)
{
    Act act = {
        .kind = kind,
        .person = work->ask->person,
        .list = work->ask->list,
        .letter = work->item->letter,
        .strength = strength_name(STRENGTH_TOKEN),
    };

    return act_add(work->desk->db, &act, error);
}

bool command_subscribe_confirmed(Work *work, GError **error)
{
    Db *db = work->desk->db;
    const Ask *ask = work->ask;
    guint8 hash[32];
    bool changed = false;
    g_autoptr(List) list = list_by_id(db, ask->list, error);

    token_hash(&work->desk->key, ask->address, hash);
    return list && list_join(db, list->id, ask->person, "self", &changed, error) &&
           optout_remove(db, hash, list->id, error) &&
           (!changed || count_act(work, "join", error)) &&
           letter_reply(work, "subscribed", NULL, list, NULL, error);
}

bool command_unsubscribe_confirmed(Work *work, GError **error)
{
    Db *db = work->desk->db;
    const Ask *ask = work->ask;
    guint8 hash[32];
    bool changed = false;
    g_autoptr(List) list = list_by_id(db, ask->list, error);

    token_hash(&work->desk->key, ask->address, hash);
    return list && list_leave(db, list->id, ask->person, "self", &changed, error) &&
           optout_add(db, hash, list->id, error) && (!changed || count_act(work, "leave", error)) &&
           letter_reply(work, "unsubscribed", NULL, list, NULL, error);
}
