/* letter.c: see letter.h. */
#include "archive/letter.h"

#include <inttypes.h>
#include <string.h>

#include "archive/pack.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/reading.h"
#include "base/sha256.h"

static const char *const STATE_NAMES[] = {
    [CASE_NEW] = "new", [CASE_HELD] = "held", [CASE_DONE] = "done", [CASE_BROKEN] = "broken"};

static const char *state_name(CaseState state)
{
    return STATE_NAMES[state];
}

/* What is worked out of a letter before the database is locked for the others. */
typedef struct Prepared {
    guint8 fingerprint[32], sum[32];
    GBytes *packed;
} Prepared;

static bool prepare(const LetterIn *in, Prepared *out, GError **error)
{
    gsize size;
    const void *bytes = g_bytes_get_data(in->raw, &size);

    letter_fingerprint(bytes, size, out->fingerprint);
    sha256(bytes, size, out->sum);
    out->packed = pack(in->raw, error);
    return out->packed != NULL;
}

static bool insert_letter(Db *db, const LetterIn *in, const Prepared *prepared, GError **error)
{
    gsize size;
    const void *bytes = g_bytes_get_data(prepared->packed, &size);
    DbStmt *s = db_stmt(db, SQL_LETTER_INSERT);

    db_blob(s, 1, prepared->fingerprint, sizeof prepared->fingerprint);
    db_blob(s, 2, prepared->sum, sizeof prepared->sum);
    db_blob(s, 3, bytes, size);
    db_int(s, 4, (int64_t)g_bytes_get_size(in->raw));
    db_int(s, 5, clock_now());
    return db_run(s, error);
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

/* The letter that looks like this one: *letter 0 none. */
static bool find_letter(Db *db, const Prepared *prepared, int64_t *letter, bool *erased,
                        GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_FIND);

    db_blob(s, 1, prepared->fingerprint, sizeof prepared->fingerprint);
    bool found = db_row(s);
    *letter = found ? db_col_int(s, 0) : 0;
    *erased = found && !db_col_null(s, 1);
    return db_done(s, error);
}

/* One that was erased does not come back, whoever delivers it again. */
static bool store_letter(Db *db, const LetterIn *in, const Prepared *prepared, int64_t *letter,
                         GError **error)
{
    bool erased = false;

    if (!find_letter(db, prepared, letter, &erased, error))
        return false;
    if (erased)
        return true;
    if (!*letter) {
        if (!insert_letter(db, in, prepared, error))
            return false;
        *letter = db_last_id(db);
    }
    return add_arrivals(db, &in->envelope, *letter, prepared->sum, error);
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
        g_clear_pointer(&prepared[i].packed, g_bytes_unref);
    if (ok)
        memcpy(ids, found, n * sizeof *ids);
    return ok;
}

bool letter_accept(Db *db, const Envelope *envelope, GBytes *raw, int64_t *letter, GError **error)
{
    const LetterIn one = {.envelope = *envelope, .raw = raw};

    return letters_accept(db, &one, 1, letter, error);
}

GBytes *letter_raw(Db *db, int64_t letter, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_RAW);
    g_autoptr(GBytes) packed = NULL, kept = NULL;
    int64_t bytes = 0;
    bool erased = false;
    guint8 sum[32];

    db_int(s, 1, letter);
    if (db_row(s)) {
        packed = db_col_blob(s, 0);
        bytes = db_col_int(s, 1);
        kept = db_col_blob(s, 2);
        erased = !db_col_null(s, 3);
    }
    if (!db_done(s, error))
        return NULL;
    if (!packed) {
        fail(error, ERR_NOT_FOUND, "there is no letter %" PRId64, letter);
        return NULL;
    }
    if (erased) {
        fail(error, ERR_NOT_FOUND, "letter %" PRId64 " was erased, as its author asked", letter);
        return NULL;
    }
    g_autoptr(GBytes) raw = unpack(packed, (size_t)bytes, error);
    if (!raw)
        return NULL;
    sha256(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), sum);
    if (g_bytes_get_size(kept) != 32 || memcmp(g_bytes_get_data(kept, NULL), sum, 32) != 0) {
        fail(error, ERR_PERM, "letter %" PRId64 " in the database is damaged: wrong SHA-256",
             letter);
        return NULL;
    }
    return g_steal_pointer(&raw);
}

