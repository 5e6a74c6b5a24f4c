/* attribution.c: see attribution.h. An attribution ends with ":" in nearly every program, so that
 * other lines cost one comparison. It may be wrapped over some lines, even inside an address. */
#include "base/attribution.h"

#include <string.h>

#include "base/quote_words.h"

#define MAX_LINES   5   /* over which one is wrapped at most */
#define MAX_BYTES   500 /* longer is nobody's attribution */
#define LEAD_BYTES  45  /* in which a date stands that a line begins with */
#define MAX_LABEL   40
#define BLOCK_LINES 14
#define BLOCK_ODD   3 /* lines of a block that are no field: a long list of recipients */

typedef struct Marks {
    bool verb, address, angle, date, time, zone, digit, led;
} Marks;

static bool is_year(const char *p)
{
    return (p[0] == '1' || p[0] == '2') && (p[1] == '9' || p[1] == '0') && g_ascii_isdigit(p[2]) &&
           g_ascii_isdigit(p[3]) && !g_ascii_isdigit(p[4]);
}

/* "16.11.26", "4/4/12", "2026-11-16" at `p`. */
static bool is_numeric_date(const char *p)
{
    size_t a = strspn(p, "0123456789"), b, c;

    if (a < 1 || a > 4 || !p[a] || !strchr("./-", p[a]))
        return false;
    b = strspn(p + a + 1, "0123456789");
    if (b < 1 || b > 2 || p[a + 1 + b] != p[a])
        return false;
    c = strspn(p + a + 1 + b + 1, "0123456789");
    return c == 2 || c == 4 || (a == 4 && c == 1);
}

static bool is_time(const char *p)
{
    size_t hours = strspn(p, "0123456789");

    return (hours == 1 || hours == 2) && (p[hours] == ':' || p[hours] == '.' || p[hours] == 'h') &&
           g_ascii_isdigit(p[hours + 1]) && g_ascii_isdigit(p[hours + 2]) &&
           !g_ascii_isdigit(p[hours + 3]) && p[hours + 3] != '.';
}

/* "+03:00", "+0300", "-0800" behind a blank: people do not write that. */
static bool is_zone(const char *p)
{
    size_t hours = strspn(p + 1, "0123456789");

    return (*p == '+' || *p == '-') &&
           (hours == 4 || (hours == 2 && p[3] == ':' && strspn(p + 4, "0123456789") == 2));
}

static void find_numbers(const char *text, size_t limit, Marks *marks)
{
    for (size_t i = 0; i < limit && text[i]; i++) {
        if (!g_ascii_isdigit(text[i]) || (i > 0 && g_ascii_isdigit(text[i - 1])))
            continue;
        marks->digit = true;
        bool numeric = is_numeric_date(text + i);
        marks->date |= numeric || is_year(text + i);
        marks->time |= is_time(text + i);
        marks->zone |= i > 1 && text[i - 2] == ' ' && is_zone(text + i - 1);
        if (numeric)
            i += strspn(text + i, "0123456789./-") - 1;
    }
}

static void find_address(const char *text, Marks *marks)
{
    for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@')) {
        bool before = at > text && !strchr(" \t<(,;:", at[-1]);
        bool after = at[1] && !strchr(" \t>),;:.", at[1]);
        if (!before || !after)
            continue;
        marks->address = true;
        const char *open = at;
        while (open > text && !strchr("<([ ", *open))
            open--;
        marks->angle |= *open != ' ' && strchr("<([", *open) && strpbrk(at, ">)]");
    }
}

/* Does the line begin as a date does: with a figure, with one of the leading words, or with a date
 * near its beginning? */
static bool is_led(const char *folded)
{
    const char *p = folded + strspn(folded, "-*_>(\"' ");
    size_t word = 0;
    Marks marks = {.date = false};

    if (g_ascii_isdigit(*p))
        return true;
    while (p[word] && !strchr(" ,.(:;", p[word]))
        word++;
    g_autofree char *first = g_strndup(p, word);
    if (quote_is_lead(first))
        return true;
    find_numbers(p, LEAD_BYTES, &marks);
    return marks.date || marks.time;
}

/* Figures of a date or a time in it, and no end of a sentence: a line that an attribution may have
 * above its name. */
static bool begins_dated(const char *folded)
{
    Marks marks = {.date = false};
    size_t length = strlen(folded);

    find_numbers(folded, length, &marks);
    bool sentence = length > 0 && strchr(".!?", folded[length - 1]) &&
                    !g_str_has_suffix(folded, "г.") && !g_str_has_suffix(folded, "р.");
    return (marks.date || marks.time) && !sentence;
}

/* The verb is looked for last, and only where it could matter: it costs most. */
static Marks marks_of(const char *joined, bool quote_follows)
{
    Marks marks = {.led = false};

    find_numbers(joined, strlen(joined), &marks);
    find_address(joined, &marks);
    if (!quote_follows && !marks.address && !(marks.date && marks.time))
        return marks;
    marks.led = is_led(joined);
    marks.verb = quote_has_verb(joined);
    return marks;
}

/* Enough for a quotation that bears no marks. */
static bool is_certain(const Marks *m)
{
    if (m->verb)
        return m->angle || (m->led && m->date && m->time) || (m->led && m->address);
    return m->led && m->date && m->time && (m->angle || (m->address && m->zone));
}

/* Enough above lines that begin with ">". */
static bool is_likely(const Marks *m)
{
    return (m->verb && (m->digit || m->address || m->led)) || (m->date && m->address) || m->angle ||
           (m->led && m->date && m->time);
}

