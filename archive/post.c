/* post.c: see post.h. */
#include "archive/post.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"

#define SUBJECT_DAYS 60 /* an answer joins a topic of the same subject that is no older */

void post_free(Post *post)
{
    if (!post)
        return;
    g_free(post->message_id);
    g_free(post->author);
    g_free(post->strength);
    g_free(post->subject);
    g_free(post->text);
    g_free(post->new_text);
    g_free(post);
}

static bool find_parent(Db *db, Post *post, const char *message_id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_POST_IN_LIST);

    db_int(s, 1, post->list);
    db_text(s, 2, message_id);
    if (db_row(s)) {
        post->parent = db_col_int(s, 0);
        post->thread = db_col_int(s, 1);
    }
    return db_done(s, error);
}

/* The subject begins with "Re:" or the like, a [tag] aside. */
static bool is_answer_by_subject(const Facts *facts)
{
    const char *base = facts->subject_base && *facts->subject_base
                           ? strstr(facts->subject, facts->subject_base)
                           : NULL;

    return base && memchr(facts->subject, ':', (size_t)(base - facts->subject)) != NULL;
}

/* RFC 5256 section "REFERENCES", step 5: an answer whose program kept no reference (whoever answers
 * from a digest has none) belongs to the topic of the same subject. Its last post is the parent. */
static bool find_topic(Db *db, Post *post, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_POST_BY_SUBJECT);

    db_int(s, 1, post->list);
    db_text(s, 2, post->subject);
    db_int(s, 3, post->published - (int64_t)SUBJECT_DAYS * DAY);
    if (db_row(s)) {
        post->parent = db_col_int(s, 0);
        post->thread = db_col_int(s, 1);
    }
    return db_done(s, error);
}

/* RFC 5256: the nearest ancestor that we have, the last reference first; In-Reply-To counts where
 * References says nothing. Never itself. */
static bool place_in_thread(Db *db, Post *post, const Facts *facts, GError **error)
{
    for (guint i = facts->references->len; i-- > 0 && !post->parent;) {
        const char *reference = g_ptr_array_index(facts->references, i);
        if (!g_str_equal(reference, post->message_id) && !find_parent(db, post, reference, error))
            return false;
    }
    if (!post->parent && facts->in_reply_to && !g_str_equal(facts->in_reply_to, post->message_id) &&
        !find_parent(db, post, facts->in_reply_to, error))
        return false;
    if (!post->parent && is_answer_by_subject(facts) && !find_topic(db, post, error))
        return false;
    if (post->parent)
        return true;
    DbStmt *s = db_stmt(db, SQL_THREAD_INSERT);
    db_int(s, 1, post->list);
    db_text(s, 2, post->subject);
    db_int(s, 3, post->published);
    if (!db_run(s, error))
        return false;
    post->thread = db_last_id(db);
    return true;
}

static bool insert_post(Db *db, Post *post, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_POST_INSERT);

    db_int(s, 1, post->list);
    db_int(s, 2, post->number);
    db_int(s, 3, post->letter);
    db_int(s, 4, post->thread);
    db_id(s, 5, post->parent);
    db_text(s, 6, post->message_id);
    db_id(s, 7, post->person);
    db_id(s, 8, post->school);
    db_text(s, 9, post->author);
    db_text(s, 10, post->strength);
    db_text(s, 11, post->subject);
    db_text(s, 12, post->text);
    db_text(s, 13, post->new_text);
    db_int(s, 14, post->accepted);
    db_int(s, 15, post->published);
    if (!db_run(s, error))
        return false;
    post->id = db_last_id(db);
    return true;
}

static bool insert_attachments(Db *db, const Post *post, const Facts *facts, GError **error)
{
    for (guint i = 0; i < facts->attachments->len; i++) {
        const Attachment *a = g_ptr_array_index(facts->attachments, i);
        DbStmt *s = db_stmt(db, SQL_ATTACHMENT_INSERT);
        db_int(s, 1, post->id);
        db_int(s, 2, i + 1);
        db_text(s, 3, a->part);
        db_text(s, 4, a->name ? a->name : "");
        db_text(s, 5, a->type);
        db_int(s, 6, a->bytes);
        db_text(s, 7, a->sha256);
        if (!db_run(s, error))
            return false;
    }
    return true;
}

bool post_add(Db *db, Post *post, const Facts *facts, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_POST_NEXT_NUMBER);

    db_int(s, 1, post->list);
    if (!db_one(s, &post->number, NULL, error))
        return false;
    if (!post->subject)
        post->subject = g_strdup(facts->subject_base);
    post->text = g_strdup(facts->text);
    post->new_text = g_strdup(facts->new_text);
    post->published = clock_now();
    return place_in_thread(db, post, facts, error) && insert_post(db, post, error) &&
           insert_attachments(db, post, facts, error);
}

static Post *post_from_row(DbStmt *s)
{
    Post *post = g_new0(Post, 1);

    post->id = db_col_int(s, 0);
    post->list = db_col_int(s, 1);
    post->number = db_col_int(s, 2);
    post->letter = db_col_int(s, 3);
    post->thread = db_col_int(s, 4);
    post->parent = db_col_int(s, 5);
    post->person = db_col_int(s, 6);
    post->school = db_col_int(s, 7);
    post->message_id = db_col_dup(s, 8);
    post->author = db_col_dup(s, 9);
    post->strength = db_col_dup(s, 10);
    post->subject = db_col_dup(s, 11);
    post->text = db_col_dup(s, 12);
    post->new_text = db_col_dup(s, 13);
    post->accepted = db_col_int(s, 14);
    post->published = db_col_int(s, 15);
    return post;
}

Post *post_by_message_id(Db *db, const char *message_id, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_POST_BY_MESSAGE_ID);
    g_autoptr(Post) post = NULL;

    db_text(s, 1, message_id);
    if (db_row(s))
        post = post_from_row(s);
    return db_done(s, error) ? g_steal_pointer(&post) : NULL;
}

bool posts_lately(Db *db, PostsLately *lately, GError **error)
{
    DbStmt *s = db_stmt(db, SQL_POSTS_LATELY);

    db_int(s, 1, lately->list);
    db_int(s, 2, lately->until - HOUR);
    db_int(s, 3, lately->until);
    db_int(s, 4, lately->person);
    db_int(s, 5, lately->school);
    if (db_row(s)) {
        lately->all = db_col_int(s, 0);
        lately->own = db_col_int(s, 1);
    }
    return db_done(s, error);
}
