/* html_layout.h: text as lines: where one begins and ends, empty lines, marks of quotation, runs of
 * blanks. Knows nothing of HTML; for html_text.c. */
#ifndef VESTNIK_BASE_HTML_LAYOUT_H
#define VESTNIK_BASE_HTML_LAYOUT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Layout {
    GString *out;
    size_t limit;     /* of bytes */
    bool full;        /* the limit is passed: the caller should stop */
    int quote;        /* depth of quotation */
    bool at_start;    /* of a line */
    bool blank_above; /* the line above is empty, or there is none */
    bool space;       /* blanks wait for the next word */
    bool held;        /* the line holds only the mark of an item: its text goes beside it */
} Layout;

/* Ends the line that was begun, if any; then an empty one, unless there is one. */
void layout_fresh_line(Layout *layout);
void layout_fresh_paragraph(Layout *layout);

/* Ends the line, also an empty one. */
void layout_break(Layout *layout);

/* Takes back what was written from `from` on, the beginning of a line. */
void layout_back(Layout *layout, size_t from, bool blank_above);

/* Marks the whole lines from `from` on, the beginning of a line, as quoted. */
void layout_quote_since(Layout *layout, size_t from);

/* Text as it is; words between blanks of any kind; lines that stay as they are. */
void layout_put(Layout *layout, const char *text, size_t length);
void layout_words(Layout *layout, const char *text, size_t length);
void layout_lines(Layout *layout, const char *text, size_t length);

#endif
