/* facts_json.c: Facts as JSON, in two views (see facts.h). One table of members serves both
 * directions of the wire, so that a member cannot be written and then not read.
 *
 * facts_from_json() trusts nothing: the child that wrote the JSON has met hostile bytes. Every
 * member must be there with its type; numbers, lengths and counts are bounded. Unknown members
 * are refused too. */
#include <string.h>

#include "base/error.h"
#include "base/facts.h"

#define MAX_ITEMS 20000 /* of one array; the reading limits allow far fewer */

typedef enum MemberType { M_STRING, M_STRINGS, M_INT64, M_INT, M_BOOL } MemberType;

static const struct Member {
    const char *name;
    MemberType type;
    size_t offset;
} MEMBERS[] = {
    {"evidence", M_STRING, offsetof(Facts, evidence)},
    {"message_id", M_STRING, offsetof(Facts, message_id)},
    {"in_reply_to", M_STRING, offsetof(Facts, in_reply_to)},
    {"references", M_STRINGS, offsetof(Facts, references)},
    {"date", M_INT64, offsetof(Facts, date)},
    {"date_text", M_STRING, offsetof(Facts, date_text)},
    {"from_name", M_STRING, offsetof(Facts, from.name)},
    {"from_address", M_STRING, offsetof(Facts, from.address)},
    {"subject", M_STRING, offsetof(Facts, subject)},
    {"subject_base", M_STRING, offsetof(Facts, subject_base)},
    {"subject_tags", M_STRINGS, offsetof(Facts, subject_tags)},
    {"text", M_STRING, offsetof(Facts, text)},
    {"new_text", M_STRING, offsetof(Facts, new_text)},
    {"signature", M_STRING, offsetof(Facts, signature)},
    {"charset_declared", M_STRING, offsetof(Facts, charset_declared)},
    {"charset_used", M_STRING, offsetof(Facts, charset_used)},
    {"auth_method", M_STRING, offsetof(Facts, auth_method)},
    {"auth_domain", M_STRING, offsetof(Facts, auth_domain)},
    {"auth_by", M_STRING, offsetof(Facts, auth_by)},
    {"warnings", M_STRINGS, offsetof(Facts, warnings)},
    {"recipients", M_STRINGS, offsetof(Facts, recipients)},
    {"reply_to", M_STRINGS, offsetof(Facts, reply_to)},
    {"loop_stamps", M_STRINGS, offsetof(Facts, loop_stamps)},
    {"token", M_STRING, offsetof(Facts, token)},
    {"list_id", M_STRING, offsetof(Facts, list_id)},
    {"bounced_message_id", M_STRING, offsetof(Facts, bounced_message_id)},
    {"trick", M_STRING, offsetof(Facts, trick)},
    {"received_count", M_INT, offsetof(Facts, received_count)},
    {"from_count", M_INT, offsetof(Facts, from_count)},
    {"has_html", M_BOOL, offsetof(Facts, has_html)},
    {"is_signed", M_BOOL, offsetof(Facts, is_signed)},
    {"is_encrypted", M_BOOL, offsetof(Facts, is_encrypted)},
};

/* Members written beside the table: kind, attachments, bounces, auth. */
#define OTHER_MEMBERS 4

static const char *const ACTIONS[] = {"failed", "delayed", "delivered", "relayed", "expanded"};
static const char *const AUTHS[] = {"none", "pass", "fail"};

static int index_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; name && i < count; i++)
        if (strcmp(names[i], name) == 0)
            return (int)i;
    return -1;
}

/* --- writing --- */

static json_t *json_text(const char *text)
{
    json_t *made = text ? json_string(text) : NULL;
    return made ? made : json_null();
}

static json_t *json_texts(const GPtrArray *texts)
{
    json_t *array = json_array();

    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(array, json_text(texts->pdata[i]));
    return array;
}

static json_t *attachments_json(const GPtrArray *attachments, FactsView view)
{
    json_t *array = json_array();

    for (guint i = 0; i < attachments->len; i++) {
        const Attachment *a = attachments->pdata[i];
        json_t *item =
            json_pack("{s:o, s:o, s:I, s:s}", "name", json_text(a->name), "type",
                      json_text(a->type), "bytes", (json_int_t)a->bytes, "sha256", a->sha256);
        if (view == FACTS_WIRE)
            json_object_set_new(item, "part", json_text(a->part));
        json_array_append_new(array, item);
    }
    return array;
}

