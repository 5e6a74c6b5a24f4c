/* escalation.c: see escalation.h. A duty of the timer. The letter is read before the transaction
 * begins; inside it is looked again whether it still waits. */
#include "gateway/escalation.h"

#include <inttypes.h>

#include "archive/act.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/bell.h"
#include "gateway/hold_ask.h"
#include "gateway/hold_author.h"
#include "gateway/moderation.h"
#include "gateway/queue_letter.h"

#define BATCH 50 /* letters looked at before others are asked for */
#define LATER HOUR

static const char KIND[] = "hold";
static const char SINCE[] = "since";

static char *key_of(int64_t case_id)
{
    return g_strdup_printf("%" PRId64, case_id);
}

/* --- what is due ------------------------------------------------------------------------------ */

/* `at` INT64_MAX: nothing is. */
static bool set_due(Db *db, int64_t case_id, int64_t at, GError **error)
{
    g_autofree char *key = key_of(case_id);
    DbStmt *s = db_stmt(db, at == INT64_MAX ? SQL_DUE_DONE : SQL_DUE_SET);

    db_text(s, 1, KIND);
    db_text(s, 2, key);
    if (at != INT64_MAX)
        db_int(s, 3, at);
    return db_run(s, error);
}

static GArray *cases_due(Db *db, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    DbStmt *s = db_stmt(db, SQL_DUE_NOW);

    db_text(s, 1, KIND);
    db_int(s, 2, clock_now());
    db_int(s, 3, BATCH);
    while (db_row(s)) {
        int64_t id = g_ascii_strtoll(db_col_text(s, 0), NULL, 10);
        g_array_append_val(ids, id);
    }
    return db_done(s, error) ? g_steal_pointer(&ids) : NULL;
}

static bool find_next(Db *db, int64_t *next, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_DUE_NEXT);

    *next = INT64_MAX;
    db_text(s, 1, KIND);
    if (db_row(s) && !db_col_null(s, 0))
        *next = db_col_int(s, 0);
    return db_done(s, error);
}

bool escalation_since(const Work *held, int64_t *since, GError **error)
{
    g_autofree char *key = key_of(held->item->id);
    DbStmt *s = db_stmt(held->desk->db, SQL_RUN_AT);

    *since = 0;
    db_text(s, 1, KIND);
    db_text(s, 2, key);
    db_text(s, 3, SINCE);
    return db_one(s, since, NULL, error);
}

bool escalation_begin(const Work *held, GError **error)
{
    g_autofree char *key = key_of(held->item->id);
    bool first = false;

    return run_once(held->desk->db, KIND, key, SINCE, &first, error) &&
           (!first || set_due(held->desk->db, held->item->id, clock_now(), error));
}

/* --- the steps -------------------------------------------------------------------------------- */

static int64_t after(int64_t since, int64_t hours)
{
    return hours ? since + hours * HOUR : INT64_MAX;
}

static int64_t remind_at(const Work *held, int64_t since)
{
    int64_t at = after(since, held->desk->settings->remind_hours);

    return at == INT64_MAX ? at : queue_letter_after(held->desk->settings, at);
}

static int64_t deputies_at(const Work *held, int64_t since)
{
    return after(since, held->desk->settings->deputy_hours);
}

static int64_t methodists_at(const Work *held, int64_t since)
{
    return after(since, held->desk->settings->methodist_hours);
}

static int64_t author_at(const Work *held, int64_t since)
{
    int64_t hours =
        list_number(held->list->tell_author_hours, held->desk->settings->tell_author_hours);

    return moderation_tells_author(held) ? after(since, hours) : INT64_MAX;
}

static bool ask_deputies(Work *held, int64_t since, GError **error)
{
    guint asked;

    (void)since;
    return hold_ask(held, HOLD_DEPUTIES, &asked, error);
}

static bool ask_methodists(Work *held, int64_t since, GError **error)
{
    guint asked;

    (void)since;
    return hold_ask(held, HOLD_METHODISTS, &asked, error);
}

static bool remind(Work *held, int64_t since, GError **error)
{
    (void)since;
    return hold_remind(held, error);
}

