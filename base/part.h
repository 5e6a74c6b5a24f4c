/* part.h: MIME parts as bytes (RFC 2045, 2046): text, an attached letter, and the multiparts around
 * them. Each function appends to `out` the Content-* fields, an empty line, and the content, all
 * with CRLF. */
#ifndef VESTNIK_BASE_PART_H
#define VESTNIK_BASE_PART_H

#include <glib.h>

#include "base/letter_parts.h"

/* Appends text with CRLF as 7bit, quoted-printable or base64, whichever is shortest and safe; gives
 * the name of that encoding. In any charset that has ASCII where ASCII has it. */
const char *part_encode(GString *out, const char *text, size_t length);

/* `subtype` "plain" or "html". UTF-8, encoded as by part_encode(). */
void part_text(GString *out, const char *subtype, const char *text);

/* A letter as it came, as message/rfc822; one that may not be that (NUL bytes or overlong lines,
 * RFC 2046 section 5.2.1) as a file of the same name. */
void part_letter(GString *out, GBytes *raw);

/* A file of a letter, in base64; an attached letter as part_letter(). */
void part_file(GString *out, const LetterPart *file);

/* Puts `parts` (an array of GString*) into a multipart; `seed` makes the boundary, which is the
 * same for the same seed and parts and occurs in none of them. */
void part_multipart(GString *out, const char *subtype, const char *seed, GPtrArray *parts);

#endif
