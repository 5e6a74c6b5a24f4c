/* words.c: see words.h. */
#include "base/words.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"

static const struct {
    const char *key;
    int forms;
} ROWS[WORD_COUNT] = {
#define W(id, key, forms) {key, forms},
    WORDS_TABLE(W)
#undef W
};

struct Words {
    bool russian;
    GStrv forms[WORD_COUNT];
};

void words_free(Words *words)
{
    if (!words)
        return;
    for (int i = 0; i < WORD_COUNT; i++)
        g_strfreev(words->forms[i]);
    g_free(words);
}

static Word find_row(const char *key)
{
    int i = 0;

    while (i < WORD_COUNT && strcmp(ROWS[i].key, key) != 0)
        i++;
    return (Word)i;
}

static guint forms_needed(const Words *words, Word word)
{
    return ROWS[word].forms != FORMS_BY_NUMBER ? (guint)ROWS[word].forms : words->russian ? 3 : 2;
}

/* "key: form | form" */
static bool read_row(Words *words, const char *line, const char *place, GError **error)
{
    const char *colon = strchr(line, ':');
    g_autofree char *key = colon ? g_strndup(line, (gsize)(colon - line)) : g_strdup("");
    Word word = find_row(key);

    if (word == WORD_COUNT || words->forms[word])
        return fail(error, ERR_INPUT, "%s: '%s' is no row that is awaited here", place, key);
    words->forms[word] = g_strsplit(colon + 1, "|", -1);
    for (guint i = 0; words->forms[word][i]; i++)
        g_strstrip(words->forms[word][i]);
    guint needed = forms_needed(words, word);
    if (g_strv_length(words->forms[word]) != needed)
        return fail(error, ERR_INPUT, "%s: '%s' needs %u forms with | between them", place, key,
                    needed);
    return true;
}

Words *words_open(const char *folder, const char *language, GError **error)
{
    g_autofree char *file = g_build_filename(folder, language, "words", NULL);
    g_autofree char *source = NULL;
    if (!g_file_get_contents(file, &source, NULL, error))
        return NULL;
    if (!g_utf8_validate(source, -1, NULL)) {
        fail(error, ERR_INPUT, "%s: not a text in UTF-8", file);
        return NULL;
    }
    g_autoptr(Words) words = g_new0(Words, 1);
    words->russian = strcmp(language, "ru") == 0;
    g_auto(GStrv) lines = g_strsplit(source, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_autofree char *place = g_strdup_printf("%s:%u", file, i + 1);
        if (*lines[i] && !read_row(words, lines[i], place, error))
            return NULL;
    }
    for (int i = 0; i < WORD_COUNT; i++) {
        if (!words->forms[i]) {
            fail(error, ERR_INPUT, "%s: the row '%s' is missing", file, ROWS[i].key);
            return NULL;
        }
    }
    return g_steal_pointer(&words);
}

bool words_is_russian(const Words *words)
{
    return words->russian;
}

const char *words_get(const Words *words, Word word)
{
    return words->forms[word][0];
}

static const char *form_for(const Words *words, Word word, int64_t number)
{
    const GStrv forms = words->forms[word];

    return words->russian ? text_plural_ru(number, forms[0], forms[1], forms[2])
                          : forms[number == 1 ? 0 : 1];
}

char *words_number(const Words *words, Word word, int64_t number)
{
    const char *form = form_for(words, word, number);
    const char *place = strstr(form, "{n}");
    int before = place ? (int)(place - form) : 0;

    return place ? g_strdup_printf("%.*s%" PRId64 "%s", before, form, number, place + 3)
                 : g_strdup_printf("%" PRId64 " %s", number, form);
}

char *words_fill(const Words *words, Word word, const char *const *values)
{
    const char *form = words->forms[word][0];
    guint count = g_strv_length((char **)values);
    GString *text = g_string_new(NULL);

    for (const char *p = form; *p; p++) {
        guint number =
            p[0] == '{' && g_ascii_isdigit(p[1]) && p[2] == '}' ? (guint)(p[1] - '0') : 0;
        if (number >= 1 && number <= count) {
            g_string_append(text, values[number - 1]);
            p += 2;
        } else {
            g_string_append_c(text, *p);
        }
    }
    return g_string_free(text, FALSE);
}

