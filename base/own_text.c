/* own_text.c: see own_text.h.
 *
 * Every program marks a quotation in its way; each way is a row of a table below. There are three
 * kinds: a line that begins with ">" is always quoted; an attribution ("Иванова пишет:") goes
 * together with the quotation that follows it; a separator ("-----Original Message-----", or the
 * block "From: Sent: To:" of Outlook) ends the own text. When in doubt a line is own text: to show
 * a line too much is better than to lose an answer. */
#include "base/own_text.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "base/signature.h"

#define MAX_LINE          500 /* a longer line is nobody's mark */
#define ATTRIBUTION_LINES 4   /* over which one attribution is wrapped at most */
#define BLOCK_LINES       7   /* in which the fields of a header block stand */
#define SMALL             "(?i)"

/* Verbs in one place: "wrote" as programs say it. */
#define WROTE                                                                                                                                   \
    "(wrote|writes|пишет|писал|писала|написал|написала|написал\\(а\\)|написал\\(-а\\)|пише|" \
    "написав|написала|написав\\(ла\\)|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|"                          \
    "napisał|napisała|napisał\\(a\\)|skrev)"
#define TIME "\\d{1,2}[:.]\\d{2}"
#define MAIL "<?(mailto:)?[^<>\\s@]+@[^<>\\s@]+>?"

/* Attributions, matched against a line, or up to ATTRIBUTION_LINES of them joined by blanks. */
static const char *const ATTRIBUTIONS[] = {
    /* Gmail, Apple Mail, Thunderbird in English */
    SMALL "^\\W{0,3}On .{6,300}\\bwrote:$",
    SMALL "^\\W{0,3}On .{6,200}, at " TIME ".{0,200}:$",
    /* Thunderbird, Apple Mail, phones in Russian and Ukrainian: a date first, the verb last */
    SMALL "^\\W{0,3}(в |вт|ср|чт|пт|сб|вс|нд|пн|\\d).{4,300}\\b" WROTE "( следующее| наступне)?:$",
    /* Gmail: "пн, 16 нояб. 2026 г. в 10:00, Имя <a@b>:" */
    SMALL "^(пн|вт|ср|чт|пт|сб|вс|нд)[.,] ?\\d{1,2} .{3,20}\\d{4}.{0,12}" TIME ".{0,200}" MAIL ":$",
    /* Mail.ru: "Понедельник, 16 ноября 2026, 10:00 +03:00 от Имя <a@b>:" */
    SMALL "^\\W{0,3}(понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|"
          "вівторок|середа|четвер|п.ятниця|субота|неділя),? .{6,40}" TIME ".{0,20} (от|від) .*:$",
    /* Yandex: "16.11.2026, 10:00, "Имя" <a@b>:" */
    SMALL "^\\d{1,2}\\.\\d{1,2}\\.\\d{4}, ?" TIME "(:\\d{2})?, .{0,200}" MAIL ":$",
    SMALL "^\\d{1,2}\\.\\d{1,2}\\.\\d{4},? (в )?" TIME "(:\\d{2})?, .{1,200}:$",
    SMALL "^\\d{1,2} \\p{L}{3,10}\\.? \\d{4}.{0,8}(в )?" TIME ".{0,200}" MAIL ".{0,20}:$",
    /* Gmail with an ISO date: "2026-11-16 10:00 GMT+03:00 Имя <a@b>:" */
    SMALL "^\\d{4}[-/]\\d{2}[-/]\\d{2},? .{0,40}" MAIL "( " WROTE ")?:$",
    /* a name with its address, then the verb */
    SMALL "^.{0,120}" MAIL ".{0,60}\\b" WROTE ":$",
    /* The Bat!: "Вы писали 16 ноября 2026 г., 10:00:12:" */
    SMALL "^(вы писали|ви писали|you wrote).{6,60}:$",
    /* Outlook Express and clients that quote with the name alone */
    SMALL "^.{1,80} (wrote in message|пишет в сообщении|сообщил\\/сообщила в новостях) .{1,200}:$",
    /* other languages whose programs are in use */
    SMALL "^(Le|Am|El|Il giorno|Op|Em|W dniu|Dnia|Den|Il) .{6,250}\\b" WROTE ".{0,80}:$",
    SMALL "^>?\\W{0,3}(Quoting|Цитирую|Цитую) .{2,200}:$",
    SMALL "^-{2,} ?(On|В) .{6,200} (wrote|" WROTE ") ?-{2,}$",
    NULL,
};

