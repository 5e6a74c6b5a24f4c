/* mime_walk.c: mime_walk() of letter.h: the tree of parts of a letter (RFC 2046) to its readable
 * text, its attachments and its machine-made reports.
 *
 * Of the alternatives of one content the plain text is shown, else HTML. Every part that has a file
 * name or is not shown is an attachment, except alternatives of what is shown. Recursion is bounded
 * by the scan before (limit "depth"). */
#include <string.h>

#include "base/enclosed.h"
#include "base/letter.h"
#include "base/mime_content.h"
#include "base/mime_text.h"
#include "base/mime_tnef.h"
#include "base/sha256.h"

#define RETURNED_BYTES 65536 /* of the headers of a returned letter */
#define BLANK_BYTES    4096  /* a part that is larger holds something */

typedef enum Place { PLACE_SHOWN, PLACE_HIDDEN /* an alternative that was not chosen */ } Place;

static void walk(Letter *letter, GMimeObject *object, const char *path, Place place);

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
    attachment->sealed = letter->sealed > 0;
    g_ptr_array_add(letter->facts->attachments, attachment);
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

static void show(Letter *letter, GMimeObject *object, const GString *bytes, bool html)
{
    g_autofree char *type = mime_header(object, "Content-Type");

    mime_text_show_typed(letter, type,
                         &(TextPart){bytes->str, bytes->len, html ? TEXT_HTML : TEXT_PLAIN, NULL});
}

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
        show(letter, object, bytes, strcmp(type, "text/html") == 0);
        if (!name)
            return;
    }
    if (mime_is_tnef(type, name) && mime_open_tnef(letter, bytes, path))
        return;
    take_report(letter, type, bytes);
    attach(letter, object, bytes, path);
    if (!text && !mime_is_tnef(type, name) && !is_other_form(object, type, place))
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
    if (mime_content_length(part) > BLANK_BYTES)
        return false;
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
        for (int i = 0; i < count; i++) {
            int fit = fitness(g_mime_multipart_get_part(GMIME_MULTIPART(object), i));
            best = MAX(best, fit); /* a macro: what stands in it is done twice */
        }
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
    bool sealed = mime_is_sealed(object);
    letter->sealed += sealed;
    for (int i = 0; i < count; i++) {
        g_autofree char *child =
            *path ? g_strdup_printf("%s.%d", path, i + 1) : g_strdup_printf("%d", i + 1);
        walk(letter, g_mime_multipart_get_part(multipart, i), child,
             alternative && i != chosen ? PLACE_HIDDEN : place);
    }
    letter->sealed -= sealed;
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
