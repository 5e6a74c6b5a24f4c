/* bounce_score.c: see bounce_score.h. */
#include "lists/bounce_score.h"

#include "base/clock.h"
#include "lists/people.h"

static const struct {
    const char *class_;
    BounceEffect effect;
} EFFECTS[] = {
    {"unknown-user", BOUNCE_EFFECT_HARD}, {"no-host", BOUNCE_EFFECT_HARD},
    {"disabled", BOUNCE_EFFECT_SOFT},     {"full", BOUNCE_EFFECT_SOFT},
    {"expired", BOUNCE_EFFECT_SOFT},      {"loop", BOUNCE_EFFECT_SOFT},
    {"other", BOUNCE_EFFECT_SOFT},        {"content", BOUNCE_EFFECT_LETTER},
    {"policy", BOUNCE_EFFECT_LETTER},     {"size", BOUNCE_EFFECT_LETTER},
    {"blocked", BOUNCE_EFFECT_US},        {"relay", BOUNCE_EFFECT_US},
    {"delayed", BOUNCE_EFFECT_NONE},      {"complaint", BOUNCE_EFFECT_NONE},
};

static const char *const NAMES[] = {
    [BOUNCE_EFFECT_NONE] = "none",     [BOUNCE_EFFECT_HARD] = "hard", [BOUNCE_EFFECT_SOFT] = "soft",
    [BOUNCE_EFFECT_LETTER] = "letter", [BOUNCE_EFFECT_US] = "us",
};

const char *bounce_effect_name(BounceEffect effect)
{
    return NAMES[effect];
}

BounceEffect bounce_effect(const Bounce *bounce)
{
    if (bounce->action != BOUNCE_FAILED)
        return BOUNCE_EFFECT_NONE;
    for (size_t i = 0; i < G_N_ELEMENTS(EFFECTS); i++) {
        bool doubtful = EFFECTS[i].effect == BOUNCE_EFFECT_HARD && !bounce->hard;
        if (g_strcmp0(EFFECTS[i].class_, bounce->class_) == 0)
            return doubtful ? BOUNCE_EFFECT_SOFT : EFFECTS[i].effect;
    }
    return BOUNCE_EFFECT_SOFT;
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

bool bounce_count(Db *db, const Settings *settings, const char *address, const Bounce *bounce,
                  bool *flagged, GError **error)
{
    BounceEffect effect = bounce_effect(bounce);
    BounceScore score = {0};
    bool found = false;

    *flagged = false;
    if (effect != BOUNCE_EFFECT_HARD && effect != BOUNCE_EFFECT_SOFT)
        return true;
    if (!read_score(db, address, &score, &found, flagged, error))
        return false;
    if (!found || *flagged)
        return true;
    score = bounce_score_after(settings, score, effect, clock_now());
    *flagged = score.points >= settings->bounce_limit;
    return write_score(db, address, score, error) &&
           (!*flagged || address_flag(db, address, bounce->class_, error));
}
