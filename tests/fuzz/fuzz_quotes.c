/* fuzz_quotes.c: own_text(): what it gives and what it takes for a signature are lines of the text,
 * in their order, and no line is both. */
#include "base/own_text.h"
#include "base/text.h"
#include "tests/fuzz/fuzz.h"

static int count_lines(const char *text)
{
    int lines = 0;

    for (const char *p = text; *p; p += strcspn(p, "\n")) {
        p += strspn(p, "\n");
        lines += *p != '\0';
    }
    return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = text_clean((const char *)data, (gssize)size), *signature = NULL;
    g_autofree char *own = own_text(text, &signature);

    assert_text(text);
    assert_text(own);
    assert_own(text, own, signature);
    g_assert_cmpint(count_lines(own) + (signature ? count_lines(signature) : 0), <=,
                    count_lines(text));
    return 0;
}
