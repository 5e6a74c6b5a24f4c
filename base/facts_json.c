/* facts_json.c: Facts as JSON, as `inspect --json` prints them: a closed list of keys, in their
 * order. */
#include "base/facts.h"

static const char *const ACTIONS[] = {"failed", "delayed", "delivered", "relayed", "expanded"};
static const char *const AUTHS[] = {"none", "pass", "fail"};

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

static json_t *attachments_json(const GPtrArray *attachments)
{
    json_t *array = json_array();

    for (guint i = 0; i < attachments->len; i++) {
        const Attachment *a = attachments->pdata[i];
        json_array_append_new(array, json_pack("{s:o, s:o, s:I, s:s}", "name", json_text(a->name),
                                               "type", json_text(a->type), "bytes",
                                               (json_int_t)a->bytes, "sha256", a->sha256));
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

json_t *facts_to_json(const Facts *f, const char *file)
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
    json_object_set_new(json, "attachments", attachments_json(f->attachments));
    json_object_set_new(json, "bounce", bounces_json(f->bounces));
    json_object_set_new(json, "authentication",
                        json_pack("{s:s, s:o, s:o, s:o}", "result", AUTHS[f->auth], "method",
                                  json_text(f->auth_method), "domain", json_text(f->auth_domain),
                                  "by", json_text(f->auth_by)));
    json_object_set_new(json, "warnings", json_texts(f->warnings));
    return json;
}
