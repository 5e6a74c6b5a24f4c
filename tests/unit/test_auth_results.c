/* test_auth_results.c: whose Authentication-Results count, and what they prove. */
#include <string.h>

#include "base/reading.h"

#define ID   "Authentication-Results: mx.school.example; "
#define FROM "From: Anna <anna@teachers.example>\nMessage-ID: <1@x>\nSubject: x\n\ny\n"
#define OUR  "Received: from out.teachers.example by mx.school.example; x\n"
#define HOP  "Received: from evil.example by out.teachers.example; x\n"

static const struct Row {
    const char *raw;
    AuthResult result;
    const char *method;
} ROWS[] = {
    {ID "dmarc=pass header.from=teachers.example\n" OUR FROM, AUTH_PASS, "dmarc"},
    {OUR ID "dmarc=pass header.from=teachers.example\n" HOP FROM, AUTH_PASS, "dmarc"},
    {ID "dmarc=fail header.from=teachers.example\n" OUR FROM, AUTH_FAIL, "dmarc"},
    {ID "dmarc=none; dkim=pass header.d=teachers.example\n" OUR FROM, AUTH_PASS, "dkim"},
    {ID "dkim=pass header.i=@mail.teachers.example\n" OUR FROM, AUTH_PASS, "dkim"},
    {ID "dkim=pass header.d=evil.example\n" OUR FROM, AUTH_NONE, NULL},
    {ID "dkim=pass header.d=example\n" OUR FROM, AUTH_NONE, NULL}, /* a top-level name */
    {ID "dkim=pass header.d=nteachers.example\n" OUR FROM, AUTH_NONE, NULL},
    {ID "spf=pass smtp.mailfrom=x@teachers.example\n" OUR FROM, AUTH_PASS, "spf"},
    {ID "spf=pass smtp.mail=x@evil.example\n" OUR FROM, AUTH_NONE, NULL},
    {ID "spf=fail smtp.mailfrom=x@teachers.example; dkim=pass header.d=teachers.example\n" OUR FROM,
     AUTH_PASS, "dkim"},
    {ID "(spf=pass smtp.mailfrom=x@teachers.example) none\n" OUR FROM, AUTH_NONE, NULL},
    {ID "dmarc=pass header.from=evil.example\n" OUR FROM, AUTH_NONE, NULL},
    /* not ours, or below the first hop of others */
    {"Authentication-Results: mx.evil.example; dmarc=pass header.from=teachers.example\n" OUR FROM,
     AUTH_NONE, NULL},
    {OUR HOP ID "dmarc=pass header.from=teachers.example\n" FROM, AUTH_NONE, NULL},
    /* the topmost of ours counts */
    {ID "dmarc=fail header.from=teachers.example\n" OUR ID
        "dmarc=pass header.from=teachers.example\n" FROM,
     AUTH_FAIL, "dmarc"},
    {OUR FROM, AUTH_NONE, NULL},
};

static void test_rows(void)
{
    ReadContext context = {.limits = READ_LIMITS_DEFAULT,
                           .auth = {auth_profile_by_name("opendmarc"), "*.School.example"}};

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Facts) facts = read_letter(ROWS[i].raw, strlen(ROWS[i].raw), &context);
        g_test_message("row %zu", i);
        g_assert_cmpint(facts->auth, ==, ROWS[i].result);
        g_assert_cmpstr(facts->auth_method, ==, ROWS[i].method);
        if (facts->auth != AUTH_NONE)
            g_assert_cmpstr(facts->auth_by, ==, "mx.school.example");
    }
}

/* How each receiver writes, and what somebody else could have written in its name. */
#define SENT(by)                                                                                   \
    "Received: from out.teachers.example (out.teachers.example [192.0.2.1]) by " by "; x\n"
#define AR "Authentication-Results: "
#define YA "mxfront7q.mail.yandex.net"
#define YA_IN                                                                                      \
    "Received: from " YA " (" YA " [2a02:6b8::1]) by mxback9.mail.yandex.net with LMTP; x\n"
#define PASS    "dmarc=pass header.from=teachers.example\n"
#define DKIM    "dkim=pass header.i=@teachers.example\n"
#define OUTLOOK "AM5EUR03FT013.mail.protection.outlook.com"

