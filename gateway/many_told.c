/* many_told.c: see many_told.h. */
#include "gateway/many_told.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/auto.h"
#include "gateway/moderation_told.h"
#include "gateway/own_letter.h"

typedef struct MadeDecision {
    Work *held;
    json_t *values;  /* as of a letter about it alone */
    GPtrArray *asks; /* of Ask*: who hears of it */
} MadeDecision;

/* One of those who hear, and of which decisions; all is borrowed from the decisions. */
typedef struct Hearer {
    const Ask *first;
    GPtrArray *decisions;
} Hearer;

struct ManyTold {
    GPtrArray *decisions; /* in the order they were made */
};

static void made_free(MadeDecision *decision)
{
    json_decref(decision->values);
    g_ptr_array_unref(decision->asks);
    g_free(decision);
}

static void hearer_free(Hearer *hearer)
{
    g_ptr_array_unref(hearer->decisions);
    g_free(hearer);
}

ManyTold *many_told_new(void)
{
    ManyTold *many = g_new0(ManyTold, 1);

    many->decisions = g_ptr_array_new_with_free_func((GDestroyNotify)made_free);
    return many;
}

void many_told_free(ManyTold *many)
{
    if (!many)
        return;
    g_ptr_array_unref(many->decisions);
    g_free(many);
}

bool many_told_add(ManyTold *many, Work *held, const Decider *decider, GError **error)
{
    g_autoptr(GPtrArray) asks = moderation_others(held, decider, error);

    if (!asks)
        return false;
    MadeDecision *decision = g_new0(MadeDecision, 1);
    decision->held = held;
    decision->values = moderation_values_of(held, decider);
    json_object_set_new(decision->values, "list", json_string(held->list->title));
    decision->asks = g_steal_pointer(&asks);
    g_ptr_array_add(many->decisions, decision);
    return true;
}

static Hearer *hearer_of(GPtrArray *hearers, const Ask *ask)
{
    for (guint i = 0; i < hearers->len; i++) {
        Hearer *known = g_ptr_array_index(hearers, i);
        if (g_str_equal(known->first->address, ask->address))
            return known;
    }
    Hearer *hearer = g_new0(Hearer, 1);
    hearer->first = ask;
    hearer->decisions = g_ptr_array_new();
    g_ptr_array_add(hearers, hearer);
    return hearer;
}

static GPtrArray *hearers_of(const ManyTold *many)
{
    GPtrArray *hearers = g_ptr_array_new_with_free_func((GDestroyNotify)hearer_free);

    for (guint i = 0; i < many->decisions->len; i++) {
        MadeDecision *decision = g_ptr_array_index(many->decisions, i);
        for (guint j = 0; j < decision->asks->len; j++) {
            const Ask *ask = g_ptr_array_index(decision->asks, j);
            g_ptr_array_add(hearer_of(hearers, ask)->decisions, decision);
        }
    }
    return hearers;
}

/* The list that all of them are of; NULL: several. */
static const List *common_list(const GPtrArray *decisions)
{
    const MadeDecision *first = g_ptr_array_index(decisions, 0);

    for (guint i = 1; i < decisions->len; i++) {
        const MadeDecision *decision = g_ptr_array_index(decisions, i);
        if (decision->held->list->id != first->held->list->id)
            return NULL;
    }
    return first->held->list;
}

static bool tell_of_all(Desk *desk, const Hearer *hearer, GError **error)
{
    const MadeDecision *first = g_ptr_array_index(hearer->decisions, 0);
    const List *list = common_list(hearer->decisions);
    g_autofree char *key = g_strdup_printf("ask:%" PRId64, hearer->first->id);
    g_autofree char *count =
        words_number(desk_tongue(desk, list)->words, WORD_LETTER, hearer->decisions->len);
    json_t *rows = json_array();

    for (guint i = 0; i < hearer->decisions->len; i++) {
        const MadeDecision *decision = g_ptr_array_index(hearer->decisions, i);
        json_array_append(rows, decision->values);
    }
    OwnLetter letter = {
        .text = "many-decided",
        .key = key,
        .person = hearer->first->person,
        .address = hearer->first->address,
        .list = list,
        .values = json_pack("{s:s,s:o,s:O,s:O}", "count", count, "posts", rows, "decided_by",
                            json_object_get(first->values, "decided_by"), "decided_at",
                            json_object_get(first->values, "decided_at")),
    };
    return own_letter_queue(desk, &letter, error);
}

bool many_told_send(const ManyTold *many, Desk *desk, GError **error)
{
    g_autoptr(GPtrArray) hearers = hearers_of(many);

    for (guint i = 0; i < hearers->len; i++) {
        const Hearer *hearer = g_ptr_array_index(hearers, i);
        const MadeDecision *only = g_ptr_array_index(hearer->decisions, 0);
        bool ok = hearer->decisions->len > 1
                      ? tell_of_all(desk, hearer, error)
                      : moderation_tell(only->held, hearer->first, only->values, error);
        if (!ok)
            return false;
    }
    return true;
}
