/* command_table.h: the commands that people send by letter: word, language, function; and what
 * follows when they confirm one. */
#ifndef VESTNIK_GATEWAY_COMMAND_TABLE_H
#define VESTNIK_GATEWAY_COMMAND_TABLE_H

#include "gateway/work.h"

typedef struct CommandCall {
    Work *work;
    const char *argument; /* the rest of the line; "" none */
    const char *language; /* of the word that was used: the answer's */
} CommandCall;

typedef struct LetterCommand {
    const char *word; /* folded (text_fold) */
    const char *language;
    bool (*run)(const CommandCall *call, GError **error);
    bool is_membership; /* joins or leaves: nobody writes that to colleagues */
} LetterCommand;

/* A letter that is a command and nothing else, whatever its subject says. */
typedef enum LoneCommand { LONE_NONE, LONE_OTHER, LONE_MEMBERSHIP } LoneCommand;
LoneCommand command_alone(const Facts *facts);

/* NULL-terminated, for the reader. */
const char *const *command_words(void);
/* The command that a line begins with; *argument points behind the word. NULL: none. */
const LetterCommand *command_find(const char *line, const char **argument);

/* Confirmed membership changes, for the ask kinds "subscribe" and "unsubscribe". */
bool command_subscribe_confirmed(Work *work, GError **error);
bool command_unsubscribe_confirmed(Work *work, GError **error);

#endif
