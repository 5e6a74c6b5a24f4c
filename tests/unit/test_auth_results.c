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
    ReadContext context = {.limits = READ_LIMITS_DEFAULT, .authserv_id = "*.School.example"};

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Facts) facts = read_letter(ROWS[i].raw, strlen(ROWS[i].raw), &context);
        g_test_message("row %zu", i);
        g_assert_cmpint(facts->auth, ==, ROWS[i].result);
        g_assert_cmpstr(facts->auth_method, ==, ROWS[i].method);
        if (facts->auth != AUTH_NONE)
            g_assert_cmpstr(facts->auth_by, ==, "mx.school.example");
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
    return g_test_run();
}
