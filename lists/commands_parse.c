/* commands_parse.c: commands_parse() of command.h: which lines of a letter are commands, and where
 * they end. */
#include <string.h>

#include "base/text.h"
#include "lists/command_parts.h"
#include "lists/courtesy.h"
#include "lists/person_name.h"
#include "lists/thanks.h"

#define NEAR_WORDS 6   /* in a line that may hold a slip: of prose some word always is near one */
#define LINE_BYTES 200 /* of a line that is shown or remembered */

static const guint ARGUMENT_WORDS[] = {
    [ARGUMENT_NONE] = 5,
    [ARGUMENT_LIST] = 12,
    [ARGUMENT_TEXT] = 40,
};

guint command_argument_words(CommandArgument argument)
{
    return ARGUMENT_WORDS[argument];
}

/* Folded lines behind which nothing is a command. */
static const char *const ENDS[] = {"конец",   "стоп",   "end",       "stop",
                                   "спасибо", "thanks", "thank you", "заранее спасибо"};

static void written_free(WrittenCommand *written)
{
    g_free(written->argument);
    g_free(written->said);
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

/* What a line of a letter is. */
typedef struct Line {
    CommandMatch match;
    SpokenCommand *spoken; /* then `match` says how it should be written */
} Line;

static void line_clear(Line *line)
{
    spoken_command_free(line->spoken);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Line, line_clear)

/* `spoken` is taken over. */
static Line spoken_line(SpokenCommand *spoken)
{
    const Command *command = spoken->command;
    const char *language = spoken->wish->language;
    const char *words = g_str_equal(language, "ru") ? command->russian : command->english;
    Line line = {
        .match = {.command = command, .language = language, .argument = spoken->argument},
        .spoken = spoken,
    };

    g_strlcpy(line.match.words, words, MIN(sizeof line.match.words, strcspn(words, "|") + 1));
    return line;
}

static Line read_as(const CommandTable *table, const char *line)
{
    SpokenCommand *spoken = command_spoken(table, line);

    return spoken ? spoken_line(spoken) : (Line){.match = match_line(table, line)};
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
    size_t marks = strspn(plain, " .,:;!?=-'`");

    memmove(plain, plain + marks, strlen(plain + marks) + 1);
    return courtesy_cut(plain);
}

static void remember_line(Commands *commands, const char *line)
{
    g_autofree char *plain = text_one_line(line);

    g_free(commands->line);
    commands->line = text_cut(plain, LINE_BYTES);
}

static WrittenCommand *written_new(const Line *read, const char *argument, const char *line)
{
    WrittenCommand *written = g_new0(WrittenCommand, 1);
    g_autofree char *said = text_one_line(line);

    written->command = read->match.command;
    written->language = read->match.language;
    written->argument = g_strdup(argument);
    written->said = read->spoken ? text_cut(said, LINE_BYTES) : NULL;
    written->is_whole = read->spoken && read->spoken->is_whole;
    return written;
}

static void add(Commands *commands, const Line *read, const char *line)
{
    const CommandMatch *match = &read->match;
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
    g_ptr_array_add(commands->written, written_new(read, argument, line));
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

/* Below what was said in ordinary words people go on so. */
static bool was_spoken(const Commands *commands)
{
    guint count = commands->written->len;
    const WrittenCommand *last = count ? g_ptr_array_index(commands->written, count - 1) : NULL;

    return last && last->said;
}

/* False: nothing behind this line counts. */
static bool take_line(Lines *lines, const char *line)
{
    Commands *commands = lines->commands;

    if (is_passed_over(line))
        return true;
    g_auto(Line) read = read_as(lines->table, line);
    bool any = commands->written->len > lines->first;
    if (!any && !read.match.command && thanks_alone(line, NULL))
        return true; /* for what came before: what is wanted now stands below */
    /* "стоп" ends commands, and alone says that somebody has had enough */
    if (is_end(line) && (!read.spoken || commands->written->len))
        return false;
    if (!read.spoken && is_name(&read.match, line, lines->input->author))
        return false;
    if (read.match.command && ++lines->seen > lines->input->most) {
        commands->outcome = COMMANDS_TOO_MANY;
        return false;
    }
    if (read.match.command) {
        add(commands, &read, line);
        return true;
    }
    if ((!any && lines->first) || was_spoken(commands))
        return false; /* that said it; this is what people write beside */
    if (!any || !lines->after_blank) {
        commands->outcome = any ? COMMANDS_UNKNOWN : COMMANDS_NONE;
        remember_line(commands, line);
    }
    return false;
}

static void read_text(Lines *lines, const char *text)
{
    bool goes_on = true;

    for (text = commands_begin(lines->table, text); *text && goes_on;) {
        size_t length = strcspn(text, "\n");
        g_autofree char *line = g_strndup(text, length);
        g_strstrip(line);
        if (*line)
            goes_on = take_line(lines, line);
        lines->after_blank = !*line;
        text += length + (text[length] == '\n');
    }
}

/* "Добрый день! Я вышла на пенсию. Удалите меня из рассылки." */
static void look_within(Lines *lines, const char *text)
{
    SpokenCommand *spoken = command_spoken_within(lines->table, text);

    if (!spoken)
        return;
    g_auto(Line) read = spoken_line(spoken);
    g_autofree char *said = g_steal_pointer(&lines->commands->line);
    add(lines->commands, &read, said ? said : lines->input->subject);
}

/* "отозвать" as the subject of "отозвать 57" is its heading: both would take back two letters. */
static void drop_heading(Lines *lines)
{
    GPtrArray *written = lines->commands->written;
    const WrittenCommand *heading = lines->first ? g_ptr_array_index(written, 0) : NULL;

    if (!heading || *heading->argument)
        return;
    for (guint i = lines->first; i < written->len; i++) {
        const WrittenCommand *said = g_ptr_array_index(written, i);
        if (said->command == heading->command && *said->argument) {
            g_ptr_array_remove_index(written, 0);
            g_ptr_array_remove_index(lines->commands->meant, 0);
            return;
        }
    }
}

Commands *commands_parse(const CommandTable *table, const CommandsInput *input)
{
    Commands *commands = g_new0(Commands, 1);
    Lines lines = {.table = table, .input = input, .commands = commands};

    commands->written = g_ptr_array_new_with_free_func((GDestroyNotify)written_free);
    commands->meant = g_ptr_array_new_with_free_func(g_free);
    g_auto(Line) subject = read_as(table, input->subject);
    if (subject.match.command)
        add(commands, &subject, input->subject);
    lines.first = commands->written->len;
    lines.seen = lines.first;
    read_text(&lines, input->text);
    drop_heading(&lines);
    if (commands->outcome == COMMANDS_NONE)
        look_within(&lines, input->text);
    return commands;
}
