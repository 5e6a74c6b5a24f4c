/* test_fingerprint.c: the same letter by two doors is one letter; another letter is another. */
#include <string.h>

#include "base/reading.h"
#include "base/sha256.h"

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

/* What is kept for a year must be the same after an update of the program. */
static void test_written_out(void)
{
    g_autofree char *print = print_of(LETTER "\n\nMore\n\n"), *expected = NULL;

    expected = g_compute_checksum_for_string(G_CHECKSUM_SHA256,
                                             "from:a@school.example\nto:math@mo.example\n"
                                             "subject:Plan\nmessage-id:<1@x>\n\nText\n\n\nMore",
                                             -1);
    g_assert_cmpstr(print, ==, expected);
}

/* However the bytes come, the sum is that of GLib. */
static void test_sum(void)
{
    static const size_t SIZES[] = {0, 1, 63, 64, 4095, 4096, 4097, 20000},
                        PIECES[] = {1, 100, 9000};
    g_autofree char *bytes = g_malloc(20000);

    for (size_t i = 0; i < 20000; i++)
        bytes[i] = (char)(i * 7);
    for (size_t i = 0; i < G_N_ELEMENTS(SIZES); i++) {
        char hex[2 * SHA256_BYTES + 1];
        guint8 sum[SHA256_BYTES], whole[SHA256_BYTES];
        g_autofree char *expected =
            g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, SIZES[i]);
        sha256_hex(bytes, SIZES[i], hex);
        g_assert_cmpstr(hex, ==, expected);
        sha256(bytes, SIZES[i], whole);
        for (size_t j = 0; j < G_N_ELEMENTS(PIECES); j++) {
            Sha256 *by_pieces = sha256_new();
            for (size_t at = 0; at < SIZES[i]; at += PIECES[j])
                sha256_add(by_pieces, bytes + at, MIN(PIECES[j], SIZES[i] - at));
            sha256_finish(by_pieces, sum);
            g_assert_cmpmem(sum, sizeof sum, whole, sizeof whole);
        }
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
    g_test_add_func("/fingerprint/written-out", test_written_out);
    g_test_add_func("/fingerprint/sum", test_sum);
    g_test_add_func("/fingerprint/body-offset", test_body_offset);
    return g_test_run();
}
