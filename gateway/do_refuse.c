/* do_refuse.c: a letter that no list takes. Its author is told at most once: a known person which
 * list was meant, an authenticated stranger how to join; other strangers get nothing. */
#include <inttypes.h>

#include "base/clock.h"
#include "base/error.h"
#include "gateway/commands_by_letter.h"
#include "gateway/own_letter.h"

static int by_id(const void *a, const void *b)
{
    const List *const *one = a, *const *two = b;

    return ((*one)->id > (*two)->id) - ((*one)->id < (*two)->id);
}

/* The number of a list in the menu is its id: it means the same list whatever was added meanwhile.
 */
static bool menu_rows(Work *work, json_t **rows, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(work->desk->db, error);

    *rows = json_array();
    if (lists)
        g_ptr_array_sort(lists, by_id);
    for (guint i = 0; lists && i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        json_array_append_new(
            *rows, json_pack("{s:I,s:s}", "number", (json_int_t)list->id, "title", list->title));
    }
    return lists != NULL;
}

static bool ask_which_list(Work *work, GError **error)
{
    const Identity *who = work->identity;
    int64_t id = 0;
    json_t *rows;
    Ask ask = {
        .kind = (char *)"place",
        .object = work->item->id,
        .person = who->person,
        .address = who->address,
        .expires = clock_now() + work->desk->settings->ask_days * DAY,
    };

    if (!ask_add(work->desk->db, &ask, &id, error))
        return false;
    if (!menu_rows(work, &rows, error)) {
        json_decref(rows);
        return false;
    }
    g_autofree char *key = g_strdup_printf("ask:%" PRId64, id);
    OwnLetter letter = {
        .text = "place-menu",
        .key = key,
        .person = who->person,
        .name = who->author,
        .address = who->address,
        .ask = id,
        .in_reply_to = work->facts->message_id,
        .values = json_pack("{s:s,s:o}", "subject", work->facts->subject, "lists", rows),
    };
    return own_letter_answer(work->desk, &letter, error);
}

/* The key is the address: the same stranger is told once, ever. */
static bool tell_stranger(Work *work, GError **error)
{
    g_autofree char *key = g_strdup_printf("stranger:%s", work->identity->address);
    OwnLetter letter = {
        .text = "refused-stranger",
        .key = key,
        .address = work->identity->address,
        .list = work->list,
        .in_reply_to = work->facts->message_id,
        .values = json_pack("{s:s}", "subject", work->facts->subject),
    };

    return own_letter_answer(work->desk, &letter, error);
}

bool do_refuse(Work *work, GError **error)
{
    const Identity *who = work->identity;

    if (!who->address || work->facts->auth == AUTH_FAIL)
        return true;
    if (who->strength != STRENGTH_NONE)
        return work->list ? letter_reply(work, "closed-to-joining", NULL, work->list, NULL, error)
                          : ask_which_list(work, error);
    return work->facts->auth != AUTH_PASS || !work->list || tell_stranger(work, error);
}
