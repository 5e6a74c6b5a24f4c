/* letter_in.c: letter_accept() and letters_accept() of letter.h: the one instant of acceptance.
 *
 *     as it came, with its envelope --sorted--> known by its fingerprint, packed, with an arrival
 *                                               and a case for each recipient
 *
 * A sender waits for all that is done in letters_accept(), so that is one row and no more: which
 * letter it is, and whether it is here already, is found out by letters_sort(). A letter that comes
 * alone, by a process of its own or from a mailbox, is sorted at once. */
#include <string.h>

#include "archive/letter_coming.h"
#include "archive/pack.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/json_line.h"
#include "base/sha256.h"

void coming_clear(Coming *coming)
{
    g_clear_pointer(&coming->stored, g_bytes_unref);
    g_clear_pointer(&coming->envelope, g_free);
}

static char *envelope_text(const Envelope *e)
{
    GString *out = g_string_new(NULL);

    json_line_open(out, NULL, '{');
    json_line_text(out, "door", e->door);
    json_line_text(out, "account", e->account);
    json_line_text(out, "from", e->mail_from);
    json_line_open(out, "to", '[');
    if (!e->recipients || !e->recipients[0])
        json_line_text(out, NULL, NULL);
    for (const char *const *to = e->recipients; to && *to; to++)
        json_line_text(out, NULL, *to);
    json_line_close(out, ']');
    json_line_close(out, '}');
    return g_string_free(out, FALSE);
}

/* What needs no database: the others are not kept waiting for it. */
static bool prepare(const LetterIn *in, Coming *out, GError **error)
{
    gsize size;
    const void *bytes = g_bytes_get_data(in->raw, &size);

    *out = (Coming){.bytes = (int64_t)size, .accepted = clock_now()};
    sha256(bytes, size, out->sum);
    out->envelope = envelope_text(&in->envelope);
    out->stored = pack_at_door(in->raw, error);
    return out->stored != NULL;
}

bool coming_insert(Db *db, const Coming *coming, int64_t *letter, GError **error)
{
    gsize size;
    const void *bytes = g_bytes_get_data(coming->stored, &size);
    DbStmt *s = db_stmt(db, SQL_LETTER_INSERT);

    if (coming->is_known)
        db_blob(s, 1, coming->fingerprint, sizeof coming->fingerprint);
    else
        db_text(s, 6, coming->envelope);
    db_blob(s, 2, coming->sum, sizeof coming->sum);
    db_blob(s, 3, bytes, size);
    db_int(s, 4, coming->bytes);
    db_int(s, 5, coming->accepted);
    if (!db_run(s, error))
        return false;
    *letter = db_last_id(db);
    return true;
}

static bool insert_all(Db *db, const Coming *all, size_t n, int64_t *ids, GError **error)
{
    bool ok = true;

    if (!db_begin(db, error))
        return false;
    for (size_t i = 0; ok && i < n; i++)
        ok = coming_insert(db, &all[i], &ids[i], error);
    return db_finish(db, ok, error);
}

bool letters_accept(Db *db, const LetterIn *letters, size_t n, int64_t *ids, GError **error)
{
    g_autofree Coming *all = g_new0(Coming, n);
    g_autofree int64_t *found = g_new0(int64_t, n);
    bool ok = true;

    for (size_t i = 0; ok && i < n; i++)
        ok = prepare(&letters[i], &all[i], error);
    ok = ok && insert_all(db, all, n, found, error);
    for (size_t i = 0; i < n; i++)
        coming_clear(&all[i]);
    if (ok)
        memcpy(ids, found, n * sizeof *ids);
    return ok;
}

bool letter_accept(Db *db, const Envelope *envelope, GBytes *raw, int64_t *letter, GError **error)
{
    const LetterIn in = {.envelope = *envelope, .raw = raw};
    g_auto(Coming) coming = {0};
    int64_t found = 0;

    if (!prepare(&in, &coming, error) || !coming_look_at(&coming, raw, error) ||
        !db_begin(db, error) || !db_finish(db, coming_sort(db, &coming, &found, error), error))
        return false;
    *letter = found;
    return true;
}
