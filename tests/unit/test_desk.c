/* test_desk.c: the desk, when its reader dies over a letter. This program is its own reader: the
 * desk execs /proc/self/exe with the hidden command "_reader"; ours is killed by the word POISON,
 * hangs at the word SLEEP, and reads every other letter as the real one does. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "archive/letter.h"
#include "base/error.h"
#include "base/facts.h"
#include "base/settings.h"
#include "gateway/desk_case.h"
#include "gateway/in_hand.h"
#include "gateway/reader_wire.h"
#include "lists/list.h"
#include "tests/unit/temp.h"

#define FRAME_MOST (64 << 20)

/* --- the reader ------------------------------------------------------------------------------- */

static void answer(const char *raw, size_t length)
{
    static const ReadContext CONTEXT = {
        .limits = {50 << 20, 262144, 1000, 16384, 100, 16384, 1000, 30, 1 << 20}};
    g_autoptr(Facts) facts = read_letter(raw, length, &CONTEXT);
    g_autoptr(GString) wire = facts_to_wire(facts);

    if (frame_write(READER_FD, wire->str, wire->len, INT64_MAX) != FRAME_OK)
        _exit(1);
}

/* In front of each letter comes whose results count. */
static bool next_letter(char **bytes, size_t *length)
{
    g_autofree char *trust = NULL;

    return frame_read(READER_FD, FRAME_MOST, INT64_MAX, &trust, length) == FRAME_OK &&
           frame_read(READER_FD, FRAME_MOST, INT64_MAX, bytes, length) == FRAME_OK;
}

static int fake_reader(void)
{
    char *bytes = NULL;
    size_t length;

    if (frame_read(READER_FD, FRAME_MOST, INT64_MAX, &bytes, &length) != FRAME_OK ||
        frame_write(READER_FD, "", 0, INT64_MAX) != FRAME_OK)
        return 1;
    g_clear_pointer(&bytes, g_free);
    while (next_letter(&bytes, &length)) {
        if (memmem(bytes, length, "POISON", 6))
            raise(SIGKILL);
        if (memmem(bytes, length, "SLEEP", 5))
            pause();
        answer(bytes, length);
        g_clear_pointer(&bytes, g_free);
    }
    return 0;
}

/* --- the desk ----------------------------------------------------------------------------- */

typedef struct Office {
    Settings *settings;
    Db *db;
    Desk *desk;
} Office;

static void open_office(Office *office, const Temp *temp)
{
    GError *error = NULL;
    g_autofree char *conf = g_build_filename(temp->folder, "v.conf", NULL);
    g_autofree char *letters = g_canonicalize_filename("conf/letters", NULL);
    g_autofree char *text =
        g_strdup_printf("state = \".\"\nletters = \"%s\"\nreader_seconds = 1\n"
                        "account \"main\" { address = \"vestnik@mo.test\" addressing = domain }\n",
                        letters);

    g_assert_true(g_file_set_contents(conf, text, -1, NULL));
    office->settings = settings_load(conf, &error);
    g_assert_no_error(error);
    g_assert_true(token_key_create(office->settings->key_file, &error));
    office->db = db_open(office->settings->database, DB_CREATE, &error);
    g_autoptr(List) list = list_new("matematika", &error);
    g_assert_true(list_insert(office->db, list, &error));
    office->desk = desk_new(office->settings, office->db, &error);
    g_assert_no_error(error);
}

static void close_office(Office *office)
{
    desk_free(office->desk);
    db_close(office->db);
    settings_free(office->settings);
}

/* Accepts a letter to the list; gives its case. */
static int64_t bring(const Office *office, const char *body)
{
    GError *error = NULL;
    int64_t letter = 0;
    static int number;
    g_autofree char *text = g_strdup_printf(
        "From: a@x.test\nMessage-ID: <%d@x.test>\nSubject: s\n\n%s\n", ++number, body);
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    Envelope envelope = {.door = "pipe",
                         .account = "main",
                         .recipients = (const char *[]){"matematika@mo.test", NULL}};

    g_assert_true(letter_accept(office->db, &envelope, raw, &letter, &error));
    g_assert_no_error(error);
    return letter; /* one case each: the numbers are the same */
}

static void assert_case(const Office *office, int64_t id, CaseState state, const char *reason)
{
    GError *error = NULL;
    g_autoptr(Case) item = case_by_id(office->db, id, &error);

    g_assert_no_error(error);
    g_assert_cmpint(item->state, ==, state);
    g_assert_cmpstr(item->reason, ==, reason);
}

static void work(const Office *office)
{
    GError *error = NULL;
    int handled = 0;

    g_assert_true(desk_work(office->desk, &handled, &error));
    g_assert_no_error(error);
}

