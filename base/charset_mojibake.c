/* charset_mojibake.c: charset_is_mojibake() of charset.h. A letter that some program on its way
 * read in the wrong charset and wrote out again is proper UTF-8 and makes no sense: "РџСЂРёРІРµС‚",
 * "оПХБЕР", "Ïðèâåò". A line of it looks anything but Russian; written back in the charset
 * that was wrongly taken, its bytes are UTF-8 or Russian in another charset. */
#include <string.h>

#include "base/charset.h"
#include "base/charset_guess.h"
#include "base/text.h"

#define LOOKED_LINES  200  /* with letters beyond ASCII */
#define LINE_BYTES    4096 /* looked at of one line */
#define LEAST_LETTERS 6    /* different ones, to tell a Russian charset from another */
#define LEAST_HIGH    4 /* characters beyond ASCII: two of UTF-8, at least, read as single bytes */
#define FINE_SCORE    8 /* of a character, and of proper Russian: twice of that */
#define BEYOND        0x2600 /* no byte of the wrong ones means a character from here on */
#define LOST          '\x1A'

/* Charsets that texts are wrongly read in. */
static const char *const WRONG[] = {"windows-1251", "windows-1252", "koi8-r", "ibm866"};

/* The bytes of characters beyond ASCII in WRONG; 0: it has none. */
typedef guchar Bytes[BEYOND];

static void fill_bytes(Bytes bytes, const char *charset)
{
    for (int i = 0x80; i < 0x100; i++) {
        char byte = (char)i;
        g_autofree char *text = charset_decode(&byte, 1, charset, NULL, NULL);
        gunichar c = text ? g_utf8_get_char(text) : BEYOND;
        if (c < BEYOND)
            bytes[c] = (guchar)i;
    }
}

static const Bytes *wrong_bytes(void)
{
    static Bytes all[G_N_ELEMENTS(WRONG)];
    static gsize filled;

    if (g_once_init_enter(&filled)) {
        for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++)
            fill_bytes(all[i], WRONG[i]);
        g_once_init_leave(&filled, 1);
    }
    return (const Bytes *)all;
}

/* Writes the line in WRONG[wrong]; gives how long it is there. */
static size_t write_back(const char *line, size_t length, size_t wrong, char *out)
{
    const guchar *bytes = wrong_bytes()[wrong];
    size_t n = 0;

    for (const char *p = line; p < line + length; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        char byte = c < BEYOND ? (char)bytes[c] : '\0';
        out[n++] = c < 0x80 ? (char)c : byte ? byte : LOST;
    }
    return n;
}

/* Bytes that are UTF-8 of two and more bytes a character, nearly all of those beyond ASCII. */
static bool is_utf8_of_something(const guchar *bytes, size_t length)
{
    size_t good = 0, high = 0, characters = 0;

    for (size_t i = 0; i < length; i++) {
        size_t more = bytes[i] >= 0xF0 ? 3 : bytes[i] >= 0xE0 ? 2 : bytes[i] >= 0xC2 ? 1 : 0, n = 0;
        high += bytes[i] >= 0x80;
        while (n < more && i + 1 + n < length && (bytes[i + 1 + n] & 0xC0) == 0x80)
            n++;
        if (more == 0 || n < more)
            continue;
        good += more + 1;
        high += more;
        characters++;
        i += more;
    }
    return characters >= 2 && good * 5 >= high * 4;
}

/* How many different bytes beyond ASCII. */
static size_t count_different(const guchar *bytes, size_t length)
{
    bool seen[128] = {false};
    size_t count = 0;

    for (size_t i = 0; i < length; i++) {
        if (bytes[i] >= 0x80 && !seen[bytes[i] - 0x80]) {
            seen[bytes[i] - 0x80] = true;
            count++;
        }
    }
    return count;
}

/* Lost on the way: what cannot be written in `wrong` counts as a byte that fits nothing. */
static bool is_from(const char *line, size_t length, int own, size_t wrong)
{
    char bytes[LINE_BYTES];
    size_t n = write_back(line, length, wrong, bytes), lost = 0, high = 0;

    for (size_t i = 0; i < n; i++) {
        lost += bytes[i] == LOST;
        high += (guchar)bytes[i] >= 0x80;
    }
    if (lost * 5 > high)
        return false;
    if (own < 0 && is_utf8_of_something((const guchar *)bytes, n))
        return true;
    if (count_different((const guchar *)bytes, n) < LEAST_LETTERS || !guess_is_cyrillic(bytes, n))
        return false;
    const char *right = guess_cyrillic(bytes, n); /* the dearest question comes last */
    return strcmp(right, WRONG[wrong]) != 0 &&
           guess_score(bytes, n, right) >= MAX(2 * own, 0) + GUESS_CLEAR;
}

static size_t count_high(const char *line, size_t length)
{
    size_t high = 0;

    if (text_is_ascii(line, length))
        return 0;
    for (size_t i = 0; i < length; i++)
        high += ((guchar)line[i] & 0xC0) == 0xC0;
    return high;
}

static bool line_is_mojibake(const char *line, size_t length, size_t high)
{
    if (high < LEAST_HIGH)
        return false;
    int own = guess_score_utf8(line, length);
    if (own >= (int)high * FINE_SCORE)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++)
        if (is_from(line, length, own, i))
            return true;
    return false;
}

/* `length` of a line, or less, ending where a character ends. */
static size_t whole_characters(const char *line, size_t length)
{
    if (length <= LINE_BYTES)
        return length;
    for (length = LINE_BYTES; ((guchar)line[length] & 0xC0) == 0x80;)
        length--;
    return length;
}

bool charset_is_mojibake(const char *text)
{
    int looked = 0;

    if (text_is_ascii(text, strlen(text)))
        return false;
    for (const char *line = text; *line && looked < LOOKED_LINES;) {
        size_t whole = (size_t)(strchrnul(line, '\n') - line), n = whole_characters(line, whole);
        size_t high = count_high(line, n);
        if (high > 0 && line_is_mojibake(line, n, high))
            return true;
        looked += high > 0;
        line += whole + (line[whole] == '\n');
    }
    return false;
}
