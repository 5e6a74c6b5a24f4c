/* reader.h: letters are read in a child process, because their bytes are hostile. The child has one
 * socket to its parent and nothing else: no database, no network, no keys; bounded memory and time.
 * It lives long, and is renewed after some letters. One Reader serves one thread. */
#ifndef VESTNIK_GATEWAY_READER_H
#define VESTNIK_GATEWAY_READER_H

#include <glib.h>
#include <stddef.h>

#include "base/body_edit.h"
#include "base/facts.h"
#include "base/reading.h"
#include "base/settings.h"

typedef struct ReaderSettings {
    unsigned deadline_ms; /* for one letter */
    unsigned renew_after; /* letters; 0: never */
    size_t memory_bytes;  /* address space of the child; 0: no limit. Not under ASan */
    size_t answer_bytes;  /* of the facts of one letter, as JSON */
    size_t parts_bytes;   /* of all files of one letter */
} ReaderSettings;

extern const ReaderSettings READER_SETTINGS_DEFAULT;

/* As the settings say. */
ReaderSettings reader_settings_from(const Settings *settings);

typedef struct Reader Reader;

/* Copies the context. The child is started with the first letter. Never NULL. */
Reader *reader_new(const ReadContext *context, const ReaderSettings *settings);

/* `trust`: whose word on the sender counts in this letter; it replaces that of the context.
 * ERR_INPUT: the child died, overran its time or answered nonsense during this letter (the message
 * says which); the next call starts a new child. ERR_TEMP: a child could not be started. */
Facts *reader_read(Reader *reader, const AuthTrust *trust, const void *raw, size_t length,
                   GError **error);

/* The files of a letter (base/letter_parts.h): GPtrArray of LetterPart*; fails as reader_read(). */
GPtrArray *reader_parts(Reader *reader, const void *raw, size_t length, GError **error);

/* A body for the members (base/body_edit.h); NULL in *body: it goes as it came. Fails as
 * reader_read(). */
bool reader_edit(Reader *reader, GBytes *raw, const BodyEdit *edit, GBytes **body, GError **error);

/* Ends the child and waits for it. NULL is taken. */
void reader_free(Reader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reader, reader_free)

/* What the hidden command "_reader" runs; for main(). Gives the exit code. */
int reader_child_main(void);

#endif
