/* json_line.h: a line of JSON written straight into a GString, value after value, with commas where
 * they belong: for what is printed by the thousand. Where trees are handed around it is jansson.
 *
 * `key` is plain ASCII, NULL for a value of an array. Texts are valid UTF-8; NULL is null. */
#ifndef VESTNIK_BASE_JSON_LINE_H
#define VESTNIK_BASE_JSON_LINE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* `bracket`: '{' or '['; each is closed by '}' or ']'. */
void json_line_open(GString *out, const char *key, char bracket);
void json_line_close(GString *out, char bracket);

void json_line_text(GString *out, const char *key, const char *text);
void json_line_texts(GString *out, const char *key, const GPtrArray *texts); /* of char* */
void json_line_number(GString *out, const char *key, int64_t number);
void json_line_bool(GString *out, const char *key, bool value);

#endif
