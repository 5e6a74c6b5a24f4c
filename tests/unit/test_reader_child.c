/* test_reader_child.c: the reader child lives, dies and comes back. This program is its own child:
 * the reader execs /proc/self/exe with the hidden command "_reader", as it does in vestnik. */
#include "gateway/reader.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/letter_parts.h"

#define LETTER "From: a@b.example\nMessage-ID: <1@x>\nSubject: План\n\nТекст\n"

static const AuthTrust NOBODY;

static Reader *reader(unsigned deadline_ms, unsigned renew_after)
{
    static const char *const WORDS[] = {"help", NULL};
    g_autoptr(AutoSubjects) subjects = auto_subjects_open(NULL, NULL);
    ReadContext context = {
        .limits = READ_LIMITS_DEFAULT, .command_words = WORDS, .subjects = subjects};
    ReaderSettings settings = READER_SETTINGS_DEFAULT;

    settings.deadline_ms = deadline_ms;
    settings.renew_after = renew_after;
    return reader_new(&context, &settings);
}

static void assert_reads(Reader *r)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Facts) facts = reader_read(r, &NOBODY, LETTER, strlen(LETTER), &error);

    g_assert_no_error(error);
    g_assert_cmpstr(facts->subject, ==, "План");
    g_assert_cmpstr(facts->new_text, ==, "Текст");
}

/* The pid of the only child of this process. */
static pid_t child_pid(void)
{
    g_autofree char *text = NULL;
    g_autofree char *path = g_strdup_printf("/proc/self/task/%d/children", (int)getpid());

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpuint(strlen(text), >, 0);
    return (pid_t)g_ascii_strtoll(text, NULL, 10);
}

static void test_reads(void)
{
    g_autoptr(Reader) r = reader(10000, 0);

    for (int i = 0; i < 20; i++)
        assert_reads(r);
    const char *command = "From: a@b.example\nSubject: help\n\n";
    g_autoptr(Facts) facts = reader_read(r, &NOBODY, command, strlen(command), NULL);
    g_assert_cmpint(facts->kind, ==, KIND_COMMAND); /* the context arrived */
    const char *away = "From: a@b.example\nSubject: Автоответ: План\n\n";
    g_autoptr(Facts) automatic = reader_read(r, &NOBODY, away, strlen(away), NULL);
    g_assert_cmpint(automatic->kind, ==, KIND_AUTO);
    g_autoptr(Facts) empty = reader_read(r, &NOBODY, "", 0, NULL);
    g_assert_cmpint(empty->kind, ==, KIND_BROKEN);
}

#define FILES                                                                                      \
    "From: a@b.example\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nText\n--m\n"           \
    "Content-Type: text/plain; charset=koi8-r; name=a.txt\nContent-Disposition: attachment\n\n"    \
    "0123456789\n--m\nContent-Type: application/pgp-signature\n\nx\n--m--\n"

static void test_parts(void)
{
    g_autoptr(Reader) r = reader(10000, 0);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) parts = reader_parts(r, FILES, strlen(FILES), &error);

    g_assert_no_error(error);
    g_assert_cmpuint(parts->len, ==, 1); /* not the text, nor a signature over it */
    const LetterPart *part = g_ptr_array_index(parts, 0);
    g_assert_cmpstr(part->part, ==, "2");
    g_assert_cmpstr(part->name, ==, "a.txt");
    g_assert_cmpstr(part->type, ==, "text/plain");
    g_assert_cmpstr(part->charset, ==, "koi8-r");
    g_assert_cmpmem(g_bytes_get_data(part->bytes, NULL), g_bytes_get_size(part->bytes),
                    "0123456789", 10);
    assert_reads(r); /* the child goes on */
    g_autoptr(GPtrArray) none = reader_parts(r, LETTER, strlen(LETTER), &error);
    g_assert_cmpuint(none->len, ==, 0);
}

