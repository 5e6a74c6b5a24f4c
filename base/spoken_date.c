/* spoken_date.c: see spoken_date.h. The text becomes folded words; what stands behind the last "до"
 * or "по" is held against the patterns below, the first that fits counts. */
#include "base/spoken_date.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define WORDS_MOST 200

/* Beginnings of words; the place in the table is the meaning. */
static const char *const MONTHS[12][3] = {{"янв", "jan"}, {"фев", "feb"},        {"мар", "mar"},
                                          {"апр", "apr"}, {"май", "мая", "may"}, {"июн", "jun"},
                                          {"июл", "jul"}, {"авг", "aug"},        {"сен", "sep"},
                                          {"окт", "oct"}, {"ноя", "nov"},        {"дек", "dec"}};
static const char *const WEEKDAYS[7][2] = {
    {"понед", "monday"}, {"вторн", "tuesday"}, {"сред", "wednesday"}, {"четв", "thursday"},
    {"пятн", "friday"},  {"субб", "saturday"}, {"воскр", "sunday"}};
static const char *const NUMBERS[][3] = {
    {"од", "one", "a"}, {"дв", "two"}, {"три", "three"}, {"четыре", "four"}, {"пять", "five"}};
typedef enum Unit { UNIT_NONE, UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR } Unit;
static const char *const UNITS[][3] = {[UNIT_DAY] = {"день", "дн", "day"},
                                       [UNIT_WEEK] = {"недел", "week"},
                                       [UNIT_MONTH] = {"месяц", "month"},
                                       [UNIT_YEAR] = {"год", "year"}};

#define LOOK_UP(table, word)                                                                       \
    look_up((const char *const *)(table), G_N_ELEMENTS(table), G_N_ELEMENTS((table)[0]), word)

/* 1 for the first row; 0: in none. */
static int look_up(const char *const *rows, size_t count, size_t forms, const char *word)
{
    for (size_t i = 0; i < count * forms; i++)
        if (rows[i] && g_str_has_prefix(word, rows[i]))
            return (int)(i / forms) + 1;
    return 0;
}

typedef struct Spoken {
    char **words; /* of the end of the period; NULL-terminated */
    int year, month, day;
    int today[3]; /* year, month, day */
    int64_t now;
    GTimeZone *zone;
    int more; /* days behind the day that is named */
} Spoken;

static const char *word(const Spoken *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!s->words[i])
            return "";
    return s->words[n] ? s->words[n] : "";
}

static int number(const char *text, size_t digits)
{
    size_t length = strspn(text, "0123456789");

    return length > 0 && length <= digits ? (int)g_ascii_strtoll(text, NULL, 10) : 0;
}

static int full_year(int year)
{
    return year > 0 && year < 100 ? 2000 + year : year;
}

/* --- patterns -----------------------------------------------------------------------------------
 */

/* 25.08, 25/8/26, 25-08-2026, 2026-08-25 */
static bool in_digits(Spoken *s)
{
    g_auto(GStrv) parts = g_strsplit_set(word(s, 0), "./-", -1);
    guint count = g_strv_length(parts);
    bool iso = count > 2 && strlen(parts[0]) == 4;

    if (count < 2 || !number(parts[1], 2))
        return false;
    s->month = number(parts[1], 2);
    s->day = number(parts[iso ? 2 : 0], 2);
    s->year = full_year(iso ? number(parts[0], 4) : count > 2 ? number(parts[2], 4) : 0);
    return s->day > 0;
}

/* 25 августа 2026 г., 1-го сентября, August 25, сентября */
static bool with_month(Spoken *s)
{
    int first = LOOK_UP(MONTHS, word(s, 0)), second = LOOK_UP(MONTHS, word(s, 1));

    if (second && number(word(s, 0), 2)) {
        s->month = second;
        s->day = number(word(s, 0), 2);
        s->year = number(word(s, 2), 4);
    } else if (first) {
        bool has_day = number(word(s, 1), 2) > 0;
        s->month = first;
        s->day = has_day ? number(word(s, 1), 2) : 1;
        s->year = number(word(s, has_day ? 2 : 1), 4);
    }
    s->year = s->year >= 1000 ? s->year : 0;
    return s->month > 0;
}

