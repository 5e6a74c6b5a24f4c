/* bare_sqlite.c: what the disk and SQLite give at most: letters into a table of nothing else, their
 * bytes as they came by LMTP, by WAL and synchronous=FULL as in archive/db.c, so many in each commit.
 *
 *     bare_sqlite DATABASE BATCH LETTERS FILE...    the files in turn
 *
 * Prints "letters microseconds". */
#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* With the line ends that a letter has on its way. */
static GString *with_crlf(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const char *at = text; *at; at++) {
        if (*at == '\n' && (at == text || at[-1] != '\r'))
            g_string_append_c(out, '\r');
        g_string_append_c(out, *at);
    }
    return out;
}

static bool run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool insert(sqlite3_stmt *stmt, const GString *text)
{
    sqlite3_bind_blob(stmt, 1, text->str, (int)text->len, SQLITE_STATIC);
    bool ok = sqlite3_step(stmt) == SQLITE_DONE;
    return sqlite3_reset(stmt) == SQLITE_OK && ok;
}

int main(int argc, char **argv)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    g_autoptr(GPtrArray) texts = g_ptr_array_new();

    if (argc < 5)
        return 64;
    int batch = atoi(argv[2]), letters = atoi(argv[3]);
    for (char **file = argv + 4; *file; file++) {
        char *text = NULL;
        if (!g_file_get_contents(*file, &text, NULL, NULL))
            return 66;
        g_ptr_array_add(texts, with_crlf(text));
        g_free(text);
    }
    bool ok = sqlite3_open(argv[1], &db) == SQLITE_OK &&
              run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "CREATE TABLE IF NOT EXISTS letter (id INTEGER PRIMARY KEY, raw BLOB)") &&
              sqlite3_prepare_v2(db, "INSERT INTO letter (raw) VALUES (?1)", -1, &stmt, NULL) ==
                  SQLITE_OK;
    int64_t begun = g_get_monotonic_time();
    for (int i = 0; ok && i < letters;) {
        ok = run(db, "BEGIN IMMEDIATE");
        for (int n = 0; ok && n < batch && i < letters; n++, i++)
            ok = insert(stmt, texts->pdata[(guint)i % texts->len]);
        ok = ok && run(db, "COMMIT");
    }
    printf("%d %" G_GINT64_FORMAT "\n", letters, g_get_monotonic_time() - begun);
    return ok ? 0 : 1;
}
