/* compose_copy.c: the header fields of a post that differ from copy to copy (see compose.h). They
 * stand before the head that all copies share. */
#include "base/compose.h"

#include "base/auto.h"
#include "base/error.h"
#include "base/header.h"

char *post_address_to_json(const PostAddress *address)
{
    g_autoptr(json_t) json =
        json_pack("{s:s, s:s?, s:s, s:s?}", "to", address->to, "to_name", address->to_name,
                  "reply_to", address->reply_to, "reply_to_name", address->reply_to_name);
    char *made = json ? json_dumps(json, JSON_COMPACT) : NULL;
    char *text = g_strdup(made ? made : "{}");

    free(made);
    return text;
}

bool post_address_from_json(const char *json, PostAddress *address, GError **error)
{
    g_autoptr(json_t) all = json_loads(json, 0, NULL);
    const char *to = NULL, *to_name = NULL, *reply_to = NULL, *reply_to_name = NULL;

    if (!all || json_unpack(all, "{s:s, s?s, s:s, s?s}", "to", &to, "to_name", &to_name, "reply_to",
                            &reply_to, "reply_to_name", &reply_to_name) != 0)
        return fail(error, ERR_INPUT, "compose: a post without its addresses");
    *address =
        (PostAddress){g_strdup(to), g_strdup(to_name), g_strdup(reply_to), g_strdup(reply_to_name)};
    return true;
}

void post_address_clear(PostAddress *address)
{
    g_free(address->to);
    g_free(address->to_name);
    g_free(address->reply_to);
    g_free(address->reply_to_name);
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

GBytes *compose_post_copy(const PostAddress *address, const PostCopy *copy, GError **error)
{
    g_autoptr(GString) out = g_string_sized_new(512);

    if (!check(address, copy, error))
        return NULL;
    header_phrase(out, "Reply-To", address->reply_to_name, address->reply_to);
    if (copy->names)
        header_phrase(out, "To", copy->names, copy->mailbox);
    header_phrase(out, copy->names ? "Cc" : "To", address->to_name, address->to);
    return g_string_free_to_bytes(g_steal_pointer(&out));
}

GBytes *compose_with_key(GBytes *fields, const char *key)
{
    if (!key || !header_word_ok(key))
        return g_bytes_ref(fields);
    size_t length = 0;
    const char *bytes = g_bytes_get_data(fields, &length);
    GString *out = g_string_sized_new(length + 100);
    g_string_append_len(out, bytes, (gssize)length);
    header_words(out, COPY_HEADER, key);
    return g_string_free_to_bytes(out);
}
