/* hold_ask.c: see hold_ask.h. Each is asked with a question, and a token, of their own. */
#include "gateway/hold_ask.h"

#include <inttypes.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/dangerous.h"
#include "base/error.h"
#include "base/text.h"
#include "gateway/escalation.h"
#include "gateway/hold_words.h"
#include "gateway/moderation.h"
#include "gateway/moderation_told.h"
#include "gateway/own_letter.h"
#include "gateway/queue_letter.h"
#include "lists/file_rules.h"

#define ATTACHED_MOST (10 * 1024 * 1024)

static const char KIND[] = "moderation";

/* What the letter says of how it came to be sent. */
typedef enum Occasion { OCCASION_NEW, OCCASION_REMINDER, OCCASION_ESCALATED } Occasion;

static const Tongue *tongue_of(const Work *held)
{
    return desk_tongue(held->desk, held->list);
}

static char *attachment_names(const Work *held)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < held->facts->attachments->len; i++) {
        const Attachment *a = g_ptr_array_index(held->facts->attachments, i);
        g_autofree char *size = words_size(tongue_of(held)->words, a->bytes);
        g_string_append_printf(names, "%s%s (%s)", names->len ? ", " : "",
                               a->name ? a->name : a->type, size);
    }
    return g_string_free(names, FALSE);
}

/* Files that go to nobody, nor to the moderator, whose server would refuse the letter; and those
 * that would go to everybody, for they cannot be taken off. */
static json_t *dangerous_rows(const Work *held)
{
    json_t *rows = json_array();

    for (guint i = 0; i < held->facts->attachments->len; i++) {
        const Attachment *a = g_ptr_array_index(held->facts->attachments, i);
        if (dangerous_file(held->desk->settings, a->name))
            json_array_append_new(rows,
                                  json_pack("{s:s,s:b}", "name", a->name, "sealed", a->sealed));
    }
    return rows;
}

/* Files that would stay in the archive, whatever the moderator says. */
static json_t *staying_rows(const Work *held)
{
    json_t *rows = json_array();

    for (guint i = 0; i < held->facts->attachments->len; i++) {
        const Attachment *a = g_ptr_array_index(held->facts->attachments, i);
        if (file_stays(held->list, a) && !a->sealed &&
            !dangerous_file(held->desk->settings, a->name))
            json_array_append_new(rows, json_pack("{s:s}", "name", a->name ? a->name : a->type));
    }
    return rows;
}

/* What stands behind the address; where the servers say that it was not there that the letter
 * came from, that and nothing else. */
static const char *strength_words(const Work *held)
{
    const Words *words = tongue_of(held)->words;

    return held->facts->auth == AUTH_FAIL
               ? words_get(words, WORD_STRENGTH_FAILED)
               : words_strength(words, strength_name(held->identity->strength));
}

static json_t *moderation_values(const Work *held, int64_t until, Occasion occasion)
{
    const Identity *who = held->identity;
    const Words *words = tongue_of(held)->words;
    g_autofree char *files = attachment_names(held);
    g_autofree char *date = clock_date(until, held->desk->settings->zone);
    g_autofree char *reason = hold_words(words, held->reason, held->facts, held->list);
    g_autofree char *text = text_cut(held->facts->text, HOLD_SHOWN_BYTES);

    g_autofree char *author = who->address && !g_str_equal(who->author, who->address)
                                  ? g_strdup_printf("%s <%s>", who->author, who->address)
                                  : g_strdup(who->author);
    return json_pack(
        "{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:b,s:b,s:b,s:b,s:o,s:o,s:o}", "author", author, "school",
        who->school_name ? who->school_name : "", "strength", strength_words(held), "reason",
        reason, "subject", facts_subject(held->facts), "text", text, "attachments", files,
        "expires", date, "author_told", moderation_tells_author(held), "author_known",
        moderation_knows_author(held), "reminder", occasion == OCCASION_REMINDER, "escalated",
        occasion == OCCASION_ESCALATED, "reasons", moderation_ready_rows(tongue_of(held)->reasons),
        "dangerous", dangerous_rows(held), "staying", staying_rows(held));
}

int64_t hold_attached(const Work *held)
{
    g_autoptr(json_t) dangerous = dangerous_rows(held);
    bool attach = held->facts->kind != KIND_BROKEN && json_array_size(dangerous) == 0 &&
                  g_bytes_get_size(held->raw) <= ATTACHED_MOST;

    return attach ? held->item->letter : 0;
}

