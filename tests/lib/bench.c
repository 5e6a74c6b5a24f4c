/* bench.c: what the figures of tests/bench/run take from inside one process.
 *
 *     bench -c SETTINGS accept NUMBER FILE...
 *         letter_accept() of so many letters: the files in turn, each with another Message-ID
 *     bench -c SETTINGS desk
 *         desk_work() of all that waits
 *     bench -c SETTINGS identity NUMBER FILE...
 *         identity_of() so many letters: the files in turn, read before; every one is known
 *
 * Prints "count microseconds". This program is its own reader child. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/letter.h"
#include "base/error.h"
#include "base/settings.h"
#include "gateway/desk.h"
#include "lists/identity.h"

/* The letter with a field before its first that makes it another letter. */
static GBytes *another(const char *text, size_t length, int number)
{
    GString *out = g_string_sized_new(length + 64);

    g_string_append_printf(out, "Message-ID: <bench-%d@bench.test>\r\n", number);
    for (const char *at = text, *end = text + length; at < end;) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        next = next ? next + 1 : end;
        if (g_ascii_strncasecmp(at, "Message-ID:", 11) != 0)
            g_string_append_len(out, at, next - at);
        at = next;
    }
    return g_string_free_to_bytes(out);
}

static bool accept_all(Db *db, const Settings *settings, int number, char **files, GError **error)
{
    Envelope envelope = {
        .door = "bench",
        .account = settings_account(settings)->name,
        .mail_from = "bench@bench.test",
        .recipients = (const char *[]){"matematika@mo.test", NULL},
    };
    guint kinds = g_strv_length(files);

    for (int i = 0; i < number; i++) {
        g_autofree char *text = NULL;
        gsize length;
        int64_t letter;
        if (!g_file_get_contents(files[(guint)i % kinds], &text, &length, error))
            return false;
        g_autoptr(GBytes) raw = another(text, length, i);
        if (!letter_accept(db, &envelope, raw, &letter, error))
            return false;
    }
    return true;
}

static bool work(Db *db, const Settings *settings, int *handled, GError **error)
{
    g_autoptr(Desk) desk = desk_new(settings, db, error);

    return desk && desk_work(desk, handled, error);
}

static GPtrArray *read_all(const Settings *settings, char **files, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)facts_free);
    const ReadContext context = {.limits = settings->limits};

    for (; *files; files++) {
        g_autofree char *text = NULL;
        gsize length;
        if (!g_file_get_contents(*files, &text, &length, error))
            return NULL;
        g_ptr_array_add(all, read_letter(text, length, &context));
    }
    return g_steal_pointer(&all);
}

/* Reading is not counted: *begun is when all letters are read. */
static bool identify(Db *db, const Settings *settings, char **argv, int64_t *begun, GError **error)
{
    g_autoptr(GPtrArray) letters = read_all(settings, argv + 1, error);
    int number = atoi(argv[0]);

    *begun = g_get_monotonic_time();
    for (int i = 0; letters && i < number; i++) {
        const Facts *facts = g_ptr_array_index(letters, (guint)i % letters->len);
        g_autoptr(Identity) who = identity_of(db, facts, "guest", error);
        if (!who)
            return false;
        if (who->strength < STRENGTH_SCHOOL)
            return fail(error, ERR_BUG, "%s is nobody", who->address);
    }
    return letters != NULL;
}

static bool run(int argc, char **argv, GError **error)
{
    if (argc < 4 || strcmp(argv[1], "-c") != 0)
        return fail(error, ERR_USAGE, "bench -c SETTINGS accept NUMBER FILE... | desk | "
                                      "identity NUMBER FILE...");
    g_autoptr(Settings) settings = settings_load(argv[2], error);
    g_autoptr(Db) db = settings ? db_open(settings->database, DB_WRITE, error) : NULL;
    if (!db)
        return false;
    log_setup(LOG_LEVEL_ERROR, false, NULL);
    int64_t begun = g_get_monotonic_time();
    int count = argc > 4 ? atoi(argv[4]) : 0;
    bool ok = strcmp(argv[3], "desk") == 0 ? work(db, settings, &count, error)
              : argc < 6                   ? fail(error, ERR_USAGE, "no letters")
              : strcmp(argv[3], "identity") == 0
                  ? identify(db, settings, argv + 4, &begun, error)
                  : accept_all(db, settings, count, argv + 5, error);
    printf("%d %" G_GINT64_FORMAT "\n", count, g_get_monotonic_time() - begun);
    return ok;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;

    if (argc == 2 && strcmp(argv[1], "_reader") == 0)
        return reader_child_main();
    signal(SIGPIPE, SIG_IGN);
    if (run(argc, argv, &error))
        return 0;
    fprintf(stderr, "bench: %s\n", error ? error->message : "usage");
    return 1;
}
