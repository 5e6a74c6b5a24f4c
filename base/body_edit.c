/* body_edit.c: see body_edit.h. GMime parses the letter and writes it again, which keeps the bytes
 * of every part that is not touched; texts that grow are encoded anew by part.c. */
#include "base/body_edit.h"

#include <string.h>

#include "base/auto.h"
#include "base/charset.h"
#include "base/compose.h"
#include "base/mime_content.h"
#include "base/mime_parse.h"
#include "base/part.h"
#include "base/text.h"

typedef struct Leaf {
    GMimePart *part;
    bool html;
    GMimeObject *group; /* the outermost multipart/alternative around it, else itself */
} Leaf;

typedef struct Editing {
    const BodyEdit *edit;
    Letter letter;      /* what mime_content.h needs to decode parameters */
    GArray *texts;      /* of Leaf */
    GMimeObject *first; /* file that is taken off */
    GMimeObject *in;    /* the multipart it stands in; NULL: it is the whole letter */
    bool changed;
} Editing;

/* --- what there is ---------------------------------------------------------------------------- */

static bool is_off(const Editing *editing, const char *path)
{
    return g_ptr_array_find_with_equal_func(editing->edit->off, path, g_str_equal, NULL);
}

static void note_text(Editing *editing, GMimeObject *object, GMimeObject *group)
{
    g_autofree char *type = mime_type(object), *name = mime_file_name(&editing->letter, object);
    bool html = strcmp(type, "text/html") == 0;

    if (name || mime_is_attachment(object) || !GMIME_IS_PART(object) ||
        (!html && strcmp(type, "text/plain") != 0))
        return;
    Leaf leaf = {GMIME_PART(object), html, group ? group : object};
    g_array_append_val(editing->texts, leaf);
}

static void look(Editing *editing, GMimeObject *object, const char *path, GMimeObject *group);

/* Files are taken off here, but for the first of them, which may have to hold the lines. Parts keep
 * the numbers that they had. */
static void look_into(Editing *editing, GMimeMultipart *multipart, const char *path,
                      GMimeObject *group)
{
    int count = g_mime_multipart_get_count(multipart), removed = 0;

    for (int i = 0; i < count; i++) {
        g_autofree char *child =
            *path ? g_strdup_printf("%s.%d", path, i + 1) : g_strdup_printf("%d", i + 1);
        GMimeObject *part = g_mime_multipart_get_part(multipart, i - removed);
        if (!is_off(editing, child) || GMIME_IS_MULTIPART(part)) {
            look(editing, part, child, group);
        } else if (!editing->first) {
            editing->first = part;
            editing->in = GMIME_OBJECT(multipart);
        } else {
            g_mime_multipart_remove_at(multipart, i - removed++);
            g_object_unref(part);
        }
    }
}

static void look(Editing *editing, GMimeObject *object, const char *path, GMimeObject *group)
{
    g_autofree char *type = mime_type(object);

    if (mime_is_sealed(object))
        return;
    if (!group && strcmp(type, "multipart/alternative") == 0)
        group = object;
    if (GMIME_IS_MULTIPART(object))
        look_into(editing, GMIME_MULTIPART(object), path, group);
    else
        note_text(editing, object, group);
}

/* --- lines under a text ----------------------------------------------------------------------- */

/* The new content, encoded by part.c. `charset` NULL: as it is declared. */
static void set_content(GMimePart *part, const char *bytes, size_t length, const char *charset)
{
    g_autoptr(GString) encoded = g_string_new(NULL);
    const char *encoding = part_encode(encoded, bytes, length);
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(encoded->str, encoded->len);
    GMimeContentEncoding code = g_mime_content_encoding_from_string(encoding);
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, code);

    if (charset)
        g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", charset);
    g_mime_part_set_content_encoding(part, code);
    g_mime_part_set_content(part, content);
    g_object_unref(content);
}

/* Both in `charset`, when it has all the characters of `lines`. */
static bool append_as_it_is(GMimePart *part, const GString *text, const char *lines,
                            const char *charset)
{
    gsize written = 0;
    const char *name = charset ? charset_iconv_name(charset) : NULL;
    g_autofree char *added =
        name ? g_convert(lines, -1, name, "UTF-8", NULL, &written, NULL) : NULL;

    if (!added)
        return false;
    g_autoptr(GString) all = g_string_new_len(text->str, (gssize)text->len);
    g_string_append_len(all, added, (gssize)written);
    set_content(part, all->str, all->len, NULL);
    return true;
}

static char *lines_for(const GString *text, const char *lines)
{
    g_autoptr(GString) out =
        g_string_new(text->len && text->str[text->len - 1] == '\n' ? "" : "\n");

    g_string_append_printf(out, "\n%s\n", lines);
    g_string_replace(out, "\n", "\r\n", 0);
    return g_strdup(out->str);
}