/* `body` costs the reader its life each time: kept, set aside, and the letters around it go on. */
static void three_deaths(const Temp *temp, const char *body)
{
    GError *error = NULL;
    Office office;
    open_office(&office, temp);
    int64_t before = bring(&office, "an ordinary letter");
    int64_t bad = bring(&office, body);
    int64_t after = bring(&office, "another one");

    work(&office);
    assert_case(&office, before, CASE_HELD, "stranger");
    assert_case(&office, bad, CASE_BROKEN, "unreadable");
    assert_case(&office, after, CASE_HELD, "stranger");
    g_autoptr(GBytes) raw = letter_raw(office.db, bad, &error);
    g_assert_no_error(error);
    g_assert_nonnull(
        memmem(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), body, strlen(body)));
    work(&office); /* it is not tried again */
    assert_case(&office, bad, CASE_BROKEN, "unreadable");
    close_office(&office);
}

static void test_dies(Temp *temp, gconstpointer unused)
{
    (void)unused;
    three_deaths(temp, "POISON");
}

static void test_hangs(Temp *temp, gconstpointer unused)
{
    (void)unused;
    three_deaths(temp, "SLEEP");
}

/* Deaths are counted in the database: a restart of the desk gives a letter no new lives. */
static void test_counted(Temp *temp, gconstpointer unused)
{
    Office office;

    (void)unused;
    open_office(&office, temp);
    int64_t bad = bring(&office, "POISON");
    temp_sql(&(Temp){.file = office.settings->database}, "UPDATE letter SET attempts = 2");
    work(&office);
    assert_case(&office, bad, CASE_BROKEN, "unreadable");
    close_office(&office);
}

static void test_damaged(Temp *temp, gconstpointer unused)
{
    Office office;

    (void)unused;
    open_office(&office, temp);
    int64_t bad = bring(&office, "decays on the disk"), after = bring(&office, "another one");
    temp_sql(&(Temp){.file = office.settings->database},
             "UPDATE letter SET sha256 = zeroblob(32) WHERE id = 1");
    work(&office);
    assert_case(&office, bad, CASE_BROKEN, "damaged");
    assert_case(&office, after, CASE_HELD, "stranger");
    close_office(&office);
}

/* The desk itself died over a case, three times; a human then lets it try again. */
static void test_blamed(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    Office office;

    (void)unused;
    open_office(&office, temp);
    g_assert_cmpint(g_mkdir_with_parents(office.settings->runtime, 0700), ==, 0);
    int64_t bad = bring(&office, "an ordinary letter");
    int fd = in_hand_open(office.settings);
    g_assert_true(desk_blame(office.settings, office.db, &error)); /* nothing was in hand */
    in_hand_note(fd, bad);
    for (int death = 1; death <= 3; death++) {
        assert_case(&office, bad, CASE_NEW, NULL);
        g_assert_true(desk_blame(office.settings, office.db, &error));
    }
    close(fd);
    assert_case(&office, bad, CASE_BROKEN, "unreadable");
    g_assert_true(
        desk_blame(office.settings, office.db, &error)); /* it is nobody's turn any more */
    g_assert_true(db_begin(office.db, &error));
    g_assert_true(case_retry(office.db, bad, &error));
    g_assert_false(case_retry(office.db, bad, NULL));
    g_assert_true(db_finish(office.db, true, &error));
    work(&office);
    assert_case(&office, bad, CASE_HELD, "stranger");
    g_autofree char *note = g_build_filename(office.settings->runtime, "desk.case", NULL);
    g_assert_cmpint(g_unlink(note), ==, 0);
    close_office(&office);
}

/* The store fails in the middle of a decision: nothing of it is there, and the case waits. */
static void test_one_transaction(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    int handled = 0;
    Office office;

    (void)unused;
    open_office(&office, temp);
    const Temp file = {.file = office.settings->database};
    int64_t id = bring(&office, "an ordinary letter");
    temp_sql(&file,
             "CREATE TRIGGER fault BEFORE UPDATE OF state ON letter_case WHEN new.state = 'held'"
             " BEGIN SELECT RAISE(FAIL, 'fault'); END;"
             "CREATE TRIGGER temporary BEFORE UPDATE OF message_id ON letter"
             " BEGIN UPDATE letter SET attempts = 77 WHERE id = new.id; END");
    g_assert_true(desk_work(office.desk, &handled, &error));
    assert_case(&office, id, CASE_BROKEN, "failed");
    g_assert_cmpint(temp_number(file.file, "SELECT count(*) FROM letter WHERE attempts = 77"), ==,
                    0);
    g_assert_cmpint(
        temp_number(file.file, "SELECT count(*) FROM letter_case WHERE target IS NOT NULL"), ==, 0);
    close_office(&office);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "_reader") == 0)
        return fake_reader();
    g_test_init(&argc, &argv, NULL);
    signal(SIGPIPE, SIG_IGN);
    TEMP_TEST("/desk/three deaths of the reader set a letter aside", test_dies);
    TEMP_TEST("/desk/and so does a reader that hangs", test_hangs);
    TEMP_TEST("/desk/deaths outlive a restart", test_counted);
    TEMP_TEST("/desk/deaths of the desk count too, and retry forgives them", test_blamed);
    TEMP_TEST("/desk/a damaged letter is set aside", test_damaged);
    TEMP_TEST("/desk/a decision that fails leaves nothing", test_one_transaction);
    return g_test_run();
}
