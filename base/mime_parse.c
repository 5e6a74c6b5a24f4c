/* mime_parse.c: see mime_parse.h. */
#include "base/mime_parse.h"

#include <string.h>

#include "base/raw_header.h"

/* "text/plain", no file. */
static bool is_plain(const char *type)
{
    size_t n = strlen("text/plain");

    if (!type || g_ascii_strncasecmp(type, "text/plain", n) != 0)
        return !type;
    const char *rest = type + n + strspn(type + n, " \t");
    return (!*rest || *rest == ';') && !strcasestr(rest, "name");
}

static bool is_as_it_is(const char *encoding)
{
    return !encoding || g_ascii_strcasecmp(encoding, "7bit") == 0 ||
           g_ascii_strcasecmp(encoding, "8bit") == 0;
}

static bool has_nul(const Headers *headers)
{
    bool any = false;

    for (guint i = 0; i < headers->items->len; i++)
        any |= g_array_index(headers->items, Header, i).has_nul;
    return any;
}

bool mime_is_single(const Headers *headers)
{
    return headers->malformed == 0 && !has_nul(headers) &&
           !headers_get(headers, "content-disposition") &&
           headers_count(headers, "content-type") <= 1 &&
           headers_count(headers, "content-transfer-encoding") <= 1 &&
           is_plain(headers_get(headers, "content-type")) &&
           is_as_it_is(headers_get(headers, "content-transfer-encoding"));
}

/* --- GMime --- */

static void on_gmime_warning(gint64 offset, GMimeParserWarning warning, const gchar *item,
                             gpointer user)
{
    Facts *facts = user;

    (void)offset;
    (void)item;
    if (warning == GMIME_WARN_MALFORMED_MULTIPART || warning == GMIME_WARN_TRUNCATED_MESSAGE ||
        warning == GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY ||
        warning == GMIME_CRIT_NESTING_OVERFLOW || warning == GMIME_CRIT_INVALID_HEADER_NAME)
        facts_warn(facts, "malformed-mime");
}

/* The letter without the fields that say nothing of its parts: headers.c reads those, and GMime
 * takes as long over addresses as over the rest of a letter. Lines that are no field stay, for
 * GMime to warn of; so does the first field. */
static GByteArray *without_envelope(const char *raw, size_t length)
{
    RawHeader header = {.at = raw, .end = raw + length};
    GByteArray *out = g_byte_array_sized_new((guint)length);
    const char *done = raw;

    while (raw_header_next(&header)) {
        bool kept = done == raw || raw_header_begins(&header, "content-");
        const char *until = kept ? header.at : header.field;
        g_byte_array_append(out, (const guint8 *)done, (guint)(until - done));
        done = header.at;
    }
    g_byte_array_append(out, (const guint8 *)done, (guint)(raw + length - done));
    return out;
}

void mime_start(void)
{
    static gsize started;

    if (g_once_init_enter(&started)) {
        g_mime_init();
        g_once_init_leave(&started, 1);
    }
}

GMimeMessage *mime_parse(const char *raw, size_t length, Facts *facts)
{
    mime_start();
    g_autoptr(GMimeStream) stream =
        g_mime_stream_mem_new_with_byte_array(without_envelope(raw, length));
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), TRUE); /* and no copy of all that */
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
    g_autoptr(GMimeParserOptions) options = g_mime_parser_options_new();

    g_mime_parser_options_set_warning_callback(options, on_gmime_warning, facts);
    return g_mime_parser_construct_message(parser, options);
}
