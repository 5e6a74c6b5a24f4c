/* test_compose.c: letters of our own and heads of posts, read back by GMime and by a small decoder.
 */
#include <gmime/gmime.h>
#include <jansson.h>
#include <string.h>

#include "base/auto.h"
#include "base/compose.h"
#include "base/compose_fields.h"
#include "base/error.h"
#include "base/header.h"
#include "base/reading.h"

#define LONG_SUBJECT                                                                                                                                                           \
    "Еженедельный дайджест: планы уроков, контрольные работы, обсуждение олимпиадных задач №7 и " \
    "приглашение на семинар «Смысловое чтение» 19 ноября — не пропустите!"

#define FAMILY "👨‍👩‍👧‍👦" /* seven characters that are one */

/* --- helpers ------------------------------------------------------------------------------- */

/* Unfolds a field and decodes its UTF-8 base64 words; the rest stays. */
static char *decode(const char *field)
{
    g_autoptr(GString) flat = g_string_new(field);
    GString *out = g_string_new(NULL);

    g_string_replace(flat, "\r\n ", " ", 0);
    g_string_replace(flat, "?= =?UTF-8?B?", "?==?UTF-8?B?", 0);
    for (const char *p = flat->str; *p;) {
        const char *end = g_str_has_prefix(p, "=?UTF-8?B?") ? strstr(p + 10, "?=") : NULL;
        if (!end) {
            g_string_append_c(out, *p++);
            continue;
        }
        g_autofree char *base64 = g_strndup(p + 10, (gsize)(end - p - 10));
        gsize length;
        g_autofree guchar *bytes = g_base64_decode(base64, &length);
        g_assert_true(
            g_utf8_validate((char *)bytes, (gssize)length, NULL)); /* no split character */
        g_string_append_len(out, (char *)bytes, (gssize)length);
        p = end + 2;
    }
    return g_string_free(out, FALSE);
}

/* Every line within its limits, CRLF, no bare line end, no line of blanks only. */
static void check_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);

    for (int i = 0; lines[i]; i++) {
        g_assert_null(strpbrk(lines[i], "\r\n"));
        g_assert_cmpuint(strlen(lines[i]), <=, 998);
        if (strstr(lines[i], "=?UTF-8?B?"))
            g_assert_cmpuint(strlen(lines[i]), <=, 76);
        for (const char *p = lines[i]; (p = strstr(p, "=?UTF-8?B?")); p++)
            g_assert_cmpint(strstr(p, "?=") + 2 - p, <=, 75);
        if (lines[i + 1] && *lines[i])
            g_assert_cmpuint(strspn(lines[i], " \t"), <, strlen(lines[i]));
    }
}

static char *as_text(GBytes *bytes)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);

    g_assert_null(memchr(data, '\0', length));
    return g_strndup(data, length);
}

/* The whole field `name` of a letter, decoded, without its name; NULL: not there. Twice is an
 * error. */
