/* attribution.c: see attribution.h. */
#include "archive/attribution.h"

#include "base/clock.h"

static bool keep(Db *db, const Attribution *a, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ATTRIBUTION_SET);

    db_int(s, 1, a->letter);
    db_int(s, 2, a->person);
    db_int(s, 3, a->ask);
    db_int(s, 4, clock_now());
    return db_run(s, error);
}

static bool change_posts(Db *db, const Attribution *a, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_POST_ATTRIBUTE);

    db_int(s, 1, a->letter);
    db_int(s, 2, a->person);
    db_text(s, 3, a->author);
    db_text(s, 4, a->strength);
    return db_run(s, error);
}

/* The acts of the letter that are nobody's. */
static GArray *acts_of_nobody(Db *db, int64_t letter, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    DbStmt *s = db_stmt(db, SQL_ACTS_OF_NOBODY);

    db_int(s, 1, letter);
    while (db_row(s)) {
        int64_t id = db_col_int(s, 0);
        g_array_append_val(ids, id);
    }
    return db_done(s, error) ? g_steal_pointer(&ids) : NULL;
}

static bool replace_act(Db *db, int64_t act, const Attribution *a, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_ACT_COPY);

    db_int(s, 1, act);
    db_int(s, 2, a->person);
    db_text(s, 3, a->strength);
    if (!db_run(s, error))
        return false;
    s = db_stmt(db, SQL_ACT_VOID);
    db_int(s, 1, act);
    db_int(s, 2, db_last_id(db));
    return db_run(s, error);
}

bool attribution_set(Db *db, const Attribution *attribution, GError **error)
{
    if (!keep(db, attribution, error) || !change_posts(db, attribution, error))
        return false;
    g_autoptr(GArray) acts = acts_of_nobody(db, attribution->letter, error);

    for (guint i = 0; acts && i < acts->len; i++)
        if (!replace_act(db, g_array_index(acts, int64_t, i), attribution, error))
            return false;
    return acts != NULL;
}
