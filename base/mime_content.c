/* mime_content.c: see mime_content.h. */
#include "base/mime_content.h"

#include <string.h>

#include "base/base64.h"
#include "base/text.h"

typedef struct Span {
    const char *bytes;
    size_t length;
} Span;

/* What was written into memory, not copied: a letter may be large. */
static GString *take_bytes(GMimeStream *memory)
{
    GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
    GString *out = g_string_new(NULL);
    gsize length = array->len;

    g_byte_array_append(array, (const guint8 *)"", 1);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(memory), FALSE);
    g_free(out->str); /* as g_string_new_take() of later versions does */
    out->str = (char *)g_byte_array_free(array, FALSE);
    out->len = length;
    out->allocated_len = length + 1;
    return out;
}

/* The bytes of a part as they stand in the letter, which lies in memory whole. */
static Span raw_content(GMimeDataWrapper *content)
{
    GMimeStream *stream = g_mime_data_wrapper_get_stream(content);
    const GByteArray *all = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    size_t end = stream->bound_end < 0 ? all->len : MIN((size_t)stream->bound_end, all->len);
    size_t start = MIN((size_t)MAX(stream->bound_start, 0), end);

    return (Span){all->data ? (const char *)all->data + start : "", end - start};
}

/* The bytes before the first line that begins with "--"; by its dash, which is no digit. */
static size_t before_boundary(Span text)
{
    const char *end = text.bytes + text.length, *p = text.bytes;

    while (p + 1 < end && (p = memchr(p, '-', (size_t)(end - p) - 1))) {
        if (p[1] == '-' && (p == text.bytes || p[-1] == '\n'))
            return (size_t)(p - text.bytes);
        p++;
    }
    return text.length;
}

/* GMime stops a base64 text at the first "=": that one is decoded here, as far as the next
 * boundary: of a part that was not closed the rest of the letter would be taken for base64. */
static GString *decode_base64(Span text)
{
    GString *out = g_string_sized_new(text.length * 3 / 4 + 4);

    base64_append(text.bytes, before_boundary(text), out);
    return out;
}

static GString *decode_quoted_printable(Span text)
{
    GString *out = g_string_sized_new(text.length + 1);
    GMimeEncoding state;

    g_mime_encoding_init_decode(&state, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    g_string_set_size(out, g_mime_encoding_flush(&state, text.bytes, text.length, out->str));
    return out;
}

size_t mime_content_length(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);

    return content ? raw_content(content).length : 0;
}

GString *mime_content(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);

    if (!content)
        return g_string_new(NULL);
    Span raw = raw_content(content);
    switch (g_mime_part_get_content_encoding(part)) {
    case GMIME_CONTENT_ENCODING_BASE64:
        return decode_base64(raw);
    case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
        return decode_quoted_printable(raw);
    case GMIME_CONTENT_ENCODING_UUENCODE: {
        g_autoptr(GMimeStream) memory = g_mime_stream_mem_new();
        g_mime_data_wrapper_write_to_stream(content, memory);
        return take_bytes(memory);
    }
    default:
        return g_string_new_len(raw.bytes, (gssize)raw.length);
    }
}

GString *mime_object_bytes(GMimeObject *object)
{
    g_autoptr(GMimeStream) memory = g_mime_stream_mem_new();

    g_mime_object_write_to_stream(object, NULL, memory);
    return take_bytes(memory);
}

/* An attached letter may not be encoded (RFC 2046 section 5.2.1), and sometimes is. */
static GString *undo_encoding(GMimeObject *object, GString *bytes)
{
    g_autofree char *header = mime_header(object, "Content-Transfer-Encoding");
    GMimeContentEncoding encoding = header ? g_mime_content_encoding_from_string(g_strstrip(header))
                                           : GMIME_CONTENT_ENCODING_DEFAULT;
    GString *out;

    if (encoding == GMIME_CONTENT_ENCODING_BASE64)
        out = decode_base64((Span){bytes->str, bytes->len});
    else if (encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
        out = decode_quoted_printable((Span){bytes->str, bytes->len});
    else
        return bytes;
    g_string_free(bytes, TRUE);
    return out;
}

GString *mime_message_bytes(GMimeMessagePart *part)
{
    GMimeMessage *message = g_mime_message_part_get_message(part);

    return message ? undo_encoding(GMIME_OBJECT(part), mime_object_bytes(GMIME_OBJECT(message)))
                   : g_string_new(NULL);
}

char *mime_header(GMimeObject *object, const char *name)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(object);
    GMimeHeader *header = g_mime_header_list_get_header(list, name);
    const char *raw = header ? g_mime_header_get_raw_value(header) : NULL;

    return raw ? g_strdelimit(g_strdup(raw), "\r\n", ' ') : NULL;
}

char *mime_parameter(Letter *letter, GMimeObject *object, const char *header, const char *name)
{
    g_autofree char *value = mime_header(object, header);
    return value ? header_parameter(value, name, letter->hint, &letter->seen) : NULL;
}

/* Content-Type: text, or nothing but parameters, is plain text (RFC 2045 section 5.2). */
static bool is_bare_text(GMimeObject *object)
{
    g_autofree char *raw = mime_header(object, "Content-Type");

    if (!raw)
        return false;
    raw[strcspn(raw, ";")] = '\0';
    g_strstrip(raw);
    return *raw == '\0' || g_ascii_strcasecmp(raw, "text") == 0;
}

/* "image/png", lower case. */
char *mime_type(GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    g_autofree char *mime = type ? g_mime_content_type_get_mime_type(type) : NULL;
    g_autofree char *clean = text_one_line(mime ? mime : "application/octet-stream");
    bool unknown = g_ascii_strcasecmp(clean, "application/octet-stream") == 0;

    return unknown && is_bare_text(object) ? g_strdup("text/plain") : g_ascii_strdown(clean, -1);
}

bool mime_is_attachment(GMimeObject *object)
{
    GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);
    const char *value =
        disposition ? g_mime_content_disposition_get_disposition(disposition) : NULL;

    return value && g_ascii_strcasecmp(value, "attachment") == 0;
}

bool mime_is_sealed(GMimeObject *object)
{
    static const char *const TYPES[] = {"multipart/signed", "multipart/encrypted",
                                        "application/pkcs7-mime", "application/x-pkcs7-mime", NULL};
    g_autofree char *type = mime_type(object);

    return g_strv_contains(TYPES, type);
}
