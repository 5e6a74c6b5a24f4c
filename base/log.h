/* log.h: one line an event, key=value, to stderr or syslog:
 *
 *     2026-11-16T08:00:00Z info letter.accepted letter=12 door=pipe bytes=4211
 *
 * Values are escaped here, so that nothing in a letter can forge a line. Never log a secret. */
#ifndef VESTNIK_BASE_LOG_H
#define VESTNIK_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

typedef enum LogLevel {
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_INFO,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_ERROR
} LogLevel;

typedef struct LogField {
    const char *key;
    const char *text; /* NULL: the number */
    int64_t number;
} LogField;

#define LOG_STR(k, v) ((LogField){.key = (k), .text = (v) ? (v) : "-"})
#define LOG_NUM(k, v) ((LogField){.key = (k), .number = (v)})

/* LOG(INFO, "letter.accepted", LOG_NUM("letter", id), LOG_STR("door", name)) */
#define LOG(level, event, ...)                                                                     \
    log_write(LOG_LEVEL_##level, (event), (const LogField[]){__VA_ARGS__, {.key = NULL}})

void log_write(LogLevel level, const char *event, const LogField *fields);

/* `duty` names the process in every line, NULL for a command. */
void log_setup(LogLevel least, bool to_syslog, const char *duty);

#endif
