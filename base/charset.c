/* charset.c: see charset.h.
 *
 * What a letter declares is believed unless the bytes contradict it clearly; what it does not
 * declare is guessed (charset_guess.h). */
#include "base/charset.h"

#include <string.h>

#include "base/charset_guess.h"
#include "base/text.h"

#define FORCED_BYTES 65536 /* of a text that its charset cannot decode */

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

/* One byte a character. */
static bool is_single_byte(const char *name)
{
    return g_str_has_prefix(name, "windows-125") || g_str_has_prefix(name, "iso-8859-") ||
           strcmp(name, "us-ascii") == 0 || strcmp(name, "macintosh") == 0 || guess_knows(name);
}

/* Latin letters: what programs name that do not know better. */
static bool is_latin(const char *name)
{
    static const char *const OTHER[] = {"iso-8859-5",   "iso-8859-6",   "iso-8859-7",
                                        "iso-8859-8",   "windows-1253", "windows-1255",
                                        "windows-1256", "us-ascii",     NULL};
    return is_single_byte(name) && !guess_knows(name) && !g_strv_contains(OTHER, name);
}

/* Bytes that are in none that was named. */
static const char *guess(const char *bytes, size_t length)
{
    return guess_is_western(bytes, length) ? "windows-1252" : guess_cyrillic(bytes, length);
}

/* `name`, unless the bytes are clearly Russian in another charset. */
static const char *believe(const char *bytes, size_t length, const char *name)
{
    bool latin = is_latin(name);

    if (!latin && !guess_knows(name))
        return name;
    if (latin && !guess_is_cyrillic(bytes, length))
        return name;
    int own = latin ? 0 : guess_score(bytes, length, name);
    if (own >= GUESS_CLEAR && guess_is_fine(bytes, length, own))
        return name;
    const char *better = guess_cyrillic(bytes, length);
    int best = guess_score(bytes, length, better);
    return best >= (latin ? GUESS_CLEAR / 2 : GUESS_CLEAR) && own < best / 4 * 3 ? better : name;
}

static bool is_valid_in(const char *bytes, size_t length, const char *name)
{
    g_autofree char *text = charset_decode(bytes, length, name, NULL, NULL);
    return text != NULL;
}

/* Nothing was declared: `hint` first, when the bytes may be in it. */
static const char *choose_undeclared(const char *bytes, size_t length, const char *hint)
{
    if (is_nearly_utf8(bytes, length))
        return "utf-8";
    if (!hint || strcmp(hint, "us-ascii") == 0 || strcmp(hint, "utf-8") == 0)
        return guess(bytes, length);
    if (guess_knows(hint) && guess_is_western(bytes, length))
        return "windows-1252";
    if (is_single_byte(hint))
        return believe(bytes, length, hint);
    return is_valid_in(bytes, length, hint) ? hint : guess(bytes, length);
}

/* What these bytes, which are not ASCII, are in; `utf8`: they may be UTF-8. `name` is the declared
 * charset, NULL none. */
static const char *choose(const char *bytes, size_t length, bool utf8, const char *name,
                          const char *hint)
{
    if (utf8 && (!name || is_single_byte(name)))
        return "utf-8";
    if (!name || strcmp(name, "us-ascii") == 0)
        return choose_undeclared(bytes, length, hint);
    if (strcmp(name, "utf-8") == 0)
        return utf8 || is_nearly_utf8(bytes, length) ? name : guess(bytes, length);
    return believe(bytes, length, name);
}

/* Everything that `charset` lacks becomes U+FFFD. */
static char *convert_by_force(const char *bytes, size_t length, const char *charset)
{
    g_autoptr(GString) out = g_string_sized_new(length);
    size_t at = 0;

    while (at < length) {
        gsize read = 0;
        g_autofree char *whole = NULL;
        gsize written = 0;
        whole = charset_decode(bytes + at, length - at, charset, &read, &written);
        if (whole) {
            g_string_append_len(out, whole, (gssize)written);
            break;
        }
        g_autofree char *head = charset_decode(bytes + at, read, charset, NULL, &written);
        if (head)
            g_string_append_len(out, head, (gssize)written);
        g_string_append(out, "\xEF\xBF\xBD");
        at += read + 1;
        if (out->len > 4 * length + 16)
            break;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static bool is_utf8(const char *charset)
{
    return strcmp(charset, "utf-8") == 0 || strcmp(charset, "us-ascii") == 0;
}

/* *broken is set when not all bytes could be converted. */
static char *decode(const char *bytes, size_t length, const char *charset, bool *broken)
{
    gsize n = 0;

    if (is_utf8(charset))
        return text_clean(bytes, (gssize)length);
    g_autofree char *text = charset_decode(bytes, length, charset, NULL, &n);
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
    CharsetUsed result = {.name = name, .invalid = declared && *declared && !name};
    bool utf8 = text_is_utf8(bytes, length), ascii = text_is_ascii(bytes, length);

    if (ascii && !name) {
        result.name = "us-ascii";
    } else if (!ascii && (!name || !is_stateful(name))) {
        result.name = choose(bytes, length, utf8, name, charset_canonical(hint));
        result.undeclared = !declared || !*declared;
        result.invalid |= name && strcmp(name, result.name) != 0;
    }
    result.invalid |= is_utf8(result.name) && !utf8;
    char *text = ascii && is_single_byte(result.name)
                     ? text_clean(bytes, (gssize)length)
                     : decode(bytes, length, result.name, &result.invalid);
    if (used)
        *used = result;
    return text;
}