void case_free(Case *item)
{
    if (!item)
        return;
    g_free(item->recipient);
    g_free(item->target);
    g_free(item->verdict);
    g_free(item->reason);
    g_free(item->mail_from);
    g_free(item->account);
    g_free(item);
}

static CaseState state_from(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(STATE_NAMES); i++) {
        if (g_str_equal(name, STATE_NAMES[i]))
            return (CaseState)i;
    }
    return CASE_BROKEN;
}

Case *case_by_id(Db *db, int64_t id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_CASE_BY_ID);
    g_autoptr(Case) item = NULL;

    db_int(s, 1, id);
    if (db_row(s)) {
        item = g_new0(Case, 1);
        item->id = db_col_int(s, 0);
        item->letter = db_col_int(s, 1);
        item->created = db_col_int(s, 2);
        item->recipient = db_col_dup(s, 3);
        item->target = db_col_dup(s, 4);
        item->state = state_from(db_col_text(s, 5));
        item->verdict = db_col_dup(s, 6);
        item->reason = db_col_dup(s, 7);
        item->mail_from = db_col_dup(s, 8);
        item->account = db_col_dup(s, 9);
        item->accepted = db_col_int(s, 10);
        item->attempts = db_col_int(s, 11);
    }
    if (!db_done(s, error))
        return NULL;
    if (!item)
        fail(error, ERR_NOT_FOUND, "there is no case %" PRId64, id);
    return g_steal_pointer(&item);
}

GArray *case_ids(Db *db, CaseState state, int64_t after, int most, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_CASE_IDS);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));

    db_text(s, 1, state_name(state));
    db_int(s, 2, most);
    db_int(s, 3, after);
    while (db_row(s)) {
        int64_t id = db_col_int(s, 0);
        g_array_append_val(ids, id);
    }
    return db_done(s, error) ? g_steal_pointer(&ids) : NULL;
}

bool case_add(Db *db, int64_t letter, const char *recipient, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_CASE_INSERT);

    db_int(s, 1, letter);
    db_text(s, 2, recipient);
    db_int(s, 3, clock_now());
    return db_run(s, error);
}

bool case_set_target(Db *db, int64_t id, const char *target, bool *taken, GError **error)
{
    int64_t other;
    DbStmt *s = db_stmt(db, SQL_CASE_OTHER_WITH_TARGET);

    *taken = false;
    db_int(s, 1, id);
    db_text(s, 2, target);
    if (!db_one(s, &other, taken, error) || *taken)
        return *taken;
    s = db_stmt(db, SQL_CASE_SET_TARGET);
    db_int(s, 1, id);
    db_text(s, 2, target);
    return db_run(s, error);
}

bool case_decide(Db *db, int64_t id, CaseState state, const char *verdict, const char *reason,
                 GError **error)
{
    DbStmt *s = db_stmt(db, SQL_CASE_DECIDE);

    db_int(s, 1, id);
    db_text(s, 2, state_name(state));
    db_text(s, 3, verdict);
    db_text(s, 4, reason);
    db_int(s, 5, clock_now());
    return db_run(s, error);
}

bool case_retry(Db *db, int64_t id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_CASE_RETRY);

    db_int(s, 1, id);
    if (!db_run(s, error))
        return false;
    if (!db_changes(db))
        return fail(error, ERR_NOT_FOUND, "case %" PRId64 " is not broken", id);
    s = db_stmt(db, SQL_LETTER_FORGIVE);
    db_int(s, 1, id);
    return db_run(s, error);
}

bool letter_attempted(Db *db, int64_t letter, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_ATTEMPTED);

    db_int(s, 1, letter);
    return db_run(s, error);
}

bool letter_set_message_id(Db *db, int64_t letter, const char *message_id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_SET_MESSAGE_ID);

    db_int(s, 1, letter);
    db_text(s, 2, message_id);
    return db_run(s, error);
}

bool letter_set_from(Db *db, int64_t letter, const char *address, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_SET_FROM);

    db_int(s, 1, letter);
    db_text(s, 2, address);
    return db_run(s, error);
}

bool letter_same_message_id(Db *db, int64_t letter, const char *message_id, int64_t *other,
                            GError **error)
{
    DbStmt *s = db_stmt(db, SQL_LETTER_SAME_MESSAGE_ID);

    *other = 0;
    db_int(s, 1, letter);
    db_text(s, 2, message_id);
    return db_one(s, other, NULL, error);
}
