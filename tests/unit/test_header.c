/* test_header.c: header fields: encoded, folded, cut, and always one field, whatever they hold. */
#include "base/header.h"
#include "tests/unit/compose_fixture.h"

static void test_header_round_trip(void)
{
    static const char *const values[] = {
        "plain words",
        LONG_SUBJECT,
        "",
        "Ё",
        "a€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€",
        "👩‍🏫 учитель года " FAMILY FAMILY FAMILY FAMILY FAMILY,
        "a long line of plain words that must be folded somewhere because it is longer than the "
        "seventy-eight characters that a line should have",
        "looks like =?UTF-8?B?0YPRgNCw?= a word",
        "ОченьДлинноеСловоБезЕдиногоПробелаКотороеВсёРавноДолжноПоместитьсяВСтрокуИНеРазорватьБукв"
        "ы",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autofree char *field = compose_header("Subject", values[i]);
        g_autofree char *back = decode(field);
        g_autofree char *expected = g_strconcat("Subject: ", values[i], "\r\n", NULL);
        check_lines(field);
        g_assert_cmpstr(back, ==, expected);
    }
}

/* GMime 3.2 reads nothing after the padding of a word: ours have none but in the last. */
static void test_header_read_by_gmime(void)
{
    g_autofree char *field = compose_header("Subject", LONG_SUBJECT);
    g_autofree char *back = g_mime_utils_header_decode_text(NULL, field + strlen("Subject: "));

    g_assert_cmpstr(g_strchomp(back), ==, LONG_SUBJECT);
}

static void test_header_injection(void)
{
    static const char *const attacks[] = {
        "hello\r\nBcc: victim@example.org",
        "hello\nBcc: victim@example.org",
        "hello\rBcc: x@y.z",
        "hello\r\n\r\nbody",
        "привет\r\nBcc: victim@example.org",
        "nul and \x01\x7f\x1b[31m",
        "turned \xe2\x80\xae"
        "around",
        "line\xe2\x80\xa8separator",
        "next\xc2\x85line",
        "invalid \xff\xfe bytes\r\nBcc: a@b.c",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(attacks); i++) {
        g_autofree char *field = compose_header("Subject", attacks[i]);
        g_autofree char *back = decode(field);
        check_lines(field);
        g_assert_true(g_str_has_suffix(field, "\r\n"));
        for (const char *p = strstr(field, "\r\n"); p[2]; p = strstr(p + 2, "\r\n"))
            g_assert_cmpint(p[2], ==, ' '); /* one field: all else is folding */
        g_strchomp(back);
        g_assert_null(strpbrk(back, "\r\n\x01\x1b\x7f"));
        g_assert_null(strstr(back, "\xe2\x80\xae"));
    }
}

static void test_header_long_value_is_cut(void)
{
    g_autofree char *long_value = g_strnfill(1024 * 1024, 'x');
    g_autofree char *field = compose_header("Subject", long_value);

    g_assert_cmpuint(strlen(field), <, 4 * HEADER_TEXT_MAX);
    check_lines(field);
}

static void test_header_phrase(void)
{
    static const struct {
        const char *phrase, *expected;
    } rows[] = {
        {"Ivan Petrov", "From: Ivan Petrov <a@b.example>\r\n"},
        {"Petrov, Ivan (math)", "From: \"Petrov, Ivan (math)\" <a@b.example>\r\n"},
        {"say \"hi\" \\ there", "From: \"say \\\"hi\\\" \\\\ there\" <a@b.example>\r\n"},
        {"x@evil.example", "From: \"x@evil.example\" <a@b.example>\r\n"},
        {"Мария", "From: =?UTF-8?B?0JzQsNGA0LjRjw==?= <a@b.example>\r\n"},
        {"", "From: a@b.example\r\n"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        header_phrase(out, "From", rows[i].phrase, "a@b.example");
        g_assert_cmpstr(out->str, ==, rows[i].expected);
    }
}

static void test_address_ok(void)
{
    static const char *const bad[] = {
        NULL,          "",      "a",     "@b",   "a@",    "a@b@c",   "a b@c",
        "a@b\r\nRSET", "<a@b>", "a,b@c", "a@b>", "a;b@c", "\"a\"@b", "учитель@школа.рф",
        "a@b\x7f",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(header_address_ok(bad[i]));
    g_assert_true(header_address_ok("gw+matematika@xn--80aaxgqh.xn--p1ai"));
}

/* Why an address cannot be sent to, in words for whoever looks after the queue. */
static void test_address_fault(void)
{
    g_autofree char *long_local = g_strnfill(500, 'x');
    g_autofree char *longer = g_strnfill(1000, 'x');
    g_autofree char *whole = g_strconcat(long_local, "@school.example", NULL);
    g_autofree char *too_long = g_strconcat(longer, "@school.example", NULL);
    const struct {
        const char *address, *fault;
    } rows[] = {
        {"ivanova@school.example", NULL},
        {"o'neil+a=b@xn--80aaxgqh.xn--p1ai", NULL},
        {whole, NULL},
        {"учитель@school.example", "not Latin"},
        {"ivanova@школа.рф", "not Latin"},
        {"a\xff@b.example", "not Latin"},
        {NULL, "no address"},
        {"", "no address"},
        {too_long, "too long"},
        {"iva nova@school.example", "a blank"},
        {"iva\tnova@school.example", "a blank"},
        {"\"iva nova\"@school.example", "a quotation mark"},
        {"a@b.example>\r\nRCPT TO:<c@d", "bracket"},
        {"a@b.example\r\nDATA", "a blank"},
        {"a@b.example\n", "a blank"},
        {"a@[192.0.2.1]", "a bracket"},
        {"a,b@c.example", "another character"},
        {"a\\b@c.example", "another character"},
        {"a\x7f@c.example", "another character"},
        {"a@b@c.example", "one name, @ and one domain"},
        {"@c.example", "one name, @ and one domain"},
        {"a@", "one name, @ and one domain"},
        {"a", "one name, @ and one domain"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *fault = header_address_fault(rows[i].address);
        g_assert_cmpint(fault == NULL, ==, rows[i].fault == NULL);
        g_assert_true(!fault || strstr(fault, rows[i].fault));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_mime_init();
    g_test_add_func("/header/round-trip", test_header_round_trip);
    g_test_add_func("/header/read-by-gmime", test_header_read_by_gmime);
    g_test_add_func("/header/injection", test_header_injection);
    g_test_add_func("/header/cut", test_header_long_value_is_cut);
    g_test_add_func("/header/phrase", test_header_phrase);
    g_test_add_func("/header/address", test_address_ok);
    g_test_add_func("/header/address-fault", test_address_fault);
    return g_test_run();
}
