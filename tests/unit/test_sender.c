/* test_sender.c: a row for each way to write a From that shows one sender and means another. */
#include <string.h>

#include "base/reading.h"
#include "base/script.h"
#include "base/text.h"

#define REAL "ivanova@school3.test"
#define EVIL "x@evil.test"

static const struct Row {
    const char *what, *from; /* the whole field, or fields */
    const char *trick;       /* NULL: an honest one */
    const char *address;     /* "": no single one */
} ROWS[] = {
    {"an address", "From: " REAL, NULL, REAL},
    {"a name", "From: Maria <" REAL ">", NULL, REAL},
    {"a name in brackets, as old programs write", "From: " REAL " (Maria Ivanova)", NULL, REAL},
    {"a name with a remark", "From: Maria (School 3) Ivanova <" REAL ">", NULL, REAL},
    {"the address once more as the name", "From: \"" REAL "\" <" REAL ">", NULL, REAL},
    {"a folded one", "From: Maria\r\n <" REAL ">", NULL, REAL},
    {"an encoded name", "From: =?utf-8?b?0JzQsNGA0LjRjw==?= <" REAL ">", NULL, REAL},
    {"a name with a comma", "From: \"Ivanova, Maria\" <" REAL ">", NULL, REAL},
    {"a domain in letters", "From: Мария <maria@школа.test>", NULL, "maria@xn--80atdl2c.test"},
    {"the same as A-labels", "From: Мария <maria@xn--80atdl2c.test>", NULL,
     "maria@xn--80atdl2c.test"},
    {"the same Sender", "From: <" REAL ">\r\nSender: <Ivanova@School3.test>", NULL, REAL},

    {"an address as the name", "From: \"" REAL "\" <" EVIL ">", TRICK_OTHER_ADDRESS, EVIL},
    {"in a longer name", "From: \"Maria " REAL "\" <" EVIL ">", TRICK_OTHER_ADDRESS, EVIL},
    {"without quotes", "From: " REAL " <" EVIL ">", TRICK_OTHER_ADDRESS, EVIL},
    {"in a comment", "From: Maria (" REAL ") <" EVIL ">", TRICK_OTHER_ADDRESS, EVIL},
    {"behind the address", "From: " EVIL " (" REAL ")", TRICK_OTHER_ADDRESS, EVIL},
    {"encoded", "From: =?utf-8?q?ivanova=40school3=2Etest?= <" EVIL ">", TRICK_OTHER_ADDRESS, EVIL},
    {"with a full-width sign", "From: \"ivanova＠school3.test\" <" EVIL ">", TRICK_OTHER_ADDRESS,
     EVIL},
    {"behind a colon", "From: \"от:" REAL "\" <" EVIL ">", TRICK_OTHER_ADDRESS, EVIL},

    {"a Cyrillic о in the domain", "From: <ivanova@schоol3.test>", TRICK_LOOK_ALIKE,
     "ivanova@xn--schol3-yqf.test"},
    {"the same as A-labels", "From: <ivanova@xn--schol3-yqf.test>", TRICK_LOOK_ALIKE,
     "ivanova@xn--schol3-yqf.test"},
    {"in the local part", "From: <ivanоva@school3.test>", TRICK_LOOK_ALIKE, "ivanоva@school3.test"},
    {"in the name", "From: Mаria <" REAL ">", TRICK_MIXED_NAME, REAL},

    {"another Sender", "From: <" REAL ">\r\nSender: <" EVIL ">", TRICK_OTHER_SENDER, REAL},

    {"a group", "From: Friends: " REAL ";", TRICK_ODD, REAL},
    {"an empty group", "From: undisclosed:;", TRICK_ODD, ""},
    {"a source route", "From: <@evil.test:" REAL ">", TRICK_ODD, REAL},
    {"a long route", "From: <@a.test,@b.test:" REAL ">", TRICK_ODD, REAL},
    {"a quoted local part", "From: <\"ivanova\"@school3.test>", TRICK_ODD, ""},
    {"without brackets", "From: \"ivanova\"@school3.test", TRICK_ODD, ""},
    {"a comment within", "From: ivanova(x)@school3.test", TRICK_ODD, REAL},
    {"a comment in the brackets", "From: <ivanova@school3.test(.evil.test)>", TRICK_ODD, REAL},
    {"an encoded address", "From: <=?utf-8?q?ivanova=40school3.test?=>", TRICK_ODD, NULL},
    {"an encoded local part", "From: =?utf-8?q?ivanova=40school3.test=00?=@evil.test", TRICK_ODD,
     NULL},
    {"two in brackets", "From: <" REAL "> <" EVIL ">", TRICK_ODD, NULL},
    {"two fields", "From: <" REAL ">\r\nFrom: <" REAL ">", TRICK_ODD, REAL},
    {"a control character", "From: \"a\x01 b\" <" REAL ">", TRICK_ODD, REAL},
    {"a lone carriage return", "From: <" EVIL ">\r <" REAL ">", TRICK_ODD, NULL},
};

