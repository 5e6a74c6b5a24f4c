/* compose_fields.c: see compose_fields.h. The table FIELDS names what is known of header fields; a
 * field that no row names stays behind, as do those that the rows of LEFT name to say so: traces
 * and addresses of machines that tell where the author sits, signatures and judgements about a
 * letter that is no more, wishes for receipts that each member would grant, the fields of another
 * list. The first row that fits counts. */
#include "base/compose_fields.h"

#include <string.h>

#include "base/clock.h"
#include "base/header.h"
#include "base/text.h"

#define REFERENCES_MAX 50  /* the first and the newest are kept */
#define DATE_AHEAD     DAY /* a letter from later than this carries our time instead */

typedef void (*FieldWriter)(GString *out, const char *name, const PostHead *head);

static void write_from(GString *out, const char *name, const PostHead *head)
{
    g_autofree char *author = text_one_line(head->author_name ? head->author_name : "");
    g_autofree char *school = text_one_line(head->author_school ? head->author_school : "");
    const char *where = *author && *school ? school : head->list_title;
    g_autofree char *beside =
        head->note ? g_strdup_printf("%s, %s", where, head->note) : g_strdup(where);
    g_autofree char *phrase =
        *author ? g_strdup_printf("%s (%s)", author, beside) : g_strdup(beside);

    header_phrase(out, name, phrase, head->sender);
}

static void write_date(GString *out, const char *name, const PostHead *head)
{
    int64_t at = head->facts->date;
    bool usable = at != INT64_MIN && (head->date == 0 || at <= head->date + DATE_AHEAD);
    g_autofree char *date = clock_rfc5322(usable ? at : head->date, head->zone);

    header_words(out, name, date);
}

static void write_message_id(GString *out, const char *name, const PostHead *head)
{
    header_angle(out, name, head->message_id);
}

static void write_in_reply_to(GString *out, const char *name, const PostHead *head)
{
    header_angle(out, name, head->facts->in_reply_to);
}

static void write_references(GString *out, const char *name, const PostHead *head)
{
    const GPtrArray *ids = head->facts->references;
    g_autoptr(GString) words = g_string_new(NULL);

    for (guint i = 0; ids && i < ids->len; i++) {
        const char *id = g_ptr_array_index(ids, i);
        bool kept = i == 0 || i + REFERENCES_MAX > ids->len;
        if (kept && header_word_ok(id))
            g_string_append_printf(words, "%s<%s>", words->len ? " " : "", id);
    }
    if (words->len)
        header_words(out, name, words->str);
}

static void write_list_id(GString *out, const char *name, const PostHead *head)
{
    g_autofree char *id = g_strdup_printf("%s.%s", head->list_name, head->domain);

    header_phrase(out, name, head->list_title, id); /* RFC 2919 */
}

static void write_archived_at(GString *out, const char *name, const PostHead *head)
{
    header_angle(out, name, head->archived_at);
}

/* All of List-*, at the place of the first. */
static void write_list(GString *out, const char *name, const PostHead *head)
{
    (void)name;
    fields_of_list(out, head->links);
}

static void write_precedence(GString *out, const char *name, const PostHead *head)
{
    (void)head;
    header_words(out, name, "list");
}

static void write_suppress(GString *out, const char *name, const PostHead *head)
{
    (void)head;
    header_words(out, name, "OOF, AutoReply");
}

static void write_loop(GString *out, const char *name, const PostHead *head)
{
    const GPtrArray *others = head->facts->loop_stamps;

    if (head->loop_stamp)
        header_words(out, name, head->loop_stamp);
    /* those of other gateways stay: two that write to each other must know their own again */
    for (guint i = 0; others && i < others->len; i++) {
        const char *stamp = g_ptr_array_index(others, i);
        if (header_word_ok(stamp) && g_strcmp0(stamp, head->loop_stamp) != 0)
            header_words(out, name, stamp);
    }
}

