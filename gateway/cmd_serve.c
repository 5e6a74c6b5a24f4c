/* cmd_serve.c: vestnik serve: a small supervisor. Each duty is a forked child that opens the
 * database itself; one that ends is started again, after a pause that doubles up to a minute while
 * it keeps ending early. SIGTERM or SIGINT stops them all: first asked, after STOP_SECONDS killed.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/commands.h"
#include "gateway/duty.h"

#define DUTIES_MOST   8
#define STOP_SECONDS  10
#define PAUSE_LONGEST 60
#define LIVED_LONG    300 /* seconds: then the next pause is short again */

typedef struct Child {
    const Duty *duty;
    pid_t pid; /* 0: not running */
    time_t started, start_at;
    bool faulted; /* the last process died by a fault of its own */
    int pause;
} Child;

static sigset_t awaited_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGCHLD);
    return set;
}

/* Monotonic: a jump of the clock must not stall a restart. */
static time_t seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* The child's whole life; returns its exit status. */
static int live(const App *app, const Child *child, pid_t supervisor)
{
    const Duty *duty = child->duty;
    g_autoptr(GError) error = NULL;
    sigset_t stop;

    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != supervisor)
        return 1; /* it died before it could be watched */
    prctl(PR_SET_NAME, duty->name);
    log_setup((LogLevel)app->settings->log_level, app->settings->log_syslog, duty->name);
    int stop_fd = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
    g_autoptr(Db) db = db_open(app->settings->database, DB_WRITE, &error);

    bool ready =
        stop_fd >= 0 && db &&
        (!child->faulted || !duty->after_fault || duty->after_fault(app->settings, db, &error));
    if (ready && duty->run(app->settings, db, stop_fd, &error))
        return 0;
    LOG(ERROR, "duty.failed", LOG_STR("error", error ? error->message : g_strerror(errno)));
    return 1;
}

static void start(const App *app, Child *child)
{
    fflush(NULL);
    pid_t supervisor = getpid(), pid = fork();

    if (pid == 0)
        _exit(live(app, child, supervisor));
    child->started = seconds_now();
    if (pid < 0) {
        LOG(ERROR, "duty.no-fork", LOG_STR("name", child->duty->name),
            LOG_STR("error", g_strerror(errno)));
        child->start_at = child->started + PAUSE_LONGEST;
        return;
    }
    child->pid = pid;
    LOG(INFO, "duty.started", LOG_STR("name", child->duty->name), LOG_NUM("pid", pid));
}

static bool is_fault(int number)
{
    return number == SIGSEGV || number == SIGABRT || number == SIGBUS || number == SIGFPE ||
           number == SIGILL || number == SIGTRAP;
}

static void ended(Child *child, int status, bool stopping)
{
    time_t now = seconds_now();
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    const char *what = WIFSIGNALED(status) ? "signal" : "status";

    child->pid = 0;
    child->faulted = WIFSIGNALED(status) && is_fault(number);
    if (stopping) {
        LOG(INFO, "duty.stopped", LOG_STR("name", child->duty->name), LOG_NUM(what, number));
        return;
    }
    child->pause = now - child->started >= LIVED_LONG ? 1 : MIN(child->pause * 2, PAUSE_LONGEST);
    child->start_at = now + child->pause;
    LOG(WARNING, "duty.ended", LOG_STR("name", child->duty->name), LOG_NUM(what, number),
        LOG_NUM("restart_in", child->pause));
}

static void reap(Child *children, int count, bool stopping)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        for (int i = 0; i < count; i++) {
            if (children[i].pid == pid)
                ended(&children[i], status, stopping);
        }
    }
}

/* Seconds until a child is to be started again; -1: none waits. */
static int start_due(const App *app, Child *children, int count)
{
    time_t now = seconds_now();
    int wait = -1;

    for (int i = 0; i < count; i++) {
        Child *child = &children[i];
        if (!child->pid && child->start_at <= now)
            start(app, child);
        if (!child->pid && (wait < 0 || child->start_at - now < wait))
            wait = (int)(child->start_at - now);
    }
    return wait;
}

static void signal_all(const Child *children, int count, int number)
{
    for (int i = 0; i < count; i++) {
        if (children[i].pid)
            kill(children[i].pid, number);
    }
}

static bool any_alive(const Child *children, int count)
{
    for (int i = 0; i < count; i++) {
        if (children[i].pid)
            return true;
    }
    return false;
}

static void stop_all(Child *children, int count, int signals)
{
    time_t until = seconds_now() + STOP_SECONDS;
    struct pollfd fd = {.fd = signals, .events = POLLIN};
    struct signalfd_siginfo info;

    signal_all(children, count, SIGTERM);
    while (any_alive(children, count) && seconds_now() < until) {
        poll(&fd, 1, 200);
        while (read(signals, &info, sizeof info) == (ssize_t)sizeof info)
            ;
        reap(children, count, true);
    }
    signal_all(children, count, SIGKILL);
    while (any_alive(children, count) && waitpid(-1, NULL, 0) > 0)
        reap(children, count, true);
}

static void supervise(const App *app, Child *children, int count, int signals)
{
    struct pollfd fd = {.fd = signals, .events = POLLIN};
    struct signalfd_siginfo info;

    for (bool stop = false; !stop;) {
        int wait = start_due(app, children, count);
        poll(&fd, 1, wait < 0 ? -1 : wait * 1000);
        while (read(signals, &info, sizeof info) == (ssize_t)sizeof info)
            stop = stop || info.ssi_signo != SIGCHLD;
        reap(children, count, stop);
    }
    LOG(INFO, "serve.stopping", LOG_NUM("pid", getpid()));
    stop_all(children, count, signals);
}

/* The database is opened once before any fork: it is migrated here, and a fault ends `serve` at
 * once with its reason instead of in every child. */
static bool try_database(App *app, GError **error)
{
    g_autoptr(Db) db = app_open(app, error);

    return db != NULL;
}

bool cmd_serve(App *app, int argc, char **argv, GError **error)
{
    Child children[DUTIES_MOST] = {0};
    int count = 0;
    sigset_t set = awaited_signals();

    if (argc > 1)
        return fail(error, ERR_USAGE, "serve takes no arguments, got '%s'", argv[1]);
    int lock = duties_lock(app->settings, error);
    if (lock < 0 || !try_database(app, error))
        return false;
    for (const Duty *duty = DUTIES; duty->name; duty++) {
        g_assert(count < DUTIES_MOST);
        if (duty->wanted(app->settings))
            children[count++] = (Child){.duty = duty, .pause = 1};
    }
    sigprocmask(SIG_BLOCK, &set, NULL);
    int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals < 0)
        return fail(error, ERR_TEMP, "signalfd: %s", g_strerror(errno));
    LOG(INFO, "serve.started", LOG_NUM("pid", getpid()), LOG_STR("settings", app->settings->file));
    supervise(app, children, count, signals);
    close(signals);
    close(lock);
    return true;
}
