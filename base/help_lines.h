/* help_lines.h: what people are told of the commands by letter. It stands in
 * conf/letters/LANGUAGE/commands, a line each, in the order in which help shows them:
 *
 *     subscribe: подписаться НАЗВАНИЕ | вступить в объединение
 *
 * the command's name in the table, what to write, what it does. Lines that begin with # and empty
 * lines do not count. */
#ifndef VESTNIK_BASE_HELP_LINES_H
#define VESTNIK_BASE_HELP_LINES_H

#include <glib.h>

typedef struct HelpLine {
    char *name, *line, *meaning;
    guint number; /* of its line in the file */
} HelpLine;

/* The file. The caller's. */
char *help_lines_file(const char *folder, const char *language);

/* GPtrArray of HelpLine*. ERR_INPUT with file:line. */
GPtrArray *help_lines_open(const char *folder, const char *language, GError **error);

#endif
