/* check_disk.c: see check_disk.h. */
#include "gateway/check_disk.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/statvfs.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/alarm.h"
#include "gateway/own_letter.h"

#define COPIES 2 /* of a letter while it is written */
#define MIB    1048576

static const char TEXT[] = "disk-low";

typedef struct Disk {
    char *folder; /* of the database */
    int64_t free, needed;
} Disk;

static void disk_clear(Disk *disk)
{
    g_free(disk->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Disk, disk_clear)

static bool read_disk(const Settings *settings, Disk *disk, GError **error)
{
    struct statvfs info;

    disk->folder = g_path_get_dirname(settings->database);
    disk->needed = COPIES * settings->deliver_bytes;
    /* before `vestnik init` there is only some folder above it */
    while (statvfs(disk->folder, &info) != 0 && errno == ENOENT &&
           !g_str_equal(disk->folder, "/")) {
        g_autofree char *below = g_steal_pointer(&disk->folder);
        disk->folder = g_path_get_dirname(below);
    }
    if (statvfs(disk->folder, &info) != 0)
        return fail(error, ERR_TEMP, "%s: %s", disk->folder, g_strerror(errno));
    disk->free = (int64_t)info.f_bavail * (int64_t)info.f_frsize;
    return true;
}

bool check_disk(const Settings *settings, int64_t *free_bytes, GError **error)
{
    g_auto(Disk) disk = {0};

    if (!read_disk(settings, &disk, error))
        return false;
    *free_bytes = disk.free;
    if (disk.free >= disk.needed)
        return true;
    return fail(error, ERR_TEMP,
                "only %" PRId64 " MiB are free in %s, and a letter of deliver_bytes takes %" PRId64
                " MiB while it is written: make room, until then senders keep their letters",
                disk.free / MIB, disk.folder, disk.needed / MIB);
}

/* --- by letter -------------------------------------------------------------------------------- */

static char *today(const Settings *settings)
{
    return clock_date(clock_now(), settings->zone);
}

static bool tell(Desk *desk, const void *what, GError **error)
{
    const Disk *disk = what;
    g_autofree char *day = today(desk->settings);
    g_autofree char *room = words_size(desk->words, disk->free);
    g_autofree char *needed = words_size(desk->words, disk->needed);
    const OwnLetter letter = {
        .text = TEXT,
        .key = day,
        .address = desk->settings->administrator,
        .values =
            json_pack("{s:s, s:s, s:s}", "folder", disk->folder, "free", room, "needed", needed),
    };

    LOG(WARNING, "disk.low", LOG_STR("folder", disk->folder), LOG_NUM("free", disk->free),
        LOG_NUM("needed", disk->needed));
    return own_letter_queue(desk, &letter, error);
}

bool disk_alarm_work(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    g_auto(Disk) disk = {0};
    bool told = false;

    *next = clock_now() + HOUR;
    if (!settings->administrator)
        return true;
    if (!read_disk(settings, &disk, error))
        return false;
    if (disk.free >= disk.needed)
        return true;
    g_autofree char *day = today(settings);
    return alarm_is_told(db, TEXT, day, &told, error) &&
           (told || alarm_tell(db, settings, tell, &disk, error));
}
