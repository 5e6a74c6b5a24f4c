/* test_letter.c: acceptance: the bytes as they came, the same letter once however often it comes, a
 * case for each recipient; and what is damaged in the database is told, never handed on. */
#include <string.h>

#include "archive/letter.h"
#include "base/error.h"
#include "tests/unit/temp.h"

static const char TEXT[] = "Received: from a by b\r\nFrom: a@x.test\r\nMessage-ID: <1@x.test>\r\n"
                           "Subject: one\r\n\r\nbody \0 with a zero\xff\r\n";

/* The same by another way: other trace headers, other line ends. */
static const char TRACED[] = "Received: from c by d\nReceived: from a by c\nFrom: a@x.test\n"
                             "Message-ID: <1@x.test>\nSubject: one\n\nbody \0 with a zero\xff\n";

static int64_t accept_for(Db *db, const void *bytes, size_t length, const char *const *recipients)
{
    GError *error = NULL;
    int64_t letter = 0;
    Envelope envelope = {
        .door = "pipe", .account = "main", .mail_from = "a@x.test", .recipients = recipients};
    g_autoptr(GBytes) raw = g_bytes_new(bytes, length);

    g_assert_true(letter_accept(db, &envelope, raw, &letter, &error));
    g_assert_no_error(error);
    return letter;
}

static int64_t accept_text(Db *db, const char *to)
{
    return accept_for(db, TEXT, sizeof TEXT - 1, (const char *[]){to, NULL});
}

/* By a door that does not look which letter it is. */
static int64_t hurry(Db *db, const void *bytes, size_t length, const char *const *recipients)
{
    GError *error = NULL;
    int64_t letter = 0;
    g_autoptr(GBytes) raw = g_bytes_new(bytes, length);
    const LetterIn in = {
        .envelope = {.door = "lmtp", .account = "main", .mail_from = "", .recipients = recipients},
        .raw = raw};

    g_assert_true(letters_accept(db, &in, 1, &letter, &error));
    g_assert_no_error(error);
    return letter;
}

static unsigned sort_now(Db *db)
{
    GError *error = NULL;
    int64_t after = 0;
    unsigned found;

    g_assert_true(letters_sort(db, &after, &found, &error));
    g_assert_no_error(error);
    return found;
}

static void assert_raw(Db *db, int64_t letter, const void *bytes, size_t length)
{
    GError *error = NULL;
    g_autoptr(GBytes) raw = letter_raw(db, letter, &error);

    g_assert_no_error(error);
    g_assert_cmpmem(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), bytes, length);
}

static void mark_read(Db *db, int64_t letter)
{
    GError *error = NULL;

    g_assert_true(letter_was_read(db, letter, "1@x.test", NULL, &error));
    g_assert_no_error(error);
}

static void test_accept(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    g_autoptr(Db) db = temp_db(temp);
    int64_t letter = accept_text(db, "list@mo.test");

    (void)unused;
    assert_raw(db, letter, TEXT, sizeof TEXT - 1);
    g_autoptr(GArray) ids = case_ids(db, CASE_NEW, 0, 10, &error);
    g_assert_cmpuint(ids->len, ==, 1);
    g_autoptr(Case) item = case_by_id(db, g_array_index(ids, int64_t, 0), &error);
    g_assert_no_error(error);
    g_assert_cmpint(item->letter, ==, letter);
    g_assert_cmpstr(item->recipient, ==, "list@mo.test");
    g_assert_cmpstr(item->mail_from, ==, "a@x.test");
    g_assert_cmpstr(item->account, ==, "main");
    g_assert_null(item->target);
    g_assert_cmpint(item->state, ==, CASE_NEW);
    g_assert_cmpint(item->attempts, ==, 0);
}

static void test_twice(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);
    int64_t first = accept_text(db, "list@mo.test");

    (void)unused;
    g_assert_cmpint(accept_text(db, "list@mo.test"), ==, first);
    g_assert_cmpint(
        accept_for(db, TRACED, sizeof TRACED - 1, (const char *[]){"list@mo.test", NULL}), ==,
        first);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter"), ==, 1);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM arrival"), ==, 3);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 1);
    assert_raw(db, first, TEXT, sizeof TEXT - 1); /* as it came first */
}

static void test_other(Temp *temp, gconstpointer unused)
{
    static const char OTHER[] = "From: a@x.test\r\nMessage-ID: <1@x.test>\r\nSubject: one\r\n\r\n"
                                "another body under the same Message-ID\r\n";
    GError *error = NULL;
    int64_t found = 0;
    g_autoptr(Db) db = temp_db(temp);
    int64_t first = accept_text(db, "list@mo.test");
    int64_t second =
        accept_for(db, OTHER, sizeof OTHER - 1, (const char *[]){"list@mo.test", NULL});

    (void)unused;
    g_assert_cmpint(second, !=, first);
    mark_read(db, first);
    g_assert_true(letter_same_message_id(db, second, "1@x.test", &found, &error));
    g_assert_cmpint(found, ==, first);
    g_assert_true(letter_same_message_id(db, second, "2@x.test", &found, &error));
    g_assert_cmpint(found, ==, 0);
}

