/* test_json_line.c: what is written as JSON is what a parser reads from it. */
#include <jansson.h>

#include "base/auto.h"
#include "base/json_line.h"

static void test_values(void)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_autoptr(GPtrArray) texts = g_ptr_array_new();

    g_ptr_array_add(texts, (char *)"a, ");
    g_ptr_array_add(texts, (char *)"[");
    json_line_open(line, NULL, '{');
    json_line_text(line, "text", "да \"нет\"\\\n\x01");
    json_line_text(line, "none", NULL);
    json_line_texts(line, "all", texts);
    json_line_open(line, "objects", '[');
    json_line_open(line, NULL, '{');
    json_line_number(line, "least", INT64_MIN);
    json_line_close(line, '}');
    json_line_open(line, NULL, '{');
    json_line_bool(line, "is", true);
    json_line_close(line, '}');
    json_line_close(line, ']');
    json_line_bool(line, "last", false);
    json_line_close(line, '}');
    g_assert_cmpstr(line->str, ==,
                    "{\"text\": \"да \\\"нет\\\"\\\\\\n\\u0001\", \"none\": null, "
                    "\"all\": [\"a, \", \"[\"], \"objects\": [{\"least\": -9223372036854775808}, "
                    "{\"is\": true}], \"last\": false}");
}

/* Every character that may stand in a text comes back from jansson as it was. */
static void test_escapes(void)
{
    for (gunichar c = 1; c < 0x3000; c++) {
        g_autoptr(GString) text = g_string_new("x"), line = g_string_new(NULL);
        g_string_append_unichar(text, c);
        g_string_append(text, "y");
        json_line_open(line, NULL, '[');
        json_line_text(line, NULL, text->str);
        json_line_close(line, ']');
        g_autoptr(json_t) read = json_loads(line->str, 0, NULL);
        g_assert_nonnull(read);
        g_assert_cmpstr(json_string_value(json_array_get(read, 0)), ==, text->str);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/json-line/values and commas", test_values);
    g_test_add_func("/json-line/escapes", test_escapes);
    return g_test_run();
}
