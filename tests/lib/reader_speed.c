/* reader_speed.c: how fast letters are read, for tests/bench/run.
 *
 *     reader_speed NUMBER FILE...
 *
 * Reads the files (letters, or mboxes of letters) again and again, whole rounds until NUMBER letters
 * were read: through the reader child, then by GMime's parser alone in this process. Prints
 * "letters microseconds-of-the-reader microseconds-of-GMime KiB-of-the-child", the times as
 * processor time; the reader's is that of the child and of our asking it. This program is its own
 * reader child. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <gmime/gmime.h>

#include "base/auto.h"
#include "base/error.h"
#include "gateway/command_table.h"
#include "gateway/mbox.h"
#include "gateway/reader.h"

#define LETTER_MAX (64 << 20)

/* What is done with one letter. `with` is the reader, or NULL. */
typedef bool (*Take)(const GString *letter, void *with, GError **error);

typedef struct Run {
    Take take;
    void *with;
    int letters;
    int64_t took; /* microseconds of this process */
} Run;

static int64_t own_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool by_reader(const GString *letter, void *with, GError **error)
{
    static const AuthTrust NOBODY;
    g_autoptr(Facts) facts = reader_read(with, &NOBODY, letter->str, letter->len, error);

    return facts != NULL;
}

static bool by_gmime(const GString *letter, void *with, GError **error)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(letter->str, letter->len);
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

    (void)with;
    (void)error;
    if (message)
        g_object_unref(message);
    return true; /* what GMime takes for no letter has been read all the same */
}

static bool take(Run *run, const GString *letter, GError **error)
{
    int64_t begun = own_time();
    bool ok = run->take(letter, run->with, error);

    run->took += own_time() - begun;
    run->letters++;
    return ok;
}

static bool take_mbox(Run *run, FILE *file, GError **error)
{
    g_autofree Mbox *mbox = g_new0(Mbox, 1);
    GString *letter;
    bool ok = true;

    mbox_init(mbox, file, LETTER_MAX);
    while (ok && (letter = mbox_next(mbox))) {
        ok = take(run, letter, error);
        g_string_free(letter, TRUE);
    }
    return ok && (!mbox->failed || fail(error, ERR_TEMP, "an mbox cannot be read"));
}

static bool is_mbox(FILE *file)
{
    char start[5] = "";
    size_t n = fread(start, 1, sizeof start, file);

    rewind(file);
    return n == sizeof start && memcmp(start, "From ", n) == 0;
}

static bool take_single(Run *run, const char *path, GError **error)
{
    g_autofree char *bytes = NULL;
    gsize length;

    if (!g_file_get_contents(path, &bytes, &length, error))
        return false;
    g_autoptr(GString) letter = g_string_new_len(bytes, (gssize)length);
    return take(run, letter, error);
}

static bool take_file(Run *run, const char *path, GError **error)
{
    FILE *file = fopen(path, "rb");

    if (!file)
        return fail(error, ERR_NOT_FOUND, "%s cannot be opened", path);
    bool mbox = is_mbox(file), ok = !mbox || take_mbox(run, file, error);
    fclose(file);
    return mbox ? ok : take_single(run, path, error);
}

static bool take_all(Run *run, int number, char **files, GError **error)
{
    while (run->letters < number)
        for (char **file = files; *file; file++)
            if (!take_file(run, *file, error))
                return false;
    return true;
}

static bool measure(int number, char **files, GError **error)
{
    ReadContext context = {.limits = READ_LIMITS_DEFAULT, .command_words = command_words()};
    g_autoptr(Reader) reader = reader_new(&context, &READER_SETTINGS_DEFAULT);
    Run reading = {.take = by_reader, .with = reader}, parsing = {.take = by_gmime};
    struct rusage child;

    if (!take_all(&reading, number, files, error))
        return false;
    g_clear_pointer(&reader, reader_free); /* only a child that has ended is counted */
    getrusage(RUSAGE_CHILDREN, &child);
    g_mime_init();
    if (!take_all(&parsing, number, files, error))
        return false;
    reading.took += (int64_t)(child.ru_utime.tv_sec + child.ru_stime.tv_sec) * 1000000 +
                    child.ru_utime.tv_usec + child.ru_stime.tv_usec;
    printf("%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %ld\n", reading.letters, reading.took,
           parsing.took, child.ru_maxrss);
    return true;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;

    if (argc == 2 && strcmp(argv[1], "_reader") == 0)
        return reader_child_main();
    signal(SIGPIPE, SIG_IGN);
    if (argc > 2 && atoi(argv[1]) > 0 && measure(atoi(argv[1]), argv + 2, &error))
        return 0;
    fprintf(stderr, "reader_speed: %s\n", error ? error->message : "NUMBER FILE...");
    return 1;
}
