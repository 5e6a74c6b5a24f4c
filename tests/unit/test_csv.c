/* test_csv.c: reading and writing CSV. */
#include "lists/csv.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"

/* All records as "LINE:a|b|c", one a line; the error as "LINE!". The caller's. */
static char *read_all(const char *bytes, size_t length, GError **error)
{
    g_autoptr(CsvReader) reader = csv_reader_new(bytes, length, error);
    GString *out = g_string_new(NULL);
    CsvRecord record = {0};
    GError *failure = NULL;

    while (reader && csv_next(reader, &record, &failure)) {
        g_string_append_printf(out, "%" PRId64 ":", record.line);
        for (size_t i = 0; i < record.count; i++)
            g_string_append_printf(out, "%s%s", i ? "|" : "", record.fields[i]);
        g_string_append_c(out, '\n');
    }
    if (failure) {
        g_string_append_printf(out, "%" PRId64 "!", record.line);
        g_propagate_error(error, failure);
    }
    return g_string_free(out, FALSE);
}

static const struct {
    const char *what, *csv, *expected;
} READ[] = {
    {"semicolons", "a;b,c;d\n1;2,2;3\n", "1:a|b,c|d\n2:1|2,2|3\n"},
    {"commas", "a,b,c\n1,2;2,3", "1:a|b|c\n2:1|2;2|3\n"},
    {"tabs", "a\tb\tc, d\n1\t2\t3\n", "1:a|b|c, d\n2:1|2|3\n"},
    {"separators in a quoted header", "\"a,b,c,d\";e\n1;2\n", "1:a,b,c,d|e\n2:1|2\n"},
    {"the line of Excel", "sep=,\na,b;c\n", "2:a|b;c\n"},
    {"CR LF", "a;b\r\n1;2\r\n", "1:a|b\n2:1|2\n"},
    {"CR", "a;b\r1;2\r", "1:a|b\n2:1|2\n"},
    {"line breaks in quotes count", "a;b\n\"x\r\ny\nz\";2\n3;4\n", "1:a|b\n2:x\ny\nz|2\n5:3|4\n"},
    {"doubled quotes", "a;b\n\"say \"\"so\"\"\";\"\"\n", "1:a|b\n2:say \"so\"|\n"},
    {"a quote inside is a character", "a;b\nОО \"№ 5\";2\n", "1:a|b\n2:ОО \"№ 5\"|2\n"},
    {"blanks after a closing quote", "a;b\n\"x\" ;2\n", "1:a|b\n2:x|2\n"},
    {"empty lines are skipped", "\n\na;b\n\n;;\n1;2\n", "3:a|b\n6:1|2\n"},
    {"empty fields", "a;b;c\n;;3\n1;;\n", "1:a|b|c\n2:||3\n3:1||\n"},
    {"one column", "a\nb\n", "1:a\n2:b\n"},
    {"UTF-8 with a BOM", "\xEF\xBB\xBFФИО;b\n", "1:ФИО|b\n"},
    {"nothing", "", ""},
};

static void test_read(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(READ); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *got = read_all(READ[i].csv, strlen(READ[i].csv), &error);
        g_test_message("%s", READ[i].what);
        g_assert_no_error(error);
        g_assert_cmpstr(got, ==, READ[i].expected);
    }
}

static const struct {
    const char *what, *csv, *got, *said;
} BROKEN[] = {
    {"a quote that never ends", "a;b\n1;2\n3;\"4\n5;6\n", "1:a|b\n2:1|2\n3!", "line 3"},
    {"text after a closing quote", "a;b\n\"1\n\"x;2\n", "1:a|b\n2!", "line 3"},
};

static void test_broken(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(BROKEN); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *got = read_all(BROKEN[i].csv, strlen(BROKEN[i].csv), &error);
        g_test_message("%s", BROKEN[i].what);
        g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
        g_assert_cmpstr(got, ==, BROKEN[i].got);
        g_assert_nonnull(strstr(error->message, BROKEN[i].said));
    }
}

