/* log.c: see log.h. A line is written by one write(2), so that lines of several processes that
 * share a stderr never mix. */
#include "base/log.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define VALUE_MAX 400 /* bytes of one value; a log is no archive */

static const struct {
    const char *name;
    int priority;
} LEVELS[] = {
    [LOG_LEVEL_DEBUG] = {"debug", LOG_DEBUG},
    [LOG_LEVEL_INFO] = {"info", LOG_INFO},
    [LOG_LEVEL_WARNING] = {"warning", LOG_WARNING},
    [LOG_LEVEL_ERROR] = {"error", LOG_ERR},
};

static LogLevel least = LOG_LEVEL_INFO;
static bool to_syslog;
static const char *duty;

void log_setup(LogLevel level, bool syslog_wanted, const char *duty_name)
{
    least = level;
    to_syslog = syslog_wanted;
    duty = duty_name;
    if (to_syslog)
        openlog("vestnik", LOG_PID, LOG_MAIL);
}

static bool is_plain(unsigned char c)
{
    return c > ' ' && c != '"' && c != '=' && c != '\\' && c != 0x7f;
}

static void append_value(GString *line, const char *value)
{
    size_t length = strnlen(value, VALUE_MAX);
    bool quote = length == 0;

    for (size_t i = 0; i < length; i++)
        quote = quote || !is_plain((unsigned char)value[i]);
    if (!quote) {
        g_string_append_len(line, value, (gssize)length);
        return;
    }
    g_string_append_c(line, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)value[i];
        if (c < ' ' || c == 0x7f)
            g_string_append_printf(line, "\\x%02x", c);
        else if (c == '"' || c == '\\')
            g_string_append_printf(line, "\\%c", c);
        else
            g_string_append_c(line, (char)c);
    }
    g_string_append_c(line, '"');
}

static void append_time(GString *line)
{
    char stamp[32];
    time_t now = time(NULL); /* the log tells real time, also under --now */
    struct tm utc;

    gmtime_r(&now, &utc);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ ", &utc);
    g_string_append(line, stamp);
}

void log_write(LogLevel level, const char *event, const LogField *fields)
{
    if (level < least)
        return;
    g_autoptr(GString) line = g_string_new(NULL);
    if (!to_syslog) {
        append_time(line);
        g_string_append_printf(line, "%s ", LEVELS[level].name);
    }
    g_string_append(line, event);
    if (duty)
        g_string_append_printf(line, " duty=%s", duty);
    for (const LogField *field = fields; field->key; field++) {
        g_string_append_printf(line, " %s=", field->key);
        if (field->text)
            append_value(line, field->text);
        else
            g_string_append_printf(line, "%" PRId64, field->number);
    }
    if (to_syslog) {
        syslog(LEVELS[level].priority, "%s", line->str);
        return;
    }
    g_string_append_c(line, '\n');
    /* a log that cannot be written has nobody left to be told */
    ssize_t written = write(STDERR_FILENO, line->str, line->len);
    (void)written;
}