static char *field_of(const char *letter, const char *name)
{
    g_autofree char *head = g_strndup(letter, (gsize)(strstr(letter, "\r\n\r\n") + 2 - letter));
    g_autofree char *pattern = g_strdup_printf("^%s: ((?:.|\r\n[ \t])*)\r\n", name);
    g_autoptr(GRegex) regex =
        g_regex_new(pattern, G_REGEX_MULTILINE | G_REGEX_CASELESS | G_REGEX_NEWLINE_CRLF, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    if (!g_regex_match(regex, head, 0, &match))
        return NULL;
    g_autofree char *raw = g_match_info_fetch(match, 1);
    g_assert_false(g_match_info_next(match, NULL));
    return decode(raw);
}

static void assert_field(const char *letter, const char *name, const char *expected)
{
    g_autofree char *value = field_of(letter, name);

    g_assert_cmpstr(value, ==, expected);
}

/* --- headers ------------------------------------------------------------------------------- */

static void test_header_round_trip(void)
{
    static const char *const values[] = {
        "plain words",
        LONG_SUBJECT,
        "",
        "Ё",
        "a€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€",
        "👩‍🏫 учитель года " FAMILY FAMILY FAMILY FAMILY FAMILY,
        "a long line of plain words that must be folded somewhere because it is longer than the "
        "seventy-eight characters that a line should have",
        "looks like =?UTF-8?B?0YPRgNCw?= a word",
        "ОченьДлинноеСловоБезЕдиногоПробелаКотороеВсёРавноДолжноПоместитьсяВСтрокуИНеРазорватьБукв"
        "ы",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autofree char *field = compose_header("Subject", values[i]);
        g_autofree char *back = decode(field);
        g_autofree char *expected = g_strconcat("Subject: ", values[i], "\r\n", NULL);
        check_lines(field);
        g_assert_cmpstr(back, ==, expected);
    }
}

/* GMime 3.2 reads nothing after the padding of a word: ours have none but in the last. */
static void test_header_read_by_gmime(void)
{
    g_autofree char *field = compose_header("Subject", LONG_SUBJECT);
    g_autofree char *back = g_mime_utils_header_decode_text(NULL, field + strlen("Subject: "));

    g_assert_cmpstr(g_strchomp(back), ==, LONG_SUBJECT);
}

static void test_header_injection(void)
{
    static const char *const attacks[] = {
        "hello\r\nBcc: victim@example.org",
        "hello\nBcc: victim@example.org",
        "hello\rBcc: x@y.z",
        "hello\r\n\r\nbody",
        "привет\r\nBcc: victim@example.org",
        "nul and \x01\x7f\x1b[31m",
        "turned \xe2\x80\xae"
        "around",
        "line\xe2\x80\xa8separator",
        "next\xc2\x85line",
        "invalid \xff\xfe bytes\r\nBcc: a@b.c",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(attacks); i++) {
        g_autofree char *field = compose_header("Subject", attacks[i]);
        g_autofree char *back = decode(field);
        check_lines(field);
        g_assert_true(g_str_has_suffix(field, "\r\n"));
        for (const char *p = strstr(field, "\r\n"); p[2]; p = strstr(p + 2, "\r\n"))
            g_assert_cmpint(p[2], ==, ' '); /* one field: all else is folding */
        g_strchomp(back);
        g_assert_null(strpbrk(back, "\r\n\x01\x1b\x7f"));
        g_assert_null(strstr(back, "\xe2\x80\xae"));
    }
}

static void test_header_long_value_is_cut(void)
{
    g_autofree char *long_value = g_strnfill(1024 * 1024, 'x');
    g_autofree char *field = compose_header("Subject", long_value);

    g_assert_cmpuint(strlen(field), <, 4 * HEADER_TEXT_MAX);
    check_lines(field);
}

static void test_header_phrase(void)
{
    static const struct {
        const char *phrase, *expected;
    } rows[] = {
        {"Ivan Petrov", "From: Ivan Petrov <a@b.example>\r\n"},
        {"Petrov, Ivan (math)", "From: \"Petrov, Ivan (math)\" <a@b.example>\r\n"},
        {"say \"hi\" \\ there", "From: \"say \\\"hi\\\" \\\\ there\" <a@b.example>\r\n"},
        {"x@evil.example", "From: \"x@evil.example\" <a@b.example>\r\n"},
        {"Мария", "From: =?UTF-8?B?0JzQsNGA0LjRjw==?= <a@b.example>\r\n"},
        {"", "From: a@b.example\r\n"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        header_phrase(out, "From", rows[i].phrase, "a@b.example");
        g_assert_cmpstr(out->str, ==, rows[i].expected);
    }
}

static void test_address_ok(void)
{
    static const char *const bad[] = {
        NULL,          "",      "a",     "@b",   "a@",    "a@b@c",   "a b@c",
        "a@b\r\nRSET", "<a@b>", "a,b@c", "a@b>", "a;b@c", "\"a\"@b", "учитель@школа.рф",
        "a@b\x7f",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(header_address_ok(bad[i]));
    g_assert_true(header_address_ok("gw+matematika@xn--80aaxgqh.xn--p1ai"));
}

/* Why an address cannot be sent to, in words for whoever looks after the queue. */
static void test_address_fault(void)
{
    g_autofree char *long_local = g_strnfill(500, 'x');
    g_autofree char *longer = g_strnfill(1000, 'x');
    g_autofree char *whole = g_strconcat(long_local, "@school.example", NULL);
    g_autofree char *too_long = g_strconcat(longer, "@school.example", NULL);
    const struct {
        const char *address, *fault;
    } rows[] = {
        {"ivanova@school.example", NULL},
        {"o'neil+a=b@xn--80aaxgqh.xn--p1ai", NULL},
        {whole, NULL},
        {"учитель@school.example", "not Latin"},
        {"ivanova@школа.рф", "not Latin"},
        {"a\xff@b.example", "not Latin"},
        {NULL, "no address"},
        {"", "no address"},
        {too_long, "too long"},
        {"iva nova@school.example", "a blank"},
        {"iva\tnova@school.example", "a blank"},
        {"\"iva nova\"@school.example", "a quotation mark"},
        {"a@b.example>\r\nRCPT TO:<c@d", "bracket"},
        {"a@b.example\r\nDATA", "a blank"},
        {"a@b.example\n", "a blank"},
        {"a@[192.0.2.1]", "a bracket"},
        {"a,b@c.example", "another character"},
        {"a\\b@c.example", "another character"},
        {"a\x7f@c.example", "another character"},
        {"a@b@c.example", "one name, @ and one domain"},
        {"@c.example", "one name, @ and one domain"},
        {"a@", "one name, @ and one domain"},
        {"a", "one name, @ and one domain"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *fault = header_address_fault(rows[i].address);
        g_assert_cmpint(fault == NULL, ==, rows[i].fault == NULL);
        g_assert_true(!fault || strstr(fault, rows[i].fault));
    }
}

static const ListLinks LINKS = {
    .post = (char *)"mailto:gw+matematika@mo.example",
    .subscribe = (char *)"mailto:gw@mo.example?subject=podpiska%20matematika",
    .unsubscribe = (char *)"mailto:gw@mo.example?subject=otpiska%20matematika",
    .help = (char *)"mailto:gw@mo.example?subject=pomosch",
    .owner = (char *)"mailto:metodist@mo.example",
    .archive = (char *)"mailto:gw@mo.example?subject=naiti",
};

/* --- drafts -------------------------------------------------------------------------------- */

static Draft DRAFT = {
    .from_name = "Вестник",
    .from_address = "gw@mo.example",
    .to_name = "Иванова Мария",
    .reply_to = "gw+ok={token}@mo.example",
    .subject = LONG_SUBJECT " [{token}]",
    .text = "Здравствуйте!\nОтветьте ДА. {token}\n.\nтак",
    .in_reply_to = "q1@school.example",
    .list_id = "МО учителей математики <matematika.mo.example>",
};

static ComposeContext context_for(GTimeZone *zone)
{
    return (ComposeContext){.to_address = "ivanova@school.example",
                            .message_id = "m1@mo.example",
                            .token = "12-abcdefgh",
                            .date = 1795000000,
                            .zone = zone,
                            .loop_stamp = "instance1"};
}

static char *compose_text(const Draft *draft, const ComposeContext *context)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = compose_draft(draft, context, &error);

    g_assert_no_error(error);
    return as_text(bytes);
}

static GMimeMessage *parse(const char *letter)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(letter, strlen(letter));
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);

    return g_mime_parser_construct_message(parser, NULL);
}

static char *part_content(GMimeObject *part)
{
    g_autofree char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);

    return g_strjoinv("\n", lines);
}

