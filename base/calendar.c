/* calendar.c: see calendar.h. Times are shown as they stand, with the zone that they name: a zone
 * of Outlook has a name of its own, so its offset is added where the invitation has just one. Only
 * the first event is read. */
#include "base/calendar.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#define MAX_LINES 5000
#define MAX_VALUE 500 /* bytes of one value that is shown */

static const struct Phrase {
    const char *property, *value, *words;
} PHRASES[] = {
    {"METHOD", "CANCEL", "Отмена встречи"},
    {"METHOD", "REPLY", "Ответ на приглашение"},
    {"METHOD", "COUNTER", "Предложено другое время"},
    {"METHOD", "PUBLISH", "Событие календаря"},
    {"METHOD", "", "Приглашение в календарь"},
    {"PARTSTAT", "ACCEPTED", "принято"},
    {"PARTSTAT", "DECLINED", "отклонено"},
    {"PARTSTAT", "TENTATIVE", "под вопросом"},
    {"FREQ", "DAILY", "ежедневно"},
    {"FREQ", "WEEKLY", "еженедельно"},
    {"FREQ", "MONTHLY", "ежемесячно"},
    {"FREQ", "YEARLY", "ежегодно"},
};

/* One content line: NAME;PARAMETERS:VALUE. */
typedef struct Property {
    char *name, *parameters, *value;
} Property;

typedef struct Event {
    char *method, *summary, *start, *end, *location, *organizer, *answer, *frequency;
    char *zone, *offset; /* of the first VTIMEZONE; offset NULL when there are several */
    int offsets, events;
} Event;

static const char *phrase(const char *property, const char *value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(PHRASES); i++)
        if (strcmp(PHRASES[i].property, property) == 0 &&
            (!*PHRASES[i].value || g_ascii_strcasecmp(PHRASES[i].value, value) == 0))
            return PHRASES[i].words;
    return NULL;
}

static void property_clear(Property *p)
{
    g_free(p->name);
    g_free(p->parameters);
    g_free(p->value);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Property, property_clear)

static void event_clear(Event *e)
{
    char *texts[] = {e->method,    e->summary, e->start,     e->end,  e->location,
                     e->organizer, e->answer,  e->frequency, e->zone, e->offset};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Event, event_clear)

/* The colon that ends the name and its parameters; one within quotes does not. */
static const char *find_colon(const char *line)
{
    bool quoted = false;

    for (; *line; line++) {
        quoted ^= *line == '"';
        if (*line == ':' && !quoted)
            return line;
    }
    return NULL;
}

static bool property_read(const char *line, Property *p)
{
    const char *colon = find_colon(line);

    if (!colon)
        return false;
    g_autofree char *left = g_strndup(line, (gsize)(colon - line));
    size_t n = strcspn(left, ";");
    p->parameters = g_strdup(left[n] ? left + n : "");
    left[n] = '\0';
    p->name = g_ascii_strup(left, -1);
    p->value = g_strndup(colon + 1, MIN(strlen(colon + 1), 4 * MAX_VALUE));
    return true;
}

/* ";TZID=Europe/Moscow"; NULL when absent. The caller's. */
static char *parameter(const Property *p, const char *name)
{
    g_autofree char *key = g_strconcat(";", name, "=", NULL);
    const char *found = strcasestr(p->parameters, key);

    if (!found)
        return NULL;
    found += strlen(key);
    return *found == '"' ? g_strndup(found + 1, strcspn(found + 1, "\""))
                         : g_strndup(found, strcspn(found, ";"));
}

/* RFC 5545 section 3.3.11: on one line. The caller's. */
static char *unescape(const char *value)
{
    GString *out = g_string_new(NULL);

    for (const char *p = value; *p && out->len < MAX_VALUE; p++) {
        bool escaped = *p == '\\' && p[1];
        p += escaped;
        g_string_append_c(out, escaped && (*p == 'n' || *p == 'N') ? ' ' : *p);
    }
    char *clean = g_utf8_make_valid(out->str, (gssize)out->len);
    g_string_free(out, TRUE);
    return g_strstrip(clean);
}

static void keep(char **place, char *value)
{
    if (*place || !value || !*value)
        g_free(value);
    else
        *place = value;
}

/* --- times --- */

/* "20261116T100000" to "16.11.2026 10:00"; NULL when it is no time. The caller's. */
static char *show_time(const char *value)
{
    if (strspn(value, "0123456789") != 8)
        return NULL;
    bool clock = value[8] == 'T' && strspn(value + 9, "0123456789") >= 4;
    return clock ? g_strdup_printf("%.2s.%.2s.%.4s %.2s:%.2s", value + 6, value + 4, value,
                                   value + 9, value + 11)
                 : g_strdup_printf("%.2s.%.2s.%.4s", value + 6, value + 4, value);
}

