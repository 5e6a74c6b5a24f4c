/* header.c: see header.h. Text that is not plain ASCII goes out as UTF-8 base64 words, the whole
 * value: mixing plain and encoded words is where mail programs differ about the blanks between. A
 * word takes a multiple of three bytes where a character ends there, because readers exist
 * (GMime 3.2 is one) that stop at the padding of the first word. */
#include "base/header.h"

#include <string.h>

#include "base/text.h"

#define LINE_MAX_ENCODED 76 /* a line that holds an encoded word, RFC 2047 section 2 */
#define LINE_MAX_PLAIN   78 /* RFC 5322 section 2.1.1 */
#define WORD_MAX         75 /* RFC 2047 section 2 */
#define WORD_OPEN        "=?UTF-8?B?"
#define WORD_CLOSE       "?="
#define WORD_FRAME       (sizeof WORD_OPEN - 1 + sizeof WORD_CLOSE - 1)
#define RAW_WORD_MAX     900 /* so that no line reaches the 998 of RFC 5322 */

/* Characters of category Cf but the joiners that scripts and emoji need. */
static bool is_invisible(gunichar c)
{
    return c == 0xfeff || (g_unichar_type(c) == G_UNICODE_FORMAT && c != 0x200c && c != 0x200d &&
                           c != 0xad && !(c >= 0xe0020 && c <= 0xe007f));
}

static char *value_clean(const char *value)
{
    g_autofree char *line = text_one_line(value ? value : "");
    GString *out = g_string_sized_new(strlen(line));

    for (const char *p = line; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!is_invisible(c) && !g_unichar_iscntrl(c))
            g_string_append_unichar(out, c);
    }
    g_autofree char *cleaned = g_string_free(out, FALSE);
    return text_cut(cleaned, HEADER_TEXT_MAX);
}

/* Plain ASCII that no reader takes for an encoded word, in words that fit a line. */
static bool is_plain(const char *text)
{
    size_t word = 0;

    for (const char *p = text; *p; p++) {
        if ((unsigned char)*p < ' ' || (unsigned char)*p >= 0x7f)
            return false;
        word = *p == ' ' ? 0 : word + 1;
        if (word > RAW_WORD_MAX)
            return false;
    }
    return !strstr(text, "=?");
}

static size_t column(const GString *out)
{
    const char *line = g_strrstr_len(out->str, (gssize)out->len, "\n");

    return line ? out->len - (size_t)(line + 1 - out->str) : out->len;
}

static void fold(GString *out)
{
    if (out->len && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append(out, "\r\n ");
}

/* How many bytes of `text` the next word takes when it has room for `most`: whole characters, a
 * multiple of three where there is one. At least one character. */
static size_t word_take(const char *text, size_t most)
{
    size_t any = 0, good = 0;

    for (const char *p = text; *p;) {
        p = g_utf8_next_char(p);
        size_t length = (size_t)(p - text);
        if (length > most && any)
            break;
        any = length;
        if (length % 3 == 0)
            good = length;
        if (!*p && length <= most)
            return length; /* the last word may be padded */
    }
    return good ? good : any;
}

static void append_encoded(GString *out, const char *text)
{
    while (*text) {
        size_t used = column(out);
        size_t room = used < LINE_MAX_ENCODED ? LINE_MAX_ENCODED - used : 0;
        if (room < WORD_FRAME + 16) { /* 12 bytes at least, else a fresh line serves better */
            fold(out);
            room = LINE_MAX_ENCODED - 1;
        }
        room = MIN(room, WORD_MAX);
        size_t take = word_take(text, (room - WORD_FRAME) / 4 * 3);
        g_autofree char *base64 = g_base64_encode((const guchar *)text, take);
        g_string_append_printf(out, WORD_OPEN "%s" WORD_CLOSE, base64);
        text += take;
        if (*text)
            fold(out);
    }
}

/* Words of plain ASCII, a line broken only between them. */
static void append_plain(GString *out, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, " ");
        if (length && column(out) + length > LINE_MAX_PLAIN && out->str[out->len - 1] == ' ' &&
            column(out) > 1 && out->str[out->len - 2] != ':')
            fold(out);
        g_string_append_len(out, text, (gssize)length);
        text += length;
        if (*text) {
            g_string_append_c(out, ' ');
            text++;
        }
    }
}

