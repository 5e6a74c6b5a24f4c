/* courtesy.c: see courtesy.h. */
#include "lists/courtesy.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static bool is_courtesy(const char *word)
{
    static const char *const WORDS[] = {"пожалуйста", "пож",    "плиз",   "спасибо", "заранее",
                                        "благодарю",  "please", "thanks", NULL};
    g_autofree char *folded = text_fold(word);

    folded[strcspn(folded, ",.!")] = '\0';
    return g_strv_contains(WORDS, folded);
}

/* How many of the last words are a courtesy. */
static guint closing_words(char **words, guint count)
{
    static const char *const PHRASES[] = {"будьте добры",   "если можно",      "если не сложно",
                                          "если не трудно", "буду благодарна", "буду благодарен"};

    if (count && is_courtesy(words[count - 1]))
        return 1;
    for (guint length = 2; length <= 3 && length <= count; length++) {
        g_autofree char *end = g_strjoinv(" ", words + count - length);
        g_autofree char *folded = text_fold(end);
        folded[strcspn(folded, ",.!")] = '\0';
        for (size_t i = 0; i < G_N_ELEMENTS(PHRASES); i++)
            if (g_str_equal(folded, PHRASES[i]))
                return length;
    }
    return 0;
}

/* "диктант," of "диктант, пожалуйста"; a short word before a full stop is an initial. */
static void cut_marks(char *word)
{
    size_t length = strlen(word);

    while (length > 1 &&
           (word[length - 1] == ',' || (word[length - 1] == '.' && g_utf8_strlen(word, -1) > 3)))
        word[--length] = '\0';
}

char *courtesy_cut(char *argument)
{
    g_auto(GStrv) words = g_strsplit(argument, " ", -1);
    char **first = words;
    guint count = g_strv_length(words);
    bool closed = false;

    while (count && is_courtesy(first[0]))
        first++, count--;
    for (guint last; count && (last = closing_words(first, count)) > 0; count -= last)
        closed = true;
    if (!count || (first == words && !closed))
        return argument;
    g_free(argument);
    cut_marks(first[count - 1]);
    GString *plain = g_string_new(first[0]);
    for (guint i = 1; i < count; i++)
        g_string_append_printf(plain, " %s", first[i]);
    return g_string_free(plain, FALSE);
}
