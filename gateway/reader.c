/* reader.c: see reader.h. The parent's side: what is asked of a child, and what it answers.
 *
 * States: no child, or a child that has taken the context and waits for a letter. Whatever
 * goes wrong in between ends the child, so that the next letter meets a fresh one. */
#include "gateway/reader.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/auto.h"
#include "base/error.h"
#include "gateway/reader_process.h"
#include "gateway/reader_wire.h"

#define START_MS  15000 /* for the exec and the first words */
#define PART_ROOM 1024  /* bytes that a file counts at least: names and the like */
#define TEXTS     8     /* how often facts may hold what is readable: whole, own, what rules saw */

const ReaderSettings READER_SETTINGS_DEFAULT = {
    .deadline_ms = 10000,
    .renew_after = 2000,
    .memory_bytes = 512 << 20,
    .answer_bytes = 32 << 20,
    .parts_bytes = 340 << 20,
};

ReaderSettings reader_settings_from(const Settings *settings)
{
    ReaderSettings own = READER_SETTINGS_DEFAULT;

    own.deadline_ms = (unsigned)settings->reader_seconds * 1000;
    own.memory_bytes = (size_t)settings->reader_memory;
    own.renew_after = (unsigned)settings->reader_letters;
    own.answer_bytes = MAX(own.answer_bytes, TEXTS * settings->limits.text_bytes);
    own.parts_bytes = 2 * settings->limits.letter_bytes +
                      settings->limits.tnef_parts * settings->limits.tnef_bytes;
    return own;
}

struct Reader {
    ReaderSettings settings;
    char *context; /* as JSON */
    ReaderProcess child;
    unsigned letters; /* that this child has read */
    int64_t until;    /* when the letter in hand must be answered */
};

Reader *reader_new(const ReadContext *context, const ReaderSettings *settings)
{
    Reader *reader = g_new0(Reader, 1);
    g_autoptr(json_t) json = context_to_json(context, settings->deadline_ms / 1000 + 1);
    char *text = json_dumps(json, JSON_COMPACT);

    reader->settings = *settings;
    reader->context = g_strdup(text);
    reader->child.fd = -1;
    free(text);
    return reader;
}

/* How the child failed; it is gone afterwards. A child that closed its socket is dying by itself.
 */
static char *explain_and_end(Reader *reader, FrameResult result)
{
    if (result == FRAME_CLOSED)
        return reader_process_bury(&reader->child);
    g_free(reader_process_kill(&reader->child));
    if (result == FRAME_TOO_BIG)
        return g_strdup("answered more than is allowed");
    if (result == FRAME_NONSENSE)
        return g_strdup("answered nonsense");
    return g_strdup_printf("did not answer within %u ms", reader->settings.deadline_ms);
}

static int64_t in_ms(unsigned ms)
{
    return g_get_monotonic_time() + (int64_t)ms * 1000;
}

static bool greet(Reader *reader, GError **error)
{
    int64_t until = in_ms(START_MS);
    g_autofree char *hello = NULL;
    size_t length;
    FrameResult result =
        frame_write(reader->child.fd, reader->context, strlen(reader->context), until);

    if (result == FRAME_OK)
        result = frame_read(reader->child.fd, 0, until, &hello, &length);
    if (result == FRAME_OK)
        return true;
    g_autofree char *how = explain_and_end(reader, result);
    return fail(error, ERR_TEMP, "the reader child could not be started: it %s", how);
}

static bool start(Reader *reader, GError **error)
{
    reader->letters = 0;
    return reader_process_start(&reader->child, &reader->settings, error) && greet(reader, error);
}

/* Gives a letter to a child that lives, and says what is wanted; *result is how that went. */
static bool give_letter(Reader *reader, const char *wanted, GBytes *letter, FrameResult *result,
                        GError **error)
{
    size_t length = 0;
    const void *raw = g_bytes_get_data(letter, &length);

    if (reader->settings.renew_after > 0 && reader->letters >= reader->settings.renew_after)
        reader_process_stop(&reader->child);
    if (!reader_process_lives(&reader->child) && !start(reader, error))
        return false;
    reader->letters++;
    reader->until = in_ms(reader->settings.deadline_ms);
    const Frame question[] = {{wanted, strlen(wanted)}, {raw, length}};
    *result = frames_write(reader->child.fd, question, G_N_ELEMENTS(question), reader->until);
    return true;
}

/* Nobody can say what state the child is in: it goes. */
static bool give_up(Reader *reader, FrameResult result, size_t length, GError **error)
{
    g_autofree char *how = explain_and_end(reader, result);

    return fail(error, ERR_INPUT, "the reader child %s while reading a letter of %zu bytes", how,
                length);
}

Facts *reader_read(Reader *reader, const AuthTrust *trust, const void *raw, size_t length,
                   GError **error)
{
    g_autofree char *whose = trust_to_text(trust);
    g_autoptr(GBytes) letter = g_bytes_new_static(raw, length);
    g_autofree char *answer = NULL;
    size_t answered = 0;
    FrameResult result;

    if (!give_letter(reader, whose, letter, &result, error))
        return NULL;
    if (result == FRAME_OK)
        result = frame_read(reader->child.fd, reader->settings.answer_bytes, reader->until, &answer,
                            &answered);
    if (result != FRAME_OK) {
        give_up(reader, result, length, error);
        return NULL;
    }
    Facts *facts = facts_from_wire(answer, answered, error);
    if (!facts)
        reader_process_stop(&reader->child);
    return facts;
}

GPtrArray *reader_parts(Reader *reader, const void *raw, size_t length, GError **error)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)letter_part_free);
    g_autoptr(GBytes) letter = g_bytes_new_static(raw, length);
    size_t left = reader->settings.parts_bytes;
    LetterPart *part = NULL;
    FrameResult result;

    if (!give_letter(reader, WANT_PARTS, letter, &result, error))
        return NULL;
    while (result == FRAME_OK) {
        result = part_read(reader->child.fd, left, reader->until, &part);
        if (result != FRAME_OK || !part)
            break;
        g_ptr_array_add(parts, part);
        left -= MIN(left, g_bytes_get_size(part->bytes) + PART_ROOM);
    }
    if (result == FRAME_OK)
        return g_steal_pointer(&parts);
    give_up(reader, result, length, error);
    return NULL;
}

bool reader_edit(Reader *reader, GBytes *raw, const BodyEdit *edit, GBytes **body, GError **error)
{
    g_autofree char *json = body_edit_to_json(edit);
    g_autofree char *wanted = g_strconcat(WANT_EDIT, json, NULL);
    char *answer = NULL;
    size_t answered = 0;
    FrameResult result;

    *body = NULL;
    if (!give_letter(reader, wanted, raw, &result, error))
        return false;
    if (result == FRAME_OK)
        result = frame_read(reader->child.fd, reader->settings.parts_bytes, reader->until, &answer,
                            &answered);
    if (result != FRAME_OK) {
        give_up(reader, result, g_bytes_get_size(raw), error);
        return false;
    }
    if (answered)
        *body = g_bytes_new_take(answer, answered);
    else
        g_free(answer);
    return true;
}

void reader_free(Reader *reader)
{
    if (!reader)
        return;
    reader_process_stop(&reader->child);
    g_free(reader->context);
    g_free(reader);
}
