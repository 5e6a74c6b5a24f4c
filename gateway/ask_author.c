/* ask_author.c: see ask_author.h. */
#include "gateway/ask_author.h"

#include <inttypes.h>
#include <string.h>

#include "archive/attribution.h"
#include "base/clock.h"
#include "base/log.h"
#include "gateway/answer_told.h"
#include "gateway/own_letter.h"
#include "lists/author.h"
#include "lists/greeting.h"
#include "lists/people.h"
#include "lists/person_name.h"

#define MOST 60 /* people of one school that are offered */

static const char KIND[] = "author";

static GPtrArray *choices_of(Db *db, int64_t ask, GError **error)
{
    g_autoptr(GArray) ids = ask_choices(db, ask, error);
    g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);

    for (guint i = 0; ids && i < ids->len; i++) {
        Person *person = person_by_id(db, g_array_index(ids, int64_t, i), error);
        if (!person)
            return NULL;
        g_ptr_array_add(people, person);
    }
    return ids ? g_steal_pointer(&people) : NULL;
}

static json_t *rows_of(const GPtrArray *people)
{
    json_t *rows = json_array();

    for (guint i = 0; i < people->len; i++) {
        const Person *person = g_ptr_array_index(people, i);
        json_array_append_new(
            rows, json_pack("{s:I,s:s}", "number", (json_int_t)i + 1, "name", person->name));
    }
    return rows;
}

/* `about` is the post, which is the letter in hand or the one that it answers about. */
static bool send_question(Work *work, const Work *about, int64_t ask, const GPtrArray *people,
                          GError **error)
{
    g_autoptr(Ask) question = ask_by_id(work->desk->db, ask, error);
    g_autoptr(List) list = question ? list_by_id(work->desk->db, question->list, error) : NULL;
    if (!list)
        return false;
    g_autofree char *key = g_strdup_printf("case:%" PRId64 ":ask:%" PRId64, work->item->id, ask);
    g_autofree char *written = author_line(about->facts);
    OwnLetter letter = {
        .text = "who-wrote",
        .key = key,
        .name = work->identity->school_name,
        .address = work->identity->address,
        .ask = ask,
        .list = list,
        .in_reply_to = work->facts->message_id,
        .values = json_pack("{s:s,s:s,s:o}", "subject", about->facts->subject_base, "written",
                            written ? written : "", "people", rows_of(people)),
    };

    return own_letter_answer(work->desk, &letter, error);
}

static bool add_question(Work *work, const GPtrArray *people, GError **error)
{
    Db *db = work->desk->db;
    int64_t id = 0;
    Ask ask = {
        .kind = (char *)KIND,
        .object = work->item->id,
        .address = work->identity->address,
        .list = work->list->id,
        .expires = clock_now() + work->desk->settings->ask_days * DAY,
    };

    if (!ask_add(db, &ask, &id, error))
        return false;
    for (guint i = 0; i < people->len; i++) {
        const Person *person = g_ptr_array_index(people, i);
        if (!ask_add_choice(db, id, i + 1, person->id, error))
            return false;
    }
    return send_question(work, work, id, people, error);
}

bool ask_author(Work *work, GError **error)
{
    const Identity *who = work->identity;
    Db *db = work->desk->db;
    bool may = false, asked = false;

    if (who->strength != STRENGTH_SCHOOL)
        return true;
    g_autoptr(GPtrArray) people = persons_by_school(db, who->school, error);
    if (!people || !ask_about_letter(db, KIND, work->item->letter, &asked, error) ||
        !own_letter_may_answer(work->desk->db, work->desk->settings, who->address, &may, error))
        return false;
    if (asked || !people->len || people->len > MOST || !may)
        return true;
    return add_question(work, people, error);
}

const Person *ask_author_named(const GPtrArray *people, const char *own_text)
{
    g_autofree char *line = g_strndup(own_text, strcspn(own_text, "\n"));
    g_autofree const char **names = g_new(const char *, people->len + 1);

    for (guint i = 0; i < people->len; i++)
        names[i] = ((const Person *)g_ptr_array_index(people, i))->name;
    int best = person_name_best(names, people->len, line);
    return best >= 0 ? g_ptr_array_index(people, (guint)best) : NULL;
}

/* A number of the letter, else a name; NULL: neither. Borrowed. */
static const Person *chosen(const GPtrArray *people, const char *own_text)
{
    gint64 number = g_ascii_strtoll(own_text, NULL, 10);

    return number >= 1 && number <= people->len ? g_ptr_array_index(people, (guint)number - 1)
                                                : ask_author_named(people, own_text);
}

static bool attribute(Work *work, const Person *author, GError **error)
{
    Attribution attribution = {
        .letter = work->held->item->letter,
        .person = author->id,
        .author = author->name,
        .strength = strength_name(STRENGTH_NAME),
        .ask = work->ask->id,
    };

    LOG(INFO, "post.attributed", LOG_NUM("letter", attribution.letter),
        LOG_NUM("person", author->id));
    return attribution_set(work->desk->db, &attribution, error) &&
           author_remember(work->desk->db, work->held->facts, author->school, author->id, error) &&
           ask_answer(work->desk->db, work->ask->id, author->name, work->item->letter, error);
}

bool ask_author_answered(Work *work, GError **error)
{
    g_autoptr(GPtrArray) people = choices_of(work->desk->db, work->ask->id, error);
    if (!people)
        return false;
    const Person *author = chosen(people, greeting_skip(work->facts->new_text));

    if (!work->held) /* the post can be read no longer */
        return true;
    if (author)
        return attribute(work, author, error);
    work->reason = "answer-unclear";
    return answer_was_told(work) || send_question(work, work->held, work->ask->id, people, error);
}
