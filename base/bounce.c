/* bounce.c: bounce_read() of letter.h: who did not get a letter, and why.
 *
 * Three sources, in this order: a delivery report (RFC 3464), a complaint (RFC 5965), and the free
 * text of servers that write no report (bounce_text.c). Status and words are turned into a class by
 * bounce_class.c. */
#include <string.h>

#include "base/bounce.h"
#include "base/text.h"

#define MAX_BOUNCES    500
#define MAX_DIAGNOSTIC 500
#define STAGE_BYTES    16384

static const struct ActionName {
    const char *name;
    BounceAction action;
} ACTION_NAMES[] = {
    {"failed", BOUNCE_FAILED},     {"failure", BOUNCE_FAILED},        {"fail", BOUNCE_FAILED},
    {"delayed", BOUNCE_DELAYED},   {"delivered", BOUNCE_DELIVERED},   {"relayed", BOUNCE_RELAYED},
    {"expanded", BOUNCE_EXPANDED}, {"deliverable", BOUNCE_DELIVERED},
};

Bounce *bounce_add(Letter *letter, const char *address, BounceAction action)
{
    GPtrArray *bounces = letter->facts->bounces;

    for (guint i = 0; i < bounces->len; i++) {
        Bounce *known = bounces->pdata[i];
        if (g_ascii_strcasecmp(known->address, address) == 0)
            return NULL;
    }
    if (bounces->len >= MAX_BOUNCES)
        return NULL;
    Bounce *bounce = g_new0(Bounce, 1);
    bounce->address = g_strdup(address);
    bounce->action = action;
    g_ptr_array_add(bounces, bounce);
    return bounce;
}

/* What the talk of the servers shows, which stands in the text beside the fields. */
static BounceStage stage_in_text(const Letter *letter)
{
    g_autofree char *head = g_strndup(letter->facts->text, STAGE_BYTES);

    return bounce_stage(head);
}

/* The status field, or the code in the words where the field is absent or says only x.0.0. */
static char *best_status(const char *field, const char *diagnostic)
{
    const char *reply = diagnostic ? bounce_reply_of_server(diagnostic) : "";
    char *told = bounce_find_status(reply);

    if (!told && diagnostic)
        told = bounce_find_status(diagnostic);
    if (!field || (told && g_str_has_suffix(field, ".0.0") && told[0] == field[0]))
        return told;
    g_free(told);
    return g_strdup(field);
}

void bounce_explain(const Letter *letter, Bounce *bounce, const char *status,
                    const char *diagnostic)
{
    g_autofree char *line = diagnostic ? text_one_line(diagnostic) : NULL;

    bounce->diagnostic = line && *line ? text_cut(line, MAX_DIAGNOSTIC) : NULL;
    bounce->status = best_status(status, bounce->diagnostic);
    bounce_classify(bounce, stage_in_text(letter));
}

/* "rfc822; <user@example.com> (comment)" to a normal address; NULL when there is none. */
char *bounce_address(const char *value)
{
    const char *semicolon = value ? strchr(value, ';') : NULL;

    if (!value)
        return NULL;
    g_autofree char *text = text_one_line(semicolon ? semicolon + 1 : value);
    const char *open = strchr(text, '<');
    const char *from = open ? open + 1 : text;
    g_autofree char *bare = g_strndup(from, strcspn(from, "> ,;()\""));
    if (g_ascii_strncasecmp(bare, "mailto:", 7) == 0)
        memmove(bare, bare + 7, strlen(bare + 7) + 1);
    return address_normalize(bare, NULL);
}

static bool parse_action(const char *value, BounceAction *action)
{
    size_t word = value ? strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;

    for (size_t i = 0; i < G_N_ELEMENTS(ACTION_NAMES); i++)
        if (word == strlen(ACTION_NAMES[i].name) &&
            g_ascii_strncasecmp(value, ACTION_NAMES[i].name, word) == 0) {
            *action = ACTION_NAMES[i].action;
            return true;
        }
    return false;
}

/* The address that we wrote to (RFC 3461 section 4.2) rather than the one it was turned into; one
 * whose domain is no domain of the Internet is the last choice. The caller's. */
static char *group_address(const Headers *group)
{
    static const char *const FIELDS[] = {"original-recipient", "final-recipient",
                                         "x-actual-recipient"};
    char *spare = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
        char *address = bounce_address(headers_get(group, FIELDS[i]));
        if (address && strchr(strchr(address, '@'), '.')) {
            g_free(spare);
            return address;
        }
        if (spare)
            g_free(address);
        else
            spare = address;
    }
    return spare;
}

static BounceAction group_action(const Headers *group, const char *code)
{
    BounceAction action = BOUNCE_FAILED;

    if (!parse_action(headers_get(group, "action"), &action) && code)
        action = code[0] == '4'   ? BOUNCE_DELAYED
                 : code[0] == '2' ? BOUNCE_DELIVERED
                                  : BOUNCE_FAILED;
    return action;
}

/* One group of fields about one recipient (RFC 3464 section 2.3). */
static void read_group(Letter *letter, const Headers *group)
{
    const char *status = headers_get(group, "status");
    const char *diagnostic = headers_get(group, "diagnostic-code");
    const char *semicolon = diagnostic ? strchr(diagnostic, ';') : NULL;
    g_autofree char *address = group_address(group);

    if (!address || (diagnostic && bounce_is_challenge(diagnostic)))
        return;
    g_autofree char *code = status ? bounce_find_status(status) : NULL;
    Bounce *bounce = bounce_add(letter, address, group_action(group, code));
    if (!bounce)
        return;
    if (semicolon)
        diagnostic = semicolon + 1;
    g_autofree char *told =
        diagnostic && *diagnostic ? NULL : bounce_reason_in(letter->facts->text, address);
    bounce_explain(letter, bounce, code, told ? told : diagnostic);
}

