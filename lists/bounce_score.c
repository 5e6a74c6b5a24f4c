/* bounce_score.c: see bounce_score.h. */
#include "lists/bounce_score.h"

#include "archive/domain_stop.h"
#include "base/clock.h"
#include "lists/people.h"

static const struct EffectRow {
    const char *class_;
    BounceEffect effect;
    bool of_domain; /* it tells of the domain too, where many say so */
} EFFECTS[] = {
    {"unknown-user", BOUNCE_EFFECT_HARD, true}, {"no-host", BOUNCE_EFFECT_HARD, true},
    {"disabled", BOUNCE_EFFECT_SOFT, true},     {"full", BOUNCE_EFFECT_SOFT, true},
    {"expired", BOUNCE_EFFECT_SOFT, true},      {"loop", BOUNCE_EFFECT_SOFT, true},
    {"other", BOUNCE_EFFECT_SOFT, true},        {"content", BOUNCE_EFFECT_LETTER, false},
    {"policy", BOUNCE_EFFECT_LETTER, true},     {"size", BOUNCE_EFFECT_LETTER, false},
    {"blocked", BOUNCE_EFFECT_US, true},        {"relay", BOUNCE_EFFECT_US, true},
    {"delayed", BOUNCE_EFFECT_NONE, false},     {"complaint", BOUNCE_EFFECT_NONE, false},
};
/* A class that we do not know. */
static const struct EffectRow OTHER = {"", BOUNCE_EFFECT_SOFT, true};

static const char *const NAMES[] = {
    [BOUNCE_EFFECT_NONE] = "none",     [BOUNCE_EFFECT_HARD] = "hard", [BOUNCE_EFFECT_SOFT] = "soft",
    [BOUNCE_EFFECT_LETTER] = "letter", [BOUNCE_EFFECT_US] = "us",
};

const char *bounce_effect_name(BounceEffect effect)
{
    return NAMES[effect];
}

static const struct EffectRow *row_of(const Bounce *bounce)
{
    for (size_t i = 0; i < G_N_ELEMENTS(EFFECTS); i++)
        if (g_strcmp0(EFFECTS[i].class_, bounce->class_) == 0)
            return &EFFECTS[i];
    return &OTHER;
}

BounceEffect bounce_effect(const Bounce *bounce)
{
    if (bounce->action != BOUNCE_FAILED)
        return BOUNCE_EFFECT_NONE;
    BounceEffect effect = row_of(bounce)->effect;
    return effect == BOUNCE_EFFECT_HARD && !bounce->hard ? BOUNCE_EFFECT_SOFT : effect;
}

BounceScore bounce_score_after(const Settings *settings, BounceScore before, BounceEffect effect,
                               int64_t now)
{
    int64_t days = MAX(now - before.at, 0) / DAY;
    bool again = before.at && now - before.at < DAY;
    int64_t more = effect == BOUNCE_EFFECT_HARD             ? settings->bounce_hard
                   : effect == BOUNCE_EFFECT_SOFT && !again ? settings->bounce_soft
                                                            : 0;

    if (!more)
        return before;
    int64_t faded = days * settings->bounce_decay;
    return (BounceScore){MAX(before.points - faded, 0) + more, now};
}

static bool read_score(Db *db, const char *address, BounceScore *score, bool *found, bool *flagged,
                       GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_BOUNCE_SCORE);

    db_text(stmt, 1, address);
    *found = db_row(stmt);
    if (*found) {
        *score = (BounceScore){db_col_int(stmt, 0), db_col_int(stmt, 1)};
        *flagged = !db_col_null(stmt, 2);
    }
    return db_done(stmt, error);
}

static bool write_score(Db *db, const char *address, BounceScore score, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_BOUNCE_SCORE_SET);

    db_text(stmt, 1, address);
    db_int(stmt, 2, score.points);
    db_int(stmt, 3, score.at);
    return db_run(stmt, error);
}

bool bounce_count(Db *db, const Settings *settings, const FailedCopy *copy, FailedCounted *counted,
                  GError **error)
{
    BounceEffect effect = bounce_effect(copy->bounce);
    BounceScore score = {0};
    bool found = false;

    *counted = (FailedCounted){0};
    if (effect == BOUNCE_EFFECT_NONE)
        return true;
    if (!read_score(db, copy->address, &score, &found, &counted->is_flagged, error))
        return false;
    DomainFailure failure = {
        .recipient = copy->recipient,
        .address = copy->address,
        .refuses_us = effect == BOUNCE_EFFECT_US,
        .was_taken = copy->was_taken,
        .points = score.points,
        .bounced = score.at,
        .is_flagged = counted->is_flagged,
    };
    if (row_of(copy->bounce)->of_domain &&
        !domain_failed(db, settings, &failure, &counted->is_stopped, error))
        return false;
    if (counted->is_stopped || !found || counted->is_flagged || copy->is_of_letter ||
        (effect != BOUNCE_EFFECT_HARD && effect != BOUNCE_EFFECT_SOFT))
        return true;
    score = bounce_score_after(settings, score, effect, clock_now());
    counted->is_flagged = score.points >= settings->bounce_limit;
    return write_score(db, copy->address, score, error) &&
           (!counted->is_flagged || address_flag(db, copy->address, copy->bounce->class_, error));
}
