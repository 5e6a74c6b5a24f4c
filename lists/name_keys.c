/* name_keys.c: see name_keys.h. */
#include "lists/name_keys.h"

#include <glib.h>
#include <string.h>

/* "м" or "м." is the initial of "мария". */
static bool word_fits(const char *a, const char *b)
{
    size_t length = strlen(a);

    if (length && a[length - 1] == '.')
        length--;
    if (length && length <= 2 && g_utf8_next_char(a) == a + length)
        return strncmp(a, b, length) == 0;
    return g_str_equal(a, b);
}

bool name_keys_agree(const char *a, const char *b)
{
    g_auto(GStrv) left = g_strsplit(a, " ", -1), right = g_strsplit(b, " ", -1);
    int fits = 0;

    for (char **x = left; *x; x++)
        for (char **y = right; *y; y++)
            if (**x && **y && (word_fits(*x, *y) || word_fits(*y, *x))) {
                fits++;
                (*y)[0] = '\0';
                break;
            }
    return fits >= 2;
}
