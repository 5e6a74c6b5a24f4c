/* edited.c: see edited.h. Plain text and the files of the letter; its HTML said what the old text
 * said. */
#include "gateway/edited.h"

#include <inttypes.h>

#include "base/compose.h"
#include "base/letter_parts.h"

static bool is_among(const GPtrArray *parts, const char *place)
{
    for (guint i = 0; i < parts->len; i++) {
        const LetterPart *part = g_ptr_array_index(parts, i);
        if (g_str_equal(part->part, place))
            return true;
    }
    return false;
}

static void replace(char **text, const char *with)
{
    g_free(*text);
    *text = g_strdup(with);
}

void edited_make(Work *held, const char *text)
{
    Facts *facts = held->facts;
    g_autofree char *seed = g_strdup_printf("edited %" PRId64, held->item->id);

    replace(&facts->text, text);
    replace(&facts->new_text, text);
    replace(&facts->signature, NULL);
    facts->has_html = false;
    for (guint i = facts->attachments->len; i-- > 0;) {
        const Attachment *attachment = g_ptr_array_index(facts->attachments, i);
        if (!is_among(held->parts, attachment->part))
            g_ptr_array_remove_index(facts->attachments, i);
    }
    held->content = compose_content(text, held->parts, seed);
}
