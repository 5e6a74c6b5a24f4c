/* command_list.c: see command_list.h. */
#include "gateway/command_list.h"

#include <string.h>

#include "base/text.h"
#include "lists/name_sound.h"
#include "lists/word_ending.h"

#define BENT_CHARS 4 /* of a word of a name that may stand in another case */

/* Words that people put before a name: "отпишите меня, пожалуйста, от matematika". */
static const char *const FILLERS[] = {
    "меня",     "нас",    "пожалуйста", "от",     "из",       "на",          "в",     "рассылки",
    "рассылку", "списка", "me",         "please", "from",     "to",          "the",   "list",
    "этой",     "этого",  "вашей",      "вашего", "рассылок", "объединения", "прошу", "спасибо",
    "заранее",  "this",   "thanks",     "thank",  "you",      "всей"};

static bool is_filler(char *word)
{
    bool filler = false;

    g_strdelimit(word, ",.:;!", ' ');
    g_strstrip(word);
    g_autofree char *sound = g_str_is_ascii(word) ? name_sound(word) : NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(FILLERS) && !filler; i++) {
        g_autofree char *other = sound ? name_sound(FILLERS[i]) : NULL;
        filler =
            *word == '\0' || g_str_equal(word, FILLERS[i]) || (other && g_str_equal(sound, other));
    }
    return filler;
}

/* Folded, without filler words in front and behind. The caller's. */
static char *without_fillers(const char *text)
{
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    char **from = words;

    guint count = g_strv_length(words);

    while (*from && is_filler(*from))
        from++;
    while (count > 0 && words + count > from && is_filler(words[count - 1]))
        g_clear_pointer(&words[--count], g_free);
    return g_strjoinv(" ", from);
}

char *command_plain_name(const char *text)
{
    g_autofree char *folded = without_fillers(text);
    const char *begin = folded, *end = folded + strlen(folded);

    while (*begin && !g_unichar_isalnum(g_utf8_get_char(begin)))
        begin = g_utf8_next_char(begin);
    while (end > begin && !g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(end))))
        end = g_utf8_prev_char(end);
    return g_strndup(begin, (gsize)(end - begin));
}

bool command_means_all(const char *name)
{
    static const char *const EVERYTHING[] = {
        "всего", "всех",       "всех списков", "всех рассылок", "всех объединений",
        "все",   "everything", "all",          "all lists",     "отовсюду",
        NULL};
    g_autofree char *sound = name_sound(name);

    for (size_t i = 0; EVERYTHING[i]; i++) {
        g_autofree char *other = name_sound(EVERYTHING[i]);
        if (g_str_equal(sound, other))
            return true;
    }
    return false;
}

static bool names_list(const List *list, const char *wanted)
{
    const char *const names[] = {list->name, list->title, list->tag};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name = names[i] ? command_plain_name(names[i]) : NULL;
        if (name && *name && g_str_equal(name, wanted))
            return true;
    }
    return false;
}

/* "русского" for the tag "русский": word by word, in another case. */
static bool is_bent(const char *name, const char *wanted)
{
    g_auto(GStrv) words = g_strsplit(name, " ", -1);
    g_auto(GStrv) others = g_strsplit(wanted, " ", -1);

    if (g_strv_length(words) != g_strv_length(others))
        return false;
    for (size_t i = 0; words[i]; i++) {
        bool same = g_str_equal(words[i], others[i]);
        bool is_short = g_utf8_strlen(words[i], -1) < BENT_CHARS; /* "мой" is not "МО" */
        if (!same && (is_short || !word_differs_in_ending(words[i], others[i])))
            return false;
    }
    return words[0] != NULL;
}

static bool names_bent(const List *list, const char *wanted)
{
    const char *const names[] = {list->title, list->tag};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name = names[i] ? command_plain_name(names[i]) : NULL;
        if (name && *name && is_bent(name, wanted))
            return true;
    }
    return false;
}

bool command_names_list(const List *list, const char *text)
{
    g_autofree char *wanted = command_plain_name(text);

    return *wanted && names_list(list, wanted);
}

