/* facts.h: what reading a letter found out. Pure data: the reader child makes it from raw bytes,
 * the desk decides by it, `vestnik inspect` prints it. All text is valid UTF-8 in NFC without NUL.
 *
 * Between the reader child and the desk, facts travel as bytes (facts_to_wire): the child has met
 * hostile ones, so facts_from_wire() checks every text, number and size again. */
#ifndef VESTNIK_BASE_FACTS_H
#define VESTNIK_BASE_FACTS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum LetterKind {
    KIND_POST,
    KIND_COMMAND, /* reads like a command to the robot: first word of subject or text */
    KIND_ANSWER,  /* carries something that looks like a capability token of ours */
    KIND_BOUNCE,  /* RFC 3464 and older forms */
    KIND_AUTO,    /* RFC 3834 and its relatives: out of office and other automatic letters */
    KIND_RECEIPT, /* RFC 8098 */
    KIND_LIST,    /* list or bulk mail */
    KIND_BROKEN,  /* cannot be read, or over a limit */
    KIND_COUNT
} LetterKind;

/* "post", "command", ... as in `inspect --json`. */
const char *letter_kind_name(LetterKind kind);
bool letter_kind_parse(const char *name, LetterKind *kind);

typedef struct Mailbox {
    char *name;    /* decoded display name, NULL when there is none */
    char *address; /* domain in lower case as A-labels (RFC 5890); local part as it came */
} Mailbox;

typedef struct Attachment {
    char *name;      /* base name only, no path; NULL when there is none */
    char *type;      /* "image/png", lower case */
    int64_t bytes;   /* decoded */
    char sha256[65]; /* of the decoded content, hexadecimal */
    char *part;  /* place in the letter, "1.2", as IMAP numbers parts (RFC 9051 section 6.4.5) */
    bool sealed; /* within a signed or encrypted part: nothing of it can be taken off */
} Attachment;

typedef enum BounceAction {
    BOUNCE_FAILED,
    BOUNCE_DELAYED,
    BOUNCE_DELIVERED,
    BOUNCE_RELAYED,
    BOUNCE_EXPANDED
} BounceAction;

typedef struct Bounce {
    char *address;
    BounceAction action; /* RFC 3464 section 2.3.3 */
    char *status;        /* "5.1.1" (RFC 3463), NULL unknown */
    char *class_;        /* "unknown-user", "full", ... the closed list of the design */
    bool hard;
    char *diagnostic; /* NULL none */
} Bounce;
void bounce_free(Bounce *bounce);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bounce, bounce_free)

typedef enum AuthResult { AUTH_NONE, AUTH_PASS, AUTH_FAIL } AuthResult;

/* What a rule of the table conf/hold-rules makes of a letter (base/hold_rules.h). */
typedef enum HoldKind {
    HOLD_RULE,     /* it fits */
    HOLD_PERSONAL, /* it fits, and looks for personal data of children */
    HOLD_UNSURE,   /* it could not be held against the whole letter */
} HoldKind;

typedef struct HoldHit {
    HoldKind kind;
    char *name;  /* of the rule, for people; _ for a blank */
    char *lists; /* that it holds for: hold_is_for() of base/hold_rules.h */
    int line;    /* of `text`; 0: somewhere else */
    char *seen;  /* that line, the subject, the name of the file or the value of the field */
} HoldHit;

/* How a From may show one sender and mean another; each alone holds a letter that is not proven. */
#define TRICK_ODD           "odd-sender"    /* written so that programs read it differently */
#define TRICK_OTHER_ADDRESS "other-address" /* the name holds another address */
#define TRICK_LOOK_ALIKE    "look-alike"    /* the address mixes alphabets within a word */
#define TRICK_OTHER_SENDER  "other-sender"  /* the Sender field names another address */
#define TRICK_MIXED_NAME    "mixed-name" /* only the name does: a slip, where the address is known */

/* The field that a door puts on top of the headers of a letter that is too large for it, without
 * its body: the bytes of the whole. Whoever writes it themselves has their letter sent back. */
#define CUT_HEADER "X-Vestnik-Cut"

/* The field that holds the key of a copy; not proven here. */
#define COPY_HEADER         "X-Vestnik-Copy"
#define COPY_KEY_MAX        40
#define COPY_KEY_CHARACTERS "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"

typedef struct Facts {
    LetterKind kind;
    char *evidence;          /* the rule that decided the kind, with the header or line it saw */
    char *message_id;        /* without angle brackets; NULL */
    char *in_reply_to;       /* NULL */
    GPtrArray *references;   /* of char*, oldest first */
    int64_t date;            /* the Date header; INT64_MIN when absent or unreadable */
    char *date_text;         /* RFC 3339 with the offset of the letter, NULL */
    Mailbox from;            /* both members NULL: no From, or several */
    char *subject;           /* decoded, unfolded; "" when absent */
    char *subject_base;      /* without Re:, Отв:, Fwd: and [tags] */
    GPtrArray *subject_tags; /* of char*: the [tags] that were taken off, without brackets */
    char *text;              /* whole readable text, LF */
    char *new_text;          /* own text (base/own_text.h): without quotations and signature */
    char *signature;         /* NULL none */
    char *charset_declared, *charset_used; /* IANA names, lower case; NULL */
    GPtrArray *attachments;                /* of Attachment* */
    GPtrArray *bounces;                    /* of Bounce* */
    AuthResult auth;
    char *auth_method;           /* "dmarc", "dkim", "spf"; NULL */
    char *auth_domain, *auth_by; /* NULL */
    GPtrArray *warnings;         /* of char*: the closed list of the design */

    /* What the desk needs besides; not printed by inspect. */
    GPtrArray
        *recipients; /* of char*: addresses of To, Cc, Delivered-To, X-Original-To, normalised */
    GPtrArray *reply_to;      /* of char* addresses */
    GPtrArray *loop_stamps;   /* of char*: values of X-Vestnik-Loop headers */
    char *token;              /* a capability token seen in Subject or a recipient ("12-k3j...");
                                 NULL none, never taken from the body or a quotation */
    char *list_id;            /* between the angle brackets of List-Id, NULL */
    char *bounced_message_id; /* Message-ID of the letter that a bounce returns, NULL */
    char *bounced_copy;       /* key of the copy that a bounce returns (COPY_HEADER), NULL */
    char *trick;              /* one of TRICK_*, NULL none */
    GPtrArray *hits;          /* of HoldHit*: rules that fit */
    int64_t bytes;            /* of the letter as it came */
    int64_t cut_bytes;        /* of one that was too large for its door (CUT_HEADER); 0 none */
    int addressees;           /* different addresses in To and Cc */
    int received_count;       /* Received headers */
    int from_count;           /* mailboxes in From */
    bool has_html, is_signed, is_encrypted;
} Facts;

Facts *facts_new(void); /* every array there and empty, kind KIND_BROKEN, strings NULL */
void facts_free(Facts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Facts, facts_free)

/* The keys of `inspect --json`, in their order, into the object that is open at the end of `out`
 * (json_line.h); `file`, valid UTF-8, is printed as the key "file". */
void facts_to_json(GString *out, const Facts *facts, const char *file);

/* Everything, and back. ERR_INPUT: the bytes are not what facts_to_wire() writes. */
GString *facts_to_wire(const Facts *facts);
Facts *facts_from_wire(const void *bytes, size_t length, GError **error);

/* The subject; "" where it is nothing but a "Re:" or a tag. Borrowed. */
const char *facts_subject(const Facts *facts);
void facts_warn(Facts *facts, const char *code); /* adds a warning once */
bool facts_warned(const Facts *facts, const char *code);

#endif
