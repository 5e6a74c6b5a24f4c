/* do_command.c: a letter for the robot: the subject or else the first line of the own text that is
 * no greeting is the command. What is none gets the short menu, once a letter; thanks for a letter
 * of ours get nothing. */
#include <string.h>

#include "gateway/commands_by_letter.h"
#include "lists/greeting.h"

/* It answers a letter of ours: nobody wants a menu for "Спасибо!". */
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

bool do_command(Work *work, GError **error)
{
    if (work->facts->auth == AUTH_FAIL) { /* not even a question is sent on its word */
        work->reason = "failed-authentication";
        return true;
    }
    const char *own = greeting_skip(work->facts->new_text);
    g_autofree char *line = g_strndup(own, strcspn(own, "\n"));
    const char *const lines[] = {work->facts->subject_base, line};
    bool answers = false;

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        const char *argument;
        const LetterCommand *command = command_find(lines[i], &argument);
        if (!command)
            continue;
        CommandCall call = {.work = work, .argument = argument, .language = command->language};
        return command->run(&call, error);
    }
    if (!answers_us(work, &answers, error))
        return false;
    if (!answers)
        return letter_reply(work, "unknown-command", NULL, NULL, NULL, error);
    work->reason = "no-question";
    return true;
}