static void test_draft_text(void)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_offset(10800);
    ComposeContext context = context_for(zone);
    g_autofree char *letter = compose_text(&DRAFT, &context);

    check_lines(letter);
    assert_field(letter, "From", "Вестник <gw@mo.example>");
    assert_field(letter, "To", "Иванова Мария <ivanova@school.example>");
    assert_field(letter, "Reply-To", "gw+ok=12-abcdefgh@mo.example");
    assert_field(letter, "Subject", LONG_SUBJECT " [12-abcdefgh]");
    assert_field(letter, "Message-ID", "<m1@mo.example>");
    assert_field(letter, "In-Reply-To", "<q1@school.example>");
    assert_field(letter, "Auto-Submitted", "auto-replied");
    assert_field(letter, "Precedence", NULL);
    assert_field(letter, "List-Unsubscribe", NULL);
    assert_field(letter, "X-Vestnik-Loop", "instance1");
    assert_field(letter, "List-Id", "МО учителей математики <matematika.mo.example>");
    assert_field(letter, "Date", "Wed, 18 Nov 2026 14:06:40 +0300");
    g_autoptr(GMimeMessage) message = parse(letter);
    g_autofree char *text = part_content(g_mime_message_get_mime_part(message));
    g_assert_cmpstr(text, ==, "Здравствуйте!\nОтветьте ДА. 12-abcdefgh\n.\nтак");
}

static void test_draft_is_the_same_again(void)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    ComposeContext context = context_for(zone);
    Draft draft = DRAFT;

    draft.html = "<p>Здравствуйте</p>";
    g_autofree char *one = compose_text(&draft, &context);
    g_autofree char *two = compose_text(&draft, &context);
    g_assert_cmpstr(one, ==, two);
}

