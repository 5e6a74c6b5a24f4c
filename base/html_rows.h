/* html_rows.h: rows of a table: cells that are short stand on one line, divided by " | "; others,
 * as in tables that only lay out a letter, stay below each other. For html_text.c. */
#ifndef VESTNIK_BASE_HTML_ROWS_H
#define VESTNIK_BASE_HTML_ROWS_H

#include "base/html_layout.h"

#define ROWS_DEPTH 16
#define ROW_CELLS  40

typedef struct Row {
    size_t from;            /* in the text */
    size_t cell[ROW_CELLS]; /* where each begins */
    int cells;
    bool blank_above;
} Row;

typedef struct Rows {
    Row row[ROWS_DEPTH];
    int depth; /* may be more than there are */
} Rows;

void rows_open(Rows *rows, Layout *layout);
void rows_cell(Rows *rows, Layout *layout);
void rows_close(Rows *rows, Layout *layout);

#endif
