/* commands_by_letter.c: see commands_by_letter.h. What follows from the answer to a question that
 * is asked here stands in membership_confirmed.c. */
#include "gateway/commands_by_letter.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "gateway/own_letter.h"

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

/* The open lists; `wanted` is a name that means none of them, "" when no name was given. */
static bool show_lists(const CommandCall *call, const char *wanted, GError **error)
{
    Work *work = call->work;
    g_autoptr(GPtrArray) lists = list_all(work->desk->db, error);
    json_t *rows = json_array();

    for (guint i = 0; lists && i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        g_autofree char *address = own_letter_list_address(work->desk, list);
        if (list->joins == JOINS_OPEN)
            json_array_append_new(rows, json_pack("{s:s,s:s,s:s}", "title", list->title, "name",
                                                  list->name, "address", address));
    }
    json_t *values = json_pack("{s:o,s:s}", "lists", rows, "wanted", wanted);
    if (!lists) {
        json_decref(values);
        return false;
    }
    return letter_reply(work, "lists", call->language, NULL, values, error);
}

bool letter_lists(const CommandCall *call, GError **error)
{
    return show_lists(call, "", error);
}

/* Which of their lists a person wants to leave. */
static bool show_own_lists(const CommandCall *call, const GPtrArray *own, GError **error)
{
    json_t *rows = json_array();

    for (guint i = 0; i < own->len; i++) {
        const List *list = g_ptr_array_index(own, i);
        json_array_append_new(rows,
                              json_pack("{s:s,s:s}", "title", list->title, "name", list->name));
    }
    return letter_reply(call->work, "which-list", call->language, NULL,
                        json_pack("{s:o}", "lists", rows), error);
}

/* Words that people put before a name: "отпишите меня, пожалуйста, от matematika". */
static const char *const FILLERS[] = {"меня", "нас",      "пожалуйста", "от",     "из", "на",
                                      "в",    "рассылки", "рассылку",   "списка", "me", "please",
                                      "from", "to",       "the",        "list"};

static bool is_filler(char *word)
{
    bool filler = false;

    g_strdelimit(word, ",.:;!", ' ');
    g_strstrip(word);
    for (size_t i = 0; i < G_N_ELEMENTS(FILLERS) && !filler; i++)
        filler = *word == '\0' || g_str_equal(word, FILLERS[i]);
    return filler;
}

/* Folded, without filler words in front and behind. The caller's. */
static char *without_fillers(const char *text)
{
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    char **from = words;

    guint count = g_strv_length(words);

    while (*from && is_filler(*from))
        from++;
    while (count > 0 && words + count > from && is_filler(words[count - 1]))
        g_clear_pointer(&words[--count], g_free);
    return g_strjoinv(" ", from);
}

/* Folded, without filler words, quotation marks and full stops around it. The caller's. */
static char *plain_name(const char *text)
{
    g_autofree char *folded = without_fillers(text);
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

bool command_names_list(const List *list, const char *text)
{
    g_autofree char *wanted = plain_name(text);

    return *wanted && names_list(list, wanted);
}

/* The list that `wanted` names; the list the letter was written to when it is "". NULL without
 * error: none. */
static bool find_list(const CommandCall *call, const char *wanted, List **found, GError **error)
{
    Work *work = call->work;
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

/* The lists that a person is a member of: GPtrArray of List*. */
static GPtrArray *lists_of(Db *db, int64_t person, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(db, error);

    for (guint i = lists ? lists->len : 0; i-- > 0;) {
        const List *list = g_ptr_array_index(lists, i);
        bool member = false;
        if (!list_has_member(db, list->id, person, &member, error))
            return NULL;
        if (!member)
            g_ptr_array_remove_index(lists, i);
    }
    return g_steal_pointer(&lists);
}

/* One open question of a kind per list and address; asked again, the same question goes out again,
 * for its letter may have been lost. */
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
    if (!ask_find_open(work->desk->db, kind, list->id, who->address, &id, error))
        return false;
    Ask ask = {
        .kind = (char *)kind,
        .object = list->id,
        .person = who->person,
        .address = who->address,
        .list = list->id,
        .expires = expires,
    };
    if (!id && !ask_add(work->desk->db, &ask, &id, error))
        return false;
    g_autofree char *key = g_strdup_printf("ask:%" PRId64 ":%" PRId64, id, work->item->id);
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

/* No list was named: nobody needs a name to leave the only list they are in. */
static bool leave_unnamed(const CommandCall *call, GError **error)
{
    Work *work = call->work;
    g_autoptr(GPtrArray) own = lists_of(work->desk->db, work->identity->person, error);

    if (!own)
        return false;
    if (own->len == 1)
        return ask_to_confirm(call, g_ptr_array_index(own, 0), "unsubscribe", error);
    return show_own_lists(call, own, error);
}

static bool change_membership(const CommandCall *call, bool join, GError **error)
{
    Work *work = call->work;
    g_autoptr(List) list = NULL;
    g_autofree char *given = text_one_line(call->argument);
    g_autofree char *wanted = plain_name(given);
    bool is_member = false;

    if (!find_list(call, wanted, &list, error))
        return false;
    if (work->identity->strength == STRENGTH_SCHOOL)
        return letter_reply(work, "need-person", call->language, list, NULL, error);
    if (!work->identity->person)
        return letter_reply(work, "need-registry", call->language, NULL, NULL, error);
    if (!list && !join && !*wanted)
        return leave_unnamed(call, error);
    if (!list)
        return show_lists(call, wanted, error);
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
