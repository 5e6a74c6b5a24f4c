/* reader_wire.h: what parent and reader child say to each other: frames of a length (32 bits,
 * network order) and that many bytes. First the context as JSON, answered by an empty frame; then
 * for every letter two frames: whose results count (trust_to_text), or WANT_PARTS, or WANT_EDIT and
 * what is to be edited, as JSON; and its raw bytes. The answer is one frame with its facts; or two
 * frames for each file of it and an empty one; or one frame with the edited body, empty when it
 * stays as it is. Internal to the reader. */
#ifndef VESTNIK_GATEWAY_READER_WIRE_H
#define VESTNIK_GATEWAY_READER_WIRE_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/letter_parts.h"

#define WANT_PARTS "parts" /* no profile is called so */
#define WANT_EDIT  "edit:"
#define READER_FD  3 /* the socket, in the child */

typedef enum FrameResult {
    FRAME_OK,
    FRAME_CLOSED, /* by the other side, or broken */
    FRAME_TIMEOUT,
    FRAME_TOO_BIG,
    FRAME_NONSENSE, /* it holds something else than was asked for */
} FrameResult;

typedef struct Frame {
    const void *bytes;
    size_t length;
} Frame;

#define FRAMES_MOST 2 /* written at once */

/* `until`: g_get_monotonic_time() at which to give up; INT64_MAX never. Never raises SIGPIPE. */
FrameResult frame_write(int fd, const void *bytes, size_t length, int64_t until);
FrameResult frames_write(int fd, const Frame *frames, size_t count, int64_t until);

/* *bytes is the caller's, with a NUL behind it. */
FrameResult frame_read(int fd, size_t limit, int64_t until, char **bytes, size_t *length);

/* A file of a letter. part_read() gives NULL for the empty frame behind the last; `limit` is for
 * all its bytes. */
FrameResult part_write(int fd, const LetterPart *part, int64_t until);
FrameResult part_read(int fd, size_t limit, int64_t until, LetterPart **part);

/* `cpu_seconds`: how much processor time the child may spend on one letter. */
json_t *context_to_json(const ReadContext *context, unsigned cpu_seconds);

/* What a context that came as JSON borrows. */
typedef struct ContextTables {
    GPtrArray *words;       /* of char*, borrowed from the JSON */
    AutoSubjects *subjects; /* NULL: none came */
    HoldRules *rules;       /* NULL: none came */
} ContextTables;
void context_tables_clear(ContextTables *tables);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ContextTables, context_tables_clear)

/* The strings in `context` live as long as `json` and *tables. */
bool context_from_json(const json_t *json, ReadContext *context, ContextTables *tables,
                       unsigned *cpu_seconds);

/* Whose results count, as the frame in front of each letter; the caller's. */
char *trust_to_text(const AuthTrust *trust);
/* Cuts `text` into pieces that trust->id borrows. What is no profile is nobody. */
void trust_from_text(char *text, AuthTrust *trust);

#endif
