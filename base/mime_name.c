/* mime_name.c: mime_file_name() and mime_made_name() of mime_content.h. */
#include <string.h>

#include "base/mime_content.h"
#include "base/text.h"

#define MAX_NAME     255
#define HEADER_BYTES 65536 /* of an attached letter, looked at for its subject */

/* What a part without a name is called: by its type, how the name ends and what stands before where
 * the part does not describe itself. */
static const struct Made {
    const char *type, *end, *word;
} MADE[] = {
    {"message/rfc822", ".eml", "letter"},
    {"message/global", ".eml", "letter"},
    {"message/news", ".eml", "letter"},
    {"text/plain", ".txt", "document"},
    {"message/delivery-status", ".txt", "delivery-status"},
    {"message/disposition-notification", ".txt", "receipt"},
    {"text/rfc822-headers", ".txt", "headers"},
    {"text/html", ".html", "document"},
    {"text/calendar", ".ics", "invitation"},
    {"text/vcard", ".vcf", "card"},
    {"text/x-vcard", ".vcf", "card"},
    {"application/pdf", ".pdf", "document"},
    {"application/ms-tnef", "", "winmail.dat"},
    {"application/pgp-signature", ".asc", "signature"},
    {"application/pkcs7-signature", ".p7s", "signature"},
    {"image/jpeg", ".jpg", "image"},
    {"image/jpg", ".jpg", "image"},
    {"image/png", ".png", "image"},
    {"image/gif", ".gif", "image"},
    {"image/bmp", ".bmp", "image"},
    {"image/webp", ".webp", "image"},
    {"image/heic", ".heic", "image"},
    {"audio/mpeg", ".mp3", "sound"},
    {"audio/ogg", ".ogg", "sound"},
    {"video/mp4", ".mp4", "video"},
    {"video/quicktime", ".mov", "video"},
};

/* The file name without any path; NULL when there is none. */
char *mime_file_name(Letter *letter, GMimeObject *object)
{
    g_autofree char *name = mime_parameter(letter, object, "Content-Disposition", "filename");

    if (!name || !*name) {
        g_free(name);
        name = mime_parameter(letter, object, "Content-Type", "name");
    }
    return name ? mime_base_name(name) : NULL;
}

char *mime_base_name(const char *name)
{
    const char *slash = strrchr(name, '/'), *back = strrchr(name, '\\');
    const char *base = MAX(slash ? slash + 1 : name, back ? back + 1 : name);

    if (!*base || strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
        return NULL;
    return text_cut(base, MAX_NAME);
}

/* What the part says of itself: the subject of an attached letter, else its Content-Description. */
static char *description(Letter *letter, GMimeObject *object, const GString *bytes, bool is_letter)
{
    g_autofree char *own = mime_header(object, "Content-Description");

    if (is_letter) {
        g_autoptr(Headers) headers = headers_parse(bytes->str, MIN(bytes->len, HEADER_BYTES), NULL);
        const char *subject = headers_get(headers, "subject");
        if (subject && *subject)
            return header_decode(subject, letter->hint, &letter->seen);
    }
    return own ? header_decode(own, letter->hint, &letter->seen) : NULL;
}

/* Does another attachment have that name? */
static bool is_taken(const Letter *letter, const char *name)
{
    const GPtrArray *attachments = letter->facts->attachments;

    for (guint i = 0; i < attachments->len; i++)
        if (g_strcmp0(((const Attachment *)attachments->pdata[i])->name, name) == 0)
            return true;
    return false;
}

static bool has_known_end(const char *name)
{
    size_t length = strlen(name);

    for (size_t i = 0; i < G_N_ELEMENTS(MADE); i++) {
        size_t n = strlen(MADE[i].end);
        if (n > 0 && length > n && g_ascii_strcasecmp(name + length - n, MADE[i].end) == 0)
            return true;
    }
    return false;
}

/* "image001.png" of "<image001.png@01DB2F3A.5C6D7E80>" or "http://host/image001.png"; NULL where
 * that looks like no name of a file. The caller's. */
static char *name_in(GMimeObject *object, const char *header)
{
    g_autofree char *value = mime_header(object, header);

    if (!value)
        return NULL;
    g_strdelimit(g_strstrip(value), "<>@?#", '\n');
    const char *from = value + strspn(value, "\n");
    g_autofree char *first = g_strndup(from, strcspn(from, "\n"));
    g_autofree char *clean = text_one_line(first);
    g_autofree char *name = mime_base_name(clean);

    return name && has_known_end(name) ? g_steal_pointer(&name) : NULL;
}

/* Where pictures within a text are named after their place in it. */
static char *name_of_place(GMimeObject *object)
{
    char *name = name_in(object, "Content-ID");

    return name ? name : name_in(object, "Content-Location");
}

char *mime_made_name(Letter *letter, GMimeObject *object, const char *type, const GString *bytes)
{
    const struct Made *made = MADE;
    g_autofree char *placed = g_str_has_prefix(type, "message/") ? NULL : name_of_place(object);

    if (placed && !is_taken(letter, placed))
        return g_steal_pointer(&placed);
    while (made < MADE + G_N_ELEMENTS(MADE) && strcmp(made->type, type) != 0)
        made++;
    if (made == MADE + G_N_ELEMENTS(MADE))
        return NULL;
    g_autofree char *own = description(letter, object, bytes,
                                       g_str_has_prefix(type, "message/") && *made->end == '.' &&
                                           strcmp(made->end, ".eml") == 0);
    g_autofree char *safe =
        g_strdelimit(text_cut(own && *own ? own : made->word, MAX_NAME - 20), "/\\", '-');
    char *name = g_strconcat(safe, made->end, NULL);
    for (int i = 1; i < 100 && is_taken(letter, name); i++) {
        g_free(name);
        name = g_strdup_printf("%s%d%s", safe, i, made->end);
    }
    return name;
}

char *mime_type_of_name(const char *name)
{
    for (size_t i = 0; name && i < G_N_ELEMENTS(MADE); i++)
        if (*MADE[i].end && g_str_has_suffix(name, MADE[i].end))
            return g_strdup(MADE[i].type);
    return g_strdup("application/octet-stream");
}
