/* hold_rules.c: see hold_rules.h. Reading the table. */
#include "base/hold_rules.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define RULES_MOST   2000
#define TEXT_MOST    (1 << 18)
#define NAME_MOST    100
#define PATTERN_MOST 4000 /* bytes, with what `let` puts in */
#define TIMES_MOST   100

static const char *const KINDS[] = {[HOLD_RULE] = "hold", [HOLD_PERSONAL] = "personal"};

static const char *const PLACES[HOLD_PLACES] = {
    [HOLD_IN_TEXT] = "text", [HOLD_IN_SUBJECT] = "subject", [HOLD_IN_FILE] = "file",
    [HOLD_IN_TYPE] = "type", [HOLD_IN_HEADER] = "header",
};

/* conf/hold-rules itself: the makefile rebuilds this file when that one changes. */
__asm__(".pushsection .rodata\n"
        ".global hold_rules_own\n"
        "hold_rules_own:\n"
        ".incbin \"conf/hold-rules\"\n"
        ".byte 0\n"
        ".popsection\n");
extern const char hold_rules_own[];

struct HoldRules {
    char *text;
    GPtrArray *rules; /* of HoldRule* */
};

/* What is known while the table is read. */
typedef struct Reading {
    HoldRules *rules;
    GHashTable *lets; /* <NAME> to pattern */
    char *lists;      /* of the section */
    size_t steps;
    const char *place; /* "file:line" */
} Reading;

static void rule_free(HoldRule *rule)
{
    g_free(rule->field);
    g_free(rule->name);
    g_free(rule->lists);
    g_clear_pointer(&rule->regex, g_regex_unref);
    g_free(rule);
}

void hold_rules_free(HoldRules *rules)
{
    if (!rules)
        return;
    g_ptr_array_unref(rules->rules);
    g_free(rules->text);
    g_free(rules);
}

void hold_fold(char *text)
{
    for (guchar *p = (guchar *)text; *p; p++) {
        if (p[0] == 0xd1 && p[1] == 0x91)
            p[0] = 0xd0, p[1] = 0xb5;
        else if (p[0] == 0xd0 && p[1] == 0x81)
            p[1] = 0x95;
    }
}

bool hold_is_for(const char *lists, const char *list)
{
    g_autofree char *word = g_strdup_printf(" %s ", list);

    return g_str_equal(lists, "*") || strstr(lists, word);
}

/* --- patterns --------------------------------------------------------------------------------- */

/* <NAME> of capital letters is what `let` said; "(?<=", "(?<!" and "(?<name>" stay as they are. */
static char *put_lets_in(const Reading *r, const char *pattern, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (const char *p = pattern; *p;) {
        bool group = p - pattern >= 2 && strncmp(p - 2, "(?", 2) == 0;
        const char *end = *p == '<' && !group ? strchr(p, '>') : NULL;
        g_autofree char *name = end ? g_strndup(p + 1, (gsize)(end - p - 1)) : NULL;
        if (!name || !*name || text_word_end(name)[0]) {
            g_string_append_c(out, *p++);
            continue;
        }
        const char *value = g_hash_table_lookup(r->lets, name);
        if (!value) {
            fail(error, ERR_SETTINGS, "%s: no line above says: let %s PATTERN", r->place, name);
            return NULL;
        }
        g_string_append_printf(out, "(?:%s)", value);
        p = end + 1;
        if (out->len > PATTERN_MOST)
            break;
    }
    if (out->len > PATTERN_MOST) {
        fail(error, ERR_SETTINGS, "%s: a pattern has at most %d bytes", r->place, PATTERN_MOST);
        return NULL;
    }
    return g_strdup(out->str);
}

/* What GLib says, without the pattern once more. */
static const char *without_pattern(const char *message)
{
    const char *place = strstr(message, " at char ");
    const char *what = place ? strchr(place, ':') : NULL;

    return what ? what + 2 : message;
}

static GRegex *compile(const Reading *r, const char *pattern, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autofree char *whole = g_strdup_printf("(*LIMIT_MATCH=%zu)%s", r->steps, pattern);

    hold_fold(whole);
    GRegex *regex = g_regex_new(
        whole, G_REGEX_CASELESS | G_REGEX_MULTILINE | G_REGEX_NEWLINE_LF | G_REGEX_OPTIMIZE, 0,
        &why);
    if (!regex) {
        fail(error, ERR_SETTINGS, "%s: this pattern cannot be read: %s", r->place,
             without_pattern(why->message));
        return NULL;
    }
    return regex;
}

/* --- lines ------------------------------------------------------------------------------------ */

/* The next word of *line, which is moved behind it and its blanks; the caller's, "" at the end. */
static char *take_word(const char **line)
{
    size_t length = strcspn(*line, " \t");
    char *word = g_strndup(*line, length);

    *line += length + strspn(*line + length, " \t");
    return word;
}

static bool read_let(Reading *r, const char *line, GError **error)
{
    g_autofree char *name = take_word(&line);
    g_autofree char *pattern = put_lets_in(r, line, error);

    if (!pattern)
        return false;
    if (!*name || text_word_end(name)[0] || !*pattern)
        return fail(error, ERR_SETTINGS, "%s: a line goes: let NAME PATTERN, the name of letters",
                    r->place);
    g_autoptr(GRegex) regex = compile(r, pattern, error);
    if (!regex)
        return false;
    g_hash_table_insert(r->lets, g_steal_pointer(&name), g_steal_pointer(&pattern));
    return true;
}

