/* fuzz_reading.c: read_letter() on whole letters: what it finds is sound text, passes the wire, and
 * is the same the second time. */
#include "base/reading.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const WORDS[] = {"помощь", "subscribe", NULL};
    const ReadContext context = {.limits = READ_LIMITS_DEFAULT,
                                 .auth = {auth_profile_by_name("opendmarc"), "mx.test"},
                                 .command_words = WORDS};
    g_autofree char *exact = g_memdup2(data, size);
    g_autoptr(Facts) facts = read_letter(exact, size, &context);
    g_autoptr(Facts) again = read_letter(exact, size, &context);
    guint8 fingerprint[32];

    assert_facts(facts);
    g_autoptr(GString) first = facts_to_wire(facts), second = facts_to_wire(again);
    g_assert_cmpmem(first->str, first->len, second->str, second->len);
    letter_fingerprint(exact, size, fingerprint);
    g_assert_cmpuint(letter_body_offset(exact, size), <=, size);
    return 0;
}
