/* reader_wire.c: see reader_wire.h. */
#include "gateway/reader_wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/auto.h"
#include "base/charset.h"

static const struct LimitMember {
    const char *name;
    size_t offset;
} LIMITS[] = {
    {"letter_bytes", offsetof(ReadLimits, letter_bytes)},
    {"header_bytes", offsetof(ReadLimits, header_bytes)},
    {"header_lines", offsetof(ReadLimits, header_lines)},
    {"part_header_bytes", offsetof(ReadLimits, part_header_bytes)},
    {"address_bytes", offsetof(ReadLimits, address_bytes)},
    {"address_colons", offsetof(ReadLimits, address_colons)},
    {"subject_bytes", offsetof(ReadLimits, subject_bytes)},
    {"parameters", offsetof(ReadLimits, parameters)},
    {"parts", offsetof(ReadLimits, parts)},
    {"depth", offsetof(ReadLimits, depth)},
    {"tnef_parts", offsetof(ReadLimits, tnef_parts)},
    {"tnef_files", offsetof(ReadLimits, tnef_files)},
    {"tnef_bytes", offsetof(ReadLimits, tnef_bytes)},
    {"tnef_seconds", offsetof(ReadLimits, tnef_seconds)},
    {"tnef_memory", offsetof(ReadLimits, tnef_memory)},
    {"text_bytes", offsetof(ReadLimits, text_bytes)},
    {"hold_bytes", offsetof(ReadLimits, hold_bytes)},
    {"hold_steps", offsetof(ReadLimits, hold_steps)},
};

/* Waits until `fd` is ready for `events`, or the time is over. */
static FrameResult wait_for(int fd, short events, int64_t until)
{
    for (;;) {
        int64_t left = until - g_get_monotonic_time();
        struct pollfd poller = {.fd = fd, .events = events};
        if (left <= 0)
            return FRAME_TIMEOUT;
        int ready = poll(&poller, 1, (int)MIN(left / 1000 + 1, 3600000));
        if (ready > 0)
            return FRAME_OK;
        if (ready < 0 && errno != EINTR)
            return FRAME_CLOSED;
    }
}

/* After a call that moved no byte: may it be tried again? */
static FrameResult after_failure(int fd, ssize_t moved, short events, int64_t until)
{
    if (moved < 0 && errno == EINTR)
        return FRAME_OK;
    return moved < 0 && errno == EAGAIN ? wait_for(fd, events, until) : FRAME_CLOSED;
}

/* Without a deadline the calls themselves wait. */
static int wait_flag(int64_t until)
{
    return until == INT64_MAX ? MSG_WAITALL : MSG_DONTWAIT;
}

static void skip_sent(struct msghdr *message, size_t sent)
{
    while (message->msg_iovlen > 0 && sent >= message->msg_iov->iov_len) {
        sent -= message->msg_iov->iov_len;
        message->msg_iov++;
        message->msg_iovlen--;
    }
    if (sent > 0) {
        message->msg_iov->iov_base = (char *)message->msg_iov->iov_base + sent;
        message->msg_iov->iov_len -= sent;
    }
}

static FrameResult write_all(int fd, struct iovec *pieces, size_t count, int64_t until)
{
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = count};

    for (skip_sent(&message, 0); message.msg_iovlen > 0;) {
        ssize_t n = sendmsg(fd, &message, MSG_NOSIGNAL | wait_flag(until));
        FrameResult ready = n > 0 ? FRAME_OK : after_failure(fd, n, POLLOUT, until);
        if (ready != FRAME_OK)
            return ready;
        skip_sent(&message, n > 0 ? (size_t)n : 0);
    }
    return FRAME_OK;
}

static FrameResult read_all(int fd, char *bytes, size_t length, int64_t until)
{
    while (length > 0) {
        ssize_t n = recv(fd, bytes, length, wait_flag(until));
        FrameResult ready = n > 0 ? FRAME_OK : after_failure(fd, n, POLLIN, until);
        if (ready != FRAME_OK)
            return ready;
        bytes += MAX(n, 0);
        length -= (size_t)MAX(n, 0);
    }
    return FRAME_OK;
}

FrameResult frames_write(int fd, const Frame *frames, size_t count, int64_t until)
{
    uint32_t sizes[FRAMES_MOST];
    struct iovec pieces[2 * FRAMES_MOST];

    for (size_t i = 0; i < count; i++) {
        if (frames[i].length > UINT32_MAX)
            return FRAME_TOO_BIG;
        sizes[i] = htonl((uint32_t)frames[i].length);
        pieces[2 * i] = (struct iovec){&sizes[i], sizeof sizes[i]};
        pieces[2 * i + 1] = (struct iovec){(void *)frames[i].bytes, frames[i].length};
    }
    return write_all(fd, pieces, 2 * count, until);
}

FrameResult frame_write(int fd, const void *bytes, size_t length, int64_t until)
{
    return frames_write(fd, &(Frame){bytes, length}, 1, until);
}

FrameResult frame_read(int fd, size_t limit, int64_t until, char **bytes, size_t *length)
{
    uint32_t size;
    FrameResult result = read_all(fd, (char *)&size, sizeof size, until);

    if (result != FRAME_OK)
        return result;
    size_t n = ntohl(size);
    if (n > limit)
        return FRAME_TOO_BIG;
    g_autofree char *buffer = g_malloc(n + 1);
    result = read_all(fd, buffer, n, until);
    if (result != FRAME_OK)
        return result;
    buffer[n] = '\0';
    *bytes = g_steal_pointer(&buffer);
    *length = n;
    return FRAME_OK;
}

