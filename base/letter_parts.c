/* letter_parts.c: see letter_parts.h. The walk through the letter calls letter_part_keep(). */
#include "base/letter_parts.h"

#include <string.h>

#include "base/charset.h"
#include "base/letter.h"

void letter_part_free(LetterPart *part)
{
    if (!part)
        return;
    g_free(part->part);
    g_free(part->name);
    g_free(part->type);
    g_free(part->charset);
    g_clear_pointer(&part->bytes, g_bytes_unref);
    g_free(part);
}

/* Signatures are over the text as it was. */
static bool is_signature(const char *type)
{
    static const char *const TYPES[] = {"application/pgp-signature", "application/pkcs7-signature",
                                        "application/x-pkcs7-signature", NULL};

    return g_strv_contains(TYPES, type);
}

void letter_part_keep(Letter *letter, const char *charset, const GString *bytes)
{
    const GPtrArray *attachments = letter->facts->attachments;
    const Attachment *attachment = g_ptr_array_index(attachments, attachments->len - 1);

    if (!letter->parts || is_signature(attachment->type))
        return;
    LetterPart *part = g_new0(LetterPart, 1);
    part->part = g_strdup(attachment->part);
    part->name = g_strdup(attachment->name);
    part->type = g_strdup(attachment->type);
    part->charset = g_strdup(charset_canonical(charset));
    part->bytes = g_bytes_new(bytes->str, bytes->len);
    g_ptr_array_add(letter->parts, part);
}
