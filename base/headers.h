/* headers.h: a block of header fields (RFC 5322 section 2.2) as an ordered list of name and raw
 * value: of a letter, of a part, of a group of a delivery report. Bytes in, no decoding. */
#ifndef VESTNIK_BASE_HEADERS_H
#define VESTNIK_BASE_HEADERS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Header {
    char *name;   /* lower case */
    char *value;  /* unfolded and trimmed; may hold any byte but NUL, CR and LF */
    bool has_nul; /* a NUL, or a CR that ends no line, was left out of it */
} Header;

typedef struct Headers {
    GArray *items;      /* of Header, in their order */
    unsigned malformed; /* lines that are no header fields */
} Headers;

/* Reads fields up to the first empty line or the end of `bytes`; a leading mbox "From " line is
 * skipped. `used`, when not NULL, gets the bytes read, the empty line included. */
Headers *headers_parse(const char *bytes, size_t length, size_t *used);
void headers_free(Headers *headers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Headers, headers_free)

/* The value of the first, or of the n-th field of that name (lower case); NULL none. Borrowed. */
const char *headers_get(const Headers *headers, const char *name);
const char *headers_nth(const Headers *headers, const char *name, unsigned n);
unsigned headers_count(const Headers *headers, const char *name);

/* The value of the first field among `names` (NULL-terminated) that is there. Borrowed. */
const char *headers_first_of(const Headers *headers, const char *const *names);

#endif
