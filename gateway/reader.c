/* reader.c: see reader.h. The parent's side: start, ask, and put an end to a child.
 *
 * States: no child (pid 0), or a child that has taken the context and waits for a letter. Whatever
 * goes wrong in between ends the child, so that the next letter meets a fresh one. */
#include "gateway/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

#include "base/auto.h"
#include "base/error.h"
#include "gateway/reader_wire.h"

#define START_MS  15000 /* for the exec and the first words */
#define PART_ROOM 1024  /* bytes that a file counts at least: names and the like */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#else
#define UNDER_SANITIZER 0
#endif

const ReaderSettings READER_SETTINGS_DEFAULT = {
    .deadline_ms = 10000,
    .renew_after = 2000,
    .memory_bytes = (size_t)1 << 30,
    .answer_bytes = 32 << 20,
    .parts_bytes = 128 << 20,
};

ReaderSettings reader_settings_from(const Settings *settings)
{
    ReaderSettings own = READER_SETTINGS_DEFAULT;

    own.deadline_ms = (unsigned)settings->reader_seconds * 1000;
    own.memory_bytes = (size_t)settings->reader_memory;
    own.renew_after = (unsigned)settings->reader_letters;
    own.parts_bytes = 2 * settings->limits.letter_bytes +
                      settings->limits.tnef_parts * settings->limits.tnef_bytes;
    return own;
}

struct Reader {
    ReaderSettings settings;
    char *context; /* as JSON */
    pid_t pid;     /* 0: no child */
    int fd;
    unsigned letters; /* that this child has read */
    int64_t until;    /* when the letter in hand must be answered */
};

Reader *reader_new(const ReadContext *context, const ReaderSettings *settings)
{
    Reader *reader = g_new0(Reader, 1);
    g_autoptr(json_t) json = context_to_json(context, settings->deadline_ms / 1000 + 1);
    char *text = json_dumps(json, JSON_COMPACT);

    reader->settings = *settings;
    reader->context = g_strdup(text);
    reader->fd = -1;
    free(text);
    return reader;
}

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

/* Waits for the child that is dying; says how it died. The caller's. */
static char *reap(Reader *reader)
{
    int status = 0;
    pid_t got;

    close(reader->fd);
    reader->fd = -1;
    do
        got = waitpid(reader->pid, &status, 0);
    while (got < 0 && errno == EINTR);
    reader->pid = 0;
    if (got < 0)
        return g_strdup("was lost");
    if (WIFSIGNALED(status))
        return g_strdup_printf("was killed by signal %d (%s)", WTERMSIG(status),
                               strsignal(WTERMSIG(status)));
    return g_strdup_printf("ended with exit code %d", WEXITSTATUS(status));
}

static char *kill_child(Reader *reader)
{
    kill(reader->pid, SIGKILL);
    return reap(reader);
}

/* How the child failed; it is gone afterwards. A child that closed its socket is dying by itself.
 */
static char *explain_and_end(Reader *reader, FrameResult result)
{
    if (result == FRAME_CLOSED)
        return reap(reader);
    g_autofree char *death = kill_child(reader);
    if (result == FRAME_TOO_BIG)
        return g_strdup("answered more than is allowed");
    if (result == FRAME_NONSENSE)
        return g_strdup("answered nonsense");
    return g_strdup_printf("did not answer within %u ms", reader->settings.deadline_ms);
}

static int64_t in_ms(unsigned ms)
{
    return g_get_monotonic_time() + (int64_t)ms * 1000;
}

static bool greet(Reader *reader, GError **error)
{
    int64_t until = in_ms(START_MS);
    g_autofree char *hello = NULL;
    size_t length;
    FrameResult result = frame_write(reader->fd, reader->context, strlen(reader->context), until);

    if (result == FRAME_OK)
        result = frame_read(reader->fd, 0, until, &hello, &length);
    if (result == FRAME_OK)
        return true;
    g_autofree char *how = explain_and_end(reader, result);
    return fail(error, ERR_TEMP, "the reader child could not be started: it %s", how);
}

static bool start(Reader *reader, GError **error)
{
    int pair[2];
    g_auto(GStrv) environment = child_environment();

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return fail(error, ERR_TEMP, "cannot make a socket for the reader child: %s",
                    g_strerror(errno));
    pid_t pid = fork();
    if (pid == 0)
        become_reader(pair[1], &reader->settings, environment);
    int saved = errno;
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return fail(error, ERR_TEMP, "cannot start the reader child: %s", g_strerror(saved));
    }
    reader->pid = pid;
    reader->fd = pair[0];
    reader->letters = 0;
    return greet(reader, error);
}

