/* desk_case.c: see desk_case.h. What a verdict does stands in the do_*.c files. */
#include "gateway/desk_case.h"

#include <inttypes.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/command_table.h"
#include "gateway/echo.h"
#include "gateway/in_hand.h"
#include "gateway/judge.h"
#include "gateway/work.h"
#include "lists/people.h"

#define ATTEMPTS 3 /* readings during which the reader may die */

static bool decide(Work *work, Decision *decision, GError **error)
{
    Judgement judgement = {
        .db = work->desk->db,
        .settings = work->desk->settings,
        .instance = work->desk->instance,
        .subjects = work->desk->subjects,
        .facts = work->facts,
        .identity = work->identity,
        .target = work->target.kind,
        .list = work->list,
        .letter = work->item->letter,
        .accepted = work->item->accepted,
        .is_null_sender = work->item->mail_from && !*work->item->mail_from,
    };

    PolicyInput input;

    if (!letter_was_read(work->desk->db, work->item->letter, work->facts->message_id,
                         work->identity->address, error))
        return false;
    if (!judge(&judgement, &input, decision, error))
        return false;
    work->is_fast = input.is_fast;
    work->is_echo = input.echo != ECHO_NONE;
    return true;
}

/* --- do ----------------------------------------------------------------------------------- */

static const struct {
    bool (*run)(Work *work, GError **error);
    CaseState state; /* of the case afterwards */
} EFFECTS[] = {
    [VERDICT_PUBLISH] = {do_publish, CASE_DONE}, [VERDICT_HOLD] = {do_hold, CASE_HELD},
    [VERDICT_COMMAND] = {do_command, CASE_DONE}, [VERDICT_ANSWER] = {do_answer, CASE_DONE},
    [VERDICT_BOUNCE] = {do_bounce, CASE_DONE},   [VERDICT_IGNORE] = {do_ignore, CASE_DONE},
    [VERDICT_REFUSE] = {do_refuse, CASE_DONE},
};

/* What the robot could not read is for the administrator to see to: no moderator is asked. */
static CaseState state_after(const Decision *decision)
{
    bool unread =
        decision->verdict == VERDICT_IGNORE && g_str_equal(decision->reason, POLICY_UNREADABLE);

    return unread ? CASE_BROKEN : EFFECTS[decision->verdict].state;
}

static void log_decision(const Work *work)
{
    LOG(INFO, "case.decided", LOG_NUM("case", work->item->id),
        LOG_NUM("letter", work->item->letter), LOG_STR("to", work->item->recipient),
        LOG_STR("kind", letter_kind_name(work->facts->kind)),
        LOG_STR("from", work->identity ? work->identity->address : NULL),
        LOG_STR("verdict", work->verdict), LOG_STR("reason", work->reason),
        LOG_STR("evidence", work->facts->kind == KIND_BROKEN ? work->facts->evidence : NULL));
}

static bool finish_case(Work *work, CaseState state, const char *verdict, GError **error)
{
    work->verdict = verdict;
    return case_decide(work->desk->db, work->item->id, state, verdict, work->reason, error);
}

static char *target_name(const Target *target)
{
    static const char *const NAMES[] = {[TARGET_UNKNOWN] = "unknown", [TARGET_ROBOT] = "robot"};

    return target->kind == TARGET_LIST ? g_strdup_printf("list:%" PRId64, target->list)
                                       : g_strdup(NAMES[target->kind]);
}

static bool needs_placing(const Work *work)
{
    const char *recipient = work->item->recipient;

    return *recipient == '@' || book_is_bare(work->desk->settings, recipient);
}

/* With a [tag] or in a thread, "помощь" may be a post; "отписаться" never is. */
static bool is_command_to_robot(const Facts *facts)
{
    LoneCommand alone = command_alone(facts);

    return alone == LONE_MEMBERSHIP || ((alone == LONE_OTHER || alone == LONE_EXACT) &&
                                        !facts->subject_tags->len && !facts->in_reply_to);
}

/* A letter without an envelope recipient becomes one case for each target. */
static bool place(Work *work, GError **error)
{
    Db *db = work->desk->db;
    g_autoptr(GPtrArray) lists = list_all(db, error);
    const Placing placing = {.settings = work->desk->settings,
                             .account = work_account(work),
                             .lists = lists,
                             .facts = work->facts,
                             .is_command = is_command_to_robot(work->facts)};
    g_autoptr(GArray) targets = lists ? place_letter(db, &placing, error) : NULL;

    for (guint i = 0; targets && i < targets->len; i++) {
        g_autofree char *name = target_name(&g_array_index(targets, Target, i));
        if (!case_add(db, work->item->letter, name, error))
            return false;
    }
    work->reason = "placed";
    return targets && finish_case(work, CASE_DONE, "placed", error);
}

