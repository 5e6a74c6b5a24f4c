/* sql_schema.c: the schema, as numbered migrations: sql_first.c, and what came since. A change is a
 * new migration at the end. */
#include "archive/sql.h"

#include <stddef.h>

/* Whether a list publishes only what the mail server has authenticated. */
static const char LIST_AUTHENTICATION[] =
    "ALTER TABLE list ADD COLUMN authentication TEXT NOT NULL DEFAULT 'any';";

/* What can be set of a list is one row of a table in lists/list_settings.c; here it is one column,
 * so that a new setting needs no migration: {"posts": "moderated", "tag": "математика", ...}. */
static const char LIST_SETTINGS[] =
    "ALTER TABLE list ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';"
    "UPDATE list SET settings = json_patch('{}', json_object('posts', posts, 'joins', joins,"
    " 'reply', reply, 'tag', tag, 'digest_day', CAST(digest_day AS TEXT),"
    " 'digest_hour', CAST(digest_hour AS TEXT), 'authentication', authentication));"
    "ALTER TABLE list DROP COLUMN posts;"
    "ALTER TABLE list DROP COLUMN joins;"
    "ALTER TABLE list DROP COLUMN reply;"
    "ALTER TABLE list DROP COLUMN tag;"
    "ALTER TABLE list DROP COLUMN digest_day;"
    "ALTER TABLE list DROP COLUMN digest_hour;"
    "ALTER TABLE list DROP COLUMN authentication;";

/* What moderators decided, and about whose letter. */
static const char RULINGS[] =
    "CREATE TABLE ruling ("
    " id INTEGER PRIMARY KEY,"
    " letter_case INTEGER NOT NULL REFERENCES letter_case,"
    " list INTEGER NOT NULL REFERENCES list,"
    " author INTEGER REFERENCES person," /* NULL: not known to be anybody's */
    " word TEXT NOT NULL CHECK (word IN ('yes', 'always', 'edit', 'no', 'spam')),"
    " reason TEXT,"
    " person INTEGER REFERENCES person," /* who decided; NULL: the command line */
    " letter INTEGER REFERENCES letter," /* that brought it */
    " at INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX ruling_by_author ON ruling (list, author, word);"
    "CREATE INDEX post_by_person ON post (list, person, published);";

/* People behind shared mailboxes: what display names and signatures are whose, who wrote a letter
 * that did not say so, and the numbered choices that a question offers. */
static const char SHARED_MAILBOXES[] = "CREATE TABLE author_memory ("
                                       " school INTEGER NOT NULL REFERENCES school,"
                                       " key TEXT NOT NULL,"                /* lists/author.c */
                                       " person INTEGER REFERENCES person," /* NULL: of several */
                                       " at INTEGER NOT NULL,"
                                       " PRIMARY KEY (school, key)"
                                       ") STRICT, WITHOUT ROWID;"
                                       "CREATE TABLE attribution ("
                                       " letter INTEGER PRIMARY KEY REFERENCES letter,"
                                       " person INTEGER NOT NULL REFERENCES person,"
                                       " ask INTEGER NOT NULL REFERENCES ask,"
                                       " at INTEGER NOT NULL"
                                       ") STRICT;"
                                       "CREATE TABLE ask_choice ("
                                       " ask INTEGER NOT NULL REFERENCES ask,"
                                       " number INTEGER NOT NULL,"
                                       " object INTEGER NOT NULL," /* a person, a letter_case */
                                       " PRIMARY KEY (ask, number)"
                                       ") STRICT, WITHOUT ROWID;"
                                       "CREATE INDEX act_by_letter ON act (letter);"
                                       "CREATE INDEX post_by_letter ON post (letter);";

/* Which mail of other lists a list lets in, and what was seen before (archive/seen.h). */
static const char ALLOW_AND_SEEN[] =
    "CREATE TABLE allow ("
    " id INTEGER PRIMARY KEY,"
    " list INTEGER NOT NULL REFERENCES list,"
    " name TEXT NOT NULL,"
    " sign TEXT NOT NULL CHECK (sign IN ('list-id', 'address', 'domain')),"
    " value TEXT NOT NULL,"
    " proven INTEGER NOT NULL," /* only with an authenticated sender */
    " since INTEGER NOT NULL, until INTEGER"
    ") STRICT;"
    "CREATE UNIQUE INDEX allow_now ON allow (list, name) WHERE until IS NULL;"
    "CREATE TABLE seen ("
    " kind TEXT NOT NULL," /* post, text, subject, haste */
    " scope TEXT NOT NULL,"
    " hash BLOB NOT NULL,"
    " source TEXT NOT NULL," /* the address it came from first */
    " letter INTEGER,"       /* the last that looked so */
    " first INTEGER NOT NULL, last INTEGER NOT NULL, times INTEGER NOT NULL,"
    " PRIMARY KEY (kind, scope, hash)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX seen_age ON seen (kind, last);";

