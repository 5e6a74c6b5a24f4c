/* mime_walk.c: mime_walk() of letter.h: the tree of parts of a letter (RFC 2046) to its readable
 * text, its attachments and its machine-made reports.
 *
 * Of the alternatives of one content the plain text is shown, else HTML. Every part that has a file
 * name or is not shown is an attachment, except alternatives of what is shown. Recursion is bounded
 * by the scan before (limit "depth"). */
#include <string.h>

#include "base/charset.h"
#include "base/enclosed.h"
#include "base/flowed.h"
#include "base/html_text.h"
#include "base/letter.h"
#include "base/mime_content.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/tnef.h"

#define RETURNED_BYTES 65536 /* of the headers of a returned letter */

typedef enum Place { PLACE_SHOWN, PLACE_HIDDEN /* an alternative that was not chosen */ } Place;

static void walk(Letter *letter, GMimeObject *object, const char *path, Place place);

/* --- text --- */

/* The charset of the first text part is what the letter is said to be in. */
static void note_charset(Letter *letter, const char *declared, const CharsetUsed *used)
{
    Facts *facts = letter->facts;

    if (!facts->charset_used) {
        const char *canonical = charset_canonical(declared);
        g_autofree char *line = declared ? text_one_line(declared) : NULL;
        g_autofree char *cut = line ? text_cut(line, 40) : NULL;
        facts->charset_declared = canonical     ? g_strdup(canonical)
                                  : cut && *cut ? g_ascii_strdown(cut, -1)
                                                : NULL;
        facts->charset_used = g_strdup(used->name);
    }
    letter->seen.invalid |= used->invalid;
    letter->seen.undeclared |= used->undeclared;
}

/* Where HTML names its charset itself: <meta charset=...>. Looked for in the first kilobyte. */
static char *meta_charset(const GString *html)
{
    g_autofree char *head = g_strndup(html->str, MIN(html->len, 2048));
    g_autofree char *lower = g_ascii_strdown(head, -1);
    const char *meta = strstr(lower, "<meta"), *p = meta ? strstr(meta, "charset=") : NULL;

    if (!p)
        return NULL;
    p += strlen("charset=");
    p += strspn(p, "\"' ");
    return g_strndup(p, strcspn(p, "\"' ;>/"));
}

static char *plain_text(Letter *letter, GMimeObject *object, const char *utf8)
{
    g_autofree char *format = mime_parameter(letter, object, "Content-Type", "format");
    g_autofree char *delsp = mime_parameter(letter, object, "Content-Type", "delsp");

    if (!format || g_ascii_strcasecmp(format, "flowed") != 0)
        return g_strdup(utf8);
    return flowed_join(utf8, delsp && g_ascii_strcasecmp(delsp, "yes") == 0);
}

/* Appends at most what the limit leaves, cut at a character. */
static void append_text(Letter *letter, const char *text)
{
    size_t limit = letter->context->limits.text_bytes;

    if (letter->text->len > 0 && *text)
        g_string_append(letter->text, "\n\n");
    size_t room = limit > letter->text->len ? limit - letter->text->len : 0;
    if (strlen(text) > room)
        letter->text_cut = true;
    g_autofree char *cut = text_cut(text, room);
    g_string_append(letter->text, cut);
}

static void show(Letter *letter, GMimePart *part, const GString *bytes, bool html)
{
    GMimeObject *object = GMIME_OBJECT(part);
    g_autofree char *declared = mime_parameter(letter, object, "Content-Type", "charset");
    g_autofree char *meta = html && !declared ? meta_charset(bytes) : NULL;
    size_t length = MIN(bytes->len, 8 * letter->context->limits.text_bytes);
    CharsetUsed used;
    g_autofree char *utf8 =
        charset_to_utf8(bytes->str, length, declared ? declared : meta, letter->hint, &used);
    bool cut = length < bytes->len;

    note_charset(letter, declared, &used);
    g_autofree char *text = html ? html_to_text(utf8, letter->context->limits.text_bytes, &cut)
                                 : plain_text(letter, object, utf8);
    letter->text_cut |= cut;
    g_autofree char *clean = text_clean(text, -1);
    append_text(letter, clean);
}

/* --- attachments and reports --- */

static void attach(Letter *letter, GMimeObject *object, const GString *bytes, const char *path)
{
    Attachment *attachment = g_new0(Attachment, 1);

    attachment->type = mime_type(object);
    attachment->name = mime_file_name(letter, object);
    if (!attachment->name)
        attachment->name = mime_made_name(letter, object, attachment->type, bytes);
    attachment->bytes = (int64_t)bytes->len;
    sha256_hex(bytes->str, bytes->len, attachment->sha256);
    attachment->part = g_strdup(path);
    g_ptr_array_add(letter->facts->attachments, attachment);
}

/* --- winmail.dat --- */

static bool is_tnef(const char *type, const char *name)
{
    return strcmp(type, "application/ms-tnef") == 0 ||
           strcmp(type, "application/vnd.ms-tnef") == 0 ||
           (name && g_ascii_strcasecmp(name, "winmail.dat") == 0);
}

