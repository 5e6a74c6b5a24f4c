/* reader_child.c: the reader child of reader.h. Reads letters from one socket until it is closed.
 *
 * It ends with exit code 0 when the parent closes the socket, 1 when the parent talks nonsense. It
 * is killed by the parent when a letter takes too long, by the kernel when it takes too much memory
 * or processor time. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <jansson.h>

#include "base/auto.h"
#include "base/body_edit.h"
#include "gateway/reader.h"
#include "gateway/reader_wire.h"

#define MAX_CONTEXT (1 << 20)
#define LETTER_ROOM                                                                                \
    (64 << 20) /* a letter over the limit is sent too: it is to be told, not parsed */

/* The clock of RLIMIT_CPU runs for the whole life of the child, in whole seconds: the limit is
 * moved on with it, before each letter. */
static void limit_cpu(unsigned seconds)
{
    static rlim_t now;
    struct rusage used;
    struct rlimit limit;

    if (seconds == 0 || getrusage(RUSAGE_SELF, &used) != 0)
        return;
    rlim_t next = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds + 1;
    if (next == now || getrlimit(RLIMIT_CPU, &limit) != 0)
        return;
    now = next;
    limit.rlim_cur = MIN(next, limit.rlim_max); /* RLIM_INFINITY is the greatest of all */
    setrlimit(RLIMIT_CPU, &limit);
}

static bool answer(const char *raw, size_t length, const ReadContext *context)
{
    g_autoptr(Facts) facts = read_letter(raw, length, context);
    g_autoptr(GString) wire = facts_to_wire(facts);

    return frame_write(READER_FD, wire->str, wire->len, INT64_MAX) == FRAME_OK;
}

static bool answer_parts(const char *raw, size_t length, const ReadContext *context)
{
    g_autoptr(GPtrArray) parts = letter_parts(raw, length, context);
    FrameResult result = FRAME_OK;

    for (guint i = 0; i < parts->len && result == FRAME_OK; i++)
        result = part_write(READER_FD, g_ptr_array_index(parts, i), INT64_MAX);
    return result == FRAME_OK && frame_write(READER_FD, "", 0, INT64_MAX) == FRAME_OK;
}

static bool answer_edit(const char *raw, size_t length, const char *wanted,
                        const ReadContext *context)
{
    g_autoptr(BodyEdit) edit = body_edit_from_json(wanted, strlen(wanted));
    g_autoptr(GBytes) body = edit ? body_edit(raw, length, context, edit) : NULL;
    size_t made = 0;
    const void *bytes = body ? g_bytes_get_data(body, &made) : "";

    return edit && frame_write(READER_FD, bytes, made, INT64_MAX) == FRAME_OK;
}

static bool answer_what(const char *wanted, const char *raw, size_t length,
                        const ReadContext *context)
{
    if (g_str_equal(wanted, WANT_PARTS))
        return answer_parts(raw, length, context);
    if (g_str_has_prefix(wanted, WANT_EDIT))
        return answer_edit(raw, length, wanted + strlen(WANT_EDIT), context);
    return answer(raw, length, context);
}

/* A frame that says what is wanted, and whose Authentication-Results count, then one with the
 * letter. */
static bool next_letter(ReadContext *context, char **wanted, char **bytes, size_t *length)
{
    size_t limit = context->limits.letter_bytes + LETTER_ROOM, n;

    g_clear_pointer(wanted, g_free);
    if (frame_read(READER_FD, MAX_CONTEXT, INT64_MAX, wanted, &n) != FRAME_OK)
        return false;
    context->auth = (AuthTrust){0}; /* it borrowed what is freed */
    if (!g_str_equal(*wanted, WANT_PARTS) && !g_str_has_prefix(*wanted, WANT_EDIT))
        trust_from_text(*wanted, &context->auth); /* cuts it into pieces */
    return frame_read(READER_FD, limit, INT64_MAX, bytes, length) == FRAME_OK;
}

int reader_child_main(void)
{
    char *bytes = NULL;
    size_t length;
    ReadContext context = {.tnef_helper = "/proc/self/exe"};
    unsigned cpu_seconds = 0;
    g_auto(ContextTables) tables = {0};

    if (frame_read(READER_FD, MAX_CONTEXT, INT64_MAX, &bytes, &length) != FRAME_OK)
        return 1;
    g_autoptr(json_t) json = json_loadb(bytes, length, 0, NULL);
    g_clear_pointer(&bytes, g_free);
    if (!json || !context_from_json(json, &context, &tables, &cpu_seconds) ||
        frame_write(READER_FD, "", 0, INT64_MAX) != FRAME_OK)
        return 1;
    g_autofree char *wanted = NULL;
    while (next_letter(&context, &wanted, &bytes, &length)) {
        limit_cpu(cpu_seconds);
        bool sent = answer_what(wanted, bytes, length, &context);
        g_clear_pointer(&bytes, g_free);
        if (!sent)
            return 1;
    }
    return 0;
}
