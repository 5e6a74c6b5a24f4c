/* tnef.c: tnef_open() of tnef.h, the side of the reader: starts the helper, writes to it, reads
 * what it says, and ends it whatever happens. An item on the wire: kind, length of the name and of
 * the bytes (4 bytes each, of this machine), name, bytes. */
#include "base/tnef.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define ITEM_HEAD 9
#define MAX_NAME  4096
#define CHUNK     65536

/* of winmail.dat */
#define OF_MESSAGE  1
#define OF_FILE     2
#define BEGINS_FILE 0x00069002 /* attAttachRenddata */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#else
#define UNDER_SANITIZER 0
#endif

/* Async-signal-safe calls only. */
G_NORETURN static void become_helper(int fd, const char *helper, const ReadLimits *limits)
{
    char *arguments[] = {"vestnik", "_tnef", NULL}, *environment[] = {"LC_ALL=C.UTF-8", NULL};
    struct rlimit memory = {limits->tnef_memory, limits->tnef_memory}, none = {0, 0};
    struct rlimit cpu = {limits->tnef_seconds, limits->tnef_seconds};

    if (dup2(fd, 0) < 0 || dup2(fd, 1) < 0 || close_range(2, ~0U, 0) != 0 ||
        open("/dev/null", O_RDWR) != 2 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || setrlimit(RLIMIT_CPU, &cpu) != 0 ||
        setrlimit(RLIMIT_FSIZE, &none) != 0 || setrlimit(RLIMIT_CORE, &none) != 0 ||
        (!UNDER_SANITIZER && setrlimit(RLIMIT_AS, &memory) != 0))
        _exit(126);
    execve(helper, arguments, environment);
    _exit(127);
}

static bool wait_for(int fd, short events, gint64 until)
{
    for (;;) {
        struct pollfd poller = {.fd = fd, .events = events};
        gint64 left = until - g_get_monotonic_time();
        int ready = left > 0 ? poll(&poller, 1, (int)(left / 1000 + 1)) : 0;
        if (ready >= 0 || errno != EINTR)
            return ready > 0;
    }
}

static bool write_all(int fd, const GString *bytes, gint64 until)
{
    size_t at = 0;

    while (at < bytes->len && wait_for(fd, POLLOUT, until)) {
        ssize_t n = send(fd, bytes->str + at, bytes->len - at, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    return at == bytes->len && shutdown(fd, SHUT_WR) == 0;
}

/* Until the helper ends; false when it says more than `most`, or too late. */
static bool read_all(int fd, GString *out, size_t most, gint64 until)
{
    g_autofree char *chunk = g_malloc(CHUNK);

    while (out->len <= most && wait_for(fd, POLLIN, until)) {
        ssize_t n = recv(fd, chunk, CHUNK, MSG_DONTWAIT);
        if (n == 0)
            return true;
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        if (n > 0)
            g_string_append_len(out, chunk, n);
    }
    return false;
}

static bool end_helper(pid_t pid)
{
    int status = 0;

    kill(pid, SIGKILL); /* has said all; one that has ended already is not touched by it */
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return true;
}

static bool ask_helper(const GString *bytes, const char *helper, const ReadLimits *limits,
                       GString *answer)
{
    gint64 until = g_get_monotonic_time() + (gint64)limits->tnef_seconds * 2 * G_USEC_PER_SEC;
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0)
        become_helper(pair[1], helper, limits);
    close(pair[1]);
    size_t most = limits->tnef_bytes + (limits->tnef_files + 2) * (ITEM_HEAD + MAX_NAME);
    bool ok = pid > 0 && write_all(pair[0], bytes, until) && read_all(pair[0], answer, most, until);
    close(pair[0]);
    return pid > 0 && end_helper(pid) && ok;
}

/* --- what is asked for --- */

/* One attribute follows the other up to the end: level, name, length, data, sum. The library takes
 * what was cut off for the end, and lengths on trust; and it needs the square of the time for many
 * files. *files: how many there are. */
static bool is_whole(const GString *in, size_t *files)
{
    const size_t HEAD = 9, SUM = 2;
    size_t at = 6; /* behind signature and key */

    *files = 0;
    while (at + HEAD <= in->len && (in->str[at] == OF_MESSAGE || in->str[at] == OF_FILE)) {
        guint32 name, length;
        memcpy(&name, in->str + at + 1, sizeof name);
        memcpy(&length, in->str + at + 5, sizeof length);
        length = GUINT32_FROM_LE(length);
        if (in->len - at - HEAD < (size_t)length + SUM)
            return false;
        *files += GUINT32_FROM_LE(name) == BEGINS_FILE;
        at += HEAD + length + SUM;
    }
    return at > 6 && at + HEAD > in->len &&
           (at == in->len || in->str[at] == 0 || in->str[at] == '\n');
}

/* --- what is said --- */

static void item_free(gpointer data)
{
    TnefItem *item = data;
    g_free(item->name);
    g_string_free(item->bytes, TRUE);
    g_free(item);
}

/* The next item at *at; NULL when what stands there is none. */
static TnefItem *take_item(const GString *answer, size_t *at)
{
    guint32 sizes[2];

    if (answer->len - *at < ITEM_HEAD || !strchr("FTHE", answer->str[*at]))
        return NULL;
    const char *p = answer->str + *at;
    memcpy(sizes, p + 1, sizeof sizes);
    if (sizes[0] > MAX_NAME || answer->len - *at - ITEM_HEAD < (size_t)sizes[0] + sizes[1])
        return NULL;
    TnefItem *item = g_new0(TnefItem, 1);
    item->kind = (TnefKind)*p;
    item->name = g_strndup(p + ITEM_HEAD, sizes[0]);
    item->bytes = g_string_new_len(p + ITEM_HEAD + sizes[0], sizes[1]);
    *at += ITEM_HEAD + sizes[0] + sizes[1];
    return item;
}

static GPtrArray *take_items(const GString *answer, const ReadLimits *limits, const char **over)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(item_free);
    size_t at = 0, bytes = 0;

    for (TnefItem *item; (item = take_item(answer, &at));) {
        g_ptr_array_add(items, item);
        bytes += item->bytes->len;
        *over = bytes > limits->tnef_bytes        ? "tnef_bytes"
                : items->len > limits->tnef_files ? "tnef_files"
                                                  : NULL;
        if (*over)
            return NULL;
        if (item->kind == TNEF_END) {
            g_ptr_array_remove_index(items, items->len - 1);
            return g_steal_pointer(&items);
        }
    }
    return NULL;
}

GPtrArray *tnef_open(const GString *bytes, const char *helper, const ReadLimits *limits,
                     const char **over)
{
    g_autoptr(GString) answer = g_string_new(NULL);
    size_t files;
    bool whole = is_whole(bytes, &files);

    *over = bytes->len > limits->tnef_bytes ? "tnef_bytes"
            : files > limits->tnef_files    ? "tnef_files"
                                            : NULL;
    return whole && !*over && ask_helper(bytes, helper, limits, answer)
               ? take_items(answer, limits, over)
               : NULL;
}