static bool ends_with(const TextLine *line, const char *end)
{
    return line->last == end[strlen(end) - 1] && g_str_has_suffix(line->text, end);
}

static bool has_colon(const TextLine *line)
{
    return line->last == ':' || ends_with(line, "：");
}

/* May an attribution end here? Cheap; most lines leave here. */
static bool may_end(const TextLine *line, bool quote_follows)
{
    if (line->empty || line->length > MAX_BYTES)
        return false;
    return has_colon(line) || (line->last == '>' && quote_follows) ||
           (line->last == '-' && line->text[0] == '-' && line->length > 20) ||
           ends_with(line, "wrote");
}

/* The line above that belongs to the same attribution; -1 none. An address may stand between empty
 * lines: "<", "mailto:...", "> wrote:". */
static gssize line_above(const TextLines *lines, size_t at)
{
    bool open = strcmp(lines->line[at].text, "<") == 0;

    while (at > 0) {
        const TextLine *line = &lines->line[--at];
        if (line->empty && open)
            continue;
        return line->empty || line->quoted || line->length > MAX_BYTES ? -1 : (gssize)at;
    }
    return -1;
}

/* "> wrote:" below "<a@b.example": the mark is the end of an address. */
static bool is_broken_address(const TextLines *lines, size_t at)
{
    const TextLine *line = &lines->line[at];

    if (at == 0 || line->length > 40 || !has_colon(line))
        return false;
    const TextLine *above = &lines->line[at - 1];
    const char *open = strrchr(above->text, '<'), *close = strrchr(above->text, '>');
    return !above->empty && !above->quoted &&
           ((open && (!close || close < open)) ||
            (at > 1 && strcmp(lines->line[at - 2].text, "<") == 0));
}

gssize attribution_start(const TextLines *lines, size_t end, bool quote_follows)
{
    g_autoptr(GString) joined = NULL;
    gssize found = -1, at = (gssize)end;
    const TextLine *last = &lines->line[end];

    if (!may_end(last, quote_follows) || (last->quoted && !is_broken_address(lines, end)))
        return -1;
    joined = g_string_new(NULL);
    for (int n = 0; n < MAX_LINES && at >= 0; n++) {
        g_autofree char *line = quote_fold(lines->line[at].text, lines->line[at].length);
        if (n > 0)
            g_string_prepend_c(joined, ' ');
        g_string_prepend(joined, line);
        if (joined->len > MAX_BYTES)
            break;
        Marks marks = marks_of(joined->str, quote_follows);
        bool dated = begins_dated(line) && is_led(line);
        bool fits = is_certain(&marks) || (quote_follows && is_likely(&marks));
        if (last->last == '>' && fits)
            fits = marks.led && marks.date;
        if (last->last == '-' && fits)
            fits = marks.verb;
        if (fits && (dated || found < 0))
            found = at;
        if (fits && dated && marks.date)
            break;
        at = line_above(lines, (size_t)at);
    }
    return found;
}

bool attribution_inside(const TextLines *lines, size_t at)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (size_t n = 0; n < MAX_LINES && at < lines->count && lines->line[at].quoted; n++, at++)
        g_string_append_printf(text, "%s\n", line_unquoted(&lines->line[at]));
    g_autoptr(TextLines) first = lines_split(text->str);
    for (size_t i = 0; i < first->count; i++)
        if (attribution_start(first, i, true) >= 0 || header_block(first, i, false) > 0)
            return true;
    return false;
}

/* --- header blocks --- */

/* The role of "*Кому:* ..."; the label may stand in marks of emphasis or brackets. */
static QuoteRole role_of(const TextLine *line)
{
    const char *begin = line->text + strspn(line->text, " \t*_[>|");
    size_t near = MIN(line->length - (size_t)(begin - line->text), MAX_LABEL + 4);
    const char *colon = memchr(begin, ':', near);
    bool may_be_wide = !colon && memchr(begin, "："[0], near);
    const char *wide = may_be_wide ? memmem(begin, near, "：", strlen("：")) : NULL;
    size_t length = colon ? (size_t)(colon - begin) : wide ? (size_t)(wide - begin) : 0;

    if (length == 0 || length > MAX_LABEL)
        return ROLE_NONE;
    while (length > 0 && strchr("*_] \t", begin[length - 1]))
        length--;
    if (length == 0 || g_ascii_isdigit(begin[0]) || memchr(begin, '/', length))
        return ROLE_NONE;
    g_autofree char *label = quote_fold(begin, length);
    return quote_role(label);
}

size_t header_block(const TextLines *lines, size_t at, bool announced)
{
    unsigned roles = 0, fields = 0, odd = 0;
    size_t end = at;
    bool gap = false;

    if (lines->line[at].empty || role_of(&lines->line[at]) == ROLE_NONE)
        return 0;
    for (size_t i = at; i < lines->count && i < at + BLOCK_LINES; i++) {
        const TextLine *line = &lines->line[i];
        if (line->empty) {
            if (gap)
                break;
            gap = true;
            continue;
        }
        QuoteRole role = role_of(line);
        if (role == ROLE_NONE && (gap || ++odd > BLOCK_ODD))
            break;
        gap = false;
        fields += role != ROLE_NONE && !(roles & role);
        roles |= role;
        if (role != ROLE_NONE)
            end = i + 1;
    }
    bool enough = fields >= (announced ? 2 : 3) && (roles & ROLE_FROM) &&
                  (roles & (ROLE_DATE | ROLE_TO | ROLE_SUBJECT));
    return enough ? end - at : 0;
}
