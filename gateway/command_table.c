/* command_table.c: see command_table.h. */
#include "gateway/command_table.h"

#include <string.h>

#include "base/text.h"
#include "gateway/commands_by_letter.h"
#include "lists/greeting.h"

#define LONE_WORDS  5  /* in the line of the command */
#define LONE_BESIDE 40 /* bytes of own text beside it */

static const LetterCommand TABLE[] = {
    {"помощь", "ru", letter_help, false},
    {"справка", "ru", letter_help, false},
    {"help", "en", letter_help, false},
    {"списки", "ru", letter_lists, false},
    {"объединения", "ru", letter_lists, false},
    {"lists", "en", letter_lists, false},
    {"подписаться", "ru", letter_subscribe, true},
    {"вступить", "ru", letter_subscribe, true},
    {"subscribe", "en", letter_subscribe, true},
    {"join", "en", letter_subscribe, true},
    {"подписатся", "ru", letter_subscribe, true},
    {"подпишите", "ru", letter_subscribe, true},
    {"подписка", "ru", letter_subscribe, true},
    {"отписаться", "ru", letter_unsubscribe, true},
    {"отписатся", "ru", letter_unsubscribe, true},
    {"отпишите", "ru", letter_unsubscribe, true},
    {"отписать", "ru", letter_unsubscribe, true},
    {"отписка", "ru", letter_unsubscribe, true},
    {"выйти", "ru", letter_unsubscribe, true},
    {"unsubscribe", "en", letter_unsubscribe, true},
    {"leave", "en", letter_unsubscribe, true},
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

/* Bytes of `text` without the line `line` wherever it stands, greetings and blanks. */
static size_t bytes_beside(const char *text, const char *line)
{
    size_t beside = 0;
    g_autofree char *wanted = text_fold(line);

    for (text = greeting_skip(text); *text; text = greeting_skip(text)) {
        size_t length = strcspn(text, "\n");
        g_autofree char *other = g_strndup(text, length);
        g_autofree char *folded = text_fold(other);
        if (!g_str_equal(folded, wanted))
            beside += length;
        text += length;
    }
    return beside;
}

static bool is_short(const char *line)
{
    g_autofree char *folded = text_fold(line);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);

    return g_strv_length(words) <= LONE_WORDS;
}

LoneCommand command_alone(const Facts *facts)
{
    const char *own = greeting_skip(facts->new_text), *unused;
    g_autofree char *first = g_strndup(own, strcspn(own, "\n"));
    const char *const lines[] = {facts->subject_base, first};

    for (size_t i = 0; i < G_N_ELEMENTS(lines) && !facts->attachments->len; i++) {
        const LetterCommand *command = is_short(lines[i]) ? command_find(lines[i], &unused) : NULL;
        if (command && bytes_beside(facts->new_text, lines[i]) <= LONE_BESIDE)
            return command->is_membership ? LONE_MEMBERSHIP : LONE_OTHER;
    }
    return LONE_NONE;
}
