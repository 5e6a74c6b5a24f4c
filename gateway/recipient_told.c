/* recipient_told.c: see recipient_told.h. */
#include "gateway/recipient_told.h"

#include <string.h>

#include "base/bounce.h"
#include "lists/command.h"

typedef struct Row {
    const char *key, *advice;
} Row;

/* What a server's final word means for whoever wants to help; by the class of a bounce. */
static const Row FAILED[] = {
    {"unknown-user", "address"}, {"no-host", "address"}, {"disabled", "address"},
    {"full", "owner"},           {"size", "size"},       {"expired", "again"},
    {"delayed", "again"},
};

static const Row WAITING[] = {
    {"queued", "wait"},
    {"deferred", "wait"},
    {"unknown", "duplicate"},
};

static const char *find(const Row *rows, size_t count, const char *key)
{
    for (size_t i = 0; key && i < count; i++)
        if (strcmp(rows[i].key, key) == 0)
            return rows[i].advice;
    return NULL;
}

bool recipient_is_administrator(const Settings *settings, const char *address, bool is_known)
{
    const char *administrator = settings->administrator;

    return administrator && (strcmp(address, administrator) == 0 ||
                             (!is_known && word_is_near(address, administrator)));
}

static const char *after_failure(const RecipientTold *told)
{
    const char *reply = told->reply;

    if (reply && g_str_has_prefix(reply, "given up"))
        return "again";
    const char *advice =
        find(FAILED, G_N_ELEMENTS(FAILED), reply ? bounce_class_of_words(reply) : NULL);
    if (advice && strcmp(advice, "address") == 0)
        return told->is_administrator ? "setting" : told->is_known ? advice : "stranger";
    return advice ? advice : "administrator";
}

const char *recipient_advice(const RecipientTold *told)
{
    if (strcmp(told->state, "failed") == 0)
        return after_failure(told);
    if (strcmp(told->state, "sent") == 0)
        return told->maybe_twice ? "twice" : NULL;
    if (strcmp(told->state, "deferred") == 0 && told->attempts == 0)
        return "server"; /* nobody was tried: it took nothing from us */
    return find(WAITING, G_N_ELEMENTS(WAITING), told->state);
}

const char *recipient_state_words(const Words *words, const char *state)
{
    return words_named(words, "state", state);
}

const char *recipient_advice_words(const Words *words, const char *advice)
{
    return advice ? words_named(words, "advice", advice) : NULL;
}
