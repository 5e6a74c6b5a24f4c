/* scan.c: scan_letter() of reading.h, the look at the raw bytes before GMime sees them.
 *
 * GMime recurses into nested groups of an address header and into nested parts, and pays about a
 * kilobyte for every part, so a small letter can overflow its stack or eat gigabytes. This follows
 * the same structure without recursion and without memory of its own: a stack of the boundaries
 * that are open, header blocks after each of them, and counters. In doubt it counts too much.
 *
 * Every header block is held to the limits, of parts and attached letters as well. */
#include <string.h>

#include "base/reading.h"

#define MAX_DEPTH 64 /* of our own stack, whatever the limit says */

const ReadLimits READ_LIMITS_DEFAULT = {
    .letter_bytes = 50 << 20,
    .header_bytes = 256 << 10,
    .header_lines = 1000,
    .part_header_bytes = 4 << 20,
    .address_bytes = 64 << 10,
    .address_colons = 100,
    .subject_bytes = 16 << 10,
    .parameters = 500,
    .parts = 1000,
    .depth = 30,
    .tnef_parts = 5,
    .tnef_files = 200,
    .tnef_bytes = 48 << 20,
    .tnef_seconds = 1,
    .tnef_memory = 256 << 20,
    .text_bytes = 1 << 20,
    .hold_bytes = 256 << 10,
    .hold_steps = 10000,
};

static const char *const ADDRESS_HEADERS[] = {
    "from",
    "to",
    "cc",
    "bcc",
    "reply-to",
    "sender",
    "resent-from",
    "resent-to",
    "resent-cc",
    "resent-bcc",
    "resent-sender",
    "resent-reply-to",
    "return-path",
    "delivered-to",
    "disposition-notification-to",
    "mail-followup-to",
};

typedef struct Open {
    const char *boundary; /* NULL: an attached letter */
    size_t length;
    bool digest; /* parts without a type are letters (RFC 2046 section 5.1.5) */
} Open;

typedef struct Scan {
    const char *at, *end;
    const ReadLimits *limits;
    Open open[MAX_DEPTH];
    size_t depth, parts, header_bytes; /* header_bytes: of all parts */
    const char *broken;                /* the limit that was broken */
} Scan;

static bool over(Scan *scan, const char *limit)
{
    scan->broken = limit;
    return false;
}

/* One line, its end not included; moves on. */
static size_t next_line(Scan *scan, const char **line)
{
    const char *nl = memchr(scan->at, '\n', (size_t)(scan->end - scan->at));
    size_t n = (size_t)((nl ? nl : scan->end) - scan->at);

    *line = scan->at;
    scan->at = nl ? nl + 1 : scan->end;
    return n > 0 && (*line)[n - 1] == '\r' ? n - 1 : n;
}

static bool named(const char *field, size_t length, const char *name)
{
    if (length == 0 || g_ascii_tolower(field[0]) != name[0])
        return false; /* nearly always, and without a further call */
    size_t n = strlen(name);
    if (length < n || g_ascii_strncasecmp(field, name, n) != 0)
        return false;
    while (n < length && (field[n] == ' ' || field[n] == '\t'))
        n++;
    return n < length && field[n] == ':';
}

static const char *find(const char *bytes, size_t length, const char *needle)
{
    size_t n = strlen(needle);

    for (size_t i = 0; i + n <= length; i++)
        if (g_ascii_strncasecmp(bytes + i, needle, n) == 0)
            return bytes + i;
    return NULL;
}

static bool push(Scan *scan, const char *boundary, size_t length, bool digest)
{
    if (scan->depth >= scan->limits->depth || scan->depth >= MAX_DEPTH)
        return over(scan, "depth");
    scan->open[scan->depth++] = (Open){boundary, length, digest};
    return true;
}

/* Every boundary= of a Content-Type: a comment could hide the true one from a cleverer look. */
static bool push_boundaries(Scan *scan, const char *field, size_t length)
{
    const char *end = field + length, *p = field;
    bool digest = find(field, length, "multipart/digest") != NULL;

    while ((p = find(p, (size_t)(end - p), "boundary"))) {
        p += strlen("boundary");
        while (p < end && g_ascii_isspace(*p))
            p++;
        if (p < end && *p == '*') /* RFC 2231 in pieces: nobody writes a boundary so */
            return over(scan, "parts");
        if (p == end || *p != '=')
            continue;
        for (p++; p < end && g_ascii_isspace(*p);)
            p++;
        bool quoted = p < end && *p == '"';
        const char *from = quoted ? ++p : p;
        while (p < end && (quoted ? *p != '"' : !g_ascii_isspace(*p) && *p != ';'))
            p++;
        if (p > from && !push(scan, from, (size_t)(p - from), digest))
            return false;
    }
    return true;
}

