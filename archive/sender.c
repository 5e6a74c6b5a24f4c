/* sender.c: see sender.h. */
#include "archive/sender.h"

#include "archive/outgoing.h"
#include "base/text.h"

#define REPLY_BYTES 400
#define NAMED_MOST  (7 * DAY) /* that a server may name */
#define SET_LEAST   60        /* seconds; less is no setting of the clock */

static const char *const STOPS[] = {[STOP_LIMIT] = "limit", [STOP_LOGIN] = "login"};

const char *stop_name(StopKind kind)
{
    return STOPS[kind];
}

void sender_free(Sender *sender)
{
    if (!sender)
        return;
    quota_clear(&sender->quota);
    g_free(sender->reply);
    g_free(sender->secret);
    g_free(sender);
}

int64_t sender_now(const Sender *sender)
{
    const ClockReading now = clock_read();

    return own_time(&sender->mark, &now);
}

int64_t sender_wall(const Sender *sender, int64_t own)
{
    return clock_now() + own - sender_now(sender);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void take_row(DbStmt *s, Sender *sender)
{
    const char *stop = db_col_text(s, 7);

    sender->id = db_col_int(s, 0);
    sender->mark.own = db_col_int(s, 1);
    sender->mark.at.wall = db_col_int(s, 2);
    sender->mark.at.uptime = db_col_int(s, 3);
    g_strlcpy(sender->mark.at.boot, db_col_text(s, 4), sizeof sender->mark.at.boot);
    sender->out_recipients = db_col_int(s, 5);
    sender->out_letters = db_col_int(s, 6);
    sender->stop = g_str_equal(stop, "limit")   ? STOP_LIMIT
                   : g_str_equal(stop, "login") ? STOP_LOGIN
                                                : STOP_NONE;
    sender->stop_until = db_col_int(s, 8);
    sender->stop_pause = db_col_int(s, 9);
    sender->stopped = db_col_int(s, 10);
    sender->reply = db_col_dup(s, 11);
    sender->secret = db_col_dup(s, 12);
}

static bool read_minutes(Db *db, Sender *sender, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_SENT_SINCE);

    db_int(s, 1, sender->id);
    db_int(s, 2, (sender_now(sender) - QUOTA_LONGEST) / 60 - 1);
    while (db_row(s)) {
        QuotaMinute minute = {db_col_int(s, 0), db_col_int(s, 1), db_col_int(s, 2)};
        g_array_append_val(sender->quota.minutes, minute);
    }
    return db_done(s, error);
}

static Sender *read_sender(Db *db, const Account *account, bool with_minutes, GError **error)
{
    g_autoptr(Sender) sender = g_new0(Sender, 1);
    DbStmt *s = db_stmt(db, SQL_SENDER_BY_ACCOUNT);

    quota_init(&sender->quota);
    db_text(s, 1, account->name);
    if (db_row(s))
        take_row(s, sender);
    if (!db_done(s, error) || (with_minutes && sender->id && !read_minutes(db, sender, error)))
        return NULL;
    return g_steal_pointer(&sender);
}

Sender *sender_find(Db *db, const Account *account, GError **error)
{
    return read_sender(db, account, true, error);
}

/* --- opening ---------------------------------------------------------------------------------- */

static bool add_row(Db *db, const char *account, int64_t *id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_SENDER_ADD);

    db_text(s, 1, account);
    if (!db_run(s, error))
        return false;
    s = db_stmt(db, SQL_SENDER_ID);
    db_text(s, 1, account);
    return db_one(s, id, NULL, error);
}

bool sender_lane(Db *db, const Settings *settings, const Account *account, int64_t *lane,
                 GError **error)
{
    *lane = 0;
    return !account || account == settings_account(settings) ||
           add_row(db, account->name, lane, error);
}

static bool count_sent(Db *db, Sender *sender, int64_t recipients, int64_t letters, GError **error)
{
    int64_t before = sender->quota.minutes->len;
    const QuotaMinute *minute = quota_add(&sender->quota, sender_now(sender), recipients, letters);
    DbStmt *s = db_stmt(db, SQL_SENT_ADD);

    db_int(s, 1, sender->id);
    db_int(s, 2, minute->minute);
    db_int(s, 3, recipients);
    db_int(s, 4, letters);
    if (!db_run(s, error))
        return false;
    if (sender->quota.minutes->len == before)
        return true;
    s = db_stmt(db, SQL_SENT_PRUNE); /* once a minute */
    db_int(s, 1, sender->id);
    db_int(s, 2, minute->minute - QUOTA_LONGEST / 60 - 1);
    return db_run(s, error);
}

