/* compose.c: letters of our own: notices, questions, digests (see compose.h). The same draft with
 * the same context gives the same bytes, so a letter sent again after a crash is the same letter.
 */
#include "base/compose.h"

#include <string.h>

#include "base/clock.h"
#include "base/compose_fields.h"
#include "base/error.h"
#include "base/header.h"
#include "base/part.h"
#include "base/text.h"

#define TOKEN_PLACE "{token}"

/* The caller's. Without a token the place stays as it is. */
static char *with_token(const char *text, const char *token)
{
    g_autoptr(GString) out = g_string_new(text);

    if (token)
        g_string_replace(out, TOKEN_PLACE, token, 0);
    return g_strdup(out->str);
}

static bool check(const Draft *draft, const ComposeContext *context, GError **error)
{
    if (!header_address_ok(draft->from_address))
        return fail(error, ERR_INPUT, "compose: From is no address: '%s'", draft->from_address);
    if (!header_address_ok(context->to_address))
        return fail(error, ERR_INPUT, "%s", header_address_fault(context->to_address));
    if (!header_word_ok(context->message_id))
        return fail(error, ERR_INPUT, "compose: no Message-ID: '%s'", context->message_id);
    if (draft->attach_letter && !context->attached)
        return fail(error, ERR_INPUT, "compose: the letter to attach is not there");
    if ((draft->attach_person || draft->file_type) && !context->file)
        return fail(error, ERR_INPUT, "compose: the file to attach is not there");
    return true;
}

/* "Title <name.domain>", as list_id_value() makes it. */
static void header_list_id(GString *out, const char *value)
{
    const char *open = value ? strrchr(value, '<') : NULL;
    size_t length = open ? strlen(open) : 0;

    if (length < 3 || open[length - 1] != '>')
        return;
    g_autofree char *inner = g_strndup(open + 1, length - 2);
    g_autofree char *title = g_strndup(value, (size_t)(open - value));
    if (header_word_ok(inner))
        header_phrase(out, "List-Id", title, inner);
}

char *list_id_value(const char *title, const char *name, const char *domain)
{
    g_autofree char *line = text_one_line(title);

    return g_strdup_printf("%s <%s.%s>", line, name, domain);
}

static void header_fixed(GString *out, const Draft *draft, const ComposeContext *context)
{
    g_autofree char *date = clock_rfc5322(context->date, context->zone);

    header_words(out, "Date", date);
    header_angle(out, "Message-ID", context->message_id);
    header_angle(out, "In-Reply-To", draft->in_reply_to);
    header_angle(out, "References", draft->in_reply_to);
    header_list_id(out, draft->list_id);
    if (context->links) {
        fields_of_list(out, context->links);
        field_unsubscribe(out, context->links->unsubscribe, context->one_click);
    }
    /* RFC 3834 section 5 */
    header_words(out, "Auto-Submitted", draft->in_reply_to ? "auto-replied" : "auto-generated");
    header_words(out, "X-Auto-Response-Suppress", "OOF, AutoReply");
    if (draft->bulk)
        header_words(out, "Precedence", "bulk");
    if (context->loop_stamp)
        header_words(out, "X-Vestnik-Loop", context->loop_stamp);
    if (context->copy_key && header_word_ok(context->copy_key))
        header_words(out, COPY_HEADER, context->copy_key);
    header_words(out, "MIME-Version", "1.0");
}

static bool append_headers(GString *out, const Draft *draft, const ComposeContext *context,
                           GError **error)
{
    g_autofree char *subject = with_token(draft->subject, context->token);
    g_autofree char *reply_to = with_token(draft->reply_to, context->token);

    header_phrase(out, "From", draft->from_name, draft->from_address);
    header_phrase(out, "To", draft->to_name, context->to_address);
    if (draft->reply_to) {
        if (!header_address_ok(reply_to))
            return fail(error, ERR_INPUT, "compose: Reply-To is no address");
        header_phrase(out, "Reply-To", NULL, reply_to);
    }
    header_text(out, "Subject", subject);
    header_fixed(out, draft, context);
    return true;
}

static void string_free(void *string)
{
    g_string_free(string, TRUE);
}

static GString *add_part(GPtrArray *parts)
{
    GString *part = g_string_new(NULL);

    g_ptr_array_add(parts, part);
    return part;
}

/* Text alone, or text and HTML as alternatives. */
static void append_content(GString *out, const Draft *draft, const ComposeContext *context)
{
    g_autofree char *text = with_token(draft->text, context->token);
    if (!draft->html) {
        part_text(out, "plain", text);
        return;
    }
    g_autofree char *html = with_token(draft->html, context->token);
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(string_free);
    part_text(add_part(parts), "plain", text);
    part_text(add_part(parts), "html", html);
    part_multipart(out, "alternative", context->message_id, parts);
}

GBytes *compose_content(const char *text, const GPtrArray *files, const char *seed)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(string_free);

    part_text(add_part(parts), "plain", text);
    for (guint i = 0; i < files->len; i++)
        part_file(add_part(parts), g_ptr_array_index(files, i));
    if (files->len)
        part_multipart(out, "mixed", seed, parts);
    else
        part_text(out, "plain", text);
    return g_string_free_to_bytes(g_steal_pointer(&out));
}

GBytes *compose_draft(const Draft *draft, const ComposeContext *context, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (!check(draft, context, error) || !append_headers(out, draft, context, error))
        return NULL;
    if (context->attached || context->file) {
        g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(string_free);
        append_content(add_part(parts), draft, context);
        if (context->attached)
            part_letter(add_part(parts), context->attached);
        if (context->file)
            part_file(add_part(parts), context->file);
        g_autofree char *seed = g_strconcat(context->message_id, " mixed", NULL);
        part_multipart(out, "mixed", seed, parts);
    } else {
        append_content(out, draft, context);
    }
    return g_string_free_to_bytes(g_steal_pointer(&out));
}

char *compose_header(const char *name, const char *value)
{
    GString *out = g_string_new(NULL);

    header_text(out, name, value);
    return g_string_free(out, FALSE);
}

GBytes *compose_crlf(GBytes *bytes)
{
    size_t length = 0, bare = 0;
    const char *in = g_bytes_get_data(bytes, &length);

    for (size_t i = 0; i < length; i++)
        bare += (in[i] == '\n' && (i == 0 || in[i - 1] != '\r')) ||
                (in[i] == '\r' && (i + 1 == length || in[i + 1] != '\n'));
    if (bare == 0)
        return g_bytes_ref(bytes);
    GByteArray *out = g_byte_array_sized_new((guint)MIN(length + bare, G_MAXUINT));
    for (size_t i = 0; i < length; i++) {
        bool pair = in[i] == '\r' && i + 1 < length && in[i + 1] == '\n';
        if (in[i] == '\r' || in[i] == '\n')
            g_byte_array_append(out, (const guint8 *)"\r\n", 2);
        else
            g_byte_array_append(out, (const guint8 *)in + i, 1);
        i += pair;
    }
    return g_byte_array_free_to_bytes(out);
}
