/* text_clean.c: text_clean() of text.h. Everything that reaches a table, a letter or a terminal has
 * been through it: this is where bytes become text, valid UTF-8, NFC, no control characters. Nearly
 * all of it needs nothing of that, so the first looks are cheap ones. */
#include "base/text.h"

#include <string.h>

#define MAX_MARKS 30 /* upon one character */

/* Marks that reorder the characters around them, or show nothing at all: good only for forging. */
static bool is_invisible_control(gunichar c)
{
    return c == 0xFEFF || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || (c >= 0xFFF9 && c <= 0xFFFB);
}

/* --- eight bytes at a glance --- */

#define EACH(byte) (0x0101010101010101U * (byte))

static uint64_t eight(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return word;
}

bool text_is_ascii(const char *bytes, size_t length)
{
    size_t i = 0;

    while (i + 8 <= length && !(eight(bytes + i) & EACH(0x80)))
        i += 8;
    while (i < length && (guchar)bytes[i] < 0x80)
        i++;
    return i == length;
}

/* ASCII at the start, up to eight bytes less than there is; NUL ends it. */
static size_t ascii_length(const char *bytes, size_t length)
{
    size_t i = 0;

    while (i + 8 <= length && !((eight(bytes + i) | (eight(bytes + i) - EACH(1))) & EACH(0x80)))
        i += 8;
    return i;
}

bool text_is_utf8(const char *bytes, size_t length)
{
    size_t ascii = ascii_length(bytes, length);

    return g_utf8_validate_len(bytes + ascii, length - ascii, NULL);
}

/* --- what is left as it is --- */

/* How long a character is, by its first byte, where all that begin so are kept and settled: ASCII,
 * Latin but for the block of signs, Russian. 0: to be looked at. */
static const guchar PLAIN[256] = {
    ['\t'] = 1, ['\n'] = 1, [' ' ... '~'] = 1, [0xC3 ... 0xCB] = 2, [0xD0 ... 0xD1] = 2,
};

/* Characters that NFC leaves alone whatever stands beside them. Far from all, but all that nearly
 * every letter consists of: Latin, Cyrillic without its combining marks, punctuation. */
static bool is_settled(gunichar c)
{
    return c < 0x300 || (c >= 0x400 && c < 0x483) || (c >= 0x48A && c < 0x530) ||
           (c >= 0x2002 && c < 0x20D0) || c == 0x2116;
}

bool text_is_kept(gunichar c)
{
    return c == '\n' || c == '\t' ||
           (c >= 0x20 && !(c >= 0x7F && c < 0xA0) && c != 0x2028 && c != 0x2029 &&
            !is_invisible_control(c));
}

/* The run of kept characters at the start of valid UTF-8, in bytes; *settled is cleared by one that
 * NFC may change. */
static size_t kept_length(const char *text, const char *end, bool *settled)
{
    const char *p = text;

    for (size_t plain; p < end; p += plain) {
        plain = PLAIN[(guchar)*p];
        if (plain > 0)
            continue;
        gunichar c = g_utf8_get_char(p);
        if (!text_is_kept(c))
            break;
        *settled &= is_settled(c);
        plain = (size_t)(g_utf8_next_char(p) - p);
    }
    return (size_t)(p - text);
}

/* A character that is not kept stands at `p`: a line end is made LF, another left out. Gives where
 * the text goes on. */
static const char *mend(GString *out, const char *p, const char *end)
{
    gunichar c = g_utf8_get_char(p);

    if (c == '\r' || c == 0x2028 || c == 0x2029)
        g_string_append_c(out, '\n');
    return c == '\r' && p + 1 < end && p[1] == '\n' ? p + 2 : g_utf8_next_char(p);
}

/* Composing sorts the marks of a character, in quadratic time: no script sets more than 30 upon one
 * (Unicode Standard Annex 15, section 13). */
static void cap_marks(char *text)
{
    char *out = text;
    size_t marks = 0;

    for (const char *p = text; *p;) {
        const char *next = g_utf8_next_char(p);
        gunichar c = g_utf8_get_char(p);
        marks = c >= 0x300 && g_unichar_combining_class(c) != 0 ? marks + 1 : 0;
        for (; p < next; p++)
            if (marks <= MAX_MARKS)
                *out++ = *p;
    }
    *out = '\0';
}

/* Valid UTF-8: what is none becomes U+FFFD, and so does every run of NUL. */
static char *make_valid(const char *bytes, size_t size)
{
    if (!memchr(bytes, '\0', size))
        return g_utf8_make_valid(bytes, (gssize)size);
    g_autoptr(GString) single = g_string_sized_new(size);
    for (size_t i = 0; i < size; i++)
        if (bytes[i] || i == 0 || bytes[i - 1])
            g_string_append_c(single, bytes[i]);
    return g_utf8_make_valid(single->str, (gssize)single->len);
}

char *text_clean(const char *bytes, gssize length)
{
    size_t size = length < 0 ? strlen(bytes) : (size_t)length;
    g_autofree char *mended = text_is_utf8(bytes, size) ? NULL : make_valid(bytes, size);
    const char *p = mended ? mended : bytes, *end = mended ? p + strlen(mended) : p + size;
    GString *out = g_string_sized_new((size_t)(end - p));
    bool settled = true;

    while (p < end) {
        size_t n = kept_length(p, end, &settled);
        g_string_append_len(out, p, (gssize)n);
        p += n;
        if (p < end)
            p = mend(out, p, end);
    }
    char *clean = g_string_free(out, FALSE);
    if (settled)
        return clean;
    cap_marks(clean);
    char *composed = g_utf8_normalize(clean, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    g_free(clean);
    return composed;
}
