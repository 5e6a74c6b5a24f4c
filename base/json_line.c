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

#define ESCAPE_MOST 6 /* bytes, of one that is escaped */

/* Writes the escape of a byte; gives where it ends. */
static char *write_escape(char *to, guchar byte)
{
    static const char DIGITS[] = "0123456789ABCDEF";

    *to++ = '\\';
    *to++ = ESCAPES[byte];
    if (ESCAPES[byte] != 'u')
        return to;
    memcpy(to, "00", 2);
    to[2] = DIGITS[byte >> 4];
    to[3] = DIGITS[byte & 15];
    return to + 4;
}

/* Text is written straight into room that is enough for some of it whatever is escaped: a call for
 * each line is what costs. */
static void append_escaped(GString *out, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        size_t some = MIN(left, 1024), before = out->len;
        g_string_set_size(out, before + some * ESCAPE_MOST);
        char *to = out->str + before;
        for (const char *end = text + some; text < end; text++) {
            if (!ESCAPES[(guchar)*text])
                *to++ = *text;
            else
                to = write_escape(to, (guchar)*text);
        }
        g_string_truncate(out, (gsize)(to - out->str));
        left -= some;
    }
}

void json_line_text(GString *out, const char *key, const char *text)
{
    begin(out, key);
    if (!text) {
        g_string_append_len(out, "null", 4);
        return;
    }
    g_string_append_c(out, '"');
    append_escaped(out, text);
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
