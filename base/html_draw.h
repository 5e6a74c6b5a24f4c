/* html_draw.h: one element of a letter after the other, drawn on the layout: what each effect does
 * when the element begins and when it ends. For html_text.c, which parses. */
#ifndef VESTNIK_BASE_HTML_DRAW_H
#define VESTNIK_BASE_HTML_DRAW_H

#include "base/html_elements.h"
#include "base/html_layout.h"
#include "base/html_rows.h"

#define DRAW_LISTS 16
#define DRAW_HREF  2000

typedef struct Drawing {
    Layout layout;
    Rows rows;
    bool signing; /* a signature was opened, its text has not come yet */
    size_t began; /* where the innermost E_ANNOUNCE or E_TIGHT begins */
    int pre, lists;
    int numbers[DRAW_LISTS]; /* the next number of a list; 0: without numbers */
    char href[DRAW_HREF];
    size_t link_from; /* where the text of the link begins */
} Drawing;

void draw_open(Drawing *drawing, Effect effect, const xmlChar **attributes);
void draw_close(Drawing *drawing, Effect effect);
void draw_text(Drawing *drawing, const char *text, size_t length);

#endif
