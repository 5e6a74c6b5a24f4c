/* header_words.h: header values to text: RFC 2047 words, bytes beyond ASCII, RFC 2231 parameters.
 *
 * GMime 3.2.13 loses what follows a base64 word that ends in "=", and guesses charsets badly; so
 * every value is decoded here, from the raw bytes. Decoded text may hold what the sender hid in a
 * word (line ends, quotation marks): the results here are one line without control characters. */
#ifndef VESTNIK_BASE_HEADER_WORDS_H
#define VESTNIK_BASE_HEADER_WORDS_H

#include <stdbool.h>

#include <glib.h>

typedef struct WordsSeen {
    bool undeclared; /* bytes beyond ASCII outside of words */
    bool invalid;    /* a word in an unknown or wrong charset, or with broken contents */
    bool control;    /* a word held control characters */
} WordsSeen;

/* Decodes the words at `p` that follow one another; returns where they end, `p` itself when there
 * is none. What is added to `out` may hold anything that can be hidden in a word. */
const char *header_run(const char *p, GString *out, const char *hint, WordsSeen *seen);

/* A text value (Subject) decoded. `hint`: charset of bytes that declare none, may be NULL. `seen`
 * may be NULL; its members are only ever set. The caller's. */
char *header_decode(const char *value, const char *hint, WordsSeen *seen);

/* An address header made fit for internet_address_list_parse(): words become quoted strings in
 * UTF-8, nothing else changes. The caller's. */
char *header_addresses(const char *value, const char *hint, WordsSeen *seen);

/* A parameter of Content-Type or Content-Disposition: plain, quoted, RFC 2231 (in pieces, with a
 * charset), or with RFC 2047 words as many programs write it. NULL when absent. The caller's. */
char *header_parameter(const char *value, const char *name, const char *hint, WordsSeen *seen);

#endif
