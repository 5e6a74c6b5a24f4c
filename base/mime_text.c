/* mime_text.c: see mime_text.h. */
#include "base/mime_text.h"

#include <string.h>

#include "base/charset.h"
#include "base/flowed.h"
#include "base/html_text.h"
#include "base/text.h"

#define META_BYTES 2048 /* of HTML, in which its head may name the charset */

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

char *mime_meta_charset(const char *html, size_t length)
{
    g_autofree char *head = g_strndup(html, MIN(length, META_BYTES));
    g_autofree char *lower = g_ascii_strdown(head, -1);
    const char *meta = strstr(lower, "<meta"), *p = meta ? strstr(meta, "charset=") : NULL;

    if (!p)
        return NULL;
    p += strlen("charset=");
    p += strspn(p, "\"' ");
    return g_strndup(p, strcspn(p, "\"' ;>/"));
}

/* Appends at most what the limit leaves, cut at a character. */
static void append_text(Letter *letter, const char *text)
{
    size_t limit = letter->context->limits.text_bytes, length = strlen(text);

    if (letter->text->len > 0 && *text)
        g_string_append(letter->text, "\n\n");
    size_t room = limit > letter->text->len ? limit - letter->text->len : 0;
    if (length <= room) {
        g_string_append_len(letter->text, text, (gssize)length);
        return;
    }
    letter->text_cut = true;
    g_autofree char *cut = text_cut(text, room);
    g_string_append(letter->text, cut);
}

/* `utf8` is clean; what is made of it need not be. The caller's; NULL: it is shown as it is. */
static char *lay_out(const char *utf8, TextForm form, size_t limit, bool *cut)
{
    if (form == TEXT_PLAIN)
        return NULL;
    g_autofree char *text = form == TEXT_HTML ? html_to_text(utf8, limit, cut)
                                              : flowed_join(utf8, form == TEXT_FLOWED_DELSP);
    return text_clean(text, -1);
}

void mime_text_show(Letter *letter, const TextPart *part)
{
    size_t limit = letter->context->limits.text_bytes, length = MIN(part->length, 8 * limit);
    bool cut = length < part->length;
    g_autofree char *meta = part->form == TEXT_HTML && !part->charset
                                ? mime_meta_charset(part->bytes, part->length)
                                : NULL;
    CharsetUsed used;
    g_autofree char *utf8 =
        charset_to_utf8(part->bytes, length, meta ? meta : part->charset, letter->hint, &used);
    g_autofree char *text = lay_out(utf8, part->form, limit, &cut);

    note_charset(letter, part->charset, &used);
    letter->facts->has_html |= part->form == TEXT_HTML;
    letter->text_cut |= cut;
    append_text(letter, text ? text : utf8);
}

/* RFC 3676 section 4. */
static TextForm plain_form(Letter *letter, const char *type)
{
    g_autofree char *format = header_parameter(type, "format", letter->hint, &letter->seen);

    if (!format || g_ascii_strcasecmp(format, "flowed") != 0)
        return TEXT_PLAIN;
    g_autofree char *delsp = header_parameter(type, "delsp", letter->hint, &letter->seen);
    return delsp && g_ascii_strcasecmp(delsp, "yes") == 0 ? TEXT_FLOWED_DELSP : TEXT_FLOWED;
}

void mime_text_show_typed(Letter *letter, const char *type, TextPart *part)
{
    g_autofree char *charset =
        type ? header_parameter(type, "charset", letter->hint, &letter->seen) : NULL;

    part->charset = charset;
    if (type && part->form == TEXT_PLAIN)
        part->form = plain_form(letter, type);
    mime_text_show(letter, part);
    part->charset = NULL;
}