static const struct ProfileRow {
    const char *what, *profile, *id, *raw;
    AuthResult result;
    const char *method;
} PROFILES[] = {
    {"Yandex, no dmarc", "yandex", NULL,
     YA_IN SENT(YA) AR YA "; spf=pass (" YA
                          ": domain of teachers.example designates 192.0.2.1 as permitted sender, "
                          "rule=[ip4:192.0.2.1]) smtp.mail=anna@teachers.example\n",
     AUTH_PASS, "spf"},
    {"Yandex, the subdomain of a mailing", "yandex", NULL,
     YA_IN SENT(YA) AR YA
     "; spf=pass smtp.mail=a@b.example; dkim=pass header.i=@news.teachers.example\n",
     AUTH_PASS, "dkim"},
    {"Yandex, a front host that did not take it", "yandex", NULL,
     YA_IN SENT(YA) AR "mxfront9o.mail.yandex.net; " PASS, AUTH_NONE, NULL},
    {"Yandex, DKIM failed: no field", "yandex", NULL, YA_IN SENT(YA), AUTH_NONE, NULL},
    {"Yandex, below another's line", "yandex", NULL, YA_IN SENT(YA) HOP AR YA "; " PASS, AUTH_NONE,
     NULL},
    {"Yandex, in the name of the own gateway", "yandex", NULL,
     YA_IN SENT(YA) AR "mx.school.example; " PASS, AUTH_NONE, NULL},
    {"Mail.ru", "mailru", NULL,
     SENT("mx12.i.mail.ru with esmtp") AR
     "mxs.mail.ru; spf=pass (mx12.i.mail.ru: x) smtp.mailfrom=anna@teachers.example "
     "smtp.helo=out.teachers.example;\n dkim=pass header.d=teachers.example; dmarc=pass "
     "header.from=teachers.example\n",
     AUTH_PASS, "dmarc"},
    {"Google", "google", NULL,
     "Received: by 2002:a05:6512 with SMTP id x; y\n"
     "ARC-Authentication-Results: i=1; mx.google.com; dmarc=fail "
     "header.from=teachers.example\n" SENT("mx.google.com with ESMTPS id x") AR
     "mx.google.com;\n       dkim=pass header.i=@teachers.example header.s=s1 header.b=\"a/b=\";\n "
     "      spf=pass (google.com: domain of b=c@teachers.example) "
     "smtp.mailfrom=\"b=c\"@teachers.example;\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) "
     "header.from=teachers.example\n",
     AUTH_PASS, "dmarc"},
    {"Google, ARC alone", "google", NULL,
     SENT("mx.google.com") "ARC-Authentication-Results: i=1; mx.google.com; " PASS, AUTH_NONE,
     NULL},
    {"Google, a line of Google's forged below the true one", "google", NULL,
     SENT("mx.google.com") SENT("mx.google.com") AR "mx.google.com; " PASS, AUTH_NONE, NULL},
    {"Exchange without an id", "exchange", NULL,
     AR "spf=pass (sender IP is 192.0.2.1)\n smtp.mailfrom=teachers.example; dkim=none (message "
        "not signed)\n header.d=none;dmarc=bestguesspass action=none\n "
        "header.from=teachers.example;compauth=pass reason=109\n" SENT(OUTLOOK),
     AUTH_PASS, "spf"},
    {"Exchange, compauth failed", "exchange", NULL,
     AR "spf=none smtp.mailfrom=evil.example; dkim=none header.d=none;dmarc=none action=none "
        "header.from=teachers.example;compauth=fail reason=001\n" SENT(OUTLOOK),
     AUTH_FAIL, "dmarc"},
    {"Exchange, compauth passed and nothing else", "exchange", NULL,
     AR "spf=none smtp.mailfrom=evil.example;compauth=pass reason=130\n" SENT(OUTLOOK), AUTH_NONE,
     NULL},
    {"Exchange, below its line", "exchange", NULL, SENT(OUTLOOK) AR PASS, AUTH_NONE, NULL},
    {"Exchange, HELO of its own", "exchange", NULL,
     "Received: from AM6.eurprd05.prod.outlook.com (192.0.2.1) by " OUTLOOK
     "; x\n" AR PASS SENT(OUTLOOK),
     AUTH_NONE, NULL},
    {"two milters", "opendmarc", NULL,
     AR
     "mx.school.example; dmarc=pass header.from=teachers.example\n" AR
     "mx.school.example; dkim=fail header.d=teachers.example\n" SENT("mx.school.example (Postfix)"),
     AUTH_PASS, "dmarc"},
    {"two milters, the other order", "opendmarc", NULL,
     AR "mx.school.example; dkim=fail header.d=teachers.example\n" AR
        "mx.school.example; dmarc=pass header.from=teachers.example\n" SENT(
            "mx.school.example (Postfix)"),
     AUTH_PASS, "dmarc"},
    {"what the upper one said stands", "opendmarc", NULL,
     SENT("mx.school.example") AR "mx.school.example; dmarc=fail header.from=teachers.example\n" AR
                                  "mx.school.example; " PASS,
     AUTH_FAIL, "dmarc"},
    {"another host's name", "opendmarc", NULL,
     SENT("mx.school.example") AR "mx.other.example; " PASS, AUTH_NONE, NULL},
    {"a filter in between", "opendmarc", NULL,
     "Received: from localhost (localhost [127.0.0.1]) by mx.school.example; x\n" SENT(
         "mx.school.example") AR "mx.school.example; " PASS,
     AUTH_PASS, "dmarc"},
    {"a HELO that says localhost", "opendmarc", NULL,
     "Received: from localhost (unknown [192.0.2.9]) by mx.school.example; x\n" SENT(
         "mx.school.example") AR "mx.school.example; " PASS,
     AUTH_NONE, NULL},
    {"an id of the settings", "google", "gw.school.example",
     SENT("mx.google.com") AR "gw.school.example; " PASS, AUTH_PASS, "dmarc"},
    {"which replaces the usual one", "google", "gw.school.example",
     SENT("mx.google.com") AR "mx.google.com; " PASS, AUTH_NONE, NULL},
    /* the grammar: RFC 8601 section 2.2 and appendix B */
    {"comments everywhere", "google", NULL,
     SENT("mx.google.com") AR "mx.google.com (a (nested) one; dmarc=fail) 1 ; (x) dmarc (y) / 1 "
                              "(z) = (w) pass (v)\n (u) header.from (t) = (s) teachers.example\n",
     AUTH_PASS, "dmarc"},
    {"a quoted id and a reason", "google", NULL,
     SENT("mx.google.com") AR "\"mx.google.com\"; dmarc=pass reason=\"all; dkim=fail is (well\" "
                              "header.from=teachers.example\n",
     AUTH_PASS, "dmarc"},
    {"one of several dkim", "google", NULL,
     SENT("mx.google.com") AR
     "mx.google.com; dkim=fail header.d=list.example; dkim=pass header.d=esp.example; " DKIM,
     AUTH_PASS, "dkim"},
    {"an equals sign in an address", "google", NULL,
     SENT("mx.google.com") AR "mx.google.com; spf=pass smtp.mailfrom=v+a=b.c@teachers.example\n",
     AUTH_PASS, "spf"},
    {"a helo proves nothing", "google", NULL,
     SENT("mx.google.com") AR "mx.google.com; spf=pass smtp.helo=teachers.example\n", AUTH_NONE,
     NULL},
    {"none", "google", NULL, SENT("mx.google.com") AR "mx.google.com; none\n", AUTH_NONE, NULL},
    {"dmarc could not be read", "google", NULL,
     SENT("mx.google.com") AR "mx.google.com; dmarc=permerror header.from=teachers.example\n",
     AUTH_NONE, NULL},
    {"never closed", "google", NULL, SENT("mx.google.com") AR "mx.google.com; dmarc=pass (((\"\n",
     AUTH_PASS, "dmarc"},
    {"nothing but signs", "google", NULL, SENT("mx.google.com") AR ";;==)(\\\";=\n", AUTH_NONE,
     NULL},
};

