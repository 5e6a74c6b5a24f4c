/* test_charset.c: texts in each Russian charset, declared rightly, wrongly and not at all. */
#include "base/charset.h"

#include <glib.h>
#include <string.h>

static const char *const TEXTS[] = {
    "Здравствуйте, коллеги! Прошу прислать планы уроков на вторую четверть до пятницы.",
    "Методическое объединение учителей русского языка и литературы",
    "ОЛИМПИАДА ПО МАТЕМАТИКЕ",
    "Отчёт за ноябрь",
    "Планы уроков",
};

static char *encode(const char *text, const char *charset)
{
    char *bytes = g_convert(text, -1, charset, "UTF-8", NULL, NULL, NULL);

    g_assert_nonnull(bytes);
    return bytes;
}

static void test_undeclared(void)
{
    static const char *const CHARSETS[] = {"utf-8",  "windows-1251", "koi8-r",
                                           "ibm866", "iso-8859-5",   "ibm855"};

    for (size_t t = 0; t < G_N_ELEMENTS(TEXTS); t++)
        for (size_t c = 0; c < G_N_ELEMENTS(CHARSETS); c++) {
            CharsetUsed used;
            g_autofree char *bytes = encode(TEXTS[t], CHARSETS[c]);
            g_autofree char *out = charset_to_utf8(bytes, strlen(bytes), NULL, NULL, &used);
            g_assert_cmpstr(out, ==, TEXTS[t]);
            g_assert_cmpstr(used.name, ==, CHARSETS[c]);
            g_assert_true(used.undeclared && !used.invalid);
        }
}

