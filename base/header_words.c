/* header_words.c: header_decode() and header_addresses() of header_words.h (RFC 2047).
 *
 * Neighbouring words in one charset are joined as bytes before they are converted, because many
 * programs cut a long text in the middle of a character. */
#include "base/header_words.h"

#include <string.h>

#include <glib.h>

#include "base/base64.h"
#include "base/charset.h"
#include "base/text.h"

#define MAX_CHARSET 40

/* One "=?charset*language?B?text?=". */
typedef struct Word {
    char charset[MAX_CHARSET + 1];
    bool base64;
    const char *text, *text_end;
    const char *end; /* behind the word */
} Word;

/* WORD_OPEN: it begins as one, and nothing that follows ends a word. */
typedef enum WordSeen { WORD_NONE, WORD_OPEN, WORD_WHOLE } WordSeen;

static WordSeen read_word(const char *p, Word *word)
{
    if (p[0] != '=' || p[1] != '?')
        return WORD_NONE;
    const char *charset = p + 2, *q = charset + strcspn(charset, "? \t");
    size_t n = strcspn(charset, "*?");
    if (*q != '?' || n == 0 || n > MAX_CHARSET || !q[1] || !strchr("bBqQ", q[1]) || q[2] != '?')
        return WORD_NONE;
    const char *end = strstr(q + 3, "?=");
    if (!end)
        return WORD_OPEN;
    memcpy(word->charset, charset, n);
    word->charset[n] = '\0';
    word->base64 = q[1] == 'b' || q[1] == 'B';
    word->text = q + 3;
    word->text_end = end;
    word->end = end + 2;
    return WORD_WHOLE;
}

static void decode_base64(const Word *word, GString *out)
{
    base64_append(word->text, (size_t)(word->text_end - word->text), out);
}

static void decode_q(const Word *word, GString *out)
{
    for (const char *p = word->text; p < word->text_end; p++) {
        if (*p == '_') {
            g_string_append_c(out, ' ');
        } else if (*p == '=' && word->text_end - p > 2 && g_ascii_isxdigit(p[1]) &&
                   g_ascii_isxdigit(p[2])) {
            g_string_append_c(out,
                              (char)(g_ascii_xdigit_value(p[1]) << 4 | g_ascii_xdigit_value(p[2])));
            p += 2;
        } else {
            g_string_append_c(out, *p);
        }
    }
}

static void note(const CharsetUsed *used, const char *text, bool in_word, WordsSeen *seen)
{
    if (!seen)
        return;
    seen->invalid |= used->invalid;
    seen->undeclared |= used->undeclared && !in_word;
    for (const char *p = text; *p; p++)
        seen->control |= in_word && ((guchar)*p < ' ' && *p != '\t');
}

/* Does a word follow `p` in the same charset, after nothing but blanks? */
static bool next_word(const char *p, const Word *word, Word *next, bool *same)
{
    p += strspn(p, " \t");
    if (read_word(p, next) != WORD_WHOLE)
        return false;
    *same = g_ascii_strcasecmp(next->charset, word->charset) == 0;
    return true;
}

/* Blanks between words vanish (section 6.2). */
const char *header_run(const char *p, GString *out, const char *hint, WordsSeen *seen)
{
    Word word, next;
    bool same = false, more = read_word(p, &word) == WORD_WHOLE;
    const char *end = p;
    g_autoptr(GString) bytes = g_string_new(NULL);

    while (more) {
        CharsetUsed used;
        (word.base64 ? decode_base64 : decode_q)(&word, bytes);
        end = word.end;
        more = next_word(end, &word, &next, &same);
        if (!more || !same) {
            for (gsize i = 0; seen && i < bytes->len; i++)
                seen->control |=
                    (guchar)bytes->str[i] < ' ' && bytes->str[i] != '\t' && bytes->str[i] != 0x1B;
            g_autofree char *text =
                charset_to_utf8(bytes->str, bytes->len, word.charset, hint, &used);
            note(&used, text, true, seen);
            g_string_append(out, text);
            g_string_truncate(bytes, 0);
        }
        word = next;
    }
    return end;
}

static size_t plain_length(const char *p)
{
    Word word;
    size_t n = 0;
    WordSeen seen = WORD_NONE;

    for (; p[n]; n++) {
        seen = p[n] == '=' ? read_word(p + n, &word) : WORD_NONE;
        if (seen != WORD_NONE)
            break;
    }
    return seen == WORD_OPEN ? n + strlen(p + n) : n; /* looked for once, not at each beginning */
}

static void append_plain(GString *out, const char *bytes, size_t n, const char *hint,
                         WordsSeen *seen)
{
    CharsetUsed used;
    g_autofree char *text = charset_to_utf8(bytes, n, NULL, hint, &used);

    note(&used, text, false, seen);
    g_string_append(out, text);
}

char *header_decode(const char *value, const char *hint, WordsSeen *seen)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (const char *p = value; *p;) {
        size_t n = plain_length(p);
        append_plain(out, p, n, hint, seen);
        p += n;
        if (*p)
            p = header_run(p, out, hint, seen);
    }
    return text_one_line(out->str);
}

/* `quoted`: inside of a quoted string already, so only escapes are needed. */
static void append_quoted(GString *out, const char *text, bool quoted)
{
    if (!quoted)
        g_string_append_c(out, '"');
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
    g_string_append(out, quoted ? "" : "\"");
}

/* How many of `n` bytes pass until a quoted string begins or ends; flips *quoted there. */
static void track_quotes(const char *p, size_t n, bool *quoted)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '\\' && *quoted)
            i++;
        else if (p[i] == '"')
            *quoted = !*quoted;
    }
}

char *header_addresses(const char *value, const char *hint, WordsSeen *seen)
{
    GString *out = g_string_new(NULL);
    bool quoted = false;

    for (const char *p = value; *p;) {
        size_t n = plain_length(p);
        append_plain(out, p, n, hint, seen);
        track_quotes(p, n, &quoted);
        p += n;
        if (!*p)
            break;
        g_autoptr(GString) run = g_string_new(NULL);
        p = header_run(p, run, hint, seen);
        g_autofree char *line = text_one_line(run->str);
        append_quoted(out, line, quoted);
        if (!quoted && *p && !g_ascii_isspace(*p))
            g_string_append_c(out, ' ');
    }
    return g_string_free(out, FALSE);
}
