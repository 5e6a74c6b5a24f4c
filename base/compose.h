/* compose.h: values in, bytes of a letter out (RFC 5322, MIME). Lines end with CRLF. Everything
 * that goes into a header is made one line and encoded here; nobody else writes headers. */
#ifndef VESTNIK_BASE_COMPOSE_H
#define VESTNIK_BASE_COMPOSE_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/facts.h"
#include "base/letter_parts.h"

/* A letter of our own, as it waits in the database. */
typedef struct Draft {
    char *from_name, *from_address;
    char *to_name;  /* NULL; the To address is the recipient's */
    char *reply_to; /* address, NULL none; "{token}" in it is replaced when it is sent */
    char *subject, *text;
    char *html;                  /* NULL none */
    char *in_reply_to;           /* Message-ID without brackets, NULL */
    char *file_name, *file_type; /* of a file whose bytes wait beside the draft; NULL none */
    char *list_id;               /* "Title <name.domain>" as list_id_value() makes it, NULL */
    char *list_name;             /* whose members get it, for List-*; NULL: it goes to others */
    char *language;              /* of the commands in List-*; NULL: that of the settings */
    bool bulk;                   /* a digest: Precedence: bulk besides Auto-Submitted */
    int64_t attach_letter;       /* this letter of the archive as message/rfc822; 0 none */
    int64_t attach_person;       /* all that is held about this person, as a file; 0 none */
} Draft;

json_t *draft_to_json(const Draft *draft);
Draft *draft_from_json(const char *json, GError **error);
void draft_free(Draft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Draft, draft_free)

/* "Title <name.domain>", for Draft.list_id. The caller's. */
char *list_id_value(const char *title, const char *name, const char *domain);

/* Where a list is written to, asked and left, for the List-* fields (RFC 2369): whole URIs, in
 * ASCII and escaped; NULL: there is no such field. */
typedef struct ListLinks {
    char *post, *subscribe, *unsubscribe, *help, *owner, *archive;
} ListLinks;
void list_links_clear(ListLinks *links);

/* What is known only when a draft is sent. */
typedef struct ComposeContext {
    const char *to_address;
    const char *message_id; /* without brackets */
    const char *token;      /* replaces "{token}" in subject, text, html, reply_to; NULL none */
    int64_t date;
    GTimeZone *zone;
    const char *loop_stamp; /* our instance id, for X-Vestnik-Loop */
    const char *copy_key;   /* for X-Vestnik-Copy; NULL none */
    GBytes *attached;       /* raw bytes of attach_letter; NULL none */
    const LetterPart *file; /* NULL none */
    const ListLinks *links; /* of the list that the letter is of; NULL none */
    const char *one_click;  /* as in CopyMarks */
} ComposeContext;

/* Auto-Submitted: auto-generated (auto-replied with in_reply_to), RFC 3834 section 5. */
GBytes *compose_draft(const Draft *draft, const ComposeContext *context, GError **error);

/* The header block of a post as it goes out (RFC 2369, 2919, 5064; ends with the empty line), but
 * for what differs from copy to copy (PostAddress): From rewritten to the list with the author's
 * name, the letter's own MIME headers byte for byte, List-*, loop stamp. The body bytes of the
 * letter follow it unchanged; with `content` it is the whole post. What becomes of each field of
 * the letter stands in one table: compose_fields.c. */
typedef struct PostHead {
    const char *author_name, *author_school; /* NULL none: the list stands beside the author */
    const char *list_title, *list_name;
    const char *sender; /* an address of the list that the sending account may use */
    const char *domain;
    const ListLinks *links;  /* its `unsubscribe` belongs to the copies: PostAddress */
    const char *archived_at; /* a URI; NULL none */
    const char *tag;         /* put before the subject in brackets when not there; NULL none */
    const char *message_id;  /* without brackets */
    const char *loop_stamp;
    const Facts *facts; /* subject, references, date */
    GTimeZone *zone;
    int64_t date;     /* used when the letter has none */
    const char *note; /* stands beside the author in From; NULL none */
    GBytes *content;  /* compose_content(), instead of the letter's own body; NULL none */
} PostHead;

/* The MIME fields, an empty line and the body of a text and its files: GPtrArray of LetterPart*.
 * The same for the same `seed`. */
GBytes *compose_content(const char *text, const GPtrArray *files, const char *seed);

GBytes *compose_post_head(const PostHead *head, GBytes *raw, GError **error);

/* To whom a post is addressed, as it waits in the database. */
typedef struct PostAddress {
    char *to, *to_name;             /* the list */
    char *reply_to, *reply_to_name; /* the list or the author; the name may be NULL */
    char *unsubscribe;              /* as in ListLinks; NULL: the head of the post says it */
} PostAddress;

char *post_address_to_json(const PostAddress *address); /* the caller's */
bool post_address_from_json(const char *json, PostAddress *address, GError **error);
void post_address_clear(PostAddress *address);

/* One copy of it. */
typedef struct PostCopy {
    const char *mailbox; /* that several people share, */
    const char *names;   /* and who they are; NULL: it goes to the list's address */
} PostCopy;

/* The fields that stand before the head of the post, but for what only this copy has; ERR_INPUT
 * when an address cannot stand in a header. */
typedef struct PostFields {
    GBytes *usual;
    char *unsubscribe; /* as in PostAddress */
} PostFields;

bool compose_post_copy(const PostAddress *address, const PostCopy *copy, PostFields *fields,
                       GError **error);
void post_fields_clear(PostFields *fields);

/* What only one copy has; NULL none. */
typedef struct CopyMarks {
    const char *key;       /* by which its bounce is known */
    const char *one_click; /* https: where its person leaves the list (RFC 8058) */
} CopyMarks;

GBytes *compose_marked(const PostFields *fields, const CopyMarks *marks);

/* Any bytes with every bare CR or LF as CRLF: what SMTP wants (RFC 5321 section 2.3.8). */
GBytes *compose_crlf(GBytes *bytes);

/* One header line, folded and RFC 2047 encoded, with CRLF. For tests and for tables of headers. */
char *compose_header(const char *name, const char *value);

#endif
