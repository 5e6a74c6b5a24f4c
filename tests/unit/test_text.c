/* test_text.c: cleaning, folding and cutting text, addresses, Russian number forms. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"

static void check(char *(*function)(const char *), const char *in, const char *expected)
{
    g_autofree char *out = function(in);
    g_assert_cmpstr(out, ==, expected);
}

static void test_clean(void)
{
    static const struct {
        const char *in;
        gssize length;
        const char *out;
    } ROWS[] = {
        {"a\r\nb\rc\n", -1, "a\nb\nc\n"},
        {"a\x01\x02\x7f\tb", -1, "a\tb"},
        {"\xEF\xBB\xBFда", -1, "да"},
        {"a\xFFz", -1, "a\xEF\xBF\xBDz"},
        {"и\xCC\x86", -1, "й"},       /* NFC */
        {"x\xE2\x80\xAEy", -1, "xy"}, /* right-to-left override */
        {"a\0b", 3,
         "a\xEF\xBF\xBD"
         "b"},
        {"a\0\0\0b\0", 6,
         "a\xEF\xBF\xBD"
         "b\xEF\xBF\xBD"},
        {"\xC2\x85z", -1, "z"},
        {"a\r", 2, "a\n"}, /* the sanitizer sees a look behind the end */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        gssize length = ROWS[i].length;
        g_autofree char *exact = length < 0 ? NULL : g_memdup2(ROWS[i].in, (gsize)length);
        g_autofree char *out = text_clean(exact ? exact : ROWS[i].in, length);
        g_assert_cmpstr(out, ==, ROWS[i].out);
    }
    g_autoptr(GString) marks = g_string_new("a");
    for (int i = 0; i < 1000; i++)
        g_string_append(marks, "\xCC\xA3");
    g_autofree char *capped = text_clean(marks->str, -1);
    g_assert_cmpuint(strlen(capped), <, 100);
}

/* text_clean() composes only where a character stands that may need it: whatever it may have left
 * as it is must be what NFC makes of it. */
static void test_clean_is_nfc(void)
{
    g_autoptr(GString) all = g_string_new(NULL);

    for (gunichar c = 0x20; c < 0x3000; c++) {
        g_string_truncate(all, 0);
        g_string_append_unichar(all, 'e');
        g_string_append_unichar(all, c);
        g_string_append(all, "и ");
        g_string_append_unichar(all, c);
        g_autofree char *clean = text_clean(all->str, -1);
        g_autofree char *composed = g_utf8_normalize(clean, -1, G_NORMALIZE_DEFAULT_COMPOSE);
        g_assert_cmpstr(clean, ==, composed);
    }
    for (gunichar whole = 0; whole < 0x30000; whole++) {
        gunichar first, second;
        if (!g_unichar_decompose(whole, &first, &second) || second == 0)
            continue;
        g_string_truncate(all, 0);
        g_string_append_unichar(all, first);
        g_string_append_unichar(all, second);
        g_autofree char *clean = text_clean(all->str, -1);
        g_autofree char *composed = g_utf8_normalize(all->str, -1, G_NORMALIZE_DEFAULT_COMPOSE);
        g_assert_cmpstr(clean, ==, composed);
    }
}

/* What is folded without Unicode's tables is folded as they say. */
static void test_fold_is_casefold(void)
{
    for (gunichar c = 0x21; c < 0x500; c++) {
        char text[8] = "";
        text[g_unichar_to_utf8(c, text)] = '\0';
        g_autofree char *folded = text_fold(text), *clean = text_clean(text, -1);
        g_autofree char *cased = g_utf8_casefold(clean, -1);
        g_autofree char *composed = g_utf8_normalize(cased, -1, G_NORMALIZE_DEFAULT_COMPOSE);
        bool other = c == 0x401 || c == 0x451 || g_unichar_isspace(c);
        g_assert_true(other || g_str_equal(folded, composed));
    }
}

