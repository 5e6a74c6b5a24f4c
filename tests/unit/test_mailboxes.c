/* test_mailboxes.c: address fields that are written plainly are read without GMime, and to the same
 * result: the same field with a comment behind it is GMime's to read. */
#include <string.h>

#include "base/reading.h"

static Facts *read_fields(const char *from, const char *to)
{
    const ReadContext context = {.limits = READ_LIMITS_DEFAULT};
    g_autofree char *raw = g_strdup_printf("From: %s\nTo: %s\nSubject: s\n\ntext\n", from, to);

    return read_letter(raw, strlen(raw), &context);
}

static void test_from(void)
{
    static const struct {
        const char *value, *name, *address;
    } ROWS[] = {
        {"a.b@x-y.example", NULL, "a.b@x-y.example"},
        {"<Anna@EXAMPLE.com>", NULL, "Anna@example.com"},
        {"Anna Petrova <anna@example.com>", "Anna Petrova", "anna@example.com"},
        {"Anna   Q. Petrova<anna+list@example.com>", "Anna Q. Petrova", "anna+list@example.com"},
        {"\"Petrova, Anna (school)\" <anna_p@example.com>", "Petrova, Anna (school)",
         "anna_p@example.com"},
        {"'Anna' <anna@example.com>", "Anna", "anna@example.com"},
        {"\"\" <anna@example.com>", NULL, "anna@example.com"},
        {"O'Neill <o@example.com>", "O'Neill", "o@example.com"},
        {"=?utf-8?B?0JDQvdC90LA=?= <anna@example.com>", "Анна", "anna@example.com"},
        {"=?koi8-r?Q?=E1=CE?= =?koi8-r?Q?=CE=C1?=<anna@example.com>", "Анна", "anna@example.com"},
        {"=?utf-8?Q?=D0=90?= =?koi8-r?Q?=CE=2C_school?= <anna@example.com>", "Ан, school",
         "anna@example.com"},
        {"=?utf-8?Q?'A'?= <anna@example.com>", "A", "anna@example.com"},
        {"=?utf-8?Q?_?= <anna@example.com>", NULL, "anna@example.com"},
        /* not plain, read all the same */
        {"=?utf-8?Q?A_=22B=22?= <a@example.com>", "A \"B\"", "a@example.com"},
        {"=?utf-8?Q?A=5CB?= <a@example.com>", "A\\B", "a@example.com"},
        {"=?utf-8?Q?A?= B <a@example.com>", "A B", "a@example.com"},
        {"\"A \\\"B\\\"\" <a@example.com>", "A \"B\"", "a@example.com"},
        {"a@xn--80a1acny.example", NULL, "a@xn--80a1acny.example"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *commented = g_strconcat(ROWS[i].value, " (c)", NULL);
        g_autoptr(Facts) plain = read_fields(ROWS[i].value, "x@example.com");
        g_autoptr(Facts) other = read_fields(commented, "x@example.com");
        g_assert_cmpstr(plain->from.name, ==, ROWS[i].name);
        g_assert_cmpstr(plain->from.address, ==, ROWS[i].address);
        if (ROWS[i].name) /* else the comment is one */
            g_assert_cmpstr(other->from.name, ==, ROWS[i].name);
        g_assert_cmpstr(other->from.address, ==, ROWS[i].address);
    }
}

/* One character that is not plain gives the whole field to GMime: nothing is taken twice. */
static void test_recipients(void)
{
    static const char *const ROWS[] = {
        "A <a@example.com>, b@example.com, \"C, D\" <C@Example.com>, A <A@example.com>,",
        "A <a@example.com>, b@example.com (b), \"C, D\" <C@Example.com>, A <A@example.com>",
        "A <a@example.com>, g: b@example.com, \"C, D\" <C@Example.com>;, A <A@example.com>",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Facts) facts = read_fields("x@example.com", ROWS[i]);
        g_assert_cmpuint(facts->recipients->len, ==, 3);
        g_assert_cmpstr(facts->recipients->pdata[0], ==, "a@example.com");
        g_assert_cmpstr(facts->recipients->pdata[1], ==, "b@example.com");
        g_assert_cmpstr(facts->recipients->pdata[2], ==, "c@example.com");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mailboxes/names and addresses", test_from);
    g_test_add_func("/mailboxes/recipients", test_recipients);
    return g_test_run();
}
