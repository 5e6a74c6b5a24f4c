/* ready_reasons.h: reasons for refusing a letter that a moderator gives by number: "НЕТ 3". They
 * stand in conf/letters/LANGUAGE/reasons, a line each: "3: Письмо не относится к теме объединения."
 * Lines that begin with # and empty lines do not count. */
#ifndef VESTNIK_BASE_READY_REASONS_H
#define VESTNIK_BASE_READY_REASONS_H

#include <glib.h>
#include <stdint.h>

typedef struct ReadyReason {
    int64_t number; /* 1 to 99 */
    char *text;
} ReadyReason;

/* GPtrArray of ReadyReason*, in the order of the file. ERR_INPUT with file:line. A file that is not
 * there is no reasons. */
GPtrArray *ready_reasons_open(const char *folder, const char *language, GError **error);

/* NULL: there is none of this number. Borrowed. */
const char *ready_reason(const GPtrArray *reasons, int64_t number);

#endif
