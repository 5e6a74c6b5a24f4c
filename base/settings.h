/* settings.h: every setting in one table (settings_table.c), which parses, checks, prints and
 * documents them. The file is read by libConfuse; an error names file:line and what is allowed.
 *
 * Relative paths count from the folder of the settings file. */
#ifndef VESTNIK_BASE_SETTINGS_H
#define VESTNIK_BASE_SETTINGS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/log.h"
#include "base/reading.h"

typedef enum Security {
    SECURITY_TLS, /* TLS from the first byte (RFC 8314) */
    SECURITY_STARTTLS,
    SECURITY_NONE, /* allowed to loopback addresses only */
} Security;

/* How letters for lists reach this account. */
typedef enum Addressing {
    ADDRESSING_DOMAIN, /* any local part of the domain: matematika@mo.example */
    ADDRESSING_PLUS,   /* gw+matematika@school.example */
    ADDRESSING_BARE,   /* one address for all: placed by References or a [tag] in the subject */
} Addressing;

typedef enum Transport {
    TRANSPORT_MAILDIR, /* the embedded default: outgoing letters are files in a Maildir */
    TRANSPORT_SMTP,
} Transport;

/* How a post goes to its members. */
typedef enum Copies {
    COPIES_AUTO,   /* each with a domain of our own, else shared; settled when they are loaded */
    COPIES_SHARED, /* as many recipients in a transaction as the account takes */
    COPIES_EACH,   /* a copy for each person */
} Copies;

/* How an account proves to its servers who it is. */
typedef enum LoginBy {
    LOGIN_BY_PASSWORD,
    LOGIN_BY_OAUTH2, /* XOAUTH2, or OAUTHBEARER (RFC 7628), with an access token */
} LoginBy;

typedef struct Account {
    char *name;
    char *address;       /* normalised */
    char *login;         /* the address when not set */
    char *password_file; /* NULL: none; a 0600 file, or a name under $CREDENTIALS_DIRECTORY */
    int64_t auth;        /* LoginBy */
    char *token_file; /* an access token that another program keeps fresh; else we ask for one: */
    char *token_url, *client_id, *client_secret_file, *refresh_token_file, *token_scope;
    int64_t token_seconds; /* for asking */
    int64_t addressing;    /* Addressing */
    char *imap_host;       /* NULL: no IMAP; guessed from the address when there is a password */
    int64_t imap_port, imap_security;
    char *imap_folder, *imap_done,
        *imap_failed;  /* mailbox names; done and failed are made when missing */
    int64_t imap_poll; /* seconds between looks where the server has no IDLE, and at the most */
    char *smtp_host;   /* NULL as imap_host */
    int64_t smtp_port, smtp_security;
    int64_t smtp_recipients;  /* in one transaction */
    int64_t smtp_connections; /* at once */
    int64_t smtp_letters;     /* on one connection; 0: any number */
    int64_t smtp_connect_seconds,
        smtp_reply_seconds;                      /* the server is waited for; 0: as curl does */
    int64_t smtp_hour, smtp_day;                 /* recipients; 0: any number */
    int64_t smtp_hour_letters, smtp_day_letters; /* so too */
    int64_t smtp_reserve;                        /* per cent of these for decisions */
    int64_t smtp_pause;                          /* milliseconds between letters */
    int64_t copies;                              /* Copies */
    bool verp;            /* guessed: each copy may have an envelope sender of its own */
    char *ca_file;        /* NULL: the system's roots */
    char *authentication; /* a profile of base/auth_profile.h by name, or "none"; never "auto" */
    char *authserv_id;    /* replaces the ids of the profile, a glob; NULL none */
} Account;

