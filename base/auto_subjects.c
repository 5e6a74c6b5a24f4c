/* auto_subjects.c: see auto_subjects.h. A pattern and what it is held against are folded in the
 * same way, and each number in either becomes one sign. */
#include "base/auto_subjects.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define PATTERNS_MOST 5000
#define TEXT_MOST     (1 << 20)
#define OPENING_BYTES 600 /* of a text, in which its first sentences are looked for */
#define SENTENCES     6
#define LINE_END      '|' /* a sign that folding leaves alone */

static const char *const KINDS[AUTO_SUBJECT_COUNT] = {
    [AUTO_SUBJECT_SURE] = "automatic",
    [AUTO_SUBJECT_PERHAPS] = "perhaps",
    [AUTO_SUBJECT_RECEIPT] = "receipt",
    [AUTO_RECEIPT_TEXT] = "receipt-text",
    [AUTO_TEXT] = "text",
    [AUTO_TEXT_ABSENCE] = "absence",
};

/* conf/automatic-subjects itself: the makefile rebuilds this file when that one changes. */
__asm__(".pushsection .rodata\n"
        ".global automatic_subjects\n"
        "automatic_subjects:\n"
        ".incbin \"conf/automatic-subjects\"\n"
        ".byte 0\n"
        ".popsection\n");
extern const char automatic_subjects[];

struct AutoSubjects {
    char *text;
    GPtrArray *patterns[AUTO_SUBJECT_COUNT]; /* of GPatternSpec* */
};

void auto_subjects_free(AutoSubjects *subjects)
{
    if (!subjects)
        return;
    for (int i = 0; i < AUTO_SUBJECT_COUNT; i++)
        g_ptr_array_unref(subjects->patterns[i]);
    g_free(subjects->text);
    g_free(subjects);
}

/* Folded, each run of digits as one '#'. */
static char *normal_form(const char *text)
{
    char *folded = text_fold(text), *to = folded;

    for (const char *p = folded; *p; p++) {
        bool digit = g_ascii_isdigit(*p);
        if (!digit || to == folded || to[-1] != '#')
            *to++ = digit ? '#' : *p;
    }
    *to = '\0';
    return folded;
}

static int find_kind(const char *word, size_t length)
{
    int i = 0;

    while (i < AUTO_SUBJECT_COUNT &&
           (strlen(KINDS[i]) != length || strncmp(KINDS[i], word, length) != 0))
        i++;
    return i;
}

static bool read_line(AutoSubjects *subjects, const char *line, const char *place, GError **error)
{
    size_t length = strcspn(line, " \t");
    int kind = find_kind(line, length);
    g_autofree char *pattern = normal_form(line + length);

    if (kind == AUTO_SUBJECT_COUNT) {
        g_autofree char *word = g_strndup(line, length);
        return fail(error, ERR_SETTINGS,
                    "%s: '%s' is no word that a line begins with; there are automatic, perhaps, "
                    "receipt, receipt-text, text and absence",
                    place, word);
    }
    if (pattern[strspn(pattern, "*?# ")] == '\0')
        return fail(error, ERR_SETTINGS,
                    "%s: a pattern needs letters: this one would fit every subject", place);
    if (subjects->patterns[kind]->len >= PATTERNS_MOST)
        return fail(error, ERR_SETTINGS, "%s: more than %d patterns", place, PATTERNS_MOST);
    g_ptr_array_add(subjects->patterns[kind], g_pattern_spec_new(pattern));
    return true;
}

AutoSubjects *auto_subjects_parse(const char *text, const char *name, GError **error)
{
    if (strlen(text) > TEXT_MOST || !g_utf8_validate(text, -1, NULL)) {
        fail(error, ERR_SETTINGS, "%s: not a text in UTF-8 of at most %d bytes", name, TEXT_MOST);
        return NULL;
    }
    g_autoptr(AutoSubjects) subjects = g_new0(AutoSubjects, 1);
    subjects->text = g_strdup(text);
    for (int i = 0; i < AUTO_SUBJECT_COUNT; i++)
        subjects->patterns[i] = g_ptr_array_new_with_free_func((GDestroyNotify)g_pattern_spec_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_autofree char *place = g_strdup_printf("%s:%u", name, i + 1);
        const char *line = g_strstrip(lines[i]);
        if (*line && *line != '#' && !read_line(subjects, line, place, error))
            return NULL;
    }
    return g_steal_pointer(&subjects);
}

AutoSubjects *auto_subjects_open(const char *file, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) why = NULL;

    if (!file)
        return auto_subjects_parse(automatic_subjects, "automatic-subjects", error);
    if (g_file_get_contents(file, &text, NULL, &why))
        return auto_subjects_parse(text, file, error);
    fail(error, ERR_SETTINGS,
         "%s; the setting automatic_subjects names the table of subjects that machines write: copy "
         "the one that came with the program there, or leave the setting out",
         why->message);
    return NULL;
}

const char *auto_subjects_text(const AutoSubjects *subjects)
{
    return subjects->text;
}

static bool matches(const GPtrArray *patterns, const char *normal)
{
    size_t length = strlen(normal);
    bool found = false;

    for (guint i = 0; i < patterns->len && !found; i++)
        found = g_pattern_spec_match(g_ptr_array_index(patterns, i), length, normal, NULL);
    return found;
}

bool auto_subjects_match(const AutoSubjects *subjects, AutoSubject kind, const char *text)
{
    g_autofree char *normal = normal_form(text);

    return matches(subjects->patterns[kind], normal);
}

/* The opening of a text in normal form, its line ends kept as LINE_END. */
static char *normal_opening(const char *text)
{
    g_autofree char *opening = text_cut(text, OPENING_BYTES);

    for (char *p = opening; *p; p++)
        *p = *p == '\n' ? LINE_END : *p;
    return normal_form(opening);
}

/* Where the next sentence or line begins. In what a line end divides the words go on all the same:
 * it becomes a blank as soon as it is passed. */
static char *next_sentence(char *p)
{
    while (*p && *p != LINE_END && !(strchr(".!?", *p) && strchr(" |", p[1])))
        p++;
    while (*p && strchr(".!? |", *p))
        *p++ = ' ';
    return p;
}

char *auto_subjects_sentence(const AutoSubjects *subjects, AutoSubject kind, const char *text)
{
    g_autofree char *opening = normal_opening(text);
    char *at = opening + strspn(opening, " |");

    for (int i = 0; *at && i < SENTENCES; i++) {
        g_autofree char *sentence = g_strdelimit(g_strdup(at), "|", ' ');
        if (matches(subjects->patterns[kind], sentence))
            return g_strndup(sentence, strcspn(sentence, ".!?"));
        at = next_sentence(at);
    }
    return NULL;
}
