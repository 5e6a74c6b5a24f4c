/* bounce_local.c: bounce_local_names() of bounce.h: failed recipients without a domain.
 *
 * Servers of one domain (AOL, university directories) name people by the local part alone, each on
 * an indented line below a line that announces recipients. The domain is that of the server that
 * reports. Only asked where a report names no address. */
#include <string.h>

#include "base/bounce.h"
#include "base/text.h"

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
#define NAME_BYTES 64 /* RFC 5321 section 4.5.3.1.1 */

/* "... the following recipients could not be reached:" */
static bool announces(const char *line)
{
    g_autofree char *folded = text_fold(line);

    return g_str_has_suffix(folded, ":") && strstr(folded, "following") &&
           (strstr(folded, "recipient") || strstr(folded, "delivered"));
}

/* The name that an indented line consists of, or that stands before a wide gap; its length, or 0.
 */
static size_t local_name(const char *line, const char **name)
{
    size_t indent = strspn(line, " \t"), length = strspn(line + indent, NAME_CHARS);
    const char *rest = line + indent + length;

    *name = line + indent;
    if (indent == 0 || length > NAME_BYTES || (*rest && !strchr(" \t", *rest)))
        return 0;
    return !rest[strspn(rest, " \t")] || *rest == '\t' || strspn(rest, " ") >= 2 ? length : 0;
}

void bounce_local_names(Letter *letter, char **lines, size_t end,
                        void (*found)(Letter *letter, const char *address, const char *line))
{
    const char *from = letter->facts->from.address, *domain = from ? strrchr(from, '@') : NULL;
    size_t at = 0, length;
    const char *name;

    while (at < end && !announces(lines[at]))
        at++;
    for (at++; at < end && !lines[at][strspn(lines[at], " \t")];)
        at++;
    for (; domain && at < end && (length = local_name(lines[at], &name)); at++) {
        g_autofree char *raw = g_strdup_printf("%.*s%s", (int)length, name, domain);
        g_autofree char *address = address_normalize(raw, NULL);
        if (address)
            found(letter, address, lines[at]);
    }
}
