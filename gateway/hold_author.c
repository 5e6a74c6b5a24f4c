/* hold_author.c: see hold_author.h. */
#include "gateway/hold_author.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/text.h"
#include "gateway/hold_ask.h"
#include "gateway/moderation_told.h"
#include "gateway/own_letter.h"
#include "gateway/take_back.h"

static bool send(Work *held, const char *text, json_t *values, int64_t attached, GError **error)
{
    const Identity *who = held->identity;
    g_autofree char *key = g_strdup_printf("case:%" PRId64, held->item->id);
    OwnLetter letter = {
        .text = text,
        .key = key,
        .person = who->person,
        .name = who->strength == STRENGTH_NONE ? NULL : who->author,
        .address = who->address,
        .list = held->list,
        .in_reply_to = held->facts->message_id,
        .attach_letter = attached,
        .values = values,
    };

    return own_letter_queue(held->desk, &letter, error);
}

bool hold_tell_author(Work *held, int64_t since, GError **error)
{
    GTimeZone *zone = held->desk->settings->zone;
    int64_t at = hold_return_at(held, since);
    g_autofree char *from = clock_date(since, zone);
    g_autofree char *until = at == INT64_MAX ? g_strdup("") : clock_date(at, zone);
    json_t *values = json_pack("{s:s,s:s,s:s}", "subject", held->facts->subject_base, "since", from,
                               "until", until);

    take_back_add(held, false, values);
    return send(held, "post-waits", values, 0, error);
}

bool hold_give_back(Work *held, int64_t since, GError **error)
{
    Db *db = held->desk->db;
    g_autofree char *from = clock_date(since, held->desk->settings->zone);
    g_autofree char *text = text_cut(held->facts->text, HOLD_SHOWN_BYTES);
    json_t *values = json_pack("{s:s,s:s,s:s}", "subject", held->facts->subject_base, "since", from,
                               "text", text);

    return send(held, "post-returned", values, hold_attached(held), error) &&
           moderation_tell_returned(held, error) &&
           ask_expire_of(db, "moderation", held->item->id, clock_now(), error) &&
           case_decide(db, held->item->id, CASE_DONE, verdict_name(VERDICT_REFUSE), "returned",
                       error);
}