static void append_plain(Editing *editing, GMimePart *part)
{
    g_autofree char *declared =
        mime_parameter(&editing->letter, GMIME_OBJECT(part), "Content-Type", "charset");
    g_autoptr(GString) text = mime_content(part);
    g_autofree char *lines = lines_for(text, editing->edit->lines);
    const char *charset = charset_canonical(declared);
    CharsetUsed used;
    g_autofree char *utf8 = charset_to_utf8(text->str, text->len, charset, NULL, &used);

    if (charset && !used.invalid && append_as_it_is(part, text, lines, charset))
        return;
    g_autofree char *all = g_strconcat(utf8, lines, NULL);
    g_autoptr(GBytes) mixed = g_bytes_new_static(all, strlen(all)), crlf = compose_crlf(mixed);
    size_t length = 0;
    const char *bytes = g_bytes_get_data(crlf, &length);
    set_content(part, bytes, length, "utf-8");
}

/* As ASCII, which every charset of HTML holds: its bytes stay, whatever they are in. */
static char *lines_as_html(const char *lines)
{
    g_autofree char *escaped = g_markup_escape_text(lines, -1);
    g_autoptr(GString) out = g_string_new("\r\n<p>");

    for (const char *p = escaped; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\n')
            g_string_append(out, "<br>\r\n");
        else if (c < 0x80)
            g_string_append_c(out, (char)c);
        else
            g_string_append_printf(out, "&#%u;", c);
    }
    g_string_append(out, "</p>\r\n");
    return g_strdup(out->str);
}

/* Where the text of an HTML document ends. */
static size_t end_of_html(const GString *html)
{
    static const char *const ENDS[] = {"</body", "</html"};

    for (size_t k = 0; k < G_N_ELEMENTS(ENDS); k++)
        for (size_t at = html->len; at-- > 0;)
            if (html->str[at] == '<' &&
                g_ascii_strncasecmp(html->str + at, ENDS[k], strlen(ENDS[k])) == 0)
                return at;
    return html->len;
}

static void append_html(Editing *editing, GMimePart *part)
{
    g_autoptr(GString) html = mime_content(part);
    g_autofree char *lines = lines_as_html(editing->edit->lines);

    if (html->len > 1 && memchr(html->str, '\0', html->len))
        return; /* UTF-16 and the like */
    g_string_insert(html, (gssize)end_of_html(html), lines);
    set_content(part, html->str, html->len, NULL);
}

/* Under the last text of the letter, in every form of it. */
static bool append_lines(Editing *editing)
{
    if (!editing->edit->lines || editing->texts->len == 0)
        return false;
    GMimeObject *group = g_array_index(editing->texts, Leaf, editing->texts->len - 1).group;
    for (guint i = 0; i < editing->texts->len; i++) {
        const Leaf *leaf = &g_array_index(editing->texts, Leaf, i);
        if (leaf->group == group)
            (leaf->html ? append_html : append_plain)(editing, leaf->part);
    }
    editing->changed = true;
    return true;
}

/* --- the first file --------------------------------------------------------------------------- */

static GMimeObject *text_part(const char *text)
{
    GMimePart *part = g_mime_part_new_with_type("text", "plain");
    g_autofree char *lines = g_strconcat(text ? text : "", "\n", NULL);
    g_autoptr(GBytes) bytes = g_bytes_new_static(lines, strlen(lines)), crlf = compose_crlf(bytes);
    size_t length = 0;
    const char *data = g_bytes_get_data(crlf, &length);

    set_content(part, data, length, "utf-8");
    return GMIME_OBJECT(part);
}

/* Taken off like the others, or, where no text took the lines, replaced by them. */
static void end_first(Editing *editing, GMimeMessage *message, bool has_lines)
{
    GMimeMultipart *in = editing->in ? GMIME_MULTIPART(editing->in) : NULL;
    GMimeObject *old = editing->first;

    if (!old)
        return;
    editing->changed = true;
    if (in && has_lines) {
        g_mime_multipart_remove(in, old);
        return;
    }
    GMimeObject *text = text_part(has_lines ? NULL : editing->edit->lines);
    if (in) {
        old = g_mime_multipart_replace(in, g_mime_multipart_index_of(in, old), text);
        g_object_unref(old);
    } else {
        g_mime_message_set_mime_part(message, text);
    }
    g_object_unref(text);
}

static GBytes *edit_message(Editing *editing, GMimeMessage *message)
{
    GMimeObject *root = g_mime_message_get_mime_part(message);

    if (!root)
        return NULL;
    if (!GMIME_IS_MULTIPART(root) && is_off(editing, "1") && !mime_is_sealed(root))
        editing->first = root;
    else
        look(editing, root, "", NULL);
    end_first(editing, message, append_lines(editing));
    if (!editing->changed)
        return NULL;
    GString *out = mime_object_bytes(g_mime_message_get_mime_part(message));
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(out);
    return compose_crlf(bytes); /* GMime ends fields with LF */
}

GBytes *body_edit(const void *raw, size_t length, const ReadContext *context, const BodyEdit *edit)
{
    if (length == 0 || scan_letter(raw, length, &context->limits))
        return NULL;
    g_autoptr(Facts) facts = facts_new();
    g_autoptr(GMimeMessage) message = mime_parse(raw, length, facts);
    Editing editing = {
        .edit = edit,
        .letter = {.context = context, .facts = facts},
        .texts = g_array_new(FALSE, FALSE, sizeof(Leaf)),
    };
    GBytes *made = message ? edit_message(&editing, message) : NULL;

    g_array_unref(editing.texts);
    return made;
}
