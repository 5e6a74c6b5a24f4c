/* command_wish.c: command_spoken() of command.h: wishes in ordinary words, held against the rows of
 * the table one after the other. The first group of a row is looked for first: most lines hold no
 * word of it. Words in Latin letters are compared by how they sound. */
#include <string.h>

#include "base/spoken_date.h"
#include "base/text.h"
#include "lists/command.h"
#include "lists/command_parts.h"
#include "lists/greeting.h"
#include "lists/name_sound.h"

#define LINE_BYTES   400  /* of a line that is looked at */
#define LINE_WORDS   24   /* of it */
#define WITHIN_BYTES 1200 /* of a text in which a wish is looked for */
#define CLAUSES      6    /* of a line that are tried alone */

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

/* All of the text. */
static SpokenCommand *speak(const CommandTable *table, const char *text)
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

/* --- clauses and sentences --------------------------------------------------------------------
 */

/* Behind the next of `marks` that has a blank or nothing behind it; the end of the text. */
static const char *clause_end(const char *text, const char *marks)
{
    for (const char *p = text; *p; p++)
        if (*p == '\n' || (strchr(marks, *p) && (!p[1] || strchr(" \n!?.", p[1]))))
            return p + 1;
    return text + strlen(text);
}

/* "Удалите меня из рассылки, у меня нет времени": the first clauses alone are enough. */
static SpokenCommand *speak_first(const CommandTable *table, const char *line)
{
    const char *end = line;

    for (int i = 0; i < CLAUSES && *end; i++) {
        end = clause_end(end, ",.!?;:");
        g_autofree char *first = g_strndup(line, (gsize)(end - line));
        g_autoptr(SpokenCommand) spoken = *end ? speak(table, first) : NULL;
        if (spoken && spoken->is_whole && !(spoken->wish->rules & WISH_ALONE))
            return g_steal_pointer(&spoken);
    }
    return NULL;
}

/* "Уберите меня из рассылки, ухожу в декрет" says two things, and the first of them whole: then the
 * rest of the sentence is no day of a vacation. */
static bool means_first(const SpokenCommand *whole, const SpokenCommand *first)
{
    SpokenPeriod period;

    if (first->command == whole->command || !(first->wish->rules & WISH_NO_POST))
        return false;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc(); /* whether there is a day, not which */
    return !spoken_period(whole->argument, 0, utc, &period);
}

SpokenCommand *command_spoken(const CommandTable *table, const char *line)
{
    g_autoptr(SpokenCommand) whole = speak(table, line);

    if (whole && whole->is_whole)
        return g_steal_pointer(&whole);
    SpokenCommand *first = strlen(line) <= WITHIN_BYTES ? speak_first(table, line) : NULL;
    if (!whole || !first)
        return first ? first : g_steal_pointer(&whole);
    if (means_first(whole, first))
        return first;
    whole->is_whole = first->command == whole->command;
    spoken_command_free(first);
    return g_steal_pointer(&whole);
}

SpokenCommand *command_spoken_within(const CommandTable *table, const char *text)
{
    if (strlen(text) > WITHIN_BYTES)
        return NULL;
    for (const char *end = text; *text; text = end) {
        end = clause_end(text, ".!?;");
        g_autofree char *sentence = g_strndup(text, (gsize)(end - text));
        g_autoptr(SpokenCommand) spoken = *g_strstrip(sentence) ? speak(table, sentence) : NULL;
        if (spoken && spoken->is_whole && !(spoken->wish->rules & WISH_ALONE))
            return g_steal_pointer(&spoken);
    }
    return NULL;
}

/* Where a clause ends without a mark. */
static const char *const JOINTS[] = {" и ",         " в связи ",  " так как ",    " потому ",
                                     " поскольку ", " из-за ",    " по причине ", " ввиду ",
                                     " по состоя",  " на время ", " — ",          " – ",
                                     " - ",         " прошу ",    " просим ",     " просьба "};

static char *cut_at_joint(const char *clause, const char **rest)
{
    const char *first = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(JOINTS); i++) {
        const char *at = strstr(clause, JOINTS[i]);
        if (at && (!first || at < first))
            first = at;
    }
    *rest = first ? first + strcspn(first + 1, " ") + 1 : NULL;
    return first ? g_strndup(clause, (gsize)(first - clause)) : g_strdup(clause);
}

static bool clause_says(const CommandTable *table, const char *clause, unsigned rules)
{
    static const char *const REPORTED[] = {"как ", "чтобы ", "что "};

    for (size_t i = 0; i < G_N_ELEMENTS(REPORTED); i++)
        if (g_str_has_prefix(clause, REPORTED[i]))
            return false; /* "Многие спрашивают, как отписаться" */
    for (const char *rest = clause; rest;) {
        g_autofree char *part = cut_at_joint(rest, &rest);
        g_autoptr(SpokenCommand) spoken = *g_strstrip(part) ? speak(table, part) : NULL;
        if (spoken && spoken->is_whole && (spoken->wish->rules & ~(unsigned)WISH_ALONE) == rules)
            return true;
    }
    return false;
}

/* "Исключите меня, пожалуйста, из списка" is one clause. */
static char *without_pleas(const char *text)
{
    static const char *const PLEAS[] = {", пожалуйста,", ", плиз,", ", прошу,", ", please,"};
    char *plain = g_strdup(text);

    for (size_t i = 0; i < G_N_ELEMENTS(PLEAS); i++) {
        g_auto(GStrv) parts = g_strsplit(plain, PLEAS[i], -1);
        g_free(plain);
        plain = g_strjoinv("", parts);
    }
    return plain;
}

static bool any_clause_says(const CommandTable *table, const char *text, unsigned rules)
{
    for (const char *end = text; *text; text = end) {
        end = clause_end(text, ",.!?;:");
        g_autofree char *cut = g_strndup(text, (gsize)(end - text));
        g_autofree char *clause = text_fold(cut);
        if (clause_says(table, clause, rules))
            return true;
    }
    return false;
}

bool command_spoken_by_clause(const CommandTable *table, const char *text, unsigned rules)
{
    if (strlen(text) > WITHIN_BYTES)
        return false;
    g_autofree char *plain = without_pleas(text);
    return any_clause_says(table, text, rules) || any_clause_says(table, plain, rules);
}

const char *commands_begin(const CommandTable *table, const char *text)
{
    const char *begin = greeting_skip(text);
    g_autofree char *greeting = g_strndup(text, (gsize)(begin - text));
    const char *comma = strchr(greeting, ',');

    if (!comma)
        return begin;
    const char *rest = text + (comma + 1 - greeting);
    g_autoptr(SpokenCommand) spoken = command_spoken(table, comma + 1);
    CommandMatch match = command_match(table, comma + 1);
    return spoken || (match.command && !match.is_near) ? rest + strspn(rest, " ") : begin;
}
