/* fuzz_bounce.c: the rules for bounces. The first byte chooses the letter that the rest stands in:
 * the text of a mail system, the fields of a report (RFC 3464), a complaint (RFC 5965), a notice of
 * Amazon SES, or whatever a person writes. */
#include "base/bounce.h"
#include "base/reading.h"
#include "tests/fuzz/fuzz.h"

#define REPORT(type)                                                                               \
    "From: MAILER-DAEMON@mx.test\nTo: list@our.test\nSubject: Returned\n"                          \
    "Content-Type: multipart/report; report-type=" type "; boundary=b\n\n--b\n\nSorry.\n\n--b\n"

static const char *const BEGINNINGS[] = {
    "From: MAILER-DAEMON@mx.test\nTo: list@our.test\nSubject: Undelivered\n\n",
    REPORT("delivery-status") "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n",
    REPORT("feedback-report") "Content-Type: message/feedback-report\n\n",
    "From: a@sns.amazonaws.com\nTo: list@our.test\nSubject: Notice\n\n",
    "From: a@b.test\nTo: list@our.test\nSubject: Letter\n\n",
    "",
};

static bool is_status(const char *status)
{
    return g_regex_match_simple("^[245]\\.\\d{1,3}\\.\\d{1,3}$", status, 0, 0);
}

static void assert_bounce(const Bounce *bounce)
{
    static const char *const CLASSES[] = {
        "unknown-user", "no-host", "full",  "disabled", "policy",    "content", "blocked", "size",
        "loop",         "expired", "relay", "delayed",  "complaint", "other",   NULL};
    g_autofree char *normal = bounce_address(bounce->address);

    g_assert_cmpstr(normal, ==, bounce->address);
    g_assert_true(g_strv_contains(CLASSES, bounce->class_));
    g_assert_true(!bounce->status || is_status(bounce->status));
    g_assert_true(!bounce->hard || bounce->action == BOUNCE_FAILED);
    assert_text(bounce->diagnostic);
}

/* The small rules, on text of their own. */
static void assert_rules(const char *text)
{
    g_autofree char *status = bounce_find_status(text), *address = bounce_address(text);
    const char *reply = bounce_reply_of_server(text);

    g_assert_true(!status || is_status(status));
    g_assert_true(!address || strchr(address, '@'));
    g_assert_true(reply >= text && reply <= text + strlen(text));
    bounce_class_of_words(text);
    bounce_stage(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const ReadContext context = {.limits = READ_LIMITS_DEFAULT};

    if (size == 0)
        return 0;
    g_autoptr(GString) raw = g_string_new(BEGINNINGS[data[0] % G_N_ELEMENTS(BEGINNINGS)]);
    g_string_append_len(raw, (const char *)data + 1, (gssize)size - 1);
    g_autoptr(Facts) facts = read_letter(raw->str, raw->len, &context);

    assert_facts(facts);
    for (guint i = 0; i < facts->bounces->len; i++)
        assert_bounce(facts->bounces->pdata[i]);
    assert_rules(facts->text);
    return 0;
}
