/* command_file.c: "файл N": a file of a post, sent to whoever may read that list
 * (gateway/commands_by_letter.h). It is taken out of the letter by the reader child. */
#include <inttypes.h>
#include <jansson.h>

#include "archive/attachment.h"
#include "archive/letter.h"
#include "base/auto.h"
#include "base/dangerous.h"
#include "gateway/command_may.h"
#include "gateway/commands_by_letter.h"

/* Why it is not sent; NULL: it may be. */
static const char *refusal(const Settings *settings, const FileOfPost *file)
{
    if (dangerous_file(settings, file->name))
        return "dangerous";
    return file->bytes > settings->file_bytes ? "large" : NULL;
}

/* The part of that place; NULL in *found: the letter has it no more (it was erased). */
static bool take_part(const CommandCall *call, int64_t letter, const char *place,
                      LetterPart **found, GError **error)
{
    Desk *desk = call->work->desk;
    g_autoptr(GBytes) raw = letter_raw(desk->db, letter, error);
    if (!raw)
        return false;
    g_autoptr(GPtrArray) parts =
        reader_parts(desk->reader, g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), error);

    *found = NULL;
    for (guint i = 0; parts && i < parts->len && !*found; i++) {
        LetterPart *part = g_ptr_array_index(parts, i);
        if (g_str_equal(part->part, place)) {
            g_ptr_array_steal_index(parts, i);
            *found = part;
        }
    }
    return parts != NULL;
}

static bool send_part(const CommandCall *call, const AttachmentPlace *place, const FileOfPost *file,
                      json_t *values, GError **error)
{
    g_autoptr(LetterPart) part = NULL;

    if (!take_part(call, place->letter, file->part, &part, error))
        return false;
    if (!part)
        return letter_reply(call->work, "file-none", call->language, NULL, json_incref(values),
                            error);
    g_free(part->name); /* as it is called in the archive */
    part->name = g_strdup(file->name);
    return letter_reply_with(call->work, "file", call->language, part, place->letter,
                             json_incref(values), error);
}

bool letter_file(const CommandCall *call, GError **error)
{
    Work *work = call->work;
    AttachmentPlace place = {0};
    const PostReader reader = command_reader(work->identity);
    g_autoptr(FileOfPost) file = NULL;

    if (attachment_place(call->argument, &place) &&
        !attachment_for_reader(work->desk->db, &place, &reader, &file, error))
        return false;
    g_autofree char *number = place.letter > 0 ? attachment_number(&place) : g_strdup("");
    g_autoptr(json_t) values = json_pack("{s:s}", "number", number);
    if (!file)
        return letter_reply(work, "file-none", call->language, NULL, json_incref(values), error);
    const char *why = refusal(work->desk->settings, file);
    json_object_set_new(values, "name", json_string(file->name));
    json_object_set_new(values, "subject", json_string(file->subject));
    if (why) {
        json_object_set_new(values, why, json_true());
        return letter_reply(work, "file-kept", call->language, NULL, json_incref(values), error);
    }
    return send_part(call, &place, file, values, error);
}