static void begin(GString *out, const char *name)
{
    g_string_append_printf(out, "%s: ", name);
}

static void end(GString *out)
{
    g_string_append(out, "\r\n");
}

void header_text(GString *out, const char *name, const char *value)
{
    g_autofree char *clean = value_clean(value);

    begin(out, name);
    if (is_plain(clean))
        append_plain(out, clean);
    else
        append_encoded(out, clean);
    end(out);
}

void header_words(GString *out, const char *name, const char *words)
{
    g_autoptr(GString) clean = g_string_new(NULL);

    for (const char *p = words; *p; p++)
        if (g_ascii_isprint(*p))
            g_string_append_c(clean, *p);
    begin(out, name);
    append_plain(out, clean->str);
    end(out);
}

void header_angle(GString *out, const char *name, const char *word)
{
    if (!header_word_ok(word))
        return;
    g_autofree char *bracketed = g_strdup_printf("<%s>", word);
    header_words(out, name, bracketed);
}

/* An atom, or a quoted-string (RFC 5322 section 3.2.4). */
static void append_quoted(GString *out, const char *text)
{
    bool quote = false;

    for (const char *p = text; *p; p++)
        quote = quote || !(g_ascii_isalnum(*p) || strchr(" !#$%&'*+-/=?^_`{|}~", *p));
    if (!quote) {
        append_plain(out, text);
        return;
    }
    g_autoptr(GString) quoted = g_string_new("\"");
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(quoted, '\\');
        g_string_append_c(quoted, *p);
    }
    g_string_append_c(quoted, '"');
    append_plain(out, quoted->str);
}

void header_phrase(GString *out, const char *name, const char *phrase, const char *inner)
{
    g_autofree char *clean = value_clean(phrase);

    begin(out, name);
    if (!*clean) {
        g_string_append_printf(out, g_ascii_strcasecmp(name, "List-Id") == 0 ? "<%s>" : "%s",
                               inner);
    } else {
        if (is_plain(clean))
            append_quoted(out, clean);
        else
            append_encoded(out, clean);
        g_string_append_c(out, ' ');
        if (column(out) + strlen(inner) + 2 > LINE_MAX_ENCODED)
            fold(out);
        g_string_append_printf(out, "<%s>", inner);
    }
    end(out);
}

bool header_word_ok(const char *word)
{
    size_t length = word ? strlen(word) : 0;

    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isgraph(word[i]) || word[i] == '<' || word[i] == '>')
            return false;
    return length > 0 && length <= RAW_WORD_MAX;
}

const char *header_address_fault(const char *address)
{
    static const char STRUCTURE[] = "\"(),:;<>[]\\";
    size_t length = address ? strlen(address) : 0;

    if (length == 0)
        return "there is no address";
    if (length > RAW_WORD_MAX)
        return "the address is too long";
    for (size_t i = 0; i < length; i++) {
        if ((guchar)address[i] >= 0x80)
            return "the address has letters that are not Latin; servers that take such addresses "
                   "(SMTPUTF8, RFC 6531) are not used";
        if (!g_ascii_isgraph(address[i]) || strchr(STRUCTURE, address[i]))
            return "the address has a blank, a quotation mark, a bracket or another character that "
                   "no server is to see";
    }
    const char *at = strchr(address, '@');
    return at && at != address && at[1] && !strchr(at + 1, '@')
               ? NULL
               : "the address is not one name, @ and one domain";
}

bool header_address_ok(const char *address)
{
    return header_address_fault(address) == NULL;
}
