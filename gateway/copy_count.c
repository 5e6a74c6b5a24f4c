/* copy_count.c: see copy_count.h. */
#include "gateway/copy_count.h"

#include "archive/domain_stop.h"
#include "base/log.h"
#include "base/refusal.h"
#include "lists/bounce_score.h"

/* A server that takes every recipient tells only after the letter who is not there. */
static bool is_of_address(const Copy *copy, const DeliveryResult *result, const Bounce *bounce)
{
    bool is_alone = copy->recipients->len == 1;

    return result->word == WORD_OF_RECIPIENT || (result->word == WORD_OF_LETTER && is_alone &&
                                                 bounce_effect(bounce) == BOUNCE_EFFECT_HARD);
}

bool copy_count_refusal(Db *db, const Settings *settings, const Copy *copy, guint i, GError **error)
{
    const Recipient *recipient = g_ptr_array_index(copy->recipients, i);
    const DeliveryResult *result = &copy->delivery.results[i];

    if (!result->code || !result->reply)
        return true; /* no server said so */
    g_autoptr(Bounce) bounce = refusal_read(recipient->address, result->reply);
    FailedCopy failed = {
        .recipient = recipient->id,
        .address = recipient->address,
        .bounce = bounce,
        .is_of_letter = !is_of_address(copy, result, bounce),
    };
    FailedCounted counted;

    if (!bounce_count(db, settings, &failed, &counted, error))
        return false;
    LOG(INFO, "refusal.counted", LOG_STR("address", recipient->address),
        LOG_STR("class", bounce->class_),
        LOG_STR("effect", bounce_effect_name(bounce_effect(bounce))),
        LOG_STR("flagged", counted.is_flagged ? "yes" : "no"),
        LOG_STR("stopped", counted.is_stopped ? "yes" : "no"));
    return true;
}

static void count_copy(GHashTable *taken, const Copy *copy)
{
    for (size_t i = 0; i < copy->delivery.count; i++) {
        if (copy->delivery.results[i].kind != DELIVERY_SENT)
            continue;
        const Recipient *recipient = g_ptr_array_index(copy->recipients, i);
        const char *domain = domain_of(recipient->address);
        guint before = GPOINTER_TO_UINT(g_hash_table_lookup(taken, domain));
        g_hash_table_insert(taken, (char *)domain, GUINT_TO_POINTER(before + 1));
    }
}

bool copies_count_taken(Db *db, const GPtrArray *copies, GError **error)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal); /* keys borrowed */
    GHashTableIter iter;
    gpointer domain, count;

    for (guint i = 0; i < copies->len; i++)
        count_copy(taken, g_ptr_array_index(copies, i));
    g_hash_table_iter_init(&iter, taken);
    while (g_hash_table_iter_next(&iter, &domain, &count))
        if (!domain_taken(db, domain, GPOINTER_TO_UINT(count), error))
            return false;
    return true;
}
