/* invitation.c: see invitation.h, and the command "пригласить" of gateway/commands_by_letter.h. */
#include "gateway/invitation.h"

#include <inttypes.h>

#include "archive/ask.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "digest/week.h"
#include "gateway/bell.h"
#include "gateway/command_list.h"
#include "gateway/commands_by_letter.h"
#include "gateway/own_letter.h"
#include "lists/invite.h"
#include "lists/people.h"
#include "lists/person_name.h"
#include "lists/school_near.h"
#include "lists/wish.h"

#define BATCH 1000 /* invitations that are looked at in one wave */

static const char PURPOSE[] = "invitation";

typedef struct Waiting {
    int64_t id, list, person;
    bool is_reminder;
} Waiting;

static GArray *waiting_now(Db *db, const Settings *settings, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(Waiting));
    DbStmt *s = db_stmt(db, SQL_INVITE_WAITING);

    db_int(s, 1, clock_now() - settings->invite_remind_days * DAY);
    db_int(s, 2, BATCH);
    while (db_row(s)) {
        Waiting row = {.id = db_col_int(s, 0),
                       .list = db_col_int(s, 1),
                       .person = db_col_int(s, 2),
                       .is_reminder = !g_str_equal(db_col_text(s, 3), "waiting")};
        g_array_append_val(rows, row);
    }
    return db_done(s, error) ? g_steal_pointer(&rows) : NULL;
}

/* Whether the budget of the last 24 hours leaves room for one more. */
static bool has_room(const Desk *desk, const char *address, bool *any, bool *here, GError **error)
{
    DbStmt *s = db_stmt(desk->db, SQL_INVITE_SENT_SINCE);
    int64_t all = 0, to = 0;

    db_int(s, 1, clock_now() - DAY);
    db_text(s, 2, address);
    if (db_row(s)) {
        all = db_col_int(s, 0);
        to = db_col_int(s, 1);
    }
    *any = all < desk->settings->invites_per_day;
    *here = to < desk->settings->invites_per_mailbox;
    return db_done(s, error);
}

/* The question of the first letter is that of the reminder too, and ends on its day. */
static Ask *ask_for(Desk *desk, const Waiting *row, const char *address, GError **error)
{
    int64_t id = 0;
    const Ask ask = {.kind = "invite",
                     .object = row->id,
                     .person = row->person,
                     .address = (char *)address,
                     .list = row->list,
                     .expires = clock_now() + desk->settings->ask_days * DAY};

    bool ok = ask_find_open(desk->db, ask.kind, ask.object, address, &id, error) &&
              (id || ask_add(desk->db, &ask, &id, error));
    return ok ? ask_by_id(desk->db, id, error) : NULL;
}

static bool send(Desk *desk, const Waiting *row, const Person *person, GError **error)
{
    g_autoptr(List) list = list_by_id(desk->db, row->list, error);
    g_autoptr(Ask) ask = list ? ask_for(desk, row, person->address, error) : NULL;
    if (!ask)
        return false;
    g_autofree char *key =
        g_strdup_printf("%s:%" PRId64, row->is_reminder ? "remind" : "invite", row->id);
    g_autofree char *until = clock_date(ask->expires, desk->settings->zone);
    g_autofree char *name = person_name_greeted(person->name);
    const OwnLetter letter = {
        .text = PURPOSE,
        .key = key,
        .priority = PRIORITY_DIGEST,
        .person = person->id,
        .name = person->name,
        .address = person->address,
        .ask = ask->id,
        .list = list,
        .values = json_pack("{s:s, s:s, s:b}", "name", name, "expires", until, "reminder",
                            row->is_reminder),
    };
    return own_letter_queue(desk, &letter, error);
}

static bool note_sent(Desk *desk, const Waiting *row, GError **error)
{
    if (!row->is_reminder)
        return invite_set(desk->db, row->id, "invited", error);
    DbStmt *s = db_stmt(desk->db, SQL_INVITE_REMINDED);
    db_int(s, 1, row->id);
    db_int(s, 2, clock_now());
    return db_run(s, error);
}

/* They joined by themselves meanwhile, or no letter reaches them. */
static bool is_over(Desk *desk, const Waiting *row, bool *over, GError **error)
{
    DbStmt *s = db_stmt(desk->db, SQL_INVITE_IS_OVER);
    int64_t is = 0;

    db_int(s, 1, row->id);
    if (!db_one(s, &is, NULL, error))
        return false;
    *over = is != 0;
    return true;
}

