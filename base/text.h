/* text.h: small rules of text that every floor shares. Strings are UTF-8; returned ones are the
 * caller's. */
#ifndef VESTNIK_BASE_TEXT_H
#define VESTNIK_BASE_TEXT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Folds for comparing names: case, ё as е, runs of blanks as one, ends trimmed, NFC. */
char *text_fold(const char *text);

/* Nothing beyond ASCII in it? */
bool text_is_ascii(const char *bytes, size_t length);

/* Valid UTF-8 without NUL? */
bool text_is_utf8(const char *bytes, size_t length);

/* Valid UTF-8 in NFC without NUL, CR or other control characters but LF and TAB. */
char *text_clean(const char *bytes, gssize length);

/* Is it one of the characters that text_clean() keeps: no control character, no mark that shows
 * nothing or reorders what stands beside it? */
bool text_is_kept(gunichar c);

/* One line for a header, a log or a CSV cell: text_clean, every run of blanks and line ends one
 * space. */
char *text_one_line(const char *text);

/* Behind the letters that `text` begins with; borrowed from it. */
const char *text_word_end(const char *text);

/* Cuts at a character boundary to at most `bytes` bytes, "…" appended when something was cut. */
char *text_cut(const char *text, size_t bytes);

/* An address made canonical for comparing and for an envelope: ASCII-lower-cased, the domain as
 * A-labels (libidn2, RFC 5890). Refused (ERR_INPUT): no or several @, control characters, blanks,
 * angle brackets, quotes, comma, over 254 bytes (RFC 5321 section 4.5.3.1), a domain that is none.
 */
char *address_normalize(const char *address, GError **error);
/* Would NFC show ASCII where other signs stand? The Kelvin sign is K then: another's name. */
bool address_hides_ascii(const char *text);

/* A domain alone, as lower-case A-labels. ERR_INPUT when it is none. */
char *domain_to_ascii(const char *domain, GError **error);

/* "учитель", "учителя", "учителей": the Russian form for a number. The result is borrowed. */
const char *text_plural_ru(int64_t number, const char *one, const char *few, const char *many);

#endif