static json_t *bounces_json(const GPtrArray *bounces)
{
    json_t *array = json_array();

    for (guint i = 0; i < bounces->len; i++) {
        const Bounce *b = bounces->pdata[i];
        json_array_append_new(array, json_pack("{s:o, s:s, s:o, s:o, s:b, s:o}", "address",
                                               json_text(b->address), "action", ACTIONS[b->action],
                                               "status", json_text(b->status), "class",
                                               json_text(b->class_), "hard", (int)b->hard,
                                               "diagnostic", json_text(b->diagnostic)));
    }
    return array;
}

static json_t *inspect_json(const Facts *f, const char *file)
{
    json_t *json =
        json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "file", json_text(file), "kind",
                  letter_kind_name(f->kind), "evidence", json_text(f->evidence), "message_id",
                  json_text(f->message_id), "in_reply_to", json_text(f->in_reply_to), "references",
                  json_texts(f->references), "date", json_text(f->date_text));

    json_object_set_new(json, "from",
                        json_pack("{s:o, s:o}", "name", json_text(f->from.name), "address",
                                  json_text(f->from.address)));
    json_object_set_new(json, "subject", json_text(f->subject));
    json_object_set_new(json, "subject_base", json_text(f->subject_base));
    json_object_set_new(json, "text", json_text(f->text));
    json_object_set_new(json, "new_text", json_text(f->new_text));
    json_object_set_new(json, "signature", json_text(f->signature));
    json_object_set_new(json, "charset",
                        json_pack("{s:o, s:o}", "declared", json_text(f->charset_declared), "used",
                                  json_text(f->charset_used)));
    json_object_set_new(json, "attachments", attachments_json(f->attachments, FACTS_INSPECT));
    json_object_set_new(json, "bounce", bounces_json(f->bounces));
    json_object_set_new(json, "authentication",
                        json_pack("{s:s, s:o, s:o, s:o}", "result", AUTHS[f->auth], "method",
                                  json_text(f->auth_method), "domain", json_text(f->auth_domain),
                                  "by", json_text(f->auth_by)));
    json_object_set_new(json, "warnings", json_texts(f->warnings));
    return json;
}

static json_t *member_json(const Facts *facts, const struct Member *member)
{
    const void *at = G_STRUCT_MEMBER_P(facts, member->offset);

    switch (member->type) {
    case M_STRING:
        return json_text(*(char *const *)at);
    case M_STRINGS:
        return json_texts(*(GPtrArray *const *)at);
    case M_INT64:
        return json_integer(*(const int64_t *)at);
    case M_INT:
        return json_integer(*(const int *)at);
    case M_BOOL:
        return json_boolean(*(const bool *)at);
    }
    return json_null();
}

json_t *facts_to_json(const Facts *facts, FactsView view, const char *file)
{
    if (view == FACTS_INSPECT)
        return inspect_json(facts, file);
    json_t *json = json_pack("{s:s, s:s, s:o, s:o}", "kind", letter_kind_name(facts->kind), "auth",
                             AUTHS[facts->auth], "attachments",
                             attachments_json(facts->attachments, FACTS_WIRE), "bounces",
                             bounces_json(facts->bounces));
    for (size_t i = 0; i < G_N_ELEMENTS(MEMBERS); i++)
        json_object_set_new(json, MEMBERS[i].name, member_json(facts, &MEMBERS[i]));
    return json;
}

/* --- reading --- */

static bool wrong(const char *name, GError **error)
{
    return fail(error, ERR_INPUT, "the facts of the letter are damaged at \"%s\"", name);
}

static bool take_text(const json_t *json, char **text)
{
    if (!json_is_string(json) && !json_is_null(json))
        return false;
    *text = g_strdup(json_string_value(json));
    return true;
}

static bool take_texts(const json_t *json, GPtrArray *texts)
{
    if (!json_is_array(json) || json_array_size(json) > MAX_ITEMS)
        return false;
    for (size_t i = 0; i < json_array_size(json); i++) {
        const char *text = json_string_value(json_array_get(json, i));
        if (!text)
            return false;
        g_ptr_array_add(texts, g_strdup(text));
    }
    return true;
}

static bool take_count(const json_t *json, int *count)
{
    json_int_t value = json_integer_value(json);

    if (!json_is_integer(json) || value < 0 || value > 1000000)
        return false;
    *count = (int)value;
    return true;
}

