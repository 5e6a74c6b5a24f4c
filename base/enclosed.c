/* enclosed.c: see enclosed.h. */
#include "base/enclosed.h"

#include <string.h>

#include "base/armour.h"
#include "base/calendar.h"
#include "base/charset.h"
#include "base/mime_content.h"
#include "base/text.h"

#define MAX_DEPTH      3     /* of letters within letters that are shown */
#define MAX_INVITATION 65536 /* bytes that are read */

#define SMIME_ENCRYPTED "[зашифровано S/MIME / S/MIME encrypted]"
#define SMIME_SIGNED    "[текст внутри подписи S/MIME / text within an S/MIME signature]"

/* A paragraph of its own, as far as the limit allows. */
static void add(Letter *letter, const char *text)
{
    size_t limit = letter->context->limits.text_bytes;

    if (!letter->enclosed)
        letter->enclosed = g_string_new(NULL);
    size_t used = letter->enclosed->len + letter->text->len;
    if (strlen(text) > limit - MIN(used, limit))
        letter->text_cut = true;
    g_autofree char *cut = text_cut(text, limit - MIN(used, limit));
    g_string_append_printf(letter->enclosed, "%s%s", letter->enclosed->len > 0 ? "\n\n" : "", cut);
}

/* "2026-11-16T08:15:00+03:00" to "16.11.2026 08:15 +03:00". */
static void add_date(GString *out, const char *date)
{
    if (date && strlen(date) >= 19)
        g_string_append_printf(out, "\nДата: %.2s.%.2s.%.4s %.5s %s", date + 8, date + 5, date,
                               date + 11, date + 19);
}

static void add_attachments(GString *out, const GPtrArray *attachments)
{
    for (guint i = 0; i < attachments->len; i++) {
        const Attachment *attachment = attachments->pdata[i];
        g_string_append_printf(out, "%s%s", i == 0 ? "\nВложения: " : ", ",
                               attachment->name ? attachment->name : attachment->type);
    }
}

static char *letter_text(const Letter *inner)
{
    const Facts *facts = inner->facts;
    GString *out = g_string_new("-------- Пересланное письмо --------");

    if (facts->from.address)
        g_string_append_printf(out, "\nОт: %s%s<%s>", facts->from.name ? facts->from.name : "",
                               facts->from.name ? " " : "", facts->from.address);
    add_date(out, facts->date_text);
    if (facts->subject && *facts->subject)
        g_string_append_printf(out, "\nТема: %s", facts->subject);
    add_attachments(out, facts->attachments);
    g_string_append_printf(out, "\n\n%s", inner->text->str);
    if (inner->enclosed)
        g_string_append_printf(out, "\n\n%s", inner->enclosed->str);
    return g_string_free(out, FALSE);
}

/* A limit that was met within is one of the whole letter's. */
static void tell_limits(Letter *letter, const Letter *inner)
{
    const GPtrArray *warnings = inner->facts->warnings;

    letter->text_cut |= inner->text_cut;
    for (guint i = 0; i < warnings->len; i++)
        if (g_str_has_prefix(warnings->pdata[i], "over-limit:"))
            facts_warn(letter->facts, warnings->pdata[i]);
}

void enclosed_letter(Letter *letter, GMimeMessage *message)
{
    if (letter->report_type || letter->depth >= MAX_DEPTH || !message)
        return;
    g_autofree char *fields = g_mime_object_get_headers(GMIME_OBJECT(message), NULL);
    g_autoptr(Headers) headers = headers_parse(fields, strlen(fields), NULL);
    g_autoptr(Facts) facts = facts_new();
    g_auto(Letter) inner = {.context = letter->context,
                            .headers = headers,
                            .facts = facts,
                            .hint = g_strdup(letter->hint),
                            .text = g_string_new(NULL),
                            .tnef_parts = letter->tnef_parts,
                            .depth = letter->depth + 1};

    if (headers->items->len == 0)
        return;
    envelope_read(&inner);
    mime_walk(&inner, message);
    letter->tnef_parts = inner.tnef_parts;
    tell_limits(letter, &inner);
    g_autofree char *text = letter_text(&inner);
    add(letter, text);
}

static void add_invitation(Letter *letter, GMimeObject *object, const GString *bytes)
{
    CharsetUsed used;
    g_autofree char *declared = mime_parameter(letter, object, "Content-Type", "charset");
    g_autofree char *ics = charset_to_utf8(bytes->str, MIN(bytes->len, MAX_INVITATION),
                                           declared ? declared : "utf-8", letter->hint, &used);
    g_autofree char *text = calendar_text(ics);

    if (!text)
        return;
    g_autofree char *clean = text_clean(text, -1);
    letter->invited = true;
    add(letter, clean);
}

void enclosed_pgp(Letter *letter)
{
    letter->facts->is_encrypted = true;
    add(letter, ARMOUR_ENCRYPTED);
}

static void add_smime(Letter *letter, GMimeObject *object)
{
    g_autofree char *kind = mime_parameter(letter, object, "Content-Type", "smime-type");
    bool is_signed = kind && g_ascii_strcasecmp(kind, "signed-data") == 0;

    letter->facts->is_signed |= is_signed;
    letter->facts->is_encrypted |= !is_signed;
    add(letter, is_signed ? SMIME_SIGNED : SMIME_ENCRYPTED);
}

void enclosed_leaf(Letter *letter, GMimeObject *object, const char *type, const GString *bytes)
{
    bool calendar = strcmp(type, "text/calendar") == 0 || strcmp(type, "application/ics") == 0;

    if (calendar && !letter->invited)
        add_invitation(letter, object, bytes);
    else if (strcmp(type, "application/pkcs7-mime") == 0 ||
             strcmp(type, "application/x-pkcs7-mime") == 0)
        add_smime(letter, object);
}

void enclosed_append(Letter *letter)
{
    char **text = &letter->facts->text;

    letter->facts->is_encrypted |= armour_is_encrypted(*text);
    if (!letter->enclosed)
        return;
    char *whole = g_strconcat(*text, **text ? "\n\n" : "", letter->enclosed->str, NULL);
    g_free(*text);
    *text = whole;
}
