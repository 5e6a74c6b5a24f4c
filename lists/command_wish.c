/* command_wish.c: wishes in ordinary words, held against the rows of the table one after the other.
 * The first group of a row is looked for first: most lines hold no word of it. Words in Latin
 * letters are compared by how they sound. */
#include <string.h>

#include "base/text.h"
#include "lists/command.h"
#include "lists/command_parts.h"
#include "lists/name_sound.h"

#define LINE_BYTES 400 /* of a line that is looked at */
#define LINE_WORDS 24  /* of it */

/* The words of a line: as they are written, folded, and by their sound where they are Latin. */
typedef struct Said {
    char *words[LINE_WORDS];
    char *sounds[LINE_WORDS]; /* NULL: not Latin */
    bool spoken[LINE_WORDS];  /* it belongs to the wish, or says nothing */
    size_t count;
} Said;

static void said_clear(Said *said)
{
    for (size_t i = 0; i < said->count; i++) {
        g_free(said->words[i]);
        g_free(said->sounds[i]);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Said, said_clear)

/* Letters and digits, and what stands within dates, addresses and words. */
static char *words_only(const char *line)
{
    g_autofree char *folded = text_fold(line);
    GString *out = g_string_new(NULL);

    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool kept = g_unichar_isalnum(c) || g_unichar_ismark(c) ||
                    (c < 0x80 && strchr("./-'@_:+", (char)c));
        g_string_append_unichar(out, c == U'’' ? '\'' : kept ? c : ' ');
    }
    return g_string_free(out, FALSE);
}

/* False: too many words. */
static bool split(const char *line, Said *said)
{
    g_autofree char *plain = words_only(line);
    g_auto(GStrv) words = g_strsplit(plain, " ", -1);

    for (size_t i = 0; words[i]; i++) {
        char *word = words[i] + strspn(words[i], "./-':+");
        size_t length = strlen(word);
        while (length && strchr("./-:+", word[length - 1]))
            word[--length] = '\0';
        if (!length)
            continue;
        if (said->count == LINE_WORDS)
            return false;
        said->words[said->count] = g_strdup(word);
        said->sounds[said->count++] = g_str_is_ascii(word) ? name_sound(word) : NULL;
    }
    return said->count > 0;
}

/* --- one form ---------------------------------------------------------------------------------
 */

static bool fits_word(const char *form, size_t length, const char *word)
{
    bool open = length && form[length - 1] == '*';

    if (open)
        return strncmp(form, word, length - 1) == 0;
    return strncmp(form, word, length) == 0 && word[length] == '\0';
}

/* The words that one form takes from `at` on; 0: it does not stand there. */
static size_t fits(const Said *said, size_t at, const char *form, bool by_sound)
{
    char *const *words = by_sound ? said->sounds : said->words;
    size_t taken = 0;

    for (;;) {
        size_t length = strcspn(form, "_");
        if (at + taken >= said->count || !words[at + taken] ||
            !fits_word(form, length, words[at + taken]))
            return 0;
        taken++;
        if (!form[length])
            return taken;
        form += length + 1;
    }
}

static size_t fits_one_of(const Said *said, size_t at, const GPtrArray *forms, bool by_sound)
{
    const char *word = by_sound ? said->sounds[at] : said->words[at];

    for (guint i = 0; i < forms->len; i++) {
        const char *form = g_ptr_array_index(forms, i);
        size_t taken = *form == *word ? fits(said, at, form, by_sound) : 0;
        if (taken)
            return taken;
    }
    return 0;
}

static size_t fits_any(const Said *said, size_t at, const WishForms *forms)
{
    const char *word = said->words[at], *sound = said->sounds[at];
    bool may_be = forms->begins[word_begin(word)] || (sound && forms->begins[word_begin(sound)]);
    size_t taken = may_be ? fits_one_of(said, at, forms->written, false) : 0;

    return may_be && !taken && forms->sounds && said->sounds[at]
               ? fits_one_of(said, at, forms->sounds, true)
               : taken;
}

/* Marks every place where a form of the group stands; false: there is none. */
static bool take_group(Said *said, const WishForms *group)
{
    bool found = false;

    for (size_t i = 0; i < said->count; i++) {
        size_t taken = fits_any(said, i, group);
        for (size_t n = 0; n < taken && !group->kept; n++)
            said->spoken[i + n] = true;
        found |= taken > 0;
    }
    return found;
}

/* --- one row ----------------------------------------------------------------------------------
 */

static char *left_over(const Said *said, size_t *count)
{
    GString *left = g_string_new(NULL);

    *count = 0;
    for (size_t i = 0; i < said->count; i++)
        if (!said->spoken[i])
            g_string_append_printf(left, "%s%s", (*count)++ ? " " : "", said->words[i]);
    return g_string_free(left, FALSE);
}

static bool fits_wish(Said *said, const WishRow *row)
{
    memset(said->spoken, 0, sizeof said->spoken);
    for (guint i = 0; i < row->groups->len; i++)
        if (!take_group(said, g_ptr_array_index(row->groups, i)))
            return false;
    take_group(said, row->beside);
    return true;
}

static SpokenCommand *spoken_as(Said *said, const WishRow *row, const WishForms *politeness)
{
    size_t left = 0;

    if (!fits_wish(said, row))
        return NULL;
    take_group(said, politeness);
    g_autofree char *argument = left_over(said, &left);
    if (left > (row->wish->rules & WISH_ALONE ? 0 : command_argument_words(row->command->argument)))
        return NULL;
    SpokenCommand *spoken = g_new0(SpokenCommand, 1);
    spoken->command = row->command;
    spoken->wish = row->wish;
    spoken->argument = g_steal_pointer(&argument);
    spoken->is_whole = left == 0;
    return spoken;
}

void spoken_command_free(SpokenCommand *spoken)
{
    if (!spoken)
        return;
    g_free(spoken->argument);
    g_free(spoken);
}

SpokenCommand *command_speak(const CommandTable *table, const char *text)
{
    const WishTable *wishes = command_wishes(table);
    g_auto(Said) said = {0};

    if (strlen(text) > LINE_BYTES || !split(text, &said))
        return NULL;
    for (guint i = 0; i < wishes->rows->len; i++) {
        SpokenCommand *spoken =
            spoken_as(&said, g_ptr_array_index(wishes->rows, i), wishes->politeness);
        if (spoken)
            return spoken;
    }
    return NULL;
}
