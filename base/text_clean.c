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

/* What may stand second in a character of three or four bytes that begins so: no longer form than
 * is needed, no surrogate, nothing above U+10FFFF (RFC 3629 section 4). 0: nothing begins so. */
static const struct {
    guchar from, to;
} SECOND[256] = {
    [0xE0] = {0xA0, 0xBF},          [0xE1 ... 0xEC] = {0x80, 0xBF}, [0xED] = {0x80, 0x9F},
    [0xEE ... 0xEF] = {0x80, 0xBF}, [0xF0] = {0x90, 0xBF},          [0xF1 ... 0xF3] = {0x80, 0xBF},
    [0xF4] = {0x80, 0x8F},
};

static bool goes_on(guchar byte)
{
    return (byte & 0xC0) == 0x80;
}

/* How many bytes the character has that begins at `p`, of `left`; 0: it is none. */
static size_t character_length(const guchar *p, size_t left)
{
    if (*p < 0x80)
        return *p != 0;
    if (*p >= 0xC2 && *p < 0xE0)
        return left >= 2 && goes_on(p[1]) ? 2 : 0;
    size_t n = *p < 0xF0 ? 3 : 4;
    if (left < n || p[1] < SECOND[*p].from || p[1] > SECOND[*p].to || !SECOND[*p].to)
        return 0;
    return goes_on(p[2]) && (n == 3 || goes_on(p[3])) ? n : 0;
}

bool text_is_utf8(const char *bytes, size_t length)
{
    size_t at = 0;

    while (at < length) {
        at += ascii_length(bytes + at, length - at);
        for (size_t n = 8; n > 0 && at < length; n--) { /* no eight of ASCII: some of what is not */
            size_t step = character_length((const guchar *)bytes + at, length - at);
            if (step == 0)
                return false;
            at += step;
        }
    }
    return true;
}

/* --- what is left as it is --- */

/* Printable ASCII, LF and TAB, up to eight bytes less than there are. Bit 0x80 of each byte tells:
 * in sums of what is below it nothing runs over into the next byte. */
static size_t printable_length(const char *bytes, size_t length)
{
    size_t i = 0;

    for (; i + 8 <= length; i += 8) {
        uint64_t word = eight(bytes + i), low = word & EACH(0x7F);
        uint64_t from_blank = low + EACH(0x80 - ' '), delete = low + EACH(1);
        uint64_t no_lf = (low ^ EACH('\n')) + EACH(0x7F);
        uint64_t no_tab = (low ^ EACH('\t')) + EACH(0x7F);
        if (((from_blank | ~(no_lf & no_tab)) & ~(delete | word) & EACH(0x80)) != EACH(0x80))
            break;
    }
    return i;
}

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

/* Text that is being cleaned, and where in it NFC may change something: from the character before
 * the first that is not settled to the end of the last. */
typedef struct Clean {
    GString *out;
    size_t from, to; /* to 0: nowhere */
} Clean;

static size_t start_of_last(const GString *text)
{
    return text->len > 0 ? (size_t)(g_utf8_prev_char(text->str + text->len) - text->str) : 0;
}

/* Appends the run of kept characters at the start of valid UTF-8; gives where it ends. */
static const char *keep(Clean *clean, const char *text, const char *end)
{
    size_t start = clean->out->len, printable = printable_length(text, (size_t)(end - text));
    const char *p = text + printable, *before = printable > 0 ? p - 1 : NULL;

    for (size_t n; p < end; before = p, p += n) {
        n = PLAIN[(guchar)*p];
        if (n > 0)
            continue;
        gunichar c = g_utf8_get_char(p);
        if (!text_is_kept(c))
            break;
        n = (size_t)(g_utf8_next_char(p) - p);
        if (is_settled(c))
            continue;
        if (clean->to == 0)
            clean->from = before ? start + (size_t)(before - text) : start_of_last(clean->out);
        clean->to = start + (size_t)(p - text) + n;
    }
    g_string_append_len(clean->out, text, p - text);
    return p;
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

static void compose(Clean *clean)
{
    g_autofree char *piece = g_strndup(clean->out->str + clean->from, clean->to - clean->from);

    cap_marks(piece);
    g_autofree char *composed = g_utf8_normalize(piece, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    g_string_erase(clean->out, (gssize)clean->from, (gssize)(clean->to - clean->from));
    g_string_insert(clean->out, (gssize)clean->from, composed);
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
    Clean clean = {.out = g_string_sized_new((size_t)(end - p))};

    while ((p = keep(&clean, p, end)) < end)
        p = mend(clean.out, p, end);
    if (clean.to > 0)
        compose(&clean);
    return g_string_free(clean.out, FALSE);
}
