/* sending.c: see sending.h. */
#include "digest/sending.h"

#include "archive/outgoing.h"
#include "archive/sender.h"
#include "base/auto.h"
#include "base/compose.h"
#include "base/error.h"
#include "base/token.h"
#include "lists/address_book.h"
#include "lists/readers.h"

/* The draft as JSON; the caller frees it with free(). */
static char *make_draft(const DigestLetter *letter, const LetterText *text)
{
    const Settings *settings = letter->context->settings;
    const List *list = letter->list;
    g_autofree char *list_address = book_list_address(settings, list);
    g_autofree char *sender = book_list_sender(settings, list);
    g_autofree char *robot = book_robot_address(settings);
    g_autofree char *list_id = list_id_value(list->title, list->name, book_domain(settings));
    Draft draft = {
        .from_name = list->title,
        .from_address = letter->from_list ? sender : robot,
        .reply_to = letter->from_list ? list_address : robot,
        .subject = text->subject,
        .text = text->text,
        .html = text->html,
        .list_id = list_id,
        .list_name = letter->from_list ? list->name : NULL,
        .language = (char *)list_language(list, settings),
        .bulk = true,
    };
    g_autoptr(json_t) json = draft_to_json(&draft);

    return json_dumps(json, JSON_COMPACT);
}

static bool add_outgoing(const DigestLetter *letter, const LetterText *text, int64_t *id,
                         GError **error)
{
    const Settings *settings = letter->context->settings;
    const Account *account = letter->from_list ? book_list_account(settings, letter->list) : NULL;
    g_autofree char *mail_from = book_account_bounces(settings, account);
    int64_t lane = 0;
    if (!sender_lane(letter->context->db, settings, account, &lane, error))
        return false;
    g_autofree char *key = g_strdup_printf("%s/%s", letter->list->name, letter->period);
    g_autofree char *random = random_name(10, error);
    if (!random)
        return false;
    g_autofree char *message_id =
        g_strdup_printf("%s.%s.%s@%s", letter->name, letter->period, random, book_domain(settings));
    char *draft = make_draft(letter, text);
    Outgoing outgoing = {
        .purpose = (char *)letter->name,
        .key = key,
        .priority = PRIORITY_DIGEST,
        .message_id = message_id,
        .mail_from = mail_from,
        .draft = draft,
        .list = letter->list->id,
        .sender = lane,
    };
    bool ok = draft ? outgoing_add(letter->context->db, &outgoing, id, error)
                    : fail(error, ERR_BUG, "the draft of a digest is no JSON");
    free(draft);
    return ok;
}

bool digest_queue(const DigestLetter *letter, const LetterText *text, const GPtrArray *people,
                  int64_t *copies, GError **error)
{
    int64_t outgoing;

    return digest_queue_letter(letter, text, people, &outgoing, copies, error);
}

bool digest_queue_letter(const DigestLetter *letter, const LetterText *text,
                         const GPtrArray *people, int64_t *outgoing, int64_t *copies,
                         GError **error)
{
    g_autoptr(GHashTable) addresses = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) names = readers_shared(letter->context->db, people, error);

    *outgoing = 0;
    if (!names || !add_outgoing(letter, text, outgoing, error))
        return false;
    for (guint i = 0; *outgoing && i < people->len; i++) {
        const Member *member = g_ptr_array_index(people, i);
        if (!member->address)
            continue;
        Addressee to = {member->person, member->address,
                        g_hash_table_lookup(names, member->address)};
        if (!outgoing_add_recipient(letter->context->db, *outgoing, &to, error))
            return false;
        g_hash_table_add(addresses, member->address);
    }
    if (*outgoing)
        *copies = g_hash_table_size(addresses);
    return true;
}
