/* mime_content.c: see mime_content.h. */
#include "base/mime_content.h"

#include <string.h>

#include "base/base64.h"
#include "base/text.h"

#define MAX_NAME 255

static GString *bytes_of_stream(GMimeStream *memory)
{
    GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
    return g_string_new_len((const char *)array->data, (gssize)array->len);
}

/* The decoded bytes of a part. GMime stops a base64 text at the first "=": that one is decoded
 * here. */
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
    GString *out = g_string_sized_new(text->len * 3 / 4 + 4);
    base64_append(text->str, text->len, out);
    return out;
}

GString *mime_object_bytes(GMimeObject *object)
{
    g_autoptr(GMimeStream) memory = g_mime_stream_mem_new();

    g_mime_object_write_to_stream(object, NULL, memory);
    return bytes_of_stream(memory);
}

static char *raw_header(GMimeObject *object, const char *name)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(object);
    GMimeHeader *header = g_mime_header_list_get_header(list, name);
    const char *raw = header ? g_mime_header_get_raw_value(header) : NULL;

    return raw ? g_strdelimit(g_strdup(raw), "\r\n", ' ') : NULL;
}

char *mime_parameter(Letter *letter, GMimeObject *object, const char *header, const char *name)
{
    g_autofree char *value = raw_header(object, header);
    return value ? header_parameter(value, name, letter->hint, &letter->seen) : NULL;
}

/* "image/png", lower case. */
char *mime_type(GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    g_autofree char *mime = type ? g_mime_content_type_get_mime_type(type) : NULL;
    g_autofree char *clean = text_one_line(mime ? mime : "application/octet-stream");

    return g_ascii_strdown(clean, -1);
}

/* The file name without any path; NULL when there is none. */
char *mime_file_name(Letter *letter, GMimeObject *object)
{
    g_autofree char *name = mime_parameter(letter, object, "Content-Disposition", "filename");

    if (!name || !*name) {
        g_free(name);
        name = mime_parameter(letter, object, "Content-Type", "name");
    }
    if (!name)
        return NULL;
    const char *slash = strrchr(name, '/'), *back = strrchr(name, '\\');
    const char *base = MAX(slash ? slash + 1 : name, back ? back + 1 : name);
    if (!*base || strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
        return NULL;
    return text_cut(base, MAX_NAME);
}

bool mime_is_attachment(GMimeObject *object)
{
    GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);
    const char *value =
        disposition ? g_mime_content_disposition_get_disposition(disposition) : NULL;

    return value && g_ascii_strcasecmp(value, "attachment") == 0;
}
