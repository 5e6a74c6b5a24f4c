/* base64.h: decoding as letters need it (RFC 2045 section 6.8): signs that are none are skipped,
 * padding in the middle begins a new piece, missing padding at the end loses nothing. */
#ifndef VESTNIK_BASE_BASE64_H
#define VESTNIK_BASE_BASE64_H

#include <glib.h>
#include <stddef.h>

/* Appends the decoded bytes to `out`. */
void base64_append(const char *text, size_t length, GString *out);

#endif
