/* command_confirm.c: see command_confirm.h. */
#include "gateway/command_confirm.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "gateway/own_letter.h"

/* Codes of reasons. */
static const char CAPPED[] = "not-answered", ASKED_ALREADY[] = "asked-already";

/* Questions to this address that nobody has answered, sent within a day. */
static bool unanswered(Work *work, const char *address, int64_t *count, GError **error)
{
    DbStmt *s = db_stmt(work->desk->db, SQL_ASK_UNANSWERED_SINCE);
    bool found;

    db_text(s, 1, address);
    db_int(s, 2, clock_now() - DAY);
    return db_one(s, count, &found, error);
}

/* Whoever may be writing in somebody else's name: for them questions come one after the other. */
static bool is_unproven(const Work *work, const Confirmation *c)
{
    return !c->is_free && (c->address || work->facts->auth != AUTH_PASS);
}

static bool find_open(Work *work, const Ask *ask, int64_t *id, GError **error)
{
    return ask_find_open(work->desk->db, ask->kind, ask->object, ask->address, id, error);
}

/* A question that is not sent must not stand open either. *why: NULL it is asked. */
static bool find_obstacle(Work *work, const Confirmation *c, const Ask *ask, const char **why,
                          GError **error)
{
    int64_t waiting = 0, open = 0;
    bool may = false;

    *why = NULL;
    if (!own_letter_may_answer(work->desk->db, work->desk->settings, ask->address, &may, error))
        return false;
    if (!may)
        *why = CAPPED;
    if (!may || !is_unproven(work, c))
        return true;
    if (!unanswered(work, ask->address, &waiting, error) || !find_open(work, ask, &open, error))
        return false;
    if (waiting >= work->desk->settings->confirmations_per_day)
        *why = open ? CAPPED : ASKED_ALREADY; /* what is asked already needs no second question */
    return true;
}

/* Several read what goes to a shared mailbox: which of them it is about. */
static const char *one_of_many(const Identity *who)
{
    return who->is_shared && who->person ? who->author : "";
}

static bool send_question(Work *work, const Confirmation *c, const Ask *ask, GError **error)
{
    int64_t id = 0;
    if (!find_open(work, ask, &id, error) || (!id && !ask_add(work->desk->db, ask, &id, error))) {
        json_decref(c->values);
        return false;
    }
    g_autofree char *key = g_strdup_printf("case:%" PRId64 ":ask:%" PRId64, work->item->id, id);
    g_autofree char *until = clock_date(ask->expires, work->desk->settings->zone);
    json_t *values = c->values ? c->values : json_object();
    json_object_set_new(values, "expires", json_string(until));
    json_object_set_new(values, "others_wait", json_boolean(is_unproven(work, c)));
    json_object_set_new(values, "who", json_string(one_of_many(work->identity)));
    bool is_own = !c->address;
    const OwnLetter letter = {
        .text = c->text,
        .language = c->language,
        .key = key,
        .person = ask->person,
        .name = work->identity->author,
        .address = ask->address,
        .ask = id,
        .list = c->list,
        .in_reply_to = is_own ? work->facts->message_id : NULL,
        .values = values,
    };
    return own_letter_answer(work->desk, &letter, error);
}

/* Only whoever wrote is told: the other address did not ask for anything. */
static bool put_off(Work *work, const Confirmation *c, const char *why, GError **error)
{
    const OwnLetter refused = {.text = c->text,
                               .language = c->language,
                               .person = work->identity->person,
                               .name = work->identity->author,
                               .address = work->identity->address,
                               .in_reply_to = work->facts->message_id};

    json_decref(c->values);
    work->reason = why;
    if (why == CAPPED)
        return c->address || own_letter_capped(work->desk, &refused, error);
    LOG(WARNING, "confirmation.capped", LOG_STR("from", work->identity->address),
        LOG_STR("text", c->text));
    return true;
}

bool command_ask(Work *work, const Confirmation *c, GError **error)
{
    const Identity *who = work->identity;
    const char *address = c->address ? c->address : who->address;
    const char *why = NULL;
    const Ask ask = {
        .kind = (char *)c->kind,
        .object = c->object,
        .person = who->person,
        .address = (char *)address,
        .list = c->list ? c->list->id : 0,
        .expires = clock_now() + work->desk->settings->ask_days * DAY,
    };

    if (!find_obstacle(work, c, &ask, &why, error)) {
        json_decref(c->values);
        return false;
    }
    return why ? put_off(work, c, why, error) : send_question(work, c, &ask, error);
}

bool command_ask_next(Work *work, GError **error)
{
    const Ask *ask = work->ask;
    Db *db = work->desk->db;

    if (!case_renew(db, ASKED_ALREADY, ask->address, ask->created, error))
        return false;
    work->desk->again |= db_changes(db) > 0;
    return true;
}

bool command_confirm_letter(Work *work, const GPtrArray *lines, const char *language,
                            GError **error)
{
    json_t *rows = json_array();

    for (guint i = 0; i < lines->len; i++)
        json_array_append_new(rows, json_pack("{s:s}", "line", g_ptr_array_index(lines, i)));
    const Confirmation confirmation = {
        .kind = "commands",
        .text = "confirm-commands",
        .language = language,
        .object = work->held ? work->held->item->id : work->item->id,
        .values = json_pack("{s:o}", "lines", rows),
    };
    return command_ask(work, &confirmation, error);
}
