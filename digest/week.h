/* week.h: parts of the values that the letters of a list share; see digest.h and daily.h. */
#ifndef VESTNIK_DIGEST_WEEK_H
#define VESTNIK_DIGEST_WEEK_H

#include "archive/attachment.h"
#include "digest/digest.h"
#include "digest/participation.h"

/* community, list_title, list_address ... : what every letter of a list may say. */
json_t *list_common(const DigestContext *context, const List *list);
/* Besides: week and period. */
json_t *week_common(const DigestContext *context, const List *list, const Week *week);

/* {name, size, number} of a file; NULL: it did not travel. */
json_t *file_value(const DigestContext *context, const char *name, int64_t bytes,
                   const AttachmentPlace *place);

/* [{name, size, number, author, topic}], all that travelled. */
json_t *week_files(const DigestContext *context, const Scope *scope, GError **error);

/* Posts that began a topic and posts that answered one: all of them, whoever wrote. */
bool week_counts(const DigestContext *context, const Scope *scope, int64_t *topics,
                 int64_t *replies, GError **error);

/* The first `most` elements stay; the caller tells of the rest, whose number is returned. */
int64_t week_cut(json_t *array, size_t most);

/* Gives every object of the array a "first": true in the first one, for headings over an array. */
void week_mark_first(json_t *array);

/* "3 новые темы, 8 ответов, 2 файла, 7 участников" of the values posts, replies, files and
 * participants: what is none is left out. The caller's. */
char *numbers_summary(const DigestContext *context, const json_t *values);

/* "и ещё 4 темы", "" for 0. The caller's. */
char *week_more(const DigestContext *context, Word word, int64_t number);

/* What a reader may do about a letter, {number, answer_subject, answer_link}: by its number the
 * robot sends it whole; an answer finds its topic by the Message-ID in the link, or by the subject.
 */
typedef struct LetterPlace {
    int64_t letter;
    const char *subject, *message_id; /* subject: of the topic */
} LetterPlace;
void letter_ways(const DigestContext *context, const List *list, const LetterPlace *place,
                 json_t *values);

/* Sets a string and frees it. */
void set_text(json_t *object, const char *key, char *text);
/* A number that names something: a text without separators. */
void set_digits(json_t *object, const char *key, int64_t number);

json_t *members_values(const DigestContext *context, const List *list, const Week *week,
                       GError **error);
json_t *methodist_values(const DigestContext *context, const List *list, const Week *week,
                         GError **error);

#endif
