/* person_name.c: see person_name.h. A piece of a line ("Иванова М. П., учитель") is taken apart at
 * commas and dashes; the piece that names the person best counts. In a piece with capital letters
 * the words without them are no names ("учитель Иванова"). */
#include "lists/person_name.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "lists/name_sound.h"
#include "lists/word_ending.h"

#define MAX_WRITTEN 400 /* bytes that are looked at */
#define MAX_WORDS   8   /* of one piece */
#define MAX_PARTS   6   /* of a registered name */

/* How a written word fits a part of the registered name. */
typedef enum Fit { FIT_NONE, FIT_INITIAL, FIT_ENDING, FIT_SOUND, FIT_EXACT, FIT_COUNT } Fit;

/* What a fit weighs for surname, name, patronymic and what stands behind them ("оглы"). */
static const int WEIGHT[][FIT_COUNT] = {
    {[FIT_ENDING] = 80, [FIT_SOUND] = 90, [FIT_EXACT] = 100},
    {[FIT_INITIAL] = 10, [FIT_ENDING] = 25, [FIT_SOUND] = 28, [FIT_EXACT] = 30},
    {[FIT_INITIAL] = 5, [FIT_ENDING] = 12, [FIT_SOUND] = 14, [FIT_EXACT] = 15},
    {[FIT_EXACT] = 1},
};

typedef struct Word {
    char *folded;
    char *sound; /* made when it is asked for */
    bool is_latin, is_short;
} Word;

static void word_free(Word *word)
{
    g_free(word->folded);
    g_free(word->sound);
    g_free(word);
}

/* `folded` is taken over. */
static Word *word_new(char *folded)
{
    Word *word = g_new0(Word, 1);

    word->folded = folded;
    word->is_latin = g_ascii_isalpha(folded[0]);
    word->is_short = g_utf8_strlen(folded, -1) <= (word->is_latin ? 2 : 1);
    return word;
}

static const char *sound_of(Word *word)
{
    if (!word->sound)
        word->sound = name_sound(word->folded);
    return word->sound;
}

/* "м" or, in Latin letters, "m", "yu", "zh": how the name begins. */
static bool is_initial_of(Word *word, Word *part)
{
    if (!word->is_short)
        return false;
    if (!word->is_latin)
        return g_str_has_prefix(part->folded, word->folded);
    return *sound_of(word) && g_str_has_prefix(sound_of(part), sound_of(word));
}

static Fit fit(Word *word, Word *part, bool may_be_initial)
{
    if (g_str_equal(word->folded, part->folded))
        return FIT_EXACT;
    if (may_be_initial && is_initial_of(word, part))
        return FIT_INITIAL;
    if (word->is_latin)
        return *sound_of(word) && g_str_equal(sound_of(word), sound_of(part)) ? FIT_SOUND
                                                                              : FIT_NONE;
    return word_differs_in_ending(word->folded, part->folded) ? FIT_ENDING : FIT_NONE;
}

/* --- taking text apart --------------------------------------------------------------------- */

/* Of Word: letters, "-" and "'" within them; with `only_capitals` those that begin with one. */
static GPtrArray *words_of(const char *text, bool only_capitals)
{
    GPtrArray *words = g_ptr_array_new_with_free_func((GDestroyNotify)word_free);
    const char *p = text;

    while (*p) {
        const char *begin = p;
        while (*p && (g_unichar_isalpha(g_utf8_get_char(p)) ||
                      (p > begin && (*p == '-' || *p == '\'') && p[1])))
            p = g_utf8_next_char(p);
        if (p == begin) {
            p = g_utf8_next_char(p);
            continue;
        }
        g_autofree char *word = g_strndup(begin, (gsize)(p - begin));
        if (!only_capitals || g_unichar_isupper(g_utf8_get_char(word)))
            g_ptr_array_add(words, word_new(text_fold(word)));
    }
    return words;
}

static bool has_capital(const char *text)
{
    for (; *text; text = g_utf8_next_char(text))
        if (g_unichar_isupper(g_utf8_get_char(text)))
            return true;
    return false;
}

/* --- one piece against one person ---------------------------------------------------------- */

typedef struct Score {
    Fit best[MAX_PARTS]; /* of each registered part */
} Score;

/* The unused part that `word` fits best; false: none. */
static bool place_word(Word *word, const GPtrArray *parts, Score *score)
{
    Fit best = FIT_NONE;
    guint where = 0;

    for (guint i = 0; i < parts->len && i < MAX_PARTS; i++) {
        Fit here = score->best[i] ? FIT_NONE : fit(word, parts->pdata[i], i > 0);
        if (here > best) {
            best = here;
            where = i;
        }
    }
    if (best == FIT_NONE)
        return false;
    score->best[where] = best;
    return true;
}

