/* own_text.c: see own_text.h.
 *
 * Every line is given a sort: own, empty, quoted (it begins with ">"), attribution ("Иванова
 * пишет:", together with the quotation that follows), rest (below "-----Original Message-----", a
 * block "From: Sent: To:", or an attribution whose quotation bears no marks). Quoted lines between
 * which the author has written stay: "12" is no answer without its question. When in doubt a line
 * is own text: to show a line too much is better than to lose an answer. */
#include "base/own_text.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "base/armour.h"
#include "base/attribution.h"
#include "base/lines.h"
#include "base/quote_words.h"
#include "base/signature.h"

#define MAX_MARK    200 /* bytes; a longer line separates nothing */
#define RULE_ASCII  "-_=*~# "
#define RULE_CHARS  RULE_ASCII "—–─"
#define RULE_LENGTH 10

typedef enum Sort { OWN, EMPTY, QUOTED, ATTRIBUTION, REST, SIGNATURE } Sort;

typedef struct Letter {
    const TextLines *lines;
    Sort *sort;
} Letter;

/* A line of nothing but dashes, underscores, stars. */
static bool is_rule(const TextLine *line)
{
    return !line->empty && strspn(line->text, RULE_CHARS) == line->length;
}

static bool is_long_rule(const TextLine *line)
{
    return line->length >= RULE_LENGTH && is_rule(line);
}

static bool is_separator_line(const TextLine *line)
{
    if (line->length > MAX_MARK || line->length < 6)
        return false;
    bool dashes = strchr("-_=* #", line->text[0]) != NULL;
    if (!dashes && line->last != ':')
        return false;
    const char *begin = line->text + strspn(line->text, RULE_ASCII);
    size_t marks = (size_t)(begin - line->text);
    size_t blanks = strspn(line->text, " ");
    if (!*begin || (marks < blanks + 2 && (marks > 0 || line->last != ':')))
        return false;
    size_t length = strlen(begin);
    while (length > 0 && strchr(RULE_ASCII ":", begin[length - 1]))
        length--;
    if (length == 0)
        return false;
    g_autofree char *phrase = quote_fold(begin, length);
    return marks >= 2 ? quote_is_separator(phrase)
                      : marks == 0 && line->last == ':' && quote_is_bare_separator(phrase);
}

/* Nothing from this line on is own text. */
static bool is_separator(const TextLines *lines, size_t at)
{
    const TextLine *line = &lines->line[at];

    if (is_separator_line(line))
        return true;
    if (is_long_rule(line)) {
        size_t next = lines_skip_empty(lines, at + 1);
        return next < lines->count && header_block(lines, next, true) > 0;
    }
    return header_block(lines, at, false) > 0;
}

static void mark_from(Letter *letter, size_t from, Sort sort)
{
    for (size_t i = from; i < letter->lines->count; i++)
        letter->sort[i] = sort;
}

/* Lines that begin with "|" are quoted where they follow an attribution; elsewhere a table. */
static bool is_barred(const TextLines *lines, size_t at)
{
    return at < lines->count && lines->line[at].text[0] == '|';
}

/* An attribution that ends at `at`: it and what it announces. Gives the next line to look at, 0
 * when there is none. */
static size_t take_attribution(Letter *letter, size_t at)
{
    const TextLines *lines = letter->lines;
    size_t next = lines_skip_empty(lines, at + 1);
    bool barred = is_barred(lines, next);
    bool quote = next < lines->count && (lines->line[next].quoted || barred);
    gssize start = attribution_start(lines, at, quote);

    if (start < 0)
        return 0;
    for (size_t i = (size_t)start; i <= at; i++)
        letter->sort[i] = ATTRIBUTION;
    if (!quote) {
        mark_from(letter, at + 1, REST);
        return lines->count;
    }
    for (; barred && is_barred(lines, next); next++)
        letter->sort[next] = QUOTED;
    return barred ? next : at + 1;
}

static void sort_lines(Letter *letter)
{
    const TextLines *lines = letter->lines;

    for (size_t at = 0; at < lines->count;) {
        const TextLine *line = &lines->line[at];
        size_t next = line->empty ? 0 : take_attribution(letter, at);
        if (next > 0) {
            at = next;
            continue;
        }
        if (!line->empty && !line->quoted && is_separator(lines, at)) {
            mark_from(letter, at, REST);
            return;
        }
        letter->sort[at] = line->empty ? EMPTY : line->quoted ? QUOTED : OWN;
        at++;
    }
}

