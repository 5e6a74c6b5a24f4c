/* letter_sort.c: letters_sort() of letter.h and the inner half of letter_coming.h: which letter it
 * is that came. What was accepted in a hurry lies unsorted: its row has no fingerprint yet, and its
 * envelope beside it. Several are sorted in one transaction; what reads and packs them is done
 * before it, so that the doors are not kept waiting. */
#include <inttypes.h>
#include <string.h>

#include "archive/letter_coming.h"
#include "archive/pack.h"
#include "base/error.h"
#include "base/log.h"
#include "base/reading.h"
#include "base/sha256.h"

#define SORT_LETTERS 100           /* in one transaction, at most */
#define SORTED_STEP  200           /* letters that a search may walk over in vain */
#define SORT_BYTES   (4 * 1048576) /* in memory for it, or one letter */

/* --- one letter ------------------------------------------------------------------------------ */

bool coming_look_at(Coming *coming, GBytes *raw, GError **error)
{
    gsize size;
    const void *bytes = g_bytes_get_data(raw, &size);
    GBytes *packed = pack(raw, error);

    if (!packed)
        return false;
    g_clear_pointer(&coming->stored, g_bytes_unref);
    coming->stored = packed;
    letter_fingerprint(bytes, size, coming->fingerprint);
    coming->is_known = true;
    return true;
}

/* The letter that looks like this one; 0: none. */
static bool find_letter(Db *db, const Coming *coming, int64_t *letter, bool *erased, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_FIND);

    *letter = 0;
    db_blob(s, 1, coming->fingerprint, sizeof coming->fingerprint);
    if (db_row(s)) {
        *letter = db_col_int(s, 0);
        *erased = !db_col_null(s, 1);
    }
    return db_done(s, error);
}

static bool make_known(Db *db, const Coming *coming, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_SORTED);

    db_int(s, 1, coming->id);
    db_blob(s, 2, coming->fingerprint, sizeof coming->fingerprint);
    if (coming->stored)
        db_blob(s, 3, g_bytes_get_data(coming->stored, NULL), g_bytes_get_size(coming->stored));
    return db_run(s, error);
}

static bool drop(Db *db, int64_t unsorted, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_DROP);

    db_int(s, 1, unsorted);
    return db_run(s, error);
}

static bool add_arrivals(Db *db, const Coming *coming, int64_t letter, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ARRIVALS_INSERT);

    db_int(s, 1, letter);
    db_text(s, 2, coming->envelope);
    db_blob(s, 3, coming->sum, sizeof coming->sum);
    db_int(s, 4, coming->accepted);
    if (!db_run(s, error))
        return false;
    s = db_stmt(db, SQL_CASES_INSERT);
    db_int(s, 1, letter);
    db_text(s, 2, coming->envelope);
    db_int(s, 3, coming->accepted);
    return db_run(s, error);
}

/* The row that it has already is the letter, or goes. *mine is false when somebody else has sorted
 * it meanwhile. */
static bool settle_row(Db *db, const Coming *coming, int64_t same, bool *mine, GError **error)
{
    bool ok = same ? drop(db, coming->id, error) : make_known(db, coming, error);

    *mine = ok && db_changes(db) > 0;
    return ok;
}

bool coming_sort(Db *db, const Coming *coming, int64_t *letter, GError **error)
{
    int64_t same;
    bool erased = false, mine = true;

    if (!find_letter(db, coming, &same, &erased, error))
        return false;
    *letter = same ? same : coming->id;
    if (coming->id && !settle_row(db, coming, same, &mine, error))
        return false;
    if (!*letter && !coming_insert(db, coming, letter, error))
        return false;
    /* one that was erased does not come back, whoever delivers it again */
    return erased || !mine || add_arrivals(db, coming, *letter, error);
}

/* --- those that wait ------------------------------------------------------------------------- */

