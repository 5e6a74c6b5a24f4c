/* command.h: the commands that people send by letter: what one row of their table says, and the
 * parser that finds rows in a letter. The table itself stands in gateway/command_table.c. Pure.
 *
 *     подписаться matematika      a line of the subject or of the first lines of the own text
 *     дайджест еженедельно        the next one; a blank line goes before prose, which ends them,
 *     конец                       as does a word that says so
 *
 * Words are compared after folding case, ё and letters of the other alphabet that look the same.
 * What is one slip away from a command (a letter too many, too few, another, two changed places)
 * is not carried out but asked about; one line that is no command, and none of them is. */
#ifndef VESTNIK_LISTS_COMMAND_H
#define VESTNIK_LISTS_COMMAND_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who may; checked in one place (gateway/command_may.c), never by the function of a row. */
typedef enum CommandNeeds {
    NEEDS_NOTHING,   /* whoever gets an answer at all */
    NEEDS_CONFIRMED, /* somebody of the registry, if only by a written name, who answers ДА to the
                        question that goes to the address of the letter */
    NEEDS_SELF,      /* somebody of the registry, if only by a written name; unless the letter came
                        from a personal address that was authenticated, they answer ДА first */
    NEEDS_READER,    /* whoever gets letters of lists there: also the mailbox of a school */
    NEEDS_OWN,       /* a personal address: the answer goes there, to nobody else */
    NEEDS_PROOF,     /* a personal address that was authenticated; else it answers ДА first */
} CommandNeeds;

typedef enum CommandArgument {
    ARGUMENT_NONE, /* what else stands in the line is politeness */
    ARGUMENT_LIST, /* names a list; the list is found before the function is called */
    ARGUMENT_TEXT, /* the function reads it */
} CommandArgument;

typedef struct CommandCall CommandCall; /* gateway/command_table.h */

typedef struct Command {
    const char *name;         /* key of its line in conf/letters/LANGUAGE/commands */
    const char *russian;      /* its words, folded, "|" between them; the first is the one that */
    const char *english;      /* help shows; two words with one blank between them are one form */
    const char *link;         /* a short word of `russian` for mailto: links */
    CommandArgument argument; /* what follows */
    CommandNeeds needs;
    const char *role; /* that the person must have in the list, one of "a|b"; NULL any */
    bool anywhere;    /* that role in any list will do; the command is about none */
    const char *seen; /* by what a letter to anybody is taken for a command when it is read, in the
                         form of base/reading.h, "|" between; "=" all its words, NULL nothing */
    bool is_membership; /* joins or leaves: nobody writes that to colleagues */
    bool only_reads;    /* whatever its argument, it only answers */
    bool (*only_tells)(const CommandCall *call); /* with this argument it changes nothing, so no ДА
                                                    is needed; NULL: it always changes something */
    bool (*run)(const CommandCall *call, GError **error);
} Command;

/* The row of this name; NULL none. */
const Command *command_named(const Command *rows, const char *name);

/* The table made ready for looking words up. */
typedef struct CommandTable CommandTable;
/* `rows` ends with a row without name, and is borrowed. */
CommandTable *command_table_new(const Command *rows);
void command_table_free(CommandTable *table);

enum { COMMAND_FORM_BYTES = 64 };

/* A line that begins with words of the table. */
typedef struct CommandMatch {
    const Command *command;         /* NULL none */
    const char *language;           /* of the words: "ru" or "en"; static */
    char words[COMMAND_FORM_BYTES]; /* as they should be written */
    const char *argument;           /* behind them; borrowed from the line */
    bool is_near;                   /* one slip away */
} CommandMatch;

CommandMatch command_match(const CommandTable *table, const char *line);

typedef struct WrittenCommand {
    const Command *command;
    const char *language; /* static */
    char *argument;       /* one line, "" none */
} WrittenCommand;

typedef enum CommandsOutcome {
    COMMANDS_NONE,     /* it holds none */
    COMMANDS_FOUND,    /* every one is understood */
    COMMANDS_NEAR,     /* understood, were it not for slips: `meant` */
    COMMANDS_UNKNOWN,  /* `line` stands among them and is none */
    COMMANDS_TOO_MANY, /* more than `most` */
} CommandsOutcome;

typedef struct Commands {
    CommandsOutcome outcome;
    GPtrArray *written;   /* of WrittenCommand*, in order; those with a slip too */
    GPtrArray *meant;     /* of char*: the line of each as it should be written */
    char *line;           /* what was not understood, or what holds the slip; one line; NULL none */
    const char *language; /* of the first; NULL none; static */
} Commands;

typedef struct CommandsInput {
    const char *subject, *text; /* without prefixes; own text */
    const char *author;         /* a line that is this name ends them; NULL none */
    int64_t most;               /* commands of a letter */
} CommandsInput;

Commands *commands_parse(const CommandTable *table, const CommandsInput *input);
void commands_free(Commands *commands);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Commands, commands_free)

/* Whether two words of four letters or more are one slip apart: a letter put in, left out, another,
 * or two neighbours that changed places. */
bool word_is_near(const char *one, const char *other);

#endif
