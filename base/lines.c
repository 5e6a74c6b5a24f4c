/* lines.c: see lines.h. */
#include "base/lines.h"

#include <string.h>

/* The length of a blank at `p`: a space, a tab, a no-break space, a zero-width one; 0 none. */
static size_t blank_at(const char *p)
{
    const guchar *u = (const guchar *)p;

    if (*p == ' ' || *p == '\t')
        return 1;
    if (u[0] == 0xC2 && u[1] == 0xA0)
        return 2;
    return u[0] == 0xE2 && u[1] == 0x80 && u[2] == 0x8B ? 3 : 0;
}

static void describe(TextLine *line)
{
    const char *p = line->text;
    size_t n = line->length;

    for (size_t blank = blank_at(p); blank > 0; blank = blank_at(p))
        p += blank;
    line->empty = *p == '\0';
    line->quoted = *p == '>';
    while (n > 0 && (line->text[n - 1] == ' ' || line->text[n - 1] == '\t'))
        n--;
    line->last = n > 0 ? line->text[n - 1] : '\0';
}

TextLines *lines_split(const char *text)
{
    TextLines *lines = g_new0(TextLines, 1);
    size_t count = 1;

    for (const char *p = strchr(text, '\n'); p; p = strchr(p + 1, '\n'))
        count++;
    lines->copy = g_strdup(text);
    lines->line = g_new0(TextLine, count);
    lines->count = count;
    char *p = lines->copy;
    for (size_t i = 0; i < count; i++) {
        TextLine *line = &lines->line[i];
        line->text = p;
        line->length = (size_t)(strchrnul(p, '\n') - p);
        p += line->length;
        *p++ = '\0';
        describe(line);
    }
    return lines;
}

void lines_free(TextLines *lines)
{
    if (!lines)
        return;
    g_free(lines->copy);
    g_free(lines->line);
    g_free(lines);
}

size_t lines_skip_empty(const TextLines *lines, size_t at)
{
    while (at < lines->count && lines->line[at].empty)
        at++;
    return at;
}

const char *line_unquoted(const TextLine *line)
{
    return line->text + strspn(line->text, "> \t");
}
