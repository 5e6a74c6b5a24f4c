/* travel.c: see travel.h. */
#include "gateway/travel.h"

#include <inttypes.h>
#include <string.h>

#include "archive/attachment.h"
#include "base/auto.h"
#include "base/dangerous.h"
#include "gateway/command_links.h"
#include "gateway/moderation.h"
#include "gateway/own_letter.h"
#include "lists/file_rules.h"
#include "lists/vertical.h"

static bool is_dangerous(const Work *work, const Attachment *file)
{
    return dangerous_file(work->desk->settings, file->name);
}

/* Bytes from which a file of this list stays in the archive; 0: none does. */
static int64_t largest(const Work *work)
{
    return work->list->largest_file >= 0 ? work->list->largest_file * 1024
                                         : work->desk->settings->largest_file;
}

static json_t *file_values(const Work *work, const Attachment *file, const AttachmentPlace *at)
{
    const Desk *desk = work->desk;
    const Tongue *tongue = desk_tongue(desk, work->list);
    g_autofree char *size = words_size(tongue->words, file->bytes);
    g_autofree char *number = attachment_number(at);
    g_autofree char *link = command_link_to(desk->settings, "file", tongue->language, number);

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

/* What becomes of the files of one post. */
typedef struct Sorting {
    const Work *work;
    const Post *post;
    json_t *kept, *taken; /* rows of the lines under the text; not freed */
    BodyEdit *plan;
    bool is_told; /* a file stays behind that its author must hear of */
} Sorting;

static bool is_too_large(const Work *work, const Attachment *file)
{
    return largest(work) && file->bytes > largest(work);
}

/* Sorts one file: it travels, stays in the archive, or goes to nobody. */
static bool sort_file(Sorting *sorting, guint index, GError **error)
{
    const Work *work = sorting->work;
    const Attachment *file = g_ptr_array_index(work->facts->attachments, index);
    AttachmentPlace at = {.letter = sorting->post->letter, .position = (int64_t)index + 1};
    bool stays = file_stays(work->list, file), dangerous = is_dangerous(work, file);

    if (dangerous) {
        json_array_append_new(sorting->taken, json_pack("{s:s}", "name", file->name));
    } else {
        if (!stays && !is_too_large(work, file))
            return true;
        if (!attachment_first(work->desk->db, sorting->post->list, file->sha256, &at, error))
            return false;
        json_array_append_new(sorting->kept, file_values(work, file, &at));
    }
    sorting->is_told |= dangerous || stays;
    g_ptr_array_add(sorting->plan->off, place_of(work, index));
    return true;
}

/* The lines under the text, from conf/letters. */
static bool write_lines(const Sorting *sorting, GError **error)
{
    const Work *work = sorting->work;
    Desk *desk = work->desk;
    LetterText text = {0};
    g_autoptr(json_t) values = json_pack("{s:O, s:O, s:b}", "files", sorting->kept, "dangerous",
                                         sorting->taken, "footer", work->list->footer == FOOTER_ON);

    own_letter_values(desk, work->list, values);
    if (!vertical_tell_below(desk->db, work->list->id, values, error) ||
        !texts_letter(desk->texts, list_language(work->list, desk->settings), "post-lines", values,
                      &text, error))
        return false;
    sorting->plan->lines = g_strdup(g_strchomp(text.text));
    letter_text_clear(&text);
    return true;
}

/* Whose file does not reach the members by a rule, hears which, and how they get it. */
static bool tell_author(const Sorting *sorting, GError **error)
{
    const Work *work = sorting->work;
    const Identity *who = work->identity;

    if (!sorting->is_told || !moderation_tells_author(work))
        return true;
    g_autofree char *key = g_strdup_printf("case:%" PRId64 ":files", work->item->id);
    const OwnLetter letter = {
        .text = "files-stayed",
        .key = key,
        .person = who->person,
        .name = who->strength == STRENGTH_NONE ? NULL : who->author,
        .address = who->address,
        .list = work->list,
        .in_reply_to = work->facts->message_id,
        .values = json_pack("{s:s, s:O, s:O}", "subject", work->facts->subject_base, "files",
                            sorting->kept, "dangerous", sorting->taken),
    };
    return own_letter_answer(work->desk, &letter, error);
}

bool travel_plan(const Work *work, const Post *post, BodyEdit **plan, GError **error)
{
    g_autoptr(BodyEdit) edit = body_edit_new();
    g_autoptr(json_t) kept = json_array(), taken = json_array();
    Sorting sorting = {.work = work, .post = post, .kept = kept, .taken = taken, .plan = edit};

    *plan = NULL;
    for (guint i = 0; i < work->facts->attachments->len; i++)
        if (!sort_file(&sorting, i, error))
            return false;
    if (edit->off->len == 0 && work->list->footer == FOOTER_OFF)
        return true;
    if (!write_lines(&sorting, error) || !tell_author(&sorting, error))
        return false;
    *plan = g_steal_pointer(&edit);
    return true;
}
