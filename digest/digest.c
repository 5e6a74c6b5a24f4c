/* digest.c: see digest.h: values into texts, texts into outgoing letters, once per list and week.
 */
#include "digest/digest.h"

#include "archive/act.h"
#include "archive/outgoing.h"
#include "base/auto.h"
#include "base/compose.h"
#include "base/error.h"
#include "base/token.h"
#include "digest/week.h"
#include "lists/address_book.h"

static const char *const NAMES[DIGEST_KINDS] = {"digest-members", "digest-methodist"};

const char *digest_name(DigestKind kind)
{
    return NAMES[kind];
}

DigestContext *digest_context_new(Db *db, const Settings *settings, GError **error)
{
    g_autoptr(DigestContext) context = g_new0(DigestContext, 1);

    context->db = db;
    context->settings = settings;
    context->texts = texts_open(settings->letters, error);
    if (!context->texts)
        return NULL;
    context->words = words_open(settings->letters, settings->language, error);
    return context->words ? g_steal_pointer(&context) : NULL;
}

void digest_context_free(DigestContext *context)
{
    if (!context)
        return;
    texts_free(context->texts);
    words_free(context->words);
    g_free(context);
}

json_t *digest_values(const DigestContext *context, const List *list, const Week *week,
                      DigestKind kind, GError **error)
{
    return kind == DIGEST_MEMBERS ? members_values(context, list, week, error)
                                  : methodist_values(context, list, week, error);
}

bool digest_letter(const DigestContext *context, const json_t *values, DigestKind kind,
                   LetterText *out, GError **error)
{
    return texts_letter(context->texts, context->settings->language, NAMES[kind], values, out,
                        error);
}

/* ---- sending -------------------------------------------------------------------------------- */

typedef struct Sending {
    const DigestContext *context;
    const List *list;
    const Week *week;
    DigestKind kind;
    char *period; /* "2026-W47" */
} Sending;

/* Members who want letters; methodists whether they want them or not: it is their work. */
static GPtrArray *read_recipients(const Sending *sending, GError **error)
{
    Db *db = sending->context->db;

    return sending->kind == DIGEST_MEMBERS ? list_members(db, sending->list->id, error)
                                           : list_role(db, sending->list->id, "methodist", error);
}

static bool wants(const Sending *sending, const Member *member)
{
    return member->address &&
           (sending->kind == DIGEST_METHODIST || g_str_equal(member->mode, "each") ||
            g_str_equal(member->mode, "weekly"));
}

/* The draft as JSON; the caller frees it with free(). */
static char *make_draft(const Sending *sending, const LetterText *letter)
{
    const Settings *settings = sending->context->settings;
    g_autofree char *list_address = book_list_address(settings, sending->list);
    g_autofree char *robot = book_robot_address(settings);
    g_autofree char *list_id =
        list_id_value(sending->list->title, sending->list->name, book_domain(settings));
    bool members = sending->kind == DIGEST_MEMBERS;
    Draft draft = {
        .from_name = sending->list->title,
        .from_address = members ? list_address : robot,
        .reply_to = members ? list_address : robot,
        .subject = letter->subject,
        .text = letter->text,
        .html = letter->html,
        .list_id = list_id,
        .bulk = true,
    };
    g_autoptr(json_t) json = draft_to_json(&draft);

    return json_dumps(json, JSON_COMPACT);
}

static bool add_outgoing(const Sending *sending, const LetterText *letter, int64_t *id,
                         GError **error)
{
    const Settings *settings = sending->context->settings;
    g_autofree char *mail_from = book_bounce_address(settings);
    g_autofree char *key = g_strdup_printf("%s/%s", sending->list->name, sending->period);
    g_autofree char *random = random_name(10, error);
    if (!random)
        return false;
    g_autofree char *message_id = g_strdup_printf("%s.%s.%s@%s", NAMES[sending->kind],
                                                  sending->period, random, book_domain(settings));
    char *draft = make_draft(sending, letter);
    Outgoing outgoing = {
        .purpose = (char *)NAMES[sending->kind],
        .key = key,
        .priority = PRIORITY_DIGEST,
        .message_id = message_id,
        .mail_from = mail_from,
        .draft = draft,
        .list = sending->list->id,
    };
    bool ok = draft ? outgoing_add(sending->context->db, &outgoing, id, error)
                    : fail(error, ERR_BUG, "the draft of a digest is no JSON");
    free(draft);
    return ok;
}

static bool add_recipients(const Sending *sending, int64_t outgoing, int64_t *count, GError **error)
{
    g_autoptr(GPtrArray) people = read_recipients(sending, error);
    g_autoptr(GHashTable) addresses = g_hash_table_new(g_str_hash, g_str_equal);
    if (!people)
        return false;

    for (guint i = 0; i < people->len; i++) {
        const Member *member = g_ptr_array_index(people, i);
        if (!wants(sending, member))
            continue;
        Addressee to = {member->person, member->address, NULL};
        if (!outgoing_add_recipient(sending->context->db, outgoing, &to, error))
            return false;
        g_hash_table_add(addresses, member->address);
    }
    *count = g_hash_table_size(addresses);
    return true;
}

static bool make_letter(const Sending *sending, int64_t *recipients, GError **error)
{
    g_autoptr(json_t) values =
        digest_values(sending->context, sending->list, sending->week, sending->kind, error);
    LetterText letter = {0};
    int64_t outgoing = 0;

    if (!values)
        return false;
    if (sending->kind == DIGEST_MEMBERS && json_is_true(json_object_get(values, "quiet")))
        return true; /* nobody wrote: nothing to tell */
    bool ok = digest_letter(sending->context, values, sending->kind, &letter, error) &&
              add_outgoing(sending, &letter, &outgoing, error) &&
              (outgoing == 0 || add_recipients(sending, outgoing, recipients, error));
    letter_text_clear(&letter);
    return ok;
}

/* Inside the transaction: the run row and, when it is new, the letter. */
static bool send_kind(Sending *sending, DigestSent *sent, GError **error)
{
    bool first = false;

    if (!run_once(sending->context->db, NAMES[sending->kind], sending->list->name, sending->period,
                  &first, error))
        return false;
    sent->first[sending->kind] = first;
    return !first || make_letter(sending, &sent->recipients[sending->kind], error);
}

bool digest_send(const DigestContext *context, const List *list, const Week *week, DigestSent *sent,
                 GError **error)
{
    g_autofree char *period = week_name(week);
    DigestSent done = {0};
    bool ok = true;

    if (clock_now() < week->to)
        return fail(error, ERR_USAGE,
                    "the week %s is not over; its letters can be sent from its "
                    "last midnight on",
                    period);
    if (list->created >= week->to) {
        *sent = (DigestSent){.too_young = true};
        return true;
    }
    if (!db_begin(context->db, error))
        return false;
    for (int kind = 0; ok && kind < DIGEST_KINDS; kind++) {
        Sending sending = {context, list, week, (DigestKind)kind, period};
        ok = send_kind(&sending, &done, error);
    }
    if (!db_finish(context->db, ok, error)) {
        g_prefix_error(error, "weekly letters of %s for %s: ", list->name, period);
        return false;
    }
    *sent = done;
    return true;
}
