/* compose_post.c: the header block of a post on its way to the members of a list (see compose.h),
 * the same for all; what differs from copy to copy stands in compose_copy.c.
 *
 * Everything that goes out is ours, in one table (HEADERS), but for the few fields of PASSED, which
 * say how the body is to be read and must be what they were, for the body is passed on byte for
 * byte. All else of the letter stays behind: traces, signatures of the old headers, wishes for
 * receipts. */
#include "base/compose.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/header.h"
#include "base/raw_header.h"
#include "base/text.h"

#define PASSED_BYTES   (64 * 1024) /* of all fields passed on */
#define REFERENCES_MAX 50          /* the first and the newest are kept */
#define DATE_AHEAD     DAY         /* a letter from later than this carries our time instead */
#define UNSUBSCRIBE    "отписаться"
#define HELP           "помощь"

typedef void (*HeaderWriter)(GString *out, const char *name, const PostHead *head);

static void write_from(GString *out, const char *name, const PostHead *head)
{
    g_autofree char *author = text_one_line(head->author_name ? head->author_name : "");
    g_autofree char *school = text_one_line(head->author_school ? head->author_school : "");
    const char *where = *author && *school ? school : head->list_title;
    g_autofree char *beside =
        head->note ? g_strdup_printf("%s, %s", where, head->note) : g_strdup(where);
    g_autofree char *phrase =
        *author ? g_strdup_printf("%s (%s)", author, beside) : g_strdup(beside);

    header_phrase(out, name, phrase, head->list_address);
}

static void write_date(GString *out, const char *name, const PostHead *head)
{
    int64_t at = head->facts->date;
    bool usable = at != INT64_MIN && (head->date == 0 || at <= head->date + DATE_AHEAD);
    g_autofree char *date = clock_rfc5322(usable ? at : head->date, head->zone);

    header_words(out, name, date);
}

static void write_id(GString *out, const char *name, const char *id)
{
    if (!header_word_ok(id))
        return;
    g_autofree char *bracketed = g_strdup_printf("<%s>", id);
    header_words(out, name, bracketed);
}

static void write_message_id(GString *out, const char *name, const PostHead *head)
{
    write_id(out, name, head->message_id);
}

