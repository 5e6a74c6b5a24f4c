/* digest.c: see digest.h: the weekly letters: values into texts, once per list and week. How a text
 * becomes an outgoing letter stands in sending.c. */
#include "digest/digest.h"

#include "archive/act.h"
#include "base/auto.h"
#include "base/error.h"
#include "digest/sending.h"
#include "digest/week.h"
#include "lists/readers.h"

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
    context->own = tongues_open(settings->letters, settings->language, error);
    if (!context->own)
        return NULL;
    context->tongues = context->own;
    context->tongue = tongues_find(context->own, settings->language);
    context->words = context->tongue->words;
    return g_steal_pointer(&context);
}

DigestContext digest_context_in(const DigestContext *context, const List *list)
{
    DigestContext in = *context;

    in.tongue = tongues_find(context->tongues, list_language(list, context->settings));
    in.words = in.tongue->words;
    return in;
}

void digest_context_free(DigestContext *context)
{
    if (!context)
        return;
    texts_free(context->texts);
    tongues_free(context->own);
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
    return texts_letter(context->texts, context->tongue->language, NAMES[kind], values, out, error);
}

/* ---- sending -------------------------------------------------------------------------------- */

typedef struct Sending {
    const DigestContext *context;
    const List *list;
    const Week *week;
    DigestKind kind;
    char *period; /* "2026-W47" */
} Sending;

/* Members who want letters, whichever; methodists whether they want them or not: it is their work.
 */
static GPtrArray *read_recipients(const Sending *sending, GError **error)
{
    Db *db = sending->context->db;
    bool members = sending->kind == DIGEST_MEMBERS;
    GPtrArray *people = members ? list_readers(db, sending->list->id, error)
                                : list_role(db, sending->list->id, "methodist", error);

    for (guint i = people && members ? people->len : 0; i-- > 0;)
        if (g_str_equal(((Member *)g_ptr_array_index(people, i))->mode, "none"))
            g_ptr_array_remove_index(people, i);
    return people;
}

static bool make_letter(const Sending *sending, int64_t *recipients, GError **error)
{
    g_autoptr(json_t) values =
        digest_values(sending->context, sending->list, sending->week, sending->kind, error);
    LetterText letter = {0};
    const DigestLetter as = {
        .context = sending->context,
        .list = sending->list,
        .name = NAMES[sending->kind],
        .period = sending->period,
        .from_list = sending->kind == DIGEST_MEMBERS,
    };

    if (!values)
        return false;
    if (sending->kind == DIGEST_MEMBERS && json_is_true(json_object_get(values, "quiet")))
        return true; /* nobody wrote: nothing to tell */
    g_autoptr(GPtrArray) people = read_recipients(sending, error);
    bool ok = people && digest_letter(sending->context, values, sending->kind, &letter, error) &&
              digest_queue(&as, &letter, people, recipients, error);
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
    const DigestContext in = digest_context_in(context, list);
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
        Sending sending = {&in, list, week, (DigestKind)kind, period};
        ok = send_kind(&sending, &done, error);
    }
    if (!db_finish(context->db, ok, error)) {
        g_prefix_error(error, "weekly letters of %s for %s: ", list->name, period);
        return false;
    }
    *sent = done;
    return true;
}
