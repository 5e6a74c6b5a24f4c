/* author.h: which of the people behind a shared mailbox wrote a letter. What the letter says is
 * asked in this order, the first that names one person, and only one, decides:
 *
 *     a first line "Автор: Иванова М. П."
 *     a display name or signature that somebody once said whose it is
 *     the display name
 *     the signature, or a name alone in the last line
 *
 * All is read above the first quotation. It is a written name and no proof (STRENGTH_NAME). */
#ifndef VESTNIK_LISTS_AUTHOR_H
#define VESTNIK_LISTS_AUTHOR_H

#include "archive/db.h"
#include "base/facts.h"
#include "lists/people.h"

/* `candidates`: of Person*, all of `school`. *author is borrowed from them; NULL: not to be told.
 */
bool author_among(Db *db, const Facts *facts, int64_t school, const GPtrArray *candidates,
                  const Person **author, GError **error);

/* Whom the line "Автор: ..." names; NULL: there is none. The caller's. */
char *author_line(const Facts *facts);
/* Behind the line "Автор: ...", and a greeting before it; the text itself when there is none. */
const char *author_line_skip(const char *text);

/* Somebody of the school has said who wrote this letter: its display name and signature are
 * remembered, unless they name the school, or another person wrote under them before. Inside the
 * caller's transaction. */
bool author_remember(Db *db, const Facts *facts, int64_t school, int64_t person, GError **error);

#endif
