/* letter_in.c: letter_accept() and letters_accept() of letter.h: the one instant of acceptance.
 *
 * A sender waits for all that is done here, so it is done once and no more: the letter lies as it
 * came until the desk has read it (letter_was_read() packs it). What needs no database is worked
 * out before the transaction, which keeps the others out. */
#include "archive/letter.h"

#include <string.h>

#include "archive/pack.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/reading.h"
#include "base/sha256.h"

/* What is worked out of a letter before the database is locked for the others. */
typedef struct Prepared {
    guint8 fingerprint[32], sum[32];
    GBytes *stored;
} Prepared;

static bool prepare(const LetterIn *in, Prepared *out, GError **error)
{
    gsize size;
    const void *bytes = g_bytes_get_data(in->raw, &size);

    letter_fingerprint(bytes, size, out->fingerprint);
    sha256(bytes, size, out->sum);
    out->stored = pack_at_door(in->raw, error);
    return out->stored != NULL;
}

/* *letter 0: one that looks like it is there already. */
static bool insert_letter(Db *db, const LetterIn *in, const Prepared *prepared, int64_t *letter,
                          GError **error)
{
    gsize size;
    const void *bytes = g_bytes_get_data(prepared->stored, &size);
    DbStmt *s = db_stmt(db, SQL_LETTER_INSERT);

    db_blob(s, 1, prepared->fingerprint, sizeof prepared->fingerprint);
    db_blob(s, 2, prepared->sum, sizeof prepared->sum);
    db_blob(s, 3, bytes, size);
    db_int(s, 4, (int64_t)g_bytes_get_size(in->raw));
    db_int(s, 5, clock_now());
    if (!db_run(s, error))
        return false;
    *letter = db_changes(db) ? db_last_id(db) : 0;
    return true;
}

static bool add_arrival(Db *db, const Envelope *e, int64_t letter, const char *recipient,
                        const guint8 sum[32], GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ARRIVAL_INSERT);

    db_int(s, 1, letter);
    db_text(s, 2, e->door);
    db_text(s, 3, e->account);
    db_text(s, 4, e->mail_from);
    db_text(s, 5, recipient);
    db_blob(s, 6, sum, 32);
    db_int(s, 7, clock_now());
    return db_run(s, error);
}

static bool add_arrivals(Db *db, const Envelope *e, int64_t letter, const guint8 sum[32],
                         GError **error)
{
    if (!e->recipients || !e->recipients[0]) {
        g_autofree char *place = g_strconcat("@", e->account, NULL);
        return add_arrival(db, e, letter, NULL, sum, error) && case_add(db, letter, place, error);
    }
    for (const char *const *recipient = e->recipients; *recipient; recipient++) {
        if (!add_arrival(db, e, letter, *recipient, sum, error) ||
            !case_add(db, letter, *recipient, error))
            return false;
    }
    return true;
}

/* The letter that looks like this one. */
static bool find_letter(Db *db, const Prepared *prepared, int64_t *letter, bool *erased,
                        GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_FIND);

    db_blob(s, 1, prepared->fingerprint, sizeof prepared->fingerprint);
    if (db_row(s)) {
        *letter = db_col_int(s, 0);
        *erased = !db_col_null(s, 1);
    }
    return db_done(s, error);
}

/* One that was erased does not come back, whoever delivers it again. */
static bool store_letter(Db *db, const LetterIn *in, const Prepared *prepared, int64_t *letter,
                         GError **error)
{
    bool erased = false;

    if (!insert_letter(db, in, prepared, letter, error) ||
        (!*letter && !find_letter(db, prepared, letter, &erased, error)))
        return false;
    return erased || add_arrivals(db, &in->envelope, *letter, prepared->sum, error);
}

static bool store_all(Db *db, const LetterIn *letters, const Prepared *prepared, size_t n,
                      int64_t *ids, GError **error)
{
    bool ok = true;

    if (!db_begin(db, error))
        return false;
    for (size_t i = 0; ok && i < n; i++)
        ok = store_letter(db, &letters[i], &prepared[i], &ids[i], error);
    return db_finish(db, ok, error);
}

bool letters_accept(Db *db, const LetterIn *letters, size_t n, int64_t *ids, GError **error)
{
    g_autofree Prepared *prepared = g_new0(Prepared, n);
    g_autofree int64_t *found = g_new0(int64_t, n);
    bool ok = true;

    for (size_t i = 0; ok && i < n; i++)
        ok = prepare(&letters[i], &prepared[i], error);
    ok = ok && store_all(db, letters, prepared, n, found, error);
    for (size_t i = 0; i < n; i++)
        g_clear_pointer(&prepared[i].stored, g_bytes_unref);
    if (ok)
        memcpy(ids, found, n * sizeof *ids);
    return ok;
}

bool letter_accept(Db *db, const Envelope *envelope, GBytes *raw, int64_t *letter, GError **error)
{
    const LetterIn one = {.envelope = *envelope, .raw = raw};

    return letters_accept(db, &one, 1, letter, error);
}