/* What tells these from their neighbours is a few letters: texts that hold them. */
static void test_undeclared_rare(void)
{
    static const struct {
        const char *text, *charset, *used;
    } ROWS[] = {
        {"Уважаемые коллеги, прошу прислать свои заявки", "x-mac-cyrillic", "x-mac-cyrillic"},
        {"Шановні колеги, надсилаю її розклад", "koi8-u", "koi8-u"},
        {"Шановні колеги, надсилаю її розклад", "windows-1251", "windows-1251"},
        {"La leçon a déjà commencé", "windows-1252", "windows-1252"},
        {"Re: RE: FW: План", "koi8-r", "koi8-r"},
        {"Homework for the class: страница 5, page five and so on", "koi8-r", "koi8-r"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        CharsetUsed used;
        g_autofree char *bytes = encode(ROWS[i].text, charset_iconv_name(ROWS[i].charset));
        g_autofree char *out = charset_to_utf8(bytes, strlen(bytes), NULL, NULL, &used);
        g_test_message("row %zu", i);
        g_assert_cmpstr(out, ==, ROWS[i].text);
        g_assert_cmpstr(used.name, ==, ROWS[i].used);
    }
}

/* What the text is in is no more than a hint for a header that declares nothing. */
static void test_hint(void)
{
    static const struct {
        const char *text, *real, *hint, *used;
    } ROWS[] = {
        {"План", "koi8-r", "koi8-r", "koi8-r"},
        {"绩效管理", "gb18030", "gb2312", "gb18030"},
        {"Financiën", "windows-1252", "koi8-r", "windows-1252"},
        {"Методическое объединение", "windows-1251", "koi8-r", "windows-1251"},
        {"Методическое объединение", "windows-1251", "iso-8859-1", "windows-1251"},
        {"Методическое объединение", "koi8-r", "utf-8", "koi8-r"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        CharsetUsed used;
        g_autofree char *bytes = encode(ROWS[i].text, ROWS[i].real);
        g_autofree char *out = charset_to_utf8(bytes, strlen(bytes), NULL, ROWS[i].hint, &used);
        g_test_message("row %zu", i);
        g_assert_cmpstr(out, ==, ROWS[i].text);
        g_assert_cmpstr(used.name, ==, ROWS[i].used);
    }
}

static void test_declared(void)
{
    static const struct {
        const char *declared, *real, *used;
        bool invalid;
    } ROWS[] = {
        {"windows-1251", "windows-1251", "windows-1251", false},
        {"CP1251", "windows-1251", "windows-1251", false},
        {"KOI8-R", "koi8-r", "koi8-r", false},
        {"koi8-r", "windows-1251", "windows-1251", true},
        {"windows-1251", "koi8-r", "koi8-r", true},
        {"iso-8859-1", "windows-1251", "windows-1251", true},
        {"windows-1252", "ibm855", "ibm855", true},
        {"iso-8859-2", "koi8-r", "koi8-r", true},
        {"koi8-r", "x-mac-cyrillic", "x-mac-cyrillic", true},
        {"us-ascii", "windows-1251", "windows-1251", true},
        {"utf-8", "windows-1251", "windows-1251", true},
        {"windows-1251", "utf-8", "utf-8", true},
        {"x-unknown", "koi8-r", "koi8-r", true},
        {"utf-7", "windows-1251", "windows-1251", true},
        {"utf-8//TRANSLIT", "windows-1251", "windows-1251", true},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        CharsetUsed used;
        g_autofree char *bytes = encode(TEXTS[0], charset_iconv_name(ROWS[i].real));
        g_autofree char *out = charset_to_utf8(bytes, strlen(bytes), ROWS[i].declared, NULL, &used);
        g_test_message("row %zu", i);
        g_assert_cmpstr(out, ==, TEXTS[0]);
        g_assert_cmpstr(used.name, ==, ROWS[i].used);
        g_assert_cmpint(used.invalid, ==, ROWS[i].invalid);
        g_assert_false(used.undeclared);
    }
}

/* Other languages stay what they say they are. */
static void test_western(void)
{
    CharsetUsed used;
    g_autofree char *out = charset_to_utf8("caf\xE9 fran\xE7"
                                           "ais",
                                           13, "iso-8859-1", NULL, &used);

    g_assert_cmpstr(out, ==, "café français");
    g_assert_cmpstr(used.name, ==, "iso-8859-1");
    g_assert_false(used.invalid);
    g_autofree char *broken = charset_to_utf8("Да\xD0", 5, "utf-8", NULL, &used);
    g_assert_cmpstr(broken, ==, "Да\xEF\xBF\xBD");
    g_assert_true(used.invalid);
    g_autofree char *foreign = charset_to_utf8("\xFF\x81\x81\xFF", 4, "big5", NULL, &used);
    g_assert_cmpstr(used.name, ==, "big5"); /* not one to guess at */
    g_assert_true(used.invalid);
    g_assert_null(charset_canonical("no-such-charset"));
    g_assert_null(charset_canonical("utf-7"));
    g_assert_null(charset_canonical("../../x"));
}

static void test_mojibake(void)
{
    for (size_t t = 0; t < G_N_ELEMENTS(TEXTS); t++) {
        g_autofree char *wrong = g_convert(TEXTS[t], -1, "UTF-8", "windows-1251", NULL, NULL, NULL);
        if (wrong)
            g_assert_true(charset_is_mojibake(wrong));
        g_assert_false(charset_is_mojibake(TEXTS[t]));
    }
    g_assert_true(charset_is_mojibake("first\nРџР»Р°РЅ СѓСЂРѕРєРѕРІ\n"));
    g_assert_false(charset_is_mojibake("café — naïve"));
    g_assert_false(charset_is_mojibake(""));
}

/* Whatever Russian charset a text was in and whichever other it was read in. */
static void test_mojibake_kinds(void)
{
    static const char *const REAL[] = {"utf-8", "windows-1251", "koi8-r", "ibm866"};
    static const char *const WRONG[] = {"windows-1251", "koi8-r", "ibm866", "iso-8859-1"};

    for (size_t r = 0; r < G_N_ELEMENTS(REAL); r++)
        for (size_t w = 0; w < G_N_ELEMENTS(WRONG); w++) {
            g_autofree char *bytes = encode(TEXTS[0], REAL[r]);
            g_autofree char *wrong = g_convert_with_fallback(
                bytes, -1, "UTF-8", charset_iconv_name(WRONG[w]), "\xEF\xBF\xBD", NULL, NULL, NULL);
            if (wrong && strcmp(REAL[r], WRONG[w]) != 0) {
                g_test_message("%s read as %s: %s", REAL[r], WRONG[w], wrong);
                g_assert_true(charset_is_mojibake(wrong));
            }
        }
    g_assert_true(charset_is_mojibake("РџСЂРёРІРµС‚"));
    g_assert_true(charset_is_mojibake("> п▓ я│п╬п╬п╠я┴п╣п╫п╦п╦ п╬я┌ 29 January"));
    g_assert_true(charset_is_mojibake("Ïðèâåò, êîëëåãè! Ïëàíû íà íåäåëþ"));
    g_assert_false(charset_is_mojibake("shows \"አዎን\" means yes"));
    g_assert_false(charset_is_mojibake("SKOČDOPOLE Tomáš: Předmět"));
    g_assert_false(charset_is_mojibake("╔════╗ ║ план ║ ╚════╝"));
    g_assert_false(charset_is_mojibake("Größe, Öl, ÄRGER: ça coûte 5 €"));
    g_assert_false(charset_is_mojibake("日本語 한국어 😀😀"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/charset/undeclared", test_undeclared);
    g_test_add_func("/charset/undeclared rare", test_undeclared_rare);
    g_test_add_func("/charset/hint", test_hint);
    g_test_add_func("/charset/mojibake kinds", test_mojibake_kinds);
    g_test_add_func("/charset/declared", test_declared);
    g_test_add_func("/charset/western", test_western);
    g_test_add_func("/charset/mojibake", test_mojibake);
    return g_test_run();
}
