/* header_params.c: header_parameter() of header_words.h (RFC 2045 section 5.1, RFC 2231).
 *
 * A long file name comes as name*0, name*1*, ...: the pieces are put in order, decoded where they
 * say so, and converted as one. */
#include <string.h>

#include <glib.h>

#include "base/charset.h"
#include "base/header_words.h"
#include "base/text.h"

#define MAX_PIECES 100

typedef struct Piece {
    int number;    /* -1: the parameter is whole */
    bool extended; /* percent-encoded */
    char *value;
} Piece;

static void piece_clear(gpointer item)
{
    g_free(((Piece *)item)->value);
}

/* Reads a value after "=", quoted or not; moves on behind it. */
static char *read_value(const char **p)
{
    g_autoptr(GString) out = g_string_new(NULL);
    const char *s = *p + strspn(*p, " \t");

    if (*s == '"') {
        for (s++; *s && *s != '"'; s++) {
            if (*s == '\\' && (s[1] == '"' || s[1] == '\\'))
                s++;
            g_string_append_c(out, *s);
        }
        s += *s == '"';
    } else {
        /* blanks inside belong to it: unquoted file names with blanks are common */
        size_t n = strcspn(s, ";");
        g_string_append_len(out, s, (gssize)n);
        s += n;
        g_strchomp(out->str);
    }
    *p = s + strcspn(s, ";");
    return g_strdup(out->str);
}

/* "name", "name*", "name*3", "name*3*" is ours: says which. */
static bool read_name(const char *text, size_t length, const char *name, Piece *piece)
{
    size_t n = strlen(name);

    *piece = (Piece){.number = -1};
    if (length < n || g_ascii_strncasecmp(text, name, n) != 0)
        return false;
    const char *p = text + n, *end = text + length;
    if (p == end)
        return true;
    if (*p++ != '*')
        return false;
    if (p < end && g_ascii_isdigit(*p)) {
        piece->number = 0;
        for (; p < end && g_ascii_isdigit(*p) && piece->number < MAX_PIECES; p++)
            piece->number = piece->number * 10 + (*p - '0');
        if (p == end)
            return true;
        if (*p++ != '*')
            return false;
    }
    piece->extended = true;
    return p == end;
}

static GArray *find_pieces(const char *value, const char *name)
{
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    const char *p = value + strcspn(value, ";");

    g_array_set_clear_func(pieces, piece_clear);
    while (*p == ';' && pieces->len < MAX_PIECES) {
        p += strspn(p, "; \t");
        size_t n = strcspn(p, "=; \t");
        const char *equals = p + n + strspn(p + n, " \t");
        Piece piece;
        if (*equals != '=') {
            p += strcspn(p, ";");
            continue;
        }
        bool ours = read_name(p, n, name, &piece);
        p = equals + 1;
        piece.value = read_value(&p);
        if (ours)
            g_array_append_val(pieces, piece);
        else
            g_free(piece.value);
    }
    return pieces;
}

static int by_number(gconstpointer a, gconstpointer b)
{
    return ((const Piece *)a)->number - ((const Piece *)b)->number;
}

static void append_percent(GString *out, const char *p)
{
    for (; *p; p++) {
        if (*p == '%' && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
            g_string_append_c(out,
                              (char)(g_ascii_xdigit_value(p[1]) << 4 | g_ascii_xdigit_value(p[2])));
            p += 2;
        } else {
            g_string_append_c(out, *p);
        }
    }
}

/* charset'language'value at the start of the first piece. */
static const char *split_charset(const char *value, char **charset)
{
    const char *first = strchr(value, '\''), *second = first ? strchr(first + 1, '\'') : NULL;

    if (!second)
        return value;
    *charset = g_strndup(value, (gsize)(first - value));
    return second + 1;
}

static char *join(const GArray *pieces, const char *hint, WordsSeen *seen)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autofree char *charset = NULL;
    CharsetUsed used;

    for (guint i = 0; i < pieces->len; i++) {
        const Piece *piece = &g_array_index(pieces, Piece, i);
        const char *value = piece->value;
        if (i == 0 && piece->extended)
            value = split_charset(value, &charset);
        if (piece->extended)
            append_percent(bytes, value);
        else
            g_string_append(bytes, value);
    }
    g_autofree char *text = charset_to_utf8(bytes->str, bytes->len, charset, hint, &used);
    if (seen) {
        seen->invalid |= used.invalid;
        seen->undeclared |= used.undeclared;
    }
    return text_one_line(text);
}

char *header_parameter(const char *value, const char *name, const char *hint, WordsSeen *seen)
{
    g_autoptr(GArray) pieces = find_pieces(value, name);
    const Piece *extended = NULL, *plain = NULL;

    for (guint i = 0; i < pieces->len; i++) {
        const Piece *piece = &g_array_index(pieces, Piece, i);
        if (piece->number >= 0 || piece->extended)
            extended = piece;
        else if (!plain)
            plain = piece;
    }
    if (!extended)
        return plain ? header_decode(plain->value, hint, seen) : NULL;
    for (guint i = pieces->len; i-- > 0;) { /* a plain copy beside it is for old programs */
        const Piece *piece = &g_array_index(pieces, Piece, i);
        if (piece->number < 0 && !piece->extended)
            g_array_remove_index(pieces, i);
    }
    g_array_sort(pieces, by_number);
    return join(pieces, hint, seen);
}
