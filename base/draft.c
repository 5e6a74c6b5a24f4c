/* draft.c: a letter of our own as JSON, the way it waits in the database (see compose.h). One row a
 * member, so that writing and reading cannot part. */
#include "base/compose.h"

#include <stddef.h>
#include <string.h>

#include "base/auto.h"
#include "base/error.h"

typedef struct Member {
    const char *key;
    size_t offset;
    bool required;
} Member;

static const Member STRINGS[] = {
    {"from_name", offsetof(Draft, from_name), false},
    {"from_address", offsetof(Draft, from_address), true},
    {"to_name", offsetof(Draft, to_name), false},
    {"reply_to", offsetof(Draft, reply_to), false},
    {"subject", offsetof(Draft, subject), true},
    {"text", offsetof(Draft, text), true},
    {"html", offsetof(Draft, html), false},
    {"in_reply_to", offsetof(Draft, in_reply_to), false},
    {"list_id", offsetof(Draft, list_id), false},
    {"list_name", offsetof(Draft, list_name), false},
    {"language", offsetof(Draft, language), false},
    {"file_name", offsetof(Draft, file_name), false},
    {"file_type", offsetof(Draft, file_type), false},
};

static char **member(const Draft *draft, const Member *row)
{
    return (char **)((char *)draft + row->offset);
}

json_t *draft_to_json(const Draft *draft)
{
    json_t *object = json_object();

    for (size_t i = 0; i < G_N_ELEMENTS(STRINGS); i++) {
        const char *value = *member(draft, &STRINGS[i]);
        if (!value)
            continue;
        g_autofree char *valid = g_utf8_make_valid(value, -1);
        json_object_set_new(object, STRINGS[i].key, json_string(valid));
    }
    if (draft->bulk)
        json_object_set_new(object, "bulk", json_true());
    if (draft->attach_letter)
        json_object_set_new(object, "attach_letter", json_integer(draft->attach_letter));
    if (draft->attach_person)
        json_object_set_new(object, "attach_person", json_integer(draft->attach_person));
    return object;
}

static bool read_strings(Draft *draft, const json_t *object, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(STRINGS); i++) {
        const json_t *value = json_object_get(object, STRINGS[i].key);
        if (!value && !STRINGS[i].required)
            continue;
        if (!json_is_string(value))
            return fail(error, ERR_INPUT, "draft: '%s' is missing or no text", STRINGS[i].key);
        *member(draft, &STRINGS[i]) = g_strdup(json_string_value(value));
    }
    return true;
}

Draft *draft_from_json(const char *json, GError **error)
{
    json_error_t where;
    g_autoptr(json_t) object = json_loads(json ? json : "", 0, &where);
    if (!json_is_object(object)) {
        fail(error, ERR_INPUT, "draft: no JSON object: %s", object ? "another type" : where.text);
        return NULL;
    }
    g_autoptr(Draft) draft = g_new0(Draft, 1);
    if (!read_strings(draft, object, error))
        return NULL;
    draft->bulk = json_is_true(json_object_get(object, "bulk"));
    draft->attach_letter = json_integer_value(json_object_get(object, "attach_letter"));
    draft->attach_person = json_integer_value(json_object_get(object, "attach_person"));
    return g_steal_pointer(&draft);
}

void draft_free(Draft *draft)
{
    if (!draft)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(STRINGS); i++)
        g_free(*member(draft, &STRINGS[i]));
    g_free(draft);
}
