/* check_disk.c: see check_disk.h. */
#include "gateway/check_disk.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/statvfs.h>

#include "base/error.h"

#define COPIES 2 /* of a letter while it is written */
#define MIB    1048576

bool check_disk(const Settings *settings, int64_t *free_bytes, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(settings->database);
    int64_t needed = COPIES * settings->deliver_bytes;
    struct statvfs disk;

    /* before `vestnik init` there is only some folder above it */
    while (statvfs(folder, &disk) != 0 && errno == ENOENT && !g_str_equal(folder, "/")) {
        g_autofree char *below = g_steal_pointer(&folder);
        folder = g_path_get_dirname(below);
    }
    if (statvfs(folder, &disk) != 0)
        return fail(error, ERR_TEMP, "%s: %s", folder, g_strerror(errno));
    *free_bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
    if (*free_bytes >= needed)
        return true;
    return fail(error, ERR_TEMP,
                "only %" PRId64 " MiB are free in %s, and a letter of deliver_bytes takes %" PRId64
                " MiB while it is written: make room, until then senders keep their letters",
                *free_bytes / MIB, folder, needed / MIB);
}