/* That many days, months and years behind today. */
static bool later(Spoken *s, int days, int months)
{
    g_autoptr(GDateTime) today =
        g_date_time_new(s->zone, s->today[0], s->today[1], s->today[2], 0, 0, 0);
    g_autoptr(GDateTime) moved = today ? g_date_time_add_months(today, months) : NULL;
    g_autoptr(GDateTime) day = moved ? g_date_time_add_days(moved, days) : NULL;

    if (day)
        g_date_time_get_ymd(day, &s->year, &s->month, &s->day);
    return day != NULL;
}

/* на неделю, 10 дней, две недели */
static bool a_while(Spoken *s)
{
    int count = number(word(s, 0), 3), named = LOOK_UP(NUMBERS, word(s, 0));
    size_t at = count || named ? 1 : 0;
    Unit unit = (Unit)(LOOK_UP(UNITS, word(s, at)) - 1);
    int times = count ? count : named ? named : 1;

    if (unit != UNIT_DAY && unit != UNIT_WEEK && unit != UNIT_MONTH && unit != UNIT_YEAR)
        return false;
    s->more = 0;
    return unit == UNIT_DAY    ? later(s, times, 0)
           : unit == UNIT_WEEK ? later(s, 7 * times, 0)
                               : later(s, 0, unit == UNIT_MONTH ? times : 12 * times);
}

static int weekday_today(const Spoken *s)
{
    g_autoptr(GDateTime) today = clock_local(s->now, s->zone);

    return g_date_time_get_day_of_week(today);
}

/* завтра, завтрашнего дня, понедельника */
static bool soon(Spoken *s)
{
    static const char *const DAYS[][2] = {
        {"сегодня", "today"}, {"завтра", "tomorrow"}, {"послезавтра"}};
    int weekday = LOOK_UP(WEEKDAYS, word(s, 0)), days = LOOK_UP(DAYS, word(s, 0));

    if (days)
        return later(s, days - 1, 0);
    return weekday && later(s, 1 + (weekday + 6 - weekday_today(s)) % 7, 0);
}

/* конца недели, конца месяца, конца августа, the end of the year */
static bool the_end(Spoken *s)
{
    size_t at = 0;
    bool end = false;

    for (; *word(s, at) && !LOOK_UP(UNITS, word(s, at)) && !LOOK_UP(MONTHS, word(s, at)); at++)
        end |= g_str_has_prefix(word(s, at), "конц") || g_str_equal(word(s, at), "end");
    int month = LOOK_UP(MONTHS, word(s, at));
    Unit unit = (Unit)(LOOK_UP(UNITS, word(s, at)) - 1);
    if (!end || (!month && unit != UNIT_WEEK && unit != UNIT_MONTH && unit != UNIT_YEAR))
        return false;
    s->more = 0;
    if (unit == UNIT_WEEK)
        return later(s, 8 - weekday_today(s), 0);
    s->day = 1;
    s->month = month ? month % 12 + 1 : unit == UNIT_MONTH ? s->today[1] % 12 + 1 : 1;
    return true;
}

static bool (*const PATTERNS[])(Spoken *s) = {the_end, in_digits, with_month, soon, a_while};

/* --- what it comes to ---------------------------------------------------------------------------
 */

static bool is_end_word(const char *text, bool *whole_day)
{
    static const char *const ENDS[] = {"до", "until", "till", "to", NULL};
    static const char *const THROUGH[] = {"по", "through", NULL};

    *whole_day = g_strv_contains(THROUGH, text);
    return *whole_day || g_strv_contains(ENDS, text);
}

static const char *const STARTS[] = {"с", "со", "from", NULL};

/* Words that say nothing about the day: where its text begins, or goes on behind "до". False: "с 20
 * ноября" names the first day, and no last one. */
static bool find_end(Spoken *s, char **words)
{
    static const char *const FILLERS[] = {"на", "for", "the", "включительно", NULL};
    bool ends = false;

    s->words = words;
    for (char **at = words; *at; at++) {
        bool whole_day = false;
        if (!is_end_word(*at, &whole_day))
            continue;
        s->words = at + 1;
        s->more = whole_day;
        ends = true;
    }
    for (; *s->words; s->words++) {
        bool starts = g_strv_contains(STARTS, *s->words);
        if (starts && !ends)
            return false;
        if (!starts && !g_strv_contains(FILLERS, *s->words))
            break;
    }
    for (char **at = s->words; *at; at++)
        if (g_str_equal(*at, "включительно"))
            s->more = 1;
    return true;
}

