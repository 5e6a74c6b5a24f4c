/* translit.c: see translit.h. The spellings of a letter are those of passports, of GOST 7.79 B and
 * of people who type as they hear. */
#include "base/translit.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

/* The first is what we write; longer ones are looked for before shorter ones. Folding has made ё an
 * е. */
static const struct {
    gunichar letter;
    const char *latin[4];
} LETTERS[] = {
    {U'щ', {"shch", "shh", "sch"}},
    {U'ж', {"zh"}},
    {U'х', {"kh", "h", "x"}},
    {U'ц', {"ts", "tz", "c"}},
    {U'ч', {"ch", "tch"}},
    {U'ш', {"sh"}},
    {U'ю', {"yu", "ju", "iu"}},
    {U'я', {"ya", "ja", "ia"}},
    {U'а', {"a"}},
    {U'б', {"b"}},
    {U'в', {"v", "w"}},
    {U'г', {"g"}},
    {U'д', {"d"}},
    {U'е', {"e", "ye", "yo", "jo"}},
    {U'з', {"z"}},
    {U'и', {"i"}},
    {U'к', {"k", "q"}},
    {U'л', {"l"}},
    {U'м', {"m"}},
    {U'н', {"n"}},
    {U'о', {"o"}},
    {U'п', {"p"}},
    {U'р', {"r"}},
    {U'с', {"s"}},
    {U'т', {"t"}},
    {U'у', {"u"}},
    {U'ф', {"f", "ph"}},
    {U'ы', {"y"}},
    {U'й', {"y", "j"}},
    {U'э', {"e"}},
    {U'ь', {"", "'", "`"}},
    {U'ъ', {""}},
    {U'і', {"i"}},
    {U'ї', {"i"}},
    {U'є', {"e"}},
    {U'ґ', {"g"}},
};

static const char *latin_of(gunichar c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(LETTERS); i++)
        if (LETTERS[i].letter == c)
            return LETTERS[i].latin[0];
    return NULL;
}

char *translit_latin(const char *folded)
{
    GString *out = g_string_new(NULL);

    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        const char *latin = latin_of(c);
        if (latin)
            g_string_append(out, latin);
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

/* --- back --------------------------------------------------------------------------------------
 */

/* The letter whose longest spelling stands at `text`; 0: none. */
static gunichar read_letter_at(const char *text, size_t *length)
{
    gunichar found = 0;

    *length = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(LETTERS); i++)
        for (size_t n = 0; n < G_N_ELEMENTS(LETTERS[i].latin) && LETTERS[i].latin[n]; n++) {
            size_t bytes = strlen(LETTERS[i].latin[n]);
            if (bytes > *length && strncmp(text, LETTERS[i].latin[n], bytes) == 0) {
                *length = bytes;
                found = LETTERS[i].letter;
            }
        }
    return found;
}

static bool is_vowel(gunichar c)
{
    return c && g_utf8_strchr("аеиоуыэюя", -1, c) != NULL;
}

/* "y" behind a vowel is й: "novyy" is "новый", and so is the "i" of "naiti", unless it ends a word
 * or begins another syllable. */
static gunichar in_place(gunichar letter, gunichar before, const char *next)
{
    if (letter == U'и')
        return is_vowel(before) && before != U'и' && strchr("bvgdzklmnprstfhc", *next) && *next
                   ? U'й'
                   : letter;
    return letter == U'ы' && is_vowel(before) ? U'й' : letter;
}

static bool is_soft(TranslitSoft soft, gunichar letter, const char *next)
{
    static const char HARD[] = "bvgdzklmnprstfhc"; /* before them an л is often soft */
    bool at_end = !g_ascii_isalpha(*next) && *next != '\'' && *next != '`';

    if (soft == SOFT_AFTER_L)
        return letter == U'л' && (at_end || (strchr(HARD, *next) && *next != 'l'));
    return soft == SOFT_AT_END && at_end && !is_vowel(letter) && letter != U'й' && letter != U'ь';
}

char *translit_cyrillic(const char *folded, TranslitSoft soft)
{
    GString *out = g_string_new(NULL);
    gunichar before = ' ';

    for (const char *p = folded; *p;) {
        size_t length;
        gunichar letter = read_letter_at(p, &length);
        if (!letter) {
            before = g_utf8_get_char(p);
            g_string_append_unichar(out, before);
            p = g_utf8_next_char(p);
            continue;
        }
        p += length;
        letter = in_place(letter, before, p);
        g_string_append_unichar(out, letter);
        if (is_soft(soft, letter, p))
            g_string_append_unichar(out, U'ь');
        before = letter;
    }
    return g_string_free(out, FALSE);
}

/* --- keys --------------------------------------------------------------------------------------
 */

/* Key by key. */
static const char LATIN_KEYS[] = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
static const gunichar CYRILLIC_KEYS[] = {
    U'й', U'ц', U'у', U'к', U'е', U'н', U'г', U'ш', U'щ', U'з', U'х',
    U'ъ', U'ф', U'ы', U'в', U'а', U'п', U'р', U'о', U'л', U'д', U'ж',
    U'э', U'я', U'ч', U'с', U'м', U'и', U'т', U'ь', U'б', U'ю', U'ё',
};

static gunichar other_key(gunichar c)
{
    const char *key = c < 0x80 && c ? strchr(LATIN_KEYS, (char)c) : NULL;

    if (key)
        return CYRILLIC_KEYS[key - LATIN_KEYS];
    for (size_t i = 0; i < G_N_ELEMENTS(CYRILLIC_KEYS); i++)
        if (CYRILLIC_KEYS[i] == c)
            return (gunichar)LATIN_KEYS[i];
    return c;
}

char *translit_other_keys(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const char *p = text; *p; p = g_utf8_next_char(p))
        g_string_append_unichar(out, other_key(g_unichar_tolower(g_utf8_get_char(p))));
    return g_string_free(out, FALSE);
}
