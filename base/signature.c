/* signature.c: see signature.h. Five marks, looked for near the end only: the line "-- " (RFC 3676
 * section 4.3), the line that a phone or a mail program adds, a closing formula ("С уважением,"), a
 * name with a telephone below it, and what mail servers append. What follows must look like a
 * signature, not like more of the letter: few, short lines, no list, no question. */
#include "base/signature.h"

#include <stdbool.h>
#include <string.h>

#include "base/quote_words.h"
#include "base/signature_words.h"

#define DASHES_LINES     20
#define DISCLAIMER_LINES 30
#define FORMULA_LINES    8
#define NAME_LINES       6
#define PROGRAM_LINES    3
#define RULE_LINES       10
#define SHORT_CHARS      100
#define FOLD_BYTES       250 /* of a line, to know it by */
#define FORMULA_CHARS    70

static bool is_empty(const char *line)
{
    return line[strspn(line, " \t")] == '\0';
}

/* "1. ", "2) ", "- ", "• ": an item of a list; or a question. */
static bool is_more_letter(const char *line)
{
    size_t digits = strspn(line, "0123456789");

    if (digits > 0 && digits <= 2 && (line[digits] == '.' || line[digits] == ')') &&
        line[digits + 1] == ' ')
        return true;
    return g_str_has_prefix(line, "• ") || g_str_has_suffix(line, "?") ||
           g_utf8_strlen(line, -1) > SHORT_CHARS;
}

/* The lines behind `at` that are not empty; -1 when one of them is no line of a signature. */
static int tail_lines(const GPtrArray *lines, guint at)
{
    int count = 0;

    for (guint i = at + 1; i < lines->len; i++) {
        if (is_more_letter(lines->pdata[i]))
            return -1;
        count += !is_empty(lines->pdata[i]);
    }
    return count;
}

static char *fold_begin(const char *line)
{
    const char *end = line + MIN(strlen(line), FOLD_BYTES);

    while (end > line && ((guchar)*end & 0xC0) == 0x80)
        end--;
    return quote_fold(line, (size_t)(end - line));
}

static bool is_formula(const GPtrArray *lines, guint at, const char *folded)
{
    int least = 0;

    if (g_utf8_strlen(folded, -1) > FORMULA_CHARS || !signature_formula(folded, &least))
        return false;
    return tail_lines(lines, at) >= least;
}

/* --- a name with a telephone --- */

static bool is_initials(const char *word)
{
    const char *dot = g_utf8_find_next_char(word, NULL);

    return g_unichar_isupper(g_utf8_get_char(word)) && *dot == '.' && strlen(word) <= 7;
}

/* "Иванова Мария Петровна", "Иванова М. П.", "М.П. Иванова". */
static bool is_name(const char *line)
{
    g_auto(GStrv) words = g_strsplit_set(line, " ,", -1);
    int names = 0, marks = 0;

    for (size_t i = 0; words[i]; i++) {
        if (!*words[i])
            continue;
        bool initials = is_initials(words[i]);
        if (!g_unichar_isupper(g_utf8_get_char(words[i])))
            return false;
        names++;
        marks += initials || signature_is_patronymic(words[i]);
    }
    return names >= 2 && names <= 4 && marks > 0;
}

/* An address of mail or a telephone: at least six figures among them. */
static bool is_contact(const char *line)
{
    int digits = 0;

    for (const char *p = line; *p; p++)
        digits += g_ascii_isdigit(*p);
    const char *at = strchr(line, '@');
    bool address = at && at > line && at[-1] != ' ' && strchr(at, '.');
    return (digits >= 6 && digits <= 15 && strpbrk(line, "+()-")) || address;
}

static bool is_name_block(const GPtrArray *lines, guint at)
{
    bool contact = false;

    if (at < 2 || !is_empty(lines->pdata[at - 1]) || g_str_has_suffix(lines->pdata[at - 2], ":") ||
        !is_name(lines->pdata[at]))
        return false;
    for (guint i = at + 1; i < lines->len; i++) {
        if (is_more_letter(lines->pdata[i]) || is_name(lines->pdata[i]))
            return false;
        contact |= is_contact(lines->pdata[i]);
    }
    return contact;
}

/* --- what programs and servers append --- */

static bool is_program(const char *folded)
{
    return g_utf8_strlen(folded, -1) <= SHORT_CHARS && signature_by_program(folded);
}

static bool is_list_footer(const GPtrArray *lines, guint at)
{
    const char *line = lines->pdata[at];

    return strlen(line) >= 40 && strspn(line, "_") == strlen(line) && at + 1 < lines->len &&
           strstr(lines->pdata[at + 1], "mailing list");
}

static bool is_dashes(const char *line)
{
    return strcmp(line, "--") == 0 || strcmp(line, "-- ") == 0;
}

/* Another rule is a mark where a contact or a formula stands near below it, or a disclaimer. */
static bool is_rule_above(const GPtrArray *lines, guint at)
{
    const char *line = lines->pdata[at];
    bool found = false;
    int least;

    if (strlen(line) < 2 || strspn(line, "-_=*~ —") != strlen(line))
        return false;
    for (guint i = at + 1, seen = 0; i < lines->len && seen < 4; i++) {
        if (is_empty(lines->pdata[i]))
            continue;
        g_autofree char *folded = fold_begin(lines->pdata[i]);
        if (seen++ == 0 && signature_disclaimer(folded))
            return true;
        found |= is_contact(folded) || signature_formula(folded, &least);
    }
    return found && tail_lines(lines, at) > 0;
}

static bool has_text_before(const GPtrArray *lines, guint at)
{
    for (guint i = 0; i < at; i++)
        if (!is_empty(lines->pdata[i]))
            return true;
    return false;
}

/* `left`: lines from here to the end that are not empty, this one included. */
static bool begins_signature(const GPtrArray *lines, guint at, guint left)
{
    const char *line = lines->pdata[at];
    g_autofree char *folded = NULL;

    if (left <= DASHES_LINES && is_dashes(line))
        return true;
    if (left <= FORMULA_LINES && is_list_footer(lines, at))
        return true;
    if (at > 0 && is_rule_above(lines, at) && left <= DISCLAIMER_LINES)
        return left <= RULE_LINES || has_text_before(lines, at);
    bool paragraph = at > 0 && is_empty(lines->pdata[at - 1]);
    if (left > FORMULA_LINES && !paragraph)
        return false;
    folded = fold_begin(line);
    if (left <= PROGRAM_LINES && is_program(folded))
        return true;
    if (!has_text_before(lines, at))
        return false;
    return (left <= FORMULA_LINES && is_formula(lines, at, folded)) ||
           (left <= NAME_LINES && is_name_block(lines, at)) ||
           (paragraph && signature_disclaimer(folded));
}

guint signature_start(const GPtrArray *lines)
{
    guint at = lines->len, left = 0, found = lines->len;

    while (at > 0 && left < DISCLAIMER_LINES) {
        at--;
        if (is_empty(lines->pdata[at]))
            continue;
        left++;
        if (begins_signature(lines, at, left))
            found = at;
    }
    return found;
}