static void test_draft_html_and_letter(void)
{
    static const char attached[] =
        "From: a@b\nSubject: =?utf-8?B?0J/Qu9Cw0L0=?=\n\nтело письма\n.\n--\n";
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    ComposeContext context = context_for(zone);
    Draft draft = DRAFT;

    draft.html = "<p>Здравствуйте, <b>коллеги</b>!</p>";
    draft.attach_letter = 7;
    draft.bulk = true;
    draft.in_reply_to = NULL;
    context.attached = g_bytes_new_static(attached, strlen(attached));
    context.links = &LINKS;
    g_autofree char *letter = compose_text(&draft, &context);
    g_bytes_unref(context.attached);
    check_lines(letter);
    assert_field(letter, "List-Unsubscribe", "<mailto:gw@mo.example?subject=otpiska%20matematika>");
    assert_field(letter, "List-Help", "<mailto:gw@mo.example?subject=pomosch>");
    assert_field(letter, "Auto-Submitted", "auto-generated");
    assert_field(letter, "Precedence", "bulk");
    g_autoptr(GMimeMessage) message = parse(letter);
    GMimeMultipart *mixed = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
    g_assert_cmpint(g_mime_multipart_get_count(mixed), ==, 2);
    GMimeMultipart *both = GMIME_MULTIPART(g_mime_multipart_get_part(mixed, 0));
    g_assert_cmpint(g_mime_multipart_get_count(both), ==, 2);
    g_autofree char *html = part_content(g_mime_multipart_get_part(both, 1));
    g_assert_cmpstr(html, ==, draft.html);
    GMimeObject *inner = g_mime_multipart_get_part(mixed, 1);
    g_assert_true(GMIME_IS_MESSAGE_PART(inner));
    GMimeMessage *held = g_mime_message_part_get_message(GMIME_MESSAGE_PART(inner));
    g_assert_cmpstr(g_mime_message_get_subject(held), ==, "План");
    g_assert_nonnull(strstr(letter, "filename*=UTF-8''%D0%BF%D0%B8%D1%81%D1%8C%D0%BC%D0%BE.eml"));
    g_assert_nonnull(strstr(letter, "\r\n\r\nтело письма\r\n.\r\n--\r\n"));
}

/* A letter that may not be message/rfc822 is a file, with every byte as it came. */
static void test_draft_binary_letter(void)
{
    static const char attached[] = "Subject: x\n\nnul \0 and more\n";
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    ComposeContext context = context_for(zone);
    Draft draft = DRAFT;

    draft.attach_letter = 7;
    g_autoptr(GBytes) raw = g_bytes_new_static(attached, sizeof attached - 1);
    context.attached = raw;
    g_autofree char *letter = compose_text(&draft, &context);
    g_autofree char *base64 = g_base64_encode((const guchar *)attached, sizeof attached - 1);
    g_assert_nonnull(strstr(letter, "Content-Type: application/octet-stream"));
    g_assert_nonnull(strstr(letter, base64));
}