/* Lines after which nothing is own text. */
static const char *const SEPARATORS[] = {
    SMALL "^[-_=* ]{2,}(original (message|appointment|e-?mail)|reply message|message d'origine|"
          "urspr.ngliche nachricht|mensaje original|messaggio originale)[-_=* :]{2,}$",
    SMALL "^[-_=* ]{2,}((исходное|оригинальное|первоначальное|оригинал|пересылаемое|пересланное|"
          "переадресованное|вихідне|початкове|оригінальне|переслане|перенаправлене)"
          "( сообщение| письмо| сообщения| повідомлення| листа?)?)[-_=* :]{2,}$",
    SMALL "^[-_=* ]{2,}(forwarded (message|by .{1,80})|конец пересылаемого .{1,20}|"
          "переадресовано .{0,80}|переслано .{0,80})[-_=* :]{2,}$",
    SMALL "^(begin forwarded message|начало (переадресованного|пересылаемого) (сообщения|письма)|"
          "початок (листа, що пересилається|переспрямованого повідомлення)):$",
    SMALL "^#{2,} ?-? ?(please )?(type|write) your reply (above|below) .{1,40}#{2,}$",
    NULL,
};

/* A block "From: ... Sent: ... To: ... Subject: ..." as Outlook puts above the quoted letter. */
#define FIELD_FIRST SMALL "^[*\\s]*(from|от|от кого|від|від кого|von|de)[*]* ?:[*]* ?\\S.*"
#define FIELD_NEXT                                                                                                                        \
    SMALL "^[*\\s]*(sent|date|отправлено|дата|надіслано|дата отправки|to|кому|cc|copy|копия|" \
          "копія|subject|тема|importance|важность|когда|gesendet|an|betreff|envoyé|à|objet)"                      \
          "( ?at)?[*]* ?:"

typedef struct Patterns {
    GPtrArray *attributions, *separators;
    GRegex *field_first, *field_next;
} Patterns;

static GRegex *compile(const char *pattern)
{
    GError *error = NULL;
    GRegex *regex = g_regex_new(pattern, G_REGEX_OPTIMIZE, 0, &error);

    if (!regex)
        g_error("own_text: the pattern %s: %s", pattern, error->message);
    return regex;
}

static GPtrArray *compile_all(const char *const *patterns)
{
    GPtrArray *compiled = g_ptr_array_new();

    for (; *patterns; patterns++)
        g_ptr_array_add(compiled, compile(*patterns));
    return compiled;
}

/* Compiled once and kept for the life of the process. */
static const Patterns *patterns_get(void)
{
    static Patterns patterns;

    if (!patterns.attributions) {
        patterns.separators = compile_all(SEPARATORS);
        patterns.field_first = compile(FIELD_FIRST);
        patterns.field_next = compile(FIELD_NEXT);
        patterns.attributions = compile_all(ATTRIBUTIONS);
    }
    return &patterns;
}

static bool matches_any(const GPtrArray *patterns, const char *line)
{
    for (guint i = 0; i < patterns->len; i++)
        if (g_regex_match(patterns->pdata[i], line, 0, NULL))
            return true;
    return false;
}

typedef struct Lines {
    char **line; /* NULL-terminated */
    size_t count;
} Lines;

static bool is_empty(const char *line)
{
    return line[strspn(line, " \t\xC2\xA0")] == '\0';
}

static bool is_quoted(const char *line)
{
    return line[strspn(line, " ")] == '>';
}

