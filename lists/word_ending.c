/* word_ending.c: see word_ending.h. */
#include "lists/word_ending.h"

#include <glib.h>

#define STEM_CHARS  3 /* that a word keeps in every case */
#define SHORT_CHARS 4 /* words up to here ("Зоя", "Яной") may keep one less */

/* In the six cases. */
static const char *const ENDINGS[] = {"",    "а",   "я",   "у",   "ю",  "ы",  "и",  "е",  "ой",
                                      "ей",  "ою",  "ею",  "ом",  "ем", "ым", "им", "ая", "яя",
                                      "ого", "его", "ому", "ему", "ую", "юю", "ий", "ый", "й",
                                      "ь",   "ью",  "ии",  "ию",  "ия", "ией"};

static bool is_ending(const char *rest)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ENDINGS); i++)
        if (g_str_equal(ENDINGS[i], rest))
            return true;
    return false;
}

static bool is_short(const char *word)
{
    return g_utf8_strlen(word, -1) <= SHORT_CHARS;
}

bool word_differs_in_ending(const char *a, const char *b)
{
    int least = is_short(a) && is_short(b) ? STEM_CHARS - 1 : STEM_CHARS, stem = 0;

    while (*a && g_utf8_get_char(a) == g_utf8_get_char(b)) {
        a = g_utf8_next_char(a);
        b = g_utf8_next_char(b);
        stem++;
    }
    return stem >= least && is_ending(a) && is_ending(b);
}
