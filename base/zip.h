/* zip.h: an archive of files that any computer opens, written by libarchive into memory or into a
 * file. */
#ifndef VESTNIK_BASE_ZIP_H
#define VESTNIK_BASE_ZIP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Zip Zip;

/* fd < 0: into memory. `at` is the time of all its files. */
Zip *zip_new(int fd, int64_t at, GError **error);
/* `name` is ASCII, parts with slashes. ERR_CREATE when it cannot be written. */
bool zip_add(Zip *zip, const char *name, const void *bytes, size_t length, GError **error);
/* Ends the archive; only then it is one. *bytes is the caller's; NULL when it went into a file. */
bool zip_finish(Zip *zip, GBytes **bytes, GError **error);
void zip_free(Zip *zip); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Zip, zip_free)

#endif
