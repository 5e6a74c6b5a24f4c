/* charset.c: see charset.h.
 *
 * Russian letters come in five charsets, and programs often name the wrong one or none. The guess
 * reads the bytes in each and scores how Russian the result looks: frequent letters count, capitals
 * after small letters and signs that no text holds cost. Russian in the wrong one of the five
 * always shows such things. */
#include "base/charset.h"

#include <string.h>

#include "base/text.h"

#define SAMPLE_BYTES   8192
#define GUESSABLE      4
#define CLEAR_SCORE    100 /* some seven letters: enough to contradict what was declared */
#define MOJIBAKE_LINES 200
#define FORCED_BYTES   65536 /* of a text that its charset cannot decode */

static const char *const GUESSES[GUESSABLE + 1] = {"windows-1251", "koi8-r", "ibm866", "iso-8859-5",
                                                   NULL};

/* --- the score --- */

/* How often a Russian letter is met, а to я, in tenths of a percent. */
static const signed char FREQUENCY[32] = {
    80, 16, 45, 17, 30, 85, 9, 17, 74, 12, 35, 44, 32, 67, 110, 28,
    47, 55, 63, 26, 3,  10, 5, 14, 7,  4,  1,  19, 17, 3,  6,   20,
};

/* Roughly the logarithm of the frequency: rare letters in a row are no Russian. */
static int frequency_weight(int frequency)
{
    static const struct {
        int least, weight;
    } STEPS[] = {{80, 24}, {50, 19}, {30, 14}, {15, 7}, {7, -4}, {0, -14}};
    size_t i = 0;

    while (frequency < STEPS[i].least)
        i++;
    return STEPS[i].weight;
}

static int letter_weight(gunichar c, gunichar before)
{
    bool after_small = before >= 0x430 && before <= 0x45F;

    if (c >= 0x430 && c <= 0x44F)
        return frequency_weight(FREQUENCY[c - 0x430]);
    if (c >= 0x410 && c <= 0x42F)
        return after_small ? -60 : frequency_weight(FREQUENCY[c - 0x410]) - 1;
    if (c == 0x451 || c == 0x401 || c == 0x456 || c == 0x457 || c == 0x454 || c == 0x491)
        return 8; /* ё Ё і ї є ґ */
    if (c == 0xAB || c == 0xBB || c == 0x2116 || (c >= 0x2013 && c <= 0x2026) || c == 0xA0)
        return 3; /* « » № dashes, quotation marks, ellipsis */
    return c >= 0x80 ? -50 : 0;
}

static int score_utf8(const char *text)
{
    int score = 0;
    gunichar before = ' ';

    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        score += letter_weight(c, before);
        before = c;
    }
    return score;
}

static char *convert(const char *bytes, size_t length, const char *charset, gsize *out_length)
{
    return g_convert(bytes, (gssize)length, "UTF-8", charset_iconv_name(charset), NULL, out_length,
                     NULL);
}

/* The Russian look of these bytes in `charset`; a byte that it lacks costs. */
static int score_in(const char *bytes, size_t length, const char *charset)
{
    g_autofree char *text =
        g_convert_with_fallback(bytes, (gssize)MIN(length, SAMPLE_BYTES), "UTF-8",
                                charset_iconv_name(charset), "\xC2\xA4", NULL, NULL, NULL);
    if (text)
        return score_utf8(text);
    g_autofree char *known = g_new(char, MIN(length, SAMPLE_BYTES) + 1);
    size_t n = 0, bad = 0;
    for (size_t i = 0; i < MIN(length, SAMPLE_BYTES); i++) {
        g_autofree char *one = convert(bytes + i, 1, charset, NULL);
        if (one)
            known[n++] = bytes[i];
        else
            bad++;
    }
    g_autofree char *rest = convert(known, n, charset, NULL);
    return (rest ? score_utf8(rest) : 0) - 50 * (int)bad;
}

/* The likeliest charset of bytes that are not valid UTF-8: windows-1251, koi8-r, ibm866 or
 * iso-8859-5. Static. */
static const char *likeliest(const char *bytes, size_t length)
{
    const char *best = GUESSES[0];
    int best_score = G_MININT;

    for (size_t i = 0; i < GUESSABLE; i++) {
        int score = score_in(bytes, length, GUESSES[i]);
        if (score > best_score) {
            best_score = score;
            best = GUESSES[i];
        }
    }
    return best;
}

/* --- choosing --- */

static bool is_ascii(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((guchar)bytes[i] >= 0x80)
            return false;
    return true;
}

/* A first byte of a character with less than it needs behind it, at the very end. */
static bool is_cut_character(const char *p, size_t left)
{
    guchar lead = (guchar)*p;
    size_t needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;

    for (size_t i = 1; i < left; i++)
        if (((guchar)p[i] & 0xC0) != 0x80)
            return false;
    return left < needed;
}

/* Valid but for a last character that was cut off, or one broken sequence among twenty. */
static bool is_nearly_utf8(const char *bytes, size_t length)
{
    size_t broken = 0, high = 0, left = length;
    const char *p = bytes, *stop;

    while (left > 0 && !g_utf8_validate_len(p, left, &stop)) {
        broken += *stop != '\0' && !is_cut_character(stop, left - (size_t)(stop - p));
        stop++;
        left -= (size_t)(stop - p);
        p = stop;
    }
    for (size_t i = 0; i < length; i++)
        high += ((guchar)bytes[i] & 0xC0) == 0xC0;
    return high > 1 && broken * 20 <= high;
}

static bool is_single_byte(const char *name)
{
    return g_str_has_prefix(name, "windows-125") || g_str_has_prefix(name, "iso-8859-") ||
           g_str_has_prefix(name, "koi8-") || strcmp(name, "ibm866") == 0 ||
           strcmp(name, "us-ascii") == 0;
}

