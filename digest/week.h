/* week.h: parts of the values that the letters of a list share; see digest.h and daily.h. */
#ifndef VESTNIK_DIGEST_WEEK_H
#define VESTNIK_DIGEST_WEEK_H

#include "digest/digest.h"
#include "digest/participation.h"

/* community, list_title, list_address ... : what every letter of a list may say. */
json_t *list_common(const DigestContext *context, const List *list);
/* Besides: week and period. */
json_t *week_common(const DigestContext *context, const List *list, const Week *week);

/* [{name, size, author, topic}], all of them. */
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

/* Sets a string and frees it. */
void set_text(json_t *object, const char *key, char *text);

json_t *members_values(const DigestContext *context, const List *list, const Week *week,
                       GError **error);
json_t *methodist_values(const DigestContext *context, const List *list, const Week *week,
                         GError **error);

#endif
