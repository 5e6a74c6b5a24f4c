/* settings_table.c: every setting is one row here and one member of Settings or Account. A number
 * row holds its own bounds; nothing else in the program repeats them. */
#include "base/settings_table.h"

#include "base/template.h"

#define KIB(n) ((int64_t)(n)*1024)
#define MIB(n) ((int64_t)(n)*1024 * 1024)

static const char *const SECURITIES[] = {"tls", "starttls", "none", NULL};
static const char *const LOGINS[] = {"password", "oauth2", NULL};
static const char *const ADDRESSINGS[] = {"domain", "plus", "bare", NULL};
static const char *const TRANSPORTS[] = {"maildir", "smtp", NULL};
static const char *const COPIES[] = {"auto", "shared", "each", NULL};
static const char *const LEVELS[] = {"debug", "info", "warning", "error", NULL};
static const char *const RECEIVERS[] = {"auto",    "yandex",    "mailru", "google", "exchange",
                                        "rambler", "opendmarc", "none",   NULL};

/* name, type, default, least, most, words, meaning */
#define ROW(n, t, d, a, b, w, m)                                                                   \
    {                                                                                              \
        .name = #n, t, offsetof(TYPE, n), d, a, b, w, m                                            \
    }
#define TEXT(n, d, m)         ROW(n, SETTING_TEXT, d, 0, 0, NULL, m)
#define PATH(n, d, m)         ROW(n, SETTING_PATH, d, 0, 0, NULL, m)
#define NUMBER(n, d, a, b, m) ROW(n, SETTING_NUMBER, d, a, b, NULL, m)
#define WORD(n, d, w, m)      ROW(n, SETTING_WORD, d, 0, 0, w, m)
#define CHOICE(n, d, w, m)    ROW(n, SETTING_CHOICE, d, 0, 0, w, m)
#define YES(n, d, m)          ROW(n, SETTING_YES, d, 0, 0, NULL, m)
#define LIMIT(n, d, a, b, m)                                                                       \
    {                                                                                              \
        "limit_" #n, SETTING_SIZE, offsetof(TYPE, limits.n), d, a, b, NULL, m                      \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, SETTING_TEXT, 0, NULL, 0, 0, NULL, NULL                                              \
    }

