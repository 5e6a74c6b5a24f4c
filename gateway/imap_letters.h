/* imap_letters.h: the letters in the folder of an ImapSession: which are new, their bytes, and
 * filing them away when they are ours. Errors and their consequences as in imap_session.h. */
#ifndef VESTNIK_GATEWAY_IMAP_LETTERS_H
#define VESTNIK_GATEWAY_IMAP_LETTERS_H

#include <stddef.h>
#include <stdint.h>

#include "gateway/imap_session.h"

/* UIDs of letters that are not filed yet, oldest first; the caller's GArray of uint32_t. */
GArray *imap_letters_new(ImapSession *session, GError **error);

/* The server told of a letter during the last imap_letters_new(): it may not be in the answer, and
 * IDLE will not tell of it again. */
bool imap_letters_grew(const ImapSession *session);

typedef enum ImapLetterState {
    IMAP_LETTER_HERE,
    IMAP_LETTER_GONE,      /* somebody else took it away meanwhile */
    IMAP_LETTER_TOO_LARGE, /* over `limit`: it was not fetched whole */
} ImapLetterState;

typedef struct ImapLetter {
    ImapLetterState state;
    size_t bytes; /* of the letter; what the server says when it is too large */
    GBytes *raw;  /* the caller's; NULL unless it is here */
} ImapLetter;

/* Fetches a letter without changing any of its flags. Asks its size first; a large one comes in
 * parts. */
bool imap_letter_fetch(ImapSession *session, uint32_t uid, size_t limit, ImapLetter *letter,
                       GError **error);

/* The headers of a letter that is too large, below a line that says how large it is (base/facts.h).
 * NULL: failed, or it is gone. */
GBytes *imap_letter_head(ImapSession *session, uint32_t uid, size_t bytes, GError **error);

typedef enum ImapFolder { IMAP_FOLDER_DONE, IMAP_FOLDER_FAILED } ImapFolder;

/* Moves the letter away, or marks it where the server can do no better; imap_letters_new() does
 * not name it again. */
bool imap_letter_file(ImapSession *session, uint32_t uid, ImapFolder folder, GError **error);

#endif
