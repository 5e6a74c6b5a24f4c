/* name_sound.c: see name_sound.h. Cyrillic letters become Latin ones (base/translit.h), then the
 * usual variants of those become one. */
#include "lists/name_sound.h"

#include <glib.h>
#include <string.h>

#include "base/translit.h"

/* Applied from the first to the last, each wherever it occurs. */
static const struct {
    const char *from, *to;
} VARIANTS[] = {
    {"shch", "sh"}, {"sch", "sh"}, {"tch", "ch"}, {"kh", "h"}, {"ph", "f"},       {"th", "t"},
    {"tz", "ts"},   {"x", "ks"},   {"w", "v"},    {"j", "i"},  {"y", "i"},        {"'", ""},
    {"`", ""},      {"ie", "e"},   {"io", "e"},   {"ii", "i"}, {"ii", "i"},       {"ff", "f"},
    {"ss", "s"},    {"nn", "n"},   {"ll", "l"},   {"tt", "t"}, {"ander", "andr"},
};

/* In one go over the text, however often it occurs; `text` is taken over. */
static char *replace_all(char *text, const char *from, const char *to)
{
    if (!strstr(text, from))
        return text;
    g_autofree char *before = text;
    g_auto(GStrv) parts = g_strsplit(before, from, -1);
    return g_strjoinv(to, parts);
}

char *name_sound(const char *folded)
{
    char *sound = translit_latin(folded);

    for (size_t i = 0; i < G_N_ELEMENTS(VARIANTS); i++)
        sound = replace_all(sound, VARIANTS[i].from, VARIANTS[i].to);
    return sound;
}