static void test_draft_refused(void)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    g_autoptr(GError) error = NULL;
    ComposeContext context = context_for(zone);
    Draft draft = DRAFT;

    context.to_address = "victim@x.example>\r\nRSET";
    g_assert_null(compose_draft(&draft, &context, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_clear_error(&error);
    context = context_for(zone);
    draft.attach_letter = 3; /* and no bytes */
    g_assert_null(compose_draft(&draft, &context, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_clear_error(&error);
    draft.attach_letter = 0;
    draft.reply_to = "a@b\r\nBcc: c@d";
    g_assert_null(compose_draft(&draft, &context, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
}

static void test_draft_encodings(void)
{
    static const struct {
        const char *text, *encoding;
    } rows[] = {
        {"plain\ntext\n", "7bit"},
        {"mostly plain text with one word in another alphabet: привет, and some more of it \t\n "
         "and "
         "a line that ends in a blank \n= and equals and a very very very long line that must be "
         "broken "
         "softly somewhere\n",
         "quoted-printable"},
        {"Здравствуйте, уважаемые коллеги!\n", "base64"},
    };
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    ComposeContext context = context_for(zone);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        Draft draft = DRAFT;
        draft.text = (char *)rows[i].text;
        g_autofree char *letter = compose_text(&draft, &context);
        assert_field(letter, "Content-Transfer-Encoding", rows[i].encoding);
        check_lines(letter);
        g_autoptr(GMimeMessage) message = parse(letter);
        g_autofree char *text = part_content(g_mime_message_get_mime_part(message));
        g_assert_true(g_str_has_prefix(text, rows[i].text));
        g_assert_cmpuint(strlen(text), <=, strlen(rows[i].text) + 1);
        const char *body = strstr(letter, "\r\n\r\n");
        for (const char *line = body; line; line = strstr(line + 2, "\r\n")) {
            const char *end = strstr(line + 2, "\r\n");
            g_assert_cmpint(end ? end - line - 2 : 0, <=, 78);
        }
    }
}

static void test_draft_json(void)
{
    g_autoptr(GError) error = NULL;
    Draft full = DRAFT;
    full.bulk = true;
    full.attach_letter = 5;
    g_autoptr(json_t) json = draft_to_json(&full);
    g_autofree char *text = json_dumps(json, JSON_COMPACT);
    g_autoptr(Draft) back = draft_from_json(text, &error);
    g_assert_no_error(error);
    g_autoptr(json_t) again = draft_to_json(back);
    g_assert_true(json_equal(json, again));
    g_assert_cmpstr(back->subject, ==, full.subject);
    g_assert_null(back->html);
    g_assert_cmpint(back->attach_letter, ==, 5);

    static const char *const bad[] = {"", "[]", "{", "{}",
                                      "{\"from_address\":1,\"subject\":\"\",\"text\":\"\"}"};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) why = NULL;
        g_assert_null(draft_from_json(bad[i], &why));
        g_assert_error(why, VESTNIK_ERROR, ERR_INPUT);
    }
}

/* --- posts --------------------------------------------------------------------------------- */

static PostHead post_head(Facts *facts, GTimeZone *zone)
{
    return (PostHead){
        .author_name = "Иванова Мария Петровна",
        .list_title = "МО учителей математики",
        .list_name = "matematika",
        .sender = "gw+matematika@mo.example",
        .domain = "mo.example",
        .links = &LINKS,
        .archived_at = "mailto:gw@mo.example?subject=arhiv%2057",
        .tag = "математика",
        .message_id = "p1@school.example",
        .loop_stamp = "instance1",
        .facts = facts,
        .zone = zone,
        .date = 1795000000,
    };
}

static char *head_text(const PostHead *head, const char *raw);

/* Another gateway must know its own letter when we send it back. */
static void test_post_keeps_loop_stamps(void)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    g_autoptr(Facts) facts = facts_new();
    PostHead head = post_head(facts, zone);

    facts->subject = g_strdup("x");
    g_ptr_array_add(facts->loop_stamps, g_strdup("other7"));
    g_ptr_array_add(facts->loop_stamps, g_strdup("evil x\r\nY: z"));
    g_autofree char *text = head_text(&head, "Subject: x\n\nx\n");
    g_assert_nonnull(strstr(text, "\r\nX-Vestnik-Loop: instance1\r\nX-Vestnik-Loop: other7\r\n"));
    g_assert_null(strstr(text, "evil"));
}

static char *head_text(const PostHead *head, const char *raw)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new_static(raw, strlen(raw));
    g_autoptr(GBytes) shared = compose_post_head(head, bytes, &error);
    PostAddress address = {.to = (char *)head->sender,
                           .to_name = (char *)head->list_title,
                           .reply_to = (char *)head->sender,
                           .unsubscribe = LINKS.unsubscribe};
    PostFields fields = {0};

    g_assert_no_error(error);
    g_assert_true(compose_post_copy(&address, &(PostCopy){0}, &fields, &error));
    g_autoptr(GBytes) made = compose_marked(&fields, &(CopyMarks){0});
    post_fields_clear(&fields);
    g_autofree char *before = as_text(made), *after = as_text(shared);
    char *text = g_strconcat(before, after, NULL);
    g_assert_true(g_str_has_suffix(text, "\r\n\r\n"));
    g_assert_cmpint(strstr(text, "\r\n\r\n") + 4 - text, ==, (long)strlen(text));
    return text;
}

#define RAW_HEAD                                                                                   \
    "Received: from evil (evil [192.0.2.1])\r\n\tby mx; Mon, 16 Nov 2026 10:00:00 +0300\r\n"       \
    "DKIM-Signature: v=1; a=rsa-sha256; d=school.example\r\n"                                      \
    "From: ivanova@school.example\r\nTo: gw+matematika@mo.example\r\nBcc: secret@x.example\r\n"    \
    "Disposition-Notification-To: ivanova@school.example\r\n"                                      \
    "Return-Receipt-To: ivanova@school.example\r\nSender: x@y.z\r\nList-Id: <old.list>\r\n"        \
    "Reply-To: trap@evil.example\r\nPrecedence: urgent\r\nX-Vestnik-Loop: forged\r\n"