static void attach_item(Letter *letter, const TnefItem *item, const char *path)
{
    Attachment *attachment = g_new0(Attachment, 1);
    g_autofree char *raw =
        charset_to_utf8(item->name, strlen(item->name), NULL, letter->hint, NULL);
    g_autofree char *name = text_one_line(raw);

    attachment->name = mime_base_name(name);
    attachment->type = mime_type_of_name(attachment->name);
    attachment->bytes = (int64_t)item->bytes->len;
    sha256_hex(item->bytes->str, item->bytes->len, attachment->sha256);
    attachment->part = g_strdup(path);
    g_ptr_array_add(letter->facts->attachments, attachment);
    letter_part_keep(letter, NULL, item->bytes);
}

/* The text that Outlook put there, where the letter has none else. */
static void show_item(Letter *letter, const TnefItem *item)
{
    bool cut = false, html = item->kind == TNEF_HTML;
    size_t limit = letter->context->limits.text_bytes;
    g_autofree char *meta = html && !*item->name ? meta_charset(item->bytes) : NULL;
    CharsetUsed used;
    g_autofree char *utf8 = charset_to_utf8(item->bytes->str, MIN(item->bytes->len, 8 * limit),
                                            *item->name ? item->name : meta, letter->hint, &used);
    g_autofree char *text = html ? html_to_text(utf8, limit, &cut) : g_strdup(utf8);
    g_autofree char *clean = text_clean(text, -1);

    note_charset(letter, *item->name ? item->name : meta, &used);
    letter->facts->has_html |= html;
    letter->text_cut |= cut;
    append_text(letter, clean);
}

/* Its files are attachments in places below its own: 2.1, 2.2, ... false: it stays as it is. */
static bool open_tnef(Letter *letter, const GString *bytes, const char *path)
{
    const ReadContext *context = letter->context;
    const char *over = NULL;
    int files = 0;

    if (!context->tnef_helper || letter->tnef_parts++ >= context->limits.tnef_parts)
        return false;
    g_autoptr(GPtrArray) items = tnef_open(bytes, context->tnef_helper, &context->limits, &over);
    g_autofree char *code = over ? g_strconcat("over-limit:", over, NULL) : NULL;
    if (!items)
        facts_warn(letter->facts, code ? code : "malformed-mime");
    bool silent = letter->text->len == 0;
    for (guint i = 0; items && i < items->len; i++) {
        const TnefItem *item = items->pdata[i];
        if (item->kind != TNEF_FILE) {
            if (silent)
                show_item(letter, item);
            continue;
        }
        g_autofree char *place = g_strdup_printf("%s.%d", path, ++files);
        attach_item(letter, item, place);
    }
    return items && items->len > 0; /* empty: better than nothing as it is */
}

/* --- reports --- */

static void take_returned(Letter *letter, const GString *bytes)
{
    if (!letter->returned)
        letter->returned = headers_parse(bytes->str, MIN(bytes->len, RETURNED_BYTES), NULL);
}

/* Keeps what bounce.c and kind.c will read. */
static void take_report(Letter *letter, const char *type, const GString *bytes)
{
    if (strcmp(type, "message/delivery-status") == 0 ||
        strcmp(type, "message/global-delivery-status") == 0) {
        if (!letter->status)
            letter->status = g_string_new(NULL);
        g_string_append_len(letter->status, bytes->str, (gssize)bytes->len);
        g_string_append(letter->status, "\n\n");
    } else if (strcmp(type, "message/disposition-notification") == 0 && !letter->receipt) {
        letter->receipt = g_strndup(bytes->str, bytes->len);
    } else if (strcmp(type, "message/feedback-report") == 0 && !letter->feedback) {
        letter->feedback = g_strndup(bytes->str, bytes->len);
    } else if (strcmp(type, "text/rfc822-headers") == 0 || g_str_has_prefix(type, "message/")) {
        take_returned(letter, bytes);
    }
}

/* --- the tree --- */

static bool is_shown_text(const char *type)
{
    return strcmp(type, "text/plain") == 0 || strcmp(type, "text/html") == 0 ||
           strcmp(type, "text/enriched") == 0 || strcmp(type, "text/richtext") == 0;
}

/* Another form of the text that is shown: HTML beside plain text, whatever it is called. */
static bool is_other_form(GMimeObject *object, const char *type, Place place)
{
    return place == PLACE_HIDDEN && !mime_is_attachment(object) &&
           (g_str_has_prefix(type, "text/") || strcmp(type, "application/rtf") == 0);
}

static void keep_leaf(Letter *letter, GMimeObject *object, const char *type, const GString *bytes)
{
    g_autofree char *charset = g_str_has_prefix(type, "text/")
                                   ? mime_parameter(letter, object, "Content-Type", "charset")
                                   : NULL;

    letter_part_keep(letter, charset, bytes);
}

