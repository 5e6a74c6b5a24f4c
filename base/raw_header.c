/* raw_header.c: see raw_header.h. */
#include "base/raw_header.h"

#include <string.h>

/* Just past the line that begins at `at`: after its LF, or the end. */
static const char *line_end(const char *at, const char *end)
{
    const char *lf = memchr(at, '\n', (size_t)(end - at));

    return lf ? lf + 1 : end;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Field names are printable ASCII but the colon (RFC 5322 section 2.2); 0: the line is no field. */
static size_t name_length(const char *at, const char *end)
{
    size_t length = 0;

    while (at + length < end && g_ascii_isgraph(at[length]) && at[length] != ':')
        length++;
    return at + length < end && at[length] == ':' ? length : 0;
}

bool raw_header_next(RawHeader *header)
{
    while (header->at < header->end) {
        const char *start = header->at;
        const char *next = line_end(start, header->end);
        if (*start == '\n' || (*start == '\r' && start + 1 < header->end && start[1] == '\n'))
            return false;
        while (next < header->end && is_blank(*next))
            next = line_end(next, header->end);
        header->at = next;
        header->name_length = name_length(start, next);
        if (header->name_length == 0)
            continue;
        header->name = header->field = start;
        while (next > start && (next[-1] == '\n' || next[-1] == '\r'))
            next--;
        header->field_length = (size_t)(next - start);
        return true;
    }
    return false;
}

bool raw_header_is(const RawHeader *header, const char *name)
{
    return header->name_length == strlen(name) && raw_header_begins(header, name);
}

bool raw_header_begins(const RawHeader *header, const char *prefix)
{
    size_t length = strlen(prefix);

    return header->name_length >= length && g_ascii_strncasecmp(header->name, prefix, length) == 0;
}

static bool is_only_blanks(const char *at, const char *end)
{
    while (at < end && (is_blank(*at) || g_ascii_iscntrl(*at)))
        at++;
    return at == end;
}

static void append_line(GString *out, const char *at, const char *end)
{
    while (end > at && (end[-1] == '\n' || end[-1] == '\r'))
        end--;
    for (; at < end; at++)
        g_string_append_c(out, *at != '\t' && g_ascii_iscntrl(*at) ? ' ' : *at);
    g_string_append(out, "\r\n");
}

void raw_header_append(GString *out, const RawHeader *header)
{
    const char *at = header->field, *end = header->field + header->field_length;

    while (at < end) {
        const char *next = line_end(at, end);
        if (at == header->field || !is_only_blanks(at, next))
            append_line(out, at, next);
        at = next;
    }
}
