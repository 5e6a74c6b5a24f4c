/* tnef_helper.c: tnef_helper_main() of tnef.h, the only place that libytnef is called in. Whatever
 * the library does to this process, its parent sees no end mark and leaves the file as it is. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* clang-format off */
#define Attachment YtnefAttachment /* ours has that name too */
#include <ytnef.h>
#undef Attachment
/* clang-format on */

#include "base/tnef.h"

#define MOST_INPUT (1 << 28)
#define GUID_BYTES 16 /* before an object that stands in a property */

static GString *read_input(void)
{
    GString *in = g_string_new(NULL);
    g_autofree char *chunk = g_malloc(65536);
    ssize_t n;

    while (in->len < MOST_INPUT && (n = read(0, chunk, 65536)) > 0)
        g_string_append_len(in, chunk, n);
    return in;
}

static void put(int fd, TnefKind kind, const char *name, const void *bytes, size_t length)
{
    char mark = (char)kind;
    guint32 sizes[2] = {(guint32)MIN(strlen(name), 1000), (guint32)length};
    g_autoptr(GString) out = g_string_new_len(&mark, 1);

    g_string_append_len(out, (const char *)sizes, sizeof sizes);
    g_string_append_len(out, name, sizes[0]);
    if (length > 0)
        g_string_append_len(out, bytes, (gssize)length);
    for (size_t at = 0; at < out->len;) {
        ssize_t n = write(fd, out->str + at, out->len - at);
        if (n <= 0)
            _exit(1);
        at += (size_t)n;
    }
}

/* A property that is there and holds anything; NULL. */
static const variableLength *property(MAPIProps *from, unsigned type, unsigned id)
{
    variableLength *found = MAPIFindProperty(from, PROP_TAG(type, id));

    return found == MAPI_UNDEFINED || !found->data || found->size <= 0 ? NULL : found;
}

static const variableLength *string_property(MAPIProps *from, unsigned id, bool *utf8)
{
    const variableLength *found = property(from, PT_UNICODE, id);

    *utf8 = found != NULL; /* the library has converted it */
    return found ? found : property(from, PT_STRING8, id);
}

/* Up to the first NUL. */
static char *string_of(const variableLength *value)
{
    return value && value->data && value->size > 0
               ? g_strndup((const char *)value->data, (gsize)value->size)
               : g_strdup("");
}

static char *codepage(const TNEFStruct *tnef)
{
    guint32 number = 0;

    if (tnef->CodePage.data && tnef->CodePage.size >= 4)
        memcpy(&number, tnef->CodePage.data, sizeof number);
    return number == 65001 ? g_strdup("utf-8")
           : number        ? g_strdup_printf("windows-%u", GUINT32_FROM_LE(number))
                           : g_strdup("");
}

static void put_rtf(int fd, TNEFStruct *tnef)
{
    variableLength *packed =
        (variableLength *)property(&tnef->MapiProperties, PT_BINARY, PR_RTF_COMPRESSED);
    int size = 0;
    BYTE *rtf = packed ? DecompressRTF(packed, &size) : NULL;
    bool html = false;

    if (!rtf || size <= 0)
        return;
    g_autoptr(GString) text = rtf_to_utf8((const char *)rtf, (size_t)size, &html);
    put(fd, html ? TNEF_HTML : TNEF_TEXT, "utf-8", text->str, text->len);
}

/* The plain text; else HTML; else what the rich text says. */
static void put_text(int fd, TNEFStruct *tnef)
{
    bool utf8 = false;
    const variableLength *body = string_property(&tnef->MapiProperties, PR_BODY, &utf8);
    const variableLength *html = property(&tnef->MapiProperties, PT_BINARY, PR_BODY_HTML);
    g_autofree char *charset = utf8 ? g_strdup("utf-8") : codepage(tnef);
    g_autofree char *text = string_of(body ? body : &tnef->body);

    if (*text)
        put(fd, TNEF_TEXT, charset, text, strlen(text));
    else if (html)
        put(fd, TNEF_HTML, "", html->data, (size_t)html->size);
    else
        put_rtf(fd, tnef);
}

static void put_file(int fd, YtnefAttachment *file)
{
    bool utf8;
    const variableLength *name = string_property(&file->MAPI, PR_ATTACH_LONG_FILENAME, &utf8);
    g_autofree char *called = string_of(name ? name : &file->Title);
    const variableLength *object = property(&file->MAPI, PT_OBJECT, PR_ATTACH_DATA_OBJ);

    if (!object)
        object = property(&file->MAPI, PT_BINARY, PR_ATTACH_DATA_OBJ);
    if (file->FileData.data && file->FileData.size > 0)
        put(fd, TNEF_FILE, called, file->FileData.data, (size_t)file->FileData.size);
    else if (object && object->size > GUID_BYTES)
        put(fd, TNEF_FILE, called, object->data + GUID_BYTES, (size_t)object->size - GUID_BYTES);
    else if (*called)
        put(fd, TNEF_FILE, called, "", 0);
}

int tnef_helper_main(void)
{
    int fd = dup(1);
    TNEFStruct tnef = {0};
    g_autoptr(GString) in = read_input();

    if (fd < 0 || dup2(2, 1) < 0) /* the library speaks its mind on standard output */
        return 1;
    TNEFInitialize(&tnef);
    if (TNEFParseMemory((BYTE *)in->str, (long)in->len, &tnef) != 0)
        return 1;
    put_text(fd, &tnef);
    for (YtnefAttachment *file = tnef.starting_attach.next; file; file = file->next)
        put_file(fd, file);
    put(fd, TNEF_END, "", "", 0);
    return 0; /* what the library holds ends with the process */
}