static void write_in_reply_to(GString *out, const char *name, const PostHead *head)
{
    write_id(out, name, head->facts->in_reply_to);
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

/* "<mailto:ADDRESS?subject=...>" (RFC 2369, 6068). */
static void write_mailto(GString *out, const char *name, const char *address, const char *subject)
{
    g_autofree char *to = g_uri_escape_string(address, "@+", FALSE);
    g_autofree char *escaped = subject ? g_uri_escape_string(subject, NULL, FALSE) : NULL;
    g_autofree char *url =
        g_strdup_printf("<mailto:%s%s%s>", to, escaped ? "?subject=" : "", escaped ? escaped : "");

    header_words(out, name, url);
}

static void write_list_post(GString *out, const char *name, const PostHead *head)
{
    write_mailto(out, name, head->list_address, NULL);
}

static void write_list_unsubscribe(GString *out, const char *name, const PostHead *head)
{
    g_autofree char *subject = g_strdup_printf(UNSUBSCRIBE " %s", head->list_name);

    write_mailto(out, name, head->robot_address, subject);
}

static void write_list_help(GString *out, const char *name, const PostHead *head)
{
    write_mailto(out, name, head->robot_address, HELP);
}

static void write_list_owner(GString *out, const char *name, const PostHead *head)
{
    if (head->owner_address)
        write_mailto(out, name, head->owner_address, NULL);
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

static const struct {
    const char *name;
    HeaderWriter write;
} HEADERS[] = {
    {"From", write_from},
    {"Date", write_date},
    {"Message-ID", write_message_id},
    {"In-Reply-To", write_in_reply_to},
    {"References", write_references},
    {"List-Id", write_list_id},
    {"List-Post", write_list_post},
    {"List-Unsubscribe", write_list_unsubscribe},
    {"List-Help", write_list_help},
    {"List-Owner", write_list_owner},
    {"Precedence", write_precedence},
    {"X-Auto-Response-Suppress", write_suppress},
    {"X-Vestnik-Loop", write_loop},
};

/* What is taken from the letter as it stands there. */
static const struct {
    const char *name;
    bool is_prefix;
} PASSED[] = {
    {"MIME-Version", false},
    {"Content-", true},
    {"Auto-Submitted", false},
};

static bool is_passed(const RawHeader *header)
{
    for (size_t i = 0; i < G_N_ELEMENTS(PASSED); i++)
        if (PASSED[i].is_prefix ? raw_header_begins(header, PASSED[i].name)
                                : raw_header_is(header, PASSED[i].name))
            return true;
    return false;
}

static bool has_field(RawHeader walk, const char *name)
{
    while (raw_header_next(&walk)) {
        if (raw_header_is(&walk, name))
            return true;
    }
    return false;
}

/* Old programs send 8-bit text without a word about it. The body stays as it is; what reading found
 * out about its charset is told, so that the members' programs need not guess (RFC 2045
 * section 5.2). */
static void append_missing_type(GString *out, const Facts *facts, const RawHeader *walk)
{
    const char *charset = facts->charset_used;

    if (!charset || g_str_equal(charset, "us-ascii") || has_field(*walk, "Content-Type"))
        return;
    if (!has_field(*walk, "MIME-Version"))
        g_string_append(out, "MIME-Version: 1.0\r\n");
    g_string_append_printf(out, "Content-Type: text/plain; charset=%s\r\n", charset);
    if (!has_field(*walk, "Content-Transfer-Encoding"))
        g_string_append(out, "Content-Transfer-Encoding: 8bit\r\n");
}

static bool append_passed(GString *out, RawHeader walk, GError **error)
{
    size_t before = out->len;

    while (raw_header_next(&walk)) {
        if (!is_passed(&walk))
            continue;
        raw_header_append(out, &walk);
        if (out->len - before > PASSED_BYTES)
            return fail(error, ERR_INPUT, "compose: more than %d bytes of Content fields",
                        PASSED_BYTES);
    }
    return true;
}

static bool has_tag(const Facts *facts, const char *tag)
{
    g_autofree char *wanted = text_fold(tag);

    for (guint i = 0; facts->subject_tags && i < facts->subject_tags->len; i++) {
        g_autofree char *found = text_fold(g_ptr_array_index(facts->subject_tags, i));
        if (strcmp(found, wanted) == 0)
            return true;
    }
    return false;
}

/* The letter's own field, when there is one and it is ASCII of a decent size with no control
 * characters hidden in its encoded words. */
static bool append_own_subject(GString *out, const Facts *facts, RawHeader walk)
{
    RawHeader found = {0};
    int count = 0;

    while (raw_header_next(&walk)) {
        if (raw_header_is(&walk, "Subject")) {
            found = walk;
            count++;
        }
    }
    if (count != 1 || found.field_length > 2 * HEADER_TEXT_MAX ||
        g_ptr_array_find_with_equal_func(facts->warnings, "control-characters", g_str_equal, NULL))
        return false;
    for (size_t i = 0; i < found.field_length; i++)
        if ((unsigned char)found.field[i] >= 0x80)
            return false;
    raw_header_append(out, &found);
    return true;
}

static void append_subject(GString *out, const PostHead *head, RawHeader walk)
{
    const char *subject = head->facts->subject ? head->facts->subject : "";
    bool add = head->tag && *head->tag && !has_tag(head->facts, head->tag);

    if (!add && append_own_subject(out, head->facts, walk))
        return;
    g_autofree char *tagged =
        add ? g_strdup_printf("[%s] %s", head->tag, subject) : g_strdup(subject);
    header_text(out, "Subject", tagged);
}

static bool check(const PostHead *head, GError **error)
{
    const char *const addresses[] = {head->list_address, head->robot_address};

    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++)
        if (!header_address_ok(addresses[i]))
            return fail(error, ERR_INPUT, "compose: no address: '%s'", addresses[i]);
    if (head->owner_address && !header_address_ok(head->owner_address))
        return fail(error, ERR_INPUT, "compose: List-Owner is no address: '%s'",
                    head->owner_address);
    if (!header_word_ok(head->message_id))
        return fail(error, ERR_INPUT, "compose: no Message-ID: '%s'", head->message_id);
    if (!header_word_ok(head->list_name) || !header_word_ok(head->domain))
        return fail(error, ERR_INPUT, "compose: no list name or domain");
    return true;
}

static void append_content(GString *out, GBytes *content)
{
    size_t length = 0;
    const char *bytes = g_bytes_get_data(content, &length);

    header_words(out, "MIME-Version", "1.0");
    g_string_append_len(out, bytes, (gssize)length);
}

GBytes *compose_post_head(const PostHead *head, GBytes *raw, GError **error)
{
    size_t length = 0;
    const char *bytes = g_bytes_get_data(raw, &length);
    RawHeader walk = {.at = bytes, .end = bytes + length};
    g_autoptr(GString) out = g_string_new(NULL);

    if (!check(head, error))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(HEADERS); i++)
        HEADERS[i].write(out, HEADERS[i].name, head);
    append_subject(out, head, walk);
    if (head->content) {
        append_content(out, head->content);
        return g_string_free_to_bytes(g_steal_pointer(&out));
    }
    append_missing_type(out, head->facts, &walk);
    if (!append_passed(out, walk, error))
        return NULL;
    g_string_append(out, "\r\n");
    return g_string_free_to_bytes(g_steal_pointer(&out));
}