static Facts *read_from(const char *from)
{
    ReadContext context = {.limits = READ_LIMITS_DEFAULT};
    g_autofree char *raw =
        g_strconcat(from, "\r\nMessage-ID: <1@x>\r\nSubject: x\r\n\r\ny\r\n", NULL);

    return read_letter(raw, strlen(raw), &context);
}

static void test_rows(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Facts) facts = read_from(ROWS[i].from);
        g_test_message("%s: trick %s, address %s, warnings %u", ROWS[i].what, facts->trick,
                       facts->from.address, facts->warnings->len);
        g_assert_cmpstr(facts->trick, ==, ROWS[i].trick);
        if (ROWS[i].address)
            g_assert_cmpstr(facts->from.address ? facts->from.address : "", ==, ROWS[i].address);
    }
}

/* headers_parse() drops a NUL from the value; that it was there is told. */
static void test_nul(void)
{
    static const char RAW[] = "From: <ivanova@school3.test\0@evil.test>\r\nSubject: x\r\n\r\ny\r\n";
    ReadContext context = {.limits = READ_LIMITS_DEFAULT};
    g_autoptr(Facts) facts = read_letter(RAW, sizeof RAW - 1, &context);

    g_assert_cmpstr(facts->trick, ==, TRICK_ODD);
    g_assert_true(facts_warned(facts, "control-characters"));
}

static const struct {
    const char *text;
    bool mixed;
} MIXED[] = {
    {"ivanova", false},
    {"Иванова", false},
    {"Ivanova Иванова", false},
    {"IT-школа", false},
    {"3-й класс", false},
    {"Иванoва", true},
    {"pаypal", true},
    {"αlpha", true},
    {"Ωmega Иван", true},
    {"東京タワー", false},
    {"東京tokyo", true},
    {"Ё́лка", false},
    {"a\xe2\x80\x8b"
     "б",
     true},
};

static const struct {
    const char *one, *other;
    bool alike;
} ALIKE[] = {
    {"school3.test", "schооl3.test", true}, {"school3.test", "schoo13.test", true},
    {"modern.test", "rnodem.test", true},   {"school3.test", "school5.test", false},
    {"Ace.test", "асе.test", true},         {"win.test", "vvin.test", true},
    {"école.test", "ecole.test", true},     {"сорт", "copt", true},
};

static void test_scripts(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(MIXED); i++) {
        g_test_message("%s", MIXED[i].text);
        g_assert_cmpint(script_is_mixed(MIXED[i].text), ==, MIXED[i].mixed);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(ALIKE); i++) {
        g_autofree char *one = script_skeleton(ALIKE[i].one);
        g_autofree char *other = script_skeleton(ALIKE[i].other);
        g_test_message("%s and %s: %s and %s", ALIKE[i].one, ALIKE[i].other, one, other);
        g_assert_cmpint(g_str_equal(one, other), ==, ALIKE[i].alike);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sender/rows", test_rows);
    g_test_add_func("/sender/nul", test_nul);
    g_test_add_func("/sender/scripts", test_scripts);
    return g_test_run();
}
