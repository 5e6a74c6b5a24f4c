/* test_compose.c: letters of our own, read back by GMime and by a small decoder. */
#include <jansson.h>

#include "base/header.h"
#include "tests/unit/compose_fixture.h"

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
    g_test_add_func("/compose/draft/text", test_draft_text);
    g_test_add_func("/compose/draft/same-again", test_draft_is_the_same_again);
    g_test_add_func("/compose/draft/html-and-letter", test_draft_html_and_letter);
    g_test_add_func("/compose/draft/binary-letter", test_draft_binary_letter);
    g_test_add_func("/compose/draft/refused", test_draft_refused);
    g_test_add_func("/compose/draft/encodings", test_draft_encodings);
    g_test_add_func("/compose/draft/json", test_draft_json);
    g_test_add_func("/compose/crlf", test_crlf);
    return g_test_run();
}
