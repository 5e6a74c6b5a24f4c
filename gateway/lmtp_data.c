/* lmtp_data.c: see lmtp_data.h. A line, or what is here of it, goes through in one piece; a step is
 * made only for the bytes around dots, and around line ends that are cut by a packet. */
#include "gateway/lmtp_data.h"

#include <string.h>

#define USUAL_BYTES 4096 /* of a letter: room for them is asked for once */

void lmtp_data_begin(LmtpData *data, const LmtpLimits *limits, LmtpBudget *budget)
{
    *data =
        (LmtpData){.limits = limits, .budget = budget, .body = g_byte_array_sized_new(USUAL_BYTES)};
}

void lmtp_data_clear(LmtpData *data)
{
    if (data->budget)
        data->budget->used -= data->counted;
    data->counted = 0;
    g_clear_pointer(&data->body, g_byte_array_unref);
}

/* The first fault is the one that is told. */
static void refuse(LmtpData *data, LmtpReply fault)
{
    if (data->fault == LMTP_OK)
        data->fault = fault;
    lmtp_data_clear(data);
}

/* The limit that these bytes meet first; LMTP_OK: none. However a letter is cut into packets, it is
 * the same one. */
static LmtpReply limit_met(const LmtpData *data, size_t length)
{
    const LmtpLimits *limits = data->limits;
    const struct {
        size_t room;
        LmtpReply fault;
    } rooms[] = {
        {limits->text_line_bytes - MIN(data->line, limits->text_line_bytes), LMTP_LETTER_LONG_LINE},
        {limits->letter_bytes - data->counted, LMTP_TOO_LARGE},
        {data->budget->most - data->budget->used, LMTP_NO_ROOM},
    };
    LmtpReply met = LMTP_OK;

    for (size_t i = 0; i < G_N_ELEMENTS(rooms); i++) {
        if (length > rooms[i].room) {
            met = rooms[i].fault;
            length = rooms[i].room;
        }
    }
    return met;
}

static void append(LmtpData *data, const char *bytes, size_t length)
{
    LmtpReply met = data->body ? limit_met(data, length) : LMTP_OK;

    data->line += length;
    if (met != LMTP_OK)
        refuse(data, met);
    if (!data->body)
        return;
    g_byte_array_append(data->body, (const guint8 *)bytes, (guint)length);
    data->counted += length;
    data->budget->used += length;
}

static LmtpPlace line_end(LmtpData *data)
{
    data->line = 0;
    data->lines++;
    return LMTP_START;
}

/* One byte; returns where that leads. */
static LmtpPlace step(LmtpData *data, char byte)
{
    if (data->place == LMTP_START && byte == '.')
        return LMTP_DOT;
    if (data->place == LMTP_DOT && byte == '\r')
        return LMTP_DOT_CR;
    if (data->place == LMTP_DOT_CR && byte == '\n')
        return LMTP_END;
    if (data->place == LMTP_CR && byte == '\n') {
        append(data, "\r\n", 2);
        return line_end(data);
    }
    if (byte == '\n' || data->place == LMTP_CR || data->place == LMTP_DOT_CR)
        refuse(data, LMTP_LETTER_BARE);
    if (byte == '\r')
        return LMTP_CR;
    append(data, &byte, 1);
    return LMTP_LINE;
}

static size_t plain_run(const char *bytes, size_t length)
{
    const char *cr = memchr(bytes, '\r', length);
    size_t run = cr ? (size_t)(cr - bytes) : length;
    const char *lf = memchr(bytes, '\n', run);

    return lf ? (size_t)(lf - bytes) : run;
}

/* Plain text that stands here, with the end of its line if that is here too; returns its length. */
static size_t take_line(LmtpData *data, const char *bytes, size_t length)
{
    bool begins = data->place == LMTP_START && *bytes != '.';
    size_t run = begins || data->place == LMTP_LINE ? plain_run(bytes, length) : 0;
    bool ends = run && length - run >= 2 && memcmp(bytes + run, "\r\n", 2) == 0;

    if (!run)
        return 0;
    run += ends ? 2 : 0;
    append(data, bytes, run);
    data->place = ends ? line_end(data) : LMTP_LINE;
    return run;
}

size_t lmtp_data_feed(LmtpData *data, const char *bytes, size_t length)
{
    size_t at = 0;

    while (at < length && data->place != LMTP_END) {
        size_t run = take_line(data, bytes + at, length - at);
        if (run)
            at += run;
        else
            data->place = step(data, bytes[at++]);
    }
    if (data->place == LMTP_END && data->body && !data->body->len)
        refuse(data, LMTP_LETTER_EMPTY);
    return at;
}

GBytes *lmtp_data_take(LmtpData *data)
{
    return g_byte_array_free_to_bytes(g_steal_pointer(&data->body));
}
