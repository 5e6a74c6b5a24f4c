/* template.h: texts with places for values. Texts of letters lie in conf/letters/LANGUAGE/NAME.txt
 * and, where a letter has HTML, NAME.html; an administrator edits them without a rebuild.
 *
 *   {name}             the value, escaped for where it goes: HTML in .html (there a number and its
 *                      word, and the number after a number sign, stay on one line), one line in a
 *                      subject
 *   {#name} ... {/name}   once for each element of an array (inside, names of the element come
 * first), once for an object, a true or a non-empty string, else not at all
 *   {^name} ... {/name}   the opposite: when it is empty, false or absent
 *   {{ and }}          the braces themselves
 *   a line of only a section mark leaves no empty line behind
 *
 * An .html that is no whole page is put where {content} stands in LANGUAGE/frame.html, which may
 * show the subject as {title}.
 *
 * A .txt file begins with "Subject: ..." and an empty line; what follows is the text. An unknown
 * name is an error with file:line: a letter is never sent with a hole in it.
 *
 * Bounded: TEMPLATE_* below. A file or an output beyond them is an error, never cut silently. */
#ifndef VESTNIK_BASE_TEMPLATE_H
#define VESTNIK_BASE_TEMPLATE_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

enum {
    TEMPLATE_SOURCE_MOST = 256 * 1024,      /* bytes of one file */
    TEMPLATE_OUTPUT_MOST = 4 * 1024 * 1024, /* bytes of one rendered text */
    TEMPLATE_DEPTH_MOST = 8,                /* sections inside sections */
    TEMPLATE_NAME_MOST = 40,                /* bytes of a name: a-z, 0-9, _ */
};

typedef enum Escape { ESCAPE_TEXT, ESCAPE_HTML, ESCAPE_HEADER } Escape;

/* A text that was taken apart once. `name` (of the file) and `first_line` are for error messages.
 */
typedef struct Template Template;
Template *template_parse(const char *source, const char *name, int first_line, GError **error);
void template_free(Template *parsed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, template_free)

/* NULL with ERR_INPUT. The caller's. */
char *template_fill(const Template *parsed, Escape escape, const json_t *values, GError **error);
/* True when every name that it uses is in `names` (NULL-terminated). */
bool template_knows(const Template *parsed, const char *const *names, GError **error);
/* Whether it shows the value of this name. */
bool template_shows(const Template *parsed, const char *name);

/* The languages that letters are written in: the folders of `letters`; NULL-terminated. */
extern const char *const TEXTS_LANGUAGES[];

typedef struct Texts Texts; /* the folder, read once a process; a file is cached on first use */
Texts *texts_open(const char *folder, GError **error);
void texts_free(Texts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Texts, texts_free)

typedef struct LetterText {
    char *subject;
    char *text;
    char *html; /* NULL where the letter has none */
} LetterText;
void letter_text_clear(LetterText *text);

/* The letter NAME in `language`; falls back to "ru". */
bool texts_letter(Texts *texts, const char *language, const char *name, const json_t *values,
                  LetterText *out, GError **error);
/* Every file of ru/ and en/ parses, has a row in the file "placeholders" of the folder
 * ("NAME: names...", one row a letter, a row goes on in lines that begin with a blank), uses only
 * the names of that row, and shows those with a "!" behind them in its subject or text, and every
 * row has its text in both languages. Errors name file:line. */
bool texts_check(Texts *texts, GError **error);

#endif
