/* judge.c: see judge.h. */
#include "gateway/judge.h"

#include "archive/letter.h"
#include "archive/post.h"
#include "archive/ruling.h"
#include "gateway/command_table.h"
#include "gateway/echo.h"
#include "gateway/hold_words.h"
#include "gateway/own_letter.h"
#include "lists/allow.h"
#include "lists/file_rules.h"
#include "lists/readers.h"
#include "lists/stranger.h"

static bool carries_own_stamp(const Judgement *j)
{
    for (guint i = 0; i < j->facts->loop_stamps->len; i++) {
        if (g_str_equal(g_ptr_array_index(j->facts->loop_stamps, i), j->instance))
            return true;
    }
    return false;
}

static bool fill_membership(const Judgement *j, PolicyInput *input, GError **error)
{
    const Identity *who = j->identity;
    bool methodist = false, moderator = false;

    if (!j->list)
        return true;
    if (who->person &&
        (!list_has_reader(j->db, j->list->id, who->person, &input->is_member, error) ||
         !list_has_role(j->db, j->list->id, who->person, "methodist", &methodist, error) ||
         !list_has_role(j->db, j->list->id, who->person, "moderator", &moderator, error)))
        return false;
    input->is_trusted = methodist || moderator;
    return !who->school || list_has_member_of_school(j->db, j->list->id, who->school,
                                                     &input->school_is_member, error);
}

/* Only for a list: the robot does nothing for a stranger, whoever they look like. */
static bool fill_likeness(const Judgement *j, PolicyInput *input, GError **error)
{
    const Identity *who = j->identity;

    if (!j->list || who->strength != STRENGTH_NONE || !who->address)
        return true;
    return stranger_is_namesake(j->db, j->facts->from.name, &input->is_namesake, error) &&
           stranger_looks_alike(j->db, who->address, &input->is_look_alike, error);
}

static bool fill_standing(const Judgement *j, PolicyInput *input, GError **error)
{
    Standing standing = {0};

    if (!j->list || !j->identity->person)
        return true;
    if (!ruling_standing(j->db, j->list->id, j->identity->person, &standing, error))
        return false;
    input->is_vouched = standing.is_vouched;
    input->published = standing.published;
    return true;
}

static bool fill_allowed(const Judgement *j, PolicyInput *input, GError **error)
{
    if (!j->list || j->facts->kind != KIND_LIST)
        return true;
    g_autoptr(GPtrArray) rows = allow_all(j->db, j->list->id, error);
    const Allow *allow = rows ? allow_match(rows, j->facts) : NULL;
    input->allowed_as = allow ? g_intern_string(allow->name) : NULL;
    return rows != NULL;
}

static bool over(int64_t number, int64_t most)
{
    return most && number > most;
}

static bool fill_holds(const Judgement *j, PolicyInput *input, GError **error)
{
    const List *list = j->list;
    const Settings *settings = j->settings;

    if (!list)
        return true;
    int64_t author = list_number(list->hold_per_author, settings->hold_per_author);
    int64_t all = list_number(list->hold_per_list, settings->hold_per_list);
    PostsLately lately = {.list = list->id,
                          .until = j->accepted,
                          .person = j->identity->person,
                          .school = j->identity->school};
    if ((author || all) && !posts_lately(j->db, &lately, error))
        return false;
    input->is_author_flood = over(lately.own + 1, author);
    input->is_list_flood = over(lately.all + 1, all);
    input->is_too_large =
        over(j->facts->bytes, list_number(list->hold_bytes, settings->hold_bytes));
    input->is_crowded =
        over(j->facts->addressees, list_number(list->hold_recipients, settings->hold_recipients));
    input->hit = hold_hit(j->facts, list);
    return true;
}

static bool fill_files(const Judgement *j, PolicyInput *input, GError **error)
{
    const char *address = j->identity->address;
    bool may = true;

    if (!j->list)
        return true;
    input->is_file_refused = file_any(j->list, j->facts, file_is_refused);
    input->is_file_held = file_any(j->list, j->facts, file_waits);
    if (input->is_file_refused && address &&
        !own_letter_may_answer(j->db, j->settings, address, &may, error))
        return false;
    input->is_unanswered = !may;
    return true;
}

static bool fill_repeated(const Judgement *j, PolicyInput *input, GError **error)
{
    int64_t other = 0;

    if (j->letter && j->facts->message_id &&
        !letter_same_message_id(j->db, j->letter, j->facts->message_id, &other, error))
        return false;
    input->is_repeated_id = other != 0;
    return true;
}

bool judge(const Judgement *j, PolicyInput *input, Decision *decision, GError **error)
{
    LoneCommand lone = command_alone(j->facts);

    *input = (PolicyInput){
        .facts = j->facts,
        .identity = j->identity,
        .target = j->target,
        .list = j->list,
        .is_own = carries_own_stamp(j),
        .is_looping = j->facts->received_count > j->settings->hops,
        .is_lone_command = lone == LONE_MEMBERSHIP || lone == LONE_EXACT,
        .is_maybe_command = lone == LONE_MAYBE,
        .is_null_sender = j->is_null_sender,
    };

    if (!fill_membership(j, input, error) || !fill_likeness(j, input, error) ||
        !fill_standing(j, input, error) || !fill_allowed(j, input, error) ||
        !fill_holds(j, input, error) || !fill_files(j, input, error) ||
        !fill_repeated(j, input, error) || !echo_look(j, input, error))
        return false;
    *decision = policy_decide(input);
    return true;
}