typedef struct Settings {
    char *file;  /* where all this came from */
    char *state; /* folder of database, key, doorbells and the outgoing Maildir */
    char *database, *key_file, *runtime, *maildir;
    char *letters;            /* folder of the texts of all letters; holds ru/ and en/ */
    char *automatic_subjects; /* table of subjects that machines write; NULL: our own */
    char *hold_rules;         /* table of what makes a letter wait; NULL: our own */
    char *language;           /* "ru" or "en" */
    char *community;          /* what the community is called in letters */
    char *administrator;      /* hears by letter of what must be mended; NULL: nobody */
    char *robot;              /* local part of the robot with addressing = domain */
    GTimeZone *zone;
    char *time_zone;
    int64_t log_level; /* LogLevel */
    bool log_syslog;
    int64_t transport;       /* Transport */
    int64_t digest_day;      /* 1 Monday to 7 Sunday */
    int64_t digest_hour;     /* 0 to 23 */
    int64_t coverage_goal;   /* per cent */
    int64_t answers_per_day; /* automatic answers to one address in 24 hours */
    int64_t answers_per_domain;
    int64_t answers_in_total;
    int64_t digest_rows, lists_shown;
    int64_t letter_rows, topic_letters, found_letters, vacation_days, vacation_guess_days;
    int64_t queue_hour, queue_posts; /* of the moderators' morning letter */
    int64_t invites_per_day, invites_per_mailbox, invite_remind_days;
    int64_t take_back_minutes;
    int64_t ask_days; /* how long a question awaits its answer */
    int64_t confirmations_per_day, commands_per_letter;
    int64_t hold_bytes, hold_recipients, hold_per_author, hold_per_list; /* 0: no limit */
    int64_t remind_hours, deputy_hours, methodist_hours; /* of a letter that waits; 0: never */
    int64_t tell_author_hours, return_days;              /* so too */
    int64_t hops;                  /* Received headers before a letter counts as looping */
    int64_t loop_days, robot_days; /* how long posts and texts are known again */
    int64_t robot_seconds, robot_repeats, robot_haste, absence_seconds,
        echo_letters;                   /* what tells a robot: gateway/echo.h */
    int64_t retry_first, retry_longest; /* seconds before a deferred recipient is tried again */
    int64_t retry_days;                 /* then it has failed */
    int64_t bounce_limit, bounce_hard, bounce_soft, bounce_decay; /* lists/bounce_score.h */
    int64_t probe_days, probes_per_day;
    int64_t domain_failures, domain_share, domain_blocked; /* archive/domain_stop.h */
    int64_t domain_pause, domain_trial;
    int64_t gather_hours;             /* in which a post must reach all */
    int64_t pause_limit, pause_login; /* seconds that an account stops at first */
    int64_t pause_longest;
    int64_t unsent_hours;   /* until the administrator hears of a server that takes nothing */
    int64_t reader_seconds; /* for one letter */
    int64_t reader_memory;  /* bytes of address space of the reader child; 0: no limit */
    int64_t reader_letters; /* the child is renewed after so many */
    int64_t database_wait;  /* seconds a writer waits for the others */
    int64_t deliver_bytes;  /* largest letter that a door takes */
    char *drop;             /* NULL: none; folder of letters that are put in by hand */
    int64_t drop_seconds;   /* without a change, before a file there is taken */
    char *lmtp;             /* NULL: none; "unix:PATH" (absolute) or "HOST:PORT" on this machine */
    int64_t lmtp_sessions;
    int64_t lmtp_seconds;         /* of silence */
    int64_t lmtp_session_seconds; /* the whole session */
    int64_t lmtp_letters, lmtp_recipients, lmtp_errors;
    int64_t lmtp_line, lmtp_text_line; /* bytes, with the line end */
    int64_t lmtp_memory;               /* bytes of letters, all sessions together */
    char *one_click;                   /* as lmtp: where people leave lists by one click */
    char *one_click_url;               /* without a slash at its end; set where one_click is */
    int64_t one_click_connections, one_click_seconds, one_click_bytes;
    int64_t one_click_requests;                                     /* a minute */
    int64_t imap_workers;                                           /* looks at once */
    int64_t imap_connect_seconds, imap_seconds, imap_fetch_seconds; /* for one command */
    int64_t imap_answer_bytes, imap_search_bytes;                   /* that may come for it */
    int64_t imap_part_bytes;                      /* of a letter, asked for in one command */
    int64_t imap_look_letters, imap_look_seconds; /* then the other accounts have their turn */
    int64_t imap_idle_tries;
    int64_t registry_bytes; /* largest CSV */
    int64_t registry_rows;
    int64_t registry_gone_percent;
    int64_t export_bytes;  /* of a person's data by letter */
    int64_t file_bytes;    /* largest that is sent to whoever asks for it by letter */
    int64_t largest_file;  /* bytes; lists may differ; 0: any travels */
    char *dangerous_files; /* how names of files end that do not travel: "exe, scr" */
    ReadLimits limits;
    Account **accounts; /* NULL-terminated */
    size_t account_count;
} Settings;

/* NULL with ERR_SETTINGS ("file:line: ...") or ERR_NOT_FOUND. */
Settings *settings_load(const char *file, GError **error);
void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

/* The table as documentation: name, what is allowed, default, meaning; one a line. */
void settings_document(FILE *out);

/* The account that outgoing letters use: the first. Every instance has one (settings_load checks).
 */
const Account *settings_account(const Settings *settings);

/* The account of this name; else the first. */
const Account *settings_account_named(const Settings *settings, const char *name);

/* Whether it has a way to send: the first has, another one where it has an SMTP server. */
bool account_sends(const Settings *settings, const Account *account);

/* Whose Authentication-Results count for its letters; lives as long as the account. */
AuthTrust account_trust(const Account *account);

/* "HOST:PORT" or "[::1]:PORT" taken apart; the host is the caller's. False when it is none. */
bool host_port_parse(const char *text, char **host, uint16_t *port);

/* "localhost" or an address of this machine's loopback: where no encryption is needed. */
bool host_is_loopback(const char *host);

/* Reads the account's password; ERR_DENIED when others may read the file. The caller's; wipe and
 * free it. */
char *account_password(const Account *account, GError **error);

/* Which password it is, without a word of it: changes with the files that hold the account's
 * secrets, and with whom and where it logs in. The caller's. */
char *account_secret_stamp(const Account *account);

/* The same for another secret of the account, whose file stands in the setting of this name: the
 * first line of the file. NULL with ERR_SETTINGS when `file` is NULL. */
char *account_secret(const Account *account, const char *setting, const char *file, GError **error);
char *account_secret_path(const char *file); /* where the file lies; the caller's */

#endif
