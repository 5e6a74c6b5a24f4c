/* answer.c: see answer.h. */
#include "lists/answer.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"

#define REASON_BYTES 2000

static const struct {
    const char *word; /* folded */
    AnswerWord means;
} WORDS[] = {
    {"да", ANSWER_YES},
    {"yes", ANSWER_YES},
    {"нет", ANSWER_NO},
    {"no", ANSWER_NO},
};

static const char *skip_blanks(const char *text)
{
    while (*text && g_unichar_isspace(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return text;
}

/* Punctuation around the word: "«Да»." and "**ДА**" are still the word. */
static const char *skip_marks(const char *text)
{
    while (*text && *text != '\n') {
        gunichar c = g_utf8_get_char(text);
        if (!g_unichar_ispunct(c) && c != ' ' && c != '\t' && c != 0xa0)
            break;
        text = g_utf8_next_char(text);
    }
    return text;
}

static AnswerWord word_means(const char *begin, const char *end)
{
    g_autofree char *word = g_strndup(begin, (gsize)(end - begin));
    g_autofree char *folded = text_fold(word);

    for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        if (g_str_equal(folded, WORDS[i].word))
            return WORDS[i].means;
    }
    return ANSWER_UNCLEAR;
}

Answer answer_parse(const char *own_text)
{
    const char *begin = skip_marks(skip_blanks(own_text));
    const char *end = text_word_end(begin);
    const char *rest = skip_marks(end);
    Answer answer = {.word = word_means(begin, end)};

    if (answer.word == ANSWER_YES && *rest && *rest != '\n')
        answer.word = ANSWER_UNCLEAR; /* "Да, но ..." is no plain yes */
    if (answer.word != ANSWER_NO)
        return answer;
    g_autofree char *trimmed = g_strstrip(g_strdup(rest));
    if (*trimmed)
        answer.reason = text_cut(trimmed, REASON_BYTES);
    return answer;
}