/* How letters come to a member: at once, once a day, once a week, not at all; and what holds
 * meanwhile, until a moment, after which the mode counts again by itself. */
static const char DELIVERY_MODES[] = "ALTER TABLE membership ADD COLUMN meanwhile TEXT;"
                                     "ALTER TABLE membership ADD COLUMN meanwhile_until INTEGER;"
                                     "UPDATE membership SET mode = 'weekly' WHERE mode = 'digest';";

/* Persons that were one after all, and what is left of those who asked to be erased: a row without
 * a name, letters without their bytes. */
static const char MERGED_AND_ERASED[] =
    "ALTER TABLE person ADD COLUMN merged_into INTEGER REFERENCES person;"
    "ALTER TABLE person ADD COLUMN erased INTEGER;"
    "ALTER TABLE letter ADD COLUMN erased INTEGER;"
    "ALTER TABLE letter ADD COLUMN from_address TEXT;" /* filled when it was read; normalised */
    "CREATE INDEX letter_by_from ON letter (from_address) WHERE from_address IS NOT NULL;"
    "ALTER TABLE ask ADD COLUMN asked_as INTEGER;" /* whom its token names, where that is another */
    "CREATE INDEX ask_by_person ON ask (person);"
    "CREATE INDEX recipient_by_person ON recipient (person);";

/* SQLite builds a table in memory, with a page cache of its own, for each IN of more than two
 * words, each time a row is written: that was the dearest part of taking a letter in. The rows stay
 * as they are, so the words of the constraints are exchanged where they stand
 * (sqlite.org/lang_altertable, section 7). What has no Message-ID yet, as every letter that comes
 * in, needs no place in its index. */
