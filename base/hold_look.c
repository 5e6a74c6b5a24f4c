/* hold_look.c: hold_look() of letter.h: which rules of the table fit a letter, and where. Called in
 * the reader child, where a pattern that takes too long harms nobody. */
#include <string.h>

#include "base/hold_rules.h"
#include "base/letter.h"
#include "base/text.h"

#define SEEN_BYTES 160 /* of what is shown to the moderator */

typedef struct Look {
    Letter *letter;
    const HoldRule *rule;
    guint times;   /* lines that fitted */
    int line;      /* of the first, 0: not of the text */
    char *seen;    /* it; NULL none */
    bool too_long; /* the rule did not come to an end */
} Look;

/* The line of `text` that the offset lies in, as the sender wrote it. The caller's. */
static char *line_at(const char *text, size_t offset)
{
    const char *begin = text + offset, *end = begin + strcspn(begin, "\n");

    while (begin > text && begin[-1] != '\n')
        begin--;
    /* a long line is shown from shortly before what fitted */
    while (text + offset - begin > SEEN_BYTES / 2)
        begin = g_utf8_next_char(begin);
    g_autofree char *line = g_strndup(begin, (gsize)(end - begin));
    g_autofree char *clean = text_one_line(line);
    return text_cut(clean, SEEN_BYTES);
}

static void note(Look *look, const char *text, size_t offset, int line)
{
    look->times++;
    if (look->seen)
        return;
    look->line = line;
    look->seen = line_at(text, offset);
}

static int count_lines(const char *text, size_t from, size_t to)
{
    int lines = 0;

    for (size_t i = from; i < to; i++)
        lines += text[i] == '\n';
    return lines;
}

/* `folded` is `text` for the pattern; its first line has the number 0. */
static void look_at(Look *look, const char *folded, const char *text)
{
    g_autoptr(GMatchInfo) match = NULL;
    g_autoptr(GError) why = NULL;
    int line = 0, last = -1, begin, end;
    size_t counted = 0;

    g_regex_match_full(look->rule->regex, folded, -1, 0, 0, &match, &why);
    while (!why && look->times < look->rule->times && g_match_info_matches(match)) {
        g_match_info_fetch_pos(match, 0, &begin, &end);
        line += count_lines(folded, counted, (size_t)begin);
        counted = (size_t)begin;
        if (line != last)
            note(look, text, counted, line);
        last = line;
        if (look->times < look->rule->times)
            g_match_info_next(match, &why);
    }
    look->too_long |= why != NULL;
}

static void look_at_line(Look *look, const char *text)
{
    g_autofree char *folded = g_strdup(text);

    hold_fold(folded);
    look_at(look, folded, text);
}

static void look_at_files(Look *look, const Facts *facts)
{
    for (guint i = 0; i < facts->attachments->len && !look->seen; i++) {
        const Attachment *a = g_ptr_array_index(facts->attachments, i);
        if (look->rule->place == HOLD_IN_TYPE)
            look_at_line(look, a->type);
        else if (a->name)
            look_at_line(look, a->name);
        if (look->seen && a->name) {
            g_free(look->seen);
            look->seen = text_cut(a->name, SEEN_BYTES);
        }
    }
}

static void look_at_fields(Look *look)
{
    const char *value;

    for (unsigned n = 0;
         !look->seen && (value = headers_nth(look->letter->headers, look->rule->field, n)); n++) {
        g_autofree char *text = header_decode(value, look->letter->hint, NULL);
        look_at_line(look, text);
    }
}

/* Subject and text, so that the lines of the text count from 1; cut where enough of it is looked
 * at: *cut. The caller's. */
static char *whole_text(const Letter *letter, bool *cut)
{
    const Facts *facts = letter->facts;
    size_t length = strlen(facts->text), most = letter->context->limits.hold_bytes;
    g_autofree char *begin = length > most ? text_cut(facts->text, most) : NULL;

    *cut = begin != NULL;
    return g_strconcat(facts->subject, "\n", begin ? begin : facts->text, NULL);
}

static void add_hit(Look *look)
{
    const HoldRule *rule = look->rule;
    bool fits = look->times >= rule->times;
    HoldHit *hit = fits || look->too_long ? g_new0(HoldHit, 1) : NULL;

    if (!hit)
        return;
    hit->kind = fits ? rule->kind : HOLD_UNSURE;
    hit->name = g_strdup(rule->name);
    hit->lists = g_strdup(rule->lists);
    hit->line = fits ? look->line : 0;
    hit->seen = g_strdup(fits ? look->seen : "");
    g_ptr_array_add(look->letter->facts->hits, hit);
}

void hold_look(Letter *letter)
{
    const GPtrArray *rules = letter->context->rules ? hold_rules_all(letter->context->rules) : NULL;
    bool cut = false;
    g_autofree char *text = rules ? whole_text(letter, &cut) : NULL, *folded = g_strdup(text);

    if (rules)
        hold_fold(folded);
    for (guint i = 0; rules && i < rules->len; i++) {
        Look look = {.letter = letter, .rule = g_ptr_array_index(rules, i)};
        HoldPlace place = look.rule->place;
        if (place == HOLD_IN_TEXT) {
            look_at(&look, folded, text);
            look.too_long |= cut;
            cut = false; /* said once is enough */
        } else if (place == HOLD_IN_SUBJECT) {
            look_at_line(&look, letter->facts->subject);
        } else if (place == HOLD_IN_HEADER) {
            look_at_fields(&look);
        } else {
            look_at_files(&look, letter->facts);
        }
        add_hit(&look);
        g_free(look.seen);
    }
}
