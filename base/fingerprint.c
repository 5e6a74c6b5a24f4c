/* fingerprint.c: letter_fingerprint() and letter_body_offset() of reading.h.
 *
 * The same letter may come by two doors, or once per recipient: servers on the way have added
 * Received, Delivered-To, Return-Path and results of their checks, and changed line ends. What is
 * left out here must be just that; what is kept must be all that a reader sees. */
#include <string.h>

#include "base/headers.h"
#include "base/reading.h"
#include "base/sha256.h"

static const char *const KEPT[] = {
    "from", "to", "cc", "date", "subject", "message-id", "in-reply-to", "references", NULL,
};

size_t letter_body_offset(const void *raw, size_t length)
{
    const char *bytes = raw;
    size_t at = 0;

    while (at < length) {
        const char *end = memchr(bytes + at, '\n', length - at);
        if (!end)
            return length;
        size_t n = (size_t)(end - (bytes + at));
        bool empty = n == 0 || (n == 1 && bytes[at] == '\r');
        at += n + 1;
        if (empty)
            return at;
    }
    return length;
}

static bool is_kept(const char *name)
{
    return g_strv_contains(KEPT, name) || g_str_has_prefix(name, "content-");
}

static void add_blanks_as_one(Sha256 *sum, const char *value)
{
    for (const char *p = value; *p;) {
        size_t blanks = strspn(p, " \t");
        if (blanks > 0)
            sha256_add(sum, " ", 1);
        p += blanks;
        size_t word = strcspn(p, " \t");
        sha256_add(sum, p, word);
        p += word;
    }
}

/* "name:value LF" of every kept field, in the order of the letter; false when there is none. */
static bool add_headers(Sha256 *sum, const Headers *headers)
{
    bool any = false;

    for (guint i = 0; i < headers->items->len; i++) {
        const Header *header = &g_array_index(headers->items, Header, i);
        if (!is_kept(header->name))
            continue;
        any = true;
        sha256_add(sum, header->name, strlen(header->name));
        sha256_add(sum, ":", 1);
        add_blanks_as_one(sum, header->value);
        sha256_add(sum, "\n", 1);
    }
    return any;
}

/* Empty lines wait in `pending` until a line with something in it follows. A missing line end at
 * the very end is as good as one, because servers add it. */
static void add_body(Sha256 *sum, const char *body, size_t length)
{
    size_t at = 0, pending = 0;

    while (at < length) {
        const char *line = body + at, *end = memchr(line, '\n', length - at);
        size_t n = end ? (size_t)(end - line) : length - at;
        at += n + (end ? 1 : 0);
        if (n > 0 && line[n - 1] == '\r')
            n--;
        if (n == 0) {
            pending++;
            continue;
        }
        for (; pending > 0; pending--)
            sha256_add(sum, "\n", 1);
        sha256_add(sum, line, n);
        pending = 1;
    }
}

void letter_fingerprint(const void *raw, size_t length, guint8 out[32])
{
    Sha256 *sum = sha256_new();
    size_t body = letter_body_offset(raw, length);
    g_autoptr(Headers) headers = headers_parse(raw, body, NULL);

    if (!add_headers(sum, headers))
        body = 0; /* no letter at all, it seems: every byte tells it from another */
    sha256_add(sum, "\n", 1);
    add_body(sum, length ? (const char *)raw + body : "", length - body);
    sha256_finish(sum, out);
}
