/* moderation_told.c: see moderation_told.h. */
#include "gateway/moderation_told.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/auto.h"
#include "base/clock.h"
#include "digest/week.h"
#include "gateway/own_letter.h"
#include "gateway/take_back.h"

void moderation_add_word(json_t *values, RulingWord word)
{
    json_object_set_new(values, "published", json_boolean(ruling_publishes(word)));
    json_object_set_new(values, "edited", json_boolean(word == RULING_EDIT));
    json_object_set_new(values, "always", json_boolean(word == RULING_ALWAYS));
    json_object_set_new(values, "spam", json_boolean(word == RULING_SPAM));
    json_object_set_new(values, "back", json_boolean(word == RULING_BACK));
}

json_t *moderation_values_of(const Work *held, const Decider *decider)
{
    g_autofree char *when = clock_date_time(clock_now(), held->desk->settings->zone);
    json_t *values = json_pack(
        "{s:s,s:s,s:s,s:s,s:s,s:s}", "author", held->identity->author, "subject",
        held->facts->subject_base, "reason", decider->reason ? decider->reason : "", "text",
        decider->text ? decider->text : "", "decided_by", decider->name, "decided_at", when);

    moderation_add_word(values, decider->word);
    json_object_set_new(values, "untrusted", json_boolean(decider->untrusted));
    json_object_set_new(values, "unproven",
                        json_boolean(held->identity->strength < STRENGTH_AUTHENTICATED));
    return values;
}

/* "Иванова Мария Петровна (Школа № 2)" is in the register of the author's letter; a stranger
 * without authentication is told nothing. */
bool moderation_tell_author(Work *held, const Decider *decider, GError **error)
{
    const Identity *who = held->identity;
    if (decider->word == RULING_SPAM || decider->word == RULING_BACK ||
        !moderation_tells_author(held))
        return true;
    g_autofree char *key = g_strdup_printf("case:%" PRId64, held->item->id);
    json_t *values = json_pack("{s:s,s:s,s:b,s:s}", "subject", held->facts->subject_base, "reason",
                               decider->reason ? decider->reason : "", "not_member",
                               g_strcmp0(held->item->reason, "not-member") == 0, "text",
                               decider->text ? decider->text : "");
    if (ruling_publishes(decider->word) && !decider->text)
        take_back_add(held, true, values);
    OwnLetter letter = {
        .text = decider->text                     ? "post-edited"
                : ruling_publishes(decider->word) ? "post-published"
                                                  : "post-refused",
        .key = key,
        .person = who->person,
        .name = who->strength == STRENGTH_NONE ? NULL : who->author,
        .address = who->address,
        .list = held->list,
        .in_reply_to = held->facts->message_id,
        .values = values,
    };

    return own_letter_queue(held->desk, &letter, error);
}

bool moderation_tell(Work *held, const Ask *ask, json_t *values, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autofree char *key = g_strdup_printf("ask:%" PRId64, ask->id);
    g_autofree char *question = outgoing_message_id(held->desk->db, "moderation", key, &why);
    OwnLetter letter = {
        .text = "moderation-decided",
        .key = key,
        .person = ask->person,
        .address = ask->address,
        .list = held->list,
        .in_reply_to = question,
    };

    if (why) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    letter.values = json_deep_copy(values);
    return own_letter_queue(held->desk, &letter, error);
}

json_t *moderation_ready_rows(const GPtrArray *reasons)
{
    json_t *rows = json_array();

    for (guint i = 0; i < reasons->len; i++) {
        const ReadyReason *ready = g_ptr_array_index(reasons, i);
        json_array_append_new(rows, json_pack("{s:I,s:s}", "number", (json_int_t)ready->number,
                                              "ready", ready->text));
    }
    week_mark_first(rows);
    return rows;
}

/* Whether neither the address nor the person was met before. */
static bool is_new(GHashTable *addresses, GHashTable *people, const char *address, int64_t person)
{
    bool is_address_new = !address || g_hash_table_add(addresses, g_strdup(address));
    bool is_person_new = !person || g_hash_table_add(people, g_memdup2(&person, sizeof person));

    return is_address_new && is_person_new;
}

GPtrArray *moderation_others(const Work *held, const Decider *decider, GError **error)
{
    g_autoptr(GPtrArray) asks = ask_of_object(held->desk->db, "moderation", held->item->id, error);
    g_autoptr(GHashTable) addresses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) people = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);

    if (!asks)
        return NULL;
    if (decider)
        is_new(addresses, people, decider->address, decider->person);
    for (guint i = asks->len; i-- > 0;) {
        const Ask *ask = g_ptr_array_index(asks, i);
        if (!is_new(addresses, people, ask->address, ask->person))
            g_ptr_array_remove_index(asks, i);
    }
    return g_steal_pointer(&asks);
}

static bool tell_asked(Work *held, json_t *values, const Decider *decider, GError **error)
{
    g_autoptr(GPtrArray) asks = moderation_others(held, decider, error);

    for (guint i = 0; asks && i < asks->len; i++)
        if (!moderation_tell(held, g_ptr_array_index(asks, i), values, error))
            return false;
    return asks != NULL;
}

bool moderation_tell_others(Work *held, const Decider *decider, GError **error)
{
    g_autoptr(json_t) values = moderation_values_of(held, decider);

    return tell_asked(held, values, decider, error);
}

bool moderation_tell_returned(Work *held, GError **error)
{
    g_autoptr(json_t) values = json_pack("{s:s, s:s, s:b}", "author", held->identity->author,
                                         "subject", held->facts->subject_base, "returned", true);

    moderation_add_word(values, RULING_NO);
    return tell_asked(held, values, NULL, error);
}

bool moderation_tell_decider(Work *answer, const Decider *decider, GError **error)
{
    g_autofree char *key = g_strdup_printf("ask:%" PRId64, decider->ask);
    OwnLetter letter = {
        .text = "moderation-done",
        .key = key,
        .person = decider->person,
        .address = decider->address,
        .list = answer->held->list,
        .in_reply_to = answer->facts->message_id,
        .values = moderation_values_of(answer->held, decider),
    };

    return own_letter_queue(answer->desk, &letter, error);
}
