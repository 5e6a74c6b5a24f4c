/* facts_json.c: Facts as JSON, as `inspect --json` prints them: a closed list of keys, in their
 * order. */
#include "base/facts.h"
#include "base/json_line.h"

static const char *const ACTIONS[] = {"failed", "delayed", "delivered", "relayed", "expanded"};
static const char *const AUTHS[] = {"none", "pass", "fail"};

static void attachments(GString *out, const GPtrArray *all)
{
    json_line_open(out, "attachments", '[');
    for (guint i = 0; i < all->len; i++) {
        const Attachment *a = all->pdata[i];
        json_line_open(out, NULL, '{');
        json_line_text(out, "name", a->name);
        json_line_text(out, "type", a->type);
        json_line_number(out, "bytes", a->bytes);
        json_line_text(out, "sha256", a->sha256);
        json_line_close(out, '}');
    }
    json_line_close(out, ']');
}

static void bounces(GString *out, const GPtrArray *all)
{
    json_line_open(out, "bounce", '[');
    for (guint i = 0; i < all->len; i++) {
        const Bounce *b = all->pdata[i];
        json_line_open(out, NULL, '{');
        json_line_text(out, "address", b->address);
        json_line_text(out, "action", ACTIONS[b->action]);
        json_line_text(out, "status", b->status);
        json_line_text(out, "class", b->class_);
        json_line_bool(out, "hard", b->hard);
        json_line_text(out, "diagnostic", b->diagnostic);
        json_line_close(out, '}');
    }
    json_line_close(out, ']');
}

static void authentication(GString *out, const Facts *f)
{
    json_line_open(out, "authentication", '{');
    json_line_text(out, "result", AUTHS[f->auth]);
    json_line_text(out, "method", f->auth_method);
    json_line_text(out, "domain", f->auth_domain);
    json_line_text(out, "by", f->auth_by);
    json_line_close(out, '}');
}

/* An object of two texts. */
static void pair(GString *out, const char *key, const char *const names[2],
                 const char *const texts[2])
{
    json_line_open(out, key, '{');
    json_line_text(out, names[0], texts[0]);
    json_line_text(out, names[1], texts[1]);
    json_line_close(out, '}');
}

void facts_to_json(GString *out, const Facts *f, const char *file)
{
    static const char *const MAILBOX[] = {"name", "address"}, *const CHARSET[] = {"declared",
                                                                                  "used"};

    json_line_text(out, "file", file);
    json_line_text(out, "kind", letter_kind_name(f->kind));
    json_line_text(out, "evidence", f->evidence);
    json_line_text(out, "message_id", f->message_id);
    json_line_text(out, "in_reply_to", f->in_reply_to);
    json_line_texts(out, "references", f->references);
    json_line_text(out, "date", f->date_text);
    pair(out, "from", MAILBOX, (const char *[]){f->from.name, f->from.address});
    json_line_text(out, "subject", f->subject);
    json_line_text(out, "subject_base", f->subject_base);
    json_line_text(out, "text", f->text);
    json_line_text(out, "new_text", f->new_text);
    json_line_text(out, "signature", f->signature);
    pair(out, "charset", CHARSET, (const char *[]){f->charset_declared, f->charset_used});
    attachments(out, f->attachments);
    bounces(out, f->bounces);
    authentication(out, f);
    json_line_texts(out, "warnings", f->warnings);
}
