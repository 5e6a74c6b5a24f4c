/* reading.h: raw bytes of a letter in, Facts out. Pure: no database, no clock, no network.
 *
 * The bytes are hostile. scan_letter() looks at them first, in one cheap pass, and finds what
 * would make GMime overflow its stack or eat memory; only what it lets through is parsed. Call it
 * in the reader child (gateway/reader.h); `inspect` does too. */
#ifndef VESTNIK_BASE_READING_H
#define VESTNIK_BASE_READING_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/auto_subjects.h"
#include "base/auth_profile.h"
#include "base/facts.h"
#include "base/hold_rules.h"

/* Every limit has a row in the settings table (limit_*); sizes in bytes. */
typedef struct ReadLimits {
    size_t letter_bytes; /* whole letter */
    size_t header_bytes; /* all headers of the letter */
    size_t header_lines;
    size_t part_header_bytes; /* the headers of all its parts together, its own among them */
    size_t address_bytes;     /* one address header */
    size_t address_colons;    /* in one address header: nested groups */
    size_t subject_bytes;     /* raw Subject */
    size_t parameters;        /* of one Content-* header, by their semicolons */
    size_t parts;             /* MIME parts, by their boundaries */
    size_t depth;             /* nesting of multiparts and attached letters */
    size_t tnef_parts;        /* winmail.dat that are opened; the others stay as they are */
    size_t tnef_files;        /* files in one */
    size_t tnef_bytes;        /* of all that is in one */
    size_t tnef_seconds;      /* of processor time for one; twice of that on the clock */
    size_t tnef_memory;       /* address space for opening one */
    size_t text_bytes;        /* of `text`, cut beyond (with a warning over-limit:text_bytes) */
    size_t hold_bytes;        /* of `text` that the rules of conf/hold-rules look at */
    size_t hold_steps;        /* of one try of a pattern */
} ReadLimits;

extern const ReadLimits READ_LIMITS_DEFAULT;

/* What reading must know of us. All members may be NULL. */
typedef struct ReadContext {
    ReadLimits limits;
    const char *tnef_helper; /* program that opens TNEF, called with "_tnef"; NULL: not opened */
    AuthTrust auth;          /* whose Authentication-Results count in this letter */
    const char *const *command_words; /* NULL-terminated, lower case: how a command begins; in a
                                         form of several words "#" is a number, "@" an address */
    const AutoSubjects *subjects;     /* that machines write */
    const HoldRules *rules;           /* what makes a letter wait */
} ReadContext;

/* NULL when the letter is within every limit, else the name of the limit that it breaks
 * ("header_bytes"): static text. Linear in `length`, allocates nothing. */
const char *scan_letter(const void *raw, size_t length, const ReadLimits *limits);

/* Never fails: what cannot be read gives KIND_BROKEN with evidence. A letter over a limit gives
 * KIND_BROKEN with the warning "over-limit:NAME", and of its headers what a bounded look at the
 * first of them finds (Message-ID, From, Subject, Date), so that a moderator can be told. */
Facts *read_letter(const void *raw, size_t length, const ReadContext *context);

/* The content fingerprint (design, section 4): SHA-256 over From, To, Cc, Date, Subject,
 * Message-ID, In-Reply-To, References and Content-* headers of the top level (name lower-cased,
 * unfolded, runs of blanks as one) and the body with line ends as LF and trailing empty lines
 * dropped. Headers that servers add on the way are left out, so the same letter by two doors has
 * one fingerprint. */
void letter_fingerprint(const void *raw, size_t length, guint8 out[32]);

/* Where the body begins in `raw` (after the first empty line); `length` when there is none. */
size_t letter_body_offset(const void *raw, size_t length);

#endif
