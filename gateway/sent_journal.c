/* sent_journal.c: see sent_journal.h. Lines "FIRST-LAST HASH CODE REPLY\n", ended by a NUL byte;
 * the file keeps its size, so that a full disk does not keep a line out. */
#include "gateway/sent_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/sha256.h"
#include "base/text.h"

#define PREFIX     "sent."
#define ROOM       (128 * 1024) /* the results of one transaction of the deliverer, and more */
#define REPLY_MOST 60
#define HASH_CHARS 32

struct SentJournal {
    int fd;
    char *path;
    off_t end;
};

/* --- files -------------------------------------------------------------------------------------
 */

static bool failed(GError **error, const char *path)
{
    return fail(error, ERR_TEMP, "%s: %s", path, g_strerror(errno));
}

/* Takes `fd` over; NULL: another process uses it. Whose lock it is, is who does. */
static SentJournal *take(int fd, const char *path, GError **error)
{
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
        SentJournal *journal = g_new0(SentJournal, 1);
        journal->fd = fd;
        journal->path = g_strdup(path);
        return journal;
    }
    failed(error, path);
    if (fd >= 0)
        close(fd);
    return NULL;
}

SentJournal *sent_journal_open(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, PREFIX "XXXXXX", NULL);
    int fd = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
    SentJournal *journal = take(fd, path, error);
    int code = journal ? posix_fallocate(journal->fd, 0, ROOM) : 0;

    if (!code)
        return journal;
    errno = code;
    failed(error, path);
    sent_journal_close(journal);
    return NULL;
}

void sent_journal_close(SentJournal *journal)
{
    if (!journal)
        return;
    if (journal->end == 0)
        unlink(journal->path);
    close(journal->fd);
    g_free(journal->path);
    g_free(journal);
}

/* --- lines -------------------------------------------------------------------------------------
 */

static void hash_of(const char *text, size_t length, char hash[HASH_CHARS + 1])
{
    char hex[2 * SHA256_BYTES + 1];

    sha256_hex(text, length, hex);
    g_strlcpy(hash, hex, HASH_CHARS + 1);
}

/* Of `n` recipients from `i` on. */
static void add_line(GString *lines, const Copy *copy, guint i, guint n)
{
    const Recipient *const *recipients = (const Recipient *const *)copy->recipients->pdata;
    const DeliveryResult *result = &copy->delivery.results[i];
    g_autofree char *line = text_one_line(result->reply ? result->reply : "");
    g_autofree char *reply = text_cut(line, REPLY_MOST);
    g_autoptr(GString) whose = g_string_new(copy->letter->outgoing->message_id);
    char hash[HASH_CHARS + 1];

    for (guint k = i; k < i + n; k++) {
        g_string_append_c(whose, '\n');
        g_string_append(whose, recipients[k]->address);
    }
    hash_of(whose->str, whose->len, hash);
    g_string_append_printf(lines, "%" PRId64 "-%" PRId64 " %s %d %s\n", recipients[i]->id,
                           recipients[i + n - 1]->id, hash, result->code, reply);
}

/* The NUL comes with the lines that stand before it, over the one that ended the earlier ones. */
void sent_journal_add(SentJournal *journal, const Copy *copy)
{
    g_autoptr(GString) lines = g_string_new(NULL);

    for (guint i = 0, n; i < copy->recipients->len; i += MAX(n, 1)) {
        n = copy_sent_run(copy, i);
        if (n)
            add_line(lines, copy, i, n);
    }
    size_t length = lines->len + 1;
    if (!lines->len || journal->end + (off_t)length > ROOM)
        return;
    if (pwrite(journal->fd, lines->str, length, journal->end) == (ssize_t)length)
        journal->end += (off_t)lines->len;
    else
        LOG(WARNING, "delivery.journal_failed", LOG_STR("error", g_strerror(errno)));
}

void sent_journal_clear(SentJournal *journal)
{
    if (journal->end && pwrite(journal->fd, "", 1, 0) == 1)
        journal->end = 0;
}

/* --- recovering --------------------------------------------------------------------------------
 */

/* Whether these are copies of this database. */
static bool is_ours(Db *db, const SentRun *run, const char *hash, bool *ours, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_RECIPIENT_RUN);
    g_autoptr(GString) whose = g_string_new(NULL);
    char expected[HASH_CHARS + 1];

    db_int(s, 1, run->first);
    db_int(s, 2, run->last);
    while (db_row(s)) {
        if (!whose->len)
            g_string_append(whose, db_col_text(s, 0));
        g_string_append_c(whose, '\n');
        g_string_append(whose, db_col_text(s, 1));
    }
    hash_of(whose->str, whose->len, expected);
    *ours = strcmp(expected, hash) == 0;
    return db_done(s, error);
}

static bool recover_line(Db *db, const char *line, int64_t *count, GError **error)
{
    SentRun run = {.first = 0};
    int at = 0;
    char hash[HASH_CHARS + 1];
    bool ours;

    if (sscanf(line, "%" SCNd64 "-%" SCNd64 " %32s %d %n", &run.first, &run.last, hash, &run.code,
               &at) != 4 ||
        at == 0)
        return true;
    if (!is_ours(db, &run, hash, &ours, error))
        return false;
    run.reply = line + at;
    if (!ours)
        return true;
    if (!recipients_sent(db, &run, error))
        return false;
    *count += db_changes(db);
    return true;
}

static bool recover_lines(Db *db, char **lines, GError **error)
{
    int64_t count = 0;
    bool ok = true;

    if (!db_begin(db, error))
        return false;
    for (; *lines && ok; lines++)
        ok = recover_line(db, *lines, &count, error);
    if (!db_finish(db, ok, error))
        return false;
    if (count)
        LOG(WARNING, "delivery.recovered", LOG_NUM("sent", count));
    return true;
}

/* A last line without its end was being written. */
static bool recover(Db *db, const char *path, GError **error)
{
    g_autoptr(SentJournal) journal = take(open(path, O_RDWR | O_CLOEXEC), path, NULL);
    g_autofree char *text = g_malloc0(ROOM + 1);

    if (!journal)
        return true; /* somebody is at work with it */
    if (pread(journal->fd, text, ROOM, 0) < 0)
        return failed(error, path);
    char *last = strrchr(text, '\n');
    journal->end = 1; /* it stays, unless all goes well */
    if (last) {
        *last = '\0';
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        if (!recover_lines(db, lines, error))
            return false;
    }
    journal->end = 0;
    return true;
}

bool sent_journals_recover(Db *db, const char *folder, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    bool ok = true;

    for (const char *name; ok && dir && (name = g_dir_read_name(dir));) {
        if (!g_str_has_prefix(name, PREFIX))
            continue;
        g_autofree char *path = g_build_filename(folder, name, NULL);
        ok = recover(db, path, error);
    }
    return ok;
}
