/* facts.c: see facts.h. Making, freeing and warning; the JSON of facts stands in facts_json.c. */
#include "base/facts.h"

#include <string.h>

static const char *const KIND_NAMES[KIND_COUNT] = {
    [KIND_POST] = "post",     [KIND_COMMAND] = "command", [KIND_ANSWER] = "answer",
    [KIND_BOUNCE] = "bounce", [KIND_AUTO] = "auto",       [KIND_RECEIPT] = "receipt",
    [KIND_LIST] = "list",     [KIND_BROKEN] = "broken",
};

const char *letter_kind_name(LetterKind kind)
{
    return KIND_NAMES[kind];
}

bool letter_kind_parse(const char *name, LetterKind *kind)
{
    for (int i = 0; i < KIND_COUNT; i++)
        if (strcmp(KIND_NAMES[i], name) == 0) {
            *kind = (LetterKind)i;
            return true;
        }
    return false;
}

static void attachment_free(Attachment *attachment)
{
    if (!attachment)
        return;
    g_free(attachment->name);
    g_free(attachment->type);
    g_free(attachment->part);
    g_free(attachment);
}

void bounce_free(Bounce *bounce)
{
    if (!bounce)
        return;
    g_free(bounce->address);
    g_free(bounce->status);
    g_free(bounce->class_);
    g_free(bounce->diagnostic);
    g_free(bounce);
}

static void hit_free(HoldHit *hit)
{
    if (!hit)
        return;
    g_free(hit->name);
    g_free(hit->lists);
    g_free(hit->seen);
    g_free(hit);
}

Facts *facts_new(void)
{
    Facts *facts = g_new0(Facts, 1);

    facts->kind = KIND_BROKEN;
    facts->date = INT64_MIN;
    facts->references = g_ptr_array_new_with_free_func(g_free);
    facts->subject_tags = g_ptr_array_new_with_free_func(g_free);
    facts->attachments = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
    facts->bounces = g_ptr_array_new_with_free_func((GDestroyNotify)bounce_free);
    facts->warnings = g_ptr_array_new_with_free_func(g_free);
    facts->recipients = g_ptr_array_new_with_free_func(g_free);
    facts->reply_to = g_ptr_array_new_with_free_func(g_free);
    facts->hits = g_ptr_array_new_with_free_func((GDestroyNotify)hit_free);
    facts->loop_stamps = g_ptr_array_new_with_free_func(g_free);
    return facts;
}

static void free_strings(Facts *facts)
{
    char *strings[] = {
        facts->evidence,     facts->message_id, facts->in_reply_to,        facts->date_text,
        facts->from.name,    facts->subject,    facts->from.address,       facts->subject_base,
        facts->text,         facts->new_text,   facts->signature,          facts->charset_declared,
        facts->charset_used, facts->token,      facts->auth_method,        facts->auth_domain,
        facts->auth_by,      facts->list_id,    facts->bounced_message_id, facts->trick,
        facts->bounced_copy,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
        g_free(strings[i]);
}

const char *facts_subject(const Facts *facts)
{
    return *facts->subject_base ? facts->subject : "";
}

void facts_free(Facts *facts)
{
    if (!facts)
        return;
    GPtrArray *arrays[] = {facts->references, facts->subject_tags, facts->attachments,
                           facts->bounces,    facts->warnings,     facts->recipients,
                           facts->reply_to,   facts->loop_stamps,  facts->hits};
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_ptr_array_unref(arrays[i]);
    free_strings(facts);
    g_free(facts);
}

bool facts_warned(const Facts *facts, const char *code)
{
    return g_ptr_array_find_with_equal_func(facts->warnings, code, g_str_equal, NULL);
}

void facts_warn(Facts *facts, const char *code)
{
    if (!facts_warned(facts, code))
        g_ptr_array_add(facts->warnings, g_strdup(code));
}
