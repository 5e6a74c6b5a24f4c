/* token.h: the key of the instance and what is made with it. The key lives in a 0600 file beside
 * the database, never in it. */
#ifndef VESTNIK_BASE_TOKEN_H
#define VESTNIK_BASE_TOKEN_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Crockford base32, lower case: no i, l, o, u. */
extern const char TOKEN_ALPHABET[];

typedef struct TokenKey {
    guint8 bytes[32];
} TokenKey;

/* ERR_DENIED when others may read the file, ERR_NOT_FOUND, ERR_INPUT when it is no key. */
bool token_key_load(const char *file, TokenKey *key, GError **error);
/* A new key in a new 0600 file; ERR_EXISTS. */
bool token_key_create(const char *file, GError **error);

/* 80 bits of HMAC-SHA-256 over `message` as 16 characters of Crockford base32. The caller's. */
char *token_mac(const TokenKey *key, const char *message);
bool token_equal(const char *a, const char *b); /* in constant time */

/* HMAC-SHA-256 of an address, for what must survive its erasure. */
void token_hash(const TokenKey *key, const char *address, guint8 out[32]);

/* Bytes from the kernel. ERR_TEMP when it gives none. */
bool random_bytes(void *out, size_t length, GError **error);
/* `bytes` random bytes in lower-case base32. The caller's. */
char *random_name(size_t bytes, GError **error);

#endif
