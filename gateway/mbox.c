/* mbox.c: see mbox.h. A letter begins at a line "From " that stands first or after an empty line;
 * other lines that begin so are text of a careless writer. */
#include "gateway/mbox.h"

#include <string.h>

void mbox_init(Mbox *mbox, FILE *file, size_t limit)
{
    memset(mbox, 0, sizeof *mbox);
    mbox->file = file;
    mbox->limit = limit;
}

/* Moves what is left to the front and reads on behind it. */
static void refill(Mbox *mbox)
{
    mbox->filled -= mbox->at;
    memmove(mbox->buffer, mbox->buffer + mbox->at, mbox->filled);
    mbox->at = 0;
    mbox->filled +=
        fread(mbox->buffer + mbox->filled, 1, sizeof mbox->buffer - mbox->filled, mbox->file);
}

/* Takes a line or, when it is longer than the buffer, its next piece. */
static bool next_piece(Mbox *mbox, const char **piece, size_t *length)
{
    const char *end = memchr(mbox->buffer + mbox->at, '\n', mbox->filled - mbox->at);

    if (!end) {
        refill(mbox);
        end = memchr(mbox->buffer, '\n', mbox->filled);
    }
    *piece = mbox->buffer + mbox->at;
    *length = end ? (size_t)(end + 1 - *piece) : mbox->filled - mbox->at;
    mbox->at += *length;
    mbox->in_line = mbox->unended;
    mbox->unended = !end;
    return *length > 0;
}

/* ">From " and ">>From " lost one ">" less when they were written. */
static bool is_quoted_from(const char *line, size_t n)
{
    size_t marks = 0;

    while (marks < n && line[marks] == '>')
        marks++;
    return marks > 0 && n >= marks + 5 && memcmp(line + marks, "From ", 5) == 0;
}

static void append(Mbox *mbox, GString *letter, const char *bytes, size_t n)
{
    size_t room = mbox->limit > letter->len ? mbox->limit - letter->len : 0;

    mbox->cut |= n > room;
    g_string_append_len(letter, bytes, (gssize)MIN(n, room));
}

static bool is_empty_line(const char *line, size_t n)
{
    return n == 0 || (n == 1 && line[0] == '\n') || (n == 2 && line[0] == '\r');
}

GString *mbox_next(Mbox *mbox)
{
    g_autoptr(GString) letter = g_string_new(NULL);
    bool begun = mbox->at_from, after_empty = true;
    const char *line;
    size_t length;

    mbox->at_from = mbox->cut = false;
    while (next_piece(mbox, &line, &length)) {
        if (after_empty && !mbox->in_line && length >= 5 && memcmp(line, "From ", 5) == 0) {
            if (begun) {
                mbox->at_from = true;
                break;
            }
            begun = true;
            after_empty = false;
            continue;
        }
        begun = true;
        after_empty = !mbox->in_line && is_empty_line(line, length);
        bool quoted = !mbox->in_line && is_quoted_from(line, length);
        append(mbox, letter, line + quoted, length - quoted);
    }
    mbox->failed = ferror(mbox->file) != 0;
    if (!begun)
        return NULL;
    /* the empty line before the next "From " belongs to the format */
    if (g_str_has_suffix(letter->str, "\n\n"))
        g_string_truncate(letter, letter->len - 1);
    else if (g_str_has_suffix(letter->str, "\r\n\r\n"))
        g_string_truncate(letter, letter->len - 2);
    return g_steal_pointer(&letter);
}
