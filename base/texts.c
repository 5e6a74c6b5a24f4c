/* texts.c: the folder of the texts of all letters; see template.h.
 *
 *     conf/letters/placeholders        which names each letter may use
 *     conf/letters/ru/NAME.txt .html   a text; HTML where it is worth it
 *     conf/letters/en/NAME.txt .html
 *     conf/letters/ru/frame.html       what stands around every HTML that is no whole page
 *     conf/letters/ru/words            plural forms, months, units: words.h
 *
 * A file is read and parsed on its first use and kept: a text that an administrator changed counts
 * from the next start of a process. texts_check() is in texts_check.c. */
#include "base/template.h"

#include <string.h>

#include "base/auto.h"
#include "base/error.h"
#include "base/texts_parts.h"

#define CONTENT "{content}" /* where it stands in the frame */

const char *const TEXTS_LANGUAGES[] = {"ru", "en", NULL};

static void parsed_free(gpointer data)
{
    Parsed *parsed = data;

    template_free(parsed->subject);
    template_free(parsed->text);
    template_free(parsed->html);
    template_free(parsed->before);
    template_free(parsed->after);
    g_free(parsed);
}

Texts *texts_open(const char *folder, GError **error)
{
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        fail(error, ERR_NOT_FOUND,
             "%s: no such folder; the setting 'letters' names the folder that "
             "holds ru/ and en/",
             folder);
        return NULL;
    }
    Texts *texts = g_new0(Texts, 1);
    texts->folder = g_strdup(folder);
    texts->parsed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, parsed_free);
    return texts;
}

void texts_free(Texts *texts)
{
    if (!texts)
        return;
    g_hash_table_unref(texts->parsed);
    g_free(texts->folder);
    g_free(texts);
}

void letter_text_clear(LetterText *text)
{
    g_free(text->subject);
    g_free(text->text);
    g_free(text->html);
    *text = (LetterText){0};
}

bool texts_is_letter(const char *name)
{
    return *name && strlen(name) <= TEMPLATE_NAME_MOST &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

/* "Subject: ..." on line 1, line 2 empty, the text from line 3. */
static bool parse_txt(const char *source, const char *file, Parsed *parsed, GError **error)
{
    static const char HEAD[] = "Subject: ";
    const char *line_end = strchr(source, '\n');

    if (!g_str_has_prefix(source, HEAD) || !line_end || line_end[1] != '\n')
        return fail(error, ERR_INPUT,
                    "%s:1: a text begins with a line 'Subject: ...' and an empty "
                    "line",
                    file);
    g_autofree char *subject =
        g_strndup(source + strlen(HEAD), (gsize)(line_end - source) - strlen(HEAD));
    parsed->subject = template_parse(subject, file, 1, error);
    if (!parsed->subject)
        return false;
    parsed->text = template_parse(line_end + 2, file, 3, error);
    return parsed->text != NULL;
}

/* In two halves, for what is between them was filled already. */
static bool parse_frame(const char *file, Parsed *parsed, GError **error)
{
    g_autofree char *source = NULL;

    if (!g_file_get_contents(file, &source, NULL, error))
        return false;
    char *content = strstr(source, CONTENT);
    if (!content || strstr(content + 1, CONTENT))
        return fail(error, ERR_INPUT, "%s:1: " CONTENT " stands in it, once", file);
    *content = '\0';
    int line = 1;
    for (const char *p = source; (p = strchr(p, '\n')); p++)
        line++;
    parsed->before = template_parse(source, file, 1, error);
    parsed->after =
        parsed->before ? template_parse(content + strlen(CONTENT), file, line, error) : NULL;
    return parsed->after != NULL;
}

/* A whole page needs no frame. */
static bool parse_html(const Texts *texts, const char *key, const char *file, Parsed *parsed,
                       GError **error)
{
    g_autofree char *markup = NULL, *language = g_strndup(key, strcspn(key, "/"));
    g_autofree char *frame = g_strdup_printf("%s/%s/" TEXTS_FRAME ".html", texts->folder, language);

    if (!g_file_get_contents(file, &markup, NULL, error))
        return false;
    parsed->html = template_parse(markup, file, 1, error);
    bool whole = strstr(markup, "<html") || !g_file_test(frame, G_FILE_TEST_EXISTS);
    return parsed->html && (whole || parse_frame(frame, parsed, error));
}

static bool parse_files(const Texts *texts, const char *key, Parsed *parsed, GError **error)
{
    g_autofree char *txt = g_strdup_printf("%s/%s.txt", texts->folder, key);
    g_autofree char *html = g_strdup_printf("%s/%s.html", texts->folder, key);
    g_autofree char *source = NULL;

    if (!g_file_get_contents(txt, &source, NULL, error) || !parse_txt(source, txt, parsed, error))
        return false;
    return !g_file_test(html, G_FILE_TEST_EXISTS) || parse_html(texts, key, html, parsed, error);
}

const Parsed *texts_get(Texts *texts, const char *key, GError **error)
{
    Parsed *parsed = g_hash_table_lookup(texts->parsed, key);
    if (parsed)
        return parsed;
    parsed = g_new0(Parsed, 1);
    if (!parse_files(texts, key, parsed, error)) {
        parsed_free(parsed);
        return NULL;
    }
    g_hash_table_insert(texts->parsed, g_strdup(key), parsed);
    return parsed;
}

/* "en/help", or "ru/help" where English has no such file. The caller's. */
static char *letter_key(const Texts *texts, const char *language, const char *name)
{
    g_autofree char *file = g_strdup_printf("%s/%s/%s.txt", texts->folder, language, name);

    return g_strconcat(g_file_test(file, G_FILE_TEST_EXISTS) ? language : TEXTS_LANGUAGES[0], "/",
                       name, NULL);
}

/* The caller's. The frame shows the subject as its title. */
static char *fill_html(const Parsed *parsed, const json_t *values, const char *subject,
                       GError **error)
{
    char *content = template_fill(parsed->html, ESCAPE_HTML, values, error);
    if (!content || !parsed->before)
        return content;
    g_autofree char *inside = content;
    g_autoptr(json_t) title = json_pack("{s:s}", "title", subject);
    g_autofree char *before = template_fill(parsed->before, ESCAPE_HTML, title, error);
    g_autofree char *after =
        before ? template_fill(parsed->after, ESCAPE_HTML, title, error) : NULL;

    return after ? g_strconcat(before, inside, after, NULL) : NULL;
}

bool texts_letter(Texts *texts, const char *language, const char *name, const json_t *values,
                  LetterText *out, GError **error)
{
    if (!texts_is_letter(name) || !g_strv_contains(TEXTS_LANGUAGES, language))
        return fail(error, ERR_BUG, "'%s' in '%s' is no name of a letter", name, language);
    g_autofree char *key = letter_key(texts, language, name);
    const Parsed *parsed = texts_get(texts, key, error);
    if (!parsed)
        return false;

    LetterText made = {0};
    bool ok = (made.subject = template_fill(parsed->subject, ESCAPE_HEADER, values, error)) &&
              (made.text = template_fill(parsed->text, ESCAPE_TEXT, values, error)) &&
              (!parsed->html || (made.html = fill_html(parsed, values, made.subject, error)));
    if (ok)
        *out = made;
    else
        letter_text_clear(&made);
    return ok;
}
