/* fuzz_scan.c: scan_letter(). It must stay linear, or it is a bomb itself: its source is taken in
 * here with counters in place of the functions that look at bytes, and the sum is held to a
 * constant times the length. */
#include "tests/fuzz/fuzz.h"

static size_t looked_at;

static void *counted_memchr(const void *bytes, int byte, size_t length)
{
    void *found = memchr(bytes, byte, length);

    looked_at += found ? (size_t)((const char *)found - (const char *)bytes) : length;
    return found;
}

static int counted_memcmp(const void *a, const void *b, size_t length)
{
    looked_at += length;
    return memcmp(a, b, length);
}

static gint counted_strncasecmp(const gchar *a, const gchar *b, gsize length)
{
    looked_at += length;
    return g_ascii_strncasecmp(a, b, length);
}

#define memchr              counted_memchr
#define memcmp              counted_memcmp
#define g_ascii_strncasecmp counted_strncasecmp
#include "base/scan.c"

/* Names that a field is compared with, words that are searched in it, boundaries that are open. */
#define PER_BYTE 400

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *exact = g_memdup2(data, size); /* so that one byte behind it is noticed */
    ReadLimits strict = READ_LIMITS_DEFAULT;

    looked_at = 0;
    const char *limit = scan_letter(exact, size, &READ_LIMITS_DEFAULT);
    g_assert_cmpuint(looked_at, <=, PER_BYTE * (size + 10));
    strict.depth = 3;
    strict.parts = 5;
    strict.header_lines = 10;
    strict.address_bytes = 100;
    strict.subject_bytes = 100;
    strict.header_bytes = 500;
    strict.address_colons = 3;
    const char *sooner = scan_letter(exact, size, &strict);
    g_assert_true(!limit || sooner); /* less is never allowed where more is not */
    return 0;
}