static void test_recipients(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);
    const char *const two[] = {"one@mo.test", "two@mo.test", "one@mo.test", NULL};

    (void)unused;
    accept_for(db, TEXT, sizeof TEXT - 1, two);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 2);
    accept_text(db, "three@mo.test");
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 3);
    accept_for(db, TEXT, sizeof TEXT - 1, NULL); /* by IMAP: to be placed by its headers */
    g_assert_cmpint(
        temp_number(temp->file, "SELECT count(*) FROM letter_case WHERE recipient = '@main'"), ==,
        1);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter"), ==, 1);
}

static void test_any_bytes(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);
    g_autofree char *big = g_malloc(3 << 20);

    (void)unused;
    for (size_t i = 0; i < 3 << 20; i++)
        big[i] = (char)(i * 2654435761U >> 13);
    const struct {
        const char *bytes;
        size_t length;
    } any[] = {{"\n", 1},        {"\0", 1},      {"\xff\xfe\r", 3},
               {"no header", 9}, {big, 3 << 20}, {"\x28\xb5\x2f\xfd as if packed", 14}};
    for (size_t i = 0; i < G_N_ELEMENTS(any); i++)
        assert_raw(db,
                   accept_for(db, any[i].bytes, any[i].length, (const char *[]){"a@mo.test", NULL}),
                   any[i].bytes, any[i].length);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter"), ==, G_N_ELEMENTS(any));
}

/* A letter that was accepted in a hurry lies as it came until it is sorted; then it takes less
 * room. */
static void test_packed(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);
    g_autofree char *blanks = g_strnfill(9000, ' ');
    int64_t letter = hurry(db, blanks, 9000, (const char *[]){"a@mo.test", NULL});

    (void)unused;
    g_assert_cmpint(temp_number(temp->file, "SELECT length(raw) FROM letter"), ==, 9000);
    assert_raw(db, letter, blanks, 9000);
    g_assert_cmpuint(sort_now(db), ==, 1);
    g_assert_cmpint(temp_number(temp->file, "SELECT length(raw) FROM letter"), <, 100);
    assert_raw(db, letter, blanks, 9000);
}

/* What decay may do to a row: in each case the reader of the letter is told, by ERR_PERM. */
static void damage(Temp *temp, int64_t (*accept)(Db *db, const void *bytes, size_t length,
                                                 const char *const *recipients))
{
    static const char *const DECAY[] = {
        "UPDATE letter SET raw = zeroblob(length(raw))",
        "UPDATE letter SET raw = x''",
        "UPDATE letter SET raw = substr(raw, 1, length(raw) - 3)",
        "UPDATE letter SET sha256 = zeroblob(32)",
        "UPDATE letter SET sha256 = x'00'",
        "UPDATE letter SET bytes = bytes - 1",
        "UPDATE letter SET bytes = -1",
        "UPDATE letter SET bytes = 0",
        "UPDATE letter SET bytes = 1 << 60",
    };
    g_autoptr(Db) db = temp_db(temp);
    int64_t letter = accept(db, TEXT, sizeof TEXT - 1, (const char *[]){"list@mo.test", NULL});

    temp_sql(temp, "CREATE TABLE kept AS SELECT * FROM letter");
    for (size_t i = 0; i < G_N_ELEMENTS(DECAY); i++) {
        GError *error = NULL;
        temp_sql(temp, DECAY[i]);
        g_assert_null(letter_raw(db, letter, &error));
        g_assert_error(error, VESTNIK_ERROR, ERR_PERM);
        g_assert_nonnull(strstr(error->message, "damaged"));
        g_clear_error(&error);
        temp_sql(temp,
                 "UPDATE letter SET (raw, bytes, sha256) = (SELECT raw, bytes, sha256 FROM kept)");
    }
    assert_raw(db, letter, TEXT, sizeof TEXT - 1);
}

static void test_damaged(Temp *temp, gconstpointer unused)
{
    (void)unused;
    damage(temp, hurry);
}

static void test_damaged_packed(Temp *temp, gconstpointer unused)
{
    (void)unused;
    damage(temp, accept_for);
}