/* As it is written; else in another case, where only one is called so. */
static int64_t named(const GPtrArray *lists, const char *text)
{
    for (guint i = 0; i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        if (command_names_list(list, text))
            return list->id;
    }
    g_autofree char *wanted = command_plain_name(text);
    int64_t found = 0;
    for (guint i = 0; *wanted && i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        if (!names_bent(list, wanted))
            continue;
        if (found)
            return 0; /* two are as good as each other */
        found = list->id;
    }
    return found;
}

/* "русского языка" for "МО учителей русского языка": words of the title, in any case. */
static bool has_in_title(const List *list, const char *wanted)
{
    g_autofree char *title = command_plain_name(list->title ? list->title : "");
    g_auto(GStrv) words = g_strsplit(title, " ", -1);
    g_auto(GStrv) others = g_strsplit(wanted, " ", -1);
    guint most = g_strv_length(words), count = g_strv_length(others);

    for (guint from = 0; from + count <= most; from++) {
        guint same = 0;
        while (same < count && word_differs_in_ending(words[from + same], others[same]))
            same++;
        if (same == count)
            return true;
    }
    return false;
}

/* The only one that has it in its title; 0: none or several. */
static int64_t titled(const GPtrArray *lists, const char *text)
{
    g_autofree char *wanted = command_plain_name(text);
    int64_t found = 0;

    for (guint i = 0; *wanted && i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        if (!has_in_title(list, wanted))
            continue;
        if (found)
            return 0;
        found = list->id;
    }
    return found;
}

/* "от fizika@mo.test", "vestnik+fizika@mo.test": the name alone. The caller's. */
static char *without_domain(const char *text)
{
    g_autofree char *local = g_strndup(text, strcspn(text, "@"));
    const char *plus = strrchr(local, '+');

    return g_strdup(plus ? plus + 1 : local);
}

/* Whatever is said is the list. */
static int64_t meant(const GPtrArray *lists, const char *text)
{
    g_autofree char *plain = without_domain(text);
    int64_t id = named(lists, plain);

    return id ? id : titled(lists, plain);
}

/* The end of the word that `text` begins with. */
static const char *word_end(const char *text)
{
    return text + strcspn(text, " ");
}

/* By the most words that name a list: titles have several. */
static int64_t named_first(const GPtrArray *lists, const char *argument, const char **rest)
{
    int64_t id = 0;

    for (const char *end = word_end(argument); *argument; end = word_end(end + 1)) {
        g_autofree char *head = g_strndup(argument, (gsize)(end - argument));
        int64_t other = named(lists, head);
        if (other) {
            id = other;
            *rest = end + strspn(end, " :,");
        }
        if (!*end)
            break;
    }
    return id;
}

bool command_find_list(Db *db, const char *argument, List **found, const char **rest,
                       GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(db, error);

    *found = NULL;
    if (!lists)
        return false;
    int64_t id = rest ? named_first(lists, argument, rest) : meant(lists, argument);
    if (id)
        *found = list_by_id(db, id, error);
    return !id || *found;
}

bool command_has_role(Db *db, int64_t list, int64_t person, const char *roles, bool *has,
                      GError **error)
{
    g_auto(GStrv) each = g_strsplit(roles, "|", -1);

    *has = false;
    for (size_t i = 0; each[i] && !*has; i++)
        if (!list_has_role(db, list, person, each[i], has, error))
            return false;
    return true;
}

GPtrArray *command_lists_of(Db *db, int64_t person, const char *role, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(db, error);

    for (guint i = lists ? lists->len : 0; i-- > 0;) {
        const List *list = g_ptr_array_index(lists, i);
        bool is_one = false;
        bool ok = role ? command_has_role(db, list->id, person, role, &is_one, error)
                       : list_has_member(db, list->id, person, &is_one, error);
        if (!ok)
            return NULL;
        if (!is_one)
            g_ptr_array_remove_index(lists, i);
    }
    return g_steal_pointer(&lists);
}
