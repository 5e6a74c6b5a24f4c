/* script.c: see script.h. */
#include "base/script.h"

#include <string.h>

#include <glib.h>
#include <idn2.h>

/* --- mixed alphabets --- */

/* Alphabets of which two in one word are a trick; 0: belongs to every alphabet. */
typedef enum Alphabet { ANY_ALPHABET, LATIN, CYRILLIC, GREEK, EAST_ASIAN, OTHER } Alphabet;

static Alphabet alphabet_of(gunichar c)
{
    switch (g_unichar_get_script(c)) {
    case G_UNICODE_SCRIPT_COMMON:
    case G_UNICODE_SCRIPT_INHERITED:
        return ANY_ALPHABET;
    case G_UNICODE_SCRIPT_LATIN:
        return LATIN;
    case G_UNICODE_SCRIPT_CYRILLIC:
        return CYRILLIC;
    case G_UNICODE_SCRIPT_GREEK:
        return GREEK;
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_BOPOMOFO:
        return EAST_ASIAN;
    default:
        return OTHER;
    }
}

bool script_is_mixed(const char *text)
{
    Alphabet word = ANY_ALPHABET;

    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool in_word = g_unichar_isalnum(c) || g_unichar_ismark(c) || !g_unichar_isprint(c);
        Alphabet alphabet = in_word ? alphabet_of(c) : ANY_ALPHABET;
        if (!in_word)
            word = ANY_ALPHABET;
        else if (alphabet != ANY_ALPHABET && word != ANY_ALPHABET && alphabet != word)
            return true;
        else if (alphabet != ANY_ALPHABET)
            word = alphabet;
    }
    return false;
}

/* --- what looks the same --- */

/* What a character looks like, among the characters of the first alphabet of addresses. */
static const struct LookAlike {
    gunichar c;
    const char *looks;
} LOOK_ALIKES[] = {
    {'0', "o"},  {'1', "l"},  {'|', "l"},  {U'а', "a"}, {U'в', "b"},  {U'г', "r"}, {U'е', "e"},
    {U'з', "3"}, {U'и', "u"}, {U'й', "u"}, {U'к', "k"}, {U'м', "rn"}, {U'н', "h"}, {U'о', "o"},
    {U'п', "n"}, {U'р', "p"}, {U'с', "c"}, {U'т', "t"}, {U'у', "y"},  {U'х', "x"}, {U'ь', "b"},
    {U'ё', "e"}, {U'ѕ', "s"}, {U'і', "i"}, {U'ї', "i"}, {U'ј', "j"},  {U'һ', "h"}, {U'ӏ', "l"},
    {U'ԁ', "d"}, {U'ԛ', "q"}, {U'ԝ', "w"}, {U'α', "a"}, {U'β', "b"},  {U'γ', "y"}, {U'ε', "e"},
    {U'η', "n"}, {U'ι', "i"}, {U'κ', "k"}, {U'ν', "v"}, {U'ο', "o"},  {U'ρ', "p"}, {U'τ', "t"},
    {U'υ', "u"}, {U'χ', "x"}, {U'ω', "w"}, {U'ı', "i"}, {U'ɡ', "g"},  {U'ɑ', "a"}, {'m', "rn"},
    {'w', "vv"},
};

static const char *looks_like(gunichar c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(LOOK_ALIKES); i++)
        if (LOOK_ALIKES[i].c == c)
            return LOOK_ALIKES[i].looks;
    return NULL;
}

/* The same for ASCII, where nothing is to be taken apart: most addresses, and many are compared. */
static char *ascii_skeleton(const char *text)
{
    GString *out = g_string_sized_new(strlen(text) + 8);

    for (const char *p = text; *p; p++) {
        char c = g_ascii_tolower(*p);
        const char *looks = strchr("01|mw", c) ? looks_like((gunichar)c) : NULL;
        if (looks)
            g_string_append(out, looks);
        else if (g_ascii_isprint(c))
            g_string_append_c(out, c);
    }
    return g_string_free(out, FALSE);
}

char *script_skeleton(const char *text)
{
    if (g_str_is_ascii(text))
        return ascii_skeleton(text);
    g_autofree char *folded = g_utf8_casefold(text, -1);
    /* full-width and other dressed-up letters become plain, accents stand apart and fall away */
    g_autofree char *apart = g_utf8_normalize(folded, -1, G_NORMALIZE_ALL);
    GString *out = g_string_new(NULL);

    for (const char *p = apart; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        const char *looks = looks_like(c);
        if (looks)
            g_string_append(out, looks);
        else if (!g_unichar_ismark(c) && g_unichar_isprint(c))
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

char *script_shown(const char *address)
{
    const char *at = strrchr(address, '@'), *domain = at ? at + 1 : address;
    char *unicode = NULL;

    if (!strstr(domain, "xn--") && g_str_is_ascii(domain))
        return g_strdup(address);
    if (idn2_to_unicode_8z8z(domain, &unicode, 0) != IDN2_OK)
        return g_strdup(address);
    g_autofree char *local = g_strndup(address, (gsize)(domain - address));
    char *shown = g_strconcat(local, unicode, NULL);
    idn2_free(unicode);
    return shown;
}
