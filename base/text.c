/* text.c: see text.h. text_clean() stands in text_clean.c, addresses in address.c. */
#include "base/text.h"

#include <string.h>

/* Beyond ASCII all blanks begin with one of four bytes: others need no look into the tables. */
static bool is_blank(const char *p)
{
    guchar lead = (guchar)*p;

    if (lead < 0x80)
        return g_ascii_isspace(*p);
    return (lead == 0xC2 || (lead >= 0xE1 && lead <= 0xE3)) &&
           g_unichar_isspace(g_utf8_get_char(p));
}

/* Every run of blanks as one space, none at the ends, in place. `text` is valid UTF-8. */
static char *squeeze(char *text)
{
    char *out = text;
    bool pending = false;

    for (const char *p = text, *next; *p; p = next) {
        next = g_utf8_next_char(p);
        if (is_blank(p)) {
            pending = out > text;
            continue;
        }
        if (pending)
            *out++ = ' ';
        pending = false;
        while (p < next)
            *out++ = *p++;
    }
    *out = '\0';
    return text;
}

char *text_one_line(const char *text)
{
    return squeeze(text_clean(text, -1));
}

/* Folds ASCII and Russian (U+0400 to U+047F) in place; false where something else stands. */
static bool fold_plain(char *text)
{
    for (char *p = text; *p;) {
        guchar lead = (guchar)*p;
        if (lead >= 0x80 && lead != 0xD0 && lead != 0xD1)
            return false;
        gunichar c =
            lead < 0x80 ? (gunichar)g_ascii_tolower(*p) : g_unichar_tolower(g_utf8_get_char(p));
        p += g_unichar_to_utf8(c == U'ё' ? U'е' : c, p);
    }
    return true;
}

/* Case folding and ё of any text. */
static char *fold_wide(const char *clean)
{
    g_autofree char *folded = g_utf8_casefold(clean, -1);
    g_autofree char *composed = g_utf8_normalize(folded, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    GString *out = g_string_new(composed);

    g_string_replace(out, "ё", "е", 0);
    return g_string_free(out, FALSE);
}

char *text_fold(const char *text)
{
    g_autofree char *clean = text_clean(text, -1);

    return squeeze(fold_plain(clean) ? g_steal_pointer(&clean) : fold_wide(clean));
}

const char *text_word_end(const char *text)
{
    while (*text && g_unichar_isalpha(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return text;
}

char *text_cut(const char *text, size_t bytes)
{
    const char *ellipsis = "…";
    size_t length = strlen(text), end = bytes;

    if (length <= bytes)
        return g_strdup(text);
    if (bytes >= strlen(ellipsis))
        end = bytes - strlen(ellipsis);
    while (end > 0 && ((guchar)text[end] & 0xC0) == 0x80)
        end--;
    g_autofree char *head = g_strndup(text, end);
    return g_strconcat(head, bytes >= strlen(ellipsis) ? ellipsis : "", NULL);
}

const char *text_plural_ru(int64_t number, const char *one, const char *few, const char *many)
{
    uint64_t n = number < 0 ? -(uint64_t)number : (uint64_t)number;

    if (n % 10 == 1 && n % 100 != 11)
        return one;
    if (n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14))
        return few;
    return many;
}
