/* commands_parse.c: commands_parse() of command.h: which lines of a letter are commands, and where
 * they end. */
#include <string.h>

#include "base/text.h"
#include "lists/command.h"
#include "lists/greeting.h"
#include "lists/person_name.h"

#define NEAR_WORDS 6   /* in a line that may hold a slip: of prose some word always is near one */
#define LINE_BYTES 200 /* of a line that is shown or remembered */

/* Words behind the command; more is prose that begins with the same word. */
static const guint ARGUMENT_WORDS[] = {
    [ARGUMENT_NONE] = 5,
    [ARGUMENT_LIST] = 12,
    [ARGUMENT_TEXT] = 40,
};

/* Folded lines behind which nothing is a command. */
static const char *const ENDS[] = {"конец",   "стоп",   "end",       "stop",
                                   "спасибо", "thanks", "thank you", "заранее спасибо"};

static void written_free(WrittenCommand *written)
{
    g_free(written->argument);
    g_free(written);
}

void commands_free(Commands *commands)
{
    if (!commands)
        return;
    g_ptr_array_unref(commands->written);
    g_ptr_array_unref(commands->meant);
    g_free(commands->line);
    g_free(commands);
}

static guint count_words(const char *line)
{
    g_autofree char *plain = text_one_line(line);
    g_auto(GStrv) words = g_strsplit(plain, " ", -1);

    return *plain ? g_strv_length(words) : 0;
}

static CommandMatch match_line(const CommandTable *table, const char *line)
{
    CommandMatch match = command_match(table, line);

    if (match.command && (count_words(match.argument) > ARGUMENT_WORDS[match.command->argument] ||
                          (match.is_near && count_words(line) > NEAR_WORDS)))
        return (CommandMatch){0};
    return match;
}

/* Many write the same in the subject and in the text. */
static bool was_written(const Commands *commands, const char *meant)
{
    g_autofree char *folded = text_fold(meant);

    for (guint i = 0; i < commands->meant->len; i++) {
        g_autofree char *other = text_fold(g_ptr_array_index(commands->meant, i));
        if (g_str_equal(folded, other))
            return true;
    }
    return false;
}

/* ": matematika" and "— matematika" are the argument too. */
static char *clean_argument(const char *argument)
{
    char *plain = text_one_line(argument);
    size_t marks = strspn(plain, " .,:;!?=-");

    memmove(plain, plain + marks, strlen(plain + marks) + 1);
    return plain;
}

static void remember_line(Commands *commands, const char *line)
{
    g_autofree char *plain = text_one_line(line);

    g_free(commands->line);
    commands->line = text_cut(plain, LINE_BYTES);
}

static void add(Commands *commands, const CommandMatch *match, const char *line)
{
    g_autofree char *argument = clean_argument(match->argument);
    g_autofree char *meant =
        g_strconcat(match->words, *argument ? " " : "", *argument ? argument : "", NULL);

    if (was_written(commands, meant))
        return;
    if (match->is_near && commands->outcome != COMMANDS_NEAR) {
        commands->outcome = COMMANDS_NEAR;
        remember_line(commands, line);
    } else if (commands->outcome == COMMANDS_NONE) {
        commands->outcome = COMMANDS_FOUND;
    }
    if (!commands->language)
        commands->language = match->language;
    WrittenCommand *written = g_new0(WrittenCommand, 1);
    written->command = match->command;
    written->language = match->language;
    written->argument = g_steal_pointer(&argument);
    g_ptr_array_add(commands->written, written);
    g_ptr_array_add(commands->meant, g_steal_pointer(&meant));
}

static bool is_end(const char *line)
{
    g_autofree char *folded = text_fold(line);
    size_t length = strlen(folded);

    while (length > 0 && strchr(".!, ", folded[length - 1]))
        folded[--length] = '\0';
    if (g_str_has_prefix(folded, "--") || g_str_has_prefix(folded, "—"))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++)
        if (g_str_equal(folded, ENDS[i]))
            return true;
    return false;
}

/* The author's name below the commands; but "удалить matematika Иванова" is one, whoever wrote it.
 */
static bool is_name(const CommandMatch *match, const char *line, const char *author)
{
    return author && (!match->command || match->is_near) && person_name_score(author, line) > 0;
}

/* What is neither a command nor its end: a quoted line, a word about the author. */
static bool is_passed_over(const char *line)
{
    g_autofree char *folded = text_fold(line);

    return *folded == '>' || g_str_has_prefix(folded, "автор:");
}

typedef struct Lines {
    const CommandTable *table;
    const CommandsInput *input;
    Commands *commands;
    bool after_blank;
    guint first;  /* commands before the text began: in the subject */
    int64_t seen; /* repeated ones too */
} Lines;

/* False: nothing behind this line counts. */
static bool take_line(Lines *lines, const char *line)
{
    Commands *commands = lines->commands;

    if (is_passed_over(line))
        return true;
    if (is_end(line))
        return false;
    CommandMatch match = match_line(lines->table, line);
    if (is_name(&match, line, lines->input->author))
        return false;
    bool any = commands->written->len > lines->first;
    if (match.command && ++lines->seen > lines->input->most) {
        commands->outcome = COMMANDS_TOO_MANY;
        return false;
    }
    if (match.command) {
        add(commands, &match, line);
        return true;
    }
    if (!any && lines->first)
        return false; /* the subject said it; this is what people write beside */
    if (!any || !lines->after_blank) {
        commands->outcome = any ? COMMANDS_UNKNOWN : COMMANDS_NONE;
        remember_line(commands, line);
    }
    return false;
}

static void read_text(Lines *lines, const char *text)
{
    bool goes_on = true;

    for (text = greeting_skip(text); *text && goes_on;) {
        size_t length = strcspn(text, "\n");
        g_autofree char *line = g_strndup(text, length);
        g_strstrip(line);
        if (*line)
            goes_on = take_line(lines, line);
        lines->after_blank = !*line;
        text += length + (text[length] == '\n');
    }
}

Commands *commands_parse(const CommandTable *table, const CommandsInput *input)
{
    Commands *commands = g_new0(Commands, 1);
    Lines lines = {.table = table, .input = input, .commands = commands};

    commands->written = g_ptr_array_new_with_free_func((GDestroyNotify)written_free);
    commands->meant = g_ptr_array_new_with_free_func(g_free);
    CommandMatch match = match_line(table, input->subject);
    if (match.command)
        add(commands, &match, input->subject);
    lines.first = commands->written->len;
    lines.seen = lines.first;
    read_text(&lines, input->text);
    return commands;
}
