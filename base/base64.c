/* base64.c: see base64.h. Not GLib's decoder, which keeps back up to two bytes of a text that lacks
 * its padding and miscounts when padding stands in the middle. */
#include "base/base64.h"

#define OTHER 64 /* no digit: skipped */

static guchar digit_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (guchar)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (guchar)(c - 'a' + 26);
    if (c >= '0' && c <= '9')
        return (guchar)(c - '0' + 52);
    return c == '+' ? 62 : c == '/' ? 63 : OTHER;
}

static const guchar *digit_values(void)
{
    static guchar values[256];
    static gsize filled;

    if (g_once_init_enter(&filled)) {
        for (int i = 0; i < 256; i++)
            values[i] = digit_value((char)i);
        g_once_init_leave(&filled, 1);
    }
    return values;
}

void base64_append(const char *text, size_t length, GString *out)
{
    const guchar *values = digit_values();
    gsize before = out->len;
    guint bits = 0;
    int have = 0; /* bits collected and not yet given out */

    g_string_set_size(out, before + length * 3 / 4 + 1);
    char *to = out->str + before;
    for (size_t i = 0; i < length; i++) {
        for (; have == 0 && i + 4 <= length;
             i += 4) { /* nearly all of it: four digits, three bytes */
            guchar four[] = {values[(guchar)text[i]], values[(guchar)text[i + 1]],
                             values[(guchar)text[i + 2]], values[(guchar)text[i + 3]]};
            if ((four[0] | four[1] | four[2] | four[3]) & OTHER)
                break;
            *to++ = (char)(four[0] << 2 | four[1] >> 4);
            *to++ = (char)(four[1] << 4 | four[2] >> 2);
            *to++ = (char)(four[2] << 6 | four[3]);
        }
        if (i == length)
            break;
        guchar value = values[(guchar)text[i]];
        if (value == OTHER) {
            have = text[i] == '=' ? 0 : have;
            continue;
        }
        bits = bits << 6 | value;
        have += 6;
        if (have >= 8) {
            have -= 8;
            *to++ = (char)(bits >> have & 0xFF);
        }
    }
    g_string_truncate(out, (gsize)(to - out->str));
}