static bool take_member(Facts *facts, const struct Member *member, const json_t *json)
{
    void *at = G_STRUCT_MEMBER_P(facts, member->offset);

    switch (member->type) {
    case M_STRING:
        return take_text(json, at);
    case M_STRINGS:
        return take_texts(json, *(GPtrArray **)at);
    case M_INT64:
        *(int64_t *)at = json_integer_value(json);
        return json_is_integer(json);
    case M_INT:
        return take_count(json, at);
    case M_BOOL:
        *(bool *)at = json_is_true(json);
        return json_is_boolean(json);
    }
    return false;
}

static bool is_sha256(const char *text)
{
    return text && strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static bool take_attachment(const json_t *json, Attachment *out)
{
    const json_t *bytes = json_object_get(json, "bytes");
    const char *sha256 = json_string_value(json_object_get(json, "sha256"));

    if (json_object_size(json) != 5 || !take_text(json_object_get(json, "name"), &out->name) ||
        !take_text(json_object_get(json, "type"), &out->type) ||
        !take_text(json_object_get(json, "part"), &out->part) || !out->type || !out->part ||
        !json_is_integer(bytes) || json_integer_value(bytes) < 0 || !is_sha256(sha256))
        return false;
    out->bytes = json_integer_value(bytes);
    memcpy(out->sha256, sha256, 65);
    return true;
}

static bool take_bounce(const json_t *json, Bounce *out)
{
    const json_t *hard = json_object_get(json, "hard");
    int action = index_of(json_string_value(json_object_get(json, "action")), ACTIONS,
                          G_N_ELEMENTS(ACTIONS));

    if (json_object_size(json) != 6 || action < 0 || !json_is_boolean(hard) ||
        !take_text(json_object_get(json, "address"), &out->address) ||
        !take_text(json_object_get(json, "status"), &out->status) ||
        !take_text(json_object_get(json, "class"), &out->class_) ||
        !take_text(json_object_get(json, "diagnostic"), &out->diagnostic) || !out->class_)
        return false;
    out->action = (BounceAction)action;
    out->hard = json_is_true(hard);
    return true;
}

static bool take_attachments(const json_t *json, GPtrArray *attachments)
{
    if (!json_is_array(json) || json_array_size(json) > MAX_ITEMS)
        return false;
    for (size_t i = 0; i < json_array_size(json); i++) {
        Attachment *attachment = g_new0(Attachment, 1);
        g_ptr_array_add(attachments, attachment);
        if (!take_attachment(json_array_get(json, i), attachment))
            return false;
    }
    return true;
}

static bool take_bounces(const json_t *json, GPtrArray *bounces)
{
    if (!json_is_array(json) || json_array_size(json) > MAX_ITEMS)
        return false;
    for (size_t i = 0; i < json_array_size(json); i++) {
        Bounce *bounce = g_new0(Bounce, 1);
        g_ptr_array_add(bounces, bounce);
        if (!take_bounce(json_array_get(json, i), bounce))
            return false;
    }
    return true;
}

static bool take_others(Facts *facts, const json_t *json, GError **error)
{
    const char *kind = json_string_value(json_object_get(json, "kind"));
    int auth =
        index_of(json_string_value(json_object_get(json, "auth")), AUTHS, G_N_ELEMENTS(AUTHS));

    if (!kind || !letter_kind_parse(kind, &facts->kind))
        return wrong("kind", error);
    if (auth < 0)
        return wrong("auth", error);
    facts->auth = (AuthResult)auth;
    if (!take_attachments(json_object_get(json, "attachments"), facts->attachments))
        return wrong("attachments", error);
    if (!take_bounces(json_object_get(json, "bounces"), facts->bounces))
        return wrong("bounces", error);
    return true;
}

Facts *facts_from_json(const json_t *json, GError **error)
{
    g_autoptr(Facts) facts = facts_new();

    if (!json_is_object(json) || json_object_size(json) != G_N_ELEMENTS(MEMBERS) + OTHER_MEMBERS) {
        wrong("(members)", error);
        return NULL;
    }
    if (!take_others(facts, json, error))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(MEMBERS); i++)
        if (!take_member(facts, &MEMBERS[i], json_object_get(json, MEMBERS[i].name))) {
            wrong(MEMBERS[i].name, error);
            return NULL;
        }
    return g_steal_pointer(&facts);
}
