/* lmtp_group.c: see lmtp_group.h. */
#include "gateway/lmtp_group.h"

#include "base/error.h"
#include "base/log.h"
#include "gateway/status.h"

static LetterIn letter_of(const LmtpClient *client, const char *account)
{
    return (LetterIn){
        .envelope = {.door = "lmtp",
                     .account = account,
                     .mail_from = lmtp_session_sender(client->session),
                     .recipients = lmtp_session_recipients(client->session)},
        .raw = lmtp_session_raw(client->session),
    };
}

static bool has_room(const LmtpGroup *group)
{
    return group->n < LMTP_GROUP && group->bytes < LMTP_GROUP_BYTES;
}

LmtpGroup *lmtp_group_of(const GPtrArray *clients, const char *account)
{
    g_autoptr(LmtpGroup) group = g_new(LmtpGroup, 1); /* not cleared: there is room for 200 */

    group->n = group->bytes = 0;
    for (guint i = 0; i < clients->len && has_room(group); i++) {
        LmtpClient *client = g_ptr_array_index(clients, i);
        if (client->given || !lmtp_client_is(client, LMTP_LETTER))
            continue;
        client->given = true;
        group->clients[group->n] = client;
        group->letters[group->n] = letter_of(client, account);
        group->ids[group->n] = 0;
        group->why[group->n] = NULL;
        group->bytes += g_bytes_get_size(group->letters[group->n++].raw);
    }
    return group->n ? g_steal_pointer(&group) : NULL;
}

bool lmtp_group_join(LmtpGroup *group, LmtpGroup *other)
{
    if (group->n + other->n > LMTP_GROUP || group->bytes + other->bytes > LMTP_GROUP_BYTES)
        return false;
    for (size_t i = 0; i < other->n; i++, group->n++) {
        group->clients[group->n] = other->clients[i];
        group->letters[group->n] = other->letters[i];
        group->ids[group->n] = other->ids[i];
        group->why[group->n] = g_steal_pointer(&other->why[i]);
    }
    group->bytes += other->bytes;
    lmtp_group_free(other);
    return true;
}

static void answer_kept(LmtpClient *client, const LetterIn *letter, int64_t id)
{
    g_autofree char *reply = g_strdup_printf("250 2.0.0 Kept as letter %" G_GINT64_FORMAT, id);

    LOG(INFO, "letter.accepted", LOG_NUM("letter", id), LOG_STR("door", "lmtp"),
        LOG_NUM("bytes", (int64_t)g_bytes_get_size(letter->raw)),
        LOG_STR("to", letter->envelope.recipients[0]));
    lmtp_session_answer(client->session, reply);
}

static void answer_failed(LmtpClient *client, const GError *why)
{
    LOG(ERROR, "lmtp.not-kept", LOG_STR("error", why->message),
        LOG_STR("to", lmtp_session_recipients(client->session)[0]));
    lmtp_session_answer(client->session, door_reply(error_code(why)));
}

bool lmtp_group_answer(const LmtpGroup *group)
{
    int64_t now = g_get_monotonic_time();
    bool kept = false;

    for (size_t i = 0; i < group->n; i++) {
        LmtpClient *client = group->clients[i];
        if (group->why[i])
            answer_failed(client, group->why[i]);
        else
            answer_kept(client, &group->letters[i], group->ids[i]);
        kept |= !group->why[i];
        client->given = false;
        client->heard = now;
        lmtp_client_feed(client);
    }
    return kept;
}

void lmtp_group_free(LmtpGroup *group)
{
    if (!group)
        return;
    for (size_t i = 0; i < group->n; i++)
        g_clear_error(&group->why[i]);
    g_free(group);
}
