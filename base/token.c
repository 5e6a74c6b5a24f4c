/* token.c: see token.h. */
#include "base/token.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define MAC_BYTES 10 /* 80 bits */

const char TOKEN_ALPHABET[] = "0123456789abcdefghjkmnpqrstvwxyz";

static char *base32(const guint8 *bytes, size_t length)
{
    GString *out = g_string_new(NULL);
    guint32 bits = 0;
    int have = 0;

    for (size_t i = 0; i < length; i++) {
        bits = bits << 8 | bytes[i];
        for (have += 8; have >= 5; have -= 5)
            g_string_append_c(out, TOKEN_ALPHABET[bits >> (have - 5) & 31]);
    }
    if (have)
        g_string_append_c(out, TOKEN_ALPHABET[bits << (5 - have) & 31]);
    return g_string_free(out, FALSE);
}

static void hmac(const TokenKey *key, const char *message, guint8 out[32])
{
    GHmac *mac = g_hmac_new(G_CHECKSUM_SHA256, key->bytes, sizeof key->bytes);
    gsize length = 32;

    g_hmac_update(mac, (const guchar *)message, (gssize)strlen(message));
    g_hmac_get_digest(mac, out, &length);
    g_hmac_unref(mac);
}

char *token_mac(const TokenKey *key, const char *message)
{
    guint8 digest[32];

    hmac(key, message, digest);
    return base32(digest, MAC_BYTES);
}

bool token_equal(const char *a, const char *b)
{
    size_t length = strlen(a);
    unsigned char differ = 0;

    if (length != strlen(b))
        return false;
    for (size_t i = 0; i < length; i++)
        differ |= (unsigned char)(a[i] ^ b[i]);
    return differ == 0;
}

void token_hash(const TokenKey *key, const char *address, guint8 out[32])
{
    g_autofree char *message = g_strconcat("address ", address, NULL);

    hmac(key, message, out);
}

bool random_bytes(void *out, size_t length, GError **error)
{
    for (size_t done = 0; done < length;) {
        ssize_t got = getrandom((char *)out + done, length - done, 0);
        if (got < 0 && errno != EINTR)
            return fail(error, ERR_TEMP, "the kernel gives no random bytes: %s", g_strerror(errno));
        if (got > 0)
            done += (size_t)got;
    }
    return true;
}

char *random_name(size_t bytes, GError **error)
{
    g_autofree guint8 *random = g_malloc(bytes);

    return random_bytes(random, bytes, error) ? base32(random, bytes) : NULL;
}

bool token_key_load(const char *file, TokenKey *key, GError **error)
{
    struct stat info;
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0)
        return fail(error, errno == ENOENT ? ERR_NOT_FOUND : ERR_DENIED, "key %s: %s; %s", file,
                    g_strerror(errno),
                    errno == ENOENT ? "`vestnik init` makes it with a new database; beside "
                                      "an older one put back its copy; if there is none: "
                                      "`vestnik init --key`"
                                    : "it must belong to the user that runs vestnik");
    ssize_t got = -1;
    bool private = fstat(fd, &info) == 0 && !(info.st_mode & (S_IRWXG | S_IRWXO));
    if (private && info.st_size == (off_t)sizeof key->bytes)
        got = read(fd, key->bytes, sizeof key->bytes);
    close(fd);
    if (!private)
        return fail(error, ERR_DENIED, "key %s: others may read it; run: chmod 600 %s", file, file);
    if (got != (ssize_t)sizeof key->bytes)
        return fail(error, ERR_INPUT, "key %s is damaged; restore it from a backup", file);
    return true;
}

bool token_key_create(const char *file, GError **error)
{
    TokenKey key;
    if (!random_bytes(key.bytes, sizeof key.bytes, error))
        return false;
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        return fail(error, errno == EEXIST ? ERR_EXISTS : ERR_CREATE, "key %s: %s", file,
                    g_strerror(errno));
    bool ok = write(fd, key.bytes, sizeof key.bytes) == (ssize_t)sizeof key.bytes && fsync(fd) == 0;
    int broke = errno;
    if (close(fd) != 0 && ok) {
        ok = false;
        broke = errno;
    }
    if (ok)
        return true;
    unlink(file);
    return fail(error, ERR_CREATE, "key %s: %s", file, g_strerror(broke));
}
