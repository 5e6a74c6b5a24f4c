/* html_rows.c: see html_rows.h. The cells are written below each other; when the row ends and all
 * of them are short, that text is written anew as one line. A cell is looked at only when it is
 * short, so nested tables cost no more than flat ones. */
#include "base/html_rows.h"

#include <string.h>

#define SHORT_CELL 300 /* bytes */
#define CELL_LINES 3
#define EMPTY_CELL "–"

static Row *current(Rows *rows)
{
    return rows->depth > 0 && rows->depth <= ROWS_DEPTH ? &rows->row[rows->depth - 1] : NULL;
}

void rows_open(Rows *rows, Layout *layout)
{
    layout_fresh_line(layout);
    rows->depth++;
    Row *row = current(rows);
    if (row) {
        row->from = layout->out->len;
        row->cells = 0;
        row->blank_above = layout->blank_above;
    }
}

void rows_cell(Rows *rows, Layout *layout)
{
    Row *row = current(rows);

    layout_fresh_line(layout);
    if (!row)
        return;
    if (row->cells < ROW_CELLS)
        row->cell[row->cells] = layout->out->len;
    row->cells++;
}

/* The text of a cell on one line, without marks of quotation; NULL when it is too long. */
static char *cell_text(const Layout *layout, size_t from, size_t to)
{
    int lines = 0;

    if (to < from || to > layout->out->len || to - from > SHORT_CELL)
        return NULL;
    g_autofree char *raw = g_strndup(layout->out->str + from, to - from);
    g_auto(GStrv) split = g_strsplit(raw, "\n", -1);
    GString *text = g_string_new(NULL);
    for (size_t i = 0; split[i]; i++) {
        const char *line = split[i];
        for (int q = 0; q < layout->quote && g_str_has_prefix(line, "> "); q++)
            line += 2;
        line += strspn(line, " ");
        if (!*line)
            continue;
        g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", line);
        lines++;
    }
    if (lines <= CELL_LINES)
        return g_string_free(text, FALSE);
    g_string_free(text, TRUE);
    return NULL;
}

/* NULL when the row is no row of short cells. */
static GPtrArray *short_cells(const Row *row, const Layout *layout)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);

    if (row->cells < 2 || row->cells > ROW_CELLS)
        return NULL;
    for (int i = 0; i < row->cells; i++) {
        size_t end = i + 1 < row->cells ? row->cell[i + 1] : layout->out->len;
        char *text = cell_text(layout, row->cell[i], end);
        if (!text)
            return NULL;
        g_ptr_array_add(cells, text);
    }
    return g_steal_pointer(&cells);
}

/* A cell alone among empty ones stands alone. */
static char *join_cells(const GPtrArray *cells)
{
    GString *line = g_string_new(NULL);
    guint filled = 0;

    for (guint i = 0; i < cells->len; i++)
        filled += *(const char *)cells->pdata[i] != '\0';
    for (guint i = 0; i < cells->len; i++) {
        const char *text = cells->pdata[i];
        if (!*text && filled < 2)
            continue;
        g_string_append_printf(line, "%s%s", line->len > 0 ? " | " : "", *text ? text : EMPTY_CELL);
    }
    return g_string_free(line, FALSE);
}

void rows_close(Rows *rows, Layout *layout)
{
    Row *row = current(rows);

    layout_fresh_line(layout);
    if (rows->depth > 0)
        rows->depth--;
    g_autoptr(GPtrArray) cells = row ? short_cells(row, layout) : NULL;
    if (!cells)
        return;
    g_autofree char *line = join_cells(cells);
    layout_back(layout, row->from, row->blank_above);
    if (*line)
        layout_put(layout, line, strlen(line));
    layout_fresh_line(layout);
}
