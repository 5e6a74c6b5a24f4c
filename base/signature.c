/* signature.c: see signature.h. Three marks: the line "-- " (RFC 3676 section 4.3), the line that a
 * phone or a mail program adds, and a closing formula ("С уважением,") near the end. What follows a
 * formula must look like a name and a post, not like more of the letter: few, short lines, no list,
 * no question. */
#include "base/signature.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

#define DASHES_LINES  20
#define FORMULA_LINES 8
#define PROGRAM_LINES 3
#define SHORT_CHARS   100
#define FORMULA_CHARS 70

/* Folded beginnings of the line that a program adds. */
static const char *const PROGRAMS[] = {
    "sent from my ",
    "sent from mail for",
    "sent from yahoo",
    "sent from outlook",
    "sent via ",
    "sent with ",
    "get outlook for",
    "sent using ",
    "отправлено с iphone",
    "отправлено с ipad",
    "отправлено с моего",
    "отправлено из ",
    "отправлено с мобильного",
    "отправлено с телефона",
    "отправлено с помощью",
    "отправлено с устройства",
    "отправлено со смартфона",
    "надіслано з ",
    "відправлено з ",
    "надіслано за допомогою",
    "скачать outlook для",
    "послано с ",
    "von meinem iphone",
    "envoyé de mon",
    "enviado desde mi",
};

/* Folded closing formulas. */
static const char *const FORMULAS[] = {
    "с уважением",
    "с глубоким уважением",
    "с наилучшими пожеланиями",
    "с искренним уважением",
    "всего доброго",
    "всего хорошего",
    "с пожеланиями",
    "с благодарностью",
    "искренне ваш",
    "з повагою",
    "з найкращими побажаннями",
    "best regards",
    "kind regards",
    "with best regards",
    "with kind regards",
    "warm regards",
    "regards",
    "sincerely",
    "yours sincerely",
    "best wishes",
    "yours faithfully",
};

static bool begins_with_any(const char *folded, const char *const *list, size_t count,
                            const char **rest)
{
    for (size_t i = 0; i < count; i++)
        if (g_str_has_prefix(folded, list[i])) {
            *rest = folded + strlen(list[i]);
            return true;
        }
    return false;
}

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

/* Are there at most `most` lines with something in them from `from` on? */
static bool is_short_tail(const GPtrArray *lines, guint from, guint most)
{
    guint count = 0;

    for (guint i = from; i < lines->len && count <= most; i++)
        count += !is_empty(lines->pdata[i]);
    return count <= most;
}

static bool is_formula(const GPtrArray *lines, guint at)
{
    const char *rest;

    if (!is_short_tail(lines, at, FORMULA_LINES))
        return false;
    g_autofree char *folded = text_fold(lines->pdata[at]);
    if (g_utf8_strlen(folded, -1) > FORMULA_CHARS ||
        !begins_with_any(folded, FORMULAS, G_N_ELEMENTS(FORMULAS), &rest) ||
        !(*rest == '\0' || strchr(" ,.!-", *rest) || g_str_has_prefix(rest, "—")))
        return false;
    for (guint i = at + 1; i < lines->len; i++)
        if (is_more_letter(lines->pdata[i]))
            return false;
    return true;
}

static bool is_program(const GPtrArray *lines, guint at)
{
    const char *rest;

    if (!is_short_tail(lines, at, PROGRAM_LINES))
        return false;
    g_autofree char *folded = text_fold(lines->pdata[at]);
    return begins_with_any(folded, PROGRAMS, G_N_ELEMENTS(PROGRAMS), &rest) &&
           g_utf8_strlen(folded, -1) <= SHORT_CHARS;
}

/* A rule of underscores with "mailing list" under it: what list servers append. */
static bool is_list_footer(const GPtrArray *lines, guint at)
{
    const char *line = lines->pdata[at];

    return strlen(line) >= 40 && strspn(line, "_") == strlen(line) && at + 1 < lines->len &&
           strstr(lines->pdata[at + 1], "mailing list") && is_short_tail(lines, at, FORMULA_LINES);
}

static bool is_dashes(const GPtrArray *lines, guint at)
{
    const char *line = lines->pdata[at];

    return (strcmp(line, "--") == 0 || strcmp(line, "-- ") == 0) &&
           is_short_tail(lines, at, DASHES_LINES);
}

static bool has_text_before(const GPtrArray *lines, guint at)
{
    for (guint i = 0; i < at; i++)
        if (!is_empty(lines->pdata[i]))
            return true;
    return false;
}

guint signature_start(const GPtrArray *lines)
{
    guint from = lines->len > 100 ? lines->len - 100 : 0;

    for (guint at = from; at < lines->len; at++) {
        if (is_dashes(lines, at) || is_program(lines, at) || is_list_footer(lines, at))
            return at;
        if (is_formula(lines, at) && has_text_before(lines, at))
            return at;
    }
    return lines->len;
}
