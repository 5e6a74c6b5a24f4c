/* command_name.c: see command_name.h. */
#include "gateway/command_name.h"

#include <inttypes.h>

#include "base/clock.h"
#include "gateway/answer_told.h"
#include "gateway/ask_author.h"
#include "gateway/own_letter.h"
#include "lists/author.h"
#include "lists/greeting.h"

static const char KIND[] = "name";

static bool send_question(Work *work, int64_t ask, const char *language, bool again, GError **error)
{
    g_autofree char *key = g_strdup_printf("case:%" PRId64 ":ask:%" PRId64, work->item->id, ask);
    g_autofree char *written = author_line(work->facts);
    const OwnLetter letter = {
        .text = "need-person",
        .language = language,
        .key = key,
        .name = work->identity->school_name,
        .address = work->identity->address,
        .ask = ask,
        .in_reply_to = work->facts->message_id,
        .values = json_pack("{s:b,s:s}", "again", again, "written", written ? written : ""),
    };

    return own_letter_answer(work->desk, &letter, error);
}

bool command_ask_name(const CommandCall *call, GError **error)
{
    Work *work = call->work;
    Db *db = work->desk->db;
    int64_t id = 0;
    const Ask ask = {
        .kind = (char *)KIND,
        .object = work->item->id,
        .address = work->identity->address,
        .expires = clock_now() + work->desk->settings->ask_days * DAY,
    };

    return ask_find_open(db, KIND, ask.object, ask.address, &id, error) &&
           (id || ask_add(db, &ask, &id, error)) &&
           send_question(work, id, call->language, false, error);
}

/* As a letter says it, or with nothing but the name. *person 0: nobody of the school. */
static bool find_named(Work *work, int64_t *person, GError **error)
{
    const Identity *who = work->identity;

    *person = who->person;
    if (*person)
        return true;
    g_autoptr(GPtrArray) people = persons_by_school(work->desk->db, who->school, error);
    if (!people)
        return false;
    const Person *named = ask_author_named(people, greeting_skip(work->facts->new_text));
    *person = named ? named->id : 0;
    return true;
}

bool command_name_answered(Work *work, GError **error)
{
    int64_t person = 0;

    if (!work->held) /* it can be read no longer */
        return true;
    if (!find_named(work, &person, error))
        return false;
    if (person)
        return ask_answer(work->desk->db, work->ask->id, "named", work->item->letter, error) &&
               command_letter_named(work, person, error);
    work->reason = "answer-unclear";
    return answer_was_told(work) || send_question(work, work->ask->id, NULL, true, error);
}
