/* html_layout.c: see html_layout.h. A blank is written when the next word comes, so that none ends
 * a line. */
#include "base/html_layout.h"

#include <string.h>

#define MAX_QUOTE 10

static void begin_line(Layout *l)
{
    for (int i = 0; l->at_start && i < MIN(l->quote, MAX_QUOTE); i++)
        g_string_append(l->out, "> ");
    l->at_start = false;
}

static void end_line(Layout *l)
{
    l->blank_above = l->at_start;
    g_string_append_c(l->out, '\n');
    l->at_start = true;
    l->space = l->held = false;
}

void layout_break(Layout *l)
{
    begin_line(l);
    end_line(l);
}

void layout_fresh_line(Layout *l)
{
    if (l->held)
        return;
    if (!l->at_start)
        end_line(l);
    l->space = false;
}

void layout_fresh_paragraph(Layout *l)
{
    layout_fresh_line(l);
    if (l->blank_above || l->held)
        return;
    layout_break(l);
    l->blank_above = true;
}

void layout_back(Layout *l, size_t from, bool blank_above)
{
    g_string_truncate(l->out, from);
    l->at_start = true;
    l->blank_above = blank_above;
    l->space = l->held = false;
}

void layout_quote_since(Layout *l, size_t from)
{
    g_autofree char *tail = g_strdup(l->out->str + from);
    g_auto(GStrv) lines = g_strsplit(tail, "\n", -1);

    g_string_truncate(l->out, from);
    for (size_t i = 0; lines[i] && (*lines[i] || lines[i + 1]); i++)
        g_string_append_printf(l->out, "> %s\n", lines[i]);
}

void layout_put(Layout *l, const char *text, size_t n)
{
    if (l->space && !l->at_start)
        g_string_append_c(l->out, ' ');
    l->space = false;
    l->held = false;
    begin_line(l);
    g_string_append_len(l->out, text, (gssize)n);
    l->blank_above = false;
    l->full = l->out->len > l->limit;
}

/* The length of a blank at `p`, a no-break space included; 0 when there is none. */
static size_t blank_length(const char *p, size_t left)
{
    if (strchr(" \t\r\n\f", *p) && *p)
        return 1;
    return left >= 2 && (guchar)p[0] == 0xC2 && (guchar)p[1] == 0xA0 ? 2 : 0;
}

void layout_words(Layout *l, const char *text, size_t n)
{
    for (size_t at = 0; at < n;) {
        size_t blank = blank_length(text + at, n - at), word = 0;
        if (blank > 0) {
            l->space = true;
            at += blank;
            continue;
        }
        while (at + word < n && blank_length(text + at + word, n - at - word) == 0)
            word++;
        layout_put(l, text + at, word);
        at += word;
    }
}

void layout_lines(Layout *l, const char *text, size_t n)
{
    for (size_t at = 0; at < n;) {
        const char *nl = memchr(text + at, '\n', n - at);
        size_t line = nl ? (size_t)(nl - (text + at)) : n - at;
        if (line > 0)
            layout_put(l, text + at, line);
        if (nl)
            layout_break(l);
        at += line + (nl ? 1 : 0);
    }
}
