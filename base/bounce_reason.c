/* bounce_reason.c: bounce_reason_at() and bounce_reason_in() of bounce.h: which words of a report
 * for people are about an address.
 *
 * Mostly the paragraph that begins with it. Where that tells nothing (Google, Domino), what follows
 * up to the next address; where that tells nothing either (Notes, MailMarshal), what stands before.
 * A line of a talk of two servers ("550 <user@example.com>... no") tells all by itself. */
#include <string.h>

#include "base/bounce.h"
#include "base/text.h"

#define PARAGRAPH_LINES 6
#define MORE_LINES      24
#define MENTIONS        4 /* further ones that are looked at */
#define REPORT_BYTES    65536

static bool is_empty(const char *line)
{
    return !line[strspn(line, " \t")];
}

/* "550 <user@example.com>... no" */
static bool is_reply(const char *line)
{
    return (*line == '4' || *line == '5') && strspn(line, "0123456789") == 3 &&
           (line[3] == ' ' || line[3] == '-');
}

static void append(GString *reason, const char *line)
{
    if (reason->len > 0)
        g_string_append_c(reason, ' ');
    g_string_append(reason, line);
}

/* The lines from `at` on, up to the next empty one or the next failed address. */
static char *paragraph(char **lines, size_t end, size_t at)
{
    g_autoptr(GString) reason = g_string_new(lines[at]);

    for (size_t i = at + 1; i < end && i <= at + PARAGRAPH_LINES && !is_reply(lines[at]); i++) {
        if ((is_empty(lines[i]) && i > at + 1) || bounce_line_names(lines[i]))
            break;
        append(reason, lines[i]);
    }
    return text_one_line(reason->str);
}

static char *following(char **lines, size_t end, size_t at)
{
    g_autoptr(GString) reason = g_string_new(lines[at]);

    for (size_t i = at + 1; i < end && i <= at + MORE_LINES && !bounce_line_names(lines[i]); i++)
        append(reason, lines[i]);
    return text_one_line(reason->str);
}

static char *preceding(char **lines, size_t at)
{
    size_t from = at;

    while (from > 0 && from + MORE_LINES > at && !bounce_line_names(lines[from - 1]))
        from--;
    g_autoptr(GString) reason = g_string_new(NULL);
    for (size_t i = from; i <= at; i++)
        append(reason, lines[i]);
    return text_one_line(reason->str);
}

static bool tells(const char *reason)
{
    g_autofree char *status = bounce_find_status(reason);

    return status || bounce_class_of_words(reason) || bounce_find_code(reason);
}

static char *reason_at(char **lines, size_t end, size_t at)
{
    g_autofree char *near = paragraph(lines, end, at);

    if (is_reply(lines[at]) || tells(near))
        return g_steal_pointer(&near);
    g_autofree char *after = following(lines, end, at);
    if (tells(after))
        return g_steal_pointer(&after);
    g_autofree char *before = preceding(lines, at);
    return g_strdup(tells(before) ? before : near);
}

/* Exchange names the address for people, and once more with the code for administrators. */
char *bounce_reason_at(char **lines, size_t end, size_t at, const char *address)
{
    g_autofree char *first = reason_at(lines, end, at);

    for (size_t i = at + 1, tried = 0; i < end && tried < MENTIONS && !tells(first); i++) {
        if (!strcasestr(lines[i], address))
            continue;
        tried++;
        g_autofree char *further = reason_at(lines, end, i);
        if (tells(further))
            return g_steal_pointer(&further);
    }
    return g_steal_pointer(&first);
}

char *bounce_reason_in(const char *text, const char *address)
{
    g_autofree char *head = text_cut(text, REPORT_BYTES);
    g_auto(GStrv) lines = g_strsplit(head, "\n", BOUNCE_LINES + 1);
    size_t end = bounce_report_end(lines);

    for (size_t i = 0; i < end; i++)
        if (strcasestr(lines[i], address))
            return bounce_reason_at(lines, end, i, address);
    return NULL;
}
