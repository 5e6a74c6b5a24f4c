/* pack.h: the bytes of a letter as they lie in the database: as they came, or packed by zstd. Which
 * of the two is told by how they begin. */
#ifndef VESTNIK_ARCHIVE_PACK_H
#define VESTNIK_ARCHIVE_PACK_H

#include <glib.h>
#include <stddef.h>

/* As small as they get. NULL with ERR_TEMP: no memory. */
GBytes *pack(GBytes *raw, GError **error);
/* As they come in at a door, where somebody waits: left alone, unless they look like packed ones.
 */
GBytes *pack_at_door(GBytes *raw, GError **error);
/* `bytes` is how many they were. NULL with ERR_PERM when they are damaged. */
GBytes *unpack(GBytes *stored, size_t bytes, GError **error);

#endif