/* A name that ends in '*' stands for all that begin so. `write` NULL: elsewhere, or nowhere. */
static const struct {
    const char *name;
    FieldFate fate;
    FieldWriter write;
} FIELDS[] = {
    {"From", FIELD_OURS, write_from},
    {"Date", FIELD_OURS, write_date},
    {"Message-ID", FIELD_OURS, write_message_id},
    {"In-Reply-To", FIELD_OURS, write_in_reply_to},
    {"References", FIELD_OURS, write_references},
    {"List-Id", FIELD_OURS, write_list_id},
    {"List-Post", FIELD_OURS, write_list}, /* and the others that fields_of_list() writes */
    {"List-Help", FIELD_OURS, NULL},
    {"List-Subscribe", FIELD_OURS, NULL},
    {"List-Owner", FIELD_OURS, NULL},
    {"List-Archive", FIELD_OURS, NULL},
    {"Archived-At", FIELD_OURS, write_archived_at},
    {"Precedence", FIELD_OURS, write_precedence},
    {"X-Auto-Response-Suppress", FIELD_OURS, write_suppress},
    {"X-Vestnik-Loop", FIELD_OURS, write_loop},
    /* compose_post.c */
    {"Subject", FIELD_OURS, NULL},
    /* compose_copy.c: they differ from copy to copy */
    {"Reply-To", FIELD_OURS, NULL},
    {"To", FIELD_OURS, NULL},
    {"Cc", FIELD_OURS, NULL},
    {"List-Unsubscribe", FIELD_OURS, NULL},
    {"List-Unsubscribe-Post", FIELD_OURS, NULL},
    {COPY_HEADER, FIELD_OURS, NULL},
    /* how the body is to be read, and that a machine wrote it */
    {"MIME-Version", FIELD_BODY, NULL},
    {"Content-*", FIELD_BODY, NULL},
    {"Auto-Submitted", FIELD_PASSED, NULL},
    /* others' lists, gateways and archives */
    {"List-*", FIELD_LEFT, NULL},
    {"X-List-*", FIELD_LEFT, NULL},
    {"X-Mailing-List", FIELD_LEFT, NULL},
    {"Mailing-List", FIELD_LEFT, NULL},
    {"X-BeenThere", FIELD_LEFT, NULL},
    {"X-Mailman-*", FIELD_LEFT, NULL},
    {"X-Archived-At", FIELD_LEFT, NULL},
    {"X-Vestnik-*", FIELD_LEFT, NULL},
    {"Feedback-ID", FIELD_LEFT, NULL},
    /* signatures and judgements: they were about another head (RFC 6376, 8601, 8617) */
    {"DKIM-Signature", FIELD_LEFT, NULL},
    {"X-Google-DKIM-Signature", FIELD_LEFT, NULL},
    {"DomainKey-Signature", FIELD_LEFT, NULL},
    {"ARC-*", FIELD_LEFT, NULL},
    {"Authentication-Results", FIELD_LEFT, NULL},
    {"X-Authentication-*", FIELD_LEFT, NULL},
    {"Received-SPF", FIELD_LEFT, NULL},
    {"X-Spam-*", FIELD_LEFT, NULL},
    {"Autocrypt", FIELD_LEFT, NULL}, /* a key for an address that From no longer names */
    /* traces, and where the author sits */
    {"Received", FIELD_LEFT, NULL},
    {"X-Received", FIELD_LEFT, NULL},
    {"Return-Path", FIELD_LEFT, NULL},
    {"Delivered-To", FIELD_LEFT, NULL},
    {"X-Original-To", FIELD_LEFT, NULL},
    {"Envelope-To", FIELD_LEFT, NULL},
    {"Resent-*", FIELD_LEFT, NULL},
    {"X-Originating-IP", FIELD_LEFT, NULL},
    {"X-Sender*", FIELD_LEFT, NULL},
    {"X-Mailer", FIELD_LEFT, NULL},
    {"User-Agent", FIELD_LEFT, NULL},
    /* other addresses */
    {"Sender", FIELD_LEFT, NULL},
    {"Bcc", FIELD_LEFT, NULL},
    {"Errors-To", FIELD_LEFT, NULL},
    {"Mail-Followup-To", FIELD_LEFT, NULL},
    {"Mail-Reply-To", FIELD_LEFT, NULL},
    /* wishes that every member would grant (RFC 8098 section 2.1) */
    {"Disposition-Notification-*", FIELD_LEFT, NULL},
    {"Return-Receipt-To", FIELD_LEFT, NULL},
    {"X-Confirm-Reading-To", FIELD_LEFT, NULL},
    {"Generate-Delivery-Report", FIELD_LEFT, NULL},
    {"Original-Recipient", FIELD_LEFT, NULL},
};

static bool fits(const RawHeader *field, const char *name)
{
    size_t length = strlen(name);
    bool is_exact = name[length - 1] != '*';

    if (is_exact)
        return raw_header_is(field, name);
    length--;
    return field->name_length >= length && g_ascii_strncasecmp(field->name, name, length) == 0;
}

FieldFate field_fate(const RawHeader *field)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++)
        if (fits(field, FIELDS[i].name))
            return FIELDS[i].fate;
    return FIELD_LEFT;
}

FieldFate field_fate_of(const char *name)
{
    return field_fate(&(RawHeader){.name = name, .name_length = strlen(name)});
}

void fields_write(GString *out, const PostHead *head)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++)
        if (FIELDS[i].write)
            FIELDS[i].write(out, FIELDS[i].name, head);
}

void fields_of_list(GString *out, const ListLinks *links)
{
    header_angle(out, "List-Post", links->post);
    header_angle(out, "List-Help", links->help);
    header_angle(out, "List-Subscribe", links->subscribe);
    header_angle(out, "List-Owner", links->owner);
    header_angle(out, "List-Archive", links->archive);
}

void field_unsubscribe(GString *out, const char *mailto, const char *one_click)
{
    bool has_link = header_word_ok(one_click), has_mailto = header_word_ok(mailto);

    if (!has_link) {
        header_angle(out, "List-Unsubscribe", mailto);
        return;
    }
    g_autofree char *words = has_mailto ? g_strdup_printf("<%s>, <%s>", one_click, mailto)
                                        : g_strdup_printf("<%s>", one_click);
    header_words(out, "List-Unsubscribe", words);
    g_string_append(out, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
}

void list_links_clear(ListLinks *links)
{
    char *const all[] = {links->post, links->subscribe, links->unsubscribe,
                         links->help, links->owner,     links->archive};

    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        g_free(all[i]);
    *links = (ListLinks){0};
}
