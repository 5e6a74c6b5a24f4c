/* drop_take.c: one file of the drop door: is it whole, what is in it, where does it go. See
 * drop_door.h.
 *
 * Commit first, then move; the move need not last: after a crash the file is read again. A file
 * that could not be moved is remembered, so that it is not read at every look. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "archive/letter.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/bell.h"
#include "gateway/drop_internal.h"
#include "gateway/mbox.h"

typedef struct Taking {
    DropDoor *door;
    const char *name;
    int64_t letters; /* committed */
    int64_t refused; /* too large, empty, or not kept by the store */
    char *why;       /* of the last refusal */
} Taking;

static void refuse(Taking *taking, char *why)
{
    taking->refused++;
    g_free(taking->why);
    taking->why = why;
}

/* False: nothing can be kept now. */
static bool take_letter(Taking *taking, GBytes *raw, bool cut, GError **error)
{
    static const char *const nobody[] = {NULL};
    const Settings *settings = taking->door->settings;
    const Envelope envelope = {
        .door = "drop", .account = settings_account(settings)->name, .recipients = nobody};
    int64_t number = taking->letters + taking->refused + 1, letter;
    g_autoptr(GError) why = NULL;

    if (cut || g_bytes_get_size(raw) == 0) {
        refuse(taking,
               cut ? g_strdup_printf("letter %" PRId64 " is larger than deliver_bytes", number)
                   : g_strdup("there is no letter in it"));
        return true;
    }
    if (letter_accept(taking->door->db, &envelope, raw, &letter, &why)) {
        taking->letters++;
        bell_ring(settings, BELL_DESK);
        return true;
    }
    if (error_code(why) == ERR_TEMP) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    refuse(taking, g_strdup_printf("letter %" PRId64 ": %s", number, why->message));
    return true;
}

static bool take_mbox(Taking *taking, FILE *in, GError **error)
{
    g_autofree Mbox *mbox = g_new0(Mbox, 1);
    GString *next;

    mbox_init(mbox, in, (size_t)taking->door->settings->deliver_bytes);
    while ((next = mbox_next(mbox))) {
        g_autoptr(GBytes) raw = g_string_free_to_bytes(next);
        if (!take_letter(taking, raw, mbox->cut, error))
            return false;
    }
    return !mbox->failed || fail(error, ERR_TEMP, "reading it: %s", g_strerror(errno));
}

static bool take_whole(Taking *taking, FILE *in, size_t size, GError **error)
{
    bool cut = size > (size_t)taking->door->settings->deliver_bytes;
    g_autofree char *bytes = g_malloc(cut ? 1 : size + 1);
    size_t got = cut ? 0 : fread(bytes, 1, size, in);

    if (!cut && got != size)
        return fail(error, ERR_TEMP, "reading it: %s",
                    ferror(in) ? g_strerror(errno) : "it became shorter");
    g_autoptr(GBytes) raw = g_bytes_new_take(g_steal_pointer(&bytes), got);
    return take_letter(taking, raw, cut, error);
}

static bool take_content(Taking *taking, FILE *in, size_t size, GError **error)
{
    char start[5];
    size_t got = fread(start, 1, sizeof start, in);
    bool is_mbox = got == sizeof start && memcmp(start, "From ", sizeof start) == 0;

    rewind(in);
    return is_mbox ? take_mbox(taking, in, error) : take_whole(taking, in, size, error);
}

/* --- the file -------------------------------------------------------------------------------- */

/* The kernel grants a lease for reading only where nobody has the file open for writing. Where it
 * knows no leases the rule of drop_seconds stands alone. */
static bool is_being_written(int fd)
{
    (void)fcntl(fd, F_SETSIG, SIGURG); /* who opens it now would send SIGIO, which kills */
    if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0)
        return errno == EAGAIN;
    (void)fcntl(fd, F_SETLEASE, F_UNLCK);
    return false;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* A name below `folder` that nobody has. */
static char *free_name(const char *folder, const char *name)
{
    char *path = g_build_filename(folder, name, NULL);
    struct stat info;

    for (int i = 2; lstat(path, &info) == 0; i++) {
        g_free(path);
        g_autofree char *numbered = g_strdup_printf("%s.%d", name, i);
        path = g_build_filename(folder, numbered, NULL);
    }
    return path;
}

static bool move_away(const DropDoor *door, const char *path, const char *name, const char *where,
                      GError **error)
{
    g_autofree char *folder = g_build_filename(door->folder, where, NULL);
    g_autofree char *to = free_name(folder, name);
    g_autofree char *above = g_path_get_dirname(to);

    if (g_mkdir_with_parents(above, 0700) == 0 && rename(path, to) == 0)
        return true;
    return fail(error, error_code_of_errno(errno, ERR_CREATE),
                "its letters are kept, but it cannot be moved to %s: %s", to, g_strerror(errno));
}

static void finish(Taking *taking, const char *path, char *key)
{
    DropDoor *door = taking->door;
    const char *where = taking->refused ? "failed" : "done";
    GError *why = NULL;

    LOG(INFO, "drop.taken", LOG_STR("file", taking->name), LOG_NUM("letters", taking->letters));
    if (taking->refused)
        LOG(WARNING, "drop.refused", LOG_STR("file", taking->name),
            LOG_NUM("letters", taking->refused), LOG_STR("why", taking->why),
            LOG_STR("moved_to", where));
    if (move_away(door, path, taking->name, where, &why)) {
        g_free(key);
        return;
    }
    g_hash_table_add(door->finished, key);
    drop_failed(door, taking->name, why);
}

static bool take_open(Taking *taking, FILE *in, const struct stat *seen, bool *busy, GError **error)
{
    struct stat info;

    *busy = true;
    if (fstat(fileno(in), &info) != 0 || !is_same(&info, seen) || is_being_written(fileno(in)))
        return true;
    if (!take_content(taking, in, (size_t)info.st_size, error))
        return false;
    /* what was added meanwhile is taken the next time */
    *busy = fstat(fileno(in), &info) != 0 || !is_same(&info, seen);
    return true;
}

void drop_take(DropDoor *door, const char *path, const char *name, const struct stat *seen)
{
    Taking taking = {.door = door, .name = name};
    GError *why = NULL;
    bool busy = true;
    g_autofree char *key = g_strdup_printf("%s %" PRId64 ".%09ld", name,
                                           (int64_t)seen->st_ctim.tv_sec, seen->st_ctim.tv_nsec);

    if (g_hash_table_contains(door->finished, key))
        return;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    FILE *in = fd < 0 ? NULL : fdopen(fd, "r");
    if (!in) {
        fail(&why, error_code_of_errno(errno, ERR_DENIED), "%s: %s", name, g_strerror(errno));
        if (fd >= 0)
            close(fd);
        if (error_code(why) == ERR_DENIED)
            g_hash_table_add(door->finished, g_steal_pointer(&key)); /* until its rights change */
        drop_failed(door, name, why);
        return;
    }
    if (!take_open(&taking, in, seen, &busy, &why))
        drop_failed(door, name, why);
    else if (busy)
        drop_again(door, MAX(1, door->settings->drop_seconds));
    else
        finish(&taking, path, g_steal_pointer(&key));
    fclose(in);
    g_free(taking.why);
}
