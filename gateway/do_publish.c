/* do_publish.c: a letter becomes a post: archived with its thread and attachments, counted as acts,
 * and queued for every member except its author. The body goes out byte for byte; only the header
 * block is ours; unless a moderator has edited it. */
#include <inttypes.h>

#include "archive/act.h"
#include "archive/outgoing.h"
#include "archive/post.h"
#include "archive/sender.h"
#include "base/clock.h"
#include "base/compose.h"
#include "base/error.h"
#include "base/header.h"
#include "base/log.h"
#include "gateway/ask_author.h"
#include "gateway/command_links.h"
#include "gateway/echo.h"
#include "gateway/gather.h"
#include "gateway/receipt.h"
#include "gateway/travel.h"
#include "gateway/work.h"
#include "lists/people.h"
#include "lists/person_name.h"
#include "lists/readers.h"

static bool add_post(Work *work, Post *post, GError **error)
{
    const Identity *who = work->identity;

    post->list = work->list->id;
    post->letter = work->item->letter;
    post->person = who->person;
    post->school = who->school;
    post->author = g_strdup(who->author);
    post->strength = g_strdup(strength_name(who->strength));
    /* one that may not stand in a header again is as good as none */
    post->message_id = header_word_ok(work->facts->message_id)
                           ? g_strdup(work->facts->message_id)
                           : g_strdup_printf("letter-%" PRId64 "@%s", work->item->letter,
                                             book_domain(work->desk->settings));
    post->accepted = work->item->accepted;
    if (!*work->facts->subject_base)
        post->subject = g_strdup(words_subject(desk_tongue(work->desk, work->list)->words, ""));
    return post_add(work->desk->db, post, work->facts, error);
}

static bool add_acts(const Work *work, const Post *post, GError **error)
{
    Act act = {
        .kind = post->parent ? "reply" : "post",
        .person = post->person,
        .school = post->school,
        .list = post->list,
        .letter = post->letter,
        .strength = post->strength,
    };

    if (!post->person && !post->school)
        return true; /* a stranger's letter that a moderator let in counts for nobody */
    if (!act_add(work->desk->db, &act, error))
        return false;
    act.kind = "material";
    return !work->facts->attachments->len || act_add(work->desk->db, &act, error);
}

/* As people address each other; the caller's. */
static char *shown_author(const Post *post)
{
    return post->person ? person_name_shown(post->author) : g_strdup(post->author);
}

/* What travels instead of the body, when it may not go as it came. */
static bool edit_body(Work *work, const Post *post, GBytes **body, GError **error)
{
    g_autoptr(BodyEdit) plan = NULL;

    *body = work->content ? g_bytes_ref(work->content) : NULL;
    if (!travel_plan(work, post, &plan, error))
        return false;
    if (!plan)
        return true;
    GBytes *edited = NULL;
    if (!reader_edit(work->desk->reader, *body ? *body : work->raw, plan, &edited, error))
        return false;
    if (edited) {
        g_clear_pointer(body, g_bytes_unref);
        *body = edited;
    }
    return true;
}

static GBytes *make_head(const Work *work, const Post *post, GBytes *body, GError **error)
{
    const Settings *settings = work->desk->settings;
    const List *list = work->list;
    g_autofree char *list_address = book_list_address(settings, list);
    g_autofree char *sender = book_list_sender(settings, list);
    g_autofree char *name = shown_author(post);
    g_autofree char *number = g_strdup_printf("%" PRId64, post->letter);
    const Tongue *tongue = desk_tongue(work->desk, list);
    g_autofree char *archived_at = command_link_to(settings, "archive", tongue->language, number);
    const LinkedList linked = {list->name, list_address, tongue->language};
    ListLinks links = list_links(settings, &linked);
    PostHead head = {
        .author_name = name,
        .author_school = post->person ? work->identity->school_name : NULL,
        .list_title = list->title,
        .list_name = list->name,
        .sender = sender,
        .domain = book_domain(settings),
        .links = &links,
        .archived_at = archived_at,
        .tag = list->tag,
        .message_id = post->message_id,
        .loop_stamp = work->desk->instance,
        .facts = work->facts,
        .zone = settings->zone,
        .date = post->accepted,
        .note = work->content ? words_get(tongue->words, WORD_EDITED_BY_MODERATOR) : NULL,
        .content = body,
    };

    if (list->joins == JOINS_CLOSED)
        g_clear_pointer(&links.subscribe, g_free);
    GBytes *made = compose_post_head(&head, work->raw, error);
    list_links_clear(&links);
    return made;
}

