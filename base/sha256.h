/* sha256.h: SHA-256 by GnuTLS, which uses what the processor has for it: several times faster than
 * GChecksum. Without memory it ends the program, as GLib does. */
#ifndef VESTNIK_BASE_SHA256_H
#define VESTNIK_BASE_SHA256_H

#include <glib.h>
#include <stddef.h>

#define SHA256_BYTES 32

void sha256(const void *bytes, size_t length, guint8 out[SHA256_BYTES]);
void sha256_hex(const void *bytes, size_t length, char out[2 * SHA256_BYTES + 1]);

/* The same for bytes that come piece by piece. */
typedef struct Sha256 Sha256;
Sha256 *sha256_new(void);
void sha256_add(Sha256 *sum, const void *bytes, size_t length);
void sha256_finish(Sha256 *sum, guint8 out[SHA256_BYTES]); /* frees it */

#endif
