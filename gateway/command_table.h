/* command_table.h: the commands that people send by letter (lists/command.h): their table, and how
 * a letter that is nothing but a command is told from one to colleagues. */
#ifndef VESTNIK_GATEWAY_COMMAND_TABLE_H
#define VESTNIK_GATEWAY_COMMAND_TABLE_H

#include "gateway/work.h"
#include "lists/command.h"

/* One command of a letter, as its function gets it: whether it may be carried out was looked at. */
struct CommandCall {
    Work *work;
    const Command *command;
    const char *argument; /* "" none; behind the name of the list, where one was found first */
    const char *language; /* of the words that were used: the answer's; static */
    const char *said;     /* the line as it was written, where that was in ordinary words; NULL */
    const List *list;     /* that it is about; NULL none was named or found */
    bool is_confirmed;    /* its sender answered ДА to our question */
};

/* The rows, ended by one without a name. */
const Command *commands_all(void);
/* The same, ready for the parser. Static. */
const CommandTable *commands_table(void);

/* What comes to a command though it is not written as one; ended by a row without a name. */
extern const CommandWish COMMAND_WISHES[];

/* What the letter holds. `author` may be NULL. */
Commands *commands_of(const Facts *facts, const char *author, const Settings *settings);

/* A letter that is a command and nothing else, whatever its subject says. */
typedef enum LoneCommand {
    LONE_NONE,
    LONE_OTHER,
    LONE_MEMBERSHIP, /* to join or leave, also in ordinary words */
    LONE_EXACT,      /* as the table has it, without another word */
    LONE_MAYBE,      /* one of these, but it may be meant for colleagues */
} LoneCommand;
LoneCommand command_alone(const Facts *facts);
/* Its subject or text begins with one. */
bool command_begins(const Facts *facts);
/* The same of what people may say again: not "Я в отпуске до 20.12", which machines say each time.
 */
bool command_may_repeat(const Facts *facts);
/* It holds commands that are understood to the last and change nothing, and hardly a word beside.
 */
bool command_only_reads(const Facts *facts, const Settings *settings);

/* For the reader (base/reading.h). NULL-terminated, static. */
const char *const *command_words(void);

/* Confirmed membership changes, for the ask kinds "subscribe" and "unsubscribe". */
bool command_subscribe_confirmed(Work *work, GError **error);
bool command_unsubscribe_confirmed(Work *work, GError **error);
/* The letter asked about is carried out; for the ask kind "commands". */
bool command_letter_confirmed(Work *work, GError **error);
/* The same for the kind "name": for the person that the answer in hand names. */
bool command_letter_named(Work *work, int64_t person, GError **error);
/* For the kind "which": as if the answer in hand were the command to leave this list. */
bool command_leave_named(Work *work, const List *list, GError **error);
/* For the kind "meant": as if the answer in hand held the lines as they should be written. */
bool command_letter_meant(Work *work, GError **error);

#endif
