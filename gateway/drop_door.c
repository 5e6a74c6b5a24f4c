/* drop_door.c: see drop_door.h: walks the folder and finds what is ready. What time it is says the
 * file system, by a file made just now: the folder may lie on another machine. */
#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/drop_internal.h"

enum { DEPTH_MOST = 16 }; /* folders in folders; the system's own limit of a path is not far */

bool drop_door_wanted(const Settings *settings)
{
    return settings->drop != NULL;
}

void drop_failed(DropDoor *door, const char *name, GError *why)
{
    LOG(ERROR, "drop.failed", LOG_STR("file", name), LOG_STR("error", why->message));
    if (door->failure)
        g_error_free(why);
    else
        door->failure = why;
}

void drop_again(DropDoor *door, int64_t seconds)
{
    door->wait = door->wait < 0 ? seconds : MIN(door->wait, seconds);
}

/* --- walking --------------------------------------------------------------------------------- */

static bool is_folder(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    struct stat info;

    return lstat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The time of the last change of any kind, also of a rename: nobody can set it. */
static bool is_ready(DropDoor *door, const struct stat *info)
{
    int64_t left = info->st_ctim.tv_sec + door->settings->drop_seconds - door->now;

    if (left > 0)
        drop_again(door, left);
    return left <= 0;
}

static void walk(DropDoor *door, const char *name, int depth);

static void visit(DropDoor *door, const char *name, bool files_too, int depth)
{
    g_autofree char *path = g_build_filename(door->folder, name, NULL);
    const char *last = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
    struct stat info;

    if (lstat(path, &info) != 0)
        return; /* gone meanwhile */
    if (S_ISDIR(info.st_mode)) {
        if (!g_str_equal(last, "tmp") && depth < DEPTH_MOST)
            walk(door, name, depth + 1);
    } else if (S_ISREG(info.st_mode) && *last != '.' && files_too && is_ready(door, &info)) {
        drop_take(door, path, name, &info);
    }
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of names, so that numbered files come as they are numbered. */
static GPtrArray *names_in(const char *path, GError **error)
{
    GDir *entries = g_dir_open(path, 0, error);
    const char *entry;

    if (!entries)
        return NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    while ((entry = g_dir_read_name(entries)))
        g_ptr_array_add(names, g_strdup(entry));
    g_dir_close(entries);
    g_ptr_array_sort(names, compare_names);
    return names;
}

/* `name` is "" for the folder itself. */
static void walk(DropDoor *door, const char *name, int depth)
{
    g_autofree char *path = g_build_filename(door->folder, name, NULL);
    GError *why = NULL;

    /* before reading the folder: what comes in meanwhile rings */
    (void)inotify_add_watch(door->watch, path, IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE);
    g_autoptr(GPtrArray) names = names_in(path, &why);
    if (!names) {
        drop_failed(door, name, why);
        return;
    }
    bool files_too = !*name || !is_folder(path, "cur");
    for (guint i = 0; i < names->len; i++) {
        const char *entry = g_ptr_array_index(names, i);
        bool ours = !*name && (g_str_equal(entry, "done") || g_str_equal(entry, "failed"));
        g_autofree char *below = g_build_filename(*name ? name : entry, *name ? entry : NULL, NULL);
        if (!ours)
            visit(door, below, files_too, depth);
    }
}

/* --- life ------------------------------------------------------------------------------------ */

static bool make_folders(const DropDoor *door, GError **error)
{
    static const char *const names[] = {"", "done", "failed"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(door->folder, names[i], NULL);
        if (g_mkdir_with_parents(path, 0700) != 0)
            return fail(error, error_code_of_errno(errno, ERR_CREATE), "the folder %s: %s", path,
                        g_strerror(errno));
    }
    return true;
}

DropDoor *drop_door_open(const Settings *settings, Db *db, GError **error)
{
    g_autoptr(DropDoor) door = g_new0(DropDoor, 1);

    door->settings = settings;
    door->db = db;
    door->folder = g_strdup(settings->drop);
    door->finished = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    door->watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (door->watch < 0) {
        fail(error, ERR_TEMP, "inotify: %s", g_strerror(errno));
        return NULL;
    }
    return make_folders(door, error) ? g_steal_pointer(&door) : NULL;
}

void drop_door_free(DropDoor *door)
{
    if (!door)
        return;
    if (door->watch >= 0)
        close(door->watch);
    g_clear_error(&door->failure);
    g_hash_table_destroy(door->finished);
    g_free(door->folder);
    g_free(door);
}

int drop_door_fd(const DropDoor *door)
{
    return door->watch;
}

static bool ask_the_time(DropDoor *door, GError **error)
{
    g_autofree char *path = g_build_filename(door->folder, "done", ".now-XXXXXX", NULL);
    int fd = g_mkstemp(path);
    struct stat info = {0};

    if (fd < 0)
        return fail(error, error_code_of_errno(errno, ERR_CREATE),
                    "nothing can be written to %s: %s", path, g_strerror(errno));
    bool ok = fstat(fd, &info) == 0;
    int problem = errno;
    close(fd);
    (void)unlink(path);
    door->now = info.st_ctim.tv_sec;
    return ok || fail(error, ERR_TEMP, "%s: %s", path, g_strerror(problem));
}

bool drop_door_look(DropDoor *door, int64_t *wait, GError **error)
{
    *wait = -1;
    door->wait = -1;
    if (!make_folders(door, error) || !ask_the_time(door, error))
        return false;
    walk(door, "", 0);
    *wait = door->wait;
    if (!door->failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&door->failure));
    return false;
}
