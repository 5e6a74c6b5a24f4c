/* compose_copy.c: the header fields of a post that differ from copy to copy (see compose.h). They
 * stand before the head that all copies share. */
#include "base/compose.h"

#include "base/auto.h"
#include "base/compose_fields.h"
#include "base/error.h"
#include "base/header.h"

char *post_address_to_json(const PostAddress *address)
{
    g_autoptr(json_t) json =
        json_pack("{s:s, s:s?, s:s, s:s?, s:s?}", "to", address->to, "to_name", address->to_name,
                  "reply_to", address->reply_to, "reply_to_name", address->reply_to_name,
                  "unsubscribe", address->unsubscribe);
    char *made = json ? json_dumps(json, JSON_COMPACT) : NULL;
    char *text = g_strdup(made ? made : "{}");

    free(made);
    return text;
}

bool post_address_from_json(const char *json, PostAddress *address, GError **error)
{
    g_autoptr(json_t) all = json_loads(json, 0, NULL);
    const char *to = NULL, *to_name = NULL, *reply_to = NULL, *reply_to_name = NULL, *leave = NULL;

    if (!all ||
        json_unpack(all, "{s:s, s?s, s:s, s?s, s?s}", "to", &to, "to_name", &to_name, "reply_to",
                    &reply_to, "reply_to_name", &reply_to_name, "unsubscribe", &leave) != 0)
        return fail(error, ERR_INPUT, "compose: a post without its addresses");
    *address = (PostAddress){g_strdup(to), g_strdup(to_name), g_strdup(reply_to),
                             g_strdup(reply_to_name), g_strdup(leave)};
    return true;
}

void post_address_clear(PostAddress *address)
{
    g_free(address->to);
    g_free(address->to_name);
    g_free(address->reply_to);
    g_free(address->reply_to_name);
    g_free(address->unsubscribe);
    *address = (PostAddress){0};
}

static bool check(const PostAddress *address, const PostCopy *copy, GError **error)
{
    const char *const all[] = {address->to, address->reply_to, copy->names ? copy->mailbox : NULL};

    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (all[i] && !header_address_ok(all[i]))
            return fail(error, ERR_INPUT, "compose: no address: '%s'", all[i]);
    return true;
}

bool compose_post_copy(const PostAddress *address, const PostCopy *copy, PostFields *fields,
                       GError **error)
{
    g_autoptr(GString) out = g_string_sized_new(512);

    if (!check(address, copy, error))
        return false;
    header_phrase(out, "Reply-To", address->reply_to_name, address->reply_to);
    if (copy->names)
        header_phrase(out, "To", copy->names, copy->mailbox);
    header_phrase(out, copy->names ? "Cc" : "To", address->to_name, address->to);
    fields->usual = g_string_free_to_bytes(g_steal_pointer(&out));
    fields->unsubscribe = g_strdup(address->unsubscribe);
    return true;
}

void post_fields_clear(PostFields *fields)
{
    g_clear_pointer(&fields->usual, g_bytes_unref);
    g_clear_pointer(&fields->unsubscribe, g_free);
}

GBytes *compose_marked(const PostFields *fields, const CopyMarks *marks)
{
    size_t length = 0;
    const char *bytes = g_bytes_get_data(fields->usual, &length);
    GString *out = g_string_sized_new(length + 400);

    g_string_append_len(out, bytes, (gssize)length);
    if (fields->unsubscribe)
        field_unsubscribe(out, fields->unsubscribe, marks->one_click);
    if (marks->key && header_word_ok(marks->key))
        header_words(out, COPY_HEADER, marks->key);
    return g_string_free_to_bytes(out);
}
