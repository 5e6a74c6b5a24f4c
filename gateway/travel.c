/* travel.c: see travel.h. */
#include "gateway/travel.h"

#include <inttypes.h>
#include <string.h>

#include "archive/attachment.h"
#include "base/auto.h"
#include "base/dangerous.h"
#include "gateway/command_links.h"
#include "gateway/own_letter.h"
#include "lists/vertical.h"

/* Bytes from which a file of this list stays in the archive; 0: none does. */
static int64_t largest(const Work *work)
{
    return work->list->largest_file >= 0 ? work->list->largest_file * 1024
                                         : work->desk->settings->largest_file;
}

static json_t *file_values(const Work *work, const Attachment *file, const AttachmentPlace *at)
{
    const Desk *desk = work->desk;
    g_autofree char *size = words_size(desk->words, file->bytes);
    g_autofree char *number = attachment_number(at);
    g_autofree char *link =
        command_link_to(desk->settings, "file", desk->settings->language, number);

    return json_pack("{s:s, s:s, s:s, s:s}", "name", file->name ? file->name : "", "size", size,
                     "number", number, "link", link);
}

/* Its number among the parts of what is published. What a moderator edited is a text and then the
 * files. */
static char *place_of(const Work *work, guint index)
{
    const Attachment *file = g_ptr_array_index(work->facts->attachments, index);

    return work->content ? g_strdup_printf("%u", index + 2) : g_strdup(file->part);
}

/* Sorts one file: it travels, stays in the archive, or goes to nobody. */
static bool sort_file(const Work *work, const Post *post, guint index, json_t *kept, json_t *taken,
                      BodyEdit *plan, GError **error)
{
    const Attachment *file = g_ptr_array_index(work->facts->attachments, index);
    AttachmentPlace at = {.letter = post->letter, .position = (int64_t)index + 1};

    if (dangerous_file(work->desk->settings, file->name)) {
        json_array_append_new(taken, json_pack("{s:s}", "name", file->name));
    } else {
        if (largest(work) == 0 || file->bytes <= largest(work))
            return true;
        if (!attachment_first(work->desk->db, post->list, file->sha256, &at, error))
            return false;
        json_array_append_new(kept, file_values(work, file, &at));
    }
    g_ptr_array_add(plan->off, place_of(work, index));
    return true;
}

/* The lines under the text, from conf/letters. */
static bool write_lines(const Work *work, BodyEdit *plan, json_t *kept, json_t *taken,
                        GError **error)
{
    Desk *desk = work->desk;
    LetterText text = {0};
    g_autoptr(json_t) values = json_pack("{s:O, s:O, s:b}", "files", kept, "dangerous", taken,
                                         "footer", work->list->footer == FOOTER_ON);

    own_letter_values(desk, work->list, values);
    if (!vertical_tell_below(desk->db, work->list->id, values, error) ||
        !texts_letter(desk->texts, desk->settings->language, "post-lines", values, &text, error))
        return false;
    plan->lines = g_strdup(g_strchomp(text.text));
    letter_text_clear(&text);
    return true;
}

bool travel_plan(const Work *work, const Post *post, BodyEdit **plan, GError **error)
{
    g_autoptr(BodyEdit) edit = body_edit_new();
    g_autoptr(json_t) kept = json_array(), taken = json_array();

    *plan = NULL;
    for (guint i = 0; i < work->facts->attachments->len; i++)
        if (!sort_file(work, post, i, kept, taken, edit, error))
            return false;
    if (edit->off->len == 0 && work->list->footer == FOOTER_OFF)
        return true;
    if (!write_lines(work, edit, kept, taken, error))
        return false;
    *plan = g_steal_pointer(&edit);
    return true;
}