/* "text", "text*3", "header:X-Spam" */
static bool read_place(const Reading *r, HoldRule *rule, const char *word, GError **error)
{
    size_t length = strcspn(word, "*:");
    const char *field = word[length] == ':' ? word + length + 1 : NULL;
    guint64 times = 1;
    int place = 0;

    while (place < HOLD_PLACES &&
           (strlen(PLACES[place]) != length || strncmp(PLACES[place], word, length) != 0))
        place++;
    if (place == HOLD_PLACES || (place == HOLD_IN_HEADER) != (field && *field))
        return fail(error, ERR_SETTINGS,
                    "%s: '%s' is no place to look in; there are text, subject, file, type and "
                    "header:FIELD",
                    r->place, word);
    if (word[length] == '*' &&
        (place != HOLD_IN_TEXT ||
         !g_ascii_string_to_unsigned(word + length + 1, 10, 1, TIMES_MOST, &times, NULL)))
        return fail(error, ERR_SETTINGS, "%s: '%s': text*N, where N lines must fit, from 1 to %d",
                    r->place, word, TIMES_MOST);
    rule->place = (HoldPlace)place;
    rule->times = (guint)times;
    rule->field = field ? g_ascii_strdown(field, -1) : NULL;
    return true;
}

static bool read_rule(Reading *r, HoldKind kind, const char *line, GError **error)
{
    HoldRule *rule = g_new0(HoldRule, 1);
    g_autofree char *place = take_word(&line);

    if (r->rules->rules->len >= RULES_MOST) {
        rule_free(rule);
        return fail(error, ERR_SETTINGS, "%s: more than %d rules", r->place, RULES_MOST);
    }
    g_ptr_array_add(r->rules->rules, rule);
    rule->kind = kind;
    rule->lists = g_strdup(r->lists);
    if (!read_place(r, rule, place, error))
        return false;
    rule->name = take_word(&line);
    if (!*line || strlen(rule->name) > NAME_MOST || strchr(rule->name, ':'))
        return fail(error, ERR_SETTINGS, "%s: a line goes: %s PLACE NAME PATTERN", r->place,
                    KINDS[kind]);
    g_autofree char *pattern = put_lets_in(r, line, error);
    rule->regex = pattern ? compile(r, pattern, error) : NULL;
    if (!rule->regex || !g_regex_match(rule->regex, "", 0, NULL))
        return rule->regex != NULL;
    return fail(error, ERR_SETTINGS,
                "%s: a pattern that fits where nothing stands would hold every letter", r->place);
}

/* [matematika fizika], [*] */
static bool read_section(Reading *r, const char *line, GError **error)
{
    size_t length = strlen(line);
    g_autofree char *inside = g_strndup(line + 1, length < 2 ? 0 : length - 2);
    const char *names = g_strstrip(inside);

    g_free(r->lists);
    r->lists = g_str_equal(names, "*") ? g_strdup(names) : g_strdup_printf(" %s ", names);
    if (line[length - 1] == ']' && *names &&
        (g_str_equal(names, "*") ||
         strspn(names, "abcdefghijklmnopqrstuvwxyz0123456789- ") == strlen(names)))
        return true;
    return fail(error, ERR_SETTINGS,
                "%s: between the brackets stand names of lists, or * for all of them", r->place);
}

static bool read_line(Reading *r, const char *line, GError **error)
{
    if (*line == '[')
        return read_section(r, line, error);
    g_autofree char *word = take_word(&line);
    if (g_str_equal(word, "let"))
        return read_let(r, line, error);
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (g_str_equal(word, KINDS[i]))
            return read_rule(r, (HoldKind)i, line, error);
    }
    return fail(error, ERR_SETTINGS,
                "%s: '%s' is no word that a line begins with; there are hold, personal and let",
                r->place, word);
}

static bool read_lines(Reading *r, const char *name, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(r->rules->text, "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        g_autofree char *place = g_strdup_printf("%s:%u", name, i + 1);
        const char *line = g_strstrip(lines[i]);
        r->place = place;
        if (*line && *line != '#' && !read_line(r, line, error))
            return false;
    }
    return true;
}

HoldRules *hold_rules_parse(const char *text, const char *name, size_t steps, GError **error)
{
    if (strlen(text) > TEXT_MOST || !g_utf8_validate(text, -1, NULL)) {
        fail(error, ERR_SETTINGS, "%s: not a text in UTF-8 of at most %d bytes", name, TEXT_MOST);
        return NULL;
    }
    g_autoptr(HoldRules) rules = g_new0(HoldRules, 1);
    rules->text = g_strdup(text);
    rules->rules = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
    g_autoptr(GHashTable) lets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Reading reading = {.rules = rules, .lets = lets, .lists = g_strdup("*"), .steps = steps};
    bool ok = read_lines(&reading, name, error);
    g_free(reading.lists);
    return ok ? g_steal_pointer(&rules) : NULL;
}

HoldRules *hold_rules_open(const char *file, size_t steps, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) why = NULL;

    if (!file)
        return hold_rules_parse(hold_rules_own, "hold-rules", steps, error);
    if (g_file_get_contents(file, &text, NULL, &why))
        return hold_rules_parse(text, file, steps, error);
    fail(error, ERR_SETTINGS,
         "%s; the setting hold_rules names the table of what makes a letter wait: copy the one "
         "that came with the program there, or leave the setting out",
         why->message);
    return NULL;
}

const char *hold_rules_text(const HoldRules *rules)
{
    return rules->text;
}

const GPtrArray *hold_rules_all(const HoldRules *rules)
{
    return rules->rules;
}
