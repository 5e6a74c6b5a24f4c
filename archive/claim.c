/* claim.c: see claim.h. A claim is text, "120-219,340": copies of one letter have numbers that
 * follow each other, so that the row stays short. */
#include "archive/claim.h"

#include <inttypes.h>
#include <stdlib.h>

/* --- reading ---------------------------------------------------------------------------------- */

static void add_runs(GArray *claims, const char *text, int64_t until)
{
    while (*text) {
        char *end;
        ClaimRun run = {.until = until};
        run.first = run.last = g_ascii_strtoll(text, &end, 10);
        if (*end == '-')
            run.last = g_ascii_strtoll(end + 1, &end, 10);
        g_array_append_val(claims, run);
        text = *end ? end + 1 : end;
    }
}

GArray *claims_read(Db *db, const ClaimsWanted *wanted, GError **error)
{
    g_autoptr(GArray) claims = g_array_new(FALSE, FALSE, sizeof(ClaimRun));
    DbStmt *s = db_stmt(db, SQL_CLAIMS);

    db_int(s, 1, wanted->sender);
    db_int(s, 2, wanted->own);
    db_int(s, 3, wanted->now);
    db_int(s, 4, wanted->latest);
    while (db_row(s))
        add_runs(claims, db_col_text(s, 1), db_col_int(s, 0));
    return db_done(s, error) ? g_steal_pointer(&claims) : NULL;
}

bool claims_have(const GArray *claims, int64_t recipient)
{
    for (guint i = 0; claims && i < claims->len; i++) {
        const ClaimRun *run = &g_array_index(claims, ClaimRun, i);
        if (run->first <= recipient && recipient <= run->last)
            return true;
    }
    return false;
}

int64_t claims_over(const GArray *claims)
{
    int64_t first = INT64_MAX;

    for (guint i = 0; claims && i < claims->len; i++)
        first = MIN(first, g_array_index(claims, ClaimRun, i).until);
    return first;
}

/* --- writing ---------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static char *runs_of(GArray *recipients)
{
    GString *text = g_string_new(NULL);
    const int64_t *ids = (const int64_t *)(void *)recipients->data;

    g_array_sort(recipients, by_number);
    for (guint i = 0, n; i < recipients->len; i += n) {
        for (n = 1; i + n < recipients->len && ids[i + n] == ids[i] + n; n++)
            ;
        g_string_append_printf(text, "%s%" PRId64, i ? "," : "", ids[i]);
        if (n > 1)
            g_string_append_printf(text, "-%" PRId64, ids[i] + n - 1);
    }
    return g_string_free(text, FALSE);
}

static bool end_claims(Db *db, int64_t id, int64_t now, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_CLAIM_END);

    db_int(s, 1, id);
    db_int(s, 2, now);
    return db_run(s, error);
}

bool claim_write(Db *db, int64_t *id, const ClaimNote *note, GArray *recipients, GError **error)
{
    if (!recipients->len) {
        bool ok = !*id || end_claims(db, *id, note->now, error);
        *id = 0;
        return ok;
    }
    g_autofree char *text = runs_of(recipients);
    DbStmt *s = db_stmt(db, SQL_CLAIM_WRITE);
    db_id(s, 1, *id);
    db_int(s, 2, note->sender);
    db_int(s, 3, note->until);
    db_text(s, 4, text);
    if (!db_run(s, error))
        return false;
    if (!*id)
        *id = db_last_id(db);
    return true;
}
