/* outgoing_compose.c: an outgoing letter of the database as bytes (see deliverer.h). A post is a
 * few fields of this copy and our head before the body bytes of the letter as it came; a letter of
 * our own is composed from its draft. */
#include <inttypes.h>

#include "archive/letter.h"
#include "base/compose.h"
#include "base/error.h"
#include "base/reading.h"
#include "gateway/command_links.h"
#include "gateway/deliverer.h"
#include "gateway/person_export.h"
#include "lists/address_book.h"

/* Our head before the body of the letter; a post that was edited has all of it in the head. */
bool outgoing_body(Db *db, const Outgoing *outgoing, GBytes **body, GError **error)
{
    if (outgoing->draft || !outgoing->head)
        return true;
    g_autoptr(GBytes) raw = outgoing->letter ? letter_raw(db, outgoing->letter, error) : NULL;
    if (outgoing->letter && !raw)
        return false;
    size_t length = 0, head_length = 0;
    const guint8 *head = g_bytes_get_data(outgoing->head, &head_length);
    const guint8 *bytes = raw ? g_bytes_get_data(raw, &length) : NULL;
    size_t at = raw ? letter_body_offset(bytes, length) : 0;
    g_autoptr(GByteArray) all = g_byte_array_sized_new((guint)(head_length + length - at));

    g_byte_array_append(all, head, (guint)head_length);
    if (raw)
        g_byte_array_append(all, bytes + at, (guint)(length - at));
    g_autoptr(GBytes) whole = g_byte_array_free_to_bytes(g_steal_pointer(&all));
    *body = compose_crlf(whole);
    return true;
}

/* The fields that name the list, and those who share a mailbox where this copy goes to one. */
static bool address_fields(const Outgoing *outgoing, const Recipient *recipient, PostFields *fields,
                           GError **error)
{
    PostAddress address = {0};

    if (!post_address_from_json(outgoing->address, &address, error))
        return false;
    PostCopy copy = {
        .names = recipient ? recipient->names : NULL,
        .mailbox = recipient ? recipient->address : NULL,
    };
    bool ok = compose_post_copy(&address, &copy, fields, error);
    post_address_clear(&address);
    return ok;
}

/* The fields of the usual copies are made once: they are the same for every copy that is of one
 * person. */
static GBytes *head_of_copy(const Outgoing *outgoing, const OutgoingView *view, GError **error)
{
    bool is_usual = view->fields && (!view->recipient || !view->recipient->names);
    const CopyMarks marks = {.key = view->copy_key, .one_click = view->one_click};
    PostFields own = {0}, *fields = is_usual ? view->fields : &own;

    if (!outgoing->address)
        return g_bytes_new_static("", 0);
    bool ok = fields->usual || address_fields(outgoing, view->recipient, fields, error);
    GBytes *head = ok ? compose_marked(fields, &marks) : NULL;
    post_fields_clear(&own);
    return head;
}

static LetterPart *waiting_file(const Draft *draft, GBytes *bytes)
{
    LetterPart *file = g_new0(LetterPart, 1);

    file->name = g_strdup(draft->file_name);
    file->type = g_strdup(draft->file_type);
    file->bytes = g_bytes_ref(bytes);
    return file;
}

static GBytes *compose_own(Db *db, const Outgoing *outgoing, const OutgoingView *view,
                           GError **error)
{
    g_autoptr(Draft) draft = draft_from_json(outgoing->draft, error);
    g_autoptr(GBytes) attached = NULL;
    g_autoptr(LetterPart) file = NULL;

    if (!draft)
        return NULL;
    if (draft->attach_person) {
        file = person_export_file(db, view->settings, draft->attach_person, error);
        if (!file)
            return NULL;
    }
    if (draft->file_type && outgoing->head)
        file = waiting_file(draft, outgoing->head);
    if (draft->attach_letter) {
        attached = letter_raw(db, draft->attach_letter, error);
        if (!attached)
            return NULL;
    }
    ListLinks links = {0};
    if (draft->list_name) {
        const LinkedList list = {draft->list_name, draft->reply_to, draft->language};
        links = list_links(view->settings, &list);
        g_clear_pointer(&links.subscribe, g_free); /* who gets it is a member */
    }
    ComposeContext context = {
        .to_address = view->to_address,
        .message_id = outgoing->message_id,
        .token = view->token,
        .date = view->date,
        .zone = view->settings->zone,
        .loop_stamp = view->loop_stamp,
        .copy_key = view->copy_key,
        .attached = attached,
        .file = file,
        .links = draft->list_name ? &links : NULL,
        .one_click = view->one_click,
    };
    GBytes *made = compose_draft(draft, &context, error);
    list_links_clear(&links);
    return made;
}

GBytes *outgoing_head(Db *db, const Outgoing *outgoing, const OutgoingView *view, GError **error)
{
    if (outgoing->draft)
        return compose_own(db, outgoing, view, error);
    if (outgoing->head)
        return head_of_copy(outgoing, view, error);
    fail(error, ERR_INPUT, "outgoing letter %" PRId64 " has neither a draft nor a body",
         outgoing->id);
    return NULL;
}

char *outgoing_mail_from(const Outgoing *outgoing, const OutgoingView *view)
{
    const char *sender = outgoing->mail_from ? outgoing->mail_from : "";

    return view->verp && *sender && view->copy_key ? book_copy_sender(sender, view->copy_key)
                                                   : g_strdup(sender);
}