void bounce_read_groups(Letter *letter, const char *fields, size_t length)
{
    while (length > 0) {
        size_t used = 0;
        g_autoptr(Headers) group = headers_parse(fields, length, &used);
        read_group(letter, group);
        fields += used;
        length -= used;
    }
}

/* `type` of RFC 5965, of somebody whose address is known. */
static void add_complaint(Letter *letter, const char *address, const char *type)
{
    Bounce *bounce = bounce_add(letter, address, BOUNCE_FAILED);
    if (!bounce)
        return;
    bounce->class_ = g_strdup("complaint");
    bounce->diagnostic = type ? text_one_line(type) : NULL;
}

/* The address that complained is often left out; then the recipient of the returned letter is it.
 */
static void read_feedback(Letter *letter)
{
    static const char *const TO[] = {"to", "x-original-to", "delivered-to", "envelope-to"};
    g_autoptr(Headers) report = headers_parse(letter->feedback, strlen(letter->feedback), NULL);
    char *address = bounce_address(headers_get(report, "original-rcpt-to"));

    for (size_t i = 0; i < G_N_ELEMENTS(TO) && !address && letter->returned; i++)
        address = bounce_address(headers_get(letter->returned, TO[i]));
    if (address)
        add_complaint(letter, address, headers_get(report, "feedback-type"));
    g_free(address);
}

/* Microsoft's junk mail reports have no report, but a field in the letter that they return. */
static char *junk_reporter(const Letter *letter)
{
    const char *from = letter->facts->from.address;

    return letter->returned && from && g_ascii_strcasecmp(from, "staff@hotmail.com") == 0
               ? bounce_address(headers_get(letter->returned, "x-hmxmroriginalrecipient"))
               : NULL;
}

static void take_message_id(Letter *letter)
{
    const char *id = letter->returned ? headers_get(letter->returned, "message-id") : NULL;
    const char *open = id ? strchr(id, '<') : NULL;

    if (!open || letter->facts->bounced_message_id)
        return;
    g_autofree char *raw = g_strndup(open + 1, MIN(strcspn(open + 1, "> "), 998));
    letter->facts->bounced_message_id = text_one_line(raw);
}

/* The key of the copy that came back: a field of the returned letter, or a line of a report in free
 * text that quotes it. */
static void take_copy_key(Letter *letter)
{
    const char *key = letter->returned ? headers_get(letter->returned, "x-vestnik-copy") : NULL;
    const char *text = letter->facts->text ? letter->facts->text : "";
    const char *line = key ? NULL : strcasestr(text, COPY_HEADER ": ");

    if (line)
        key = line + strlen(COPY_HEADER ": ");
    if (!key || letter->facts->bounced_copy)
        return;
    letter->facts->bounced_copy =
        g_strndup(key, MIN(strspn(key, COPY_KEY_CHARACTERS), COPY_KEY_MAX));
}

/* A report counts in an envelope of its own (RFC 6522) or from a mail system; among the attachments
 * of a person it is what he asks about. */
static bool is_reporter(const Letter *letter)
{
    const char *type = headers_get(letter->headers, "content-type");

    return (type && strcasestr(type, "multipart/report")) || bounce_from_system(letter);
}

static char *from_report(Letter *letter)
{
    bool typed = letter->report_type && *letter->report_type;

    if (!letter->status || !is_reporter(letter))
        return NULL;
    bounce_read_groups(letter, letter->status->str, letter->status->len);
    return g_strdup_printf("delivery-report: %s",
                           typed ? "Content-Type: multipart/report; report-type=delivery-status"
                                 : "message/delivery-status");
}

static char *from_feedback(Letter *letter)
{
    g_autofree char *reporter = junk_reporter(letter);

    if (reporter) {
        add_complaint(letter, reporter, "abuse");
        return g_strdup("complaint: X-HmXmrOriginalRecipient of the returned letter");
    }
    if (!letter->feedback || !is_reporter(letter))
        return NULL;
    read_feedback(letter);
    return g_strdup("complaint: message/feedback-report");
}

/* A receipt is no bounce, except where a filter rejects (RFC 5429 section 2.2.2). */
static bool is_receipt(const Letter *letter)
{
    const char *automatic = headers_get(letter->headers, "auto-submitted");

    return letter->receipt && !(automatic && strcasestr(automatic, "rejected"));
}

/* What a bounce of any form shows at a glance: all other letters must cost nothing here. */
static bool has_sign(const Letter *letter)
{
    g_autofree char *reporter = junk_reporter(letter);

    return reporter || letter->status || letter->feedback ||
           headers_get(letter->headers, "x-failed-recipients") || bounce_from_system(letter) ||
           bounce_is_notifier(letter);
}

char *bounce_read(Letter *letter)
{
    if (!has_sign(letter))
        return NULL;
    g_autofree char *evidence = from_report(letter);
    if (letter->facts->bounces->len <= 1 && bounce_is_challenge(letter->facts->text)) {
        g_ptr_array_set_size(letter->facts->bounces, 0);
        return NULL;
    }
    char *other = from_feedback(letter);
    if (!other && !evidence)
        other = bounce_from_json(letter);
    if (!is_receipt(letter) && letter->facts->bounces->len == 0) {
        char *text = bounce_from_text(letter);
        if (text) {
            g_free(other);
            other = text;
        }
    }
    if (other) {
        g_free(evidence);
        evidence = other;
    }
    if (evidence) {
        take_message_id(letter);
        take_copy_key(letter);
    }
    return g_steal_pointer(&evidence);
}