static const char CHEAP_CHECKS[] =
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = replace(sql,"
    " 'state IN (''new'', ''held'', ''done'', ''broken'')',"
    " 'state = ''new'' OR state = ''held'' OR state = ''done'' OR state = ''broken''')"
    " WHERE name = 'letter_case';"
    "UPDATE sqlite_schema SET sql = replace(sql,"
    " 'state IN (''open'', ''answered'', ''closed'', ''expired'')',"
    " 'state = ''open'' OR state = ''answered'' OR state = ''closed'' OR state = ''expired''')"
    " WHERE name = 'ask';"
    "UPDATE sqlite_schema SET sql = replace(sql,"
    " 'state IN (''queued'', ''deferred'', ''sent'', ''failed'', ''dropped'')',"
    " 'state = ''queued'' OR state = ''deferred'' OR state = ''sent'' OR state = ''failed'' OR "
    "state = ''dropped''')"
    " WHERE name = 'recipient';"
    "PRAGMA writable_schema = RESET;"
    "DROP INDEX letter_case_waiting;"
    "CREATE INDEX letter_case_waiting ON letter_case (state, id) WHERE state <> 'done';"
    "DROP INDEX letter_by_message_id;"
    "CREATE INDEX letter_by_message_id ON letter (message_id) WHERE message_id IS NOT NULL;";

/* The text that a moderator wrote for a post; the letter itself stays as it came. */
static const char EDITED_POSTS[] = "ALTER TABLE ruling ADD COLUMN text TEXT;"
                                   "CREATE INDEX ruling_by_case ON ruling (letter_case);";

/* The state 'unknown', and the names of several behind one mailbox. Who waits is who has a next
 * try: a NULL keeps the two indexes small, and is told without a list of states. */
static const char COPIES[] =
    "ALTER TABLE outgoing ADD COLUMN address TEXT;"
    "CREATE TABLE copies ("
    " id INTEGER PRIMARY KEY,"
    " outgoing INTEGER NOT NULL REFERENCES outgoing,"
    " person INTEGER REFERENCES person,"
    " address TEXT NOT NULL,"
    " names TEXT,"                /* of those who share the address; NULL: one person's */
    " priority INTEGER NOT NULL," /* of the letter: it leads the index of who waits */
    " state TEXT NOT NULL CHECK (state = 'queued' OR state = 'deferred' OR state = 'unknown'"
    " OR state = 'sent' OR state = 'failed' OR state = 'dropped'),"
    " queued INTEGER NOT NULL," /* retry_days count from here */
    " attempts INTEGER NOT NULL DEFAULT 0,"
    " next_try INTEGER,"         /* NULL: it waits no more */
    " code INTEGER, reply TEXT," /* the server's last word */
    " changed INTEGER NOT NULL,"
    " UNIQUE (outgoing, address)"
    ") STRICT;"
    "INSERT INTO copies SELECT id, outgoing, person, address, NULL, priority, state, queued,"
    " attempts, CASE WHEN state = 'queued' OR state = 'deferred' THEN next_try END, code, reply,"
    " changed FROM recipient;"
    "DROP TABLE recipient;"
    "ALTER TABLE copies RENAME TO recipient;"
    "CREATE INDEX recipient_due ON recipient (next_try) WHERE next_try IS NOT NULL;"
    "CREATE INDEX recipient_waiting ON recipient (priority, outgoing, next_try)"
    " WHERE next_try IS NOT NULL;"
    "CREATE INDEX recipient_failed ON recipient (outgoing) WHERE state = 'failed';"
    "CREATE INDEX recipient_by_address ON recipient (address, changed);"
    "CREATE INDEX recipient_by_person ON recipient (person);";

/* The stems of the words of posts, in the order of posts: derived, filled by archive/search.c. They
 * are words already, for which the tokenizer need not know any language. */
static const char SEARCH[] = "CREATE VIRTUAL TABLE post_words USING fts5 (subject, words, files,"
                             " tokenize = 'unicode61 remove_diacritics 0');";

/* Deputies of moderators, and who of the moderators is on duty on which days of the week: bit 0 is
 * Monday; 0: every day. */
static const char DUTY_DAYS[] =
    "ALTER TABLE role ADD COLUMN days INTEGER NOT NULL DEFAULT 0;"
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = replace(sql,"
    " 'role IN (''methodist'', ''moderator'', ''expert'')',"
    " 'role = ''methodist'' OR role = ''moderator'' OR role = ''expert'' OR role = ''deputy''')"
    " WHERE name = 'role';"
    "PRAGMA writable_schema = RESET;";

/* How each mailbox is doing (archive/account_state.h). */
static const char ACCOUNT_STATES[] = "CREATE TABLE account_state ("
                                     " account TEXT PRIMARY KEY," /* its name in the settings */
                                     " looked INTEGER NOT NULL DEFAULT 0,"
                                     " waiting INTEGER NOT NULL DEFAULT 0,"
                                     " next INTEGER NOT NULL DEFAULT 0,"
                                     " failed INTEGER NOT NULL DEFAULT 0,"
                                     " since INTEGER NOT NULL DEFAULT 0,"
                                     " error TEXT"
                                     ") STRICT, WITHOUT ROWID;";

/* Whether a stranger's address looks like a known one is asked for each letter of strangers. */
static const char ADDRESS_DOMAINS[] =
    "CREATE INDEX address_by_domain ON address (substr(address, instr(address, '@') + 1));";

/* Who was invited into which list (lists/invite.h): once for ever. */
static const char INVITATIONS[] =
    "CREATE TABLE invitation ("
    " id INTEGER PRIMARY KEY,"
    " list INTEGER NOT NULL REFERENCES list,"
    " person INTEGER NOT NULL REFERENCES person,"
    " school INTEGER REFERENCES school," /* whose wave */
    " state TEXT NOT NULL,"
    " created INTEGER NOT NULL,"
    " sent INTEGER, reminded INTEGER, changed INTEGER,"
    " UNIQUE (person, list)"
    ") STRICT;"
    "CREATE INDEX invitation_open ON invitation (id) WHERE state IN ('waiting', 'invited');";

/* Whether an author wants a receipt for each letter, and letters that their author takes back. */
static const char RECEIPTS[] =
    "ALTER TABLE person ADD COLUMN receipts INTEGER NOT NULL DEFAULT 0;"
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = replace(sql,"
    " 'word IN (''yes'', ''always'', ''edit'', ''no'', ''spam'')',"
    " 'word = ''yes'' OR word = ''always'' OR word = ''edit'' OR word = ''no'' OR word = ''spam'''"
    " || ' OR word = ''back''')"
    " WHERE name = 'ruling';"
    "PRAGMA writable_schema = RESET;";

static const char FILES[] = "CREATE INDEX attachment_by_content ON attachment (sha256);";

/* How often letters to an address came back, and when last (lists/bounce_score.h). */
static const char BOUNCE_SCORES[] =
    "ALTER TABLE address ADD COLUMN bounce_score INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE address ADD COLUMN bounced INTEGER NOT NULL DEFAULT 0;";

/* A letter that came by a door in a hurry has no fingerprint yet, and its envelope beside it until
 * it is sorted (archive/letter_sort.c). */
static const char UNSORTED_LETTERS[] =
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = replace(sql, 'fingerprint BLOB NOT NULL UNIQUE',"
    " 'fingerprint BLOB UNIQUE') WHERE name = 'letter';"
    "PRAGMA writable_schema = RESET;"
    "ALTER TABLE letter ADD COLUMN envelope TEXT;";

/* Domains whose servers refuse us (archive/domain_stop.h). What was taken for them and what failed
 * is kept for an hour. */
static const char DOMAIN_STOPS[] =
    "CREATE TABLE domain_taken ("
    " domain TEXT NOT NULL, minute INTEGER NOT NULL, copies INTEGER NOT NULL,"
    " PRIMARY KEY (domain, minute)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE domain_failure ("
    " id INTEGER PRIMARY KEY,"
    " domain TEXT NOT NULL,"
    " recipient INTEGER NOT NULL,"  /* may be erased meanwhile */
    " refuses_us INTEGER NOT NULL," /* by its words */
    " was_taken INTEGER NOT NULL,"  /* it came back later */
    " points INTEGER NOT NULL, bounced INTEGER NOT NULL, flagged INTEGER NOT NULL," /* before */
    " at INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX domain_failure_by_domain ON domain_failure (domain, at);"
    "CREATE TABLE domain_stop ("
    " domain TEXT PRIMARY KEY,"
    " since INTEGER NOT NULL, until INTEGER NOT NULL,"
    " pause INTEGER NOT NULL, wait INTEGER NOT NULL," /* seconds: stopped; for the trial */
    " trial INTEGER,"                                 /* the recipient that may go; NULL none */
    " refuses_us INTEGER NOT NULL, failed INTEGER NOT NULL, tried INTEGER NOT NULL,"
    " last INTEGER NOT NULL,"          /* the recipient whose failure told */
    " told INTEGER NOT NULL DEFAULT 0" /* the administrator was written to */
    ") STRICT, WITHOUT ROWID;";

/* The methodical vertical: below which lists a list stands; several parents, never a circle. */
static const char VERTICAL[] =
    "CREATE TABLE list_parent ("
    " id INTEGER PRIMARY KEY,"
    " list INTEGER NOT NULL REFERENCES list,"
    " parent INTEGER NOT NULL REFERENCES list,"
    " since INTEGER NOT NULL, until INTEGER"
    ") STRICT;"
    "CREATE UNIQUE INDEX list_parent_now ON list_parent (list, parent) WHERE until IS NULL;"
    "CREATE INDEX list_parent_below ON list_parent (parent) WHERE until IS NULL;"
    "CREATE INDEX membership_ended ON membership (list, person) WHERE until IS NOT NULL;"
    "INSERT INTO list_parent (list, parent, since) SELECT id, parent, created FROM list"
    " WHERE parent IS NOT NULL;"
    "ALTER TABLE list DROP COLUMN parent;";

/* Accounts that send (archive/sender.h), and what each of them has sent, by minutes of its own
 * time. A copy waits for its account: 0 is the first of the settings; this number leads the indexes
 * of who waits. A copy may be gathered into a digest instead of being sent. */
static const char SENDERS[] =
    "CREATE TABLE sender ("
    " id INTEGER PRIMARY KEY,"
    " account TEXT NOT NULL UNIQUE,"                       /* its name in the settings */
    " own INTEGER NOT NULL DEFAULT 0,"                     /* its own time (base/quota.h) */
    " wall INTEGER NOT NULL DEFAULT 0,"                    /* when it was that, by the clock */
    " uptime INTEGER NOT NULL DEFAULT 0,"                  /* and by the machine's uptime */
    " boot TEXT NOT NULL DEFAULT '',"                      /* which start of the machine */
    " out_recipients INTEGER NOT NULL DEFAULT 0,"          /* claimed for the door, not recorded */
    " out_letters INTEGER NOT NULL DEFAULT 0,"             /* so too */
    " stop TEXT CHECK (stop = 'limit' OR stop = 'login')," /* NULL: it never stopped */
    " stop_until INTEGER NOT NULL DEFAULT 0,"              /* own time */
    " stop_pause INTEGER NOT NULL DEFAULT 0,"              /* seconds */
    " stopped INTEGER NOT NULL DEFAULT 0,"                 /* when, by the clock */
    " reply TEXT,"                                         /* what the server said */
    " secret TEXT,"                                        /* stamp of the password's file then */
    " told INTEGER NOT NULL DEFAULT 0"                     /* the administrator knows */
    ") STRICT;"
    "CREATE TABLE sent_minute ("
    " sender INTEGER NOT NULL REFERENCES sender,"
    " minute INTEGER NOT NULL," /* own time / 60 */
    " recipients INTEGER NOT NULL, letters INTEGER NOT NULL,"
    " PRIMARY KEY (sender, minute)"
    ") STRICT, WITHOUT ROWID;"
    "ALTER TABLE outgoing ADD COLUMN sender INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE recipient ADD COLUMN sender INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE recipient ADD COLUMN digest INTEGER REFERENCES outgoing;" /* that told of it */
    "DROP INDEX recipient_due;"
    "DROP INDEX recipient_waiting;"
    "CREATE INDEX recipient_due ON recipient (sender, next_try) WHERE next_try IS NOT NULL;"
    "CREATE INDEX recipient_waiting ON recipient (sender, priority, outgoing, next_try)"
    " WHERE next_try IS NOT NULL;"
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = replace(sql, ' OR state = ''dropped''',"
    " ' OR state = ''dropped'' OR state = ''gathered''') WHERE name = 'recipient';"
    "PRAGMA writable_schema = RESET;"
    "CREATE INDEX recipient_gathered ON recipient (outgoing) WHERE state = 'gathered'"
    " AND digest IS NULL;";

/* Once a server may have taken a copy without saying so, it may be there twice, whatever comes of
 * it. */
static const char MAYBE_TWICE[] =
    "ALTER TABLE recipient ADD COLUMN twice INTEGER NOT NULL DEFAULT 0;"
    "UPDATE recipient SET twice = 1 WHERE state = 'unknown';";

/* What comes in a hurry touches no index: that was one page of four which its sender waited for.
 * The index that the constraint made becomes one of its own, for what is known alone; what is
 * unsorted lies behind a letter up to which all are sorted (archive/letter_sort.c). */
static const char SORTED_LETTERS[] =
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = replace(sql, 'fingerprint BLOB UNIQUE', 'fingerprint BLOB')"
    " WHERE name = 'letter';"
    "UPDATE sqlite_schema SET name = 'letter_by_fingerprint',"
    " sql = 'CREATE UNIQUE INDEX letter_by_fingerprint ON letter (fingerprint)'"
    " WHERE name = 'sqlite_autoindex_letter_1';"
    "PRAGMA writable_schema = RESET;"
    "DROP INDEX letter_by_fingerprint;"
    "CREATE UNIQUE INDEX letter_by_fingerprint ON letter (fingerprint)"
    " WHERE fingerprint IS NOT NULL;"
    "CREATE TABLE sorted_letters (up_to INTEGER NOT NULL) STRICT;"
    "INSERT INTO sorted_letters VALUES (0);";

/* What deliverers have in hand (archive/claim.h), which was noted with each copy. An index that
 * holds when a copy changed is written with each copy too, at a place of its own. */
static const char CLAIMS[] = "CREATE TABLE claim ("
                             " id INTEGER PRIMARY KEY,"
                             " sender INTEGER NOT NULL," /* as in recipient */
                             " until INTEGER NOT NULL,"
                             " recipients TEXT NOT NULL" /* "120-219,340" */
                             ") STRICT;"
                             "DROP INDEX recipient_by_address;"
                             "CREATE INDEX recipient_by_address ON recipient (address);";

/* An address that its owner gave up ("self") comes back by no import. */
static const char ADDRESSES_GIVEN_UP[] = "ALTER TABLE person_address ADD COLUMN ended_by TEXT;";

const char *const SQL_MIGRATIONS[] = {SQL_FIRST,
                                      LIST_AUTHENTICATION,
                                      LIST_SETTINGS,
                                      RULINGS,
                                      SHARED_MAILBOXES,
                                      ALLOW_AND_SEEN,
                                      DELIVERY_MODES,
                                      MERGED_AND_ERASED,
                                      CHEAP_CHECKS,
                                      EDITED_POSTS,
                                      COPIES,
                                      SEARCH,
                                      DUTY_DAYS,
                                      ACCOUNT_STATES,
                                      ADDRESS_DOMAINS,
                                      INVITATIONS,
                                      RECEIPTS,
                                      FILES,
                                      BOUNCE_SCORES,
                                      UNSORTED_LETTERS,
                                      DOMAIN_STOPS,
                                      VERTICAL,
                                      SENDERS,
                                      MAYBE_TWICE,
                                      SORTED_LETTERS,
                                      CLAIMS,
                                      ADDRESSES_GIVEN_UP};
const int SQL_VERSION = sizeof SQL_MIGRATIONS / sizeof *SQL_MIGRATIONS;