static void test_profiles(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(PROFILES); i++) {
        const struct ProfileRow *row = &PROFILES[i];
        ReadContext context = {.limits = READ_LIMITS_DEFAULT,
                               .auth = {auth_profile_by_name(row->profile), row->id}};
        g_autofree char *raw = g_strconcat(row->raw, FROM, NULL);
        g_autoptr(Facts) facts = read_letter(raw, strlen(raw), &context);
        g_test_message("%s: %d by %s (%s)", row->what, facts->auth, facts->auth_method,
                       facts->auth_by);
        g_assert_cmpint(facts->auth, ==, row->result);
        g_assert_cmpstr(facts->auth_method, ==, row->method);
    }
}

/* Relaxed alignment ends at the public suffix: two schools below one are two. */
static void test_alignment(void)
{
    static const struct {
        const char *from, *signer;
        bool aligned;
    } rows[] = {
        {"school.example", "mail.school.example", true},
        {"a.school.example", "b.school.example", true},
        {"school.example", "school.org", false},
        {"one.co.uk", "two.co.uk", false},
        {"one.co.uk", "co.uk", false},
        {"one.spb.ru", "two.spb.ru", false},
        {"a.one.spb.ru", "one.spb.ru", true},
    };
    ReadContext context = {.limits = READ_LIMITS_DEFAULT,
                           .auth = {auth_profile_by_name("google"), NULL}};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *raw = g_strdup_printf(AR "mx.google.com; dkim=pass header.d=%s\n"
                                                  "From: a@%s\nSubject: x\n\ny\n",
                                               rows[i].signer, rows[i].from);
        g_autoptr(Facts) facts = read_letter(raw, strlen(raw), &context);
        g_test_message("%s signed by %s", rows[i].from, rows[i].signer);
        g_assert_cmpint(facts->auth, ==, rows[i].aligned ? AUTH_PASS : AUTH_NONE);
    }
}

/* Without an id in the settings nobody is believed. */
static void test_nobody(void)
{
    ReadContext context = {.limits = READ_LIMITS_DEFAULT};
    g_autoptr(Facts) facts = read_letter(ROWS[0].raw, strlen(ROWS[0].raw), &context);

    g_assert_cmpint(facts->auth, ==, AUTH_NONE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/auth-results/rows", test_rows);
    g_test_add_func("/auth-results/nobody", test_nobody);
    g_test_add_func("/auth-results/profiles", test_profiles);
    g_test_add_func("/auth-results/alignment", test_alignment);
    return g_test_run();
}