static void test_post_head(void)
{
    static const char raw[] =
        RAW_HEAD "Subject: =?koi8-r?B?8MzBziDV0s/LwQ==?=\r\nMIME-Version: 1.0\r\n"
                 "Content-Type: multipart/mixed;\r\n\tboundary=\"--=_Next  Part\"; \r\n "
                 "x-odd=\"\xd0\xbf\"\r\n"
                 "content-transfer-encoding:  8bit\r\n\r\nbody\r\nContent-Evil: in the body\r\n";
    g_autoptr(GTimeZone) zone = g_time_zone_new_offset(10800);
    g_autoptr(Facts) facts = facts_new();
    facts->subject = g_strdup("План урока");
    facts->in_reply_to = g_strdup("q0@x.example");
    facts->date = 1794990000;
    g_ptr_array_add(facts->references, g_strdup("first@x.example"));
    g_ptr_array_add(facts->references, g_strdup("evil>\r\nBcc: x"));
    g_ptr_array_add(facts->references, g_strdup("q0@x.example"));
    PostHead head = post_head(facts, zone);
    g_autofree char *text = head_text(&head, raw);

    check_lines(text);
    assert_field(text, "From",
                 "Иванова Мария Петровна (МО учителей математики) <gw+matematika@mo.example>");
    assert_field(text, "To", "МО учителей математики <gw+matematika@mo.example>");
    assert_field(text, "Reply-To", "gw+matematika@mo.example");
    assert_field(text, "Subject", "[математика] План урока");
    assert_field(text, "Message-ID", "<p1@school.example>");
    assert_field(text, "In-Reply-To", "<q0@x.example>");
    assert_field(text, "References", "<first@x.example> <q0@x.example>");
    assert_field(text, "Date", "Wed, 18 Nov 2026 11:20:00 +0300");
    assert_field(text, "List-Id", "МО учителей математики <matematika.mo.example>");
    assert_field(text, "List-Post", "<mailto:gw+matematika@mo.example>");
    assert_field(text, "List-Help", "<mailto:gw@mo.example?subject=pomosch>");
    assert_field(text, "List-Subscribe", "<mailto:gw@mo.example?subject=podpiska%20matematika>");
    assert_field(text, "List-Unsubscribe", "<mailto:gw@mo.example?subject=otpiska%20matematika>");
    assert_field(text, "List-Unsubscribe-Post", NULL);
    assert_field(text, "List-Owner", "<mailto:metodist@mo.example>");
    assert_field(text, "List-Archive", "<mailto:gw@mo.example?subject=naiti>");
    assert_field(text, "Archived-At", "<mailto:gw@mo.example?subject=arhiv%2057>");
    assert_field(text, "Precedence", "list");
    assert_field(text, "X-Vestnik-Loop", "instance1");
    g_assert_nonnull(strstr(text,
                            "\r\nContent-Type: multipart/mixed;\r\n\tboundary=\"--=_Next  Part\"; "
                            "\r\n x-odd=\"\xd0\xbf\"\r\n"));
    g_assert_nonnull(strstr(text, "\r\ncontent-transfer-encoding:  8bit\r\n"));
    static const char *const gone[] = {"Received",
                                       "DKIM-Signature",
                                       "Bcc",
                                       "Disposition-Notification-To",
                                       "Return-Receipt-To",
                                       "Sender",
                                       "Auto-Submitted",
                                       "Content-Evil"};
    for (size_t i = 0; i < G_N_ELEMENTS(gone); i++)
        assert_field(text, gone[i], NULL);
    g_assert_null(strstr(text, "forged"));
    g_assert_null(strstr(text, "trap@"));
}

/* A post whose body we make anew still says that a machine wrote it, and nothing of the old body.
 */
static void test_post_new_body(void)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    g_autoptr(Facts) facts = facts_new();
    PostHead head = post_head(facts, zone);
    g_autoptr(GBytes) content = g_bytes_new_static("Content-Type: text/plain\r\n\r\n",
                                                   strlen("Content-Type: text/plain\r\n\r\n"));

    head.content = content;
    g_autofree char *text =
        head_text(&head, "Auto-Submitted: auto-generated\nContent-Type: text/html\n\nx\n");
    assert_field(text, "Auto-Submitted", "auto-generated");
    assert_field(text, "Content-Type", "text/plain");
}

/* The table of fields: the first row that fits counts, and what no row names stays behind. */
static void test_field_fates(void)
{
    static const struct {
        const char *name;
        FieldFate fate;
    } rows[] = {
        {"FROM", FIELD_OURS},
        {"List-Unsubscribe-Post", FIELD_OURS},
        {"List-Sequence", FIELD_LEFT},
        {"content-md5", FIELD_BODY},
        {"Content", FIELD_LEFT},
        {"Auto-Submitted", FIELD_PASSED},
        {"ARC-Seal", FIELD_LEFT},
        {"Arc", FIELD_LEFT},
        {"Disposition-Notification-Options", FIELD_LEFT},
        {"X-Vestnik-Copy", FIELD_OURS},
        {"X-Never-Heard-Of", FIELD_LEFT},
        {"X", FIELD_LEFT},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpint(field_fate_of(rows[i].name), ==, rows[i].fate);
}

/* The author's school stands beside the name; whoever is of no school is of the list. */
static void test_post_from(void)
{
    static const struct {
        const char *author, *school, *note, *expected;
    } rows[] = {
        {"Мария Петровна Иванова", "Школа № 3", NULL, "Мария Петровна Иванова (Школа № 3)"},
        {"Мария Петровна Иванова", "Школа № 3", "с правкой",
         "Мария Петровна Иванова (Школа № 3, с правкой)"},
        {"Анна Ким", "", NULL, "Анна Ким (МО учителей математики)"},
        {"", "Школа № 3", NULL, "МО учителей математики"},
        {"Анна\r\nBcc: x", "Школа\n№ 3", NULL, "Анна Bcc: x (Школа № 3)"},
    };
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Facts) facts = facts_new();
        PostHead head = post_head(facts, zone);
        head.author_name = rows[i].author;
        head.author_school = rows[i].school;
        head.note = rows[i].note;
        g_autofree char *text = head_text(&head, "Subject: x\n\ny\n");
        g_autofree char *expected =
            g_strdup_printf("%s <gw+matematika@mo.example>", rows[i].expected);
        check_lines(text);
        assert_field(text, "From", expected);
    }
}

