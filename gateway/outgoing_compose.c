/* outgoing_compose.c: an outgoing letter of the database as bytes (see deliverer.h). A post is our
 * head before the body bytes of the letter as it came; a letter of our own is composed from its
 * draft. */
#include <inttypes.h>

#include "archive/letter.h"
#include "base/compose.h"
#include "base/error.h"
#include "base/reading.h"
#include "gateway/deliverer.h"

static GBytes *compose_post(Db *db, const Outgoing *outgoing, GError **error)
{
    g_autoptr(GBytes) raw = letter_raw(db, outgoing->letter, error);
    if (!raw)
        return NULL;
    size_t length = 0, head_length = 0;
    const guint8 *bytes = g_bytes_get_data(raw, &length);
    const guint8 *head = g_bytes_get_data(outgoing->head, &head_length);
    size_t body = letter_body_offset(bytes, length);
    g_autoptr(GByteArray) all = g_byte_array_sized_new((guint)(head_length + length - body));

    g_byte_array_append(all, head, (guint)head_length);
    g_byte_array_append(all, bytes + body, (guint)(length - body));
    g_autoptr(GBytes) whole = g_byte_array_free_to_bytes(g_steal_pointer(&all));
    return compose_crlf(whole);
}

static GBytes *compose_own(Db *db, const Outgoing *outgoing, const OutgoingView *view,
                           GError **error)
{
    g_autoptr(Draft) draft = draft_from_json(outgoing->draft, error);
    g_autoptr(GBytes) attached = NULL;

    if (!draft)
        return NULL;
    if (draft->attach_letter) {
        attached = letter_raw(db, draft->attach_letter, error);
        if (!attached)
            return NULL;
    }
    ComposeContext context = {
        .to_address = view->to_address,
        .message_id = outgoing->message_id,
        .token = view->token,
        .date = view->date,
        .zone = view->zone,
        .loop_stamp = view->loop_stamp,
        .attached = attached,
    };
    return compose_draft(draft, &context, error);
}

GBytes *outgoing_compose(Db *db, const Outgoing *outgoing, const OutgoingView *view, GError **error)
{
    if (outgoing->draft)
        return compose_own(db, outgoing, view, error);
    if (outgoing->head && outgoing->letter)
        return compose_post(db, outgoing, error);
    if (outgoing->head)
        return compose_crlf(outgoing->head);
    fail(error, ERR_INPUT, "outgoing letter %" PRId64 " has neither a draft nor a body",
         outgoing->id);
    return NULL;
}
