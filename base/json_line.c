/* json_line.c: see json_line.h (RFC 8259). */
#include "base/json_line.h"

#include <string.h>

/* What stands behind the backslash; 'u': four digits follow (section 7). */
static const char ESCAPES[256] = {
    [1 ... 7] = 'u', ['\b'] = 'b', ['\t'] = 't',          ['\n'] = 'n', ['\v'] = 'u',
    ['\f'] = 'f',    ['\r'] = 'r', [0x0E ... 0x1F] = 'u', ['"'] = '"',  ['\\'] = '\\',
};

static void begin(GString *out, const char *key)
{
    char last = out->len > 0 ? out->str[out->len - 1] : '{';

    if (last != '{' && last != '[') /* no text ends so: a quotation mark is behind it */
        g_string_append_len(out, ", ", 2);
    if (!key)
        return;
    g_string_append_c(out, '"');
    g_string_append(out, key);
    g_string_append_len(out, "\": ", 3);
}

void json_line_open(GString *out, const char *key, char bracket)
{
    begin(out, key);
    g_string_append_c(out, bracket);
}

void json_line_close(GString *out, char bracket)
{
    g_string_append_c(out, bracket);
}

static void append_escape(GString *out, guchar byte)
{
    if (ESCAPES[byte] == 'u')
        g_string_append_printf(out, "\\u%04X", byte);
    else
        g_string_append_len(out, (const char[]){'\\', ESCAPES[byte]}, 2);
}

void json_line_text(GString *out, const char *key, const char *text)
{
    begin(out, key);
    if (!text) {
        g_string_append_len(out, "null", 4);
        return;
    }
    g_string_append_c(out, '"');
    for (const char *p = text; *p;) {
        const char *from = p;
        while (*p && !ESCAPES[(guchar)*p])
            p++;
        g_string_append_len(out, from, p - from);
        if (*p)
            append_escape(out, (guchar)*p++);
    }
    g_string_append_c(out, '"');
}

void json_line_texts(GString *out, const char *key, const GPtrArray *texts)
{
    json_line_open(out, key, '[');
    for (guint i = 0; i < texts->len; i++)
        json_line_text(out, NULL, texts->pdata[i]);
    json_line_close(out, ']');
}

void json_line_number(GString *out, const char *key, int64_t number)
{
    begin(out, key);
    g_string_append_printf(out, "%" G_GINT64_FORMAT, number);
}

void json_line_bool(GString *out, const char *key, bool value)
{
    begin(out, key);
    g_string_append(out, value ? "true" : "false");
}
