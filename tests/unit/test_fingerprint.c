/* test_fingerprint.c: the same letter by two doors is one letter; another letter is another. */
#include <string.h>

#include "base/reading.h"

#define LETTER                                                                                     \
    "From: a@school.example\nTo: math@mo.example\nSubject: Plan\nMessage-ID: <1@x>\n\nText\n"

static char *print_of(const char *raw)
{
    guint8 print[32];
    GString *hex = g_string_new(NULL);

    letter_fingerprint(raw, strlen(raw), print);
    for (size_t i = 0; i < sizeof print; i++)
        g_string_append_printf(hex, "%02x", print[i]);
    return g_string_free(hex, FALSE);
}

static void test_same(void)
{
    static const char *const SAME[] = {
        "Received: by mx\n" LETTER,
        "Delivered-To: math@mo.example\nReturn-Path: <a@school.example>\n" LETTER,
        "From a@school.example Mon Nov 16 10:00:00 2026\n" LETTER,
        LETTER "\n\n",
        "From: a@school.example\r\nTo: math@mo.example\r\nSubject: Plan\r\nMessage-ID: "
        "<1@x>\r\n\r\n"
        "Text\r\n",
        "FROM:  a@school.example\nTo: math@mo.example\nSubject:\n Plan\nMessage-ID: <1@x>\n\nText",
        "X-Spam: no\nAuthentication-Results: mx; dmarc=pass\n" LETTER,
    };
    g_autofree char *expected = print_of(LETTER);
    for (size_t i = 0; i < G_N_ELEMENTS(SAME); i++) {
        g_autofree char *print = print_of(SAME[i]);
        g_test_message("row %zu", i);
        g_assert_cmpstr(print, ==, expected);
    }
}

static void test_other(void)
{
    static const char *const OTHER[] = {
        "",
        "From: a@school.example\nTo: math@mo.example\nSubject: Plan\nMessage-ID: <1@x>\n\nText.\n",
        "From: a@school.example\nTo: math@mo.example\nSubject: Plan\nMessage-ID: <2@x>\n\nText\n",
        "From: b@school.example\nTo: math@mo.example\nSubject: Plan\nMessage-ID: <1@x>\n\nText\n",
        "Content-Type: text/html\n" LETTER,
        "From: a@school.example\nTo: math@mo.example\nSubject: Plan\nMessage-ID: <1@x>\n\n\nText\n",
    };
    g_autofree char *expected = print_of(LETTER);
    for (size_t i = 0; i < G_N_ELEMENTS(OTHER); i++) {
        g_autofree char *print = print_of(OTHER[i]);
        g_test_message("row %zu", i);
        g_assert_cmpstr(print, !=, expected);
    }
}

static void test_body_offset(void)
{
    g_assert_cmpuint(letter_body_offset("A: b\n\nx", 7), ==, 6);
    g_assert_cmpuint(letter_body_offset("A: b\r\n\r\nx", 9), ==, 8);
    g_assert_cmpuint(letter_body_offset("\nx", 2), ==, 1);
    g_assert_cmpuint(letter_body_offset("A: b\n", 5), ==, 5);
    g_assert_cmpuint(letter_body_offset("A: b", 4), ==, 4);
    g_assert_cmpuint(letter_body_offset("", 0), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/fingerprint/same", test_same);
    g_test_add_func("/fingerprint/other", test_other);
    g_test_add_func("/fingerprint/body-offset", test_body_offset);
    return g_test_run();
}