static void test_charsets(void)
{
    static const char *const charsets[] = {"WINDOWS-1251", "UTF-8", "UTF-16LE", "UTF-16BE"};
    static const char *const marks[] = {"", "", "\xFF\xFE", "\xFE\xFF"};
    const char *text = "ФИО;Школа\nЁлкина Анна;«№ 5»\n";

    for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
        g_autoptr(GError) error = NULL;
        gsize length;
        g_autofree char *bytes = g_convert(text, -1, charsets[i], "UTF-8", NULL, &length, &error);
        g_assert_no_error(error);
        g_autoptr(GString) file = g_string_new(marks[i]);
        g_string_append_len(file, bytes, (gssize)length);
        g_autofree char *got = read_all(file->str, file->len, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(got, ==, "1:ФИО|Школа\n2:Ёлкина Анна|«№ 5»\n");
        g_autoptr(CsvReader) reader = csv_reader_new(file->str, file->len, &error);
        g_assert_cmpstr(csv_charset(reader), ==, charsets[i]);
    }
}

static void test_no_text(void)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *said;
    } rows[] = {{"PK\x03\x04zip", 7, "workbook"},
                {"\xD0\xCF\x11\xE0\xA1\xB1", 6, "workbook"},
                {"a;b\0c;d\n", 8, "no text"},
                {"a;\x98\n", 4, "no text"}}; /* 0x98 is nothing in windows-1251 */

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(csv_reader_new(rows[i].bytes, rows[i].length, &error));
        g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
        g_assert_nonnull(strstr(error->message, rows[i].said));
    }
}

static void test_limits(void)
{
    g_autoptr(GString) columns = g_string_new("a");
    g_autoptr(GString) field = g_string_new("a;b\n1;");
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < CSV_COLUMNS; i++)
        g_string_append(columns, ";a");
    g_autofree char *wide = read_all(columns->str, columns->len, &error);
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_assert_nonnull(strstr(error->message, "more than 200 columns in line 1"));
    g_clear_error(&error);

    for (size_t i = 0; i <= CSV_FIELD_BYTES; i++)
        g_string_append_c(field, 'x');
    g_autofree char *deep = read_all(field->str, field->len, &error);
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_assert_nonnull(strstr(error->message, "line 2"));
}

static void test_file(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(csv_read_file("/nonexistent/registry.csv", 100, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_null(csv_read_file("/", 100, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_clear_error(&error);
    /* a device has no size: reading stops at the limit */
    g_assert_null(csv_read_file("/dev/zero", 1 << 20, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_assert_nonnull(strstr(error->message, "registry_bytes"));
}

static void test_write(void)
{
    const char *fields[] = {"plain", "a;b", "say \"so\"", "two\nlines", "",    NULL,       " lead",
                            "=1+1",  "+7",  "-x",         "@y",         "\tz", "'=quoted", "'tis"};
    const char *expected = "plain;\"a;b\";\"say \"\"so\"\"\";\"two\nlines\";;;\" lead\";\"'=1+1\";"
                           "\"'+7\";\"'-x\";\"'@y\";\"'\tz\";\"''=quoted\";'tis\r\n";
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    CsvRecord record;

    csv_append(out, ';', fields, G_N_ELEMENTS(fields));
    g_assert_cmpstr(out->str, ==, expected);
    g_autoptr(CsvReader) reader = csv_reader_new(out->str, out->len, &error);
    g_assert_true(csv_next(reader, &record, &error));
    g_assert_cmpuint(record.count, ==, G_N_ELEMENTS(fields));
    for (size_t i = 0; i < record.count; i++)
        g_assert_cmpstr(csv_plain(record.fields[i]), ==, fields[i] ? fields[i] : "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/csv/read", test_read);
    g_test_add_func("/csv/broken quoting names its line", test_broken);
    g_test_add_func("/csv/charsets", test_charsets);
    g_test_add_func("/csv/what is no text is refused", test_no_text);
    g_test_add_func("/csv/limits", test_limits);
    g_test_add_func("/csv/files", test_file);
    g_test_add_func("/csv/what is written reads back and runs no formula", test_write);
    return g_test_run();
}
