/* sha256.c: see sha256.h. Pieces are gathered: a call of GnuTLS for each line of a letter costs
 * more than the line. */
#include "base/sha256.h"

#include <gnutls/crypto.h>
#include <string.h>

struct Sha256 {
    gnutls_hash_hd_t hash;
    size_t used;
    guint8 gathered[4096];
};

static void must(int rc)
{
    if (rc < 0)
        g_error("SHA-256: %s", gnutls_strerror(rc));
}

void sha256(const void *bytes, size_t length, guint8 out[SHA256_BYTES])
{
    must(gnutls_hash_fast(GNUTLS_DIG_SHA256, length ? bytes : "", length, out));
}

void sha256_hex(const void *bytes, size_t length, char out[2 * SHA256_BYTES + 1])
{
    static const char DIGITS[] = "0123456789abcdef";
    guint8 sum[SHA256_BYTES];

    sha256(bytes, length, sum);
    for (size_t i = 0; i < sizeof sum; i++) {
        out[2 * i] = DIGITS[sum[i] >> 4];
        out[2 * i + 1] = DIGITS[sum[i] & 15];
    }
    out[2 * SHA256_BYTES] = '\0';
}

Sha256 *sha256_new(void)
{
    Sha256 *sum = g_new(Sha256, 1);

    sum->used = 0;
    must(gnutls_hash_init(&sum->hash, GNUTLS_DIG_SHA256));
    return sum;
}

static void flush(Sha256 *sum)
{
    must(gnutls_hash(sum->hash, sum->gathered, sum->used));
    sum->used = 0;
}

void sha256_add(Sha256 *sum, const void *bytes, size_t length)
{
    if (length > sizeof sum->gathered - sum->used)
        flush(sum);
    if (length > sizeof sum->gathered) {
        must(gnutls_hash(sum->hash, bytes, length));
    } else if (length) {
        memcpy(sum->gathered + sum->used, bytes, length);
        sum->used += length;
    }
}

void sha256_finish(Sha256 *sum, guint8 out[SHA256_BYTES])
{
    flush(sum);
    gnutls_hash_deinit(sum->hash, out);
    g_free(sum);
}