static void test_fold(void)
{
    check(text_fold, "  Артём\t ПЁТР\n", "артем петр");
    check(text_fold, "\t PLAIN  Text 1\n", "plain text 1");
    check(text_fold, "Straße", "strasse");
    check(text_one_line,
          " a \r\n b\xC2\xA0"
          "c\t",
          "a b c");
    check(text_one_line, "", "");
}

static void test_cut(void)
{
    static const struct {
        const char *in;
        size_t bytes;
        const char *out;
    } ROWS[] = {
        {"abc", 3, "abc"},    {"abcdef", 5, "ab…"}, {"привет", 12, "привет"},
        {"привет", 8, "пр…"}, {"привет", 2, "п"},   {"привет", 0, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *out = text_cut(ROWS[i].in, ROWS[i].bytes);
        g_assert_cmpstr(out, ==, ROWS[i].out);
        g_assert_cmpuint(strlen(out), <=, ROWS[i].bytes);
    }
}

static void test_addresses(void)
{
    static const struct {
        const char *in, *out; /* NULL: refused */
    } ROWS[] = {
        {"Ivanova@School.Example", "ivanova@school.example"},
        {"info@школа.рф", "info@xn--80atdl2c.xn--p1ai"},
        {"info@ШКОЛА.РФ", "info@xn--80atdl2c.xn--p1ai"},
        {"андреи\u0306@x.y", "андрей@x.y"}, /* one name, however it was typed */
        {"gw+a=b@x.y", "gw+a=b@x.y"},
        {"root@localhost", "root@localhost"},
        {"", NULL},
        {"a", NULL},
        {"@x.y", NULL},
        {"a@", NULL},
        {"a@b@c", NULL},
        {"a b@c.d", NULL},
        {"<a@b.c>", NULL},
        {"a@b.c\r\nRCPT TO:<x@y.z>", NULL},
        {"\"a\"@b.c", NULL},
        {"a,b@c.d", NULL},
        {"a@b..c", NULL},
        {"a@.b", NULL},
        {"a@b_c/d", NULL},
        {"a@b.c.", NULL},
        {"a@mx-1.B.example", "a@mx-1.b.example"},
        {"a@-b.example", NULL},
        {"a@b-.example", NULL},
        {"a@b.example-", NULL},
        {"a@xn--a.example", NULL}, /* decodes to nothing */
        {"a\xFF@b.c", NULL},
        {"\u212Auznetsov@b.c", NULL}, /* the Kelvin sign is K in NFC */
        {"a\u037Eb@c.d", NULL},       /* and the Greek question mark a semicolon */
        {"a\x7f@b.c", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *out = address_normalize(ROWS[i].in, &error);
        g_assert_cmpstr(out, ==, ROWS[i].out);
        if (!ROWS[i].out)
            g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    }
    g_autofree char *local = g_strnfill(250, 'a');
    g_autofree char *longer = g_strconcat(local, "@x.example", NULL);
    g_assert_null(address_normalize(longer, NULL));
}

static void test_plural(void)
{
    static const struct {
        int64_t number;
        const char *form;
    } ROWS[] = {{0, "многих"}, {1, "один"},          {2, "два"},      {4, "два"},
                {5, "многих"}, {11, "многих"},       {12, "многих"},  {14, "многих"},
                {21, "один"},  {22, "два"},          {111, "многих"}, {101, "один"},
                {-1, "один"},  {INT64_MIN, "многих"}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        g_assert_cmpstr(text_plural_ru(ROWS[i].number, "один", "два", "многих"), ==, ROWS[i].form);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/clean", test_clean);
    g_test_add_func("/text/clean/is NFC", test_clean_is_nfc);
    g_test_add_func("/text/fold", test_fold);
    g_test_add_func("/text/fold/is what Unicode says", test_fold_is_casefold);
    g_test_add_func("/text/cut", test_cut);
    g_test_add_func("/text/addresses", test_addresses);
    g_test_add_func("/text/plural", test_plural);
    return g_test_run();
}
