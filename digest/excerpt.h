/* excerpt.h: what a digest shows of a letter's text. Pure; strings returned are the caller's. */
#ifndef VESTNIK_DIGEST_EXCERPT_H
#define VESTNIK_DIGEST_EXCERPT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* The first sentence or two, on one line, at most `most` characters; a line "Автор: ...",
 * a greeting in front and quoted lines are left out. */
char *excerpt(const char *text, size_t most);

/* The beginning of the whole text, in the same way, at most `most` characters, cut between words: a
 * line each; what a mail program wrapped is one line again. NULL-terminated. */
char **excerpt_paragraphs(const char *text, size_t most);

/* A question mark that ends something: not one inside a link or a quoted line. */
bool has_question(const char *text);

#endif