/* Rules that stand above what was taken away belong to it. */
static void drop_last_rules(Letter *letter)
{
    size_t rest = 0;

    while (rest < letter->lines->count && letter->sort[rest] != REST)
        rest++;
    if (rest == letter->lines->count)
        return;
    while (rest-- > 0 && (letter->sort[rest] == EMPTY || letter->sort[rest] == ATTRIBUTION ||
                          is_rule(&letter->lines->line[rest])))
        if (letter->sort[rest] == OWN)
            letter->sort[rest] = REST;
}

/* The signature stands at the end of the own lines, whatever is quoted between or below. */
static void mark_signature(Letter *letter)
{
    g_autoptr(GPtrArray) own = g_ptr_array_sized_new((guint)letter->lines->count);
    g_autofree size_t *place = g_new(size_t, letter->lines->count);
    Sort before = OWN;

    for (size_t i = 0; i < letter->lines->count; i++) {
        Sort sort = letter->sort[i];
        if (sort == OWN || sort == EMPTY || before == OWN) {
            place[own->len] = i;
            g_ptr_array_add(own, sort == OWN ? (char *)letter->lines->line[i].text : (char *)"");
        }
        before = sort;
    }
    for (guint i = signature_start(own); i < own->len; i++) {
        Sort *sort = &letter->sort[place[i]];
        if (*sort == OWN)
            *sort = SIGNATURE;
    }
}

typedef struct Shape {
    size_t own, quotations, attributed, answered, last_own;
} Shape;

/* Quotations, how many of them are announced, how many the author has written something below. */
static Shape shape_of(const Letter *letter)
{
    Shape shape = {0};
    bool open = false, announced = false;

    for (size_t i = 0; i < letter->lines->count; i++) {
        switch (letter->sort[i]) {
        case OWN:
            shape.own++;
            shape.answered += open;
            shape.last_own = i;
            open = announced = false;
            break;
        case ATTRIBUTION:
            announced = true;
            break;
        case QUOTED:
            if (!open) {
                shape.quotations++;
                shape.attributed += announced || attribution_inside(letter->lines, i);
            }
            open = true;
            break;
        default:
            break;
        }
    }
    return shape;
}

/* Keeps the quoted lines that are answered below, where answers stand between quotations or
 * nothing says that a whole letter is quoted; and all lines where there are no others. */
static void keep_answered(Letter *letter)
{
    Shape shape = shape_of(letter);
    bool between = shape.answered >= 2 || shape.attributed < shape.answered;
    bool alone = shape.own == 0 && shape.attributed == 0 && shape.quotations == 1;

    for (size_t i = 0; i < letter->lines->count; i++) {
        if (letter->sort[i] == REST || letter->sort[i] == SIGNATURE)
            alone = false;
    }
    for (size_t i = 0; i < letter->lines->count; i++)
        if (letter->sort[i] == QUOTED && (alone || (between && i < shape.last_own)))
            letter->sort[i] = OWN;
}

/* Lines of one sort. Empty lines between them stay as they are; where something was taken away one
 * is left; none at the ends. */
static char *join(const Letter *letter, Sort sort)
{
    size_t empty = 0, room = 1;
    bool taken = false;

    for (size_t i = 0; i < letter->lines->count; i++)
        room += letter->sort[i] == sort ? letter->lines->line[i].length + 1 : 1;
    char *text = g_malloc(room), *to = text;

    for (size_t i = 0; i < letter->lines->count; i++) {
        if (letter->sort[i] != sort) {
            empty += letter->sort[i] == EMPTY;
            taken |= letter->sort[i] != EMPTY;
            continue;
        }
        if (to > text) {
            *to++ = '\n';
            for (empty = taken ? 1 : empty; empty > 0; empty--)
                *to++ = '\n';
        }
        empty = 0;
        taken = false;
        memcpy(to, letter->lines->line[i].text, letter->lines->line[i].length);
        to += letter->lines->line[i].length;
    }
    *to = '\0';
    return text;
}

char *own_text(const char *text, char **signature)
{
    g_autofree char *bare = armour_remove(text);
    g_autoptr(TextLines) lines = lines_split(bare ? bare : text);
    g_autofree Sort *sort = g_new0(Sort, lines->count);
    Letter letter = {lines, sort};

    sort_lines(&letter);
    drop_last_rules(&letter);
    mark_signature(&letter);
    keep_answered(&letter);
    g_autofree char *taken = join(&letter, SIGNATURE);
    *signature = *taken ? g_steal_pointer(&taken) : NULL;
    return join(&letter, OWN);
}
