/* command_match.c: does a line begin with words of the table of commands? See command.h. Forms are
 * looked up as they are written, then as they look ("пoмoщь" with a Latin o), as they sound in
 * Latin letters, then those that are one slip away, and last as the same keys write them in the
 * other alphabet. */
#include <string.h>

#include "base/script.h"
#include "base/text.h"
#include "base/translit.h"
#include "lists/command_parts.h"
#include "lists/name_sound.h"

#define FORM_WORDS 3   /* of one form */
#define WORD_BYTES 120 /* of a word that may be one of a command */
#define KEYS_BYTES 120 /* of a line that may have been typed in the other alphabet */

typedef struct Form {
    const Command *command;
    const char *language; /* static */
    char *words;
} Form;

struct CommandTable {
    GPtrArray *forms;       /* of Form*, in the order of the table */
    GHashTable *as_written; /* words -> Form*, borrowed from `forms` */
    GHashTable *as_seen;    /* script_skeleton() of them -> Form* */
    GHashTable *as_heard;   /* name_sound() of the Russian ones -> Form* */
    WishTable *wishes;
};

static void form_free(Form *form)
{
    g_free(form->words);
    g_free(form);
}

static void add_forms(CommandTable *table, const Command *command, const char *words,
                      const char *language)
{
    g_auto(GStrv) forms = g_strsplit(words, "|", -1);

    for (size_t i = 0; forms[i]; i++) {
        Form *form = g_new0(Form, 1);
        form->command = command;
        form->language = language;
        form->words = g_strdup(forms[i]);
        g_ptr_array_add(table->forms, form);
        g_hash_table_insert(table->as_written, form->words, form);
        g_hash_table_insert(table->as_seen, script_skeleton(form->words), form);
        if (!g_str_is_ascii(form->words))
            g_hash_table_insert(table->as_heard, name_sound(form->words), form);
    }
}

const WishTable *command_wishes(const CommandTable *table)
{
    return table->wishes;
}

CommandTable *command_table_new(const Command *rows, const CommandWish *wishes)
{
    CommandTable *table = g_new0(CommandTable, 1);

    table->forms = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    table->as_written = g_hash_table_new(g_str_hash, g_str_equal);
    table->as_seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    table->as_heard = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    table->wishes = wish_table_new(rows, wishes);
    for (const Command *row = rows; row->name; row++) {
        add_forms(table, row, row->russian, "ru");
        add_forms(table, row, row->english, "en");
    }
    return table;
}

const Command *command_named(const Command *rows, const char *name)
{
    for (; rows->name; rows++)
        if (g_str_equal(rows->name, name))
            return rows;
    return NULL;
}

void command_table_free(CommandTable *table)
{
    if (!table)
        return;
    g_hash_table_unref(table->as_written);
    g_hash_table_unref(table->as_seen);
    g_hash_table_unref(table->as_heard);
    wish_table_free(table->wishes);
    g_ptr_array_unref(table->forms);
    g_free(table);
}

/* The first words of a line, with one blank between them. */
typedef struct Beginning {
    char *words[FORM_WORDS];      /* [1]: the first two; NULL: there are not so many */
    const char *rest[FORM_WORDS]; /* behind them */
} Beginning;

static void beginning_clear(Beginning *beginning)
{
    for (size_t i = 0; i < FORM_WORDS; i++)
        g_free(beginning->words[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Beginning, beginning_clear)

/* "help@school.example" is an address. */
static bool is_whole_word(const char *begin, const char *end)
{
    return end > begin && *end != '@' && *end != '_';
}

/* Those that break no line too, which programs put where people type two blanks. */
static const char *skip_blanks(const char *text)
{
    while (*text && g_unichar_isspace(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return text;
}

/* Behind the first word; "otpisat'sya" is one. */
static const char *word_end(const char *line)
{
    const char *end = text_word_end(line);

    while (end > line && (*end == '\'' || *end == '`') && g_ascii_isalpha(end[-1]) &&
           g_ascii_isalpha(end[1]))
        end = text_word_end(end + 1);
    return end;
}

static Beginning begin_line(const char *line)
{
    Beginning beginning = {0};
    g_autoptr(GString) words = g_string_new(NULL);

    while (*line && *line != '>' && !g_unichar_isalpha(g_utf8_get_char(line)))
        line = g_utf8_next_char(line);
    for (size_t i = 0; i < FORM_WORDS; i++) {
        const char *end = word_end(line);
        if (!is_whole_word(line, end) || end - line > WORD_BYTES)
            break;
        g_string_append_printf(words, "%s%.*s", i ? " " : "", (int)(end - line), line);
        beginning.words[i] = text_fold(words->str);
        beginning.rest[i] = end;
        line = skip_blanks(end);
    }
    return beginning;
}

static const Form *form_of(const CommandTable *table, const char *words)
{
    const Form *form = g_hash_table_lookup(table->as_written, words);

    if (form)
        return form;
    g_autofree char *seen = script_skeleton(words);
    form = g_hash_table_lookup(table->as_seen, seen);
    if (form || !g_str_is_ascii(words))
        return form;
    g_autofree char *heard = name_sound(words);
    return g_hash_table_lookup(table->as_heard, heard);
}

static const Form *near_form(const CommandTable *table, const char *words)
{
    for (guint i = 0; i < table->forms->len; i++) {
        const Form *form = g_ptr_array_index(table->forms, i);
        if (word_is_near(form->words, words))
            return form;
    }
    return NULL;
}

static CommandMatch match(const Form *form, const char *argument, bool is_near)
{
    CommandMatch found = {
        .command = form->command,
        .language = form->language,
        .argument = argument,
        .is_near = is_near,
    };

    g_strlcpy(found.words, form->words, sizeof found.words);
    return found;
}

static const char *skip_characters(const char *text, glong count)
{
    return g_utf8_offset_to_pointer(text, MIN(count, g_utf8_strlen(text, -1)));
}

/* A full stop behind a word is one, whatever key it is. The caller's. */
static char *without_stops(const char *line)
{
    char *head = text_cut(line, KEYS_BYTES);

    for (char *p = head; *p; p++)
        if (strchr(".,;:!?", *p) && (!p[1] || p[1] == ' '))
            *p = ' ';
    return head;
}

/* "gjvjom": the same keys in the other alphabet, where they give a command letter by letter. Its
 * argument stays as it was typed: names of lists are Latin. */
static CommandMatch match_other_keys(const CommandTable *table, const char *line)
{
    g_autofree char *head = without_stops(line);
    g_autofree char *other = translit_other_keys(head);
    g_auto(Beginning) beginning = begin_line(other);

    for (size_t n = FORM_WORDS; n-- > 0;) {
        const Form *form =
            beginning.words[n] ? g_hash_table_lookup(table->as_written, beginning.words[n]) : NULL;
        if (form)
            return match(form,
                         skip_characters(line, g_utf8_pointer_to_offset(other, beginning.rest[n])),
                         false);
    }
    return (CommandMatch){0};
}

CommandMatch command_match(const CommandTable *table, const char *line)
{
    static const Form *(*const LOOK[])(const CommandTable *table, const char *words) = {form_of,
                                                                                        near_form};
    g_auto(Beginning) beginning = begin_line(line);

    for (size_t n = FORM_WORDS; n-- > 0;)
        for (size_t i = 0; i < G_N_ELEMENTS(LOOK) && beginning.words[n]; i++) {
            const Form *form = LOOK[i](table, beginning.words[n]);
            if (form)
                return match(form, beginning.rest[n], i > 0);
        }
    return match_other_keys(table, line);
}
