/* text.c: see text.h. Everything that reaches a table, a letter or a terminal has been through
 * text_clean(), so this is where bytes become text: valid UTF-8, NFC, no control characters. */
#include "base/text.h"

#include <string.h>

#include <idn2.h>

#include "base/error.h"

#define ADDRESS_BYTES 254 /* RFC 5321 section 4.5.3.1.3, without the angle brackets */
#define LABEL_BYTES   63  /* RFC 1035 section 2.3.4 */

/* Marks that reorder the characters around them, or show nothing at all: good only for forging. */
static bool is_invisible_control(gunichar c)
{
    return c == 0xFEFF || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || (c >= 0xFFF9 && c <= 0xFFFB);
}

static void append_clean(GString *out, gunichar c, const char **next)
{
    if (c == '\r') {
        if (**next == '\n')
            (*next)++;
        c = '\n';
    } else if (c == 0x2028 || c == 0x2029) {
        c = '\n';
    }
    if (c == '\n' || c == '\t')
        g_string_append_c(out, (char)c);
    else if (c >= 0x20 && !(c >= 0x7F && c < 0xA0) && !is_invisible_control(c))
        g_string_append_unichar(out, c);
}

char *text_clean(const char *bytes, gssize length)
{
    size_t size = length < 0 ? strlen(bytes) : (size_t)length;
    g_autofree char *valid = g_utf8_make_valid(bytes, (gssize)size); /* NUL becomes U+FFFD */
    g_autoptr(GString) out = g_string_sized_new(strlen(valid));

    for (const char *p = valid; *p;) {
        gunichar c = g_utf8_get_char(p);
        p = g_utf8_next_char(p);
        append_clean(out, c, &p);
    }
    return g_utf8_normalize(out->str, (gssize)out->len, G_NORMALIZE_DEFAULT_COMPOSE);
}

static bool is_blank(gunichar c)
{
    return c == '\n' || c == '\t' || g_unichar_isspace(c);
}

/* Every run of blanks as one space, none at the ends. `text` is valid UTF-8. */
static char *squeeze(const char *text)
{
    GString *out = g_string_sized_new(strlen(text));
    bool pending = false;

    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_blank(c)) {
            pending = true;
            continue;
        }
        if (pending && out->len > 0)
            g_string_append_c(out, ' ');
        pending = false;
        g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

char *text_one_line(const char *text)
{
    g_autofree char *clean = text_clean(text, -1);
    return squeeze(clean);
}

char *text_fold(const char *text)
{
    g_autofree char *clean = text_clean(text, -1);
    g_autofree char *folded = g_utf8_casefold(clean, -1);
    g_autofree char *composed = g_utf8_normalize(folded, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    g_autoptr(GString) out = g_string_new(composed);

    g_string_replace(out, "ё", "е", 0);
    return squeeze(out->str);
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

char *domain_to_ascii(const char *domain, GError **error)
{
    char *ascii = NULL;
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
