/* raw_header.h: the header fields of a letter as they came, one by one, without copying or decoding
 * anything. For what must be passed on byte for byte. The bytes are hostile; a walk is linear. */
#ifndef VESTNIK_BASE_RAW_HEADER_H
#define VESTNIK_BASE_RAW_HEADER_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* {.at = raw, .end = raw + length} before the first call. */
typedef struct RawHeader {
    const char *at, *end; /* where the walk stands */
    const char *name;     /* of the present field, not terminated */
    size_t name_length;
    const char *field; /* the whole field with its folding, without the last line end */
    size_t field_length;
} RawHeader;

/* The next field; false after the last one. Lines that are no field ("From " of an mbox) are
 * passed over. The pointers are borrowed from the raw bytes. */
bool raw_header_next(RawHeader *header);

bool raw_header_is(const RawHeader *header, const char *name);       /* without regard to case */
bool raw_header_begins(const RawHeader *header, const char *prefix); /* the name does */

/* Appends the field: CRLF line ends, every other control character a blank, no line of blanks
 * only (it could pass for the end of the headers), nothing else changed. */
void raw_header_append(GString *out, const RawHeader *header);

#endif
