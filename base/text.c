/* text.c: see text.h. Everything that reaches a table, a letter or a terminal has been through
 * text_clean(), so this is where bytes become text: valid UTF-8, NFC, no control characters. */
#include "base/text.h"

#include <string.h>

#include <idn2.h>

#include "base/error.h"

#define ADDRESS_BYTES 254 /* RFC 5321 section 4.5.3.1.3, without the angle brackets */
#define MAX_MARKS     30  /* upon one character */
#define LABEL_BYTES   63  /* RFC 1035 section 2.3.4 */

/* Marks that reorder the characters around them, or show nothing at all: good only for forging. */
static bool is_invisible_control(gunichar c)
{
    return c == 0xFEFF || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || (c >= 0xFFF9 && c <= 0xFFFB);
}

bool text_is_ascii(const char *bytes, size_t length)
{
    size_t i = 0;

    while (i < length && (guchar)bytes[i] < 0x80)
        i++;
    return i == length;
}

/* Characters that NFC leaves alone whatever stands beside them. Far from all, but all that nearly
 * every letter consists of: Latin, Cyrillic without its combining marks, punctuation. */
static bool is_settled(gunichar c)
{
    return c < 0x300 || (c >= 0x400 && c < 0x483) || (c >= 0x48A && c < 0x530) ||
           (c >= 0x2002 && c < 0x20D0) || c == 0x2116;
}

/* What text_clean() leaves as it is. */
static bool is_kept(gunichar c)
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

    while (p < end) {
        gunichar c = (guchar)*p < 0x80 ? (guchar)*p : g_utf8_get_char(p);
        if (!is_kept(c))
            break;
        *settled &= is_settled(c);
        p = g_utf8_next_char(p);
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
    g_autofree char *mended =
        g_utf8_validate_len(bytes, size, NULL) ? NULL : make_valid(bytes, size);
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

/* Every run of blanks as one space, none at the ends, in place. `text` is valid UTF-8. */
static char *squeeze(char *text)
{
    char *out = text;
    bool pending = false;

    for (const char *p = text, *next; *p; p = next) {
        next = g_utf8_next_char(p);
        if ((guchar)*p < 0x80 ? g_ascii_isspace(*p) : g_unichar_isspace(g_utf8_get_char(p))) {
            pending = out > text;
            continue;
        }
        if (pending)
            *out++ = ' ';
        pending = false;
        while (p < next)
            *out++ = *p++;
    }
    *out = '\0';
    return text;
}

char *text_one_line(const char *text)
{
    return squeeze(text_clean(text, -1));
}

/* Case folding and ё of text that is not ASCII. */
static char *fold_wide(const char *clean)
{
    g_autofree char *folded = g_utf8_casefold(clean, -1);
    g_autofree char *composed = g_utf8_normalize(folded, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    GString *out = g_string_new(composed);

    g_string_replace(out, "ё", "е", 0);
    return g_string_free(out, FALSE);
}

char *text_fold(const char *text)
{
    g_autofree char *clean = text_clean(text, -1);

    return squeeze(text_is_ascii(clean, strlen(clean)) ? g_ascii_strdown(clean, -1)
                                                       : fold_wide(clean));
}

const char *text_word_end(const char *text)
{
    while (*text && g_unichar_isalpha(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return text;
}

char *text_cut(const char *text, size_t bytes)
{
    const char *ellipsis = "…";
    size_t length = strlen(text), end = bytes;

    if (length <= bytes)
        return g_strdup(text);
    if (bytes >= strlen(ellipsis))
        end = bytes - strlen(ellipsis);
    while (end > 0 && ((guchar)text[end] & 0xC0) == 0x80)
        end--;
    g_autofree char *head = g_strndup(text, end);
    return g_strconcat(head, bytes >= strlen(ellipsis) ? ellipsis : "", NULL);
}

/* RFC 5321 section 4.1.2: labels of letters, digits and hyphens; the underscore is seen in use. */
static bool is_host_name(const char *domain)
{
    size_t label = 0;

    for (const char *p = domain; *p; p++) {
        if (*p == '.') {
            if (label == 0)
                return false;
            label = 0;
        } else if ((!g_ascii_isalnum(*p) && *p != '-' && *p != '_') || ++label > LABEL_BYTES) {
            return false;
        }
    }
    return label > 0;
}

/* A host name that IDNA leaves alone but for the case of its letters: no label to decode, no
 * hyphens where labels must have none. */
static bool is_plain_host(const char *domain)
{
    return strlen(domain) < ADDRESS_BYTES && is_host_name(domain) && !strstr(domain, "--") &&
           !strstr(domain, "-.") && !strstr(domain, ".-") && *domain != '-' &&
           !g_str_has_suffix(domain, "-");
}

char *domain_to_ascii(const char *domain, GError **error)
{
    char *ascii = NULL;

    if (is_plain_host(domain))
        return g_ascii_strdown(domain, -1);
    int rc = idn2_to_ascii_8z(domain, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (rc != IDN2_OK) {
        fail(error, ERR_INPUT, "\"%s\" is not a domain: %s", domain, idn2_strerror(rc));
        return NULL;
    }
    char *lower = g_ascii_strdown(ascii, -1);
    idn2_free(ascii);
    if (is_host_name(lower))
        return lower;
    fail(error, ERR_INPUT, "\"%s\" is not a domain", domain);
    g_free(lower);
    return NULL;
}

/* Nothing that could end or open something else in an envelope, a header or a command. */
static bool is_safe_address(const char *address)
{
    if (!g_utf8_validate(address, -1, NULL))
        return false;
    for (const char *p = address; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c <= 0x20 || (c >= 0x7F && c <= 0xA0) || g_unichar_isspace(c) ||
            is_invisible_control(c) || (c < 0x80 && strchr("<>\"\\,;()[]", (int)c)))
            return false;
    }
    return true;
}

char *address_normalize(const char *address, GError **error)
{
    const char *at = strchr(address, '@');
    GError *why = NULL;

    if (!at || at == address || strchr(at + 1, '@') || !is_safe_address(address)) {
        g_autofree char *shown = text_one_line(address);
        fail(error, ERR_INPUT, "\"%s\" is not an e-mail address", shown);
        return NULL;
    }
    g_autofree char *domain = domain_to_ascii(at + 1, &why);
    if (!domain) {
        g_propagate_prefixed_error(error, why, "in the address \"%s\": ", address);
        return NULL;
    }
    g_autofree char *local = g_strndup(address, (gsize)(at - address));
    g_autofree char *lower = g_ascii_strdown(local, -1);
    if (strlen(lower) + 1 + strlen(domain) > ADDRESS_BYTES) {
        fail(error, ERR_INPUT, "the address at %s is longer than %d bytes", domain, ADDRESS_BYTES);
        return NULL;
    }
    return g_strconcat(lower, "@", domain, NULL);
}

const char *text_plural_ru(int64_t number, const char *one, const char *few, const char *many)
{
    uint64_t n = number < 0 ? -(uint64_t)number : (uint64_t)number;

    if (n % 10 == 1 && n % 100 != 11)
        return one;
    if (n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14))
        return few;
    return many;
}
