/* base64.c: see base64.h. Not GLib's decoder, which keeps back up to two bytes of a text that lacks
 * its padding and miscounts when padding stands in the middle. */
#include "base/base64.h"

static int digit_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

void base64_append(const char *text, size_t length, GString *out)
{
    guint bits = 0;
    int have = 0; /* bits collected and not yet given out */

    for (size_t i = 0; i < length; i++) {
        int value = digit_value(text[i]);
        if (text[i] == '=')
            have = 0;
        if (value < 0)
            continue;
        bits = bits << 6 | (guint)value;
        have += 6;
        if (have >= 8) {
            have -= 8;
            g_string_append_c(out, (char)(bits >> have & 0xFF));
        }
    }
}
