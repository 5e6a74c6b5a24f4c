/* post.h: posts, threads and attachments of the lists: derived from letters. */
#ifndef VESTNIK_ARCHIVE_POST_H
#define VESTNIK_ARCHIVE_POST_H

#include "archive/db.h"
#include "base/facts.h"

typedef struct Post {
    int64_t id, list, number, letter, thread, parent; /* parent 0: begins its thread */
    int64_t person, school;                           /* 0 unknown */
    char *message_id;
    char *author;   /* as shown to readers */
    char *strength; /* token, authenticated, address, name, school */
    char *subject;  /* without Re: and tags */
    char *text, *new_text;
    int64_t accepted, published;
} Post;

void post_free(Post *post);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Post, post_free)

/* Adds a post with its attachments, places it in a thread (References, In-Reply-To: RFC 5256
 * REFERENCES without its subject step) and gives it the next number of the list. `post` brings
 * list, letter, person, school, author, strength, message_id, accepted, and a subject where
 * that of the letter will not do; number, thread, parent and
 * id are set. Inside the caller's transaction. ERR_EXISTS: this letter is a post of the list
 * already. */
bool post_add(Db *db, Post *post, const Facts *facts, GError **error);

/* A post of ours with this Message-ID, the newest; NULL without error: none. */
Post *post_by_message_id(Db *db, const char *message_id, GError **error);

/* Who asks for posts, and so may read only some lists. All zero: nobody, who may read all. */
typedef struct PostReader {
    int64_t person;      /* those that they are in, as a member or in a role, and what lists above
                          * sent them */
    int64_t school;      /* or, of people without an address of their own: those of which */
    const char *mailbox; /* letters go to this mailbox of the school anyway; borrowed */
} PostReader;

/* Posts of a list that came within the hour before `until`. */
typedef struct PostsLately {
    int64_t list, until;
    int64_t person, school; /* the author: one of them */
    int64_t all, own;       /* found */
} PostsLately;
bool posts_lately(Db *db, PostsLately *lately, GError **error);

#endif