static bool moment(const Spoken *s, int year, int64_t *at)
{
    if (!g_date_valid_dmy((GDateDay)s->day, (GDateMonth)s->month, (GDateYear)year))
        return false;
    g_autoptr(GDateTime) day = g_date_time_new(s->zone, year, s->month, s->day, 0, 0, 0);
    g_autoptr(GDateTime) end = day ? g_date_time_add_days(day, s->more) : NULL;

    if (end)
        *at = g_date_time_to_unix(end);
    return end != NULL;
}

/* 29 February may be years away. */
static bool next_moment(const Spoken *s, SpokenPeriod *period)
{
    for (int year = s->today[0]; year <= s->today[0] + 8; year++) {
        if (moment(s, year, &period->until) && period->until > s->now) {
            period->is_next = year > s->today[0];
            return true;
        }
    }
    return false;
}

static char **folded_words(const char *text)
{
    g_autofree char *folded = text_fold(text);
    char **words = g_strsplit_set(folded, " ,;()!", WORDS_MOST);
    size_t kept = 0;

    for (size_t i = 0; words[i]; i++) {
        size_t length = strlen(words[i]);
        while (length && words[i][length - 1] == '.')
            words[i][--length] = '\0';
        if (length)
            words[kept++] = words[i];
        else
            g_free(words[i]);
    }
    words[kept] = NULL;
    return words;
}

static bool parse_day(Spoken *s)
{
    for (size_t i = 0; i < G_N_ELEMENTS(PATTERNS); i++) {
        s->year = s->month = s->day = 0;
        if (PATTERNS[i](s))
            return true;
    }
    return false;
}

static bool is_while_word(const char *text)
{
    return g_str_equal(text, "на") || g_str_equal(text, "for");
}

/* What stands between "с" and "по" or "на"; NULL: nothing does. *end is the latter. The caller's.
 */
static char **start_words(char **words, char ***end)
{
    g_autoptr(GStrvBuilder) start = g_strv_builder_new();
    bool begun = false, whole_day;

    for (; *words && !(begun && (is_end_word(*words, &whole_day) || is_while_word(*words)));
         words++) {
        if (begun)
            g_strv_builder_add(start, *words);
        begun |= g_strv_contains(STARTS, *words);
    }
    *end = words;
    return begun && *words ? g_strv_builder_end(start) : NULL;
}

/* `end` is the parsed last day. */
static int64_t find_start(const Spoken *end, char **words, int64_t until)
{
    char **behind;
    g_auto(GStrv) start = start_words(words, &behind);
    Spoken s = *end;
    int64_t at = 0;

    if (!start)
        return 0;
    s.words = start;
    s.more = 0;
    if (!parse_day(&s)) {
        s.day = number(word(&s, 0), 2);
        s.month = end->month;
        s.year = end->year;
    }
    g_autoptr(GDateTime) last = clock_local(until, s.zone);
    int year = s.year ? s.year : g_date_time_get_year(last);
    if (!moment(&s, year, &at))
        return 0;
    return at < until || moment(&s, year - 1, &at) ? at : 0;
}

/* "с завтрашнего дня на две недели": false, the text does not say it so. */
static bool from_a_day(const Spoken *today, char **words, SpokenPeriod *period)
{
    char **behind;
    g_auto(GStrv) start = start_words(words, &behind);
    Spoken s = *today;

    if (!start || !is_while_word(*behind))
        return false;
    s.words = start;
    if (!parse_day(&s) || !(s.year ? moment(&s, s.year, &period->from) : next_moment(&s, period)))
        return false;
    if (!s.year)
        period->from = period->until;
    g_autoptr(GDateTime) first = clock_local(period->from, s.zone);
    g_date_time_get_ymd(first, &s.today[0], &s.today[1], &s.today[2]);
    s.words = behind + 1;
    s.year = s.month = s.day = 0;
    return a_while(&s) && moment(&s, s.year, &period->until);
}

bool spoken_period(const char *text, int64_t now, GTimeZone *zone, SpokenPeriod *period)
{
    g_auto(GStrv) words = folded_words(text);
    g_autoptr(GDateTime) today = clock_local(now, zone);
    Spoken s = {.now = now, .zone = zone};

    *period = (SpokenPeriod){0};
    g_date_time_get_ymd(today, &s.today[0], &s.today[1], &s.today[2]);
    if (from_a_day(&s, words, period))
        return true;
    *period = (SpokenPeriod){0};
    if (!find_end(&s, words) || !parse_day(&s) ||
        !(s.year ? moment(&s, s.year, &period->until) : next_moment(&s, period)))
        return false;
    period->from = find_start(&s, words, period->until);
    return true;
}
