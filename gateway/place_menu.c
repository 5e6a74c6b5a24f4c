/* place_menu.c: see place_menu.h. */
#include "gateway/place_menu.h"

#include <inttypes.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/error.h"
#include "digest/week.h"
#include "gateway/answer_told.h"
#include "gateway/command_list.h"
#include "gateway/own_letter.h"
#include "lists/greeting.h"
#include "lists/readers.h"

static int by_id(const void *a, const void *b)
{
    const List *const *one = a, *const *other = b;

    return ((*one)->id > (*other)->id) - ((*one)->id < (*other)->id);
}

/* Whether the sender belongs to it: the list is then among the first of the menu. */
static bool is_own(const Work *work, const List *list, bool *own, GError **error)
{
    const Identity *who = work->identity;
    Db *db = work->desk->db;

    if (who->is_shared)
        return list_has_member_of_school(db, list->id, who->school, own, error);
    return list_has_reader(db, list->id, who->person, own, error) &&
           (*own || list_decides(db, list->id, who->person, own, error));
}

static json_t *row_of(const List *list)
{
    return json_pack("{s:I,s:s}", "number", (json_int_t)list->id, "title", list->title);
}

/* The number of a list in the menu is its id: it means the same list whatever was added meanwhile.
 * Their own lists come first, for not all may be shown; a closed one is shown to nobody else. */
static json_t *menu_rows(Work *work, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(work->desk->db, error);
    g_autoptr(json_t) rows = json_array(), others = json_array();

    if (lists)
        g_ptr_array_sort(lists, by_id);
    for (guint i = 0; lists && i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        bool own = false;
        if (!is_own(work, list, &own, error))
            return NULL;
        if (own || list->joins != JOINS_CLOSED)
            json_array_append_new(own ? rows : others, row_of(list));
    }
    json_array_extend(rows, others);
    return lists ? g_steal_pointer(&rows) : NULL;
}

/* `subject` NULL: asked again, after an answer that names no list. */
static bool send_menu(Work *work, int64_t ask, const char *subject, GError **error)
{
    const Identity *who = work->identity;
    json_t *rows = menu_rows(work, error);
    if (!rows)
        return false;
    int64_t more = week_cut(rows, (size_t)work->desk->settings->lists_shown);
    g_autofree char *rest = more ? g_strdup_printf("%" PRId64, more) : g_strdup("");
    g_autofree char *key = g_strdup_printf("case:%" PRId64 ":ask:%" PRId64, work->item->id, ask);
    OwnLetter letter = {
        .text = "place-menu",
        .key = key,
        .person = who->person,
        .name = who->author,
        .address = who->address,
        .ask = ask,
        .in_reply_to = work->facts->message_id,
        .values = json_pack("{s:s?,s:o,s:s}", "subject", subject, "lists", rows, "more", rest),
    };

    return own_letter_answer(work->desk, &letter, error);
}

bool place_menu_ask(Work *work, GError **error)
{
    const Identity *who = work->identity;
    const char *subject = work->facts->subject_base;
    int64_t id = 0;
    Ask ask = {
        .kind = (char *)"place",
        .object = work->item->id,
        .person = who->person,
        .address = who->address,
        .expires = clock_now() + work->desk->settings->ask_days * DAY,
    };

    return ask_add(work->desk->db, &ask, &id, error) &&
           send_menu(work, id, *subject ? subject : work->facts->subject, error);
}

/* A number of the menu, else a name or title; NULL none. Borrowed. */
static const List *chosen_list(const GPtrArray *lists, const char *own_text)
{
    g_autofree char *line = g_strndup(own_text, strcspn(own_text, "\n"));
    int64_t number = g_ascii_strtoll(line, NULL, 10);

    for (guint i = 0; i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        if (list->id == number || command_names_list(list, line))
            return list;
    }
    return NULL;
}

bool place_menu_answer(Work *work, GError **error)
{
    Db *db = work->desk->db;
    g_autoptr(GPtrArray) lists = list_all(db, error);
    g_autoptr(Case) placed = lists ? case_by_id(db, work->ask->object, error) : NULL;

    if (!placed)
        return false;
    const List *list = chosen_list(lists, greeting_skip(work->facts->new_text));
    if (!list) {
        work->reason = "answer-unclear";
        return answer_was_told(work) || send_menu(work, work->ask->id, NULL, error);
    }
    g_autofree char *target = g_strdup_printf("list:%" PRId64, list->id);
    return case_add(db, placed->letter, target, error) &&
           ask_answer(db, work->ask->id, list->name, work->item->letter, error);
}
