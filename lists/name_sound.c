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

#define WORD_BYTES 400 /* no name is longer, and each variant goes over the whole of it */

char *name_sound(const char *folded)
{
    if (strlen(folded) > WORD_BYTES)
        return g_strdup(folded);
    g_autofree char *latin = translit_latin(folded);
    GString *sound = g_string_new(latin);

    for (size_t i = 0; i < G_N_ELEMENTS(VARIANTS); i++)
        g_string_replace(sound, VARIANTS[i].from, VARIANTS[i].to, 0);
    return g_string_free(sound, FALSE);
}
