/* rtf_text.c: rtf_to_utf8() of tnef.h: the text of rich text, without its looks. Outlook wraps HTML
 * in it too: tags stand in groups "\*\htmltag", what only the rich form needs between \htmlrtf and
 * \htmlrtf0. One pass over the bytes, no recursion: a stack of what each group skips. */
#include <stdlib.h>
#include <string.h>

#include "base/charset.h"
#include "base/tnef.h"

#define MAX_GROUPS 200

typedef struct Rtf {
    const char *at, *end;
    GString *out, *bytes; /* bytes of the codepage that wait to be converted */
    bool skip[MAX_GROUPS], hidden;
    size_t depth;
    char codepage[24];
    int after_unicode, to_skip; /* characters that stand for one \u */
    bool html;
} Rtf;

static void flush(Rtf *rtf)
{
    if (rtf->bytes->len == 0)
        return;
    g_autofree char *text =
        charset_to_utf8(rtf->bytes->str, rtf->bytes->len, rtf->codepage, NULL, NULL);
    g_string_append(rtf->out, text);
    g_string_truncate(rtf->bytes, 0);
}

static void emit(Rtf *rtf, char byte)
{
    if (rtf->to_skip > 0)
        rtf->to_skip--;
    else if (!rtf->skip[rtf->depth] && !rtf->hidden)
        g_string_append_c(rtf->bytes, byte);
}

static void emit_unicode(Rtf *rtf, long number)
{
    gunichar c = (gunichar)(number < 0 ? number + 65536 : number);

    if (!rtf->skip[rtf->depth] && !rtf->hidden && g_unichar_validate(c) && c) {
        flush(rtf);
        g_string_append_unichar(rtf->out, c);
    }
    rtf->to_skip = rtf->after_unicode;
}

static bool is_word(const char *word, size_t length, const char *wanted)
{
    return strlen(wanted) == length && memcmp(word, wanted, length) == 0;
}

static void obey(Rtf *rtf, const char *word, size_t length, long number)
{
    static const char *const SKIPPED[] = {"fonttbl", "colortbl", "stylesheet", "info",
                                          "pict",    "header",   "footer",     "object"};
    static const struct {
        const char *word;
        char sign;
    } SIGNS[] = {{"par", '\n'}, {"line", '\n'}, {"row", '\n'}, {"tab", '\t'}, {"cell", '\t'}};

    for (size_t i = 0; i < G_N_ELEMENTS(SKIPPED); i++)
        rtf->skip[rtf->depth] |= is_word(word, length, SKIPPED[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(SIGNS); i++)
        if (is_word(word, length, SIGNS[i].word))
            emit(rtf, SIGNS[i].sign);
    if (is_word(word, length, "u"))
        emit_unicode(rtf, number);
    else if (is_word(word, length, "uc"))
        rtf->after_unicode = (int)CLAMP(number, 0, 10);
    else if (is_word(word, length, "ansicpg") && number > 0 && number < 100000)
        g_snprintf(rtf->codepage, sizeof rtf->codepage, "windows-%ld", number);
    else if (is_word(word, length, "fromhtml"))
        rtf->html = true;
    else if (is_word(word, length, "htmlrtf"))
        rtf->hidden = number != 0;
    else if (is_word(word, length, "htmltag"))
        rtf->skip[rtf->depth] = rtf->depth > 0 && rtf->skip[rtf->depth - 1];
}

static int hex(const char *p)
{
    return g_ascii_xdigit_value(p[0]) << 4 | g_ascii_xdigit_value(p[1]);
}

/* Behind a backslash. */
static void control(Rtf *rtf)
{
    const char *word = rtf->at, *end;

    while (rtf->at < rtf->end && g_ascii_isalpha(*rtf->at))
        rtf->at++;
    end = rtf->at;
    if (end == word) {
        char sign = *rtf->at++;
        if (sign == '\'' && rtf->end - rtf->at >= 2 && g_ascii_isxdigit(rtf->at[0]) &&
            g_ascii_isxdigit(rtf->at[1])) {
            emit(rtf, (char)hex(rtf->at));
            rtf->at += 2;
        } else if (sign == '*') {
            rtf->skip[rtf->depth] = true;
        } else if (strchr("\\{}~", sign)) {
            emit(rtf, sign == '~' ? ' ' : sign);
        }
        return;
    }
    bool minus = rtf->at < rtf->end && *rtf->at == '-';
    long number = 1;
    rtf->at += minus;
    if (rtf->at < rtf->end && g_ascii_isdigit(*rtf->at))
        for (number = 0; rtf->at < rtf->end && g_ascii_isdigit(*rtf->at); rtf->at++)
            number = MIN(number * 10 + (*rtf->at - '0'), 1000000);
    rtf->at += rtf->at < rtf->end && *rtf->at == ' ';
    obey(rtf, word, (size_t)(end - word), minus ? -number : number);
}

static void open_group(Rtf *rtf)
{
    bool skip = rtf->skip[rtf->depth];

    if (rtf->depth + 1 < MAX_GROUPS)
        rtf->depth++;
    else
        skip = true;
    rtf->skip[rtf->depth] = skip;
}

GString *rtf_to_utf8(const char *text, size_t length, bool *html)
{
    Rtf rtf = {.at = text, .end = text + length, .after_unicode = 1, .codepage = "windows-1252"};

    rtf.out = g_string_new(NULL);
    rtf.bytes = g_string_new(NULL);
    while (rtf.at < rtf.end) {
        char c = *rtf.at++;
        if (c == '\\' && rtf.at < rtf.end)
            control(&rtf);
        else if (c == '{')
            open_group(&rtf);
        else if (c == '}')
            rtf.depth -= rtf.depth > 0;
        else if (c != '\r' && c != '\n' && c != '\0')
            emit(&rtf, c);
    }
    flush(&rtf);
    g_string_free(rtf.bytes, TRUE);
    *html = rtf.html;
    return rtf.out;
}
