/* name_sound.c: see name_sound.h. Cyrillic letters become Latin ones (after GOST 7.79 B and what
 * passports use), then the usual variants of those become one. */
#include "lists/name_sound.h"

#include <glib.h>

/* а to я; folding has made ё an е */
static const char LETTERS[32][4] = {"a",  "b",  "v",  "g",  "d", "e", "zh", "z", "i",  "i", "k",
                                    "l",  "m",  "n",  "o",  "p", "r", "s",  "t", "u",  "f", "kh",
                                    "ts", "ch", "sh", "sh", "",  "i", "",   "e", "iu", "ia"};

static const struct {
    gunichar letter;
    const char *latin;
} UKRAINIAN[] = {{0x0456, "i"}, {0x0457, "i"}, {0x0454, "e"}, {0x0491, "g"}};

/* Applied from the first to the last, each wherever it occurs. */
static const struct {
    const char *from, *to;
} VARIANTS[] = {
    {"shch", "sh"}, {"sch", "sh"}, {"tch", "ch"}, {"kh", "h"}, {"ph", "f"},       {"th", "t"},
    {"tz", "ts"},   {"x", "ks"},   {"w", "v"},    {"j", "i"},  {"y", "i"},        {"'", ""},
    {"`", ""},      {"ie", "e"},   {"io", "e"},   {"ii", "i"}, {"ii", "i"},       {"ff", "f"},
    {"ss", "s"},    {"nn", "n"},   {"ll", "l"},   {"tt", "t"}, {"ander", "andr"},
};

static void append_latin(GString *out, gunichar c)
{
    if (c >= 0x0430 && c < 0x0430 + G_N_ELEMENTS(LETTERS)) {
        g_string_append(out, LETTERS[c - 0x0430]);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(UKRAINIAN); i++)
        if (c == UKRAINIAN[i].letter) {
            g_string_append(out, UKRAINIAN[i].latin);
            return;
        }
    g_string_append_unichar(out, c);
}

char *name_sound(const char *folded)
{
    GString *sound = g_string_new(NULL);

    for (const char *p = folded; *p; p = g_utf8_next_char(p))
        append_latin(sound, g_utf8_get_char(p));
    for (size_t i = 0; i < G_N_ELEMENTS(VARIANTS); i++)
        g_string_replace(sound, VARIANTS[i].from, VARIANTS[i].to, 0);
    return g_string_free(sound, FALSE);
}
