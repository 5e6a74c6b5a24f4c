/* header.h: encoding and folding of header fields (RFC 5322 section 2.2.3, RFC 2047).
 *
 * Each function appends one whole field with its CRLF. Values are UTF-8; whatever they hold, the
 * field stays one field: line ends and control characters are gone before anything is encoded, and
 * so are the invisible characters that turn text around (bidirectional controls). An encoded word
 * is at most 75 characters, ends at a character boundary, and stands on a line of at most 76. */
#ifndef VESTNIK_BASE_HEADER_H
#define VESTNIK_BASE_HEADER_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define HEADER_TEXT_MAX 2000 /* bytes of one value before encoding; more is cut and ends in "…" */

/* Unstructured text: Subject and the like. */
void header_text(GString *out, const char *name, const char *value);

/* "phrase <inner>": From, To, List-Id. Without a phrase (NULL, "") just "<inner>" for a List-Id and
 * the bare address otherwise. `inner` is ASCII, checked by the caller (header_word_ok). */
void header_phrase(GString *out, const char *name, const char *phrase, const char *inner);

/* Words of ASCII that are never broken, folded between them: Message-IDs, keywords, URLs. */
void header_words(GString *out, const char *name, const char *words);

/* "<word>": a Message-ID, a URI; nothing at all when it is NULL or not header_word_ok(). */
void header_angle(GString *out, const char *name, const char *word);

/* ASCII, no blanks, no control characters, no angle brackets, not empty, at most 900 bytes: may
 * stand between angle brackets. */
bool header_word_ok(const char *word);

/* header_word_ok and exactly one @ with something on both sides, none of the characters that would
 * end or begin another address. */
bool header_address_ok(const char *address);
/* Why not, in words for whoever looks after the queue; NULL: it is ok. Static. */
const char *header_address_fault(const char *address);

#endif
