/* command_menu.c: see command_menu.h. A command is near when words of the letter stand in its line
 * of conf/letters/LANGUAGE/commands, or are words of the command itself; a word counts the more,
 * the fewer lines hold it, and one that many hold counts for nothing. */
#include "gateway/command_menu.h"

#include <string.h>

#include "archive/stems.h"
#include "base/auto.h"
#include "base/help_lines.h"
#include "base/text.h"
#include "digest/week.h"
#include "gateway/commands_by_letter.h"
#include "lists/greeting.h"

#define QUOTED_BYTES 200 /* of what was not understood */
#define LOOKED_AT    600 /* bytes of the letter */
#define SHOWN        4   /* commands */
#define COMMON       4   /* lines: a word in more of them says nothing */
#define WORD_LETTERS 4   /* of a word that says something */

/* What is shown where nothing is near. */
static const char *const USUAL[] = {"help", "lists", "subscribe", "unsubscribe", NULL};

typedef struct Near {
    const HelpLine *line;
    GHashTable *stems; /* of its words: a set */
    guint points;
} Near;

static void near_free(gpointer data)
{
    Near *near = data;

    g_hash_table_unref(near->stems);
    g_free(near);
}

static GHashTable *stems_set(const char *text)
{
    GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *plain = g_strdelimit(g_strdup(text), "|", ' ');
    g_autofree char *stems = stems_of(plain);
    g_auto(GStrv) each = g_strsplit(stems, " ", -1);

    for (size_t i = 0; each[i]; i++)
        if (g_utf8_strlen(each[i], -1) >= WORD_LETTERS)
            g_hash_table_add(set, g_strdup(each[i]));
    return set;
}

/* GPtrArray of Near*, in the order of the lines: those that concern the sender. */
static GPtrArray *read_near(const CommandCall *call, const GPtrArray *lines, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(near_free);

    for (guint i = 0; i < lines->len; i++) {
        const HelpLine *line = g_ptr_array_index(lines, i);
        const Command *command = command_named(commands_all(), line->name);
        bool shown = command != NULL;
        if (shown && !command_concerns(call, command, &shown, error))
            return NULL;
        if (!shown)
            continue;
        g_autofree char *words =
            g_strjoin(" ", line->line, line->meaning, command->russian, command->english, NULL);
        Near *near = g_new0(Near, 1);
        near->line = line;
        near->stems = stems_set(words);
        g_ptr_array_add(all, near);
    }
    return g_steal_pointer(&all);
}

static guint count_lines(const GPtrArray *all, const char *stem)
{
    guint count = 0;

    for (guint i = 0; i < all->len; i++)
        count += g_hash_table_contains(((const Near *)g_ptr_array_index(all, i))->stems, stem);
    return count;
}

static void give_points(const GPtrArray *all, const char *text)
{
    g_autofree char *head = text_cut(text, LOOKED_AT);
    g_autoptr(GHashTable) said = stems_set(head);
    GHashTableIter at;
    gpointer stem;

    g_hash_table_iter_init(&at, said);
    while (g_hash_table_iter_next(&at, &stem, NULL)) {
        guint lines = count_lines(all, stem);
        for (guint i = 0; i < all->len && lines <= COMMON; i++) {
            Near *near = g_ptr_array_index(all, i);
            if (g_hash_table_contains(near->stems, stem))
                near->points += COMMON + 1 - lines;
        }
    }
}

static Near *best_of(const GPtrArray *all)
{
    Near *best = NULL;

    for (guint i = 0; i < all->len; i++) {
        Near *near = g_ptr_array_index(all, i);
        if (near->points && (!best || near->points > best->points))
            best = near;
    }
    return best;
}

static void add_row(json_t *rows, const HelpLine *line)
{
    json_array_append_new(rows,
                          json_pack("{s:s,s:s}", "line", line->line, "meaning", line->meaning));
}

/* The nearest first, and then help; the usual ones where none is near. */
static json_t *menu_rows(const GPtrArray *all)
{
    json_t *rows = json_array();
    bool any = best_of(all) != NULL;
    Near *best;

    while (json_array_size(rows) < SHOWN - 1 && (best = best_of(all))) {
        add_row(rows, best->line);
        best->points = 0;
        if (g_str_equal(best->line->name, USUAL[0]))
            return rows;
    }
    for (guint i = 0; i < all->len; i++) {
        const HelpLine *line = ((const Near *)g_ptr_array_index(all, i))->line;
        if (any ? g_str_equal(line->name, USUAL[0]) : g_strv_contains(USUAL, line->name))
            add_row(rows, line);
    }
    return rows;
}

/* The first line with something in it, but a hello; the caller's. */
static char *first_line(const char *text)
{
    const char *begin = text ? text + strspn(text, " \t\n") : "";
    g_autofree char *line = g_strndup(begin, strcspn(begin, "\n"));

    return text_one_line(line);
}

/* What was not understood: the line that was read as a command, or else the subject or the first
 * line of the text, whichever says more: the subject of a question may be "Вопрос". */
static char *quoted(const Facts *facts, const Commands *commands)
{
    g_autofree char *command = first_line(commands->line);
    g_autofree char *subject = first_line(facts->subject_base);
    g_autofree char *text = first_line(greeting_skip(facts->new_text));
    const char *more = strlen(text) > strlen(subject) ? text : subject;

    return text_cut(*command ? command : more, QUOTED_BYTES);
}

bool command_show_menu(Work *work, const Commands *commands, GError **error)
{
    const Settings *settings = work->desk->settings;
    const CommandCall call = {.work = work, .language = commands->language};
    const char *language = call.language ? call.language : settings->language;
    g_autoptr(GPtrArray) lines = help_lines_open(settings->letters, language, error);
    g_autoptr(GPtrArray) all = lines ? read_near(&call, lines, error) : NULL;

    if (!all)
        return false;
    g_autofree char *text = g_strjoin("\n", work->facts->subject_base, work->facts->new_text, NULL);
    give_points(all, text);
    OwnLists reply = {
        .text = "unknown-command",
        .language = commands->language,
        .values = json_pack("{s:o,s:b}", "commands", menu_rows(all), "several",
                            commands->written->len > 0),
    };
    set_text(reply.values, "line", quoted(work->facts, commands));
    return letter_reply_own(work, NULL, &reply, error);
}