/* A full given name and a surname stand in the same case: "Александра Петрова" is not Александр
 * Петров, "Александра Петрова" of both in the genitive is. Of a surname that has no cases the
 * patronymic tells: "Шевченко Марию Ивановну". */
static bool cases_agree(const Score *score)
{
    bool surname_bent = score->best[0] == FIT_ENDING, given_exact = score->best[1] == FIT_EXACT;
    bool surname_exact = score->best[0] == FIT_EXACT, given_bent = score->best[1] == FIT_ENDING;

    bool patronymic_bent = score->best[2] == FIT_ENDING;

    return !(surname_bent && given_exact) && !(surname_exact && given_bent && !patronymic_bent);
}

static int weigh(const Score *score)
{
    bool by_given = score->best[1] > FIT_INITIAL && score->best[2] > FIT_INITIAL;
    int sum = 0;

    if ((!score->best[0] && !by_given) || !cases_agree(score))
        return 0;
    for (size_t i = 0; i < MAX_PARTS; i++)
        sum += WEIGHT[MIN(i, G_N_ELEMENTS(WEIGHT) - 1)][score->best[i]];
    return sum;
}

/* Full words are placed before initials, so that an initial takes what is left. */
static int score_piece(const GPtrArray *parts, const GPtrArray *words)
{
    Score score = {0};

    for (int initials = 0; initials < 2; initials++)
        for (guint i = 0; i < words->len; i++) {
            Word *word = words->pdata[i];
            if (word->is_short == (initials == 1) && !place_word(word, parts, &score))
                return 0;
        }
    return weigh(&score);
}

/* Where a piece ends: at a comma and its like, at a dash between blanks. 0: not here. */
static size_t boundary_at(const char *text)
{
    static const char *const MARKS[] = {"\n", ",",  ";", ":", "|",   "/",   "(",
                                        ")",  "\"", "«", "»", " - ", " – ", " — "};

    for (size_t i = 0; i < G_N_ELEMENTS(MARKS); i++)
        if (g_str_has_prefix(text, MARKS[i]))
            return strlen(MARKS[i]);
    return 0;
}

/* Of GPtrArray of words: the pieces of what was written that may hold a name. */
static GPtrArray *pieces_of(const char *written)
{
    g_autofree char *cut = text_cut(written, MAX_WRITTEN);
    GPtrArray *pieces = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

    for (const char *begin = cut, *p = cut;; p = g_utf8_next_char(p)) {
        size_t boundary = boundary_at(p);
        if (*p && !boundary)
            continue;
        g_autofree char *piece = g_strndup(begin, (gsize)(p - begin));
        g_autoptr(GPtrArray) words = words_of(piece, has_capital(piece));
        if (words->len > 0 && words->len <= MAX_WORDS)
            g_ptr_array_add(pieces, g_steal_pointer(&words));
        if (!*p)
            return pieces;
        begin = p + boundary;
    }
}

static int score_pieces(const char *registered, const GPtrArray *pieces)
{
    g_autoptr(GPtrArray) parts = words_of(registered, false);
    int best = 0;

    for (guint i = 0; i < pieces->len; i++)
        best = MAX(best, score_piece(parts, pieces->pdata[i]));
    return best;
}

int person_name_score(const char *registered, const char *written)
{
    g_autoptr(GPtrArray) pieces = pieces_of(written);

    return score_pieces(registered, pieces);
}

int person_name_best(const char *const *registered, size_t count, const char *written)
{
    g_autoptr(GPtrArray) pieces = pieces_of(written);
    int best = 0, found = NAME_NOBODY;

    for (size_t i = 0; i < count && pieces->len; i++) {
        int score = score_pieces(registered[i], pieces);
        if (score > best) {
            best = score;
            found = (int)i;
        } else if (score > 0 && score == best) {
            found = NAME_SEVERAL;
        }
    }
    return found;
}

char *person_name_key(const char *written)
{
    g_autofree char *cut = text_cut(written, MAX_WRITTEN);
    g_autoptr(GPtrArray) words = words_of(cut, false);
    GString *key = g_string_new(NULL);

    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(key, "%s%s", i ? " " : "", ((Word *)words->pdata[i])->folded);
    return g_string_free(key, words->len == 0);
}

char *person_name_shown(const char *registered)
{
    size_t surname = strcspn(registered, " ");

    if (!registered[surname])
        return g_strdup(registered);
    return g_strdup_printf("%s %.*s", registered + surname + 1, (int)surname, registered);
}

char *person_name_greeted(const char *registered)
{
    const char *given = strchr(registered, ' ');
    const char *second = given && given[1] ? g_utf8_next_char(given + 1) : NULL;

    /* "М." or "М" greets nobody */
    return second && g_unichar_isalpha(g_utf8_get_char(second)) ? g_strdup(given + 1)
                                                                : g_strdup(registered);
}