/* Words of a western text hold a few letters beyond ASCII, Russian ones nothing else. */
static bool mostly_high(const char *bytes, size_t length)
{
    size_t high = 0, low = 0;

    for (size_t i = 0; i < MIN(length, SAMPLE_BYTES); i++) {
        high += (guchar)bytes[i] >= 0x80;
        low += g_ascii_isalpha(bytes[i]);
    }
    return high >= 3 && high > low;
}

/* What these bytes, which are not ASCII, are in. `name` is the declared charset, NULL none. */
static const char *choose(const char *bytes, size_t length, const char *name, const char *hint)
{
    bool utf8 = g_utf8_validate_len(bytes, length, NULL);

    if (utf8 && (!name || is_single_byte(name)))
        return "utf-8";
    if (!name || strcmp(name, "us-ascii") == 0) {
        if (is_nearly_utf8(bytes, length))
            return "utf-8";
        return hint && is_single_byte(hint) && strcmp(hint, "us-ascii") != 0
                   ? hint
                   : likeliest(bytes, length);
    }
    if (strcmp(name, "utf-8") == 0)
        return utf8 || is_nearly_utf8(bytes, length) ? name : likeliest(bytes, length);
    if (strcmp(name, "iso-8859-1") == 0 || strcmp(name, "windows-1252") == 0)
        return mostly_high(bytes, length) ? likeliest(bytes, length) : name;
    if (g_strv_contains(GUESSES, name)) {
        const char *guess = likeliest(bytes, length);
        int own = score_in(bytes, length, name), best = score_in(bytes, length, guess);
        return best >= CLEAR_SCORE && own < best / 2 ? guess : name;
    }
    return name;
}

/* Everything that `charset` lacks becomes U+FFFD. */
static char *convert_by_force(const char *bytes, size_t length, const char *charset)
{
    g_autoptr(GString) out = g_string_sized_new(length);
    size_t at = 0;

    while (at < length) {
        gsize read = 0;
        g_autofree char *whole = NULL;
        g_autoptr(GError) error = NULL;
        gsize written = 0;
        whole = g_convert(bytes + at, (gssize)(length - at), "UTF-8", charset_iconv_name(charset),
                          &read, &written, &error);
        if (whole) {
            g_string_append_len(out, whole, (gssize)written);
            break;
        }
        g_autofree char *head = convert(bytes + at, read, charset, &written);
        if (head)
            g_string_append_len(out, head, (gssize)written);
        g_string_append(out, "\xEF\xBF\xBD");
        at += read + 1;
        if (out->len > 4 * length + 16)
            break;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* *broken is set when not all bytes could be converted. */
static char *decode(const char *bytes, size_t length, const char *charset, bool *broken)
{
    gsize n = 0;

    if (strcmp(charset, "utf-8") == 0 || strcmp(charset, "us-ascii") == 0) {
        *broken |= !g_utf8_validate_len(bytes, length, NULL);
        return text_clean(bytes, (gssize)length);
    }
    g_autofree char *text = convert(bytes, length, charset, &n);
    if (text)
        return text_clean(text, (gssize)n);
    *broken = true;
    /* Restarting after every bad byte is quadratic, so only a short run of bad ones is borne. */
    g_autofree char *forced = convert_by_force(bytes, MIN(length, FORCED_BYTES), charset);
    return text_clean(forced, -1);
}

/* Escape sequences instead of high bytes: such a charset looks like ASCII before it is decoded. */
static bool is_stateful(const char *name)
{
    return g_str_has_prefix(name, "iso-2022") || g_str_has_prefix(name, "utf-16") ||
           g_str_has_prefix(name, "utf-32") || g_str_has_prefix(name, "hz");
}

char *charset_to_utf8(const char *bytes, size_t length, const char *declared, const char *hint,
                      CharsetUsed *used)
{
    const char *name = charset_canonical(declared);
    CharsetUsed result = {.name = name};

    result.invalid = declared && *declared && !name;
    if (!name || !is_stateful(name)) {
        if (is_ascii(bytes, length)) {
            result.name = name ? name : "us-ascii";
        } else {
            result.name = choose(bytes, length, name, charset_canonical(hint));
            result.undeclared = !declared || !*declared;
            result.invalid |= name && strcmp(name, result.name) != 0;
            result.invalid |=
                strcmp(result.name, "utf-8") == 0 && !g_utf8_validate_len(bytes, length, NULL);
        }
    }
    char *text = decode(bytes, length, result.name, &result.invalid);
    if (used)
        *used = result;
    return text;
}

/* --- mojibake --- */

/* The line written in `charset` is UTF-8 with at least two characters beyond ASCII. */
static bool line_is_mojibake(const char *line, size_t length, const char *charset)
{
    gsize n = 0;
    size_t leads = 0;
    g_autofree char *bytes = g_convert(line, (gssize)length, charset, "UTF-8", NULL, &n, NULL);

    if (!bytes || !g_utf8_validate_len(bytes, n, NULL))
        return false;
    for (gsize i = 0; i < n; i++)
        leads += ((guchar)bytes[i] & 0xC0) == 0xC0;
    return leads >= 2;
}

bool charset_is_mojibake(const char *text)
{
    int lines = 0;

    for (const char *line = text; *line && lines < MOJIBAKE_LINES; lines++) {
        size_t n = strcspn(line, "\n");
        if (!is_ascii(line, n) && n < SAMPLE_BYTES &&
            (line_is_mojibake(line, n, "windows-1251") ||
             line_is_mojibake(line, n, "windows-1252")))
            return true;
        line += n + (line[n] == '\n');
    }
    return false;
}
