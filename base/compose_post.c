/* compose_post.c: the header block of a post on its way to the members of a list (see compose.h),
 * the same for all; what differs from copy to copy stands in compose_copy.c.
 *
 * What of the letter goes on is decided in compose_fields.c. The fields that say how the body is to
 * be read are passed on as they stand, for so is the body, byte for byte. */
#include "base/compose.h"

#include <string.h>

#include "base/compose_fields.h"
#include "base/error.h"
#include "base/header.h"
#include "base/text.h"

#define PASSED_BYTES (64 * 1024) /* of all fields passed on */

static bool has_field(RawHeader walk, const char *name)
{
    while (raw_header_next(&walk)) {
        if (raw_header_is(&walk, name))
            return true;
    }
    return false;
}

/* Old programs send 8-bit text without a word about it. The body stays as it is; what reading found
 * out about its charset is told, so that the members' programs need not guess (RFC 2045
 * section 5.2). */
static void append_missing_type(GString *out, const Facts *facts, const RawHeader *walk)
{
    const char *charset = facts->charset_used;

    if (!charset || g_str_equal(charset, "us-ascii") || has_field(*walk, "Content-Type"))
        return;
    if (!has_field(*walk, "MIME-Version"))
        g_string_append(out, "MIME-Version: 1.0\r\n");
    g_string_append_printf(out, "Content-Type: text/plain; charset=%s\r\n", charset);
    if (!has_field(*walk, "Content-Transfer-Encoding"))
        g_string_append(out, "Content-Transfer-Encoding: 8bit\r\n");
}

static bool append_passed(GString *out, RawHeader walk, bool with_body, GError **error)
{
    size_t before = out->len;

    while (raw_header_next(&walk)) {
        FieldFate fate = field_fate(&walk);
        if (fate != FIELD_PASSED && !(fate == FIELD_BODY && with_body))
            continue;
        raw_header_append(out, &walk);
        if (out->len - before > PASSED_BYTES)
            return fail(error, ERR_INPUT, "compose: more than %d bytes of Content fields",
                        PASSED_BYTES);
    }
    return true;
}

static bool has_tag(const Facts *facts, const char *tag)
{
    g_autofree char *wanted = text_fold(tag);

    for (guint i = 0; facts->subject_tags && i < facts->subject_tags->len; i++) {
        g_autofree char *found = text_fold(g_ptr_array_index(facts->subject_tags, i));
        if (strcmp(found, wanted) == 0)
            return true;
    }
    return false;
}

/* The letter's own field, when there is one and it is ASCII of a decent size with no control
 * characters hidden in its encoded words. */
static bool append_own_subject(GString *out, const Facts *facts, RawHeader walk)
{
    RawHeader found = {0};
    int count = 0;

    while (raw_header_next(&walk)) {
        if (raw_header_is(&walk, "Subject")) {
            found = walk;
            count++;
        }
    }
    if (count != 1 || found.field_length > 2 * HEADER_TEXT_MAX ||
        g_ptr_array_find_with_equal_func(facts->warnings, "control-characters", g_str_equal, NULL))
        return false;
    for (size_t i = 0; i < found.field_length; i++)
        if ((unsigned char)found.field[i] >= 0x80)
            return false;
    raw_header_append(out, &found);
    return true;
}

static void append_subject(GString *out, const PostHead *head, RawHeader walk)
{
    const char *subject = head->facts->subject ? head->facts->subject : "";
    bool add = head->tag && *head->tag && !has_tag(head->facts, head->tag);

    if (!add && !head->note && append_own_subject(out, head->facts, walk))
        return;
    g_autofree char *tagged =
        add ? g_strdup_printf("[%s] %s", head->tag, subject) : g_strdup(subject);
    header_text(out, "Subject", tagged);
}

static bool check(const PostHead *head, GError **error)
{
    if (!header_address_ok(head->sender))
        return fail(error, ERR_INPUT, "compose: no address: '%s'", head->sender);
    if (!header_word_ok(head->message_id))
        return fail(error, ERR_INPUT, "compose: no Message-ID: '%s'", head->message_id);
    if (!header_word_ok(head->list_name) || !header_word_ok(head->domain))
        return fail(error, ERR_INPUT, "compose: no list name or domain");
    return true;
}

static void append_content(GString *out, GBytes *content)
{
    size_t length = 0;
    const char *bytes = g_bytes_get_data(content, &length);

    header_words(out, "MIME-Version", "1.0");
    g_string_append_len(out, bytes, (gssize)length);
}

GBytes *compose_post_head(const PostHead *head, GBytes *raw, GError **error)
{
    size_t length = 0;
    const char *bytes = g_bytes_get_data(raw, &length);
    RawHeader walk = {.at = bytes, .end = bytes + length};
    g_autoptr(GString) out = g_string_new(NULL);

    if (!check(head, error))
        return NULL;
    fields_write(out, head);
    append_subject(out, head, walk);
    if (!head->content)
        append_missing_type(out, head->facts, &walk);
    if (!append_passed(out, walk, !head->content, error))
        return NULL;
    if (head->content)
        append_content(out, head->content);
    else
        g_string_append(out, "\r\n");
    return g_string_free_to_bytes(g_steal_pointer(&out));
}
