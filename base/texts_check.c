/* texts_check.c: texts_check() of template.h: the folder of the texts against its file
 * "placeholders"; `vestnik check` calls it. */
#include <string.h>

#include "base/error.h"
#include "base/texts_parts.h"
#include "base/words.h"

/* A row of "placeholders": arrays of names that always end with NULL. */
typedef struct Row {
    GPtrArray *names, *needed; /* those with a "!" are in both */
} Row;

static Row *row_new(void)
{
    Row *row = g_new(Row, 1);

    row->names = g_ptr_array_new_with_free_func(g_free);
    row->needed = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(row->names, NULL);
    g_ptr_array_add(row->needed, NULL);
    return row;
}

static void row_free(gpointer data)
{
    Row *row = data;

    g_ptr_array_unref(row->names);
    g_ptr_array_unref(row->needed);
    g_free(row);
}

static void add_name(GPtrArray *names, const char *name, size_t length)
{
    g_ptr_array_insert(names, (gint)names->len - 1, g_strndup(name, length));
}

/* One line of it. `row` is the one that it goes on or, afterwards, begins. */
static bool read_row(GHashTable *rows, const char *line, Row **row)
{
    bool goes_on = g_ascii_isspace(*line);

    if (!goes_on) {
        const char *colon = strchr(line, ':');
        g_autofree char *letter = colon ? g_strndup(line, (gsize)(colon - line)) : NULL;
        if (!letter || !texts_is_letter(letter) || g_hash_table_contains(rows, letter))
            return false;
        *row = row_new();
        g_hash_table_insert(rows, g_steal_pointer(&letter), *row);
        line = colon + 1;
    } else if (!*row) {
        return false;
    }
    g_auto(GStrv) words = g_strsplit_set(line, " \t", -1);
    for (guint i = 0; words[i]; i++) {
        size_t length = strcspn(words[i], "!");
        if (length)
            add_name((*row)->names, words[i], length);
        if (length && words[i][length])
            add_name((*row)->needed, words[i], length);
    }
    return true;
}

/* The rows of "placeholders": letter -> Row. The caller's. */
static GHashTable *read_rows(const char *file, GError **error)
{
    g_autofree char *source = NULL;
    if (!g_file_get_contents(file, &source, NULL, error))
        return NULL;
    g_autoptr(GHashTable) rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, row_free);
    g_auto(GStrv) lines = g_strsplit(source, "\n", -1);
    Row *row = NULL;

    for (guint i = 0; lines[i]; i++) {
        if (*lines[i] && !read_row(rows, lines[i], &row)) {
            fail(error, ERR_INPUT, "%s:%u: expected 'LETTER: names...', each letter once", file,
                 i + 1);
            return NULL;
        }
    }
    return g_steal_pointer(&rows);
}

/* Without them the letter cannot be answered, or says nothing. */
static bool check_needed(const Parsed *parsed, const char *const *needed, const char *file,
                         GError **error)
{
    for (; *needed; needed++)
        if (!template_shows(parsed->subject, *needed) && !template_shows(parsed->text, *needed))
            return fail(error, ERR_INPUT, "%s:1: {%s} is missing: this letter needs it", file,
                        *needed);
    return true;
}

static bool check_names(const Parsed *parsed, const char *const *names, GError **error)
{
    static const char *const OF_FRAME[] = {"title", NULL};

    return template_knows(parsed->subject, names, error) &&
           template_knows(parsed->text, names, error) &&
           (!parsed->html || template_knows(parsed->html, names, error)) &&
           (!parsed->before || (template_knows(parsed->before, OF_FRAME, error) &&
                                template_knows(parsed->after, OF_FRAME, error)));
}

/* Every row has its text in this language. */
static bool check_rows(Texts *texts, const char *language, GHashTable *rows, GError **error)
{
    GHashTableIter at;
    gpointer letter, data;

    g_hash_table_iter_init(&at, rows);
    while (g_hash_table_iter_next(&at, &letter, &data)) {
        const Row *row = data;
        const char *const *names = (const char *const *)row->names->pdata;
        const char *const *needed = (const char *const *)row->needed->pdata;
        g_autofree char *key = g_strconcat(language, "/", letter, NULL);
        g_autofree char *file = g_strdup_printf("%s/%s.txt", texts->folder, key);
        const Parsed *parsed = texts_get(texts, key, error);
        if (!parsed || !check_names(parsed, names, error) ||
            !check_needed(parsed, needed, file, error))
            return false;
    }
    return true;
}

/* Every file of this language has a row: a file that nobody checks would rot. */
static bool check_folder(const Texts *texts, const char *language, GHashTable *rows, GError **error)
{
    g_autofree char *folder = g_build_filename(texts->folder, language, NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
    const char *file;

    if (!dir)
        return false;
    while ((file = g_dir_read_name(dir))) {
        const char *dot = strrchr(file, '.');
        bool ours = dot && !g_str_equal(file, TEXTS_FRAME ".html") &&
                    (strcmp(dot, ".txt") == 0 || strcmp(dot, ".html") == 0);
        g_autofree char *letter = ours ? g_strndup(file, (gsize)(dot - file)) : NULL;
        if (ours && !g_hash_table_contains(rows, letter))
            return fail(error, ERR_INPUT,
                        "%s/%s:1: no letter of this name; %s/placeholders has no "
                        "row for it",
                        folder, file, texts->folder);
    }
    return true;
}

bool texts_check(Texts *texts, GError **error)
{
    g_autofree char *file = g_build_filename(texts->folder, "placeholders", NULL);
    g_autoptr(GHashTable) rows = read_rows(file, error);
    bool ok = rows != NULL;

    for (const char *const *language = TEXTS_LANGUAGES; ok && *language; language++) {
        g_autoptr(Words) words = words_open(texts->folder, *language, error);
        ok = words && check_rows(texts, *language, rows, error) &&
             check_folder(texts, *language, rows, error);
    }
    return ok;
}
