/* stranger.c: see stranger.h. */
#include "lists/stranger.h"

#include <string.h>

#include "base/script.h"
#include "base/text.h"

#define NAME_WORDS 8 /* of a display name that are looked at */

/* --- names --- */

/* "иванова м.п." in words: "иванова", "м", "п". The caller's. */
static GPtrArray *words_of(const char *name)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *folded = text_fold(name);

    for (const char *p = folded; *p && words->len < NAME_WORDS;) {
        const char *end = text_word_end(p);
        while (*end == '-' && g_unichar_isalpha(g_utf8_get_char(end + 1)))
            end = text_word_end(end + 1);
        if (end > p)
            g_ptr_array_add(words, g_strndup(p, (gsize)(end - p)));
        p = *end ? g_utf8_next_char(end) : end;
    }
    return words;
}

/* The word itself, or its first letter. */
static bool is_short_for(const char *written, const char *word)
{
    return g_str_equal(written, word) ||
           (g_utf8_strlen(written, -1) == 1 && g_str_has_prefix(word, written));
}

/* Each written word but `surname` stands for a word of its own behind the surname of `full`. */
static bool fits(const GPtrArray *written, guint surname, const char *full)
{
    g_auto(GStrv) words = g_strsplit(full, " ", NAME_WORDS);
    guint count = g_strv_length(words), matched = 0;
    bool used[NAME_WORDS] = {[0] = true};

    for (guint i = 0; i < written->len; i++) {
        guint k = 1;
        while (k < count && (used[k] || !is_short_for(written->pdata[i], words[k])))
            k++;
        if (i == surname)
            continue;
        if (k == count)
            return false;
        used[k] = true;
        matched++;
    }
    return matched > 0;
}

static bool is_somebody(Db *db, const GPtrArray *written, guint surname, bool *is, GError **error)
{
    g_autofree char *from = g_strconcat(written->pdata[surname], " ", NULL);
    g_autofree char *to = g_strconcat(written->pdata[surname], "!", NULL);
    DbStmt *stmt = db_stmt(db, SQL_PERSONS_BY_SURNAME);

    db_text(stmt, 1, from);
    db_text(stmt, 2, to);
    while (db_row(stmt))
        *is = *is || fits(written, surname, db_col_text(stmt, 0));
    return db_done(stmt, error);
}

bool stranger_is_namesake(Db *db, const char *name, bool *is, GError **error)
{
    g_autoptr(GPtrArray) written = words_of(name ? name : "");

    *is = false;
    for (guint i = 0; i < written->len && !*is; i++)
        if (!is_somebody(db, written, i, is, error))
            return false;
    return true;
}

/* --- addresses --- */

/* *like: one of the rows looks like `text` and is another; *same: one is `text`. */
static bool compare_rows(DbStmt *stmt, const char *text, bool *like, bool *same, GError **error)
{
    g_autofree char *shown = script_shown(text);
    g_autofree char *looks = script_skeleton(shown);

    *like = *same = false;
    while (db_row(stmt)) {
        const char *known = db_col_text(stmt, 0);
        g_autofree char *its = script_shown(known);
        g_autofree char *known_looks = script_skeleton(its);
        *same = *same || g_str_equal(known, text);
        *like = *like || (g_str_equal(known_looks, looks) && !g_str_equal(known, text));
    }
    return db_done(stmt, error);
}

/* A known domain is a place where strangers live too: there the local part is compared. */
bool stranger_looks_alike(Db *db, const char *address, bool *looks, GError **error)
{
    const char *at = strchr(address, '@');
    g_autofree char *local = g_strndup(address, (gsize)(at - address));
    bool known = false, same;

    if (!compare_rows(db_stmt(db, SQL_ADDRESS_DOMAINS), at + 1, looks, &known, error))
        return false;
    if (!known)
        return true;
    DbStmt *stmt = db_stmt(db, SQL_ADDRESS_LOCAL_PARTS);
    db_text(stmt, 1, at + 1);
    return compare_rows(stmt, local, looks, &same, error);
}
