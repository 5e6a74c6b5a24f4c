/* do_bounce.c: a bounce (RFC 3464): recorded for each failing address. It counts only with the key
 * of the copy that came back (copy_key.c), in the address that it came to or in the returned
 * letter. Every member knows the Message-ID of a post and the addresses of colleagues: such a
 * bounce only makes us probe the address, and the bounce of the probe has a key. Nobody is removed:
 * lists/bounce_score.h says what becomes of the address. */
#include "base/clock.h"
#include "base/log.h"
#include "gateway/deliverer.h"
#include "gateway/probe.h"
#include "gateway/work.h"
#include "lists/bounce_score.h"

static const char *const ACTIONS[] = {
    [BOUNCE_FAILED] = "failed",   [BOUNCE_DELAYED] = "delayed",   [BOUNCE_DELIVERED] = "delivered",
    [BOUNCE_RELAYED] = "relayed", [BOUNCE_EXPANDED] = "expanded",
};

/* The copy that a bounce is about. */
typedef struct Returned {
    int64_t recipient, outgoing, person; /* recipient 0: none of ours */
    char *address;
} Returned;

static void returned_clear(Returned *returned)
{
    g_free(returned->address);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Returned, returned_clear)

static bool read_returned(DbStmt *s, Returned *returned, GError **error)
{
    if (db_row(s)) {
        returned->recipient = db_col_int(s, 0);
        returned->outgoing = db_col_int(s, 1);
        returned->person = db_col_int(s, 2);
        returned->address = db_col_dup(s, 3);
    }
    return db_done(s, error);
}

static int64_t key_in_address(const Work *work, const char *address)
{
    g_autofree char *key = book_copy_key(work->desk->settings, address);

    return key ? copy_of_key(&work->desk->key, key) : 0;
}

/* 0: no key, or a wrong one. */
static int64_t find_key(const Work *work)
{
    const Facts *facts = work->facts;
    int64_t recipient = key_in_address(work, work->item->recipient);

    for (guint i = 0; !recipient && i < facts->recipients->len; i++)
        recipient = key_in_address(work, g_ptr_array_index(facts->recipients, i));
    if (!recipient && facts->bounced_copy)
        recipient = copy_of_key(&work->desk->key, facts->bounced_copy);
    return recipient;
}

static bool find_copy(const Work *work, Returned *returned, GError **error)
{
    int64_t recipient = find_key(work);
    if (!recipient)
        return true;
    DbStmt *s = db_stmt(work->desk->db, SQL_BOUNCED_COPY);
    db_int(s, 1, recipient);
    return read_returned(s, returned, error);
}

/* What anybody could have written: a letter of ours, and one whom it went to. */
static bool find_named(const Work *work, const Bounce *bounce, Returned *named, GError **error)
{
    if (!work->facts->bounced_message_id)
        return true;
    DbStmt *s = db_stmt(work->desk->db, SQL_BOUNCED_BY_MESSAGE_ID);
    db_text(s, 1, work->facts->bounced_message_id);
    db_text(s, 2, bounce->address);
    return read_returned(s, named, error);
}

static bool record(Work *work, const Bounce *bounce, int64_t outgoing, GError **error)
{
    DbStmt *s = db_stmt(work->desk->db, SQL_BOUNCE_INSERT);

    db_int(s, 1, work->item->letter);
    db_id(s, 2, outgoing);
    db_text(s, 3, bounce->address);
    db_text(s, 4, ACTIONS[bounce->action]);
    db_text(s, 5, bounce->status);
    db_text(s, 6, bounce->class_);
    db_int(s, 7, bounce->hard);
    db_text(s, 8, bounce->diagnostic);
    db_int(s, 9, clock_now());
    return db_run(s, error);
}

static bool mark_failed(Work *work, const Bounce *bounce, int64_t recipient, bool *first,
                        GError **error)
{
    DbStmt *s = db_stmt(work->desk->db, SQL_RECIPIENT_BOUNCED);

    db_int(s, 1, recipient);
    db_text(s, 2, bounce->diagnostic ? bounce->diagnostic : bounce->class_);
    db_int(s, 3, clock_now());
    if (!db_run(s, error))
        return false;
    *first = db_changes(work->desk->db) > 0;
    return true;
}

/* The report speaks of the address that we wrote to, or of one that it was passed on to: then the
 * first that failed tells. NULL: none failed. */
static const Bounce *telling(const GPtrArray *bounces, const char *address)
{
    const Bounce *found = NULL;

    for (guint i = 0; i < bounces->len; i++) {
        const Bounce *bounce = g_ptr_array_index(bounces, i);
        if (bounce->action != BOUNCE_FAILED)
            continue;
        if (g_strcmp0(bounce->address, address) == 0)
            return bounce;
        if (!found)
            found = bounce;
    }
    return found;
}

/* The key is right: this copy did not arrive. */
static bool act_on(Work *work, const Returned *copy, GError **error)
{
    const Bounce *bounce = telling(work->facts->bounces, copy->address);
    bool first = false;
    FailedCounted counted;

    if (!bounce)
        return true;
    if (!mark_failed(work, bounce, copy->recipient, &first, error))
        return false;
    if (!first)
        return true;
    FailedCopy failed = {.recipient = copy->recipient,
                         .address = copy->address,
                         .bounce = bounce,
                         .was_taken = true};
    BounceEffect effect = bounce_effect(bounce);
    if (!bounce_count(work->desk->db, work->desk->settings, &failed, &counted, error))
        return false;
    LOG(INFO, "bounce.counted", LOG_STR("address", copy->address),
        LOG_STR("effect", bounce_effect_name(effect)),
        LOG_STR("flagged", counted.is_flagged ? "yes" : "no"),
        LOG_STR("stopped", counted.is_stopped ? "yes" : "no"));
    if (effect != BOUNCE_EFFECT_HARD || counted.is_flagged || counted.is_stopped)
        return true;
    return probe_send(work, copy->address, copy->person, copy->recipient, error);
}

/* Without a key. */
static bool doubt(Work *work, const Bounce *bounce, int64_t *outgoing, GError **error)
{
    g_auto(Returned) named = {0};

    if (!find_named(work, bounce, &named, error))
        return false;
    *outgoing = named.outgoing;
    if (!named.recipient || bounce_effect(bounce) == BOUNCE_EFFECT_NONE)
        return true;
    return probe_send(work, named.address, named.person, named.recipient, error);
}

bool do_bounce(Work *work, GError **error)
{
    g_auto(Returned) copy = {0};
    if (!find_copy(work, &copy, error))
        return false;
    for (guint i = 0; i < work->facts->bounces->len; i++) {
        const Bounce *bounce = g_ptr_array_index(work->facts->bounces, i);
        int64_t outgoing = copy.outgoing;
        if ((!copy.recipient && !doubt(work, bounce, &outgoing, error)) ||
            !record(work, bounce, outgoing, error))
            return false;
        LOG(INFO, "bounce", LOG_STR("address", bounce->address), LOG_STR("class", bounce->class_),
            LOG_STR("status", bounce->status), LOG_STR("ours", outgoing ? "yes" : "no"),
            LOG_STR("key", copy.recipient ? "yes" : "no"));
    }
    return !copy.recipient || act_on(work, &copy, error);
}
