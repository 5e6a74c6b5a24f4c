/* search.c: see search.h. */
#include "archive/search.h"

#include <string.h>

#include "archive/stems.h"
#include "base/text.h"
#include "base/translit.h"

#define BATCH       200 /* posts of one transaction */
#define QUERY_WORDS 30  /* of a query; more are left out */
#define ALL_WORDS   " " /* FTS5: a blank is AND */
#define ANY_WORD    " OR "
#define IN_LISTS    4 /* a letter may stand in several lists: so many rows are looked at for it */

/* --- the index -------------------------------------------------------------------------------- */

typedef struct Unindexed {
    int64_t post;
    char *subject, *text, *files;
} Unindexed;

static void unindexed_free(Unindexed *row)
{
    g_free(row->subject);
    g_free(row->text);
    g_free(row->files);
    g_free(row);
}

/* Posts are numbered upward, and every one gets its row: the last row tells what is missing. */
static GPtrArray *read_unindexed(Db *db, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)unindexed_free);
    DbStmt *s = db_stmt(db, SQL_SEARCH_MISSING);

    db_int(s, 1, BATCH);
    while (db_row(s)) {
        Unindexed *row = g_new0(Unindexed, 1);
        row->post = db_col_int(s, 0);
        row->subject = stems_of(db_col_text(s, 1));
        row->text = stems_of(db_col_text(s, 2));
        row->files = stems_of(db_col_text(s, 3));
        g_ptr_array_add(rows, row);
    }
    return db_done(s, error) ? g_steal_pointer(&rows) : NULL;
}

static bool add_rows(Db *db, guint *count, GError **error)
{
    g_autoptr(GPtrArray) rows = read_unindexed(db, error);

    for (guint i = 0; rows && i < rows->len; i++) {
        const Unindexed *row = g_ptr_array_index(rows, i);
        DbStmt *s = db_stmt(db, SQL_SEARCH_ADD);
        db_int(s, 1, row->post);
        db_text(s, 2, row->subject);
        db_text(s, 3, row->text);
        db_text(s, 4, row->files);
        if (!db_run(s, error))
            return false;
    }
    *count = rows ? rows->len : 0;
    return rows != NULL;
}

static bool is_missing(Db *db, bool *missing, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_SEARCH_IS_MISSING);
    int64_t one;

    return db_one(s, &one, missing, error);
}

bool search_catch_up(Db *db, GError **error)
{
    bool missing = true;
    guint count = BATCH;

    while (count == BATCH) {
        if (!is_missing(db, &missing, error))
            return false;
        if (!missing)
            return true;
        if (!db_begin(db, error) || !db_finish(db, add_rows(db, &count, error), error))
            return false;
    }
    return true;
}

/* --- looking up ------------------------------------------------------------------------------- */

void found_free(Found *found)
{
    g_free(found->list_name);
    g_free(found->list_title);
    g_free(found->author);
    g_free(found->subject);
    g_free(found->excerpt);
    g_free(found);
}

/* Short words such as "по" say nothing about a post, unless there are no others. */
static bool is_short(const char *word)
{
    return g_utf8_strlen(word, -1) <= 2 && !g_ascii_isdigit(*word);
}

/* The stems of a query: GHashTable as a set, in `order` as they stand. */
static GHashTable *query_stems(const char *words, GPtrArray *order)
{
    GHashTable *stems = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *all = stems_of(words);
    g_auto(GStrv) each = g_strsplit(all, " ", -1);

    for (int pass = 0; pass < 2 && order->len == 0; pass++)
        for (size_t i = 0; each[i] && order->len < QUERY_WORDS; i++)
            if (*each[i] && (pass > 0 || !is_short(each[i])) &&
                !g_hash_table_contains(stems, each[i])) {
                char *own = g_strdup(each[i]);
                g_hash_table_add(stems, own);
                g_ptr_array_add(order, own);
            }
    return stems;
}

/* Quoted, so that "or" is a word and no operator. The caller's. */
static char *match_of(const GPtrArray *stems, const char *between)
{
    GString *match = g_string_new(NULL);

    for (guint i = 0; i < stems->len; i++)
        g_string_append_printf(match, "%s\"%s\"", i ? between : "",
                               (char *)g_ptr_array_index(stems, i));
    return g_string_free(match, FALSE);
}

static Found *read_found(DbStmt *s, const Search *search, GHashTable *stems)
{
    Found *found = g_new0(Found, 1);

    found->letter = db_col_int(s, 0);
    found->number = db_col_int(s, 1);
    found->list_name = db_col_dup(s, 2);
    found->list_title = db_col_dup(s, 3);
    found->author = db_col_dup(s, 4);
    found->subject = db_col_dup(s, 5);
    found->published = db_col_int(s, 6);
    found->excerpt = stems_excerpt(db_col_text(s, 7), stems, search->excerpt);
    found->files = db_col_int(s, 8);
    return found;
}

static bool is_among(const GPtrArray *rows, int64_t letter)
{
    for (guint i = 0; i < rows->len; i++)
        if (((const Found *)g_ptr_array_index(rows, i))->letter == letter)
            return true;
    return false;
}

static bool look_up(Db *db, const Search *search, const char *match, GHashTable *stems,
                    GPtrArray *rows, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_SEARCH_POSTS);

    db_text(s, 1, match);
    db_int(s, 2, search->list);
    db_int(s, 3, search->reader.person);
    db_int(s, 4, search->most * IN_LISTS);
    db_int(s, 5, search->reader.school);
    db_text(s, 6, search->reader.mailbox);
    while (rows->len < search->most && db_row(s))
        if (!is_among(rows, db_col_int(s, 0)))
            g_ptr_array_add(rows, read_found(s, search, stems));
    return db_done(s, error);
}

/* How the words may be meant: as they are written; in Latin letters as the Russian ones that they
 * stand for, or that the same keys give. The caller's, NULL-terminated. */
static char **readings_of(const char *words)
{
    g_autoptr(GStrvBuilder) readings = g_strv_builder_new();
    g_autofree char *folded = text_fold(words);

    g_strv_builder_add(readings, words);
    for (TranslitSoft soft = 0; soft < SOFT_WAYS && g_str_is_ascii(folded); soft++) {
        g_autofree char *russian = translit_cyrillic(folded, soft);
        g_strv_builder_add(readings, russian);
    }
    g_autofree char *other = g_str_is_ascii(folded) ? translit_other_keys(folded) : NULL;
    if (other)
        g_strv_builder_add(readings, other);
    return g_strv_builder_end(readings);
}

/* What one reading finds; `between` its words. */
static bool look_up_reading(Db *db, Search *search, const char *reading, const char *between,
                            GPtrArray *rows, GError **error)
{
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    g_autoptr(GHashTable) stems = query_stems(reading, order);
    g_autofree char *match = match_of(order, between);

    search->is_any = strcmp(between, ANY_WORD) == 0 && order->len > 1;
    return !order->len || look_up(db, search, match, stems, rows, error);
}

GPtrArray *search_posts(Db *db, Search *search, GError **error)
{
    static const char *const BETWEEN[] = {ALL_WORDS, ANY_WORD};
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)found_free);
    g_auto(GStrv) readings = readings_of(search->words);

    for (size_t i = 0; i < G_N_ELEMENTS(BETWEEN); i++)
        for (size_t n = 0; readings[n] && !rows->len; n++)
            if (!look_up_reading(db, search, readings[n], BETWEEN[i], rows, error))
                return NULL;
    return g_steal_pointer(&rows);
}
