/* pack.c: see pack.h. zstd wants half a megabyte of tables: a thread keeps them from letter to
 * letter, for making them anew costs more than packing a letter of usual size. */
#include "archive/pack.h"

#include <stdbool.h>
#include <string.h>
#include <zstd.h>

#include "base/error.h"

/* Level 3 takes half as much time again, and saves two bytes of a hundred. */
#define LEVEL 1

static void free_context(void *context)
{
    ZSTD_freeCCtx(context);
}

static ZSTD_CCtx *context_of_thread(void)
{
    static GPrivate kept = G_PRIVATE_INIT(free_context);

    if (!g_private_get(&kept))
        g_private_set(&kept, ZSTD_createCCtx());
    return g_private_get(&kept);
}

GBytes *pack(GBytes *raw, GError **error)
{
    gsize size;
    const void *bytes = g_bytes_get_data(raw, &size);
    size_t room = ZSTD_compressBound(size);
    g_autofree void *out = g_malloc(room);
    ZSTD_CCtx *context = context_of_thread();

    if (!context) {
        fail(error, ERR_TEMP, "no memory for packing a letter");
        return NULL;
    }
    size_t used = ZSTD_compressCCtx(context, out, room, bytes ? bytes : "", size, LEVEL);
    if (ZSTD_isError(used)) {
        fail(error, ERR_TEMP, "packing a letter: %s", ZSTD_getErrorName(used));
        return NULL;
    }
    return g_bytes_new_take(g_realloc(g_steal_pointer(&out), MAX(used, 1)), used);
}

static bool looks_packed(GBytes *bytes)
{
    static const guint8 MAGIC[] = {0x28, 0xb5, 0x2f, 0xfd}; /* RFC 8878 section 3.1.1 */
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);

    return size >= sizeof MAGIC && memcmp(data, MAGIC, sizeof MAGIC) == 0;
}

GBytes *pack_at_door(GBytes *raw, GError **error)
{
    return looks_packed(raw) ? pack(raw, error) : g_bytes_ref(raw);
}

static GBytes *unpack_plain(GBytes *stored, size_t bytes, GError **error)
{
    if (g_bytes_get_size(stored) == bytes)
        return g_bytes_ref(stored);
    fail(error, ERR_PERM, "a letter in the database is damaged: wrong length");
    return NULL;
}

GBytes *unpack(GBytes *stored, size_t bytes, GError **error)
{
    gsize size;
    const void *in = g_bytes_get_data(stored, &size);

    if (!looks_packed(stored))
        return unpack_plain(stored, bytes, error);

    /* asked first: a damaged length must not become a demand for memory */
    unsigned long long told = ZSTD_getFrameContentSize(in, size);
    if (told >= ZSTD_CONTENTSIZE_ERROR || told != bytes) {
        fail(error, ERR_PERM, "a letter in the database is damaged: wrong length");
        return NULL;
    }
    g_autofree char *out = g_malloc(bytes + 1);
    size_t used = ZSTD_decompress(out, bytes, in, size);
    if (ZSTD_isError(used) || used != bytes) {
        fail(error, ERR_PERM, "a letter in the database is damaged: %s",
             ZSTD_isError(used) ? ZSTD_getErrorName(used) : "wrong length");
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&out), used);
}
