/* sql_first.c: the first schema, as it was made once: it is never changed, what came later stands
 * in sql_schema.c. The record (letters, people, decisions, acts) must be right from the first one;
 * posts, threads and attachments can be rebuilt from letters.
 *
 * Times are seconds since 1970, UTC. A row that ended keeps its `until`; nothing is deleted. */
#include "archive/sql.h"

/* "case" is a word of SQL, hence letter_case. */
const char SQL_FIRST[] =
    "CREATE TABLE instance (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"

    /* --- letters: what came, by which door, for whom ------------------------------------ */
    "CREATE TABLE letter ("
    " id INTEGER PRIMARY KEY,"
    " fingerprint BLOB NOT NULL UNIQUE," /* content without trace headers: base/reading.h */
    " sha256 BLOB NOT NULL,"             /* of the raw bytes */
    " raw BLOB NOT NULL,"                /* zstd */
    " bytes INTEGER NOT NULL,"           /* of the raw letter */
    " accepted INTEGER NOT NULL,"
    " message_id TEXT,"                    /* filled when the letter was read */
    " attempts INTEGER NOT NULL DEFAULT 0" /* readings during which the reader died */
    ") STRICT;"
    "CREATE INDEX letter_by_message_id ON letter (message_id);"
    "CREATE TABLE arrival ("
    " id INTEGER PRIMARY KEY,"
    " letter INTEGER NOT NULL REFERENCES letter,"
    " door TEXT NOT NULL," /* pipe, imap, lmtp */
    " account TEXT,"
    " mail_from TEXT," /* NULL: not known; '' the null sender */
    " recipient TEXT," /* NULL: the door knows none (IMAP) */
    " sha256 BLOB NOT NULL,"
    " at INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX arrival_by_letter ON arrival (letter);"
    "CREATE TABLE letter_case ("
    " id INTEGER PRIMARY KEY,"
    " letter INTEGER NOT NULL REFERENCES letter,"
    " recipient TEXT NOT NULL," /* address, or '@ACCOUNT': to be placed by its headers */
    " target TEXT,"             /* 'list:3', 'robot', ... once it is known */
    " state TEXT NOT NULL CHECK (state IN ('new', 'held', 'done', 'broken')),"
    " verdict TEXT,"
    " reason TEXT," /* for a person to read */
    " created INTEGER NOT NULL,"
    " decided INTEGER,"
    " UNIQUE (letter, recipient)"
    ") STRICT;"
    "CREATE UNIQUE INDEX letter_case_by_target ON letter_case (letter, target)"
    " WHERE target IS NOT NULL;"
    "CREATE INDEX letter_case_waiting ON letter_case (state, id) WHERE state IN ('new', 'held', "
    "'broken');"

    /* --- people ------------------------------------------------------------------------ */
    "CREATE TABLE school ("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL,"
    " name_key TEXT NOT NULL UNIQUE," /* school_key(name) */
    " district TEXT NOT NULL DEFAULT '',"
    " created INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE person ("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL," /* Фамилия Имя Отчество */
    " name_key TEXT NOT NULL,"
    " external TEXT UNIQUE," /* number in the centre's own registry */
    " subjects TEXT NOT NULL DEFAULT '',"
    " born INTEGER,"        /* year */
    " works_since INTEGER," /* year */
    " consent_on TEXT, consent_source TEXT,"
    " created INTEGER NOT NULL,"
    " until INTEGER" /* left the registry */
    ") STRICT;"
    "CREATE INDEX person_by_name ON person (name_key);"
    "CREATE TABLE address ("
    " id INTEGER PRIMARY KEY,"
    " address TEXT NOT NULL UNIQUE,"     /* normalised */
    " school INTEGER REFERENCES school," /* a shared school mailbox: stands for the school only */
    " flagged INTEGER, flag_reason TEXT" /* mail to it bounced; nobody is removed for that */
    ") STRICT;"
    "CREATE INDEX address_by_school ON address (school) WHERE school IS NOT NULL;"
    "CREATE TABLE person_address ("
    " id INTEGER PRIMARY KEY,"
    " person INTEGER NOT NULL REFERENCES person,"
    " address INTEGER NOT NULL REFERENCES address,"
    " proof TEXT NOT NULL," /* registry, token, methodist */
    " since INTEGER NOT NULL, until INTEGER"
    ") STRICT;"
    "CREATE UNIQUE INDEX person_address_now ON person_address (person, address)"
    " WHERE until IS NULL;"
    "CREATE INDEX person_address_by_address ON person_address (address) WHERE until IS NULL;"
    "CREATE TABLE person_school ("
    " id INTEGER PRIMARY KEY,"
    " person INTEGER NOT NULL REFERENCES person,"
    " school INTEGER NOT NULL REFERENCES school,"
    " position TEXT NOT NULL DEFAULT '',"
    " since INTEGER NOT NULL, until INTEGER"
    ") STRICT;"
    "CREATE UNIQUE INDEX person_school_now ON person_school (person, school)"
    " WHERE until IS NULL;"
    "CREATE INDEX person_school_by_school ON person_school (school) WHERE until IS NULL;"
    "CREATE TABLE optout ("             /* survives erasure and every import */
    " hash BLOB NOT NULL,"              /* keyed hash of the address */
    " list INTEGER NOT NULL DEFAULT 0," /* 0: everything */
    " at INTEGER NOT NULL,"
    " PRIMARY KEY (hash, list)"
    ") STRICT, WITHOUT ROWID;"

    /* --- lists ------------------------------------------------------------------------- */
    "CREATE TABLE list ("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE," /* matematika: local part and List-Id */
    " title TEXT NOT NULL,"       /* МО учителей математики */
    " kind TEXT NOT NULL,"
    " parent INTEGER REFERENCES list,"
    " address TEXT UNIQUE,"                     /* NULL: made from the account's addressing */
    " posts TEXT NOT NULL,"                     /* who may post */
    " joins TEXT NOT NULL,"                     /* who may join */
    " reply TEXT NOT NULL,"                     /* where a reply goes: list or author */
    " tag TEXT,"                                /* what stands in [brackets] in subjects */
    " digest_day INTEGER, digest_hour INTEGER," /* NULL: as in the settings */
    " created INTEGER NOT NULL, until INTEGER"
    ") STRICT;"
    "CREATE TABLE membership ("
    " id INTEGER PRIMARY KEY,"
    " person INTEGER NOT NULL REFERENCES person,"
    " list INTEGER NOT NULL REFERENCES list,"
    " mode TEXT NOT NULL DEFAULT 'each'," /* each letter, weekly digest only, none */
    " source TEXT NOT NULL,"              /* registry, self, methodist */
    " since INTEGER NOT NULL, until INTEGER,"
    " ended_by TEXT" /* self, methodist, registry */
    ") STRICT;"
    "CREATE UNIQUE INDEX membership_now ON membership (list, person) WHERE until IS NULL;"
    "CREATE INDEX membership_by_person ON membership (person) WHERE until IS NULL;"
    "CREATE TABLE role ("
    " id INTEGER PRIMARY KEY,"
    " person INTEGER NOT NULL REFERENCES person,"
    " list INTEGER NOT NULL REFERENCES list,"
    " role TEXT NOT NULL CHECK (role IN ('methodist', 'moderator', 'expert')),"
    " since INTEGER NOT NULL, until INTEGER"
    ") STRICT;"
    "CREATE UNIQUE INDEX role_now ON role (list, role, person) WHERE until IS NULL;"

    /* --- what we ask and await --------------------------------------------------------- */
    "CREATE TABLE ask ("
    " id INTEGER PRIMARY KEY,"
    " kind TEXT NOT NULL,"
    " object INTEGER NOT NULL," /* what it is about: a letter_case, a list */
    " person INTEGER REFERENCES person,"
    " address TEXT NOT NULL,"
    " list INTEGER REFERENCES list,"
    " nonce BLOB NOT NULL,"
    " created INTEGER NOT NULL, expires INTEGER NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed', 'expired')),"
    " answer TEXT, answered INTEGER, letter INTEGER REFERENCES letter"
    ") STRICT;"
    "CREATE INDEX ask_by_object ON ask (kind, object);"
    "CREATE INDEX ask_open ON ask (expires) WHERE state = 'open';"

    /* --- participation ----------------------------------------------------------------- */
    "CREATE TABLE act_kind (kind TEXT PRIMARY KEY, title_ru TEXT NOT NULL, title_en TEXT NOT NULL,"
    " counted INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT INTO act_kind VALUES"
    " ('post', 'новая тема', 'new topic', 1),"
    " ('reply', 'ответ', 'reply', 1),"
    " ('material', 'материал', 'material', 1),"
    " ('decision', 'решение модератора', 'moderation decision', 1),"
    " ('join', 'вступление', 'joined', 0),"
    " ('leave', 'выход', 'left', 0);"
    "CREATE TABLE act ("
    " id INTEGER PRIMARY KEY,"
    " kind TEXT NOT NULL REFERENCES act_kind,"
    " person INTEGER REFERENCES person,"
    " school INTEGER REFERENCES school," /* at that time */
    " position TEXT,"
    " list INTEGER REFERENCES list,"
    " letter INTEGER REFERENCES letter,"
    " at INTEGER NOT NULL,"    /* of acceptance; Date: is only shown */
    " strength TEXT NOT NULL," /* token, authenticated, address, school */
    " origin TEXT NOT NULL,"   /* live, import */
    " voided_by INTEGER REFERENCES act"
    ") STRICT;"
    "CREATE INDEX act_by_list ON act (list, at);"
    "CREATE INDEX act_by_person ON act (person, at);"

    /* --- the timer, and what must happen exactly once ----------------------------------- */
    "CREATE TABLE run (kind TEXT NOT NULL, subject TEXT NOT NULL, period TEXT NOT NULL,"
    " at INTEGER NOT NULL, PRIMARY KEY (kind, subject, period)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE due (kind TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL,"
    " PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX due_at ON due (at);"

    /* --- outgoing letters --------------------------------------------------------------- */
    "CREATE TABLE outgoing ("
    " id INTEGER PRIMARY KEY,"
    " purpose TEXT NOT NULL," /* post, moderation, confirm, digest, ... */
    " key TEXT NOT NULL,"
    " priority INTEGER NOT NULL," /* 0 decisions, 1 posts, 2 digests */
    " message_id TEXT NOT NULL,"
    " mail_from TEXT NOT NULL," /* envelope; '' the null sender */
    " head BLOB,"               /* a post: our header block, before the body of `letter` */
    " letter INTEGER REFERENCES letter,"
    " draft TEXT,"                 /* a letter of our own: JSON, composed when it is sent */
    " ask INTEGER REFERENCES ask," /* whose token is rendered into the draft then */
    " list INTEGER REFERENCES list,"
    " created INTEGER NOT NULL,"
    " UNIQUE (purpose, key)"
    ") STRICT;"
    "CREATE INDEX outgoing_by_time ON outgoing (purpose, created);"
    "CREATE INDEX outgoing_by_message_id ON outgoing (message_id);"
    "CREATE TABLE recipient ("
    " id INTEGER PRIMARY KEY,"
    " outgoing INTEGER NOT NULL REFERENCES outgoing,"
    " person INTEGER REFERENCES person,"
    " address TEXT NOT NULL,"
    " priority INTEGER NOT NULL," /* of the letter: it leads the index of who waits */
    " state TEXT NOT NULL CHECK (state IN ('queued', 'deferred', 'sent', 'failed', 'dropped')),"
    " queued INTEGER NOT NULL," /* retry_days count from here */
    " attempts INTEGER NOT NULL DEFAULT 0,"
    " next_try INTEGER NOT NULL,"
    " code INTEGER, reply TEXT," /* the server's last word */
    " changed INTEGER NOT NULL,"
    " UNIQUE (outgoing, address)"
    ") STRICT;"
    "CREATE INDEX recipient_due ON recipient (next_try)"
    " WHERE state IN ('queued', 'deferred');"
    "CREATE INDEX recipient_waiting ON recipient (priority, outgoing, next_try)"
    " WHERE state IN ('queued', 'deferred');"
    "CREATE INDEX recipient_failed ON recipient (outgoing) WHERE state = 'failed';"
    "CREATE INDEX recipient_by_address ON recipient (address, changed);"
    "CREATE TABLE bounce ("
    " id INTEGER PRIMARY KEY,"
    " letter INTEGER NOT NULL REFERENCES letter,"
    " outgoing INTEGER REFERENCES outgoing," /* which of ours came back, when that is known */
    " address TEXT NOT NULL, action TEXT NOT NULL,"
    " status TEXT, class TEXT NOT NULL, hard INTEGER NOT NULL, diagnostic TEXT,"
    " at INTEGER NOT NULL,"
    " UNIQUE (letter, address)"
    ") STRICT;"

    /* --- posts: derived from letters ----------------------------------------------------- */
    "CREATE TABLE thread ("
    " id INTEGER PRIMARY KEY,"
    " list INTEGER NOT NULL REFERENCES list,"
    " subject TEXT NOT NULL," /* of its first post, without Re: */
    " started INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX thread_by_list ON thread (list, started);"
    "CREATE TABLE post ("
    " id INTEGER PRIMARY KEY,"
    " list INTEGER NOT NULL REFERENCES list,"
    " number INTEGER NOT NULL," /* 1, 2, 3 ... within the list */
    " letter INTEGER NOT NULL REFERENCES letter,"
    " thread INTEGER NOT NULL REFERENCES thread,"
    " parent INTEGER REFERENCES post,"
    " message_id TEXT NOT NULL,"
    " person INTEGER REFERENCES person,"
    " school INTEGER REFERENCES school,"
    " author TEXT NOT NULL," /* as shown */
    " strength TEXT NOT NULL,"
    " subject TEXT NOT NULL, text TEXT NOT NULL, new_text TEXT NOT NULL,"
    " accepted INTEGER NOT NULL,"
    " published INTEGER NOT NULL,"
    " UNIQUE (list, letter), UNIQUE (list, number)"
    ") STRICT;"
    "CREATE INDEX post_by_message_id ON post (message_id);"
    "CREATE INDEX post_by_thread ON post (thread);"
    "CREATE INDEX post_by_time ON post (list, published);"
    "CREATE TABLE attachment ("
    " post INTEGER NOT NULL REFERENCES post,"
    " position INTEGER NOT NULL,"
    " part TEXT NOT NULL," /* place in the letter: a material is no second copy */
    " name TEXT NOT NULL, type TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,"
    " PRIMARY KEY (post, position)"
    ") STRICT, WITHOUT ROWID;";
