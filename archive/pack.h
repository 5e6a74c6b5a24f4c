/* pack.h: the bytes of a letter, as small as they lie in the database (zstd). */
#ifndef VESTNIK_ARCHIVE_PACK_H
#define VESTNIK_ARCHIVE_PACK_H

#include <glib.h>
#include <stddef.h>

/* NULL with ERR_TEMP: no memory. */
GBytes *pack(GBytes *raw, GError **error);
/* `bytes` is how many they were. NULL with ERR_PERM when they are damaged. */
GBytes *unpack(GBytes *packed, size_t bytes, GError **error);

#endif
