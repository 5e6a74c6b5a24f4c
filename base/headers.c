/* headers.c: see headers.h. */
#include "base/headers.h"

#include <string.h>

#define MBOX         "From " /* begins the line that divides letters in an mbox, RFC 4155 */
#define USUAL_FIELDS 40
#define VALUE_BYTES  512 /* of most fields */

static void header_clear(gpointer item)
{
    Header *header = item;
    g_free(header->name);
    g_free(header->value);
}

/* The length of a field name with its colon at `line`, 0 when the line is no field. Blanks before
 * the colon are obsolete syntax (RFC 5322 section 4.5.3) and seen in use. */
static size_t name_length(const char *line, size_t length)
{
    size_t i = 0;

    while (i < length && line[i] > ' ' && line[i] < 0x7F && line[i] != ':')
        i++;
    size_t name = i;
    while (i < length && (line[i] == ' ' || line[i] == '\t'))
        i++;
    return i < length && line[i] == ':' ? name : 0;
}

/* Gives whether a byte was left out that ends no line. */
static bool append_bytes(GString *out, const char *bytes, size_t length)
{
    while (length > 0 && bytes[length - 1] == '\r')
        length--;
    if (!memchr(bytes, '\0', length) && !memchr(bytes, '\r', length)) {
        g_string_append_len(out, bytes, (gssize)length);
        return false;
    }
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != '\0' && bytes[i] != '\r')
            g_string_append_c(out, bytes[i]);
    return true;
}

static void finish(Headers *headers, char *name, GString *value, bool *has_nul)
{
    if (!name)
        return;
    Header header = {name, g_strdup(g_strstrip(value->str)), *has_nul};
    g_array_append_val(headers->items, header);
    g_string_truncate(value, 0);
    *has_nul = false;
}

Headers *headers_parse(const char *bytes, size_t length, size_t *used)
{
    Headers *headers = g_new0(Headers, 1);
    g_autoptr(GString) value = g_string_sized_new(VALUE_BYTES);
    char *name = NULL;
    size_t at = 0;
    bool has_nul = false;

    headers->items = g_array_sized_new(FALSE, FALSE, sizeof(Header), USUAL_FIELDS);
    g_array_set_clear_func(headers->items, header_clear);
    while (at < length) {
        const char *line = bytes + at, *end = memchr(line, '\n', length - at);
        size_t n = end ? (size_t)(end - line) : length - at;
        at += n + (end ? 1 : 0);
        if (n == 0 || (n == 1 && line[0] == '\r'))
            break;
        if (line[0] == ' ' || line[0] == '\t') {
            has_nul |= append_bytes(value, line, n);
            continue;
        }
        size_t named = name_length(line, n);
        if (named == 0) {
            bool of_mbox =
                line == bytes && n >= strlen(MBOX) && memcmp(line, MBOX, strlen(MBOX)) == 0;
            headers->malformed += of_mbox ? 0 : 1;
            continue;
        }
        finish(headers, name, value, &has_nul);
        name = g_ascii_strdown(line, (gssize)named);
        const char *colon = memchr(line, ':', n);
        has_nul |= append_bytes(value, colon + 1, n - (size_t)(colon + 1 - line));
    }
    finish(headers, name, value, &has_nul);
    if (used)
        *used = at;
    return headers;
}

void headers_free(Headers *headers)
{
    if (!headers)
        return;
    g_array_free(headers->items, TRUE);
    g_free(headers);
}

const char *headers_nth(const Headers *headers, const char *name, unsigned n)
{
    for (guint i = 0; i < headers->items->len; i++) {
        const Header *header = &g_array_index(headers->items, Header, i);
        /* most differ in the first letter: a call for each is what costs */
        if (header->name[0] == name[0] && strcmp(header->name, name) == 0 && n-- == 0)
            return header->value;
    }
    return NULL;
}

const char *headers_get(const Headers *headers, const char *name)
{
    return headers_nth(headers, name, 0);
}

unsigned headers_count(const Headers *headers, const char *name)
{
    unsigned count = 0;

    while (headers_nth(headers, name, count))
        count++;
    return count;
}

const char *headers_first_of(const Headers *headers, const char *const *names)
{
    const char *value = NULL;

    for (size_t i = 0; names[i] && !value; i++)
        value = headers_get(headers, names[i]);
    return value;
}
