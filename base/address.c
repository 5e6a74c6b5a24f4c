/* address.c: address_normalize() and domain_to_ascii() of text.h. */
#include "base/text.h"

#include <string.h>

#include <idn2.h>

#include "base/error.h"

#define ADDRESS_BYTES 254 /* RFC 5321 section 4.5.3.1.3, without the angle brackets */
#define LABEL_BYTES   63  /* RFC 1035 section 2.3.4 */

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
    if (strlen(domain) >= ADDRESS_BYTES || !is_host_name(domain))
        return false;
    for (const char *p = strchr(domain, '-'); p; p = strchr(p + 1, '-'))
        if (p == domain || p[-1] == '.' || !p[1] || p[1] == '.' || p[1] == '-')
            return false;
    return true;
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

/* ASCII that could end or open something else in an envelope, a header or a command. */
static const bool UNSAFE[0x80] = {
    [0 ... ' '] = true, ['"'] = true, ['('] = true, [')'] = true,  [','] = true, [';'] = true,
    ['<'] = true,       ['>'] = true, ['['] = true, ['\\'] = true, [']'] = true, [0x7F] = true,
};

static bool is_safe_address(const char *address)
{
    const char *p = address;

    while ((guchar)*p < 0x80 && !UNSAFE[(guchar)*p])
        p++;
    if (!g_utf8_validate(p, -1, NULL))
        return false;
    for (; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c < 0x80 ? UNSAFE[c] : !text_is_kept(c) || g_unichar_isspace(c))
            return false;
    }
    return true;
}

static size_t count_ascii(const char *text)
{
    size_t count = 0;

    for (const char *p = text; *p; p++)
        count += (guchar)*p < 0x80;
    return count;
}

bool address_hides_ascii(const char *text)
{
    if (g_str_is_ascii(text) || !g_utf8_validate(text, -1, NULL))
        return false;
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    return count_ascii(composed) > count_ascii(text);
}

/* With the "@". Beyond ASCII in NFC (RFC 6532 section 3.1): one name, however it was typed. */
static char *local_part(const char *address, const char *at)
{
    g_autofree char *lower = g_ascii_strdown(address, at + 1 - address);

    return g_str_is_ascii(lower) ? g_steal_pointer(&lower) : text_clean(lower, -1);
}

char *address_normalize(const char *address, GError **error)
{
    const char *at = strchr(address, '@');
    GError *why = NULL;

    if (!at || at == address || strchr(at + 1, '@') || !is_safe_address(address) ||
        address_hides_ascii(address)) {
        g_autofree char *shown = text_one_line(address);
        fail(error, ERR_INPUT, "\"%s\" is not an e-mail address", shown);
        return NULL;
    }
    g_autofree char *domain = domain_to_ascii(at + 1, &why);
    if (!domain) {
        g_propagate_prefixed_error(error, why, "in the address \"%s\": ", address);
        return NULL;
    }
    g_autofree char *local = local_part(address, at);
    if (strlen(local) + strlen(domain) > ADDRESS_BYTES) {
        fail(error, ERR_INPUT, "the address at %s is longer than %d bytes", domain, ADDRESS_BYTES);
        return NULL;
    }
    return g_strconcat(local, domain, NULL);
}
