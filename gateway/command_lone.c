/* command_lone.c: see command_table.h: a letter that is a command and nothing else, whatever its
 * subject says and wherever it was sent. */
#include <string.h>

#include "base/text.h"
#include "gateway/command_list.h"
#include "gateway/command_table.h"
#include "lists/greeting.h"

#define LONE_WORDS   5  /* in the line of the command */
#define LONE_BESIDE  40 /* bytes of own text beside it */
#define MAYBE_BESIDE 600 /* bytes of own text below a subject that is nothing but "отписаться" */

/* "Отпишите меня, пожалуйста, от этой рассылки. Спасибо!": joins or leaves, and the rest is
 * politeness. */
static bool only_asks(const char *line)
{
    CommandMatch match = command_match(commands_table(), line);

    if (!match.command || !match.command->is_membership || match.is_near)
        return false;
    g_autofree char *rest = command_plain_name(match.argument);
    return !*rest;
}

/* Bytes of `text` without the line `line` wherever it stands, requests of that kind, greetings and
 * blanks; counted until they are too many. */
static size_t bytes_beside(const char *text, const char *line)
{
    size_t beside = 0;
    g_autofree char *wanted = text_fold(line);

    for (text = greeting_skip(text); *text && beside <= LONE_BESIDE; text = greeting_skip(text)) {
        size_t length = strcspn(text, "\n");
        g_autofree char *other = g_strndup(text, length);
        g_autofree char *folded = text_fold(other);
        if (!g_str_equal(folded, wanted) && !only_asks(other))
            beside += length;
        text += length;
    }
    return beside;
}

static bool is_short(const char *line)
{
    g_autofree char *folded = text_fold(line);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);

    return g_strv_length(words) <= LONE_WORDS;
}

static char *first_line(const Facts *facts)
{
    const char *own = greeting_skip(facts->new_text);

    return g_strndup(own, strcspn(own, "\n"));
}

/* A slip in "отписаться" makes it no post. */
static LoneCommand alone(const char *line)
{
    CommandMatch match = command_match(commands_table(), line);

    if (!match.command || (match.is_near && !match.command->is_membership))
        return LONE_NONE;
    return match.command->is_membership ? LONE_MEMBERSHIP : LONE_OTHER;
}

LoneCommand command_alone(const Facts *facts)
{
    g_autofree char *first = first_line(facts);
    const char *const lines[] = {facts->subject_base, first};

    for (size_t i = 0; i < G_N_ELEMENTS(lines) && !facts->attachments->len; i++) {
        LoneCommand lone = is_short(lines[i]) ? alone(lines[i]) : LONE_NONE;
        if (lone != LONE_NONE && bytes_beside(facts->new_text, lines[i]) <= LONE_BESIDE)
            return lone;
    }
    bool maybe = !facts->in_reply_to && !facts->attachments->len && only_asks(facts->subject_base);
    return maybe && strlen(facts->new_text) <= MAYBE_BESIDE ? LONE_MAYBE : LONE_NONE;
}

bool command_begins(const Facts *facts)
{
    g_autofree char *first = first_line(facts);

    return command_match(commands_table(), facts->subject_base).command ||
           command_match(commands_table(), first).command;
}

/* Of a command in the subject, what people write beside it; a machine has more to say. */
static bool stands_alone(const Facts *facts)
{
    bool in_subject = command_match(commands_table(), facts->subject_base).command != NULL;

    return !facts->attachments->len &&
           (!in_subject || bytes_beside(facts->new_text, facts->subject_base) <= LONE_BESIDE);
}

bool command_only_reads(const Facts *facts, const Settings *settings)
{
    if (!stands_alone(facts))
        return false;
    g_autoptr(Commands) commands = commands_of(facts, NULL, settings);

    for (guint i = 0; i < commands->written->len; i++) {
        const WrittenCommand *written = g_ptr_array_index(commands->written, i);
        if (!written->command->only_reads)
            return false;
    }
    return commands->outcome == COMMANDS_FOUND;
}
