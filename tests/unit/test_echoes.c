/* test_echoes.c: how what comes back is known again (lists/same_text.h) and remembered
 * (archive/seen.h), and which foreign mail a list lets in (lists/allow.h). */
#include "archive/seen.h"
#include "base/error.h"
#include "fixture_db.h"
#include "lists/allow.h"
#include "lists/same_text.h"

#define LETTERS 20 /* fewer tell nothing */
#define LONG    "Коллеги, высылаю план работы на четверть."

/* --- the same text ---------------------------------------------------------------------------- */

typedef struct Written {
    const char *subject, *text, *file, *token;
    LetterKind kind;
    const char *type; /* of the file; NULL unknown */
} Written;

static Facts *facts_of(const Written *written)
{
    Facts *facts = facts_new();

    facts->subject_base = g_strdup(written->subject);
    facts->text = g_strdup(written->text);
    facts->new_text = g_strdup(written->text);
    facts->token = g_strdup(written->token);
    facts->kind = written->kind;
    if (written->file) {
        Attachment *attachment = g_new0(Attachment, 1);
        g_strlcpy(attachment->sha256, written->file, sizeof attachment->sha256);
        attachment->type = g_strdup(written->type);
        g_ptr_array_add(facts->attachments, attachment);
    }
    return facts;
}

static void test_letter(void)
{
    static const struct {
        const char *what;
        Written other;
        bool known, same;
    } ROWS[] = {
        {"the letter itself", {.subject = "План", .text = LONG}, true, true},
        {"in capitals", {.subject = "ПЛАН", .text = LONG}, true, true},
        {"wrapped anew",
         {.subject = "План", .text = "Коллеги, высылаю\nплан  работы на четверть.\n"},
         true,
         true},
        {"under another subject", {.subject = "Отчёт", .text = LONG}, true, false},
        {"with a word more", {.subject = "План", .text = LONG " Ещё раз."}, true, false},
        {"with another number", {.subject = "План", .text = LONG " 2"}, true, false},
        {"with a file", {.subject = "План", .text = LONG, .file = "ab"}, true, false},
        {"thanks, which many write", {.subject = "План", .text = "Спасибо!"}, false, false},
        {"thanks with a file", {.subject = "План", .text = "Спасибо!", .file = "ab"}, true, false},
    };
    g_autoptr(Facts) first = facts_of(&(Written){.subject = "План", .text = LONG});
    guint8 expected[SAME_TEXT_HASH];

    g_assert_true(same_text_of_letter(first, LETTERS, expected));
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        guint8 hash[SAME_TEXT_HASH] = {0};
        g_autoptr(Facts) facts = facts_of(&ROWS[i].other);
        g_test_message("%s", ROWS[i].what);
        g_assert_true(same_text_of_letter(facts, LETTERS, hash) == ROWS[i].known);
        g_assert_true((memcmp(hash, expected, sizeof hash) == 0) == ROWS[i].same);
    }
}

static void author_hash(const Written *written, bool *telling, guint8 hash[SAME_TEXT_HASH])
{
    g_autoptr(Facts) facts = facts_of(written);

    same_text_of_author(facts, LETTERS, telling, hash);
}

static const struct {
    const char *what;
    Written one, other;
    bool telling, same;
} AUTHORS[] = {
    {"tickets and dates change",
     {.subject = "Re", .text = "Ваша заявка 1234 от 16.11.2026 принята"},
     {.subject = "Re", .text = "Ваша заявка 99 от 17.11.2026 принята"},
     true,
     true},
    {"the subject says nothing beside a text",
     {.subject = "Один", .text = LONG},
     {.subject = "Два", .text = LONG},
     true,
     true},
    {"other words",
     {.subject = "Re", .text = LONG},
     {.subject = "Re", .text = LONG " Ещё раз."},
     true,
     false},
    {"a short answer to one question, twice",
     {.subject = "Re", .text = "да", .token = "12-abc"},
     {.subject = "Re", .text = "Да", .token = "12-abc"},
     false,
     true},
    {"a short answer to two questions",
     {.subject = "Re", .text = "да", .token = "12-abc"},
     {.subject = "Re", .text = "да", .token = "13-abd"},
     false,
     false},
    {"two commands in subjects, above what a phone adds",
     {.subject = "добавить matematika Белова", .text = "Отправлено с iPhone"},
     {.subject = "участники matematika", .text = "Отправлено с iPhone"},
     false,
     false},
    {"two numbers of the archive, above what a phone adds",
     {.subject = "архив 8", .text = "Отправлено с iPhone", .kind = KIND_COMMAND},
     {.subject = "архив 9", .text = "Отправлено с iPhone", .kind = KIND_COMMAND},
     false,
     false},
    {"two numbers of the archive, in the text",
     {.subject = "", .text = "архив 8", .kind = KIND_COMMAND},
     {.subject = "", .text = "архив 9", .kind = KIND_COMMAND},
     false,
     false},
    {"a short text under a ticket's number",
     {.subject = "Заявка 12", .text = "Принято"},
     {.subject = "Заявка 4711", .text = "Принято"},
     false,
     true},
    {"another file beside the same words",
     {.subject = "Конспект", .text = LONG, .file = "ab", .type = "text/plain"},
     {.subject = "Конспект", .text = LONG, .file = "cd", .type = "text/plain"},
     true,
     false},
    {"another file, and no words",
     {.subject = "Конспект", .text = "", .file = "ab"},
     {.subject = "Конспект", .text = "", .file = "cd"},
     false,
     false},
    {"the same file",
     {.subject = "Конспект", .text = "", .file = "ab"},
     {.subject = "Конспект", .text = "", .file = "ab"},
     false,
     true},
    {"the letters that a machine answers and returns",
     {.subject = "Re", .text = LONG, .file = "ab", .type = "message/rfc822"},
     {.subject = "Re", .text = LONG, .file = "cd", .type = "message/rfc822"},
     true,
     true},
    {"nothing but the subject",
     {.subject = "помощь", .text = ""},
     {.subject = "списки", .text = ""},
     false,
     false},
};

