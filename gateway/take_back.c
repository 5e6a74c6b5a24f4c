/* take_back.c: see take_back.h. */
#include "gateway/take_back.h"

#include <inttypes.h>
#include <string.h>

#include "archive/take_back.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/command_links.h"
#include "gateway/commands_by_letter.h"
#include "gateway/moderation.h"
#include "gateway/moderation_told.h"

/* "№ 57." */
static int64_t number_in(const char *text)
{
    const char *at = text + strcspn(text, "0123456789");

    return *at ? g_ascii_strtoll(at, NULL, 10) : 0;
}

/* Counted from when the command came: an unproven one is carried out later, after a ДА. */
static int64_t published_since(const Work *letter)
{
    int64_t minutes = letter->desk->settings->take_back_minutes;

    return minutes ? letter->item->accepted - minutes * 60 : INT64_MAX;
}

/* --- reading ---------------------------------------------------------------------------------- */

static const WrittenCommand *find_command(const Commands *commands)
{
    for (guint i = 0; i < commands->written->len; i++) {
        const WrittenCommand *written = g_ptr_array_index(commands->written, i);
        if (g_str_equal(written->command->name, "take-back"))
            return written;
    }
    return NULL;
}

static bool read_cases(Work *work, const GArray *cases, GError **error)
{
    work->queue = g_ptr_array_new_full(cases->len, (GDestroyNotify)work_free);
    for (guint i = 0; i < cases->len; i++) {
        Work *taken = NULL;
        if (!work_read_case(work->desk, g_array_index(cases, int64_t, i), &taken, error))
            return false;
        if (taken)
            g_ptr_array_add(work->queue, taken);
    }
    return true;
}

bool take_back_read(Work *work, GError **error)
{
    if (!work->facts->from.address || !command_begins(work->facts))
        return true;
    g_autoptr(Commands) commands = commands_of(work->facts, NULL, work->desk->settings);
    const WrittenCommand *written = find_command(commands);
    g_autofree char *address = address_normalize(work->facts->from.address, NULL);
    if (!written || !address)
        return true;
    Target target;
    if (!work_target(work, &target, error))
        return false;
    TakeBack wanted = {
        .address = address,
        .letter = number_in(written->argument),
        .since = published_since(work),
        .list = target.kind == TARGET_LIST ? target.list : 0,
    };
    g_autoptr(GArray) cases = take_back_cases(work->desk->db, &wanted, error);

    return cases && read_cases(work, cases, error);
}

/* --- doing ------------------------------------------------------------------------------------ */

static bool take_held(const CommandCall *call, Work *taken, GError **error)
{
    bool late;
    Decider author = {
        .person = call->work->identity->person,
        .name = call->work->identity->author,
        .address = call->work->identity->address,
        .letter = call->work->item->letter,
        .word = RULING_BACK,
    };

    return moderation_decide(taken, &author, &late, error);
}

static bool record(const CommandCall *call, Work *taken, GError **error)
{
    Db *db = taken->desk->db;
    const Ruling ruling = {
        .letter_case = taken->item->id,
        .list = taken->list->id,
        .author = call->work->identity->person,
        .word = RULING_BACK,
        .person = call->work->identity->person,
        .letter = call->work->item->letter,
    };

    LOG(INFO, "case.taken-back", LOG_NUM("case", taken->item->id),
        LOG_STR("list", taken->list->name));
    return ruling_add(db, &ruling, error) &&
           case_decide(db, taken->item->id, CASE_DONE, verdict_name(VERDICT_REFUSE), "taken-back",
                       error);
}

static json_t *row_of(const CommandCall *call, const Work *taken, const TakenPost *post)
{
    const Words *words = tongues_find(taken->desk->tongues, call->language)->words;
    g_autofree char *sent = post->sent ? words_number(words, WORD_COPY, post->sent) : g_strdup("");

    return json_pack("{s:s,s:b,s:s}", "title", taken->list->title, "published", post->found, "sent",
                     sent);
}

static bool take_published(const CommandCall *call, Work *taken, TakenPost *post, GError **error)
{
    return work_identify(taken, error) && take_back_post(taken->desk->db, post, error) &&
           (!post->found || record(call, taken, error));
}

/* Adds a row for the list where it was taken back; none where somebody was faster. */
static bool take(const CommandCall *call, const Work *letter, Work *taken, json_t *rows,
                 GError **error)
{
    Db *db = taken->desk->db;
    g_autoptr(Case) now = case_by_id(db, taken->item->id, error);

    if (!now)
        return false;
    TakenPost post = {
        .list = work_list_id(taken),
        .letter = taken->item->letter,
        .since = published_since(letter),
    };
    g_autoptr(List) list = post.list ? list_by_id(db, post.list, error) : NULL;
    if (post.list && !list)
        return false;
    post.text = words_get(desk_tongue(taken->desk, list)->words, WORD_TAKEN_BACK);
    bool waits = now->state == CASE_HELD && post.list;
    bool again = g_strcmp0(now->reason, "taken-back") == 0;

    if (waits ? !take_held(call, taken, error)
              : !again && !take_published(call, taken, &post, error))
        return false;
    if (waits || post.found)
        json_array_append_new(rows, row_of(call, taken, &post));
    return true;
}

static bool tell_none(const CommandCall *call, GError **error)
{
    const Desk *desk = call->work->desk;
    int64_t most = desk->settings->take_back_minutes, number = number_in(call->argument);
    const Words *words = tongues_find(desk->tongues, call->language)->words;
    g_autofree char *minutes = most ? words_number(words, WORD_MINUTE, most) : g_strdup("");
    g_autofree char *named = number ? g_strdup_printf("%" PRId64, number) : g_strdup("");

    return letter_reply(call->work, "take-back-none", call->language, NULL,
                        json_pack("{s:s,s:s}", "minutes", minutes, "number", named), error);
}

bool letter_take_back(const CommandCall *call, GError **error)
{
    const Work *letter = call->is_confirmed && call->work->held ? call->work->held : call->work;
    g_autoptr(json_t) rows = json_array();
    const Work *first = NULL;

    for (guint i = 0; letter->queue && i < letter->queue->len; i++) {
        Work *taken = g_ptr_array_index(letter->queue, i);
        if (!take(call, letter, taken, rows, error))
            return false;
        first = first ? first : taken;
    }
    if (!json_array_size(rows))
        return tell_none(call, error);
    return letter_reply(
        call->work, "taken-back", call->language, NULL,
        json_pack("{s:s,s:O}", "subject", first->facts->subject_base, "lists", rows), error);
}

void take_back_add(const Work *letter, bool published, json_t *values)
{
    const Settings *settings = letter->desk->settings;
    int64_t most = settings->take_back_minutes;

    if (letter->identity->is_shared || !letter->identity->person || (published && !most))
        return;
    g_autofree char *number = g_strdup_printf("%" PRId64, letter->item->letter);
    const Tongue *tongue = desk_tongue(letter->desk, letter->list);
    g_autofree char *link = command_link_to(settings, "take-back", tongue->language, number);
    g_autofree char *minutes =
        published ? words_number(tongue->words, WORD_MINUTE, most) : g_strdup("");
    json_object_set_new(values, "link_take_back", json_string(link));
    json_object_set_new(values, "minutes", json_string(minutes));
}
