/* lines.h: a text as lines, with what can be said of each without a look at the words: the cheap
 * test before any other. */
#ifndef VESTNIK_BASE_LINES_H
#define VESTNIK_BASE_LINES_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct TextLine {
    const char *text; /* NUL-terminated */
    size_t length;
    char last;   /* the last byte that is no blank, 0: none */
    bool empty;  /* nothing or blanks */
    bool quoted; /* begins with ">" */
} TextLine;

typedef struct TextLines {
    char *copy;
    TextLine *line;
    size_t count;
} TextLines;

TextLines *lines_split(const char *text);
void lines_free(TextLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextLines, lines_free)

/* The first line from `at` on that is not empty; lines->count when there is none. */
size_t lines_skip_empty(const TextLines *lines, size_t at);

/* Behind the marks of quotation (">", blanks) that a line begins with. Borrowed. */
const char *line_unquoted(const TextLine *line);

#endif
