/* one_click_leave.c: what a token opens, and the leaving itself; see one_click.h. */
#include <inttypes.h>
#include <jansson.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/error.h"
#include "gateway/bell.h"
#include "gateway/leaving.h"
#include "gateway/one_click.h"
#include "gateway/own_letter.h"
#include "lists/people.h"
#include "lists/vertical.h"

void one_click_free(OneClick *found)
{
    if (!found)
        return;
    list_free(found->list);
    g_free(found->name);
    g_free(found->address);
    g_free(found);
}

/* Whoever that number is now. */
static bool merged_into(Db *db, int64_t *person, GError **error)
{
    DbStmt *stmt = db_stmt(db, SQL_PERSON_MERGED_INTO);
    int64_t into = 0;
    bool found = false;

    db_int(stmt, 1, *person);
    if (!db_one(stmt, &into, &found, error))
        return false;
    if (found && into)
        *person = into;
    return true;
}

/* What is not there is no error here. */
static bool is_told(GError *why, GError **error)
{
    if (!why || error_code(why) == ERR_NOT_FOUND) {
        g_clear_error(&why);
        return false;
    }
    g_propagate_error(error, why);
    return true;
}

static OneClick *find(Db *db, int64_t person, int64_t list, GError **error)
{
    g_autoptr(OneClick) found = g_new0(OneClick, 1);
    GError *why = NULL;

    found->list = list_by_id(db, list, &why);
    if (!found->list || found->list->until) {
        is_told(why, error);
        return NULL;
    }
    if (!merged_into(db, &person, error))
        return NULL;
    g_autoptr(Person) who = person_by_id(db, person, &why);
    if (!who || !*who->name) { /* erased */
        is_told(why, error);
        return NULL;
    }
    found->person = who->id;
    found->name = g_strdup(who->name);
    found->address = g_strdup(who->address);
    return g_steal_pointer(&found);
}

OneClick *one_click_find(Desk *desk, const char *token, GError **error)
{
    int64_t person, list;

    return one_click_parse(&desk->key, token, &person, &list) ? find(desk->db, person, list, error)
                                                              : NULL;
}

/* `values` is taken over. */
static bool confirm(Desk *desk, const OneClick *found, json_t *values, GError **error)
{
    g_autofree char *key = g_strdup_printf("left:%" PRId64 ":%" PRId64 ":%" PRId64, found->person,
                                           found->list->id, clock_now());
    const OwnLetter letter = {
        .text = "unsubscribed",
        .key = key,
        .person = found->person,
        .name = found->name,
        .address = found->address,
        .list = found->list,
        .values = values,
    };

    if (found->address)
        return own_letter_answer(desk, &letter, error);
    json_decref(values);
    return true;
}

bool one_click_leave(Desk *desk, const OneClick *found, bool *changed, GError **error)
{
    const Leaving leaving = {.list = found->list, .person = found->person};
    g_autoptr(json_t) values = json_object();
    bool left = false;

    if (!db_begin(desk->db, error))
        return false;
    bool ok = vertical_tell_leaving(desk->db, found->list->id, found->person, values, error) &&
              leave_list(desk, &leaving, &left, error) &&
              (!left || confirm(desk, found, json_incref(values), error));
    if (!db_finish(desk->db, ok, error))
        return false;
    if (left)
        bell_ring(desk->settings, BELL_DELIVERER);
    *changed = left;
    return true;
}
