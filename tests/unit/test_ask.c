/* test_ask.c: a token belongs to one question, person and address; nothing of it is in the
 * database. */
#include <string.h>

#include "archive/ask.h"
#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/temp.h"

static const TokenKey KEY = {"0123456789abcdef0123456789abcde"};

static int64_t add(Db *db, int64_t object, const char *address)
{
    GError *error = NULL;
    int64_t id = 0;
    Ask ask = {.kind = (char *)"moderation",
               .object = object,
               .address = (char *)address,
               .expires = clock_now() + 100};

    g_assert_true(ask_add(db, &ask, &id, &error));
    g_assert_no_error(error);
    return id;
}

static char *token_of(Db *db, int64_t id)
{
    GError *error = NULL;
    g_autoptr(Ask) ask = ask_by_id(db, id, &error);

    g_assert_no_error(error);
    return ask_token(ask, &KEY);
}

static void assert_refused(Db *db, const TokenKey *key, const char *token)
{
    GError *error = NULL;

    g_test_message("%s", token);
    g_assert_null(ask_by_token(db, key, token, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_NOT_FOUND);
    g_clear_error(&error);
}

static void test_round_trip(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    g_autoptr(Db) db = temp_db(temp);
    int64_t first = add(db, 7, "a@x.test"), second = add(db, 7, "b@x.test");
    g_autofree char *one = token_of(db, first), *two = token_of(db, second);

    (void)unused;
    g_assert_cmpstr(one, !=, two);
    g_autoptr(Ask) found = ask_by_token(db, &KEY, two, &error);
    g_assert_no_error(error);
    g_assert_cmpint(found->id, ==, second);
    g_assert_cmpint(found->object, ==, 7);
    g_assert_cmpstr(found->address, ==, "b@x.test");
    g_assert_cmpstr(found->state, ==, "open");
    g_assert_cmpint(found->created, ==, clock_now());
}

static void test_wrong(Temp *temp, gconstpointer unused)
{
    static const TokenKey OTHER = {"another key of another instance"};
    g_autoptr(Db) db = temp_db(temp);
    int64_t id = add(db, 7, "a@x.test");
    g_autofree char *token = token_of(db, id), *second = token_of(db, add(db, 7, "b@x.test"));
    const char *mac = strchr(token, '-') + 1;

    (void)unused;
    static const char *const FORMATS[] = {"",
                                          "-",
                                          "%s",
                                          "1",
                                          "1-",
                                          "1-%sx",
                                          "01-%s",
                                          "+1-%s",
                                          " 1-%s",
                                          "-1-%s",
                                          "2-%s",
                                          "3-%s",
                                          "1--%s",
                                          "1.0-%s",
                                          "1-%.15s",
                                          "1-%.0s0000000000000000",
                                          "99999999999999999999-%s"};
    for (size_t i = 0; i < G_N_ELEMENTS(FORMATS); i++) {
        g_auto(GStrv) around = g_strsplit(FORMATS[i], "%s", 2);
        g_autofree char *given = around[0] && around[1]
                                     ? g_strconcat(around[0], mac, around[1], NULL)
                                     : g_strdup(FORMATS[i]);
        assert_refused(db, &KEY, given);
    }
    for (size_t at = strlen(token) - strlen(mac); at < strlen(token); at++) {
        g_autofree char *changed = g_strdup(token);
        changed[at] = changed[at] == '0' ? '1' : '0';
        assert_refused(db, &KEY, changed);
    }
    assert_refused(db, &OTHER, token);
    g_assert_cmpstr(second, !=, token);
}

/* Whoever writes into the database, but has no key, cannot move a question to another address. */
static void test_bound(Temp *temp, gconstpointer unused)
{
    static const char *const CHANGES[] = {"UPDATE ask SET address = 'thief@x.test'",
                                          "UPDATE ask SET kind = 'confirm'",
                                          "UPDATE ask SET nonce = zeroblob(16)",
                                          "INSERT INTO person (id, name, name_key, created) VALUES"
                                          " (9, 'x', 'x', 0); UPDATE ask SET person = 9"};
    g_autoptr(Db) db = temp_db(temp);
    g_autofree char *token = token_of(db, add(db, 7, "a@x.test"));

    (void)unused;
    temp_sql(temp, "CREATE TABLE kept AS SELECT * FROM ask");
    for (size_t i = 0; i < G_N_ELEMENTS(CHANGES); i++) {
        temp_sql(temp, CHANGES[i]);
        assert_refused(db, &KEY, token);
        temp_sql(temp, "UPDATE ask SET (kind, address, person, nonce) ="
                       " (SELECT kind, address, person, nonce FROM kept)");
    }
    GError *error = NULL;
    g_autoptr(Ask) ask = ask_by_token(db, &KEY, token, &error);
    g_assert_no_error(error);
}

static void assert_state(Db *db, int64_t id, const char *state)
{
    GError *error = NULL;
    g_autoptr(Ask) ask = ask_by_id(db, id, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(ask->state, ==, state);
}

static void test_states(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    int64_t open = 0;
    g_autoptr(Db) db = temp_db(temp);
    int64_t answered = add(db, 7, "a@x.test"), other = add(db, 7, "b@x.test");
    int64_t apart = add(db, 8, "a@x.test");

    (void)unused;
    g_assert_true(ask_find_open(db, "moderation", 7, "a@x.test", &open, &error));
    g_assert_cmpint(open, ==, answered);
    g_assert_true(ask_answer(db, answered, "yes", 0, &error));
    g_assert_true(ask_close(db, "moderation", 7, answered, &error));
    assert_state(db, answered, "answered");
    assert_state(db, other, "closed");
    assert_state(db, apart, "open");
    g_assert_true(ask_find_open(db, "moderation", 7, "a@x.test", &open, &error));
    g_assert_cmpint(open, ==, 0);
    g_assert_true(ask_answer(db, other, "no", 0, &error)); /* the first decision wins */
    assert_state(db, other, "closed");
}

static void test_expiry(Temp *temp, gconstpointer unused)
{
    GError *error = NULL;
    int64_t open = 0, start = clock_now();
    g_autoptr(Db) db = temp_db(temp);
    int64_t id = add(db, 7, "a@x.test");
    g_autofree char *token = token_of(db, id);

    (void)unused;
    g_assert_true(ask_expire(db, start + 99, &error));
    assert_state(db, id, "open");
    clock_fix(start + 100);
    g_assert_true(ask_find_open(db, "moderation", 7, "a@x.test", &open, &error));
    g_assert_cmpint(open, ==, 0); /* whether or not the timer has been there */
    g_assert_true(ask_expire(db, start + 100, &error));
    assert_state(db, id, "expired");
    g_autoptr(Ask) late = ask_by_token(db, &KEY, token, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(late->state, ==, "expired"); /* so that the person can be told */
    clock_fix(start);
}

static void assert_not_in(const char *file, const void *secret, size_t length)
{
    g_autofree char *bytes = NULL;
    gsize size = 0;

    if (g_file_get_contents(file, &bytes, &size, NULL))
        g_assert_null(memmem(bytes, size, secret, length));
}

static void test_nothing_secret(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);
    g_autofree char *token = token_of(db, add(db, 7, "a@x.test"));
    g_autofree char *wal = g_strconcat(temp->file, "-wal", NULL);
    const char *mac = strchr(token, '-') + 1;

    (void)unused;
    for (const char *file = temp->file; file; file = file == temp->file ? wal : NULL) {
        assert_not_in(file, mac, strlen(mac));
        assert_not_in(file, mac, 8);
        assert_not_in(file, KEY.bytes, sizeof KEY.bytes);
    }
    g_assert_cmpint(temp_number(temp->file, "SELECT count(*) FROM ask WHERE length(nonce) = 16"),
                    ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    clock_fix(1800000000);
    TEMP_TEST("/ask/a token leads to its question", test_round_trip);
    TEMP_TEST("/ask/a wrong token leads nowhere", test_wrong);
    TEMP_TEST("/ask/a token is bound to kind, person and address", test_bound);
    TEMP_TEST("/ask/states", test_states);
    TEMP_TEST("/ask/expiry", test_expiry);
    TEMP_TEST("/ask/nothing secret is in the database", test_nothing_secret);
    return g_test_run();
}
