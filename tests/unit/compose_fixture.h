/* compose_fixture.h: composed letters and fields read back by a small decoder. */
#ifndef VESTNIK_TESTS_COMPOSE_FIXTURE_H
#define VESTNIK_TESTS_COMPOSE_FIXTURE_H

#include <gmime/gmime.h>
#include <string.h>

#include "base/auto.h"
#include "base/compose.h"
#include "base/error.h"

#define LONG_SUBJECT                                                                                                                                                           \
    "Еженедельный дайджест: планы уроков, контрольные работы, обсуждение олимпиадных задач №7 и " \
    "приглашение на семинар «Смысловое чтение» 19 ноября — не пропустите!"

#define FAMILY "👨‍👩‍👧‍👦" /* seven characters that are one */

/* Unfolds a field and decodes its UTF-8 base64 words; the rest stays. */
static inline char *decode(const char *field)
{
    g_autoptr(GString) flat = g_string_new(field);
    GString *out = g_string_new(NULL);

    g_string_replace(flat, "\r\n ", " ", 0);
    g_string_replace(flat, "?= =?UTF-8?B?", "?==?UTF-8?B?", 0);
    for (const char *p = flat->str; *p;) {
        const char *end = g_str_has_prefix(p, "=?UTF-8?B?") ? strstr(p + 10, "?=") : NULL;
        if (!end) {
            g_string_append_c(out, *p++);
            continue;
        }
        g_autofree char *base64 = g_strndup(p + 10, (gsize)(end - p - 10));
        gsize length;
        g_autofree guchar *bytes = g_base64_decode(base64, &length);
        g_assert_true(
            g_utf8_validate((char *)bytes, (gssize)length, NULL)); /* no split character */
        g_string_append_len(out, (char *)bytes, (gssize)length);
        p = end + 2;
    }
    return g_string_free(out, FALSE);
}

/* Every line within its limits, CRLF, no bare line end, no line of blanks only. */
static inline void check_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);

    for (int i = 0; lines[i]; i++) {
        g_assert_null(strpbrk(lines[i], "\r\n"));
        g_assert_cmpuint(strlen(lines[i]), <=, 998);
        if (strstr(lines[i], "=?UTF-8?B?"))
            g_assert_cmpuint(strlen(lines[i]), <=, 76);
        for (const char *p = lines[i]; (p = strstr(p, "=?UTF-8?B?")); p++)
            g_assert_cmpint(strstr(p, "?=") + 2 - p, <=, 75);
        if (lines[i + 1] && *lines[i])
            g_assert_cmpuint(strspn(lines[i], " \t"), <, strlen(lines[i]));
    }
}

static inline char *as_text(GBytes *bytes)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);

    g_assert_null(memchr(data, '\0', length));
    return g_strndup(data, length);
}

/* The whole field `name` of a letter, decoded, without its name; NULL: not there. Twice is an
 * error. */
static inline char *field_of(const char *letter, const char *name)
{
    g_autofree char *head = g_strndup(letter, (gsize)(strstr(letter, "\r\n\r\n") + 2 - letter));
    g_autofree char *pattern = g_strdup_printf("^%s: ((?:.|\r\n[ \t])*)\r\n", name);
    g_autoptr(GRegex) regex =
        g_regex_new(pattern, G_REGEX_MULTILINE | G_REGEX_CASELESS | G_REGEX_NEWLINE_CRLF, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    if (!g_regex_match(regex, head, 0, &match))
        return NULL;
    g_autofree char *raw = g_match_info_fetch(match, 1);
    g_assert_false(g_match_info_next(match, NULL));
    return decode(raw);
}

static inline void assert_field(const char *letter, const char *name, const char *expected)
{
    g_autofree char *value = field_of(letter, name);

    g_assert_cmpstr(value, ==, expected);
}

static const ListLinks LINKS = {
    .post = (char *)"mailto:gw+matematika@mo.example",
    .subscribe = (char *)"mailto:gw@mo.example?subject=podpiska%20matematika",
    .unsubscribe = (char *)"mailto:gw@mo.example?subject=otpiska%20matematika",
    .help = (char *)"mailto:gw@mo.example?subject=pomosch",
    .owner = (char *)"mailto:metodist@mo.example",
    .archive = (char *)"mailto:gw@mo.example?subject=naiti",
};

#endif