static void walk_leaf(Letter *letter, GMimePart *part, const char *path, Place place)
{
    GMimeObject *object = GMIME_OBJECT(part);
    g_autofree char *type = mime_type(object);
    g_autofree char *name = mime_file_name(letter, object);
    bool whole = strcmp(path, "1") == 0 && letter->text->len == 0 && !mime_is_attachment(object);
    bool text = is_shown_text(type) && !mime_is_attachment(object) && (!name || whole);

    if (text && place == PLACE_HIDDEN && !name) {
        letter->facts->has_html |= strcmp(type, "text/html") == 0;
        return;
    }
    g_autoptr(GString) bytes = mime_content(part);
    if (text && place == PLACE_SHOWN) {
        letter->facts->has_html |= strcmp(type, "text/html") == 0;
        show(letter, part, bytes, strcmp(type, "text/html") == 0);
        if (!name)
            return;
    }
    if (is_tnef(type, name) && open_tnef(letter, bytes, path))
        return;
    take_report(letter, type, bytes);
    attach(letter, object, bytes, path);
    if (!text && !is_tnef(type, name) && !is_other_form(object, type, place))
        keep_leaf(letter, object, type, bytes);
    enclosed_leaf(letter, object, type, bytes);
}

static void walk_message(Letter *letter, GMimeMessagePart *part, const char *path, Place place)
{
    g_autoptr(GString) bytes = mime_message_bytes(part);
    g_autofree char *type = mime_type(GMIME_OBJECT(part));

    take_report(letter, type, bytes);
    attach(letter, GMIME_OBJECT(part), bytes, path);
    letter_part_keep(letter, NULL, bytes);
    if (place == PLACE_SHOWN)
        enclosed_letter(letter, g_mime_message_part_get_message(part));
}

static bool is_blank_part(GMimePart *part)
{
    g_autoptr(GString) bytes = mime_content(part);

    for (gsize i = 0; i < bytes->len; i++)
        if (!g_ascii_isspace(bytes->str[i]))
            return false;
    return true;
}

/* How fit an alternative is to be shown as text. */
static int fitness(GMimeObject *object)
{
    g_autofree char *type = mime_type(object);

    if (GMIME_IS_MULTIPART(object)) {
        int best = 0, count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
        for (int i = 0; i < count; i++)
            best = MAX(best, fitness(g_mime_multipart_get_part(GMIME_MULTIPART(object), i)));
        return best;
    }
    if (!GMIME_IS_PART(object) || mime_is_attachment(object) || is_blank_part(GMIME_PART(object)))
        return 0;
    if (strcmp(type, "text/plain") == 0)
        return 3;
    return strcmp(type, "text/html") == 0 ? 2 : is_shown_text(type);
}

static int choose_alternative(GMimeMultipart *multipart)
{
    int chosen = 0, best = -1, count = g_mime_multipart_get_count(multipart);

    for (int i = 0; i < count; i++) {
        int fit = fitness(g_mime_multipart_get_part(multipart, i));
        if (fit > best) {
            best = fit;
            chosen = i;
        }
    }
    return chosen;
}

static void walk_multipart(Letter *letter, GMimeMultipart *multipart, const char *path, Place place)
{
    GMimeObject *object = GMIME_OBJECT(multipart);
    g_autofree char *type = mime_type(object);
    bool alternative = strcmp(type, "multipart/alternative") == 0;
    int chosen = alternative ? choose_alternative(multipart) : -1;
    int count = g_mime_multipart_get_count(multipart);

    letter->facts->is_signed |= strcmp(type, "multipart/signed") == 0;
    if (strcmp(type, "multipart/encrypted") == 0)
        enclosed_pgp(letter);
    if (strcmp(type, "multipart/report") == 0 && !letter->report_type) {
        g_autofree char *report = mime_parameter(letter, object, "Content-Type", "report-type");
        letter->report_type = g_ascii_strdown(report ? report : "", -1);
    }
    for (int i = 0; i < count; i++) {
        g_autofree char *child =
            *path ? g_strdup_printf("%s.%d", path, i + 1) : g_strdup_printf("%d", i + 1);
        walk(letter, g_mime_multipart_get_part(multipart, i), child,
             alternative && i != chosen ? PLACE_HIDDEN : place);
    }
}

static void walk(Letter *letter, GMimeObject *object, const char *path, Place place)
{
    if (GMIME_IS_MULTIPART(object))
        walk_multipart(letter, GMIME_MULTIPART(object), path, place);
    else if (GMIME_IS_MESSAGE_PART(object))
        walk_message(letter, GMIME_MESSAGE_PART(object), *path ? path : "1", place);
    else if (GMIME_IS_PART(object))
        walk_leaf(letter, GMIME_PART(object), *path ? path : "1", place);
}

void mime_walk(Letter *letter, GMimeMessage *message)
{
    GMimeObject *root = g_mime_message_get_mime_part(message);

    if (root)
        walk(letter, root, "", PLACE_SHOWN);
}