static size_t count(char wanted, const char *field, size_t length)
{
    size_t found = 0;

    for (size_t i = 0; i < length; i++)
        found += field[i] == wanted;
    return found;
}

/* Sizes of one header field with its continuation lines. */
static bool check_field(Scan *scan, const char *field, size_t length)
{
    if (named(field, length, "subject") && length > scan->limits->subject_bytes)
        return over(scan, "subject_bytes");
    if (length > 8 && g_ascii_strncasecmp(field, "content-", 8) == 0 &&
        count(';', field, length) > scan->limits->parameters)
        return over(scan, "parameters");
    for (size_t i = 0; i < G_N_ELEMENTS(ADDRESS_HEADERS); i++) {
        if (!named(field, length, ADDRESS_HEADERS[i]))
            continue;
        if (count(':', field, length) > scan->limits->address_colons)
            return over(scan, "address_colons");
        if (length > scan->limits->address_bytes)
            return over(scan, "address_bytes");
    }
    return true;
}

typedef enum Content { CONTENT_NONE, CONTENT_LEAF, CONTENT_LETTER } Content;

static bool look_at_field(Scan *scan, const char *field, size_t length, Content *content)
{
    if (!check_field(scan, field, length))
        return false;
    if (!named(field, length, "content-type"))
        return true;
    if (find(field, length, "message/"))
        *content = CONTENT_LETTER;
    else if (*content == CONTENT_NONE)
        *content = CONTENT_LEAF;
    return !find(field, length, "multipart/") || push_boundaries(scan, field, length);
}

static bool parent_is_digest(const Scan *scan)
{
    return scan->depth > 0 && scan->open[scan->depth - 1].digest;
}

/* A block of headers up to the empty line. `more` is set when an attached letter begins there,
 * whose headers follow at once. */
static bool scan_headers(Scan *scan, bool *more)
{
    const char *begin = scan->at, *field = NULL, *field_end = NULL, *line;
    Content content = CONTENT_NONE;
    bool digest = parent_is_digest(scan);
    size_t lines = 0;

    *more = false;
    while (scan->at < scan->end) {
        size_t n = next_line(scan, &line);
        bool goes_on = n > 0 && (line[0] == ' ' || line[0] == '\t');
        if (!goes_on && field && !look_at_field(scan, field, (size_t)(field_end - field), &content))
            return false;
        if (n == 0)
            break;
        if (!goes_on)
            field = line;
        field_end = line + n;
        if (++lines > scan->limits->header_lines)
            return over(scan, "header_lines");
        if ((size_t)(field_end - begin) > scan->limits->header_bytes)
            return check_field(scan, field ? field : line,
                               (size_t)(field_end - (field ? field : line))) &&
                   over(scan, "header_bytes");
        if (scan->at == scan->end && field &&
            !look_at_field(scan, field, (size_t)(field_end - field), &content))
            return false;
    }
    scan->header_bytes += (size_t)(scan->at - begin);
    if (scan->header_bytes > scan->limits->part_header_bytes)
        return over(scan, "part_header_bytes");
    *more = content == CONTENT_LETTER || (content == CONTENT_NONE && digest);
    return !*more || push(scan, NULL, 0, false);
}

/* Is this line a boundary that is open? Closes what it ends; *headers says that a part begins. */
static bool scan_boundary(Scan *scan, const char *line, size_t n, bool *headers)
{
    for (size_t i = scan->depth; i-- > 0;) {
        const Open *open = &scan->open[i];
        if (!open->boundary || n < open->length + 2 ||
            memcmp(line + 2, open->boundary, open->length) != 0)
            continue;
        const char *rest = line + 2 + open->length;
        size_t left = n - 2 - open->length;
        bool closes = left >= 2 && rest[0] == '-' && rest[1] == '-';
        if (!closes && left > 0 && !g_ascii_isspace(rest[0]))
            continue;
        scan->depth = closes ? i : i + 1;
        *headers = !closes;
        return closes || ++scan->parts <= scan->limits->parts || over(scan, "parts");
    }
    return true;
}

const char *scan_letter(const void *raw, size_t length, const ReadLimits *limits)
{
    const char *begin = length > 0 ? raw : ""; /* nothing may be NULL */
    Scan scan = {.at = begin, .end = begin + length, .limits = limits};
    bool headers = true;

    if (length > limits->letter_bytes)
        return "letter_bytes";
    while (scan.at < scan.end && !scan.broken) {
        const char *line;
        if (headers) {
            scan_headers(&scan, &headers);
            continue;
        }
        size_t n = next_line(&scan, &line);
        if (n >= 2 && line[0] == '-' && line[1] == '-')
            scan_boundary(&scan, line, n, &headers);
    }
    return scan.broken;
}
