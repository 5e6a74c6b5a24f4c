/* mime_content.c: see mime_content.h. */
#include "base/mime_content.h"

#include <string.h>

#include "base/base64.h"
#include "base/text.h"

static GString *bytes_of_stream(GMimeStream *memory)
{
    GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
    return g_string_new_len((const char *)array->data, (gssize)array->len);
}

/* The decoded bytes of a part. GMime stops a base64 text at the first "=": that one is decoded
 * here, as far as the next boundary: of a part that was not closed the rest of the letter would be
 * taken for base64. */
static GString *decode_base64(const GString *text)
{
    GString *out = g_string_sized_new(text->len * 3 / 4 + 4);
    const char *stop = g_str_has_prefix(text->str, "--") ? text->str : strstr(text->str, "\n--");

    base64_append(text->str, stop ? (size_t)(stop - text->str) : text->len, out);
    return out;
}

GString *mime_content(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeContentEncoding encoding = g_mime_part_get_content_encoding(part);
    g_autoptr(GMimeStream) memory = g_mime_stream_mem_new();

    if (!content)
        return g_string_new(NULL);
    if (encoding != GMIME_CONTENT_ENCODING_BASE64) {
        g_mime_data_wrapper_write_to_stream(content, memory);
        return bytes_of_stream(memory);
    }
    GMimeStream *raw = g_mime_data_wrapper_get_stream(content);
    g_mime_stream_reset(raw);
    g_mime_stream_write_to_stream(raw, memory);
    g_autoptr(GString) text = bytes_of_stream(memory);
    return decode_base64(text);
}

GString *mime_object_bytes(GMimeObject *object)
{
    g_autoptr(GMimeStream) memory = g_mime_stream_mem_new();

    g_mime_object_write_to_stream(object, NULL, memory);
    return bytes_of_stream(memory);
}

/* An attached letter may not be encoded (RFC 2046 section 5.2.1), and sometimes is. */
static GString *undo_encoding(GMimeObject *object, GString *bytes)
{
    g_autofree char *header = mime_header(object, "Content-Transfer-Encoding");
    GMimeContentEncoding encoding = header ? g_mime_content_encoding_from_string(g_strstrip(header))
                                           : GMIME_CONTENT_ENCODING_DEFAULT;
    GString *out;

    if (encoding == GMIME_CONTENT_ENCODING_BASE64) {
        out = decode_base64(bytes);
    } else if (encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE) {
        GMimeEncoding state;
        g_mime_encoding_init_decode(&state, encoding);
        out = g_string_sized_new(bytes->len + 1);
        g_string_set_size(out, g_mime_encoding_step(&state, bytes->str, bytes->len, out->str));
    } else {
        return bytes;
    }
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