char *words_day(const Words *words, int64_t at, GTimeZone *zone)
{
    g_autoptr(GDateTime) when = clock_local(at, zone);

    return g_strdup_printf("%d %s", g_date_time_get_day_of_month(when),
                           words->forms[WORD_MONTHS][g_date_time_get_month(when) - 1]);
}

char *words_period(const Words *words, int64_t from, int64_t to, GTimeZone *zone)
{
    g_autoptr(GDateTime) first = clock_local(from, zone);
    g_autoptr(GDateTime) last = clock_local(to - 1, zone);
    g_autofree char *start = words_day(words, from, zone);
    g_autofree char *end = words_day(words, to - 1, zone);
    int year = g_date_time_get_year(last);

    if (g_date_time_get_year(first) != year)
        return g_strdup_printf("%s %d – %s %d", start, g_date_time_get_year(first), end, year);
    if (g_date_time_get_month(first) != g_date_time_get_month(last))
        return g_strdup_printf("%s – %s %d", start, end, year);
    return g_strdup_printf("%d–%s %d", g_date_time_get_day_of_month(first), end, year);
}

char *words_tenths(const Words *words, int64_t tenths)
{
    return g_strdup_printf("%" PRId64 "%s%" PRId64, tenths / 10, words->russian ? "," : ".",
                           tenths % 10);
}

char *words_size(const Words *words, int64_t bytes)
{
    const GStrv units = words->forms[WORD_SIZES];

    if (bytes < 1024)
        return g_strdup_printf("%" PRId64 " %s", bytes, units[0]);
    if (bytes < 1024 * 1024)
        return g_strdup_printf("%" PRId64 " %s", (bytes + 512) / 1024, units[1]);
    g_autofree char *number = words_tenths(words, (bytes * 10 + 512 * 1024) / (1024 * 1024));
    return g_strdup_printf("%s %s", number, units[2]);
}

const char *words_strength(const Words *words, const char *strength)
{
    static const struct {
        const char *strength;
        Word word;
    } KNOWN[] = {
        {"token", WORD_STRENGTH_TOKEN},     {"authenticated", WORD_STRENGTH_AUTHENTICATED},
        {"address", WORD_STRENGTH_ADDRESS}, {"school", WORD_STRENGTH_SCHOOL},
        {"name", WORD_STRENGTH_NAME},
    };

    for (size_t i = 0; strength && i < G_N_ELEMENTS(KNOWN); i++) {
        if (strcmp(KNOWN[i].strength, strength) == 0)
            return words_get(words, KNOWN[i].word);
    }
    return words_get(words, WORD_STRENGTH_NONE);
}

const char *words_reason(const Words *words, const char *code)
{
    const char *name = strchr(code, ':');
    g_autofree char *plain = name ? g_strndup(code, (gsize)(name - code)) : g_strdup(code);
    g_autofree char *key = g_strconcat("reason_", plain, NULL);
    Word word = find_row(g_strdelimit(key, "-", '_'));
    const char *text = words_get(words, word == WORD_COUNT ? WORD_REASON_UNKNOWN : word);

    if (!name)
        return text;
    g_autofree char *shown = g_strdelimit(g_strdup(name + 1), "_", ' ');
    g_autofree char *named = g_strdup_printf("%s: %s", text, shown);
    return g_intern_string(named); /* borrowed as the others are; there are few names */
}

const char *words_subject(const Words *words, const char *subject)
{
    return *subject ? subject : words_get(words, WORD_NO_SUBJECT);
}

const char *words_named(const Words *words, const char *prefix, const char *code)
{
    g_autofree char *key = g_strconcat(prefix, "_", code, NULL);
    Word word = find_row(key);

    return word == WORD_COUNT ? code : words_get(words, word);
}

const char *words_act(const Words *words, const char *kind)
{
    g_autofree char *key = g_strconcat("act_", kind, NULL);
    Word word = find_row(key);

    return word == WORD_COUNT ? NULL : words_get(words, word);
}

const char *words_bounce(const Words *words, const char *reason)
{
    return words_named(words, "bounce", reason);
}
