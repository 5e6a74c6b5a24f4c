/* envelope.c: envelope_read() of letter.h, the facts that stand in the headers alone. Works on a
 * letter that was too big to parse as well, as long as its headers are bounded. */
#include <string.h>

#include "base/charset.h"
#include "base/letter.h"
#include "base/mailboxes.h"
#include "base/text.h"

#define MAX_REFERENCES 200
#define MAX_ID         998
#define MAX_STAMPS     50

/* RFC 5322 section 3.6: at most one of each. */
static const char *const ONCE[] = {
    "from",       "sender",      "reply-to",   "to",   "cc",           "subject",
    "message-id", "in-reply-to", "references", "date", "content-type",
};

/* --- addresses --- */

/* From: "user@example.com" is a name alone; it is meant as an address. */
static void mend_quoted_address(Letter *letter, GPtrArray *found)
{
    const char *value = headers_get(letter->headers, "from");
    Mailbox *only = found->len == 1 ? found->pdata[0] : NULL;

    if (!value || found->len > 1 || (only && only->address))
        return;
    g_autofree char *bare = g_strstrip(g_strdelimit(g_strdup(value), "\"'", ' '));
    char *address = mailbox_address(bare);
    if (!address)
        return;
    Mailbox *mended = g_new0(Mailbox, 1);
    mended->address = address;
    g_ptr_array_set_size(found, 0);
    g_ptr_array_add(found, mended);
}

static void read_from(Letter *letter)
{
    Facts *facts = letter->facts;
    g_autoptr(GPtrArray) found = mailboxes_read(letter, "from");
    Mailbox *first = NULL;

    mend_quoted_address(letter, found);
    for (guint i = 0; i < found->len; i++) {
        Mailbox *mailbox = found->pdata[i];
        if (!mailbox->address)
            continue;
        if (first && g_ascii_strcasecmp(first->address, mailbox->address) == 0)
            continue; /* the same one twice is one */
        facts->from_count++;
        if (!first)
            first = mailbox;
    }
    if (facts->from_count != 1) {
        facts_warn(facts, facts->from_count == 0 ? "no-from" : "several-from");
        return;
    }
    facts->from.address = g_steal_pointer(&first->address);
    facts->from.name = g_steal_pointer(&first->name);
}

/* Sender names who sent it for another (RFC 5322 section 3.6.2). */
static void read_sender(Letter *letter)
{
    g_autoptr(GPtrArray) found = mailboxes_read(letter, "sender");
    const Mailbox *first = found->len ? found->pdata[0] : NULL;

    sender_judge(letter, first ? first->address : NULL);
}

/* --- identifiers --- */

/* The next "<...>" in *p, without brackets and blanks; moves on. NULL at the end. */
static char *next_id(const char **p)
{
    const char *open = strchr(*p, '<'), *close = open ? strchr(open, '>') : NULL;

    if (!close)
        return NULL;
    *p = close + 1;
    g_autofree char *raw = g_strndup(open + 1, MIN((gsize)(close - open - 1), MAX_ID));
    g_autofree char *clean = text_one_line(raw);
    GString *id = g_string_new(clean);
    g_string_replace(id, " ", "", 0);
    return g_string_free(id, FALSE);
}

/* The first identifier of a field; without brackets its first word, as some programs write it. */
static char *first_id(const char *value)
{
    const char *p = value;
    char *id = value ? next_id(&p) : NULL;

    if (!value || (id && *id))
        return id;
    g_free(id);
    size_t word = strcspn(value, " \t");
    if (word == 0 || word > MAX_ID || !memchr(value, '@', word))
        return NULL;
    g_autofree char *raw = g_strndup(value, word);
    return text_one_line(raw);
}

/* The oldest one and the newest are kept when there are too many. */
static void read_references(const char *value, GPtrArray *out)
{
    char *id;

    while (value && (id = next_id(&value))) {
        if (!*id) {
            g_free(id);
            continue;
        }
        g_ptr_array_add(out, id);
        if (out->len > MAX_REFERENCES)
            g_ptr_array_remove_index(out, 1);
    }
}

static void read_date(Letter *letter)
{
    const char *value = headers_get(letter->headers, "date");
    g_autoptr(GDateTime) date = value ? g_mime_utils_header_decode_date(value) : NULL;

    if (!date)
        return;
    letter->facts->date = g_date_time_to_unix(date);
    letter->facts->date_text = g_date_time_format(date, "%Y-%m-%dT%H:%M:%S%:z");
}

static void read_others(Letter *letter)
{
    const Headers *headers = letter->headers;
    Facts *facts = letter->facts;
    const char *list_id = headers_get(headers, "list-id");
    const char *p = list_id, *stamp;

    facts->list_id = list_id ? next_id(&p) : NULL;
    if (list_id && !facts->list_id)
        facts->list_id = text_one_line(list_id);
    for (unsigned n = 0; n < MAX_STAMPS && (stamp = headers_nth(headers, "x-vestnik-loop", n)); n++)
        g_ptr_array_add(facts->loop_stamps, text_one_line(stamp));
    const char *cut = headers_get(headers, "x-vestnik-cut");
    facts->cut_bytes = cut ? MAX(1, g_ascii_strtoll(cut, NULL, 10)) : 0;
    facts->received_count = (int)headers_count(headers, "received");
    for (size_t i = 0; i < G_N_ELEMENTS(ONCE); i++)
        if (headers_count(headers, ONCE[i]) > 1)
            facts_warn(facts, "duplicate-header");
    if (headers->malformed > 0)
        facts_warn(facts, "malformed-mime");
}

void envelope_read(Letter *letter)
{
    static const char *const RECIPIENTS[] = {"to", "cc", "delivered-to", "x-original-to"};
    const Headers *headers = letter->headers;
    Facts *facts = letter->facts;
    const char *subject = headers_get(headers, "subject");

    facts->subject = header_decode(subject ? subject : "", letter->hint, &letter->seen);
    facts->message_id = first_id(headers_get(headers, "message-id"));
    if (!facts->message_id)
        facts_warn(facts, "no-message-id");
    facts->in_reply_to = first_id(headers_get(headers, "in-reply-to"));
    read_references(headers_get(headers, "references"), facts->references);
    read_date(letter);
    read_from(letter);
    read_sender(letter);
    for (size_t i = 0; i < G_N_ELEMENTS(RECIPIENTS); i++) {
        addresses_read(letter, RECIPIENTS[i], facts->recipients);
        if (g_str_equal(RECIPIENTS[i], "cc"))
            facts->addressees = (int)facts->recipients->len;
    }
    addresses_read(letter, "reply-to", facts->reply_to);
    read_others(letter);
    if (charset_is_mojibake(facts->subject) ||
        (facts->from.name && charset_is_mojibake(facts->from.name)))
        facts_warn(facts, "mojibake");
    subject_read(facts);
}