static void test_author(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(AUTHORS); i++) {
        guint8 one[SAME_TEXT_HASH], other[SAME_TEXT_HASH];
        bool telling, other_telling;
        g_test_message("%s", AUTHORS[i].what);
        author_hash(&AUTHORS[i].one, &telling, one);
        author_hash(&AUTHORS[i].other, &other_telling, other);
        g_assert_true(telling == AUTHORS[i].telling && other_telling == telling);
        g_assert_true((memcmp(one, other, sizeof one) == 0) == AUTHORS[i].same);
    }
}

static void test_subject(void)
{
    guint8 one[SAME_TEXT_HASH], other[SAME_TEXT_HASH];
    g_autoptr(Facts) first = facts_of(&(Written){.subject = "Ticket 17 opened", .text = ""});
    g_autoptr(Facts) second = facts_of(&(Written){.subject = "ticket 4711 opened", .text = ""});
    g_autoptr(Facts) none = facts_of(&(Written){.subject = "", .text = LONG});

    g_assert_true(same_text_of_subject(first, one) && same_text_of_subject(second, other));
    g_assert_cmpmem(one, sizeof one, other, sizeof other);
    g_assert_false(same_text_of_subject(none, other));
}

/* --- seen ----------------------------------------------------------------------------------------
 */

static void note(Db *db, const SeenKey *key, const char *source, int64_t since)
{
    GError *error = NULL;

    g_assert_true(db_begin(db, &error) &&
                  db_finish(db, seen_note(db, key, source, since, &error), &error));
    g_assert_no_error(error);
}

static void expect_seen(Db *db, const SeenKey *key, int64_t times, int64_t last, const char *source)
{
    GError *error = NULL;
    g_auto(Seen) seen = {0};

    g_assert_true(seen_find(db, key, &seen, &error));
    g_assert_no_error(error);
    g_assert_cmpint(seen.times, ==, times);
    g_assert_cmpint(seen.last, ==, last);
    g_assert_cmpstr(seen.source, ==, source);
}

static void test_seen(Fixture *fixture, gconstpointer data)
{
    static const guint8 hash[SEEN_HASH] = {1, 2, 3}, other[SEEN_HASH] = {1, 2, 4};
    const SeenKey key = {"text", "robot@s.test", hash, 0};
    const SeenKey first = {"text", "robot@s.test", hash, 1},
                  second = {key.kind, key.scope, hash, 2}, third = {key.kind, key.scope, hash, 3};
    const SeenKey other_keys[] = {{"text", "robot@s.test", other, 0},
                                  {"text", "person@s.test", hash, 0},
                                  {"post", "robot@s.test", hash, 0}};

    (void)data;
    expect_seen(fixture->db, &key, 0, 0, NULL);
    note(fixture->db, &first, "robot@s.test", 0);
    note(fixture->db, &first, "robot@s.test", 0); /* looked at twice */
    expect_seen(fixture->db, &key, 1, FIXTURE_NOW, "robot@s.test");
    expect_seen(fixture->db, &first, 0, 0, NULL); /* by itself it was not seen before */
    clock_fix(FIXTURE_NOW + 60);
    note(fixture->db, &second, "robot@s.test", FIXTURE_NOW - 1);
    expect_seen(fixture->db, &key, 2, FIXTURE_NOW + 60, "robot@s.test");
    for (size_t i = 0; i < G_N_ELEMENTS(other_keys); i++)
        expect_seen(fixture->db, &other_keys[i], 0, 0, NULL);
    clock_fix(FIXTURE_NOW + DAY); /* what lies behind `since` is forgotten */
    note(fixture->db, &third, "robot@s.test", FIXTURE_NOW + 60);
    expect_seen(fixture->db, &key, 1, FIXTURE_NOW + DAY, "robot@s.test");
}

