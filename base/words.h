/* words.h: the words that the program itself puts into letters and reports: forms for a number,
 * months, units. They stand beside the letters in conf/letters/LANGUAGE/words, one row a line,
 * "key: form | form | form", and are all there or the file is refused. */
#ifndef VESTNIK_BASE_WORDS_H
#define VESTNIK_BASE_WORDS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* key, how many forms: BY_NUMBER is three in Russian and two in English */
#define WORDS_TABLE(W)                                                                             \
    W(NEW_TOPIC, "new_topic", FORMS_BY_NUMBER)                                                     \
    W(LETTER, "letter", FORMS_BY_NUMBER)                                                           \
    W(TOPIC, "topic", FORMS_BY_NUMBER)                                                             \
    W(REPLY, "reply", FORMS_BY_NUMBER)                                                             \
    W(FILE, "file", FORMS_BY_NUMBER)                                                               \
    W(PARTICIPANT, "participant", FORMS_BY_NUMBER)                                                 \
    W(QUESTION, "question", FORMS_BY_NUMBER)                                                       \
    W(TEACHER, "teacher", FORMS_BY_NUMBER)                                                         \
    W(TEACHER_MISSING, "teacher_missing", FORMS_BY_NUMBER)                                         \
    W(PERSON, "person", FORMS_BY_NUMBER)                                                           \
    W(WAITS_DAYS, "waits_days", FORMS_BY_NUMBER)                                                   \
    W(MONTHS, "months", 12)                                                                        \
    W(SIZES, "sizes", 3)                                                                           \
    W(AND_MORE, "and_more", 1)                                                                     \
    W(ERASED, "erased", 1)                                                                         \
    W(ADMINISTRATOR, "administrator", 1)                                                           \
    W(NO_SCHOOL, "no_school", 1)                                                                   \
    W(NO_DISTRICT, "no_district", 1)                                                               \
    W(TOTAL, "total", 1)                                                                           \
    W(HELD_TODAY, "held_today", 1)                                                                 \
    W(STRENGTH_TOKEN, "strength_token", 1)                                                         \
    W(STRENGTH_AUTHENTICATED, "strength_authenticated", 1)                                         \
    W(STRENGTH_ADDRESS, "strength_address", 1)                                                     \
    W(STRENGTH_SCHOOL, "strength_school", 1)                                                       \
    W(STRENGTH_NAME, "strength_name", 1)                                                           \
    W(STRENGTH_NONE, "strength_none", 1)                                                           \
    W(STRENGTH_FAILED, "strength_failed", 1)                                                       \
    W(REASON_OWN_MAIL, "reason_own_mail", 1)                                                       \
    W(REASON_LOOPING, "reason_looping", 1)                                                         \
    W(REASON_BOUNCE, "reason_bounce", 1)                                                           \
    W(REASON_RECEIPT, "reason_receipt", 1)                                                         \
    W(REASON_AUTOMATIC, "reason_automatic", 1)                                                     \
    W(REASON_UNREADABLE, "reason_unreadable", 1)                                                   \
    W(REASON_DAMAGED, "reason_damaged", 1)                                                         \
    W(REASON_LIST_MAIL, "reason_list_mail", 1)                                                     \
    W(REASON_ANSWER, "reason_answer", 1)                                                           \
    W(REASON_COMMAND, "reason_command", 1)                                                         \
    W(REASON_NO_SUCH_LIST, "reason_no_such_list", 1)                                               \
    W(REASON_NO_AUTHOR, "reason_no_author", 1)                                                     \
    W(REASON_SEVERAL_AUTHORS, "reason_several_authors", 1)                                         \
    W(REASON_ODD_SENDER, "reason_odd_sender", 1)                                                   \
    W(REASON_OTHER_ADDRESS, "reason_other_address", 1)                                             \
    W(REASON_LOOK_ALIKE, "reason_look_alike", 1)                                                   \
    W(REASON_NAMESAKE, "reason_namesake", 1)                                                       \
    W(REASON_OTHER_SENDER, "reason_other_sender", 1)                                               \
    W(REASON_FAILED_AUTHENTICATION, "reason_failed_authentication", 1)                             \
    W(REASON_NOT_AUTHENTICATED, "reason_not_authenticated", 1)                                     \
    W(EDITED_BY_MODERATOR, "edited_by_moderator", 1)                                               \
    W(REASON_EDITED, "reason_edited", 1)                                                           \
    W(REASON_ALLOWED, "reason_allowed", 1)                                                         \
    W(REASON_CAME_BACK, "reason_came_back", 1)                                                     \
    W(REASON_ROBOT, "reason_robot", 1)                                                             \
    W(REASON_SAME_TEXT, "reason_same_text", 1)                                                     \
    W(REASON_TOO_FAST, "reason_too_fast", 1)                                                       \
    W(REASON_ABSENCE, "reason_absence", 1)                                                         \
    W(REASON_POSTED_ALREADY, "reason_posted_already", 1)                                           \
    W(REASON_REPEATED_ID, "reason_repeated_id", 1)                                                 \
    W(REASON_CLOSED_LIST, "reason_closed_list", 1)                                                 \
    W(REASON_STRANGER, "reason_stranger", 1)                                                       \
    W(REASON_TRUSTED, "reason_trusted", 1)                                                         \
    W(REASON_MODERATED, "reason_moderated", 1)                                                     \
    W(REASON_VOUCHED, "reason_vouched", 1)                                                         \
    W(REASON_NEWCOMER, "reason_newcomer", 1)                                                       \
    W(REASON_RULE, "reason_rule", 1)                                                               \
    W(REASON_PERSONAL_DATA, "reason_personal_data", 1)                                             \
    W(REASON_RULE_UNSURE, "reason_rule_unsure", 1)                                                 \
    W(REASON_FILE_REFUSED, "reason_file_refused", 1)                                               \
    W(REASON_FILE_HELD, "reason_file_held", 1)                                                     \
    W(REASON_TOO_LARGE, "reason_too_large", 1)                                                     \
    W(REASON_TOO_LARGE_TO_TAKE, "reason_too_large_to_take", 1)                                     \
    W(REASON_MANY_RECIPIENTS, "reason_many_recipients", 1)                                         \
    W(REASON_AUTHOR_FLOOD, "reason_author_flood", 1)                                               \
    W(REASON_LIST_FLOOD, "reason_list_flood", 1)                                                   \
    W(REASON_RETURNED, "reason_returned", 1)                                                       \
    W(HELD_LINE, "held_line", 1)                                                                   \
    W(OVER_LIMIT, "over_limit", 1)                                                                 \
    W(REASON_SPAM, "reason_spam", 1)                                                               \
    W(REASON_TAKEN_BACK, "reason_taken_back", 1)                                                   \
    W(TAKEN_BACK, "taken_back", 1)                                                                 \
    W(MINUTE, "minute", FORMS_BY_NUMBER)                                                           \
    W(COPY, "copy", FORMS_BY_NUMBER)                                                               \
    W(ANSWER_YES, "answer_yes", 1)                                                                 \
    W(ANSWER_ALWAYS, "answer_always", 1)                                                           \
    W(ANSWER_NO, "answer_no", 1)                                                                   \
    W(ANSWER_EDIT, "answer_edit", 1)                                                               \
    W(ANSWER_SPAM, "answer_spam", 1)                                                               \
    W(LEAVE, "leave", 1)                                                                           \
    W(REASON_MEMBER, "reason_member", 1)                                                           \
    W(REASON_SCHOOL, "reason_school", 1)                                                           \
    W(REASON_REGISTERED, "reason_registered", 1)                                                   \
    W(REASON_NOT_MEMBER, "reason_not_member", 1)                                                   \
    W(REASON_COMMAND_OR_POST, "reason_command_or_post", 1)                                         \
    W(REASON_EMPTY, "reason_empty", 1)                                                             \
    W(REASON_ROLE_ENDED, "reason_role_ended", 1)                                                   \
    W(REASON_APPROVED, "reason_approved", 1)                                                       \
    W(REASON_REJECTED, "reason_rejected", 1)                                                       \
    W(REASON_DUPLICATE, "reason_duplicate", 1)                                                     \
    W(REASON_PLACED, "reason_placed", 1)                                                           \
    W(REASON_TOKEN_WRONG, "reason_token_wrong", 1)                                                 \
    W(REASON_TOKEN_FOREIGN, "reason_token_foreign", 1)                                             \
    W(REASON_TOKEN_USED, "reason_token_used", 1)                                                   \
    W(REASON_ANSWER_UNCLEAR, "reason_answer_unclear", 1)                                           \
    W(REASON_NOT_ANSWERED, "reason_not_answered", 1)                                               \
    W(REASON_ASKED_ALREADY, "reason_asked_already", 1)                                             \
    W(REASON_FAILED, "reason_failed", 1)                                                           \
    W(REASON_NO_QUESTION, "reason_no_question", 1)                                                 \
    W(SUBJECT_BEGINS, "subject_begins", 1)                                                         \
    W(GUEST, "guest", 1)                                                                           \
    W(NO_SUBJECT, "no_subject", 1)                                                                 \
    W(REASON_UNKNOWN, "reason_unknown", 1)                                                         \
    W(SCHOOL_NAME, "school_name", 1)                                                               \
    W(NO_LIST, "no_list", 1)                                                                       \
    W(TABLE_LONG, "table_long", 1)                                                                 \
    W(TABLE_ADDRESS, "table_address", 1)                                                           \
    W(TABLE_ADDRESSES, "table_addresses", 1)                                                       \
    W(TABLE_DATE, "table_date", 1)                                                                 \
    W(TABLE_YEAR, "table_year", 1)                                                                 \
    W(TABLE_WIDE, "table_wide", 1)                                                                 \
    W(TABLE_BROKEN, "table_broken", 1)                                                             \
    W(TABLE_NO_NAME, "table_no_name", 1)                                                           \
    W(TABLE_NAME, "table_name", 1)                                                                 \
    W(TABLE_NO_SCHOOL, "table_no_school", 1)                                                       \
    W(TABLE_DISTRICTS, "table_districts", 1)                                                       \
    W(TABLE_MAILBOXES, "table_mailboxes", 1)                                                       \
    W(TABLE_MAILBOX, "table_mailbox", 1)                                                           \
    W(TABLE_NUMBER, "table_number", 1)                                                             \
    W(TABLE_NAMESAKES, "table_namesakes", 1)                                                       \
    W(TABLE_OWNERS, "table_owners", 1)                                                             \
    W(TABLE_KNOWN, "table_known", 1)                                                               \
    W(TABLE_MEANT, "table_meant", 1)                                                               \
    W(TABLE_DOUBT, "table_doubt", 1)                                                               \
    W(TABLE_TITLES, "table_titles", 1)                                                             \
    W(TABLE_LIST, "table_list", 1)                                                                 \
    W(TABLE_SHARED, "table_shared", 1)                                                             \
    W(TABLE_ALIKE, "table_alike", 1)                                                               \
    W(TABLE_GIVEN_UP, "table_given_up", 1)                                                         \
    W(TABLE_REGISTRY, "table_registry", 1)                                                         \
    W(TABLE_LEFT, "table_left", 1)                                                                 \
    W(TABLE_BACK, "table_back", 1)                                                                 \
    W(COLUMN_PERSON, "column_person", 1)                                                           \
    W(COLUMN_SCHOOL, "column_school", 1)                                                           \
    W(COLUMN_DISTRICT, "column_district", 1)                                                       \
    W(COLUMN_LIST, "column_list", 1)                                                               \
    W(COLUMN_ACTS, "column_acts", 1)                                                               \
    W(COLUMN_CONFIRMED, "column_confirmed", 1)                                                     \
    W(COLUMN_SCHOOL_ACTS, "column_school_acts", 1)                                                 \
    W(COLUMN_LAST, "column_last", 1)                                                               \
    W(COLUMN_REGISTRY, "column_registry", 1)                                                       \
    W(COLUMN_ACTIVE, "column_active", 1)                                                           \
    W(COLUMN_PERCENT, "column_percent", 1)                                                         \
    W(COLUMN_MISSING, "column_missing", 1)                                                         \
    W(ACT_POST, "act_post", 1)                                                                     \
    W(ACT_REPLY, "act_reply", 1)                                                                   \
    W(ACT_MATERIAL, "act_material", 1)                                                             \
    W(ACT_DECISION, "act_decision", 1)                                                             \
    W(TITLE_TOPICS, "title_topics", 1)                                                             \
    W(TITLE_REPLIES, "title_replies", 1)                                                           \
    W(TITLE_FILES, "title_files", 1)                                                               \
    W(TITLE_PARTICIPANTS, "title_participants", 1)                                                 \
    W(STATE_QUEUED, "state_queued", 1)                                                             \
    W(STATE_DEFERRED, "state_deferred", 1)                                                         \
    W(STATE_UNKNOWN, "state_unknown", 1)                                                           \
    W(STATE_SENT, "state_sent", 1)                                                                 \
    W(STATE_FAILED, "state_failed", 1)                                                             \
    W(STATE_DROPPED, "state_dropped", 1)                                                           \
    W(STATE_GATHERED, "state_gathered", 1)                                                         \
    W(ADVICE_WAIT, "advice_wait", 1)                                                               \
    W(ADVICE_DUPLICATE, "advice_duplicate", 1)                                                     \
    W(ADVICE_TWICE, "advice_twice", 1)                                                             \
    W(ADVICE_SERVER, "advice_server", 1)                                                           \
    W(ADVICE_ADDRESS, "advice_address", 1)                                                         \
    W(ADVICE_STRANGER, "advice_stranger", 1)                                                       \
    W(ADVICE_SETTING, "advice_setting", 1)                                                         \
    W(ADVICE_OWNER, "advice_owner", 1)                                                             \
    W(ADVICE_SIZE, "advice_size", 1)                                                               \
    W(ADVICE_ADMINISTRATOR, "advice_administrator", 1)                                             \
    W(ADVICE_AGAIN, "advice_again", 1)                                                             \
    W(DOOR_PIPE, "door_pipe", 1)                                                                   \
    W(DOOR_LMTP, "door_lmtp", 1)                                                                   \
    W(DOOR_IMAP, "door_imap", 1)                                                                   \
    W(DOOR_DROP, "door_drop", 1)                                                                   \
    W(KIND_POST, "kind_post", 1)                                                                   \
    W(KIND_COMMAND, "kind_command", 1)                                                             \
    W(KIND_ANSWER, "kind_answer", 1)                                                               \
    W(KIND_BOUNCE, "kind_bounce", 1)                                                               \
    W(KIND_AUTO, "kind_auto", 1)                                                                   \
    W(KIND_RECEIPT, "kind_receipt", 1)                                                             \
    W(KIND_LIST, "kind_list", 1)                                                                   \
    W(KIND_BROKEN, "kind_broken", 1)                                                               \
    W(VERDICT_PUBLISH, "verdict_publish", 1)                                                       \
    W(VERDICT_HOLD, "verdict_hold", 1)                                                             \
    W(VERDICT_HELD, "verdict_held", 1)                                                             \
    W(VERDICT_COMMAND, "verdict_command", 1)                                                       \
    W(VERDICT_ANSWER, "verdict_answer", 1)                                                         \
    W(VERDICT_BOUNCE, "verdict_bounce", 1)                                                         \
    W(VERDICT_IGNORE, "verdict_ignore", 1)                                                         \
    W(VERDICT_REFUSE, "verdict_refuse", 1)                                                         \
    W(VERDICT_NEW, "verdict_new", 1)                                                               \
    W(VERDICT_BROKEN, "verdict_broken", 1)                                                         \
    W(RULED_YES, "ruled_yes", 1)                                                                   \
    W(RULED_ALWAYS, "ruled_always", 1)                                                             \
    W(RULED_EDIT, "ruled_edit", 1)                                                                 \
    W(RULED_NO, "ruled_no", 1)                                                                     \
    W(RULED_SPAM, "ruled_spam", 1)                                                                 \
    W(RULED_BACK, "ruled_back", 1)                                                                 \
    W(ASKED_OPEN, "asked_open", 1)                                                                 \
    W(ASKED_ANSWERED, "asked_answered", 1)                                                         \
    W(ASKED_CLOSED, "asked_closed", 1)                                                             \
    W(ASKED_EXPIRED, "asked_expired", 1)                                                           \
    W(BOUNCE_UNKNOWN_USER, "bounce_unknown-user", 1)                                               \
    W(BOUNCE_NO_HOST, "bounce_no-host", 1)                                                         \
    W(BOUNCE_FULL, "bounce_full", 1)                                                               \
    W(BOUNCE_DISABLED, "bounce_disabled", 1)                                                       \
    W(BOUNCE_POLICY, "bounce_policy", 1)                                                           \
    W(BOUNCE_CONTENT, "bounce_content", 1)                                                         \
    W(BOUNCE_BLOCKED, "bounce_blocked", 1)                                                         \
    W(BOUNCE_SIZE, "bounce_size", 1)                                                               \
    W(BOUNCE_LOOP, "bounce_loop", 1)                                                               \
    W(BOUNCE_EXPIRED, "bounce_expired", 1)                                                         \
    W(BOUNCE_RELAY, "bounce_relay", 1)                                                             \
    W(BOUNCE_DELAYED, "bounce_delayed", 1)                                                         \
    W(BOUNCE_COMPLAINT, "bounce_complaint", 1)                                                     \
    W(BOUNCE_OTHER, "bounce_other", 1)

