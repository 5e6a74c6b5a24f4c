/* armour.c: see armour.h. */
#include "base/armour.h"

#include <string.h>

#include <glib.h>

#define BEGIN "-----BEGIN PGP "

static bool begins(const char *line, const char *what)
{
    return g_str_has_prefix(line, BEGIN) && g_str_has_prefix(line + strlen(BEGIN), what);
}

bool armour_is_encrypted(const char *text)
{
    const char *p = strstr(text, BEGIN "MESSAGE-----");

    return p && (p == text || p[-1] == '\n');
}

/* Behind the line "-----END PGP ...". A block that never ends is left alone: NULL. */
static const char *block_end(const char *from)
{
    const char *end = strstr(from, "\n-----END PGP ");

    if (!end)
        return NULL;
    end = strchr(end + 1, '\n');
    return end ? end + 1 : from + strlen(from);
}

/* Behind "Hash: SHA512" and the empty line that ends the headers of a signed text. */
static const char *signed_begin(const char *line)
{
    const char *p = strchr(line, '\n');

    while (p && g_ascii_isalpha(p[1]) && strncmp(p + 1, "Hash:", 5) == 0)
        p = strchr(p + 1, '\n');
    if (!p)
        return line + strlen(line);
    return p[1] == '\n' ? p + 2 : p + 1;
}

char *armour_remove(const char *text)
{
    bool within = false;  /* a signed text: its lines that begin with "-" were escaped */
    bool endless = false; /* no block ends from here on */

    if (!strstr(text, BEGIN))
        return NULL;
    GString *out = g_string_sized_new(strlen(text));
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n');
        const char *end = NULL;
        if (begins(p, "SIGNED MESSAGE")) {
            within = true;
            p = signed_begin(p);
            continue;
        }
        if (!endless &&
            (begins(p, "SIGNATURE") || begins(p, "MESSAGE") || begins(p, "PUBLIC KEY"))) {
            end = block_end(p);
            endless = !end;
        }
        if (end) {
            g_string_append(out, begins(p, "MESSAGE") ? ARMOUR_ENCRYPTED "\n" : "");
            within = false;
            p = end;
            continue;
        }
        size_t escape = within && strncmp(p, "- ", 2) == 0 ? 2 : 0;
        g_string_append_len(out, p + escape, (gssize)(n - escape));
        p += n;
    }
    return g_string_free(out, FALSE);
}
