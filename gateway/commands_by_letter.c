/* commands_by_letter.c: see commands_by_letter.h: answers to commands, and the commands that only
 * tell. */
#include "gateway/commands_by_letter.h"

#include <inttypes.h>

#include "base/auto.h"
#include "base/help_lines.h"
#include "digest/week.h"
#include "gateway/command_links.h"
#include "gateway/command_list.h"
#include "gateway/command_name.h"
#include "gateway/own_letter.h"

static bool reply(Work *work, OwnLetter *letter, GError **error)
{
    const Identity *who = work->identity;
    bool known = who->strength != STRENGTH_NONE || work->facts->auth == AUTH_PASS;

    if (!known || !who->address || work->facts->auth == AUTH_FAIL) {
        json_decref(letter->values);
        work->reason = "not-answered";
        return true;
    }
    g_autofree char *key = g_strdup_printf("case:%" PRId64 ":%d", work->item->id, work->replies++);
    letter->key = key;
    letter->person = who->person;
    letter->name = who->strength == STRENGTH_NONE ? NULL : who->author;
    letter->address = who->address;
    letter->in_reply_to = work->facts->message_id;
    return own_letter_answer(work->desk, letter, error);
}

bool letter_reply(Work *work, const char *text, const char *language, const List *list,
                  json_t *values, GError **error)
{
    OwnLetter letter = {.text = text, .language = language, .list = list, .values = values};

    return reply(work, &letter, error);
}

bool letter_reply_with(Work *work, const char *text, const char *language, const LetterPart *file,
                       int64_t file_letter, json_t *values, GError **error)
{
    OwnLetter letter = {.text = text,
                        .language = language,
                        .file = file,
                        .file_letter = file_letter,
                        .values = values};

    return reply(work, &letter, error);
}

static json_t *list_row(const Desk *desk, const char *wanted, const List *list)
{
    const char *language = wanted ? wanted : desk->settings->language;
    g_autofree char *address = own_letter_list_address(desk, list);
    g_autofree char *join = command_link_to(desk->settings, "subscribe", language, list->name);
    g_autofree char *leave = command_link_to(desk->settings, "unsubscribe", language, list->name);

    return json_pack("{s:s,s:s,s:s,s:s,s:s}", "title", list->title, "name", list->name, "address",
                     address, "link_subscribe", join, "link_unsubscribe", leave);
}

json_t *command_list_rows(const Desk *desk, const char *language, const GPtrArray *lists)
{
    json_t *rows = json_array();

    for (guint i = 0; i < lists->len; i++) {
        json_array_append_new(rows, list_row(desk, language, g_ptr_array_index(lists, i)));
    }
    week_mark_first(rows);
    return rows;
}

/* Those that may be joined by letter, each with whether its reader is in it. NULL: failed. */
static json_t *open_lists(const CommandCall *call, GError **error)
{
    Db *db = call->work->desk->db;
    int64_t person = call->work->identity->person;
    g_autoptr(GPtrArray) lists = list_all(db, error);
    g_autoptr(json_t) rows = json_array();

    for (guint i = 0; lists && i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        bool member = false;
        if (person && !list_has_member(db, list->id, person, &member, error))
            return NULL;
        if (list->joins == JOINS_CLOSED && !member)
            continue;
        json_t *row = list_row(call->work->desk, call->language, list);
        json_object_set_new(row, "member", json_boolean(member));
        json_array_append_new(rows, row);
    }
    return lists ? g_steal_pointer(&rows) : NULL;
}

bool command_show_lists(const CommandCall *call, const char *wanted, GError **error)
{
    json_t *rows = open_lists(call, error);

    if (!rows)
        return false;
    int64_t more = week_cut(rows, (size_t)call->work->desk->settings->lists_shown);
    json_t *values = json_pack("{s:o,s:s,s:s}", "lists", rows, "wanted", wanted, "more", "");
    if (more)
        set_text(values, "more", g_strdup_printf("%" PRId64, more));
    return letter_reply(call->work, "lists", call->language, NULL, values, error);
}

bool letter_lists(const CommandCall *call, GError **error)
{
    return command_show_lists(call, "", error);
}

bool letter_reply_own(Work *work, const char *role, OwnLists *reply, GError **error)
{
    g_autoptr(GPtrArray) own =
        command_lists_of(work->desk->db, work->identity->person, role, error);
    json_t *values = reply->values ? reply->values : json_object();

    if (!own) {
        json_decref(values);
        return false;
    }
    json_object_set_new(values, "lists", command_list_rows(work->desk, reply->language, own));
    return letter_reply(work, reply->text, reply->language, NULL, values, error);
}

/* Which of their lists a person means: to leave, or with a role to look after. */
bool command_show_own(const CommandCall *call, const char *text, GError **error)
{
    OwnLists reply = {.text = text, .language = call->language};

    return letter_reply_own(call->work, call->command->role, &reply, error);
}

bool command_refuse(const CommandCall *call, const char *text, GError **error)
{
    if (g_str_equal(text, "need-list"))
        return command_show_own(call, text, error);
    if (g_str_equal(text, "need-person"))
        return command_ask_name(call, error);
    return letter_reply(call->work, text, call->language, call->list, NULL, error);
}

/* --- help ------------------------------------------------------------------------------------- */

/* Some list is this person's to look after; asked only of a personal address. */
static bool looks_after_any(const CommandCall *call, const char *role, bool *any, GError **error)
{
    const Identity *who = call->work->identity;

    *any = false;
    if (!who->person || who->is_shared)
        return true;
    g_autoptr(GPtrArray) lists = command_lists_of(call->work->desk->db, who->person, role, error);
    *any = lists && lists->len > 0;
    return lists != NULL;
}

bool command_concerns(const CommandCall *call, const Command *command, bool *concerns,
                      GError **error)
{
    *concerns = !command->role;
    return *concerns || looks_after_any(call, command->role, concerns, error);
}

/* The lines of commands: of those for everybody, or of those for a role that the sender has in some
 * list. NULL: failed. */
static json_t *help_rows(const CommandCall *call, const GPtrArray *lines, bool of_role,
                         GError **error)
{
    g_autoptr(json_t) rows = json_array();

    for (guint i = 0; i < lines->len; i++) {
        const HelpLine *line = g_ptr_array_index(lines, i);
        const Command *command = command_named(commands_all(), line->name);
        bool shown = command && !command->role == !of_role;
        if (shown && !command_concerns(call, command, &shown, error))
            return NULL;
        if (shown)
            json_array_append_new(
                rows, json_pack("{s:s,s:s}", "line", line->line, "meaning", line->meaning));
    }
    return g_steal_pointer(&rows);
}

bool letter_help(const CommandCall *call, GError **error)
{
    const Settings *settings = call->work->desk->settings;
    const char *language = call->language ? call->language : settings->language;
    g_autoptr(GPtrArray) lines = help_lines_open(settings->letters, language, error);
    g_autoptr(json_t) all = lines ? help_rows(call, lines, false, error) : NULL;
    g_autoptr(json_t) mine = all ? help_rows(call, lines, true, error) : NULL;
    if (!mine)
        return false;
    week_mark_first(mine);
    json_t *values = json_pack("{s:O,s:O}", "commands", all, "for_methodists", mine);

    return letter_reply(call->work, "help", language, NULL, values, error);
}
