/* command_not_found.c: see command_not_found.h. Thanks alone get nothing: nobody wants a menu for
 * "Спасибо!". */
#include "gateway/command_not_found.h"

#include <string.h>

#include "archive/act.h"
#include "base/clock.h"
#include "gateway/answer_told.h"
#include "gateway/command_confirm.h"
#include "gateway/command_links.h"
#include "gateway/command_menu.h"
#include "gateway/command_registry.h"
#include "gateway/commands_by_letter.h"
#include "lists/greeting.h"
#include "lists/thanks.h"

/* It answers a letter of ours. */
static bool answers_us(Work *work, bool *answers, GError **error)
{
    int64_t id = 0;

    *answers = false;
    if (!work->facts->in_reply_to)
        return true;
    DbStmt *s = db_stmt(work->desk->db, SQL_OUTGOING_BY_MESSAGE_ID);
    db_text(s, 1, work->facts->in_reply_to);
    return db_one(s, &id, answers, error);
}

/* It answers a question of ours, but the code of the question is not in it: the subject was
 * changed, or the program that sent it broke the code. */
static bool answers_question(Work *work, bool *answers, GError **error)
{
    int64_t ask = 0;

    *answers = false;
    if (!work->facts->in_reply_to || work->facts->token || !work->identity->address)
        return true;
    DbStmt *s = db_stmt(work->desk->db, SQL_ASKED_BY_MESSAGE_ID);
    db_text(s, 1, work->facts->in_reply_to);
    db_text(s, 2, work->identity->address);
    return db_one(s, &ask, answers, error);
}

/* Whoever sends a file wants more than to thank. */
static bool is_thanked(const Work *work)
{
    return !work->facts->attachments->len &&
           thanks_alone(greeting_skip(work->facts->new_text), work->identity->author);
}

static bool has_old_subject(const Facts *facts)
{
    return strcmp(facts->subject, facts->subject_base) != 0;
}

bool command_is_old_subject(const Work *work)
{
    return work->facts->in_reply_to && has_old_subject(work->facts) && is_thanked(work);
}

/* Under whatever subject an answer has, or one of thanks. */
static bool is_thanks_alone(const Work *work)
{
    const Facts *facts = work->facts;
    bool thanks_above = thanks_alone(facts->subject_base, NULL);

    if (facts->attachments->len)
        return false;
    if (is_thanked(work))
        return facts->in_reply_to || has_old_subject(facts) || !*facts->subject_base ||
               thanks_above;
    return thanks_above && !*greeting_skip(facts->new_text);
}

/* Whoever answered a letter of ours as if it were a colleague's hears once a day that nobody reads
 * that. However often it goes round between two machines, it is one a day. */
static bool tell_unread(Work *work, GError **error)
{
    const char *address = work->identity->address;
    g_autofree char *day = clock_date(clock_now(), work->desk->settings->zone);
    bool first = false;

    work->reason = "no-question";
    if (!address)
        return true;
    if (!run_once(work->desk->db, "told-unread", address, day, &first, error))
        return false;
    OwnLists reply = {.text = "answer-unread"};
    return !first || letter_reply_own(work, NULL, &reply, error);
}

static bool show_menu(Work *work, const Commands *commands, GError **error)
{
    bool answers = false, told = false;

    if (!registry_tell_workbook(work, commands->language, &told, error) || told)
        return told;
    if (commands->outcome == COMMANDS_NONE && !answers_us(work, &answers, error))
        return false;
    if (answers)
        return tell_unread(work, error);
    return command_show_menu(work, commands, error);
}

/* A ДА stands for the lines as they should be written. */
static bool ask_what_was_meant(Work *work, const Commands *commands, GError **error)
{
    json_t *lines = json_array();

    for (guint i = 0; i < commands->meant->len; i++)
        json_array_append_new(lines,
                              json_pack("{s:s}", "meant", g_ptr_array_index(commands->meant, i)));
    g_autofree char *link = command_link_written(work->desk->settings, commands->written);
    const Confirmation question = {
        .kind = "meant",
        .text = "did-you-mean",
        .language = commands->language,
        .object = work->held ? work->held->item->id : work->item->id,
        .is_free = true,
        .values =
            json_pack("{s:s,s:o,s:s}", "line", commands->line, "lines", lines, "link_meant", link),
    };
    return command_ask(work, &question, error);
}

static bool tell_too_many(Work *work, const Commands *commands, GError **error)
{
    json_t *values =
        json_pack("{s:I}", "most", (json_int_t)work->desk->settings->commands_per_letter);

    return letter_reply(work, "too-many-commands", commands->language, NULL, values, error);
}

bool command_not_found(Work *work, const Commands *commands, GError **error)
{
    bool is_answer = false;

    if (!answers_question(work, &is_answer, error))
        return false;
    if (is_answer)
        return answer_told_no_code(work, error);
    if (command_is_old_subject(work) ||
        (commands->outcome == COMMANDS_NONE && is_thanks_alone(work))) {
        work->reason = "thanks";
        return true;
    }
    switch (commands->outcome) {
    case COMMANDS_NEAR:
        return ask_what_was_meant(work, commands, error);
    case COMMANDS_TOO_MANY:
        return tell_too_many(work, commands, error);
    default:
        return show_menu(work, commands, error);
    }
}
