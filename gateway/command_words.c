/* command_words.c: see command_words.h. */
#include "gateway/command_words.h"

#include <stddef.h>

static const char *const WORDS[] = {
    "помощь",      "справка",   "подписаться", "подписка", "отписаться", "отписка", "списки",
    "help",        "subscribe", "unsubscribe", "lists",    NULL,
};

const char *const *command_words(void)
{
    return WORDS;
}