/* Whether the letter came from where it says: the receiver confirms it, or it answers a question
 * that was read there. Where no receiver is believed at all, the word of the letter has to do. */
static bool comes_from_there(const Work *work)
{
    const Ask *ask = work->ask;

    if (work->facts->auth != AUTH_NONE || work->facts->trick)
        return work->facts->auth == AUTH_PASS && !work->facts->trick;
    return g_str_equal(work_account(work)->authentication, "none") ||
           (ask && g_str_equal(ask->address, work->identity->address));
}

/* A person's letter shows that the address works. */
static bool note_works(const Work *work, GError **error)
{
    const Facts *facts = work->facts;
    bool by_hand =
        facts->kind == KIND_POST || facts->kind == KIND_COMMAND || facts->kind == KIND_ANSWER;

    if (!by_hand || !work->identity->address || !comes_from_there(work))
        return true;
    return address_works(work->desk->db, work->identity->address, error);
}

static bool decide_and_do(Work *work, GError **error)
{
    Decision decision;
    bool taken = false;

    if (!work_identify(work, error))
        return false;
    g_autofree char *target = target_name(&work->target);
    if (work->target.kind != TARGET_UNKNOWN &&
        !case_set_target(work->desk->db, work->item->id, target, &taken, error))
        return false;
    if (taken) {
        work->reason = "duplicate";
        return finish_case(work, CASE_DONE, verdict_name(VERDICT_IGNORE), error);
    }
    if (!decide(work, &decision, error))
        return false;
    work->reason = decision.reason;
    return note_works(work, error) && EFFECTS[decision.verdict].run(work, error) &&
           (work->is_forgotten || echo_note(work, error)) &&
           finish_case(work, state_after(&decision), verdict_name(decision.verdict), error);
}

/* The one transaction of a case. */
static bool handle(Work *work, GError **error)
{
    Db *db = work->desk->db;

    if (!db_begin(db, error))
        return false;
    bool ok = needs_placing(work) ? place(work, error) : decide_and_do(work, error);
    return db_finish(db, ok, error);
}

/* --- what goes wrong ---------------------------------------------------------------------- */

static bool set_aside(Db *db, int64_t case_id, const char *reason, const GError *why,
                      GError **error)
{
    LOG(ERROR, "case.broken", LOG_NUM("case", case_id), LOG_STR("reason", reason),
        LOG_STR("error", why->message));
    if (!db_begin(db, error))
        return false;
    return db_finish(db, case_decide(db, case_id, CASE_BROKEN, "broken", reason, error), error);
}

/* One more attempt that ended in a death; *over: it was the last, and the case is set aside. */
static bool count_death(Db *db, int64_t case_id, const GError *why, bool *over, GError **error)
{
    g_autoptr(Case) item = case_by_id(db, case_id, error);

    if (!item)
        return false;
    LOG(WARNING, "letter.deadly", LOG_NUM("letter", item->letter),
        LOG_NUM("attempt", item->attempts + 1), LOG_STR("error", why->message));
    *over = item->attempts + 1 >= ATTEMPTS;
    if (*over)
        return set_aside(db, case_id, POLICY_UNREADABLE, why, error);
    if (!db_begin(db, error))
        return false;
    return db_finish(db, letter_attempted(db, item->letter, error), error);
}

bool desk_blame(const Settings *settings, Db *db, GError **error)
{
    int64_t case_id = in_hand_read(settings);
    g_autoptr(Case) item = case_id ? case_by_id(db, case_id, NULL) : NULL;
    g_autoptr(GError) why = g_error_new_literal(VESTNIK_ERROR, ERR_BUG, "the desk died over it");
    bool over;

    return !item || item->state != CASE_NEW || count_death(db, case_id, why, &over, error);
}

/* The reader died over this letter: counted, and read again; after three times it is set aside for
 * a human. */
static bool reader_died(Desk *desk, int64_t case_id, const GError *why, GError **error)
{
    bool over = false;

    return count_death(desk->db, case_id, why, &over, error) &&
           (over || desk_case(desk, case_id, error));
}

bool desk_case(Desk *desk, int64_t case_id, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(Work) work = work_read(desk, case_id, &why);

    if (!work && error_code(why) == ERR_INPUT)
        return reader_died(desk, case_id, why, error);
    if (work && handle(work, &why)) {
        log_decision(work);
        return true;
    }
    if (error_code(why) == ERR_TEMP) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    return set_aside(desk->db, case_id, work ? "failed" : "damaged", why, error);
}
