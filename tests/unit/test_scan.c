/* test_scan.c: what the scan stops before GMime sees it, and what it lets through. */
#include <string.h>

#include "base/reading.h"

static const char *scan(const GString *raw)
{
    return scan_letter(raw->str, raw->len, &READ_LIMITS_DEFAULT);
}

static GString *repeat(const char *before, const char *piece, unsigned times, const char *after)
{
    GString *out = g_string_new(before);

    for (unsigned i = 0; i < times; i++)
        g_string_append(out, piece);
    g_string_append(out, after);
    return out;
}

#define TEN(x) x x x x x x x x x x
#define MIXED  "Content-Type: multipart/mixed; boundary=b\n\n"

static void test_repeated(void)
{
    static const struct {
        const char *before, *piece, *after;
        unsigned times;
        const char *limit;
    } ROWS[] = {
        {"Subject: ", "x", "\n\nbody\n", 1 << 20, "subject_bytes"},
        {"Subject: short\nX: ", "x", "\n\nbody\n", 1 << 20, "header_bytes"},
        {"", "X: y\n", "\nbody\n", 1001, "header_lines"},
        {"", "X: y\n", "\nbody\n", 1000, NULL},
        {"To: ", "a:", "\n\nbody\n", 50000, "address_colons"},
        {"TO  : ", "a:", "\n\nbody\n", 50000, "address_colons"},
        {"To: x\n ", "a:", "\n\nbody\n", 50000, "address_colons"},
        {"To: ", "a:", "", 50000, "address_colons"}, /* no end of line */
        {"Cc: ", "aaaa@bbbb.cc, ", "\n\nbody\n", 6000, "address_bytes"},
        {"Cc: ", "aaaa@bbbb.cc, ", "\n\nbody\n", 1000, NULL},
        {"Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n", "--b--\n", 1001, "parts"},
        {"Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n", "--b--\n", 1000, NULL},
        {"Content-Type: multipart/mixed; boundary=b\n\n--b\n", "To: a:a:a:a:a\n\n--b\n", "--b--\n",
         30, NULL},
        {"Content-Type: text/plain", "; a=b", "\n\nbody\n", 501, "parameters"},
        {"Content-Disposition: attachment", ";\n a=b", "\n\nbody\n", 500, NULL},
        {"Subject: dashes\n\n", "-----\n", "", 100000, NULL},
        {"", "Content-Type: message/rfc822\n\n", "x\n", 40, "depth"},
        {"", "Content-Type: message/rfc822\n\n", "x\n", 20, NULL},
        {MIXED, "--b\nX: " TEN(TEN(TEN("abcde"))) "\n\n", "--b--\n", 900, "part_header_bytes"},
        {MIXED, "--b\nX: " TEN(TEN(TEN("abcde"))) "\n\n", "--b--\n", 800, NULL},
        {"\n", "x", "\n", 51 << 20, "letter_bytes"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        GString *raw = repeat(ROWS[i].before, ROWS[i].piece, ROWS[i].times, ROWS[i].after);
        g_test_message("row %zu", i);
        g_assert_cmpstr(scan(raw), ==, ROWS[i].limit);
        g_string_free(raw, TRUE);
    }
}

/* A thousand multiparts, each in the one before. */
static GString *nested(unsigned depth)
{
    GString *raw = g_string_new("Subject: nested\n");

    for (unsigned i = 0; i < depth; i++)
        g_string_append_printf(raw, "Content-Type: multipart/mixed;\n boundary=\"b%u\"\n\n--b%u\n",
                               i, i);
    g_string_append(raw, "\ntext\n");
    return raw;
}

static void test_nested(void)
{
    g_autoptr(GString) deep = nested(1000), fine = nested(20);

    g_assert_cmpstr(scan(deep), ==, "depth");
    g_assert_null(scan(fine));
}

static void test_hidden(void)
{
    /* ways to hide a boundary or an address header from a simple look */
    static const struct {
        const char *before, *piece;
        const char *limit;
    } ROWS[] = {
        {"Content-Type: multipart/mixed; (boundary=x) boundary=y\n\n", "--y\n\n", "parts"},
        {"content-type : Multipart/Mixed;\n\tBoundary = \"y z\"\n\n", "--y z\n\n", "parts"},
        {"Content-Type: multipart/mixed; boundary*0=y; boundary*1=z\n\n", "--yz\n\n", "parts"},
        {"Content-Type: multipart/mixed; boundary=a\nContent-Type: multipart/mixed; boundary=y\n\n",
         "--y\n\n", "parts"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GString) raw = repeat(ROWS[i].before, ROWS[i].piece, 2000, "");
        g_assert_cmpstr(scan(raw), ==, ROWS[i].limit);
    }
    g_autoptr(GString) inner =
        repeat("Content-Type: message/rfc822\n\nTo: ", "a:", 2000, "\n\nx\n");
    g_assert_cmpstr(scan(inner), ==, "address_colons");
    g_autoptr(GString) digest =
        repeat("Content-Type: multipart/digest; boundary=y\n\n--y\n\nTo: ", "a:", 2000, "\n\nx\n");
    g_assert_cmpstr(scan(digest), ==, "address_colons");
}

static void test_odd(void)
{
    g_assert_null(scan_letter("", 0, &READ_LIMITS_DEFAULT));
    g_assert_null(scan_letter("\n", 1, &READ_LIMITS_DEFAULT));
    g_assert_null(scan_letter("From: a", 7, &READ_LIMITS_DEFAULT));
    g_assert_null(scan_letter("\0\xFF\0\r\r\r", 6, &READ_LIMITS_DEFAULT));
    g_assert_null(scan_letter("Content-Type: multipart/mixed; boundary", 39, &READ_LIMITS_DEFAULT));
    g_assert_null(
        scan_letter("Content-Type: multipart/mixed; boundary=\"", 41, &READ_LIMITS_DEFAULT));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scan/repeated", test_repeated);
    g_test_add_func("/scan/nested", test_nested);
    g_test_add_func("/scan/hidden", test_hidden);
    g_test_add_func("/scan/odd", test_odd);
    return g_test_run();
}