/* When the letter goes back, but not sooner than whoever is asked now can answer; INT64_MAX: never.
 */
static bool find_return(const Work *held, int64_t *at, GError **error)
{
    int64_t since = 0, now = clock_now();

    if (!escalation_since(held, &since, error))
        return false;
    *at = hold_return_at(held, since ? since : now);
    *at = MAX(*at, now + HOLD_GRACE);
    return true;
}

/* A reminder stands in the thread of its question. */
static bool send_question(Work *held, const Ask *ask, const char *name, Occasion occasion,
                          GError **error)
{
    bool again = occasion == OCCASION_REMINDER;
    g_autofree char *question = g_strdup_printf("ask:%" PRId64, ask->id);
    g_autofree char *reminder = g_strdup_printf("reminder:%" PRId64, ask->id);
    g_autoptr(GError) why = NULL;
    g_autofree char *first =
        again ? outgoing_message_id(held->desk->db, KIND, question, &why) : NULL;
    int64_t back;
    OwnLetter letter = {
        .text = KIND,
        .key = again ? reminder : question,
        .person = ask->person,
        .name = name,
        .address = ask->address,
        .ask = ask->id,
        .list = held->list,
        .in_reply_to = first,
        .attach_letter = hold_attached(held),
    };

    if (why) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    if (!find_return(held, &back, error))
        return false;
    letter.values = moderation_values(held, MIN(back, ask->expires), occasion);
    return own_letter_queue(held->desk, &letter, error);
}

/* A question about a letter that goes back is open until it does. */
static bool ask_moderator(Work *held, const Member *moderator, HoldRound round, GError **error)
{
    int64_t now = clock_now(), back;
    Ask ask = {
        .kind = (char *)KIND,
        .object = held->item->id,
        .person = moderator->person,
        .address = moderator->address,
        .list = held->list->id,
    };

    if (!find_return(held, &back, error))
        return false;
    ask.expires = (back == INT64_MAX ? now : back) + held->desk->settings->ask_days * DAY;
    return ask_add(held->desk->db, &ask, &ask.id, error) &&
           send_question(held, &ask, moderator->name,
                         round == HOLD_FIRST ? OCCASION_NEW : OCCASION_ESCALATED, error);
}

/* *asked: they were, and may still answer. */
static bool was_asked(const Work *held, const Member *decider, bool *asked, GError **error)
{
    int64_t open = 0;

    if (!ask_find_open(held->desk->db, KIND, held->item->id, decider->address, &open, error))
        return false;
    *asked = open != 0;
    return true;
}

bool hold_ask(Work *held, HoldRound round, guint *asked, GError **error)
{
    g_autoptr(GPtrArray) deciders = hold_deciders(held, round, error);
    bool before;

    *asked = 0;
    for (guint i = 0; deciders && i < deciders->len; i++) {
        const Member *decider = g_ptr_array_index(deciders, i);
        if (!was_asked(held, decider, &before, error) ||
            (!before && !ask_moderator(held, decider, round, error)))
            return false;
        *asked += !before;
    }
    return deciders != NULL;
}

/* Whoever has lost the role since reads no more of it; whom the morning letter reminded, no more
 * that day. */
static bool may_be_reminded(const Work *held, const Ask *ask, bool *may, GError **error)
{
    bool decides = false, named = false;

    *may = false;
    if (!g_str_equal(ask->state, "open") || ask->expires <= clock_now())
        return true;
    if (!list_decides(held->desk->db, held->list->id, ask->person, &decides, error) ||
        !queue_letter_named(held->desk, ask->person, held->item->id, &named, error))
        return false;
    *may = decides && !named;
    return true;
}

bool hold_remind(Work *held, GError **error)
{
    g_autoptr(GPtrArray) asks = ask_of_object(held->desk->db, KIND, held->item->id, error);
    bool may;

    for (guint i = 0; asks && i < asks->len; i++) {
        const Ask *ask = g_ptr_array_index(asks, i);
        if (!may_be_reminded(held, ask, &may, error) ||
            (may && !send_question(held, ask, NULL, OCCASION_REMINDER, error)))
            return false;
    }
    return asks != NULL;
}

int64_t hold_return_at(const Work *held, int64_t since)
{
    int64_t days = list_number(held->list->return_days, held->desk->settings->return_days);

    return days && moderation_tells_author(held) ? since + days * DAY : INT64_MAX;
}