/* Its own time goes on from here. */
static bool note_mark(Db *db, Sender *sender, GError **error)
{
    const ClockReading now = clock_read();
    DbStmt *s = db_stmt(db, SQL_SENDER_MARK);

    sender->mark = (OwnTime){.own = own_time(&sender->mark, &now), .at = now};
    db_int(s, 1, sender->id);
    db_int(s, 2, sender->mark.own);
    db_int(s, 3, now.wall);
    db_int(s, 4, now.uptime);
    db_text(s, 5, now.boot);
    db_int(s, 6, sender->out_recipients);
    db_int(s, 7, sender->out_letters);
    return db_run(s, error);
}

/* What the clock should show; now.wall where it shows just that, or it cannot be known. */
static int64_t expected(const Sender *sender, const ClockReading *now)
{
    const ClockReading *before = &sender->mark.at;
    int64_t unset = clock_unset(before, now);

    if (!sender->mark.own)
        return now->wall;
    /* a machine that was off may have lost its time: it shows less than when it was last read */
    if (now->wall < before->wall)
        return MAX(unset, before->wall);
    return ABS(now->wall - unset) < SET_LEAST ? now->wall : unset;
}

static bool begin(Db *db, const Account *account, Sender *sender, GError **error)
{
    const ClockReading now = clock_read();
    int64_t recipients = sender->out_recipients, letters = sender->out_letters;
    int64_t before = expected(sender, &now);

    sender->out_recipients = sender->out_letters = 0;
    return (before == now.wall || outgoing_clock_set(db, sender->lane, before, now.wall, error)) &&
           add_row(db, account->name, &sender->id, error) && note_mark(db, sender, error) &&
           (!recipients || count_sent(db, sender, recipients, letters, error));
}

Sender *sender_open(Db *db, const Settings *settings, const Account *account, GError **error)
{
    g_autoptr(Sender) sender = read_sender(db, account, !quota_is_open(account), error);
    if (!sender)
        return NULL;
    const ClockReading now = clock_read();
    bool is_first = account == settings_account(settings);

    sender->lane = is_first ? 0 : sender->id;
    /* a clock that was set counts from where it stands now */
    if (!sender->mark.own || sender->out_recipients || expected(sender, &now) != now.wall ||
        !g_str_equal(now.boot, sender->mark.at.boot)) {
        if (!db_begin(db, error) || !db_finish(db, begin(db, account, sender, error), error))
            return NULL;
    }
    sender->lane = is_first ? 0 : sender->id; /* the row may be a new one */
    return g_steal_pointer(&sender);
}

/* --- at work ---------------------------------------------------------------------------------- */

bool sender_turn(Db *db, Sender *sender, const SenderTurn *turn, bool is_limited, GError **error)
{
    if (turn->sent_recipients &&
        !count_sent(db, sender, turn->sent_recipients, turn->sent_letters, error))
        return false;
    if (!is_limited || (!turn->sent_recipients && sender->out_recipients == turn->out_recipients))
        return true;
    sender->out_recipients = turn->out_recipients;
    sender->out_letters = turn->out_letters;
    return note_mark(db, sender, error);
}

bool sender_is_stopped(const Sender *sender)
{
    return sender->stop_until > sender_now(sender);
}

/* The same trouble soon after the last pause: twice as long. */
static int64_t next_pause(const Settings *settings, const Sender *sender, const SenderStop *stop,
                          bool again)
{
    int64_t first = stop->kind == STOP_LOGIN ? settings->pause_login : settings->pause_limit;

    if (stop->seconds > 0)
        return MIN(stop->seconds, NAMED_MOST);
    return again ? MAX(MIN(sender->stop_pause * 2, settings->pause_longest), first) : first;
}

bool sender_stop(Db *db, const Settings *settings, Sender *sender, const SenderStop *stop,
                 GError **error)
{
    int64_t own = sender_now(sender);
    bool again = sender->stop == stop->kind && own <= sender->stop_until + sender->stop_pause;
    g_autofree char *line = text_one_line(stop->reply);
    DbStmt *s = db_stmt(db, SQL_SENDER_STOP);

    sender->stop_pause = next_pause(settings, sender, stop, again);
    sender->stop_until = own + sender->stop_pause;
    sender->stop = stop->kind;
    g_free(sender->reply);
    sender->reply = text_cut(line, REPLY_BYTES);
    g_free(sender->secret);
    sender->secret = g_strdup(stop->secret);
    db_int(s, 1, sender->id);
    db_text(s, 2, stop_name(stop->kind));
    db_int(s, 3, sender->stop_until);
    db_int(s, 4, sender->stop_pause);
    db_text(s, 5, sender->reply);
    db_text(s, 6, sender->secret);
    db_int(s, 7, clock_now());
    db_int(s, 8, again);
    return db_run(s, error);
}

bool sender_go(Db *db, int64_t id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_SENDER_GO);

    db_int(s, 1, id);
    return db_run(s, error);
}
