/* imap_door.c: drives the IMAP door alone, for tests.
 *
 *     imap_door CONF probe       each account: connect, log in, open the folder
 *     imap_door CONF once        one look at each account
 *     imap_door CONF run         until SIGTERM
 *     imap_door CONF die         as once, but killed between the first commit and its consequences
 *     imap_door CONF again N     N looks at the only account, whatever becomes of them; says how many
 *                                failed, how many letters were taken, and how long the longest took
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/imap_door.h"
#include "gateway/status.h"

static void die(void *context)
{
    (void)context;
    kill(getpid(), SIGKILL);
}

static int finish(GError *error)
{
    if (!error)
        return 0;
    fprintf(stderr, "%s\n", error->message);
    return exit_code_of(error_code(error));
}

static void visit(const Settings *settings, const char *how, const ImapSink *sink, GError **error)
{
    ImapCounters counters = {0};

    for (Account **account = settings->accounts; *account && !*error; account++) {
        if (g_str_equal(how, "probe"))
            imap_probe(*account, settings, error);
        else
            imap_fetch_once(*account, settings, sink, &counters, error);
    }
    printf("accepted=%d too_large=%d skipped=%d\n", (int)counters.accepted, (int)counters.too_large,
           (int)counters.skipped);
}

static void look_again(const Settings *settings, const char *times, const ImapSink *sink)
{
    ImapCounters counters = {0};
    int64_t longest = 0;
    int failed = 0;

    for (int i = atoi(times); i > 0; i--) {
        g_autoptr(GError) error = NULL;
        int64_t begun = g_get_monotonic_time();
        failed += !imap_fetch_once(settings->accounts[0], settings, sink, &counters, &error);
        longest = MAX(longest, g_get_monotonic_time() - begun);
    }
    printf("failed=%d accepted=%d skipped=%d longest_ms=%d\n", failed, (int)counters.accepted,
           (int)counters.skipped, (int)(longest / 1000));
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    sigset_t stop;

    if (argc != (argc > 2 && g_str_equal(argv[2], "again") ? 4 : 3))
        return 64;
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    g_autoptr(Settings) settings = settings_load(argv[1], &error);
    if (!settings)
        return finish(error);
    log_setup((LogLevel)settings->log_level, false, NULL);
    g_autoptr(Db) db = db_open(settings->database, DB_WRITE, &error);
    if (!db)
        return finish(error);
    ImapArchive archive = {db, settings};
    ImapSink sink = {imap_archive_accept, imap_archive_committed, imap_archive_looked, &archive};
    if (g_str_equal(argv[2], "die"))
        sink.committed = die;
    if (g_str_equal(argv[2], "run")) {
        int stop_fd = signalfd(-1, &stop, SFD_CLOEXEC);
        imap_door_run(settings, &sink, stop_fd, &error);
        close(stop_fd);
    } else if (g_str_equal(argv[2], "again")) {
        look_again(settings, argv[3], &sink);
    } else {
        visit(settings, argv[2], &sink, &error);
    }
    int code = finish(error);
    g_clear_error(&error);
    return code;
}
