/* test_letter_sort.c: where the search for unsorted letters begins: behind what is sorted, so that
 * nothing is searched again and again, and never behind a letter that waits. */
#include <string.h>

#include "archive/letter.h"
#include "base/error.h"
#include "tests/unit/temp.h"

#define MOST 500 /* letters at once */

/* Letters that are told by their numbers, by a door that does not sort them; gives the id of the
 * last. */
static int64_t hurry(Db *db, unsigned first, unsigned last)
{
    static const char *const TO[] = {"a@mo.test", NULL};
    GError *error = NULL;
    LetterIn letters[MOST];
    int64_t ids[MOST];
    unsigned n = last - first + 1;

    for (unsigned i = 0; i < n; i++) {
        char *text = g_strdup_printf("Subject: %u\n\n%u", first + i, first + i);
        letters[i] = (LetterIn){
            .envelope = {.door = "lmtp", .account = "main", .mail_from = "", .recipients = TO},
            .raw = g_bytes_new_take(text, strlen(text))};
    }
    g_assert_true(letters_accept(db, letters, n, ids, &error));
    g_assert_no_error(error);
    for (unsigned i = 0; i < n; i++)
        g_bytes_unref(letters[i].raw);
    return ids[n - 1];
}

/* As a round of the desk does; gives how many lay there. */
static unsigned sort_all(Db *db)
{
    int64_t after = 0;
    unsigned all = 0, found = 1;

    while (found) {
        g_autoptr(GError) why = NULL; /* some are put off */
        letters_sort(db, &after, &found, &why);
        all += found;
    }
    return all;
}

static int64_t sorted_up_to(const Temp *temp)
{
    return temp_number(temp->file, "SELECT up_to FROM sorted_letters");
}

static void test_up_to(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);

    (void)unused;
    hurry(db, 1, 450);
    g_assert_cmpuint(sort_all(db), ==, 450);
    g_assert_cmpint(sorted_up_to(temp), >, 200);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 450);
}

/* The last row goes, because the letter is here already; its id is given to the next. */
static void test_id_again(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);

    (void)unused;
    hurry(db, 1, 450);
    sort_all(db);
    int64_t again = hurry(db, 1, 300);
    g_assert_cmpuint(sort_all(db), ==, 300);
    g_assert_cmpint(sorted_up_to(temp), <=, 450);
    g_assert_cmpint(hurry(db, 451, 451), <, again);
    g_assert_cmpuint(sort_all(db), ==, 1);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 451);
}

static void test_put_off(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);

    (void)unused;
    temp_sql(temp, "CREATE TRIGGER fault BEFORE INSERT ON letter_case WHEN new.letter = 7"
                   " BEGIN SELECT RAISE(ABORT, 'no'); END");
    hurry(db, 1, 450);
    sort_all(db);
    g_assert_cmpint(sorted_up_to(temp), <, 7);
    temp_sql(temp, "DROP TRIGGER fault");
    g_assert_cmpuint(sort_all(db), ==, 1);
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM letter_case"), ==, 450);
}

/* By the pipe and from mailboxes letters come sorted: where there is no other door, nobody sorts.
 */
static void test_sorted_already(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);

    (void)unused;
    temp_sql(temp, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
                   " INSERT INTO letter (fingerprint, sha256, raw, bytes, accepted)"
                   " SELECT CAST(i AS BLOB), x'01', x'01', 1, 1 FROM n");
    g_assert_cmpuint(sort_all(db), ==, 0);
    g_assert_cmpint(sorted_up_to(temp), ==, 900);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEMP_TEST("/letter-sort/the next search begins behind what is sorted", test_up_to);
    TEMP_TEST("/letter-sort/an id that is given again is found", test_id_again);
    TEMP_TEST("/letter-sort/one that was put off is found", test_put_off);
    TEMP_TEST("/letter-sort/letters that come sorted are not searched for ever",
              test_sorted_already);
    return g_test_run();
}