/* What the subject becomes: raw line, decoded, tags found, wanted tag, expected. */
static void test_post_subject(void)
{
    static const struct {
        const char *raw, *subject, *found, *tag, *expected;
    } rows[] = {
        {"Subject: Re: [math] x\n  folded", "Re: [math] x folded", "math", "math",
         "Subject: Re: [math] x\r\n  folded\r\n"},
        {"Subject: Re: [MATH] x", "Re: [MATH] x", "MATH", "math", "Subject: Re: [MATH] x\r\n"},
        {"Subject: =?koi8-r?B?8MzBziDV0s/LwQ==?=", "План урока", NULL, NULL,
         "Subject: =?koi8-r?B?8MzBziDV0s/LwQ==?=\r\n"},
        {"Subject: x", "x", NULL, "math", "Subject: [math] x\r\n"},
        {"Subject: x", "x", "other", "math", "Subject: [math] x\r\n"},
        {"X: y", "", NULL, NULL, "Subject: \r\n"},
        {"Subject: \xcf\xeb\xe0\xed", "План", NULL, NULL, "Subject: =?UTF-8?B?0J/Qu9Cw0L0=?=\r\n"},
        {"Subject: one\nSubject: two", "one", NULL, NULL, "Subject: one\r\n"},
    };
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Facts) facts = facts_new();
        g_free(facts->subject);
        facts->subject = g_strdup(rows[i].subject);
        if (rows[i].found)
            g_ptr_array_add(facts->subject_tags, g_strdup(rows[i].found));
        PostHead head = post_head(facts, zone);
        head.tag = rows[i].tag;
        g_autofree char *raw = g_strconcat(rows[i].raw, "\n\nbody\n", NULL);
        g_autofree char *text = head_text(&head, raw);
        const char *at = strstr(text, "\r\nSubject: ");
        g_assert_nonnull(at);
        g_assert_true(g_str_has_prefix(at + 2, rows[i].expected));
    }
}

/* A field passed on can smuggle nothing: no bare CR, no NUL, no line of blanks. */
static void test_post_passed_fields(void)
{
    static const char raw[] = "From: a@b\nContent-Type: text/plain;\rBcc: one@evil.example\n \t \n"
                              " charset=utf-8\nAuto-Submitted: auto-generated\n"
                              "Content-Description: a\x01"
                              "b\n\nbody";
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    g_autoptr(Facts) facts = facts_new();
    PostHead head = post_head(facts, zone);
    g_autofree char *text = head_text(&head, raw);

    check_lines(text);
    assert_field(text, "Bcc", NULL);
    assert_field(text, "Auto-Submitted", "auto-generated");
    g_assert_nonnull(
        strstr(text, "Content-Type: text/plain; Bcc: one@evil.example\r\n charset=utf-8\r\n"));
    g_assert_nonnull(strstr(text, "Content-Description: a b\r\n"));
}

