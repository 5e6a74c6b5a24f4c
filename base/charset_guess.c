/* charset_guess.c: see charset_guess.h.
 *
 * Russian letters come in many charsets, and programs often name the wrong one or none. The guess
 * reads the bytes in each and scores how Russian the result looks: frequent letters count, capitals
 * after small letters and signs that no text holds cost. Russian in a wrong one of them always
 * shows such things. */
#include "base/charset_guess.h"

#include <string.h>

#include <glib.h>

#include "base/charset.h"

#define SAMPLE_HIGH  4096   /* bytes beyond ASCII that are looked at */
#define SAMPLE_BYTES 262144 /* and bytes in which they are looked for */

#define FINE_WEIGHT                                                                                \
    13 /* of a letter; of usual Russian it is 15, and no other reading of it can be a third better \
        */

#define SMALL_FIRST 0x430 /* а, and further Cyrillic small letters */
#define SMALL_LAST  0x45F
#define NEAR        0x500 /* a character below it weighs what a table says */

/* The likelier ones first: where two fit alike, the first is taken. `doubt` is how much better the
 * rare ones must fit. */
static const struct Guess {
    const char *name;
    int doubt;
} GUESSES[] = {
    {"windows-1251", 0}, {"koi8-r", 0},         {"ibm866", 0},  {"iso-8859-5", 0},
    {"koi8-u", 10},      {"x-mac-cyrillic", 0}, {"ibm855", 10},
};

/* How often a Russian letter is met, а to я, in tenths of a percent. */
static const signed char FREQUENCY[32] = {
    80, 16, 45, 17, 30, 85, 9, 17, 74, 12, 35, 44, 32, 67, 110, 28,
    47, 55, 63, 26, 3,  10, 5, 14, 7,  4,  1,  19, 17, 3,  6,   20,
};

/* Roughly the logarithm of the frequency: rare letters in a row are no Russian. */
static int frequency_weight(int frequency)
{
    static const struct {
        int least, weight;
    } STEPS[] = {{80, 24}, {50, 19}, {30, 14}, {15, 7}, {7, -4}, {0, -14}};
    size_t i = 0;

    while (frequency < STEPS[i].least)
        i++;
    return STEPS[i].weight;
}

static bool is_small(gunichar c)
{
    return c >= SMALL_FIRST && c <= SMALL_LAST;
}

static int letter_weight(gunichar c, gunichar before)
{
    bool after_small = is_small(before);

    if (c >= 0x430 && c <= 0x44F)
        return frequency_weight(FREQUENCY[c - 0x430]);
    if (c >= 0x410 && c <= 0x42F)
        return after_small ? -60 : frequency_weight(FREQUENCY[c - 0x410]) - 1;
    if (c == 0x451 || c == 0x401 || c == 0x456 || c == 0x457 || c == 0x454 || c == 0x491)
        return 8; /* ё Ё і ї є ґ */
    if (c == 0xAB || c == 0xBB || c == 0x2116 || (c >= 0x2013 && c <= 0x2026) || c == 0xA0)
        return 3; /* « » № dashes, quotation marks, ellipsis */
    return c >= 0x80 ? -50 : 0;
}

/* What a character weighs, and behind a small letter. */
typedef struct Weight {
    signed char weighs[2];
    bool small;
} Weight;

static Weight weight_of(gunichar c)
{
    return (Weight){
        {(signed char)letter_weight(c, ' '), (signed char)letter_weight(c, SMALL_FIRST)},
        is_small(c)};
}

static const Weight *weights_near(void)
{
    static Weight all[NEAR];
    static gsize filled;

    if (g_once_init_enter(&filled)) {
        for (gunichar c = 0; c < NEAR; c++)
            all[c] = weight_of(c);
        g_once_init_leave(&filled, 1);
    }
    return all;
}

int guess_score_utf8(const char *text, size_t length)
{
    const Weight *near = weights_near();
    int score = 0;
    bool small = false;

    for (const char *p = text; p < text + length; p = g_utf8_next_char(p)) {
        gunichar c = (guchar)*p < 0x80 ? (guchar)*p : g_utf8_get_char(p);
        score += c < NEAR ? near[c].weighs[small] : letter_weight(c, ' ');
        small = c < NEAR && near[c].small;
    }
    return score;
}

/* --- bytes --- */

