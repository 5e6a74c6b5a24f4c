/* desk.c: see desk.h. */
#include "gateway/desk.h"

#include <unistd.h>

#include "archive/act.h"
#include "archive/search.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/bell.h"
#include "gateway/command_table.h"
#include "gateway/desk_case.h"
#include "gateway/in_hand.h"

#define BATCH    100 /* cases looked at before new ones are asked for */
#define FAILURES 5   /* cases in a row that cannot be done now: then nothing can */

Desk *desk_new(const Settings *settings, Db *db, GError **error)
{
    g_autoptr(Desk) desk = g_new0(Desk, 1);
    ReadContext context = {
        .limits = settings->limits,
        .command_words = command_words(),
    };
    ReaderSettings reader = reader_settings_from(settings);

    desk->subjects = auto_subjects_open(settings->automatic_subjects, error);

    g_autoptr(HoldRules) rules =
        desk->subjects ? hold_rules_open(settings->hold_rules, settings->limits.hold_steps, error)
                       : NULL;

    if (!rules)
        return NULL;
    context.subjects = desk->subjects;
    context.rules = rules;
    desk->settings = settings;
    desk->db = db;
    desk->in_hand = in_hand_open(settings);
    desk->texts = texts_open(settings->letters, error);
    if (!desk->texts)
        return NULL;
    desk->tongues = tongues_open(settings->letters, settings->language, error);
    if (!desk->tongues || !token_key_load(settings->key_file, &desk->key, error))
        return NULL;
    desk->words = desk_tongue(desk, NULL)->words;
    desk->instance = instance_value(db, "id", error);
    if (!desk->instance)
        return NULL;
    desk->reader = reader_new(&context, &reader);
    return g_steal_pointer(&desk);
}

void desk_free(Desk *desk)
{
    if (!desk)
        return;
    reader_free(desk->reader);
    texts_free(desk->texts);
    tongues_free(desk->tongues);
    auto_subjects_free(desk->subjects);
    g_free(desk->instance);
    if (desk->in_hand >= 0)
        close(desk->in_hand);
    g_free(desk);
}

const Tongue *desk_tongue(const Desk *desk, const List *list)
{
    return tongues_find(desk->tongues, list_language(list, desk->settings));
}

/* What happens to the cases of one round. */
typedef struct Round {
    int64_t sorted; /* id of the letter looked at last */
    int64_t last;   /* id of the case looked at last */
    int handled;    /* cases */
    int failures;   /* in a row */
    GError *first;  /* of the failures */
} Round;

/* A case that cannot be done now (a text of ours is missing, a page of the file is bad) stays new
 * and does not stand in the way of the next. */
static void handle_next(Desk *desk, Round *round, int64_t case_id)
{
    g_autoptr(GError) why = NULL;

    round->last = case_id;
    in_hand_note(desk->in_hand, case_id);
    bool ok = desk_case(desk, case_id, &why);
    in_hand_note(desk->in_hand, 0);
    if (ok) {
        round->handled++;
        round->failures = 0;
        return;
    }
    round->failures++;
    LOG(ERROR, "case.put_off", LOG_NUM("case", case_id), LOG_STR("error", why->message));
    if (!round->first)
        round->first = g_steal_pointer(&why);
}

/* A letter that cannot be sorted now does not stand in the way either. */
static unsigned sort_batch(Desk *desk, Round *round)
{
    g_autoptr(GError) why = NULL;
    unsigned found;

    if (letters_sort(desk->db, &round->sorted, &found, &why))
        return found;
    round->failures++;
    if (!round->first)
        round->first = g_steal_pointer(&why);
    return found;
}

static bool handle_batch(Desk *desk, Round *round, guint *found, GError **error)
{
    unsigned sorted = sort_batch(desk, round);
    g_autoptr(GArray) ids = case_ids(desk->db, CASE_NEW, round->last, BATCH, error);

    if (!ids)
        return false;
    for (guint i = 0; i < ids->len && round->failures < FAILURES; i++)
        handle_next(desk, round, g_array_index(ids, int64_t, i));
    if (desk->again)
        round->last = 0;
    desk->again = false;
    if (ids->len)
        bell_ring(desk->settings, BELL_DELIVERER);
    *found = ids->len + sorted;
    return true;
}

bool desk_work(Desk *desk, int *handled, GError **error)
{
    Round round = {0};
    guint found = 1;
    bool ok = true;

    while (ok && found && round.failures < FAILURES)
        ok = handle_batch(desk, &round, &found, error);
    ok = ok && search_catch_up(desk->db, error);
    *handled = round.handled;
    if (ok && round.first) {
        g_propagate_error(error, g_steal_pointer(&round.first));
        ok = false;
    }
    g_clear_error(&round.first);
    return ok;
}
