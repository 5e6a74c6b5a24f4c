/* word_near.c: word_is_near(), word_is_slip() and word_distance() of command.h. A slip is found by
 * one walk from both ends: it is what is left between the equal beginning and the equal end. */
#include <string.h>

#include "lists/command.h"

#define LEAST 4 /* letters: of shorter words too many are one slip apart */
#define MOST  4 /* bytes of a letter */

static size_t equal_beginning(const gunichar *a, size_t n, const gunichar *b, size_t m)
{
    size_t same = 0;

    while (same < n && same < m && a[same] == b[same])
        same++;
    return same;
}

static size_t equal_end(const gunichar *a, size_t n, const gunichar *b, size_t m)
{
    size_t same = 0;

    while (same < n && same < m && a[n - 1 - same] == b[m - 1 - same])
        same++;
    return same;
}

/* Cheap, and enough for nearly all pairs: a slip is in one place, so the words begin or end alike.
 */
static bool may_be_slip(const char *one, const char *other)
{
    size_t n = strlen(one), m = strlen(other);

    if (!n || !m || n > m + MOST || m > n + MOST)
        return false;
    return (one[0] == other[0] && one[1] == other[1]) || one[n - 1] == other[m - 1];
}

bool word_is_slip(const char *one, const char *other)
{
    if (!may_be_slip(one, other))
        return false;
    glong length = 0, other_length = 0;
    g_autofree gunichar *a = g_utf8_to_ucs4_fast(one, -1, &length);
    g_autofree gunichar *b = g_utf8_to_ucs4_fast(other, -1, &other_length);
    size_t n = (size_t)length, m = (size_t)other_length;

    if (n > m + 1 || m > n + 1)
        return false;
    size_t begin = equal_beginning(a, n, b, m);
    size_t end = equal_end(a + begin, n - begin, b + begin, m - begin);
    size_t left = n - begin - end, right = m - begin - end;

    if (left <= 1 && right <= 1)
        return left + right > 0;
    const gunichar *x = a + begin, *y = b + begin;
    return left == 2 && right == 2 && x[0] == y[1] && x[1] == y[0];
}

bool word_is_near(const char *one, const char *other)
{
    return word_is_slip(one, other) && g_utf8_strlen(one, -1) >= LEAST &&
           g_utf8_strlen(other, -1) >= LEAST;
}

/* By Levenshtein, one row after the other: cost[k] is that of the first i letters of `one` and the
 * first k of `other`. */
size_t word_distance(const char *one, const char *other)
{
    glong n = 0, m = 0;
    g_autofree gunichar *a = g_utf8_to_ucs4_fast(one, -1, &n);
    g_autofree gunichar *b = g_utf8_to_ucs4_fast(other, -1, &m);
    g_autofree size_t *cost = g_new(size_t, (size_t)m + 1);

    for (glong k = 0; k <= m; k++)
        cost[k] = (size_t)k;
    for (glong i = 0; i < n; i++) {
        size_t before = cost[0]++;
        for (glong k = 0; k < m; k++) {
            size_t changed = before + (a[i] != b[k]);
            before = cost[k + 1];
            cost[k + 1] = MIN(changed, MIN(before, cost[k]) + 1);
        }
    }
    return cost[m];
}