static void test_no_letter(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    g_autoptr(Db) db = temp_db(temp);

    (void)unused;
    g_assert_null(letter_raw(db, 7, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_null(case_by_id(db, 7, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_NOT_FOUND);
    g_clear_error(&error);
}

/* --- letters that lie unsorted --------------------------------------------------------------- */

static void test_sorted(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);
    const char *const two[] = {"one@mo.test", "two@mo.test", NULL};
    int64_t letter = hurry(db, TEXT, sizeof TEXT - 1, two);

    (void)unused;
    assert_raw(db, letter, TEXT, sizeof TEXT - 1);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 0);
    g_assert_cmpuint(sort_now(db), ==, 1);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case WHERE letter = 1"),
                    ==, 2);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM arrival WHERE door = 'lmtp' AND"
                                            " account = 'main' AND mail_from = '' AND recipient"
                                            " LIKE '%@mo.test' AND sha256 = (SELECT sha256 FROM"
                                            " letter)"),
                    ==, 2);
    g_assert_cmpint(temp_number(temp->file, "SELECT envelope IS NULL FROM letter"), ==, 1);
    assert_raw(db, letter, TEXT, sizeof TEXT - 1);
    g_assert_cmpuint(sort_now(db), ==, 0);
}

static void test_sorted_same(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);

    (void)unused;
    hurry(db, TEXT, sizeof TEXT - 1, (const char *[]){"one@mo.test", NULL});
    hurry(db, TRACED, sizeof TRACED - 1, (const char *[]){"two@mo.test", NULL});
    int64_t piped = accept_text(db, "two@mo.test"); /* while the others lie there */
    g_assert_cmpuint(sort_now(db), ==, 2);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter"), ==, 1);
    g_assert_cmpint(temp_number(temp->file, "SELECT id FROM letter"), ==, piped);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM arrival"), ==, 3);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 2);
    assert_raw(db, piped, TEXT, sizeof TEXT - 1);
}

/* One that the store refuses, and one that is damaged: the others are sorted, these lie in no way.
 */
static void test_sorted_bad(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    int64_t after = 0;
    unsigned found;
    g_autoptr(Db) db = temp_db(temp);

    (void)unused;
    temp_sql(temp,
             "CREATE TRIGGER fault BEFORE INSERT ON letter_case WHEN new.recipient LIKE 'bad%'"
             " BEGIN SELECT RAISE(ABORT, 'no'); END");
    hurry(db, "Subject: 1\n\n1", 13, (const char *[]){"bad@mo.test", NULL});
    int64_t damaged = hurry(db, "Subject: 2\n\n2", 13, (const char *[]){"a@mo.test", NULL});
    int64_t good = hurry(db, "Subject: 3\n\n3", 13, (const char *[]){"b@mo.test", NULL});
    temp_sql(temp, "UPDATE letter SET bytes = 7 WHERE id = 2");
    g_assert_false(letters_sort(db, &after, &found, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_EXISTS);
    g_clear_error(&error);
    g_assert_cmpint(after, ==, good);
    g_assert_cmpuint(found, ==, 3);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 2);
    g_assert_null(letter_raw(db, damaged, &error)); /* its case is there, and finds this */
    g_assert_error(error, VESTNIK_ERROR, ERR_PERM);
    g_clear_error(&error);
    temp_sql(temp, "DROP TRIGGER fault");
    g_assert_cmpuint(sort_now(db), ==, 1);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 3);
}

/* The store refuses in the middle of an acceptance: nothing of the letter is there. */
static void test_never_half(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    int64_t letter = 0;
    g_autoptr(Db) db = temp_db(temp);
    g_autoptr(GBytes) raw = g_bytes_new_static(TEXT, sizeof TEXT - 1);
    const char *const two[] = {"one@mo.test", "two@mo.test", NULL};
    Envelope envelope = {.door = "pipe", .account = "main", .recipients = two};

    (void)unused;
    temp_sql(temp,
             "CREATE TRIGGER fault BEFORE INSERT ON letter_case WHEN new.recipient LIKE 'two%'"
             " BEGIN SELECT RAISE(ABORT, 'no'); END");
    g_assert_false(letter_accept(db, &envelope, raw, &letter, &error));
    g_clear_error(&error);
    g_assert_cmpint(letter, ==, 0);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter"), ==, 0);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM arrival"), ==, 0);
    temp_sql(temp, "DROP TRIGGER fault");
    g_assert_true(letter_accept(db, &envelope, raw, &letter, &error));
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEMP_TEST("/letter/accepted as it came", test_accept);
    TEMP_TEST("/letter/the same letter is one letter", test_twice);
    TEMP_TEST("/letter/the same Message-ID with another content is another letter", test_other);
    TEMP_TEST("/letter/a case for each recipient", test_recipients);
    TEMP_TEST("/letter/any bytes", test_any_bytes);
    TEMP_TEST("/letter/damage is told", test_damaged);
    TEMP_TEST("/letter/damage is told of a packed one too", test_damaged_packed);
    TEMP_TEST("/letter/packed when it is sorted", test_packed);
    TEMP_TEST("/letter/no such letter", test_no_letter);
    TEMP_TEST("/letter/one accepted in a hurry is sorted", test_sorted);
    TEMP_TEST("/letter/sorted, the same letter is one letter", test_sorted_same);
    TEMP_TEST("/letter/one that cannot be sorted is in nobody's way", test_sorted_bad);
    TEMP_TEST("/letter/never half", test_never_half);
    return g_test_run();
}
