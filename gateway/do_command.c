/* do_command.c: a letter for the robot: the subject or else the first line of the own text is the
 * command. A line that is none gets the short menu, once a letter. */
#include <string.h>

#include "gateway/commands_by_letter.h"

bool do_command(Work *work, GError **error)
{
    if (work->facts->auth == AUTH_FAIL) { /* not even a question is sent on its word */
        work->reason = "failed-authentication";
        return true;
    }
    const char *const lines[] = {work->facts->subject_base, work->facts->new_text};

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        const char *argument;
        g_autofree char *line = g_strndup(lines[i], strcspn(lines[i], "\n"));
        const LetterCommand *command = command_find(line, &argument);
        if (!command)
            continue;
        CommandCall call = {.work = work, .argument = argument, .language = command->language};
        return command->run(&call, error);
    }
    return letter_reply(work, "unknown-command", NULL, NULL, NULL, error);
}