/* coming->id 0: none. */
static bool next_unsorted(Db *db, int64_t after, Coming *coming, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_UNSORTED);

    db_int(s, 1, after);
    if (db_row(s)) {
        coming->id = db_col_int(s, 0);
        coming->bytes = db_col_int(s, 1);
        coming->accepted = db_col_int(s, 2);
        coming->envelope = db_col_dup(s, 3);
    }
    return db_done(s, error);
}

/* Whoever reads it next finds the damage, and tells it: it only has to be told from the others. */
static void take_damaged(Coming *coming)
{
    g_autofree char *name = g_strdup_printf("damaged letter %" PRId64, coming->id);

    sha256(name, strlen(name), coming->fingerprint);
    coming->is_known = true;
}

static bool look_at_row(Db *db, Coming *coming, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(GBytes) raw = letter_raw(db, coming->id, &why);

    if (raw) {
        sha256(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), coming->sum);
        return coming_look_at(coming, raw, error);
    }
    if (error_code(why) == ERR_PERM) {
        take_damaged(coming);
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}

/* The first failure is the one that is told. */
static void put_off(const Coming *coming, GError *why, GError **first)
{
    LOG(ERROR, "letter.put_off", LOG_NUM("letter", coming->id), LOG_STR("error", why->message));
    if (*first)
        g_error_free(why);
    else
        *first = why;
}

/* Where the next search begins, once there is much that it would walk over: what comes by the other
 * doors is sorted, and lies between. Does it within the transaction, or in one of its own. */
static bool note_sorted(Db *db, GError **error)
{
    int64_t since;

    if (!db_one(db_stmt(db, SQL_LETTERS_SINCE_SORTED), &since, NULL, error))
        return false;
    if (since < SORTED_STEP)
        return true;
    if (db_in_transaction(db))
        return db_run(db_stmt(db, SQL_LETTERS_SORTED_UP_TO), error);
    return db_begin(db, error) &&
           db_finish(db, db_run(db_stmt(db, SQL_LETTERS_SORTED_UP_TO), error), error);
}

static bool sort_all(Db *db, const Coming *all, guint n, GError **error)
{
    int64_t letter;
    bool ok = true;

    if (!db_begin(db, error))
        return false;
    for (guint i = 0; ok && i < n; i++)
        ok = coming_sort(db, &all[i], &letter, error);
    ok = ok && note_sorted(db, error);
    return db_finish(db, ok, error);
}

/* Where the store refuses one of them, each is tried alone: the others shall not suffer. */
static void sort_each(Db *db, const Coming *all, guint n, GError **first)
{
    GError *why = NULL;

    if (sort_all(db, all, n, &why))
        return;
    if (n == 1 || error_code(why) == ERR_TEMP) {
        put_off(all, why, first);
        return;
    }
    g_error_free(why);
    for (guint i = 0; i < n; i++)
        sort_each(db, &all[i], 1, first);
}

bool letters_sort(Db *db, int64_t *after, unsigned *found, GError **error)
{
    Coming all[SORT_LETTERS] = {0};
    GError *first = NULL;
    guint n = 0;
    int64_t bytes = 0;
    bool ok = true;

    for (*found = 0; ok && *found < SORT_LETTERS && bytes < SORT_BYTES; ++*found) {
        GError *why = NULL;
        Coming *coming = &all[n];
        ok = next_unsorted(db, *after, coming, &first);
        if (!ok || !coming->id)
            break;
        *after = coming->id;
        bytes += coming->bytes;
        if (look_at_row(db, coming, &why)) {
            n++;
        } else {
            put_off(coming, why, &first);
            coming_clear(coming);
            *coming = (Coming){0};
        }
    }
    if (n)
        sort_each(db, all, n, &first);
    else if (!first)
        note_sorted(db, &first);
    for (guint i = 0; i < n; i++)
        coming_clear(&all[i]);
    if (first)
        g_propagate_error(error, first);
    return !first;
}
