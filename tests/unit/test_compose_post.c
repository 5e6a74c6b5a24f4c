/* test_compose_post.c: heads of posts and what differs from copy to copy. */
#include <jansson.h>

#include "base/compose_fields.h"
#include "base/header.h"
#include "base/reading.h"
#include "tests/unit/compose_fixture.h"

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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_mime_init();
    g_test_add_func("/compose/fields", test_field_fates);
    g_test_add_func("/compose/post/new-body", test_post_new_body);
    g_test_add_func("/compose/post/keeps-loop-stamps", test_post_keeps_loop_stamps);
    g_test_add_func("/compose/post/head", test_post_head);
    g_test_add_func("/compose/post/copy", test_post_copy);
    g_test_add_func("/compose/post/from", test_post_from);
    g_test_add_func("/compose/post/subject", test_post_subject);
    g_test_add_func("/compose/post/passed-fields", test_post_passed_fields);
    g_test_add_func("/compose/post/hostile", test_post_hostile);
    return g_test_run();
}
