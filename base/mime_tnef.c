/* mime_tnef.c: see mime_tnef.h. */
#include "base/mime_tnef.h"

#include <string.h>

#include "base/charset.h"
#include "base/mime_content.h"
#include "base/mime_text.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/tnef.h"

bool mime_is_tnef(const char *type, const char *name)
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
    const GString *bytes = item->bytes;
    bool html = item->kind == TNEF_HTML;
    g_autofree char *meta = html ? mime_meta_charset(bytes->str, bytes->len) : NULL;

    mime_text_show(letter, &(TextPart){bytes->str, bytes->len, html ? TEXT_HTML : TEXT_PLAIN,
                                       *item->name ? item->name : meta});
}

bool mime_open_tnef(Letter *letter, const GString *bytes, const char *path)
{
    const ReadContext *context = letter->context;
    const char *over = NULL;
    int files = 0;

    if (!context->tnef_helper)
        return false;
    if (letter->tnef_parts++ >= context->limits.tnef_parts) {
        facts_warn(letter->facts, "over-limit:tnef_parts");
        return false;
    }
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