/* The number of lines from `at` that make an attribution; 0 when none begins there. */
static size_t attribution_at(const Lines *lines, size_t at)
{
    g_autoptr(GString) joined = g_string_new(NULL);

    for (size_t n = 0; n < ATTRIBUTION_LINES && at + n < lines->count; n++) {
        const char *line = lines->line[at + n];
        if (is_empty(line) || is_quoted(line) || joined->len + strlen(line) > MAX_LINE)
            return 0;
        if (n > 0)
            g_string_append_c(joined, ' ');
        g_string_append(joined, line);
        g_strstrip(joined->str);
        joined->len = strlen(joined->str);
        bool could_end = g_str_has_suffix(joined->str, ":") || g_str_has_suffix(joined->str, "-");
        if (could_end && matches_any(patterns_get()->attributions, joined->str))
            return n + 1;
    }
    return 0;
}

static bool is_header_block(const Lines *lines, size_t at)
{
    const Patterns *patterns = patterns_get();
    size_t fields = 0;

    if (strlen(lines->line[at]) > MAX_LINE ||
        !g_regex_match(patterns->field_first, lines->line[at], 0, NULL))
        return false;
    for (size_t i = at + 1; i < lines->count && i <= at + BLOCK_LINES; i++)
        fields += strlen(lines->line[i]) <= MAX_LINE &&
                  g_regex_match(patterns->field_next, lines->line[i], 0, NULL);
    return fields >= 2;
}

static size_t skip_empty(const Lines *lines, size_t at)
{
    while (at < lines->count && is_empty(lines->line[at]))
        at++;
    return at;
}

static bool is_rule(const char *line)
{
    size_t n = strlen(line);

    return n >= 10 && (strspn(line, "_") == n || strspn(line, "-") == n);
}

/* Nothing from this line on is own text. */
static bool is_separator(const Lines *lines, size_t at)
{
    const char *line = lines->line[at];

    if (strlen(line) <= MAX_LINE && matches_any(patterns_get()->separators, line))
        return true;
    if (is_rule(line)) {
        size_t next = skip_empty(lines, at + 1);
        return next < lines->count && is_header_block(lines, next);
    }
    return is_header_block(lines, at);
}

/* Behind the quoted lines that begin at `at`, empty ones among them included. */
static size_t skip_quotation(const Lines *lines, size_t at)
{
    size_t end = at;

    for (size_t i = at; i < lines->count && (is_quoted(lines->line[i]) || is_empty(lines->line[i]));
         i++)
        if (is_quoted(lines->line[i]))
            end = i + 1;
    return end;
}

/* Own lines of the whole text, into `own`. */
static void collect(const Lines *lines, GPtrArray *own)
{
    for (size_t at = 0; at < lines->count;) {
        size_t attribution = is_empty(lines->line[at]) ? 0 : attribution_at(lines, at);
        if (attribution > 0) {
            size_t next = skip_empty(lines, at + attribution);
            if (next == lines->count || !is_quoted(lines->line[next]))
                return; /* the quotation follows without marks */
            at = skip_quotation(lines, next);
            g_ptr_array_add(own, (char *)"");
        } else if (is_quoted(lines->line[at])) {
            at = skip_quotation(lines, at);
            g_ptr_array_add(own, (char *)"");
        } else if (is_separator(lines, at)) {
            return;
        } else {
            g_ptr_array_add(own, lines->line[at++]);
        }
    }
}

/* Joins lines; runs of empty ones become one, none at the ends. */
static char *join(const GPtrArray *lines, guint from, guint to)
{
    g_autoptr(GString) out = g_string_new(NULL);
    bool empty = false;

    for (guint i = from; i < to; i++) {
        const char *line = lines->pdata[i];
        if (is_empty(line)) {
            empty = true;
            continue;
        }
        if (out->len > 0)
            g_string_append(out, empty ? "\n\n" : "\n");
        empty = false;
        g_string_append(out, line);
    }
    return g_strdup(out->str);
}

char *own_text(const char *text, char **signature)
{
    g_auto(GStrv) split = g_strsplit(text, "\n", -1);
    Lines lines = {split, g_strv_length(split)};
    g_autoptr(GPtrArray) own = g_ptr_array_new();

    collect(&lines, own);
    guint end = signature_start(own);
    *signature = end < own->len ? join(own, end, own->len) : NULL;
    return join(own, 0, end);
}
