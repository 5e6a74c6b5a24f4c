/* lmtp_door.c: the LMTP door alone, until SIGTERM, as its duty in `vestnik serve` runs it; for tests
 * that trace, kill or measure it.
 *
 *     lmtp_door CONF */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/lmtp_door.h"
#include "gateway/status.h"

static bool serve(const char *file, int stop_fd, GError **error)
{
    if (stop_fd < 0)
        return fail(error, ERR_TEMP, "signalfd: %s", g_strerror(errno));
    g_autoptr(Settings) settings = settings_load(file, error);
    g_autoptr(Db) db = settings ? db_open(settings->database, DB_WRITE, error) : NULL;

    if (!db)
        return false;
    log_setup((LogLevel)settings->log_level, false, NULL);
    return lmtp_door_run(settings, db, stop_fd, error);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    sigset_t stop;

    if (argc != 2)
        return 64;
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    if (serve(argv[1], signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK), &error))
        return 0;
    fprintf(stderr, "lmtp_door: %s\n", error->message);
    return exit_code_of(error_code(error));
}