#define TYPE Settings
const SettingRow SETTING_ROWS[] = {
    PATH(state, "/var/lib/vestnik", "folder of the database, its key and the doorbells"),
    PATH(database, NULL, "the database file; vestnik.db in `state` when not set"),
    PATH(key_file, NULL, "the instance's secret key, a 0600 file; vestnik.key in `state`"),
    PATH(runtime, NULL, "folder of the doorbells; run in `state`"),
    PATH(maildir, NULL, "where outgoing letters go with transport = maildir; outgoing in `state`"),
    PATH(letters, NULL,
         "folder of the texts of all letters (ru/, en/); letters/ beside this file, else the "
         "installed ones"),
    PATH(automatic_subjects, NULL,
         "table of subjects that machines write; the program's own when not set"),
    PATH(hold_rules, NULL,
         "table of what makes a letter wait for a moderator; the program's own when not set"),
    CHOICE(language, "ru", TEXTS_LANGUAGES, "language of our letters; lists may differ"),
    TEXT(community, "Педагогическое сообщество", "what the community is called in letters"),
    TEXT(administrator, NULL, "address that is told what must be mended; nobody when not set"),
    TEXT(robot, "vestnik", "local part of the robot's address with addressing = domain"),
    TEXT(time_zone, "Europe/Moscow", "time zone of weeks and of all times that people read"),
    WORD(log_level, "info", LEVELS, "least level that is logged"),
    YES(log_syslog, "no", "log to syslog (facility mail) instead of stderr"),
    WORD(transport, NULL, TRANSPORTS,
         "how letters leave; smtp when the first account has an SMTP server, else maildir"),
    NUMBER(digest_day, "1", 1, 7, "day of the weekly letters, 1 is Monday"),
    NUMBER(digest_hour, "8", 0, 23, "hour of the weekly letters"),
    NUMBER(digest_rows, "400", 5, 10000,
           "rows of each kind in a methodist's letter: participants, schools, letters that wait, "
           "addresses that bounce"),
    NUMBER(coverage_goal, "60", 1, 100, "per cent of the registry that should take part"),
    NUMBER(answers_per_day, "30", 1, 1000, "automatic answers to one address in 24 hours"),
    NUMBER(answers_per_domain, "200", 1, 100000, "automatic answers to one domain in 24 hours"),
    NUMBER(answers_in_total, "1000", 1, 1000000, "automatic answers to all in 24 hours"),
    NUMBER(confirmations_per_day, "1", 1, 1000,
           "unanswered questions in 24 hours to an address in whose name unproven letters ask"),
    NUMBER(commands_per_letter, "20", 1, 1000, "commands in one letter to the robot"),
    NUMBER(letter_rows, "1000", 10, 100000, "members or held posts that one letter of ours lists"),
    NUMBER(lists_shown, "100", 5, 10000, "lists that one letter of ours names"),
    NUMBER(topic_letters, "20", 1, 1000,
           "other letters of its topic that a letter of the archive names"),
    NUMBER(found_letters, "10", 1, 1000, "posts that the answer to a search shows"),
    NUMBER(vacation_days, "366", 1, 3660, "days that a member may be without letters by a command"),
    NUMBER(vacation_guess_days, "300", 1, 3660,
           "days ahead from which a day that is named without its year is asked about"),
    NUMBER(queue_hour, "8", 0, 23, "hour of the moderators' letter about all that waits for them"),
    NUMBER(queue_posts, "20", 2, 100, "posts in one such letter"),
    NUMBER(invites_per_day, "200", 1, 100000, "invitations and reminders of them in 24 hours"),
    NUMBER(invites_per_mailbox, "3", 1, 1000, "such letters to one mailbox in 24 hours"),
    NUMBER(invite_remind_days, "7", 1, 365, "days until an invitation is repeated, once"),
    NUMBER(take_back_minutes, "30", 0, 10080,
           "minutes after publishing in which its author may take a post back; 0: none"),
    NUMBER(ask_days, "14", 1, 365, "days that a question of ours awaits its answer"),
    NUMBER(hold_bytes, "10485760", 0, INT64_MAX, "larger letters wait for a moderator; 0: none"),
    NUMBER(hold_recipients, "30", 0, 100000,
           "letters to more addresses in To and Cc wait; 0: none"),
    NUMBER(hold_per_author, "30", 0, 100000,
           "posts of one author in a list within an hour; further ones wait; 0: none"),
    NUMBER(hold_per_list, "300", 0, 100000,
           "posts in one list within an hour; further ones wait; 0: none"),
    NUMBER(remind_hours, "24", 0, 8760,
           "hours that a letter waits until its moderators are reminded once; 0: never"),
    NUMBER(deputy_hours, "48", 0, 8760,
           "until the deputies are asked too, or the moderators not on duty; 0: never"),
    NUMBER(methodist_hours, "72", 0, 8760, "until the methodists are; 0: never"),
    NUMBER(tell_author_hours, "48", 0, 8760, "until its author hears once that it waits; 0: never"),
    NUMBER(return_days, "14", 0, 3650,
           "days until a letter that nobody decided goes back to its author; 0: it waits on"),
    NUMBER(hops, "40", 5, 200, "Received headers from which a letter counts as looping"),
    NUMBER(loop_days, "365", 1, 3650, "days that a post is known again when it comes back"),
    NUMBER(robot_days, "7", 1, 365, "days that a text to us is known again when it comes again"),
    NUMBER(robot_seconds, "15", 0, 600, "answers so soon after a letter of ours may be a robot's"),
    NUMBER(robot_repeats, "10", 1, 1000,
           "times in robot_days that the same request to read, so soon after a letter of ours, and "
           "letters without a command under the same subject are answered"),
    NUMBER(robot_haste, "5", 1, 1000, "such answers in robot_days before the next one is held"),
    NUMBER(absence_seconds, "3600", 0, 86400,
           "answers so soon after a letter of ours that speak of an absence wait for a moderator"),
    NUMBER(echo_letters, "60", 1, 10000, "characters from which the same text again tells"),
    NUMBER(gather_hours, "12", 1, 72,
           "hours in which a post must be sent to all; what its account cannot carry in them goes "
           "with the daily letter"),
    NUMBER(retry_first, "60", 1, 86400, "seconds before a deferred recipient is tried again"),
    NUMBER(retry_longest, "14400", 1, 604800, "seconds that this pause grows to"),
    NUMBER(retry_days, "5", 1, 30, "days of trying before a recipient has failed"),
    NUMBER(bounce_limit, "100", 1, 100000, "points from which an address counts as not working"),
    NUMBER(bounce_hard, "100", 0, 100000, "points when there is no such mailbox"),
    NUMBER(bounce_soft, "20", 0, 100000, "points when it does not work now, once in 24 hours"),
    NUMBER(bounce_decay, "5", 0, 100000, "points that an address loses each day"),
    NUMBER(probe_days, "7", 1, 365, "days until an address is probed again"),
    NUMBER(domain_failures, "10", 0, 1000000,
           "addresses of one domain that fail within an hour before it can be stopped; 0: never"),
    NUMBER(domain_share, "50", 1, 99,
           "per cent of its copies that must fail for that; more stop it"),
    NUMBER(domain_blocked, "3", 0, 1000000,
           "addresses of one domain that tell us within an hour that our server is blocked; it is "
           "stopped then; 0: never"),
    NUMBER(domain_pause, "3600", 60, 604800, "seconds that a domain is stopped before a trial"),
    NUMBER(domain_trial, "600", 10, 86400,
           "seconds in which the trial may come back; then the rest goes"),
    NUMBER(probes_per_day, "100", 0, 100000, "probes of addresses in 24 hours; 0: none"),
    NUMBER(pause_limit, "900", 1, 604800,
           "seconds that an account stops when its server speaks of a limit; each time longer"),
    NUMBER(pause_login, "3600", 1, 604800,
           "so too when it does not let us in; a new password ends the pause"),
    NUMBER(pause_longest, "86400", 1, 604800, "seconds that these pauses grow to"),
    NUMBER(unsent_hours, "6", 1, 720,
           "hours that letters wait for a server that takes none, until the administrator is told"),
    NUMBER(reader_seconds, "10", 1, 600, "seconds for reading one letter"),
    NUMBER(reader_memory, "536870912", 0, MIB(65536), "bytes of address space for reading; 0: any"),
    NUMBER(reader_letters, "2000", 1, 1000000, "letters after which the reader is renewed"),
    NUMBER(database_wait, "12", 1, 600, "seconds that a writer waits for a locked database"),
    NUMBER(deliver_bytes, "52428800", KIB(1), MIB(1024), "largest letter that a door takes"),
    NUMBER(file_bytes, "20971520", KIB(1), MIB(1024), "largest file that is sent to whoever asks"),
    NUMBER(largest_file, "5242880", 0, MIB(1024),
           "bytes from which a file of a post stays in the archive; 0: any travels"),
    TEXT(dangerous_files,
         "ade adp apk appx bat chm cmd com cpl dll exe hta inf ins iso isp jar js jse lnk lua mde "
         "msc"
         " msi msix msp mst pif ps1 reg scf scr sct sh sys url vb vbe vbs vhd vhdx wsc wsf wsh xll",
         "how names of files end that are taken off a post"),
    PATH(drop, NULL, "folder that letters, mbox files and Maildirs are put into by hand"),
    NUMBER(drop_seconds, "10", 0, 86400, "seconds without a change before a file there is taken"),
    TEXT(lmtp, "none", "where letters come by LMTP: 127.0.0.1:2424, unix:/a/path, or none"),
    NUMBER(lmtp_sessions, "50", 1, 1000, "LMTP sessions at once"),
    NUMBER(lmtp_seconds, "300", 1, 3600,
           "seconds without a whole line, after which an LMTP session ends"),
    NUMBER(lmtp_session_seconds, "3600", 1, 86400, "seconds that an LMTP session lasts at most"),
    NUMBER(lmtp_letters, "1000", 1, 1000000, "letters of one LMTP session"),
    NUMBER(lmtp_recipients, "1000", 100, 10000, "recipients of one letter by LMTP"),
    NUMBER(lmtp_errors, "20", 1, 1000, "refused commands after which an LMTP session ends"),
    NUMBER(lmtp_line, "1000", 512, 65536, "bytes of an LMTP command"),
    NUMBER(lmtp_text_line, "4096", 1000, MIB(1), "bytes of one line of a letter by LMTP"),
    NUMBER(lmtp_memory, "268435456", KIB(1), MIB(65536),
           "bytes of letters in memory, all LMTP sessions together; at least deliver_bytes"),
    TEXT(one_click, "none",
         "where requests to leave a list by one click come in, behind a web server: "
         "127.0.0.1:2480, unix:/a/path, or none"),
    TEXT(one_click_url, NULL, "what the web server before it is reached by: https://HOST/PATH"),
    NUMBER(one_click_connections, "50", 1, 1000, "connections to it at once"),
    NUMBER(one_click_seconds, "10", 1, 600, "seconds that one of them lasts at most"),
    NUMBER(one_click_bytes, "2048", 64, 65536, "bytes of what a request brings along"),
    NUMBER(one_click_requests, "600", 1, 1000000, "requests in a minute, all together"),
    NUMBER(imap_workers, "8", 1, 64, "mailboxes that are looked at at the same time"),
    NUMBER(imap_connect_seconds, "20", 1, 600, "seconds for connecting to an IMAP server"),
    NUMBER(imap_seconds, "60", 1, 600, "seconds for an IMAP command that carries no letter"),
    NUMBER(imap_fetch_seconds, "180", 1, 3600, "seconds for one part of a letter by IMAP"),
    NUMBER(imap_answer_bytes, "262144", KIB(4), MIB(16), "bytes of the answer to an IMAP command"),
    NUMBER(imap_search_bytes, "4194304", KIB(4), MIB(256),
           "bytes of the list of new letters; ten a letter"),
    NUMBER(imap_part_bytes, "1048576", KIB(1), MIB(64), "bytes of a letter in one IMAP command"),
    NUMBER(imap_look_letters, "100", 1, 100000,
           "letters of one mailbox before others are looked at"),
    NUMBER(imap_look_seconds, "30", 1, 3600, "seconds at one mailbox before others are looked at"),
    NUMBER(imap_idle_tries, "3", 1, 100, "failures of IDLE after which a mailbox is polled"),
    NUMBER(registry_bytes, "33554432", KIB(1), MIB(1024), "largest registry file"),
    NUMBER(registry_rows, "100", 1, 10000,
           "rows of each kind that a letter about a registry file shows"),
    NUMBER(export_bytes, "15728640", KIB(1), MIB(1024),
           "largest archive of a person's data that is sent by letter"),
    NUMBER(registry_gone_percent, "10", 0, 100,
           "per cent of the registry that one import may end; a file may be cut off"),
    LIMIT(letter_bytes, "52428800", KIB(1), MIB(1024), "largest letter that is read"),
    LIMIT(header_bytes, "262144", KIB(1), MIB(16), "all headers of a letter"),
    LIMIT(header_lines, "1000", 10, 100000, "header lines of a letter"),
    LIMIT(part_header_bytes, "4194304", KIB(1), MIB(64), "the headers of all parts of a letter"),
    LIMIT(address_bytes, "65536", 256, MIB(1), "one address header"),
    LIMIT(address_colons, "100", 1, 1000, "colons in one address header (nested groups)"),
    LIMIT(subject_bytes, "16384", 256, MIB(1), "the raw Subject"),
    LIMIT(parameters, "500", 10, 100000, "parameters of one Content-* header"),
    LIMIT(parts, "1000", 1, 10000, "MIME parts of a letter"),
    LIMIT(depth, "30", 1, 100, "nesting of parts"),
    LIMIT(tnef_parts, "5", 0, 100, "winmail.dat of one letter that are opened"),
    LIMIT(tnef_files, "200", 1, 10000, "files in one winmail.dat"),
    LIMIT(tnef_bytes, "50331648", KIB(1), MIB(1024), "all that is in one winmail.dat"),
    LIMIT(tnef_seconds, "1", 1, 60, "seconds of processor time for opening a winmail.dat"),
    LIMIT(tnef_memory, "268435456", MIB(64), MIB(4096), "bytes of address space for that"),
    LIMIT(text_bytes, "1048576", KIB(1), MIB(64), "readable text of a letter; cut beyond"),
    LIMIT(hold_bytes, "262144", KIB(1), MIB(64), "text that the rules of hold_rules look at"),
    LIMIT(hold_steps, "10000", 100, 10000000, "steps of a pattern of hold_rules at one place"),
    END};