typedef Weight Table[256]; /* of bytes; those of ASCII weigh nothing */

static void fill_table(Table table, const char *charset)
{
    for (int i = 0x80; i < 0x100; i++) {
        char byte = (char)i;
        g_autofree char *text = charset_decode(&byte, 1, charset, NULL, NULL);
        table[i] = weight_of(text && *text ? g_utf8_get_char(text) : 0xFFFD);
    }
}

static const Table *tables(void)
{
    static Table all[G_N_ELEMENTS(GUESSES)];
    static gsize filled;

    if (g_once_init_enter(&filled)) {
        for (size_t i = 0; i < G_N_ELEMENTS(GUESSES); i++)
            fill_table(all[i], GUESSES[i].name);
        g_once_init_leave(&filled, 1);
    }
    return (const Table *)all;
}

/* Bytes beyond ASCII, with one 0 for all that stands between them. */
typedef struct Sample {
    guchar bytes[2 * SAMPLE_HIGH];
    size_t length;
} Sample;

static void take_sample(Sample *sample, const char *bytes, size_t length)
{
    size_t end = MIN(length, SAMPLE_BYTES), high = 0;

    sample->length = 0;
    for (size_t i = 0; i < end && high < SAMPLE_HIGH; i++) {
        guchar byte = (guchar)bytes[i];
        if (byte >= 0x80) {
            sample->bytes[sample->length++] = byte;
            high++;
        } else if (sample->length > 0 && sample->bytes[sample->length - 1] != 0) {
            sample->bytes[sample->length++] = 0;
        }
    }
}

static int score_by(const Sample *sample, const Table table)
{
    int score = 0;
    bool small = false;

    for (size_t i = 0; i < sample->length; i++) {
        const Weight *weight = &table[sample->bytes[i]];
        score += weight->weighs[small];
        small = weight->small;
    }
    return score;
}

bool guess_is_fine(const char *bytes, size_t length, int score)
{
    size_t high = 0;

    for (size_t i = 0; i < MIN(length, SAMPLE_BYTES) && high < SAMPLE_HIGH; i++)
        high += (guchar)bytes[i] >= 0x80;
    return score >= (int)high * FINE_WEIGHT;
}

static size_t guess_index(const char *charset)
{
    size_t i = 0;

    while (i < G_N_ELEMENTS(GUESSES) && strcmp(GUESSES[i].name, charset) != 0)
        i++;
    return i;
}

bool guess_knows(const char *charset)
{
    return guess_index(charset) < G_N_ELEMENTS(GUESSES);
}

int guess_score(const char *bytes, size_t length, const char *charset)
{
    Sample sample;

    take_sample(&sample, bytes, length);
    return score_by(&sample, tables()[guess_index(charset)]);
}

const char *guess_cyrillic(const char *bytes, size_t length)
{
    size_t best = 0;
    int best_score = G_MININT;
    Sample sample;

    take_sample(&sample, bytes, length);
    for (size_t i = 0; i < G_N_ELEMENTS(GUESSES); i++) {
        int score = score_by(&sample, tables()[i]) - GUESSES[i].doubt;
        if (score > best_score) {
            best_score = score;
            best = i;
        }
    }
    return GUESSES[best].name;
}

/* Bytes beyond ASCII in words of nothing else, and in words with plain letters too. */
static void count_words(const char *bytes, size_t length, size_t *pure, size_t *mixed)
{
    size_t high = 0, low = 0;

    *pure = *mixed = 0;
    for (size_t i = 0; i <= MIN(length, SAMPLE_BYTES); i++) {
        guchar byte = i < length ? (guchar)bytes[i] : ' ';
        if (byte >= 0x80)
            high++;
        else if (g_ascii_isalpha(byte))
            low++;
        if (byte >= 0x80 || g_ascii_isalpha(byte))
            continue;
        *pure += low == 0 && high > 1 ? high : 0;
        *mixed += low > 0 ? high : 0;
        high = low = 0;
    }
}

bool guess_is_cyrillic(const char *bytes, size_t length)
{
    size_t pure, mixed;

    count_words(bytes, length, &pure, &mixed);
    return pure > mixed;
}

bool guess_is_western(const char *bytes, size_t length)
{
    size_t pure, mixed;

    count_words(bytes, length, &pure, &mixed);
    return mixed > pure;
}
