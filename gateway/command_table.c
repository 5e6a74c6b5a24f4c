/* command_table.c: see command_table.h. */
#include "gateway/command_table.h"

#include <string.h>

#include "base/text.h"
#include "gateway/commands_by_letter.h"

static const LetterCommand TABLE[] = {
    {"помощь", "ru", letter_help},
    {"справка", "ru", letter_help},
    {"help", "en", letter_help},
    {"списки", "ru", letter_lists},
    {"объединения", "ru", letter_lists},
    {"lists", "en", letter_lists},
    {"подписаться", "ru", letter_subscribe},
    {"вступить", "ru", letter_subscribe},
    {"subscribe", "en", letter_subscribe},
    {"join", "en", letter_subscribe},
    {"отписаться", "ru", letter_unsubscribe},
    {"выйти", "ru", letter_unsubscribe},
    {"unsubscribe", "en", letter_unsubscribe},
    {"leave", "en", letter_unsubscribe},
};

const char *const *command_words(void)
{
    static const char *words[G_N_ELEMENTS(TABLE) + 1];

    for (size_t i = 0; i < G_N_ELEMENTS(TABLE); i++)
        words[i] = TABLE[i].word;
    return words;
}

const LetterCommand *command_find(const char *line, const char **argument)
{
    while (*line && !g_unichar_isalpha(g_utf8_get_char(line)))
        line = g_utf8_next_char(line);
    const char *end = text_word_end(line);
    g_autofree char *word = g_strndup(line, (gsize)(end - line));
    g_autofree char *folded = text_fold(word);

    for (size_t i = 0; i < G_N_ELEMENTS(TABLE); i++) {
        if (g_str_equal(folded, TABLE[i].word)) {
            *argument = end;
            return &TABLE[i];
        }
    }
    return NULL;
}