#undef TYPE

#define TYPE Account
const SettingRow SETTING_ACCOUNT_ROWS[] = {
    TEXT(address, NULL, "the mailbox's address; needed"),
    TEXT(login, NULL, "login name; the address when not set"),
    TEXT(password_file, NULL,
         "file with the (application) password, 0600; or a name in $CREDENTIALS_DIRECTORY"),
    WORD(auth, "password", LOGINS, "how it logs in: by a password, or by an OAuth2 token"),
    TEXT(token_file, NULL, "file with an access token that another program keeps fresh, 0600"),
    TEXT(token_url, NULL, "where access tokens are asked for; known for the large providers"),
    TEXT(client_id, NULL, "what this program is registered as there"),
    TEXT(client_secret_file, NULL,
         "file with the secret of that registration, 0600; if it has one"),
    TEXT(refresh_token_file, NULL, "file with the refresh token, 0600; a new one is written to it"),
    TEXT(token_scope, NULL, "scope to ask for, where the provider wants it named"),
    NUMBER(token_seconds, "30", 1, 600, "seconds for asking for a token"),
    WORD(addressing, "plus", ADDRESSINGS,
         "how lists are addressed: any local part of the domain, gw+LIST@, or one bare address"),
    TEXT(imap_host, NULL, "IMAP server; guessed from the address; none: do not read by IMAP"),
    NUMBER(imap_port, "0", 0, 65535, "0: 993 with tls, else 143"),
    WORD(imap_security, "tls", SECURITIES, "none only to this machine"),
    TEXT(imap_folder, "INBOX", "folder that is read"),
    TEXT(imap_done, "Vestnik-Done", "folder that letters are moved to once they are kept"),
    TEXT(imap_failed, "Vestnik-Failed", "folder for letters too large to take"),
    NUMBER(imap_poll, "300", 5, 1740, "seconds between looks where IDLE does not help"),
    TEXT(smtp_host, NULL, "SMTP server; guessed from the address; none: do not send by it"),
    NUMBER(smtp_port, "0", 0, 65535, "0: 465 with tls, 587 with starttls, 25 with none"),
    WORD(smtp_security, "tls", SECURITIES, "none only to this machine"),
    NUMBER(smtp_recipients, "20", 1, 1000, "recipients in one transaction"),
    NUMBER(smtp_connections, "2", 1, 100, "connections to the SMTP server at once"),
    NUMBER(smtp_letters, "100", 0, 1000000, "letters on one connection; 0: any number"),
    NUMBER(smtp_connect_seconds, "60", 1, 3600, "a connection, with its login, is waited for"),
    NUMBER(smtp_reply_seconds, "600", 1, 3600, "an answer of the server is waited for"),
    NUMBER(smtp_hour, "0", 0, 1000000, "recipients in an hour; 0: any number"),
    NUMBER(smtp_day, "-1", -1, 10000000,
           "recipients in 24 hours, whenever they begin; 0: any number; -1: as the provider is "
           "known to allow"),
    NUMBER(smtp_hour_letters, "-1", -1, 1000000,
           "letters in an hour; 0: any number; -1: 200 where the provider is not known, else any"),
    NUMBER(smtp_day_letters, "0", 0, 10000000, "letters in 24 hours; 0: any number"),
    NUMBER(smtp_reserve, "10", 0, 90,
           "per cent of these numbers that only confirmations and decisions may use"),
    NUMBER(smtp_pause, "0", 0, 600000, "milliseconds from one letter to the next"),
    WORD(
        copies, "auto", COPIES,
        "shared: one transaction carries a post to smtp_recipients members; each: a copy for each; "
        "auto: each with addressing = domain"),
    PATH(ca_file, NULL, "roots that certificates are checked against; the system's when not set"),
    CHOICE(authentication, "auto", RECEIVERS,
           "who receives the mailbox's letters and says in Authentication-Results whether a sender "
           "is true; auto: by the servers; opendmarc: an own server; none: nobody is believed"),
    TEXT(
        authserv_id, NULL,
        "id in Authentication-Results, where it is not the usual one of that receiver; may hold *"),
    END};
#undef TYPE

/* Hosts as the providers publish them, and who authenticates senders there. */
const Provider PROVIDERS[] = {
    {"yandex.ru", "imap.yandex.ru", "smtp.yandex.ru", "yandex", "https://oauth.yandex.ru/token",
     500},
    {"ya.ru", "imap.yandex.ru", "smtp.yandex.ru", "yandex", "https://oauth.yandex.ru/token", 500},
    {"mail.ru", "imap.mail.ru", "smtp.mail.ru", "mailru", "https://o2.mail.ru/token", 500},
    {"bk.ru", "imap.mail.ru", "smtp.mail.ru", "mailru", "https://o2.mail.ru/token", 500},
    {"inbox.ru", "imap.mail.ru", "smtp.mail.ru", "mailru", "https://o2.mail.ru/token", 500},
    {"list.ru", "imap.mail.ru", "smtp.mail.ru", "mailru", "https://o2.mail.ru/token", 500},
    {"rambler.ru", "imap.rambler.ru", "smtp.rambler.ru", "rambler", NULL, 500},
    {"gmail.com", "imap.gmail.com", "smtp.gmail.com", "google",
     "https://oauth2.googleapis.com/token", 500},
    {NULL, NULL, NULL, NULL, NULL, 0},
};