/* Lets the child end by itself; kills it when it does not. */
static void stop(Reader *reader)
{
    if (reader->pid == 0)
        return;
    shutdown(reader->fd, SHUT_RDWR);
    for (int i = 0; i < 50; i++) {
        int status;
        if (waitpid(reader->pid, &status, WNOHANG) == reader->pid) {
            close(reader->fd);
            reader->fd = -1;
            reader->pid = 0;
            return;
        }
        g_usleep(2000);
    }
    g_free(kill_child(reader));
}

/* Is the child, that nothing was asked of, still there? */
static bool is_alive(Reader *reader)
{
    int status;

    if (reader->pid == 0 || waitpid(reader->pid, &status, WNOHANG) == 0)
        return reader->pid != 0;
    close(reader->fd);
    reader->fd = -1;
    reader->pid = 0;
    return false;
}

/* Gives a letter to a child that lives, and says what is wanted; *result is how that went. */
static bool give_letter(Reader *reader, const char *wanted, GBytes *letter, FrameResult *result,
                        GError **error)
{
    size_t length = 0;
    const void *raw = g_bytes_get_data(letter, &length);

    if (reader->settings.renew_after > 0 && reader->letters >= reader->settings.renew_after)
        stop(reader);
    if (!is_alive(reader) && !start(reader, error))
        return false;
    reader->letters++;
    reader->until = in_ms(reader->settings.deadline_ms);
    const Frame question[] = {{wanted, strlen(wanted)}, {raw, length}};
    *result = frames_write(reader->fd, question, G_N_ELEMENTS(question), reader->until);
    return true;
}

/* Nobody can say what state the child is in: it goes. */
static bool give_up(Reader *reader, FrameResult result, size_t length, GError **error)
{
    g_autofree char *how = explain_and_end(reader, result);

    return fail(error, ERR_INPUT, "the reader child %s while reading a letter of %zu bytes", how,
                length);
}

Facts *reader_read(Reader *reader, const AuthTrust *trust, const void *raw, size_t length,
                   GError **error)
{
    g_autofree char *whose = trust_to_text(trust);
    g_autoptr(GBytes) letter = g_bytes_new_static(raw, length);
    g_autofree char *answer = NULL;
    size_t answered = 0;
    FrameResult result;

    if (!give_letter(reader, whose, letter, &result, error))
        return NULL;
    if (result == FRAME_OK)
        result = frame_read(reader->fd, reader->settings.answer_bytes, reader->until, &answer,
                            &answered);
    if (result != FRAME_OK) {
        give_up(reader, result, length, error);
        return NULL;
    }
    Facts *facts = facts_from_wire(answer, answered, error);
    if (!facts)
        stop(reader);
    return facts;
}

GPtrArray *reader_parts(Reader *reader, const void *raw, size_t length, GError **error)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)letter_part_free);
    g_autoptr(GBytes) letter = g_bytes_new_static(raw, length);
    size_t left = reader->settings.parts_bytes;
    LetterPart *part = NULL;
    FrameResult result;

    if (!give_letter(reader, WANT_PARTS, letter, &result, error))
        return NULL;
    while (result == FRAME_OK) {
        result = part_read(reader->fd, left, reader->until, &part);
        if (result != FRAME_OK || !part)
            break;
        g_ptr_array_add(parts, part);
        left -= MIN(left, g_bytes_get_size(part->bytes) + PART_ROOM);
    }
    if (result == FRAME_OK)
        return g_steal_pointer(&parts);
    give_up(reader, result, length, error);
    return NULL;
}

bool reader_edit(Reader *reader, GBytes *raw, const BodyEdit *edit, GBytes **body, GError **error)
{
    g_autofree char *json = body_edit_to_json(edit);
    g_autofree char *wanted = g_strconcat(WANT_EDIT, json, NULL);
    char *answer = NULL;
    size_t answered = 0;
    FrameResult result;

    *body = NULL;
    if (!give_letter(reader, wanted, raw, &result, error))
        return false;
    if (result == FRAME_OK)
        result =
            frame_read(reader->fd, reader->settings.parts_bytes, reader->until, &answer, &answered);
    if (result != FRAME_OK) {
        give_up(reader, result, g_bytes_get_size(raw), error);
        return false;
    }
    if (answered)
        *body = g_bytes_new_take(answer, answered);
    else
        g_free(answer);
    return true;
}

void reader_free(Reader *reader)
{
    if (!reader)
        return;
    stop(reader);
    g_free(reader->context);
    g_free(reader);
}