/* More than is allowed: the child is ended, and the next letter is read by another. */
static void test_parts_limit(void)
{
    ReadContext context = {.limits = READ_LIMITS_DEFAULT};
    ReaderSettings settings = READER_SETTINGS_DEFAULT;
    g_autoptr(GError) error = NULL;

    settings.parts_bytes = 65;
    g_autoptr(Reader) r = reader_new(&context, &settings);
    g_assert_null(reader_parts(r, FILES, strlen(FILES), &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_assert_nonnull(strstr(error->message, "answered more than is allowed"));
    assert_reads(r);
}

static void test_renewed(void)
{
    g_autoptr(Reader) r = reader(10000, 2);

    assert_reads(r);
    pid_t first = child_pid();
    assert_reads(r);
    g_assert_cmpint(child_pid(), ==, first);
    assert_reads(r);
    g_assert_cmpint(child_pid(), !=, first);
}

/* A child that dies between two letters costs nobody an attempt. */
static void test_dies_idle(void)
{
    g_autoptr(Reader) r = reader(10000, 0);

    siginfo_t dead;

    assert_reads(r);
    pid_t pid = child_pid();
    kill(pid, SIGKILL);
    g_assert_cmpint(waitid(P_PID, (id_t)pid, &dead, WEXITED | WNOWAIT), ==, 0);
    assert_reads(r);
}

static void test_deadline(void)
{
    g_autoptr(Reader) r = reader(2000, 0);
    g_autoptr(GError) error = NULL;

    assert_reads(r);
    kill(child_pid(), SIGSTOP); /* it hangs, and will not answer */
    g_assert_null(reader_read(r, &NOBODY, LETTER, strlen(LETTER), &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_assert_nonnull(strstr(error->message, "did not answer within 2000 ms"));
    g_autoptr(Reader) patient = reader(10000, 0);
    assert_reads(patient);
}

/* Until the process waits for something: the state of /proc/PID/stat is S. */
static void wait_until_it_waits(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid);

    for (;;) {
        g_autofree char *stat = NULL;
        const char *state =
            g_file_get_contents(path, &stat, NULL, NULL) ? strrchr(stat, ')') : NULL;
        if (state && state[2] == 'S')
            return;
        g_usleep(1000);
    }
}

/* Killed while it has a letter: the letter is blamed, the next one is read by a new child. */
static void test_dies_reading(void)
{
    g_autoptr(Reader) r = reader(10000, 0);
    g_autoptr(GError) error = NULL;

    assert_reads(r);
    pid_t pid = child_pid();
    kill(pid, SIGSTOP);
    pid_t parent = getpid(), killer = fork();
    if (killer == 0) {
        wait_until_it_waits(parent); /* for the answer */
        kill(pid, SIGSEGV);
        kill(pid, SIGCONT);
        _exit(0);
    }
    g_assert_null(reader_read(r, &NOBODY, LETTER, strlen(LETTER), &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_assert_nonnull(strstr(error->message, "while reading a letter"));
    assert_reads(r);
}

static void test_memory(void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    ReadContext context = {.limits = READ_LIMITS_DEFAULT};
    ReaderSettings settings = READER_SETTINGS_DEFAULT;
    g_autoptr(GError) error = NULL;
    g_autofree char *big = g_strnfill(30 << 20, 'x');

    settings.memory_bytes = 64 << 20;
    g_autoptr(Reader) r = reader_new(&context, &settings);
    assert_reads(r);
    memcpy(big, LETTER, strlen(LETTER));
    g_assert_null(reader_read(r, &NOBODY, big, 30 << 20, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    assert_reads(r);
#else
    g_test_skip("there is no memory limit under AddressSanitizer");
#endif
}

/* The child holds nothing but its socket and the three standard descriptors. */
static void test_holds_nothing(void)
{
    int extra = open("/dev/null", O_RDONLY); /* without O_CLOEXEC on purpose */
    g_autoptr(Reader) r = reader(10000, 0);
    assert_reads(r);
    g_autofree char *path = g_strdup_printf("/proc/%d/fd", (int)child_pid());
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;

    g_assert_nonnull(folder);
    while ((name = g_dir_read_name(folder)))
        g_assert_cmpint(g_ascii_strtoll(name, NULL, 10), <=, 3);
    close(extra);
}

/* While this file is there, a child closes its socket and lives on: in /tmp, for a child is given
 * no TMPDIR. The caller's. */
static char *mark_of(pid_t parent)
{
    return g_strdup_printf("/tmp/test_reader_child.%d", (int)parent);
}

static int child_main(void)
{
    g_autofree char *mark = mark_of(getppid());

    if (access(mark, F_OK) != 0)
        return reader_child_main();
    close(3);
    return pause();
}

static void test_lives_on(void)
{
    g_autofree char *mark = mark_of(getpid());
    g_autoptr(Reader) r = reader(10000, 0);
    g_autoptr(GError) error = NULL;

    g_assert_true(g_file_set_contents(mark, "", 0, NULL));
    g_assert_null(reader_read(r, &NOBODY, LETTER, strlen(LETTER), &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_TEMP); /* it was not this letter */
    g_assert_nonnull(strstr(error->message, "was killed by signal 9"));
    g_assert_cmpint(g_remove(mark), ==, 0);
    assert_reads(r);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "_reader") == 0)
        return child_main();
    g_test_init(&argc, &argv, NULL);
    signal(SIGPIPE, SIG_IGN);
    g_test_add_func("/reader-child/reads", test_reads);
    g_test_add_func("/reader-child/parts", test_parts);
    g_test_add_func("/reader-child/parts limit", test_parts_limit);
    g_test_add_func("/reader-child/renewed", test_renewed);
    g_test_add_func("/reader-child/dies-idle", test_dies_idle);
    g_test_add_func("/reader-child/deadline", test_deadline);
    g_test_add_func("/reader-child/dies-reading", test_dies_reading);
    g_test_add_func("/reader-child/lives on without its socket", test_lives_on);
    g_test_add_func("/reader-child/memory", test_memory);
    g_test_add_func("/reader-child/holds-nothing", test_holds_nothing);
    return g_test_run();
}