static const struct {
    const char *name;
    int64_t (*at)(const Work *held, int64_t since);
    bool (*run)(Work *held, int64_t since, GError **error);
    bool is_last; /* not in one go with others: whoever they reach may still answer */
} STEPS[] = {
    {"reminded", remind_at, remind, false},
    {"deputies", deputies_at, ask_deputies, false},
    {"methodists", methodists_at, ask_methodists, false},
    {"author-told", author_at, hold_tell_author, false},
    {"returned", hold_return_at, hold_give_back, true},
};

/* *next: when the first of those that are left is due. When much is due at once, as after the
 * machine stood still, the letter does not go back before those who are asked now could answer. */
static bool take_steps(Work *held, int64_t since, int64_t *next, GError **error)
{
    g_autofree char *key = key_of(held->item->id);
    int64_t now = clock_now(), back = hold_return_at(held, since);
    bool ran = false, first;

    *next = INT64_MAX;
    for (size_t i = 0; i < G_N_ELEMENTS(STEPS); i++) {
        int64_t at = STEPS[i].at(held, since);
        if (at >= back && !STEPS[i].is_last)
            continue;
        if (at <= now && STEPS[i].is_last && ran)
            at = now + HOLD_GRACE;
        if (at > now) {
            *next = MIN(*next, at);
            continue;
        }
        if (!run_once(held->desk->db, KIND, key, STEPS[i].name, &first, error))
            return false;
        if (!first)
            continue;
        LOG(INFO, "case.waits", LOG_NUM("case", held->item->id), LOG_STR("step", STEPS[i].name));
        if (!STEPS[i].run(held, since, error))
            return false;
        ran = true;
    }
    return true;
}

/* --- one letter ------------------------------------------------------------------------------- */

static bool still_waits(Db *db, int64_t case_id, bool *waits, GError **error)
{
    g_autoptr(Case) item = case_by_id(db, case_id, error);

    *waits = item && item->state == CASE_HELD;
    return item != NULL;
}

static bool escalate(Work *held, GError **error)
{
    int64_t since, next = INT64_MAX;
    bool waits;

    held->reason = held->item->reason;
    if (!still_waits(held->desk->db, held->item->id, &waits, error))
        return false;
    if (waits && (!work_identify(held, error) || !escalation_since(held, &since, error) ||
                  !take_steps(held, since, &next, error)))
        return false;
    return set_due(held->desk->db, held->item->id, next, error);
}

/* Its own transaction. */
static bool put_off(Db *db, int64_t case_id, int64_t at, GError **error)
{
    return db_begin(db, error) && db_finish(db, set_due(db, case_id, at, error), error);
}

static bool handle(Desk *desk, int64_t case_id, GError **error)
{
    bool waits;

    if (!still_waits(desk->db, case_id, &waits, error))
        return false;
    if (!waits)
        return put_off(desk->db, case_id, INT64_MAX, error);
    g_autoptr(Work) held = work_read(desk, case_id, error);
    if (!held || !db_begin(desk->db, error))
        return false;
    return db_finish(desk->db, escalate(held, error), error);
}

/* What fails for a while stops everything; what is wrong with one letter does not. */
static bool handle_or_put_off(Desk *desk, int64_t case_id, GError **error)
{
    g_autoptr(GError) why = NULL;

    if (handle(desk, case_id, &why))
        return true;
    if (error_code(why) == ERR_TEMP) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    LOG(ERROR, "case.put_off", LOG_NUM("case", case_id), LOG_STR("error", why->message));
    return put_off(desk->db, case_id, clock_now() + LATER, error);
}

static bool handle_all(Db *db, const Settings *settings, GArray *ids, GError **error)
{
    g_autoptr(Desk) desk = desk_new(settings, db, error);
    bool ok = desk != NULL;

    for (guint i = 0; ok && i < ids->len; i++)
        ok = handle_or_put_off(desk, g_array_index(ids, int64_t, i), error);
    bell_ring(settings, BELL_DELIVERER);
    return ok;
}

bool escalation_work(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    guint found = BATCH;

    while (found == BATCH) {
        g_autoptr(GArray) ids = cases_due(db, error);
        if (!ids || (ids->len && !handle_all(db, settings, ids, error)))
            return false;
        found = ids->len;
    }
    return find_next(db, next, error);
}
