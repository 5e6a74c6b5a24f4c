/* command_people.c: what methodists do with the members of their list: "добавить matematika
 * Иванова М. П.", "удалить ...", "участники" (gateway/commands_by_letter.h). Whoever was added or
 * removed hears of it; whoever left of their own will is not added. */
#include <inttypes.h>

#include "base/auto.h"
#include "digest/week.h"
#include "gateway/command_links.h"
#include "gateway/commands_by_letter.h"
#include "gateway/member_told.h"
#include "lists/person_written.h"
#include "lists/wish.h"

#define MEANT_SHOWN 20 /* people whom one line may mean */

/* --- who is meant ----------------------------------------------------------------------------- */

static json_t *person_row(const Person *person)
{
    return json_pack("{s:s,s:s,s:s}", "name", person->name, "school", person->school_name,
                     "address", person->address ? person->address : "");
}

static bool has_namesake(const GPtrArray *persons, const Person *person)
{
    guint same = 0;

    for (guint i = 0; i < persons->len; i++)
        same += g_str_equal(((const Person *)g_ptr_array_index(persons, i))->name, person->name);
    return same > 1;
}

/* The first of them. Addresses of who is no member are not a methodist's to see, unless nothing
 * else tells two people apart. */
static json_t *meant_rows(const GPtrArray *persons, bool members)
{
    json_t *rows = json_array();

    for (guint i = 0; i < MIN(persons->len, MEANT_SHOWN); i++) {
        const Person *person = g_ptr_array_index(persons, i);
        json_t *row = person_row(person);
        if (!members && !has_namesake(persons, person))
            json_object_set_new(row, "address", json_string(""));
        json_array_append_new(rows, row);
    }
    week_mark_first(rows);
    return rows;
}

/* Nobody, or several; in the words of the command that was sent. */
static bool ask_whom(const CommandCall *call, const GPtrArray *persons, GError **error)
{
    bool removes = call->command->run == letter_remove;
    json_t *rows = meant_rows(persons, removes);
    guint more = persons->len - (guint)json_array_size(rows);
    json_t *values = json_pack("{s:o,s:s,s:b,s:b}", "people", rows, "line", call->argument,
                               "removes", removes, "adds", !removes);
    set_text(values, "more", more ? g_strdup_printf("%u", more) : g_strdup(""));
    return letter_reply(call->work, "who-is-meant", call->language, call->list, values, error);
}

/* Only those who are members: of two namesakes only one may be meant. */
static bool keep_members(const CommandCall *call, GPtrArray *persons, GError **error)
{
    for (guint i = persons->len; i-- > 0;) {
        const Person *person = g_ptr_array_index(persons, i);
        bool is_member = false;
        if (!list_has_member(call->work->desk->db, call->list->id, person->id, &is_member, error))
            return false;
        if (!is_member)
            g_ptr_array_remove_index(persons, i);
    }
    return true;
}

/* --- what is done ----------------------------------------------------------------------------- */

/* To the methodist: what became of it. */
static bool tell_methodist(const CommandCall *call, const Person *person, const char *what,
                           GError **error)
{
    static const char *const WORDS[] = {"added", "removed", "already", "left"};
    json_t *values = person_row(person);

    for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++)
        json_object_set_new(values, WORDS[i], json_boolean(g_str_equal(what, WORDS[i])));
    return letter_reply(call->work, "member-changed", call->language, call->list, values, error);
}

static bool tell_member(const CommandCall *call, const Person *person, bool removed, GError **error)
{
    const MemberTold told = {.list = call->list,
                             .person = person,
                             .author = call->work->identity->author,
                             .removed = removed};

    return member_tell(call->work->desk, &told, error);
}

static bool add_member(const CommandCall *call, const Person *person, GError **error)
{
    const Desk *desk = call->work->desk;
    bool left = false, changed = false;

    if (!wish_has_person(desk->db, &desk->key, person->id, call->list->id, &left, error))
        return false;
    if (left)
        return tell_methodist(call, person, "left", error);
    if (!list_join(desk->db, call->list->id, person->id, "methodist", &changed, error))
        return false;
    return tell_methodist(call, person, changed ? "added" : "already", error) &&
           (!changed || tell_member(call, person, false, error));
}

static bool remove_member(const CommandCall *call, const Person *person, GError **error)
{
    bool changed = false;

    return list_leave(call->work->desk->db, call->list->id, person->id, "methodist", &changed,
                      error) &&
           tell_methodist(call, person, "removed", error) && tell_member(call, person, true, error);
}

bool letter_add(const CommandCall *call, GError **error)
{
    g_autoptr(GPtrArray) persons = persons_written(call->work->desk->db, call->argument, error);

    if (!persons)
        return false;
    return persons->len == 1 ? add_member(call, g_ptr_array_index(persons, 0), error)
                             : ask_whom(call, persons, error);
}

bool letter_remove(const CommandCall *call, GError **error)
{
    g_autoptr(GPtrArray) persons = persons_written(call->work->desk->db, call->argument, error);

    if (!persons || !keep_members(call, persons, error))
        return false;
    return persons->len == 1 ? remove_member(call, g_ptr_array_index(persons, 0), error)
                             : ask_whom(call, persons, error);
}

/* --- who is in it ----------------------------------------------------------------------------- */

static json_t *member_row(const Member *member)
{
    json_t *row = json_pack("{s:s,s:s,s:s}", "name", member->name, "school", member->school,
                            "address", member->address ? member->address : "");

    json_object_set_new(row, "none", json_boolean(g_str_equal(member->mode, "none")));
    return row;
}

bool letter_members(const CommandCall *call, GError **error)
{
    const Desk *desk = call->work->desk;
    g_autoptr(GPtrArray) members = list_members(desk->db, call->list->id, error);
    json_t *rows = json_array();

    for (guint i = 0; members && i < members->len; i++)
        json_array_append_new(rows, member_row(g_ptr_array_index(members, i)));
    if (!members) {
        json_decref(rows);
        return false;
    }
    int64_t more = week_cut(rows, (size_t)desk->settings->letter_rows);
    json_t *values = json_pack("{s:o,s:I}", "people", rows, "count", (json_int_t)members->len);
    set_text(values, "more", more ? g_strdup_printf("%" PRId64, more) : g_strdup(""));
    return letter_reply(call->work, "members", call->language, call->list, values, error);
}
