/* flowed.c: see flowed.h. A line that ends in a blank goes on in the next line of the same depth of
 * quotation; "-- " never does (section 4.3). */
#include "base/flowed.h"

#include <string.h>

#include <glib.h>

typedef struct FlowedLine {
    size_t depth;     /* number of ">" */
    const char *text; /* behind the marks and the stuffed blank */
    size_t length;
    bool soft;
} FlowedLine;

static FlowedLine read_line(const char *line, size_t length)
{
    FlowedLine out = {.depth = 0};
    size_t at = 0;

    while (at < length && line[at] == '>')
        at++;
    out.depth = at;
    at += at < length && line[at] == ' ';
    out.text = line + at;
    out.length = length - at;
    bool signature = out.length == 3 && memcmp(out.text, "-- ", 3) == 0;
    out.soft = out.length > 0 && out.text[out.length - 1] == ' ' && !signature;
    return out;
}

char *flowed_join(const char *text, bool delsp)
{
    GString *out = g_string_sized_new(strlen(text));
    bool open = false; /* the line above goes on */
    size_t depth = 0;

    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "\n");
        FlowedLine line = read_line(p, n);
        bool signature = line.length == 3 && memcmp(line.text, "-- ", 3) == 0;
        bool goes_on = open && depth == line.depth && !signature;
        if (!goes_on) {
            if (open)
                g_string_append_c(out, '\n');
            for (size_t i = 0; i < line.depth; i++)
                g_string_append_c(out, '>');
            if (line.depth > 0)
                g_string_append_c(out, ' ');
        }
        g_string_append_len(out, line.text, (gssize)(line.length - (line.soft && delsp ? 1 : 0)));
        open = line.soft;
        depth = line.depth;
        if (!open)
            g_string_append_c(out, '\n');
        p += n + (p[n] == '\n');
    }
    return g_string_free(out, FALSE);
}
