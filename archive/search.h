/* search.h: finding posts by their words. The index holds the stems of subject, own text and names
 * of files of every post (archive/stems.h); it is derived: what is missing is added by
 * search_catch_up(). */
#ifndef VESTNIK_ARCHIVE_SEARCH_H
#define VESTNIK_ARCHIVE_SEARCH_H

#include "archive/post.h"

/* Adds the posts that are not in the index yet, some hundred in a transaction of its own. */
bool search_catch_up(Db *db, GError **error);

typedef struct Found {
    int64_t letter, number, published, files;
    char *list_name, *list_title, *author, *subject;
    char *excerpt; /* one line around the first word found */
} Found;
void found_free(Found *found);

typedef struct Search {
    const char *words; /* as a person writes them */
    PostReader reader; /* only what they may read; nobody: all */
    int64_t list;      /* 0: any */
    int64_t most;      /* letters */
    size_t excerpt;    /* bytes of an excerpt */
    bool is_any;       /* set: no post holds all the words, these hold some of them */
} Search;

/* GPtrArray of Found*, the best first, each letter once. Posts that hold all of the words; when
 * there are none, those that hold some. Words in Latin letters that are found nowhere are looked
 * for as the Russian ones that they may stand for ("drobi", "lhj,b"). */
GPtrArray *search_posts(Db *db, Search *search, GError **error);

#endif