enum { FORMS_BY_NUMBER = -1 };

typedef enum Word {
#define W(id, key, forms) WORD_##id,
    WORDS_TABLE(W)
#undef W
        WORD_COUNT
} Word;

typedef struct Words Words;

/* ERR_INPUT with file:line for a row that is unknown, twice, missing or has too few forms. */
Words *words_open(const char *folder, const char *language, GError **error);
void words_free(Words *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Words, words_free)

bool words_is_russian(const Words *words);
const char *words_get(const Words *words, Word word); /* its first form; borrowed */
/* "5 ответов"; where the form holds {n}, the number stands there. The caller's. */
char *words_number(const Words *words, Word word, int64_t number);
/* The first form with values (NULL-terminated) in the places {1}, {2}, ... The caller's. */
char *words_fill(const Words *words, Word word, const char *const *values);
/* "16–22 ноября 2026", "30 ноября – 6 декабря 2026": days from..to-1 s. The caller's. */
char *words_period(const Words *words, int64_t from, int64_t to, GTimeZone *zone);
/* "16 ноября". The caller's. */
char *words_day(const Words *words, int64_t at, GTimeZone *zone);
/* "1,2 МБ". The caller's. */
char *words_size(const Words *words, int64_t bytes);
/* "12,5" or "12.5" from tenths. The caller's. */
char *words_tenths(const Words *words, int64_t tenths);
/* How sure we are of an author: token, authenticated, address, school, or none of them. Borrowed.
 */
const char *words_strength(const Words *words, const char *strength);

/* What a kind of act is called before a number: "ответы"; NULL: not in the words. Borrowed. */
const char *words_act(const Words *words, const char *kind);

/* The words for a reason code ("not-member", "allowed:NAME"); those of "unknown" when there are
 * none. Borrowed. */
const char *words_reason(const Words *words, const char *code);

/* What a letter is called: its subject, or "(no subject)". Borrowed from `words` or `subject`. */
const char *words_subject(const Words *words, const char *subject);

/* Why letters to an address come back: a class of the closed list ("unknown-user"); other text
 * stays as it is. Borrowed from `words` or `reason`. */
const char *words_bounce(const Words *words, const char *reason);

/* The row "PREFIX_code", for the closed lists "state", "advice", "door", "kind", "verdict", "ruled"
 * and "asked" of the words; a code that has no row stays as it is. Borrowed from `words` or `code`.
 */
const char *words_named(const Words *words, const char *prefix, const char *code);

#endif
