/* edited.c: see edited.h. Plain text and the files of the letter; its HTML said what the old text
 * said. */
#include "gateway/edited.h"

#include <inttypes.h>
#include <string.h>

#include "base/compose.h"
#include "base/letter_parts.h"
#include "base/text.h"

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

/* What stands behind "Тема:" in the first line, with a text below; NULL: there is none. */
static char *subject_above(const char *text, const char **rest)
{
    static const char *const WORDS[] = {"тема:", "subject:"};
    const char *end = strchr(text, '\n'), *colon = strchr(text, ':');
    g_autofree char *line = g_strndup(text, end ? (gsize)(end - text) : 0);
    g_autofree char *folded = text_fold(line);

    for (size_t i = 0; colon && end && i < G_N_ELEMENTS(WORDS); i++) {
        const char *below = end + strspn(end, " \n");
        g_autofree char *subject = g_strstrip(g_strndup(colon + 1, (gsize)MAX(end - colon - 1, 0)));
        if (!g_str_has_prefix(folded, WORDS[i]) || !*subject || !*below)
            continue;
        *rest = below;
        return text_one_line(subject);
    }
    return NULL;
}

/* The tag of the list is put before the new one as before any. */
static void replace_subject(Facts *facts, const char *subject)
{
    replace(&facts->subject, subject);
    replace(&facts->subject_base, subject);
    g_ptr_array_set_size(facts->subject_tags, 0);
}

void edited_make(Work *held, const char *text)
{
    Facts *facts = held->facts;
    g_autofree char *subject = subject_above(text, &text);

    if (subject)
        replace_subject(facts, subject);
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
