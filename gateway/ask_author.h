/* ask_author.h: "who wrote this?": a post from a shared mailbox that names nobody is published
 * under the school's name, and one short question goes back. The answer, a number or a name,
 * changes the attribution and nothing else, and is remembered for that display name and signature.
 */
#ifndef VESTNIK_GATEWAY_ASK_AUTHOR_H
#define VESTNIK_GATEWAY_ASK_AUTHOR_H

#include "gateway/work.h"
#include "lists/people.h"

/* For a letter that was just published. Asks once a letter, within the caps of automatic answers;
 * nothing when its author is known or nobody works at that school. */
bool ask_author(Work *work, GError **error);

/* The answer to a question of kind "author"; one that names none of the choices is asked again. */
bool ask_author_answered(Work *work, GError **error);

/* Whom the first line of an answer names, of these Person*; NULL: nobody, or it fits two. Borrowed.
 */
const Person *ask_author_named(const GPtrArray *people, const char *own_text);

#endif