/* NULL stays NULL. */
static void set_text(json_t *json, const char *key, const char *text)
{
    if (text)
        json_object_set_new(json, key, json_string(text));
}

FrameResult part_write(int fd, const LetterPart *part, int64_t until)
{
    size_t length = 0;
    const void *bytes = g_bytes_get_data(part->bytes, &length);
    g_autoptr(json_t) json = json_object();

    set_text(json, "part", part->part);
    set_text(json, "name", part->name);
    set_text(json, "type", part->type);
    set_text(json, "charset", part->charset);
    char *text = json_dumps(json, JSON_COMPACT);
    const Frame frames[] = {{text, strlen(text)}, {bytes, length}};
    FrameResult result = frames_write(fd, frames, G_N_ELEMENTS(frames), until);
    free(text);
    return result;
}

/* The members of a part, which a child sent that has met hostile bytes: texts only, and a charset
 * that we know. */
static LetterPart *part_from_json(const json_t *json)
{
    g_autoptr(LetterPart) part = g_new0(LetterPart, 1);

    part->part = g_strdup(json_string_value(json_object_get(json, "part")));
    part->name = g_strdup(json_string_value(json_object_get(json, "name")));
    part->type = g_strdup(json_string_value(json_object_get(json, "type")));
    part->charset =
        g_strdup(charset_canonical(json_string_value(json_object_get(json, "charset"))));
    return part->part && part->type ? g_steal_pointer(&part) : NULL;
}

FrameResult part_read(int fd, size_t limit, int64_t until, LetterPart **part)
{
    g_autofree char *text = NULL;
    char *bytes = NULL;
    size_t length = 0;
    FrameResult result = frame_read(fd, limit, until, &text, &length);

    *part = NULL;
    if (result != FRAME_OK || length == 0)
        return result;
    g_autoptr(json_t) json = json_loadb(text, length, 0, NULL);
    g_autoptr(LetterPart) made = json ? part_from_json(json) : NULL;
    if (!made)
        return FRAME_NONSENSE;
    result = frame_read(fd, limit - length, until, &bytes, &length);
    if (result != FRAME_OK)
        return result;
    made->bytes = g_bytes_new_take(bytes, length);
    *part = g_steal_pointer(&made);
    return FRAME_OK;
}

char *trust_to_text(const AuthTrust *trust)
{
    return g_strdup_printf("%s %s", trust->profile ? trust->profile->name : "none",
                           trust->id ? trust->id : "");
}

void trust_from_text(char *text, AuthTrust *trust)
{
    char *blank = strchr(text, ' ');

    if (blank)
        *blank = '\0';
    trust->profile = auth_profile_by_name(text);
    trust->id = blank && blank[1] ? blank + 1 : NULL;
}

json_t *context_to_json(const ReadContext *context, unsigned cpu_seconds)
{
    json_t *json = json_object(), *words = json_array();

    for (size_t i = 0; i < G_N_ELEMENTS(LIMITS); i++)
        json_object_set_new(
            json, LIMITS[i].name,
            json_integer((json_int_t)G_STRUCT_MEMBER(size_t, &context->limits, LIMITS[i].offset)));
    for (size_t i = 0; context->command_words && context->command_words[i]; i++)
        json_array_append_new(words, json_string(context->command_words[i]));
    json_object_set_new(json, "command_words", words);
    if (context->subjects)
        json_object_set_new(json, "subjects", json_string(auto_subjects_text(context->subjects)));
    if (context->rules)
        json_object_set_new(json, "rules", json_string(hold_rules_text(context->rules)));
    json_object_set_new(json, "cpu_seconds", json_integer(cpu_seconds));
    return json;
}

void context_tables_clear(ContextTables *tables)
{
    g_clear_pointer(&tables->words, g_ptr_array_unref);
    auto_subjects_free(tables->subjects);
    hold_rules_free(tables->rules);
}

static bool parse_tables(const json_t *json, ReadContext *context, ContextTables *tables)
{
    const char *subjects = json_string_value(json_object_get(json, "subjects"));
    const char *rules = json_string_value(json_object_get(json, "rules"));

    if (subjects)
        tables->subjects = auto_subjects_parse(subjects, "subjects", NULL);
    if (rules)
        tables->rules = hold_rules_parse(rules, "rules", context->limits.hold_steps, NULL);
    context->subjects = tables->subjects;
    context->rules = tables->rules;
    return (!subjects || tables->subjects) && (!rules || tables->rules);
}

bool context_from_json(const json_t *json, ReadContext *context, ContextTables *tables,
                       unsigned *cpu_seconds)
{
    const json_t *list = json_object_get(json, "command_words");

    for (size_t i = 0; i < G_N_ELEMENTS(LIMITS); i++) {
        const json_t *limit = json_object_get(json, LIMITS[i].name);
        if (!json_is_integer(limit))
            return false;
        G_STRUCT_MEMBER(size_t, &context->limits, LIMITS[i].offset) =
            (size_t)json_integer_value(limit);
    }
    tables->words = g_ptr_array_new();
    for (size_t i = 0; i < json_array_size(list); i++)
        g_ptr_array_add(tables->words, (char *)json_string_value(json_array_get(list, i)));
    g_ptr_array_add(tables->words, NULL);
    context->command_words = (const char *const *)tables->words->pdata;
    *cpu_seconds = (unsigned)json_integer_value(json_object_get(json, "cpu_seconds"));
    return parse_tables(json, context, tables);
}
