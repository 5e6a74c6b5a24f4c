/* pump_fetch.c: of pump_internal.h: what may go now by the account's budget is claimed, and what
 * has come back is recorded: one transaction for both. */
#include "gateway/pump_internal.h"

#include "base/clock.h"
#include "gateway/copy_count.h"
#include "gateway/readdress.h"

#define FETCH_MOST 1000
#define FETCH_FAST (G_USEC_PER_SEC / 5) /* what is sent sooner: more at once next time */
#define FETCH_SLOW (G_USEC_PER_SEC)     /* later: fewer, so that an urgent letter need not wait */

/* --- what may go ------------------------------------------------------------------------------ */

/* The rule of what goes next, and how much of it. */
typedef struct Grant {
    DueRule rule;
    QuotaRoom room[2]; /* by QuotaShare */
} Grant;

static QuotaRoom room_for(const Pump *pump, QuotaShare share)
{
    QuotaRoom room =
        quota_room(&pump->sender->quota, pump->account, share, sender_now(pump->sender));

    if (room.recipients != INT64_MAX)
        room.recipients = MAX(room.recipients - pump->turn.out_recipients, 0);
    if (room.letters != INT64_MAX)
        room.letters = MAX(room.letters - pump->turn.out_letters, 0);
    return room;
}

static bool has_any(const QuotaRoom *room)
{
    return room->recipients > 0 && room->letters > 0;
}

static Grant grant_now(const Pump *pump)
{
    Grant grant = {
        .rule = {.sender = pump->sender->lane,
                 .now = clock_now(),
                 .least = PRIORITY_DIGEST,
                 .in_hand = pump->in_hand,
                 .claims = pump->claims},
        .room = {room_for(pump, SHARE_DECISIONS), room_for(pump, SHARE_OTHERS)},
    };

    if (!has_any(&grant.room[SHARE_OTHERS]))
        grant.rule.least = PRIORITY_DECISION;
    return grant;
}

/* How many recipients of this letter may be claimed. */
static int most_of(const Pump *pump, const Grant *grant, const Outgoing *outgoing)
{
    QuotaShare share = outgoing->priority == PRIORITY_DECISION ? SHARE_DECISIONS : SHARE_OTHERS;
    int64_t per_letter = (int64_t)copy_most(pump->account, outgoing);
    int64_t most = MIN(pump->fetch, grant->room[share].recipients);

    most = MIN(most, MIN(grant->room[share].letters, FETCH_MOST) * per_letter);
    /* after a kill all that was claimed counts as sent: no more of it than is on its way at once */
    return (int)(pump->is_limited ? MIN(most, MAX(pump->account->smtp_connections, 1) * per_letter)
                                  : most);
}

/* --- fetch ------------------------------------------------------------------------------------ */

static bool use_letter(Pump *pump, int64_t outgoing, GError **error)
{
    if (pump->letter && pump->letter->outgoing->id == outgoing)
        return true;
    g_clear_pointer(&pump->letter, shared_letter_unref);
    g_autoptr(Outgoing) found = outgoing_by_id(pump->db, outgoing, error);
    if (!found ||
        !outgoing_readdress(pump->db, pump->deliverer->settings, pump->account, found, error))
        return false;
    pump->letter = shared_letter_new(g_steal_pointer(&found));
    return true;
}

/* Those of the first letter whom it may go to now; *due none: there is no such letter. Letters of
 * which everybody waits for a domain that is stopped are passed over. */
static bool find_due(Pump *pump, const Grant *grant, GPtrArray **due, GError **error)
{
    int64_t outgoing = 0;

    *due = recipients_new();
    do {
        if (!outgoing_first_due(pump->db, &grant->rule, &outgoing, error))
            return false;
        if (!outgoing)
            return true;
        if (!use_letter(pump, outgoing, error))
            return false;
        g_ptr_array_unref(*due);
        *due = outgoing_due(pump->db, &grant->rule, outgoing,
                            most_of(pump, grant, pump->letter->outgoing), error);
    } while (*due && !(*due)->len);
    return *due != NULL;
}

void pump_let_go(Pump *pump, const Copy *copy)
{
    for (guint i = 0; i < copy->recipients->len; i++)
        g_hash_table_remove(pump->in_hand, &((Recipient *)copy->recipients->pdata[i])->id);
}

static int64_t claim_until(const Pump *pump)
{
    return clock_now() + deliver_backoff(pump->deliverer->settings, 0);
}

bool pump_write_claim(Pump *pump, GError **error)
{
    const ClaimNote note = {pump->sender->lane, clock_now(), claim_until(pump)};
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    GHashTableIter iter;
    gpointer id;

    g_hash_table_iter_init(&iter, pump->in_hand);
    while (g_hash_table_iter_next(&iter, &id, NULL))
        g_array_append_vals(ids, id, 1);
    return claim_write(pump->db, &pump->claim, &note, ids, error);
}

/* Of deliverers before us, which were killed or could not record. */
static bool look_at_claims(Pump *pump, GError **error)
{
    const ClaimsWanted wanted = {pump->sender->lane, pump->claim, clock_now(), claim_until(pump)};

    g_clear_pointer(&pump->claims, g_array_unref);
    pump->claims = claims_read(pump->db, &wanted, error);
    return pump->claims != NULL;
}

/* Inside the transaction. What is in hand already, and due again because somebody said `queue
 * retry`, is passed over: it is not sent twice. */