static void prune(Db *db, const char *kind, int64_t before)
{
    GError *error = NULL;

    g_assert_true(db_begin(db, &error) &&
                  db_finish(db, seen_prune(db, kind, before, &error), &error));
    g_assert_no_error(error);
}

static void test_prune(Fixture *fixture, gconstpointer data)
{
    static const guint8 hash[SEEN_HASH] = {9};
    const SeenKey key = {"post", "matematika", hash, 0};

    (void)data;
    note(fixture->db, &key, "a@s.test", 0);
    prune(fixture->db, "text", FIXTURE_NOW + 1);
    prune(fixture->db, "post", FIXTURE_NOW - 1);
    expect_seen(fixture->db, &key, 1, FIXTURE_NOW, "a@s.test");
    prune(fixture->db, "post", FIXTURE_NOW);
    expect_seen(fixture->db, &key, 0, 0, NULL);
}

/* --- rows that let mail in -----------------------------------------------------------------------
 */

static void test_rules(void)
{
    static const struct {
        const char *name, *rule, *value; /* NULL: refused */
    } ROWS[] = {
        {"news", "list-id=News.Example.ORG", "news.example.org"},
        {"news", "address=News@Example.ORG", "news@example.org"},
        {"news", "domain=школа.рф", "xn--80atdl2c.xn--p1ai"},
        {"news", "domain=", NULL},
        {"news", "domain", NULL},
        {"news", "subject=hello", NULL},
        {"news", "list-id=<news.example.org>", NULL},
        {"news", "address=two words@example.org", NULL},
        {"новости", "domain=example.org", NULL},
        {"", "domain=example.org", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        GError *error = NULL;
        g_test_message("%s %s", ROWS[i].name, ROWS[i].rule);
        g_autoptr(Allow) allow = allow_new(ROWS[i].name, ROWS[i].rule, &error);
        g_assert_true((allow != NULL) == (ROWS[i].value != NULL));
        if (allow) {
            g_assert_cmpstr(allow->value, ==, ROWS[i].value);
            g_assert_true(allow->proven);
        } else {
            g_assert_true(error != NULL && error_code(error) == ERR_INPUT);
        }
        g_clear_error(&error);
    }
}

static void test_match(void)
{
    static const struct {
        const char *rule, *list_id, *from;
        bool fits;
    } ROWS[] = {
        {"list-id=news.example.org", "news.example.org", "a@b.test", true},
        {"list-id=news.example.org", "NEWS.example.org", "a@b.test", true},
        {"list-id=news.example.org", "more.news.example.org", "a@b.test", false},
        {"list-id=news.example.org", NULL, "news@example.org", false},
        {"address=news@example.org", NULL, "news@example.org", true},
        {"address=news@example.org", NULL, "fake-news@example.org", false},
        {"domain=example.org", NULL, "news@example.org", true},
        {"domain=example.org", NULL, "news@mail.example.org", true},
        {"domain=example.org", NULL, "news@badexample.org", false},
        {"domain=example.org", NULL, "news@example.org.test", false},
        {"domain=example.org", NULL, NULL, false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)allow_free);
        g_autoptr(Facts) facts = facts_new();
        g_ptr_array_add(rows, allow_new("row", ROWS[i].rule, NULL));
        facts->list_id = g_strdup(ROWS[i].list_id);
        facts->from.address = g_strdup(ROWS[i].from);
        facts->auth = AUTH_PASS;
        g_test_message("%s: %s, %s", ROWS[i].rule, ROWS[i].list_id, ROWS[i].from);
        g_assert_true((allow_match(rows, facts) != NULL) == ROWS[i].fits);
    }
}

/* Anybody may write another's List-Id and From: a row counts where the mail server vouches. */
static void test_proven(void)
{
    static const struct {
        AuthResult result;
        bool proven, fits;
    } ROWS[] = {{AUTH_PASS, true, true},
                {AUTH_NONE, true, false},
                {AUTH_FAIL, true, false},
                {AUTH_PASS, false, true},
                {AUTH_NONE, false, true}};

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)allow_free);
        g_autoptr(Facts) facts = facts_new();
        Allow *row = allow_new("row", "address=news@example.org", NULL);
        row->proven = ROWS[i].proven;
        g_ptr_array_add(rows, row);
        facts->from.address = g_strdup("news@example.org");
        facts->auth = ROWS[i].result;
        g_test_message("row %zu", i);
        g_assert_true((allow_match(rows, facts) != NULL) == ROWS[i].fits);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/echoes/a letter that comes back", test_letter);
    g_test_add_func("/echoes/an author who repeats", test_author);
    g_test_add_func("/echoes/a subject that repeats", test_subject);
    FIXTURE_TEST("/echoes/what was seen is counted for a while", test_seen);
    FIXTURE_TEST("/echoes/and forgotten", test_prune);
    g_test_add_func("/echoes/how a row is written", test_rules);
    g_test_add_func("/echoes/whom a row lets in", test_match);
    g_test_add_func("/echoes/only who is proven", test_proven);
    return g_test_run();
}
