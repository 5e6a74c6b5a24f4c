/* base64.c: see base64.h. Not GLib's decoder, which keeps back up to two bytes of a text that lacks
 * its padding and miscounts when padding stands in the middle. */
#include "base/base64.h"

#define OTHER   64 /* no digit: skipped */
#define INVALID (1U << 31)

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

typedef struct Digits {
    guchar value[256];
    guint32 place[4][256]; /* of each of four digits in their 24 bits; INVALID: no digit */
} Digits;

static const Digits *digits(void)
{
    static Digits all;
    static gsize filled;

    if (g_once_init_enter(&filled)) {
        for (int i = 0; i < 256; i++) {
            guchar value = all.value[i] = digit_value((char)i);
            for (int k = 0; k < 4; k++)
                all.place[k][i] = value == OTHER ? INVALID : (guint32)value << (18 - 6 * k);
        }
        g_once_init_leave(&filled, 1);
    }
    return &all;
}

/* Four digits as three bytes, as long as there are such; gives how many bytes of the text. */
static size_t append_fours(const Digits *all, const guchar *text, size_t length, char **to)
{
    size_t i = 0;
    char *out = *to;

    for (; i + 4 <= length; i += 4, out += 3) {
        guint32 three = all->place[0][text[i]] | all->place[1][text[i + 1]] |
                        all->place[2][text[i + 2]] | all->place[3][text[i + 3]];
        if (three & INVALID)
            break;
        out[0] = (char)(three >> 16);
        out[1] = (char)(three >> 8);
        out[2] = (char)three;
    }
    *to = out;
    return i;
}

void base64_append(const char *text, size_t length, GString *out)
{
    const Digits *all = digits();
    gsize before = out->len;
    guint bits = 0;
    int have = 0; /* bits collected and not yet given out */

    g_string_set_size(out, before + length * 3 / 4 + 1);
    char *to = out->str + before;
    for (size_t i = 0; i < length; i++) {
        if (have == 0)
            i += append_fours(all, (const guchar *)text + i, length - i, &to);
        if (i == length)
            break;
        guchar value = all->value[(guchar)text[i]];
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