static bool claim(Pump *pump, const Grant *given, GPtrArray **due, GError **error)
{
    Grant grant = *given;

    if (!look_at_claims(pump, error))
        return false;
    grant.rule.claims = pump->claims; /* nobody changes them now */
    if (!find_due(pump, &grant, due, error))
        return false;
    if (!(*due)->len)
        return true;
    for (guint i = 0; i < (*due)->len; i++)
        g_hash_table_add(pump->in_hand, &((Recipient *)(*due)->pdata[i])->id);
    int64_t per_letter = (int64_t)copy_most(pump->account, pump->letter->outgoing);
    pump->turn.out_recipients += (*due)->len;
    pump->turn.out_letters += ((*due)->len + per_letter - 1) / per_letter;
    return true;
}

static bool record_done(Pump *pump, GError **error)
{
    SenderTurn *turn = &pump->turn;

    if (!copies_count_taken(pump->db, pump->done, error))
        return false;
    for (guint i = 0; i < pump->done->len; i++) {
        Copy *copy = g_ptr_array_index(pump->done, i);
        if (!copy_record(pump->db, pump->deliverer->settings, copy, error))
            return false;
        size_t sent = copy_sent(copy);
        turn->sent_recipients += (int64_t)sent;
        turn->sent_letters += sent > 0;
        turn->out_recipients -= copy->recipients->len;
        turn->out_letters -= 1;
        pump_let_go(pump, copy);
    }
    return true;
}

/* Records what has come back, and claims what `grant` allows (NULL: nothing): one transaction.
 * After a failure the pump is of no use. */
static GPtrArray *take_turn(Pump *pump, const Grant *grant, GError **error)
{
    g_autoptr(GPtrArray) due = grant ? NULL : recipients_new();

    if (!grant && pump->done->len == 0)
        return g_steal_pointer(&due);
    if (!db_begin(pump->db, error))
        return NULL;
    bool ok = record_done(pump, error) && (!grant || claim(pump, grant, &due, error)) &&
              pump_write_claim(pump, error) &&
              sender_turn(pump->db, pump->sender, &pump->turn, pump->is_limited, error);
    if (!db_finish(pump->db, ok, error))
        return NULL;
    if (pump->journal)
        sent_journal_clear(pump->journal);
    for (guint i = 0; i < pump->done->len; i++)
        copy_log(g_ptr_array_index(pump->done, i));
    g_ptr_array_set_size(pump->done, 0);
    pump->turn.sent_recipients = pump->turn.sent_letters = 0;
    return g_steal_pointer(&due);
}

static void set_pace(Pump *pump)
{
    gint64 now = g_get_monotonic_time(), took = now - pump->fetched;

    if (pump->fetched && took < FETCH_FAST)
        pump->fetch = MIN(pump->fetch * 2, FETCH_MOST);
    else if (pump->fetched && took > FETCH_SLOW)
        pump->fetch = MAX(pump->fetch / 2, FETCH_LEAST);
    pump->fetched = now;
}

/* What a deliverer before us could not record is; and room is taken for what we may not be able
 * to. */
static bool open_journal(Pump *pump, GError **error)
{
    const char *folder = pump->deliverer->settings->state;

    if (pump->journal || !folder)
        return true;
    return sent_journals_recover(pump->db, folder, error) &&
           (pump->journal = sent_journal_open(folder, error)) != NULL;
}

/* Copies of what was claimed. */
static void make_ready(Pump *pump, GPtrArray *due)
{
    guint most = (guint)copy_most(pump->account, pump->letter->outgoing);

    for (guint at = 0; at < due->len; at += most)
        g_queue_push_tail(&pump->ready, copy_new(pump->letter, due, at, MIN(most, due->len - at)));
}

bool pump_fetch(Pump *pump, GError **error)
{
    if (!look_at_claims(pump, error))
        return false;
    const Grant grant = grant_now(pump);
    int64_t next;

    if (!has_any(&grant.room[SHARE_DECISIONS]))
        return true;
    if (!outgoing_next_due(pump->db, &grant.rule, &next, error))
        return false;
    if (next > grant.rule.now)
        return true; /* told by one look, without a transaction */
    if (!open_journal(pump, error))
        return false;
    g_autoptr(GPtrArray) due = take_turn(pump, &grant, error);
    if (!due)
        return false;
    set_pace(pump);
    if (due->len)
        make_ready(pump, due);
    return true;
}

bool pump_record(Pump *pump, GError **error)
{
    g_autoptr(GPtrArray) none = take_turn(pump, NULL, error);

    return none != NULL;
}

bool pump_next(Pump *pump, int64_t *next, GError **error)
{
    if (!look_at_claims(pump, error))
        return false;
    const Grant grant = grant_now(pump);
    int64_t due, opens;

    if (!outgoing_next_due(pump->db, &grant.rule, &due, error))
        return false;
    if (!has_any(&grant.room[SHARE_DECISIONS]))
        due = INT64_MAX;
    if (grant.rule.least == PRIORITY_DECISION) { /* the others wait for room */
        opens = quota_opens(&pump->sender->quota, pump->account,
                            has_any(&grant.room[SHARE_DECISIONS]) ? SHARE_OTHERS : SHARE_DECISIONS,
                            sender_now(pump->sender));
        due = MIN(due, sender_wall(pump->sender, opens));
    }
    *next = due == INT64_MAX ? due : MAX(due, pump->quiet_until);
    return true;
}
