/* stems.c: see stems.h. A word is a run of letters and digits; what is longer than any word stays
 * as it is. */
#include "archive/stems.h"

#include <libstemmer.h>
#include <string.h>

#include "base/text.h"

#define WORD_BYTES 100 /* of a word that is reduced */
#define BEFORE     3   /* a third of an excerpt stands before the word that was found */

/* The process keeps both for ever: making them is dear. NULL: no memory. */
static struct sb_stemmer *stemmer_for(const char *word)
{
    static struct sb_stemmer *russian, *english;
    bool latin = g_ascii_isalnum(*word);

    if (!russian)
        russian = sb_stemmer_new("russian", "UTF_8");
    if (!english)
        english = sb_stemmer_new("english", "UTF_8");
    return latin ? english : russian;
}

/* The next word; false at the end. */
static bool next_word(const char **at, const char **begin)
{
    const char *p = *at;

    while (*p && !g_unichar_isalnum(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    *begin = p;
    while (*p && g_unichar_isalnum(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    *at = p;
    return p > *begin;
}

/* The caller's. */
static char *stem(const char *begin, const char *end)
{
    g_autofree char *word = g_strndup(begin, (gsize)(end - begin));
    g_autofree char *folded = text_fold(word);
    size_t length = strlen(folded);
    struct sb_stemmer *stemmer = length <= WORD_BYTES ? stemmer_for(folded) : NULL;
    const sb_symbol *stemmed =
        stemmer ? sb_stemmer_stem(stemmer, (const sb_symbol *)folded, (int)length) : NULL;

    return stemmed ? g_strndup((const char *)stemmed, (gsize)sb_stemmer_length(stemmer))
                   : g_strndup(folded, length);
}

char *stems_of(const char *text)
{
    GString *stems = g_string_new(NULL);
    const char *begin;

    for (const char *at = text; next_word(&at, &begin);) {
        g_autofree char *one = stem(begin, at);
        if (*one)
            g_string_append_printf(stems, "%s%s", stems->len ? " " : "", one);
    }
    return g_string_free(stems, FALSE);
}

static const char *first_of(const char *text, GHashTable *stems)
{
    const char *begin;

    for (const char *at = text; next_word(&at, &begin);) {
        g_autofree char *one = stem(begin, at);
        if (g_hash_table_contains(stems, one))
            return begin;
    }
    return text;
}

/* Back to the beginning of a word, at most so far before `found`. */
static const char *excerpt_begin(const char *text, const char *found, size_t before)
{
    const char *from = (size_t)(found - text) > before ? found - before : text;

    while (from > text && from < found && *from != ' ')
        from++;
    return from + (*from == ' ');
}

char *stems_excerpt(const char *text, GHashTable *stems, size_t most)
{
    g_autofree char *line = text_one_line(text);
    const char *found = first_of(line, stems);
    const char *from = excerpt_begin(line, found, most / BEFORE);
    g_autofree char *cut = text_cut(from, most);

    return g_strconcat(from > line ? "… " : "", cut, NULL);
}
