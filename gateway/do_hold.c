/* do_hold.c: a letter waits for a moderator: each gets the whole post with a question of their own.
 * The methodists are asked where a list has no moderators. */
#include <inttypes.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/hold_words.h"
#include "gateway/moderation.h"
#include "gateway/own_letter.h"
#include "gateway/work.h"
#include "lists/people.h"

#define SHOWN_BYTES   20000 /* of the text in the moderator's letter; the whole is attached */
#define ATTACHED_MOST (10 * 1024 * 1024)

static GPtrArray *deciders(const Work *work, GError **error)
{
    GPtrArray *found = list_role(work->desk->db, work->list->id, "moderator", error);

    if (!found || found->len)
        return found;
    g_ptr_array_unref(found);
    return list_role(work->desk->db, work->list->id, "methodist", error);
}

/* A shared mailbox stands for a school, never for a moderator: anybody there could answer. */
static bool is_own_address(Db *db, const char *address, bool *own, GError **error)
{
    int64_t school = 0;
    g_autoptr(GPtrArray) persons = persons_by_address(db, address, error);

    if (!persons || !school_by_address(db, address, &school, NULL, error))
        return false;
    *own = !school && persons->len == 1;
    return true;
}

static char *attachment_names(const Work *work)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < work->facts->attachments->len; i++) {
        const Attachment *a = g_ptr_array_index(work->facts->attachments, i);
        g_autofree char *size = words_size(work->desk->words, a->bytes);
        g_string_append_printf(names, "%s%s (%s)", names->len ? ", " : "",
                               a->name ? a->name : a->type, size);
    }
    return g_string_free(names, FALSE);
}

static json_t *ready_rows(const GPtrArray *reasons)
{
    json_t *rows = json_array();

    for (guint i = 0; i < reasons->len; i++) {
        const ReadyReason *ready = g_ptr_array_index(reasons, i);
        json_array_append_new(rows, json_pack("{s:I,s:s}", "number", (json_int_t)ready->number,
                                              "ready", ready->text));
    }
    return rows;
}

static json_t *moderation_values(const Work *work, int64_t expires)
{
    const Identity *who = work->identity;
    const Words *words = work->desk->words;
    g_autofree char *files = attachment_names(work);
    g_autofree char *until = clock_date(expires, work->desk->settings->zone);
    g_autofree char *reason = hold_words(words, work->reason, work->facts, work->list);
    g_autofree char *text = text_cut(work->facts->text, SHOWN_BYTES);

    g_autofree char *author = who->address && !g_str_equal(who->author, who->address)
                                  ? g_strdup_printf("%s <%s>", who->author, who->address)
                                  : g_strdup(who->author);
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:b,s:b,s:o}", "author", author, "school",
                     who->school_name ? who->school_name : "", "strength",
                     words_strength(words, strength_name(who->strength)), "reason", reason,
                     "subject", work->facts->subject, "text", text, "attachments", files, "expires",
                     until, "author_told", moderation_tells_author(work), "author_known",
                     moderation_knows_author(work), "reasons", ready_rows(work->desk->reasons));
}

static bool ask_moderator(Work *work, const Member *moderator, GError **error)
{
    int64_t expires = clock_now() + work->desk->settings->ask_days * DAY, id = 0;
    Ask ask = {
        .kind = (char *)"moderation",
        .object = work->item->id,
        .person = moderator->person,
        .address = moderator->address,
        .list = work->list->id,
        .expires = expires,
    };

    if (!ask_add(work->desk->db, &ask, &id, error))
        return false;
    g_autofree char *key = g_strdup_printf("ask:%" PRId64, id);
    bool attach = work->facts->kind != KIND_BROKEN && g_bytes_get_size(work->raw) <= ATTACHED_MOST;
    OwnLetter letter = {
        .text = "moderation",
        .key = key,
        .person = moderator->person,
        .name = moderator->name,
        .address = moderator->address,
        .ask = id,
        .list = work->list,
        .attach_letter = attach ? work->item->letter : 0,
        .values = moderation_values(work, expires),
    };
    return own_letter_queue(work->desk, &letter, error);
}

bool do_hold(Work *work, GError **error)
{
    g_autoptr(GPtrArray) moderators = deciders(work, error);
    guint asked = 0;

    for (guint i = 0; moderators && i < moderators->len; i++) {
        const Member *moderator = g_ptr_array_index(moderators, i);
        bool own = false;
        if (moderator->address && !is_own_address(work->desk->db, moderator->address, &own, error))
            return false;
        if (!own) {
            LOG(WARNING, "moderator.no-own-address", LOG_STR("name", moderator->name),
                LOG_STR("list", work->list->name));
            continue;
        }
        if (!ask_moderator(work, moderator, error))
            return false;
        asked++;
    }
    if (moderators && !asked)
        LOG(WARNING, "case.nobody-to-ask", LOG_NUM("case", work->item->id),
            LOG_STR("list", work->list->name));
    return moderators != NULL;
}