static void test_post_hostile(void)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    g_autoptr(Facts) facts = facts_new();
    g_autoptr(GError) error = NULL;
    PostHead head = post_head(facts, zone);

    head.author_name = "Х\r\nBcc: victim@x.example\r\n\r\n";
    facts->date = INT64_MAX / 2; /* the year nobody will see */
    g_autofree char *text = head_text(&head, "From: a@b\n\nx");
    assert_field(text, "Bcc", NULL);
    assert_field(text, "Date", "Wed, 18 Nov 2026 11:06:40 +0000");
    head.sender = "a@b\r\nBcc: c@d";
    g_autoptr(GBytes) raw = g_bytes_new_static("x\n", 2);
    g_assert_null(compose_post_head(&head, raw, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_clear_error(&error);
    head = post_head(facts, zone);
    g_autoptr(GString) many = g_string_new(NULL);
    for (int i = 0; i < 9000; i++)
        g_string_append(many, "Content-Type: text/plain\n");
    g_autoptr(GBytes) bomb = g_bytes_new_static(many->str, many->len);
    g_assert_null(compose_post_head(&head, bomb, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
}

/* What differs from copy to copy: a mailbox of several people names them and keeps the list. */
static void test_post_copy(void)
{
    g_autoptr(GError) error = NULL;
    PostAddress address = {.to = (char *)"gw+mat@mo.example",
                           .to_name = (char *)"МО",
                           .reply_to = (char *)"ivanova@school.example",
                           .reply_to_name = (char *)"Иванова",
                           .unsubscribe = LINKS.unsubscribe};
    PostCopy copy = {.mailbox = "school@school.example",
                     .names = "Иванова М. П., Петров\r\nBcc: x"};

    /* through the database and back */
    g_autofree char *json = post_address_to_json(&address);
    PostAddress stored = {0};
    g_assert_true(post_address_from_json(json, &stored, &error));
    PostFields common = {0};
    g_assert_true(compose_post_copy(&stored, &copy, &common, &error));
    g_assert_no_error(error);
    g_autoptr(GBytes) made = compose_marked(
        &common, &(CopyMarks){.key = "12-abc", .one_click = "https://mo.example/leave/1-2-x"});
    post_fields_clear(&common);
    g_autofree char *fields = as_text(made);
    g_autofree char *text = g_strconcat(fields, "Subject: x\r\n\r\n", NULL);
    check_lines(text);
    assert_field(text, "To", "Иванова М. П., Петров Bcc: x <school@school.example>");
    assert_field(text, "Cc", "МО <gw+mat@mo.example>");
    assert_field(text, "Reply-To", "Иванова <ivanova@school.example>");
    assert_field(text, "X-Vestnik-Copy", "12-abc");
    assert_field(text, "List-Unsubscribe",
                 "<https://mo.example/leave/1-2-x>, "
                 "<mailto:gw@mo.example?subject=otpiska%20matematika>");
    assert_field(text, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    assert_field(text, "Bcc", NULL);
    g_free(stored.reply_to);
    stored.reply_to = g_strdup("a@b\r\nBcc: c@d");
    g_assert_false(compose_post_copy(&stored, &copy, &common, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_clear_error(&error);
    g_assert_false(post_address_from_json("{}", &address, &error));
    post_address_clear(&stored);
}

static void test_crlf(void)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"a\r\nb\r\n", "a\r\nb\r\n"},
        {"a\nb", "a\r\nb"},
        {"a\rb", "a\r\nb"},
        {"\n.\n", "\r\n.\r\n"},
        {"\r\r\n", "\r\n\r\n"},
        {"a\r", "a\r\n"},
        {"\n\r", "\r\n\r\n"},
        {"", ""},
        {"\r\n.\r\nDATA", "\r\n.\r\nDATA"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GBytes) in = g_bytes_new_static(rows[i].in, strlen(rows[i].in));
        g_autoptr(GBytes) out = compose_crlf(in);
        g_assert_cmpmem(g_bytes_get_data(out, NULL), g_bytes_get_size(out), rows[i].out,
                        strlen(rows[i].out));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_mime_init();
    g_test_add_func("/compose/header/round-trip", test_header_round_trip);
    g_test_add_func("/compose/header/read-by-gmime", test_header_read_by_gmime);
    g_test_add_func("/compose/header/injection", test_header_injection);
    g_test_add_func("/compose/header/cut", test_header_long_value_is_cut);
    g_test_add_func("/compose/header/phrase", test_header_phrase);
    g_test_add_func("/compose/header/address", test_address_ok);
    g_test_add_func("/compose/header/address-fault", test_address_fault);
    g_test_add_func("/compose/fields", test_field_fates);
    g_test_add_func("/compose/post/new-body", test_post_new_body);
    g_test_add_func("/compose/draft/text", test_draft_text);
    g_test_add_func("/compose/draft/same-again", test_draft_is_the_same_again);
    g_test_add_func("/compose/draft/html-and-letter", test_draft_html_and_letter);
    g_test_add_func("/compose/draft/binary-letter", test_draft_binary_letter);
    g_test_add_func("/compose/draft/refused", test_draft_refused);
    g_test_add_func("/compose/draft/encodings", test_draft_encodings);
    g_test_add_func("/compose/draft/json", test_draft_json);
    g_test_add_func("/compose/post/keeps-loop-stamps", test_post_keeps_loop_stamps);
    g_test_add_func("/compose/post/head", test_post_head);
    g_test_add_func("/compose/post/copy", test_post_copy);
    g_test_add_func("/compose/post/from", test_post_from);
    g_test_add_func("/compose/post/subject", test_post_subject);
    g_test_add_func("/compose/post/passed-fields", test_post_passed_fields);
    g_test_add_func("/compose/post/hostile", test_post_hostile);
    g_test_add_func("/compose/crlf", test_crlf);
    return g_test_run();
}
