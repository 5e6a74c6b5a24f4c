/* command_confirm.c: see command_confirm.h. */
#include "gateway/command_confirm.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "gateway/own_letter.h"

/* Questions to this address that nobody has answered, sent within a day. */
static bool unanswered(Work *work, const char *address, int64_t *count, GError **error)
{
    DbStmt *s = db_stmt(work->desk->db, SQL_ASK_UNANSWERED_SINCE);
    bool found;

    db_text(s, 1, address);
    db_int(s, 2, clock_now() - DAY);
    return db_one(s, count, &found, error);
}

/* A question that is not sent must not stand open either. */
static bool may_ask(Work *work, const char *address, bool *may, GError **error)
{
    int64_t waiting = 0;
    bool is_own = g_str_equal(address, work->identity->address);

    if (!own_letter_may_answer(work->desk, address, may, error))
        return false;
    if (!*may || (work->facts->auth == AUTH_PASS && is_own))
        return true;
    if (!unanswered(work, address, &waiting, error))
        return false;
    *may = waiting < work->desk->settings->confirmations_per_day;
    if (!*may)
        LOG(WARNING, "confirmation.capped", LOG_STR("to", address), LOG_NUM("waiting", waiting));
    return true;
}

static bool find_or_add(Work *work, const Ask *ask, int64_t *id, GError **error)
{
    return ask_find_open(work->desk->db, ask->kind, ask->object, ask->address, id, error) &&
           (*id || ask_add(work->desk->db, ask, id, error));
}

static bool send_question(Work *work, const Confirmation *c, const Ask *ask, GError **error)
{
    int64_t id = 0;
    if (!find_or_add(work, ask, &id, error)) {
        json_decref(c->values);
        return false;
    }
    g_autofree char *key = g_strdup_printf("ask:%" PRId64 ":%" PRId64, id, work->item->id);
    g_autofree char *until = clock_date(ask->expires, work->desk->settings->zone);
    json_t *values = c->values ? c->values : json_object();
    json_object_set_new(values, "expires", json_string(until));
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

bool command_ask(Work *work, const Confirmation *c, GError **error)
{
    const Identity *who = work->identity;
    const char *address = c->address ? c->address : who->address;
    bool may = false;
    const Ask ask = {
        .kind = (char *)c->kind,
        .object = c->object,
        .person = who->person,
        .address = (char *)address,
        .list = c->list ? c->list->id : 0,
        .expires = clock_now() + work->desk->settings->ask_days * DAY,
    };

    bool ok = may_ask(work, address, &may, error);
    if (ok && may)
        return send_question(work, c, &ask, error);
    json_decref(c->values);
    work->reason = "not-answered";
    return ok;
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
        .object = work->item->id,
        .values = json_pack("{s:o}", "lines", rows),
    };
    return command_ask(work, &confirmation, error);
}
