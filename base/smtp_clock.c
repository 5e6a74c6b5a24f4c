/* smtp_clock.c: see smtp_clock.h. A time of day counts behind words that say until when; elsewhere
 * it may be when the letter came. */
#include "base/smtp_clock.h"

#include <stdbool.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define PASSED HOUR /* what is over for so long was the time of this wait, not of tomorrow's */

/* In small letters, with the blank behind. */
static const char *const UNTIL[] = {"after ", "until ", "till ",  "before ",    "not earlier than ",
                                    "at ",    "до ",    "после ", "не раньше ", "с ",
                                    "в "};

/* Names of zones in replies, hours and minutes east of Greenwich. */
static const struct {
    const char *name;
    int minutes;
} ZONES[] = {
    {"utc", 0},    {"gmt", 0},    {"z", 0},      {"msk", 180},  {"мск", 180},  {"cet", 60},
    {"cest", 120}, {"eet", 120},  {"eest", 180}, {"yekt", 300}, {"omst", 360}, {"krat", 420},
    {"irkt", 480}, {"yakt", 540}, {"vlat", 600}, {"magt", 660}, {"pett", 720}, {"samt", 240},
    {"est", -300}, {"edt", -240}, {"cst", -360}, {"cdt", -300}, {"mst", -420}, {"mdt", -360},
    {"pst", -480}, {"pdt", -420},
};

/* Two digits of a time; -1: none are there. */
static int two_digits(const char *text, int most)
{
    int value = g_ascii_isdigit(text[0]) && g_ascii_isdigit(text[1])
                    ? (text[0] - '0') * 10 + text[1] - '0'
                    : -1;

    return value <= most ? value : -1;
}

/* "14:30", "9:05", "14:30:00": seconds of the day; -1: none. *end is behind it. */
static int64_t read_time(const char *text, const char **end)
{
    size_t digits = strspn(text, "0123456789");
    int hour = digits == 1 ? *text - '0' : digits == 2 ? two_digits(text, 23) : -1;
    int minute = hour >= 0 && text[digits] == ':' ? two_digits(text + digits + 1, 59) : -1;

    if (minute < 0)
        return -1;
    *end = text + digits + 3;
    if (**end == ':' && two_digits(*end + 1, 59) >= 0)
        *end += 3;
    return g_ascii_isdigit(**end) ? -1 : hour * HOUR + minute * 60;
}

/* "+0300", "+03:00": false, it is none. */
static bool read_offset(const char *text, int *minutes)
{
    int hours = *text == '+' || *text == '-' ? two_digits(text + 1, 14) : -1;
    const char *rest = hours >= 0 ? text + 3 : text;
    int more = hours >= 0 ? two_digits(rest + (*rest == ':'), 59) : -1;

    *minutes = (*text == '-' ? -1 : 1) * (hours * 60 + MAX(more, 0));
    return hours >= 0;
}

typedef enum Named { NO_ZONE, KNOWN_ZONE, FOREIGN_ZONE } Named;

/* "p.m." and zones that the table has not are foreign: such a time is not understood. */
static Named read_zone(const char *text, int *minutes)
{
    static const char *const NO_ZONES[] = {"and",     "to", "for",   "today", "и",  "по",
                                           "сегодня", "h",  "local", "again", "or", NULL};

    text += strspn(text, " (");
    if (read_offset(text, minutes))
        return KNOWN_ZONE;
    g_autofree char *word = g_strndup(text, (gsize)(text_word_end(text) - text));
    for (size_t i = 0; i < G_N_ELEMENTS(ZONES); i++)
        if (g_str_equal(word, ZONES[i].name)) {
            const char *behind = text + strlen(word);
            *minutes = ZONES[i].minutes;
            if (strchr("+-", *behind) && *behind && !read_offset(behind, minutes))
                return FOREIGN_ZONE; /* "GMT+3" is not worth guessing */
            return KNOWN_ZONE;
        }
    return *word && !g_strv_contains(NO_ZONES, word) ? FOREIGN_ZONE : NO_ZONE;
}

/* From the beginning of the day in which `now` is, as whoever wrote the time counts it. */
static int64_t day_begins(int64_t now, Named named, int minutes, GTimeZone *zone)
{
    int64_t east = (int64_t)minutes * 60;

    if (named == NO_ZONE)
        return day_of(now, zone).from;
    return (now + east) / DAY * DAY - east;
}

static int64_t wait_until(const char *text, int64_t now, GTimeZone *zone)
{
    const char *end;
    int minutes = 0;
    int64_t time = read_time(text, &end);
    Named named = time < 0 ? FOREIGN_ZONE : read_zone(end, &minutes);

    if (named == FOREIGN_ZONE)
        return 0;
    int64_t at = day_begins(now, named, minutes, zone) + time;
    if (at <= now - PASSED)
        at += DAY;
    return at > now && at <= now + DAY ? at - now : 0;
}

int64_t smtp_clock_wait(const char *text, int64_t now, GTimeZone *zone)
{
    g_autofree char *clean = text_one_line(text);
    g_autofree char *small = g_utf8_strdown(clean, -1);

    for (size_t i = 0; i < G_N_ELEMENTS(UNTIL); i++)
        for (const char *at = strstr(small, UNTIL[i]); at; at = strstr(at + 1, UNTIL[i])) {
            bool whole = at == small || !g_unichar_isalpha(g_utf8_get_char(g_utf8_prev_char(at)));
            int64_t seconds = whole ? wait_until(at + strlen(UNTIL[i]), now, zone) : 0;
            if (seconds)
                return seconds;
        }
    return 0;
}
