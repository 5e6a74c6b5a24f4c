/* bell.c: see bell.h. */
#include "gateway/bell.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

static const char *const NAMES[] = {
    [BELL_DESK] = "desk.bell", [BELL_DELIVERER] = "deliverer.bell", [BELL_TIMER] = "timer.bell"};

static char *path_of(const Settings *settings, Bell bell)
{
    return g_build_filename(settings->runtime, NAMES[bell], NULL);
}

void bell_rope_clear(BellRope *rope)
{
    if (rope->fd >= 0)
        close(rope->fd);
    rope->fd = -1;
}

/* A full FIFO has been rung enough. False: whoever waited here is gone (EPIPE). */
static bool rings(int fd)
{
    return fd >= 0 && (write(fd, "!", 1) == 1 || errno == EAGAIN);
}

void bell_pull(BellRope *rope)
{
    if (rings(rope->fd))
        return;
    bell_rope_clear(rope);
    g_autofree char *path = path_of(rope->settings, rope->bell);
    rope->fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC); /* ENXIO: nobody waits */
    if (!rings(rope->fd))
        bell_rope_clear(rope);
}

void bell_ring(const Settings *settings, Bell bell)
{
    BellRope rope = {settings, bell, -1};

    bell_pull(&rope);
    bell_rope_clear(&rope);
}

int bell_open(const Settings *settings, Bell bell, GError **error)
{
    g_autofree char *path = path_of(settings, bell);

    if (mkfifo(path, 0600) != 0 && errno != EEXIST) {
        fail(error, error_code_of_errno(errno, ERR_CREATE), "doorbell %s: %s", path,
             g_strerror(errno));
        return -1;
    }
    /* O_RDWR: no end-of-file when the last writer closes */
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        fail(error, error_code_of_errno(errno, ERR_CREATE), "doorbell %s: %s", path,
             g_strerror(errno));
        return -1;
    }
    struct stat info;
    if (fstat(fd, &info) == 0 && S_ISFIFO(info.st_mode))
        return fd;
    /* anything else is always readable: a duty would never sleep */
    fail(error, ERR_CREATE, "doorbell %s is no FIFO; remove it", path);
    close(fd);
    return -1;
}

void bell_drain(int fd)
{
    char rings[512];

    while (read(fd, rings, sizeof rings) > 0)
        ;
}
