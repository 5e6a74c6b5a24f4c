/* options.h: options and actions of a subcommand, each from a table. */
#ifndef VESTNIK_GATEWAY_OPTIONS_H
#define VESTNIK_GATEWAY_OPTIONS_H

#include "gateway/app.h"

typedef struct Option {
    const char *name;   /* "--title"; NULL ends the table */
    const char **value; /* it takes one: "--title T" or "--title=T"; borrowed from argv */
    bool *flag;         /* it takes none */
} Option;

extern const Option NO_OPTIONS[];

/* Takes the options out of argv, wherever they stand; what is left keeps its order. "--" ends them.
 * ERR_USAGE names an option that is not in the table, and an argument that is not UTF-8. */
bool options_take(int *argc, char **argv, const Option *options, GError **error);

/* "registry import FILE": argv[1] names the action. */
typedef struct Action {
    const char *name;
    CommandRun run;    /* argv[0] is the action's own name */
    const char *usage; /* arguments */
} Action;

/* Runs the action that argv[1] names; ERR_USAGE lists all there are. `actions` ends in a NULL name.
 */
bool action_run(const Action *actions, App *app, int argc, char **argv, GError **error);

/* ERR_USAGE with the usage when there are not least to most arguments after argv[0]; most -1: any.
 */
bool arguments_check(int argc, char **argv, int least, int most, const char *usage, GError **error);

/* A number from 1 to `most`; ERR_USAGE calls it `what`: "number of a letter". */
bool number_parse(const char *text, const char *what, int64_t most, int64_t *number,
                  GError **error);

#endif