/* *full: the budget of the day is spent. */
static bool invite_one(Desk *desk, const Waiting *row, bool *full, GError **error)
{
    bool over = false, left = false, any = true, here = true;
    g_autoptr(Person) person = person_by_id(desk->db, row->person, error);

    if (!person || !is_over(desk, row, &over, error))
        return false;
    if (over)
        return note_sent(desk, row, error);
    if (!person->address)
        return invite_set(desk->db, row->id, "unreachable", error);
    if (!wish_has_person(desk->db, &desk->key, row->person, row->list, &left, error))
        return false;
    if (left)
        return invite_set(desk->db, row->id, "refused", error);
    if (!has_room(desk, person->address, &any, &here, error))
        return false;
    *full = !any;
    return !any || !here || (send(desk, row, person, error) && note_sent(desk, row, error));
}

static bool send_wave(Desk *desk, const GArray *rows, GError **error)
{
    bool full = false;

    for (guint i = 0; i < rows->len && !full; i++)
        if (!invite_one(desk, &g_array_index(rows, Waiting, i), &full, error))
            return false;
    return true;
}

bool invitation_work(Db *db, const Settings *settings, int64_t *next, GError **error)
{
    *next = clock_now() + HOUR;
    g_autoptr(GArray) rows = waiting_now(db, settings, error);
    if (!rows || !rows->len)
        return rows != NULL;
    g_autoptr(Desk) desk = desk_new(settings, db, error);
    if (!desk || !db_begin(db, error))
        return false;
    bool ok = db_finish(db, send_wave(desk, rows, error), error);
    bell_ring(settings, BELL_DELIVERER);
    return ok;
}

/* --- the answer ------------------------------------------------------------------------------- */

bool invitation_answered(Work *work, const Answer *answer, GError **error)
{
    Db *db = work->desk->db;
    bool yes = answer->word == ANSWER_YES;
    g_autoptr(List) list = list_by_id(db, work->ask->list, error);

    return list && invite_set(db, work->ask->object, yes ? "joined" : "refused", error) &&
           ask_answer(db, work->ask->id, yes ? "yes" : "no", work->item->letter, error) &&
           (yes ? command_join(work, list, work->ask->person, error)
                : letter_reply(work, "invitation-refused", NULL, list, NULL, error));
}

#define NEAR_SCHOOLS 5 /* names that are offered for one that is none */

static json_t *near_rows(Db *db, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = schools_near(db, name, NEAR_SCHOOLS, error);
    json_t *rows = names ? json_array() : NULL;

    for (guint i = 0; names && i < names->len; i++)
        json_array_append_new(rows, json_pack("{s:s}", "name", g_ptr_array_index(names, i)));
    return rows;
}

/* --- the command ------------------------------------------------------------------------------ */

/* Whether all that wait go within this day: as many as it leaves room for, in all and to each
 * mailbox. */
static bool fit_today(const Desk *desk, bool *fit, GError **error)
{
    g_autoptr(GHashTable) to = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GArray) rows = waiting_now(desk->db, desk->settings, error);
    int64_t sent = 0;
    DbStmt *s = db_stmt(desk->db, SQL_INVITE_SENT_SINCE);

    db_int(s, 1, clock_now() - DAY);
    db_text(s, 2, "");
    if (!db_one(s, &sent, NULL, error) || !rows)
        return false;
    *fit = (int64_t)rows->len + sent <= desk->settings->invites_per_day;
    for (guint i = 0; i < rows->len && *fit; i++) {
        g_autoptr(Person) person =
            person_by_id(desk->db, g_array_index(rows, Waiting, i).person, error);
        if (!person)
            return false;
        const char *address = person->address ? person->address : "";
        gintptr count = GPOINTER_TO_INT(g_hash_table_lookup(to, address)) + 1;
        g_hash_table_replace(to, g_strdup(address), GINT_TO_POINTER(count));
        *fit = !*address || count <= desk->settings->invites_per_mailbox;
    }
    return true;
}

bool letter_invite(const CommandCall *call, GError **error)
{
    Db *db = call->work->desk->db;
    int64_t school = 0, added = 0;
    bool fit = false;

    if (*call->argument && !school_find(db, call->argument, &school, error))
        return false;
    if ((school && !invite_school(db, call->list->id, school, &added, error)) ||
        !fit_today(call->work->desk, &fit, error))
        return false;
    g_autoptr(GPtrArray) rows = invite_status(db, call->list->id, error);
    json_t *others = rows ? near_rows(db, school ? "" : call->argument, error) : NULL;
    if (!others)
        return false;
    week_mark_first(others);
    json_t *values = json_pack("{s:o}", "near", others);

    json_object_set_new(values, "invited",
                        rows->len ? invited_values(rows->pdata[0]) : json_false());
    json_object_set_new(values, "line", json_string(call->argument));
    json_object_set_new(values, "known", json_boolean(school != 0));
    json_object_set_new(values, "added", json_integer(added));
    json_object_set_new(values, "today", json_boolean(fit));
    return letter_reply(call->work, "invites", call->language, call->list, values, error);
}
