/* command.h: the commands that people send by letter: what one row of their table says, and the
 * parser that finds rows in a letter. The table itself stands in gateway/command_table.c. Pure.
 *
 *     подписаться matematika      a line of the subject or of the first lines of the own text
 *     дайджест еженедельно        the next one; a blank line goes before prose, which ends them,
 *     конец                       as does a word that says so
 *
 * Words are compared after folding case, ё and letters of the other alphabet that look the same.
 * So are Latin letters that stand for Russian ones ("podpisatsya"), and a keyboard that was set to
 * the other alphabet ("gjvjom"). What is one slip away from a command (a letter too many, too few,
 * another, two changed places) is not carried out but asked about; one line that is no command, and
 * none of them is. A wish in ordinary words ("Удалите меня из рассылки") is the command that it
 * comes to; what stands beside it in the letter does not matter. */
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
    bool of_own_post;   /* nor that, below a post of theirs */
    bool only_reads;    /* whatever its argument, it only answers */
    bool (*only_tells)(const CommandCall *call); /* with this argument it changes nothing, so no ДА
                                                    is needed; NULL: it always changes something */
    bool (*run)(const CommandCall *call, GError **error);
} Command;

/* What holds of a wish. */
enum {
    WISH_ALONE = 1,   /* with anything else it is not this wish */
    WISH_NO_POST = 2, /* nobody writes that to colleagues */
    WISH_UNSURE = 4,  /* in an answer to colleagues it may mean something else */
};

/* A wish in ordinary words. Its words stand in any order, others beside them are the argument.
 * Folded forms with blanks between: "*" is any ending, "_" joins words that stand side by side; in
 * front of a group "=" leaves its words in the argument. */
typedef struct CommandWish {
    const char *name;     /* of the command; "": its `beside` counts for every row */
    const char *language; /* "ru" or "en" */
    const char *needs;    /* groups with "/" between: of each some form stands in the line */
    const char *beside;   /* what says nothing more beside them */
    unsigned rules;       /* of WISH_...; 0: none */
} CommandWish;

/* The row of this name; NULL none. */
const Command *command_named(const Command *rows, const char *name);

/* The table made ready for looking words up. */
typedef struct CommandTable CommandTable;
/* `rows` and `wishes` end with a row without name, and are borrowed. */
CommandTable *command_table_new(const Command *rows, const CommandWish *wishes);
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

/* A line, or its beginning, that is a wish in ordinary words. */
typedef struct SpokenCommand {
    const Command *command;
    const CommandWish *wish;
    char *argument; /* what is left of the line; "" nothing */
    bool is_whole;  /* nothing is, of the line or of its first clause */
} SpokenCommand;
void spoken_command_free(SpokenCommand *spoken);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SpokenCommand, spoken_command_free)

/* NULL: it is none. Lines over some hundred bytes are none. */
SpokenCommand *command_spoken(const CommandTable *table, const char *line);
/* The first sentence of a short text that is nothing but a wish. NULL: there is none. */
SpokenCommand *command_spoken_within(const CommandTable *table, const char *text);
/* Whether any clause of a short text is nothing but a wish of exactly these `rules`, WISH_ALONE
 * aside. */
bool command_spoken_by_clause(const CommandTable *table, const char *text, unsigned rules);
/* Where commands begin: behind a greeting, unless what follows it in the same sentence is one
 * ("Здравствуйте, отпишите меня"). Borrowed from `text`. */
const char *commands_begin(const CommandTable *table, const char *text);

typedef struct WrittenCommand {
    const Command *command;
    const char *language; /* static */
    char *argument;       /* one line, "" none */
    char *said;           /* the line of a wish in ordinary words; NULL: it is written as one */
    bool is_whole;        /* the wish is clear without its argument */
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

/* Whether two words are one slip apart: a letter put in, left out, another, or two neighbours that
 * changed places. */
bool word_is_slip(const char *one, const char *other);
/* The same of words of four letters or more: of shorter ones too many are. */
bool word_is_near(const char *one, const char *other);
/* How many letters must be put in, left out or changed to make one of the other. */
size_t word_distance(const char *one, const char *other);

#endif
