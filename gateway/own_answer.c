/* own_answer.c: the automatic answers of own_letter.h, and how many of them there may be. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "gateway/own_letter.h"

static const char ANSWER[] = "answer";

/* What the caps leave for an address: an answer, the one letter that says there are no more, or
 * nothing to this domain, or to anybody. */
typedef enum Room { ROOM_ANSWER, ROOM_NOTICE, ROOM_DOMAIN, ROOM_TOTAL } Room;

static bool find_room(Db *db, const Settings *settings, const char *address, Room *room,
                      GError **error)
{
    int64_t to_address = 0, to_domain = 0, in_total = 0;
    DbStmt *s = db_stmt(db, SQL_ANSWERS_SINCE);

    db_text(s, 1, ANSWER);
    db_int(s, 2, clock_now() - DAY);
    db_text(s, 3, address);
    db_text(s, 4, strchr(address, '@'));
    if (db_row(s)) {
        in_total = db_col_int(s, 0);
        to_address = db_col_int(s, 1);
        to_domain = db_col_int(s, 2);
    }
    *room = in_total >= settings->answers_in_total      ? ROOM_TOTAL
            : to_domain >= settings->answers_per_domain ? ROOM_DOMAIN
            : to_address < settings->answers_per_day    ? ROOM_ANSWER
                                                        : ROOM_NOTICE;
    return db_done(s, error);
}

bool own_letter_may_answer(Db *db, const Settings *settings, const char *address, bool *may,
                           GError **error)
{
    Room room = ROOM_TOTAL;
    bool ok = find_room(db, settings, address, &room, error);

    *may = room == ROOM_ANSWER;
    return ok;
}

/* The key is the day: whatever else comes, it is told once. */
static bool tell_no_more(Desk *desk, const OwnLetter *refused, GError **error)
{
    g_autofree char *day = clock_date(clock_now(), desk->settings->zone);
    g_autofree char *key = g_strdup_printf("no-more:%s:%s", refused->address, day);
    const OwnLetter letter = {
        .text = "answers-paused",
        .language = refused->language,
        .key = key,
        .person = refused->person,
        .name = refused->name,
        .address = refused->address,
        .in_reply_to = refused->in_reply_to,
        .values = json_pack("{s:I}", "most", (json_int_t)desk->settings->answers_per_day),
    };

    return own_letter_queue_as(desk, &letter, ANSWER, error);
}

/* Once a day for a domain, and for all. Without `administrator` it stands in the log. */
static bool tell_administrator(Desk *desk, const char *domain, GError **error)
{
    const Settings *settings = desk->settings;
    g_autofree char *day = clock_date(clock_now(), settings->zone);
    g_autofree char *key = g_strdup_printf("%s:%s", domain, day);
    const OwnLetter letter = {
        .text = "answers-stopped",
        .language = settings->language,
        .key = key,
        .address = settings->administrator,
        .values = json_pack(
            "{s:s,s:s,s:I}", "domain", domain, "setting",
            *domain ? "answers_per_domain" : "answers_in_total", "most",
            (json_int_t)(*domain ? settings->answers_per_domain : settings->answers_in_total)),
    };

    if (settings->administrator)
        return own_letter_queue(desk, &letter, error);
    json_decref(letter.values);
    return true;
}

bool own_letter_capped(Desk *desk, const OwnLetter *refused, GError **error)
{
    Room room = ROOM_TOTAL;

    LOG(WARNING, "answer.capped", LOG_STR("to", refused->address), LOG_STR("text", refused->text));
    if (!find_room(desk->db, desk->settings, refused->address, &room, error))
        return false;
    switch (room) {
    case ROOM_NOTICE:
        return tell_no_more(desk, refused, error);
    case ROOM_DOMAIN:
        return tell_administrator(desk, strchr(refused->address, '@') + 1, error);
    case ROOM_TOTAL:
        return tell_administrator(desk, "", error);
    default:
        return true;
    }
}

bool own_letter_answer(Desk *desk, const OwnLetter *letter, GError **error)
{
    bool may = false;

    if (!own_letter_may_answer(desk->db, desk->settings, letter->address, &may, error)) {
        json_decref(letter->values);
        return false;
    }
    if (may)
        return own_letter_queue_as(desk, letter, ANSWER, error);
    json_decref(letter->values);
    return own_letter_capped(desk, letter, error);
}
