/* charset.h: bytes in a declared, wrong, unknown or missing charset to UTF-8. */
#ifndef VESTNIK_BASE_CHARSET_H
#define VESTNIK_BASE_CHARSET_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct CharsetUsed {
    const char *name; /* lower-case IANA name of what was used; static or interned */
    bool undeclared;  /* bytes beyond ASCII, and no charset was declared */
    bool invalid;     /* the declared charset is unknown, or cannot be what the bytes are in */
} CharsetUsed;

/* The lower-case IANA name of a charset as letters write it ("CP1251", "win-1251", "UTF8"); NULL
 * when it names none ("x-unknown", "8bit") or one that is refused ("utf-7", which hides ASCII).
 * Interned. */
const char *charset_canonical(const char *declared);

/* What iconv calls a charset of canonical name `name`. */
const char *charset_iconv_name(const char *name);

/* Converts bytes in the charset of canonical name `name` to UTF-8: g_convert() with a converter
 * that is kept for the next time. NULL: not all of it can be read; then *read, which may be NULL,
 * is how far it went. The caller's. */
char *charset_decode(const char *bytes, size_t length, const char *name, gsize *read,
                     gsize *written);

/* Converts to clean UTF-8 (text_clean of text.h). `declared` may be NULL or nonsense; `hint` is
 * what other parts of the same letter are in, NULL unknown. Never fails: what cannot be read
 * becomes U+FFFD. `used` may be NULL. The caller's. */
char *charset_to_utf8(const char *bytes, size_t length, const char *declared, const char *hint,
                      CharsetUsed *used);

/* Does a line of this UTF-8 text look like Russian that was once read in a wrong charset? */
bool charset_is_mojibake(const char *text);

#endif