/* The caller's. */
static char *make_address(const Work *work, const Post *post)
{
    const List *list = work->list;
    const Settings *settings = work->desk->settings;
    g_autofree char *list_address = book_list_address(settings, list);
    g_autofree char *name = shown_author(post);
    bool to_author = list->reply == REPLY_AUTHOR && work->identity->address;
    g_autofree char *leave =
        command_link_to(settings, "unsubscribe", list_language(list, settings), list->name);
    PostAddress address = {
        .to = list_address,
        .to_name = list->title,
        .reply_to = to_author ? (char *)work->identity->address : list_address,
        .reply_to_name = to_author ? name : list->title,
        .unsubscribe = leave,
    };

    return post_address_to_json(&address);
}

static bool queue_post(Work *work, const Post *post, int64_t *id, GError **error)
{
    g_autoptr(GBytes) body = NULL;
    if (!edit_body(work, post, &body, error))
        return false;
    g_autoptr(GBytes) head = make_head(work, post, body, error);
    if (!head)
        return false;
    g_autofree char *key = g_strdup_printf("%" PRId64 ":%" PRId64, post->list, post->letter);
    const Account *account = book_list_account(work->desk->settings, work->list);
    g_autofree char *bounces = book_account_bounces(work->desk->settings, account);
    int64_t lane = 0;
    if (!sender_lane(work->desk->db, work->desk->settings, account, &lane, error))
        return false;
    g_autofree char *address = make_address(work, post);
    Outgoing outgoing = {
        .purpose = (char *)"post",
        .key = key,
        .priority = PRIORITY_POST,
        .message_id = post->message_id,
        .mail_from = bounces,
        .head = head,
        .address = address,
        .letter = body ? 0 : post->letter,
        .list = post->list,
        .sender = lane,
    };

    return outgoing_add(work->desk->db, &outgoing, id, error);
}

/* One copy for each address; to a mailbox that several share it is addressed by their names. */
static bool queue_copies(Work *work, const Post *post, int64_t outgoing, GError **error)
{
    Db *db = work->desk->db;
    bool special = false;

    if (!notice_is_special(db, work->list, work->facts, work->identity, &special, error))
        return false;
    g_autoptr(GPtrArray) readers = readers_of_post(db, post->list, post->person, special, error);
    g_autoptr(GHashTable) names = readers ? readers_shared(db, readers, error) : NULL;
    if (!names)
        return false;
    Forecast forecast;
    if (!gather_forecast(db, work->desk->settings, work->list, readers_mailboxes(readers),
                         &forecast, error))
        return false;
    bool gathered = !special && gather_is_needed(&forecast); /* a special notice never waits */

    for (guint i = 0; i < readers->len; i++) {
        const Member *reader = g_ptr_array_index(readers, i);
        Addressee to = {reader->person, reader->address,
                        g_hash_table_lookup(names, reader->address)};
        if (!(gathered ? outgoing_gather_recipient : outgoing_add_recipient)(db, outgoing, &to,
                                                                             error))
            return false;
    }
    return special || gather_tell(work->desk, work->list, &forecast, error);
}

bool do_publish(Work *work, GError **error)
{
    Post post = {0};
    int64_t outgoing = 0;
    bool ok = add_post(work, &post, error) && echo_note_post(work, error) &&
              add_acts(work, &post, error) && queue_post(work, &post, &outgoing, error) &&
              (!outgoing || queue_copies(work, &post, outgoing, error)) &&
              ask_author(work, error) && receipt_send(work, RECEIPT_PUBLISHED, error);

    g_free(post.message_id);
    g_free(post.author);
    g_free(post.strength);
    g_free(post.subject);
    g_free(post.text);
    g_free(post.new_text);
    return ok;
}
