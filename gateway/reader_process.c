/* reader_process.c: see reader_process.h. */
#include "gateway/reader_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "gateway/reader_wire.h"

#define LOOK_US   2000 /* between two looks whether it has ended */
#define STOP_MS   100  /* that it may take to end by itself */
#define DYING_MS  1000 /* and to die, once it has closed its socket */
#define NO_STATUS (-1)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#else
#define UNDER_SANITIZER 0
#endif

/* --- the child before its exec: async-signal-safe calls only (fork in a threaded program) --- */

static void limit_child(const ReaderSettings *settings)
{
    struct rlimit none = {0, 0};
    struct rlimit memory = {settings->memory_bytes, settings->memory_bytes};

    setrlimit(RLIMIT_CORE, &none);
    if (settings->memory_bytes > 0 && !UNDER_SANITIZER && setrlimit(RLIMIT_AS, &memory) != 0)
        _exit(126);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        _exit(126);
}

G_NORETURN static void become_reader(int fd, const ReaderSettings *settings, char **environment)
{
    char *arguments[] = {"vestnik", "_reader", NULL};
    sigset_t none;
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    /* the socket may stand on any number, 0 to 3 included: first out of the way */
    int high = fcntl(fd, F_DUPFD, READER_FD + 1);
    if (null < 0 || high < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
        dup2(high, READER_FD) < 0 || close_range(READER_FD + 1, ~0U, 0) != 0)
        _exit(126);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    /* Ctrl-C, or a stop of the whole service, is no fault of the letter in hand: our parent ends us
     */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    limit_child(settings);
    execve("/proc/self/exe", arguments, environment);
    _exit(127);
}

/* --- the parent --- */

/* Nothing of our own environment is passed on but what sanitizers read. */
static char **child_environment(void)
{
    static const char *const KEPT[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"};
    char **environment = g_environ_setenv(NULL, "LC_ALL", "C.UTF-8", TRUE);

    for (size_t i = 0; i < G_N_ELEMENTS(KEPT); i++) {
        const char *value = g_getenv(KEPT[i]);
        if (value)
            environment = g_environ_setenv(environment, KEPT[i], value, TRUE);
    }
    return environment;
}

bool reader_process_start(ReaderProcess *process, const ReaderSettings *settings, GError **error)
{
    int pair[2];
    g_auto(GStrv) environment = child_environment();

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return fail(error, ERR_TEMP, "cannot make a socket for the reader child: %s",
                    g_strerror(errno));
    pid_t pid = fork();
    if (pid == 0)
        become_reader(pair[1], settings, environment);
    int saved = errno;
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return fail(error, ERR_TEMP, "cannot start the reader child: %s", g_strerror(saved));
    }
    *process = (ReaderProcess){pid, pair[0]};
    return true;
}

static void forget(ReaderProcess *process)
{
    close(process->fd);
    *process = (ReaderProcess){0, -1};
}

/* Whether it has ended, or is nobody's child: then *status, or NO_STATUS. Waits so long for it;
 * -1: as long as it takes. */
static bool has_ended(const ReaderProcess *process, int ms, int *status)
{
    int64_t until = g_get_monotonic_time() + (int64_t)ms * 1000;

    for (;;) {
        pid_t got = waitpid(process->pid, status, ms < 0 ? 0 : WNOHANG);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            *status = NO_STATUS;
        if (got != 0)
            return true;
        if (g_get_monotonic_time() >= until)
            return false;
        g_usleep(LOOK_US);
    }
}

bool reader_process_lives(ReaderProcess *process)
{
    int status;

    if (process->pid == 0 || !has_ended(process, 0, &status))
        return process->pid != 0;
    forget(process);
    return false;
}

static char *how_it_died(int status)
{
    if (status == NO_STATUS)
        return g_strdup("was lost");
    if (WIFSIGNALED(status))
        return g_strdup_printf("was killed by signal %d (%s)", WTERMSIG(status),
                               strsignal(WTERMSIG(status)));
    return g_strdup_printf("ended with exit code %d", WEXITSTATUS(status));
}

char *reader_process_kill(ReaderProcess *process)
{
    int status = NO_STATUS;

    kill(process->pid, SIGKILL);
    has_ended(process, -1, &status);
    forget(process);
    return how_it_died(status);
}

char *reader_process_bury(ReaderProcess *process)
{
    int status;

    if (!has_ended(process, DYING_MS, &status))
        return reader_process_kill(process);
    forget(process);
    return how_it_died(status);
}

void reader_process_stop(ReaderProcess *process)
{
    int status;

    if (process->pid == 0)
        return;
    shutdown(process->fd, SHUT_RDWR);
    if (has_ended(process, STOP_MS, &status))
        forget(process);
    else
        g_free(reader_process_kill(process));
}