/* A date as an end is the day after. */
static char *day_before(const char *value)
{
    GDate date;
    int day, month, year;

    if (strlen(value) != 8 || sscanf(value, "%4d%2d%2d", &year, &month, &day) != 3 || year < 1 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return g_strdup(value);
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    if (g_date_get_julian(&date) > 1)
        g_date_subtract_days(&date, 1);
    return g_strdup_printf("%04d%02d%02d", g_date_get_year(&date), g_date_get_month(&date),
                           g_date_get_day(&date));
}

static char *show_zone(const Event *e)
{
    if (strchr(e->start, 'Z'))
        return g_strdup(" (UTC)");
    if (!e->zone)
        return g_strdup("");
    if (e->offsets == 1 && strlen(e->offset) >= 5)
        return g_strdup_printf(" (%s, UTC%.3s:%.2s)", e->zone, e->offset, e->offset + 3);
    return g_strdup_printf(" (%s)", e->zone);
}

/* "16.11.2026 10:00–11:30 (Europe/Moscow, UTC+03:00)" */
static char *show_when(const Event *e)
{
    g_autofree char *start = e->start ? show_time(e->start) : NULL;

    if (!start)
        return NULL;
    g_autofree char *last = e->end ? day_before(e->end) : NULL;
    g_autofree char *end = last ? show_time(last) : NULL;
    g_autofree char *zone = strlen(e->start) > 8 ? show_zone(e) : g_strdup("");
    if (!end || strcmp(start, end) == 0)
        return g_strconcat(start, zone, NULL);
    bool same_day = strlen(start) > 11 && strlen(end) > 11 && strncmp(start, end, 10) == 0;
    return g_strconcat(start, "–", same_day ? end + 11 : end, zone, NULL);
}

/* --- reading --- */

static void take_event(Event *e, const Property *p)
{
    struct {
        const char *name;
        char **place;
    } const simple[] = {{"SUMMARY", &e->summary}, {"DTEND", &e->end}, {"LOCATION", &e->location}};

    for (size_t i = 0; i < G_N_ELEMENTS(simple); i++)
        if (strcmp(p->name, simple[i].name) == 0)
            keep(simple[i].place, unescape(p->value));
    if (strcmp(p->name, "DTSTART") == 0) {
        keep(&e->start, g_strdup(p->value));
        g_free(e->zone);
        e->zone = parameter(p, "TZID");
    } else if (strcmp(p->name, "ORGANIZER") == 0) {
        g_autofree char *name = parameter(p, "CN");
        const char *mail = g_ascii_strncasecmp(p->value, "mailto:", 7) == 0 ? p->value + 7 : NULL;
        keep(&e->organizer,
             name && mail ? g_strdup_printf("%s <%s>", name, mail) : g_strdup(mail ? mail : name));
    } else if (strcmp(p->name, "ATTENDEE") == 0) {
        g_autofree char *state = parameter(p, "PARTSTAT");
        keep(&e->answer, g_strdup(state ? phrase("PARTSTAT", state) : NULL));
    } else if (strcmp(p->name, "RRULE") == 0) {
        const char *frequency = strstr(p->value, "FREQ=");
        g_autofree char *word =
            frequency ? g_strndup(frequency + 5, strcspn(frequency + 5, ";")) : NULL;
        keep(&e->frequency, g_strdup(word ? phrase("FREQ", word) : NULL));
    }
}

static void read_lines(const char *ics, Event *e)
{
    g_autofree char *clean = g_strdup(ics);
    g_autoptr(GString) unfolded = g_string_new(g_strdelimit(clean, "\r", '\n'));
    g_autofree char *component = g_strdup("");

    g_string_replace(unfolded, "\n\n", "\n", 0); /* CR LF */
    g_string_replace(unfolded, "\n ", "", 0);
    g_string_replace(unfolded, "\n\t", "", 0);
    g_auto(GStrv) lines = g_strsplit(unfolded->str, "\n", MAX_LINES);
    for (size_t i = 0; lines[i] && e->events < 2; i++) {
        g_auto(Property) p = {0};
        if (!property_read(lines[i], &p))
            continue;
        if (strcmp(p.name, "BEGIN") == 0) {
            g_free(component);
            component = g_ascii_strup(p.value, -1);
            e->events += strcmp(component, "VEVENT") == 0;
        } else if (strcmp(p.name, "END") == 0) {
            g_free(component);
            component = g_strdup(g_ascii_strcasecmp(p.value, "VALARM") == 0 ? "VEVENT" : "");
        } else if (strcmp(p.name, "METHOD") == 0) {
            keep(&e->method, g_strdup(p.value));
        } else if (strcmp(p.name, "TZOFFSETTO") == 0) {
            e->offsets++;
            keep(&e->offset, g_strdup(p.value));
        } else if (e->events == 1 && strcmp(component, "VEVENT") == 0) {
            take_event(e, &p);
        }
    }
}

static void add_line(GString *out, const char *label, const char *value)
{
    if (value && *value)
        g_string_append_printf(out, "\n%s: %s", label, value);
}

char *calendar_text(const char *ics)
{
    g_auto(Event) e = {0};

    read_lines(ics, &e);
    if (!e.start && !e.summary)
        return NULL;
    GString *out = g_string_new(NULL);
    g_autofree char *when = show_when(&e);
    bool reply = e.method && g_ascii_strcasecmp(e.method, "REPLY") == 0;
    g_string_printf(out, "-------- %s --------", phrase("METHOD", e.method ? e.method : ""));
    add_line(out, "Что", e.summary);
    add_line(out, "Когда", when);
    add_line(out, "Повторяется", e.frequency);
    add_line(out, "Где", e.location);
    add_line(out, "Приглашает", e.organizer);
    add_line(out, "Ответ", reply ? e.answer : NULL);
    return g_string_free(out, FALSE);
}
