/* test_claim.c: what deliverers have in hand: noted in one row, seen by the others until it is
 * over, passed over when somebody asks what is due. */
#include "archive/claim.h"

#include "archive/outgoing.h"
#include "base/clock.h"
#include "fixture_db.h"

#define NOW   1795000000
#define UNTIL (NOW + 60)

static void note(Db *db, int64_t *id, const int64_t *recipients, guint count)
{
    const ClaimNote at = {.sender = 0, .now = NOW, .until = UNTIL};
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));

    g_array_append_vals(ids, recipients, count);
    g_assert_true(db_begin(db, NULL));
    g_assert_true(claim_write(db, id, &at, ids, NULL));
    g_assert_true(db_finish(db, true, NULL));
}

static GArray *seen(Db *db, int64_t sender, int64_t own, int64_t now)
{
    const ClaimsWanted wanted = {.sender = sender, .own = own, .now = now, .latest = now + 60};
    GArray *claims = claims_read(db, &wanted, NULL);

    g_assert_nonnull(claims);
    return claims;
}

static int has(Db *db, int64_t now, int64_t recipient)
{
    g_autoptr(GArray) claims = seen(db, 0, 0, now);

    return claims_have(claims, recipient);
}

static void test_read_back(Fixture *f, gconstpointer data)
{
    const int64_t some[] = {340, 9, 7, 8, INT64_MAX};
    const int64_t in[] = {7, 8, 9, 340, INT64_MAX}, out[] = {0, 6, 10, 339, 341, INT64_MAX - 1};
    int64_t id = 0;

    (void)data;
    note(f->db, &id, some, G_N_ELEMENTS(some));
    g_assert_cmpint(id, >, 0);
    g_autoptr(GArray) claims = seen(f->db, 0, 0, NOW);
    g_assert_cmpuint(claims->len, ==, 3); /* runs */
    g_assert_cmpint(claims_over(claims), ==, UNTIL);
    for (size_t i = 0; i < G_N_ELEMENTS(in); i++)
        g_assert_true(claims_have(claims, in[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(out); i++)
        g_assert_false(claims_have(claims, out[i]));
    g_autoptr(GArray) own = seen(f->db, 0, id, NOW), other = seen(f->db, 1, 0, NOW);
    g_assert_cmpuint(own->len + other->len, ==, 0);
    g_assert_false(claims_have(NULL, 7));
    g_assert_cmpint(claims_over(NULL), ==, INT64_MAX);
}

/* Written anew it says what is in hand now; with nothing in hand it is gone. */
static void test_written_anew(Fixture *f, gconstpointer data)
{
    const int64_t first[] = {1, 2}, second[] = {2, 3};
    int64_t id = 0;

    (void)data;
    note(f->db, &id, first, 2);
    int64_t row = id;
    note(f->db, &id, second, 2);
    g_assert_cmpint(id, ==, row);
    g_assert_false(has(f->db, NOW, 1));
    g_assert_true(has(f->db, NOW, 3));
    note(f->db, &id, NULL, 0);
    g_assert_cmpint(id, ==, 0);
    g_assert_false(has(f->db, NOW, 3));
}

/* A killed deliverer's claim is over by itself, and by a clock that is set back. */
static void test_over(Fixture *f, gconstpointer data)
{
    const int64_t one[] = {5};
    int64_t killed = 0;

    (void)data;
    note(f->db, &killed, one, 1);
    g_assert_true(has(f->db, UNTIL - 1, 5));
    g_assert_false(has(f->db, UNTIL, 5));
    g_assert_false(has(f->db, NOW - 10, 5));
}

static guint count_due(Db *db, GHashTable *in_hand, GArray *claims, int64_t *next)
{
    const DueRule rule = {
        .now = NOW, .least = PRIORITY_DIGEST, .in_hand = in_hand, .claims = claims};
    int64_t outgoing = 0;

    g_assert_true(outgoing_next_due(db, &rule, next, NULL));
    g_assert_true(outgoing_first_due(db, &rule, &outgoing, NULL));
    g_autoptr(GPtrArray) due = outgoing_due(db, &rule, outgoing, 100, NULL);
    return due->len;
}

static void add_letter(Db *db, int recipients)
{
    Outgoing letter = {.purpose = (char *)"notice",
                       .key = (char *)"k",
                       .message_id = (char *)"m@x",
                       .draft = (char *)"{}"};
    int64_t id = 0;

    g_assert_true(db_begin(db, NULL));
    g_assert_true(outgoing_add(db, &letter, &id, NULL));
    for (int i = 0; i < recipients; i++) {
        g_autofree char *address = g_strdup_printf("r%d@x.example", i);
        g_assert_true(outgoing_add_recipient(db, id, &(Addressee){0, address, NULL}, NULL));
    }
    g_assert_true(db_finish(db, true, NULL));
}

/* Of six copies two are in our hand, and then all the others in somebody else's. */
static void test_passed_over(Fixture *f, gconstpointer data)
{
    const int64_t ours[] = {1, 2}, theirs[] = {3, 4, 5, 6};
    g_autoptr(GHashTable) in_hand = g_hash_table_new(g_int64_hash, g_int64_equal);
    int64_t id = 0, next;

    (void)data;
    clock_fix(NOW);
    add_letter(f->db, 6);
    g_assert_cmpuint(count_due(f->db, NULL, NULL, &next), ==, 6);
    for (size_t i = 0; i < G_N_ELEMENTS(ours); i++)
        g_hash_table_add(in_hand, (void *)&ours[i]);
    g_assert_cmpuint(count_due(f->db, in_hand, NULL, &next), ==, 4);
    g_assert_cmpint(next, ==, NOW);
    note(f->db, &id, theirs, 4);
    g_autoptr(GArray) claims = seen(f->db, 0, 0, NOW);
    g_assert_cmpuint(count_due(f->db, in_hand, claims, &next), ==, 0);
    g_assert_cmpint(next, ==, UNTIL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    FIXTURE_TEST("/claim/read back", test_read_back);
    FIXTURE_TEST("/claim/written anew", test_written_anew);
    FIXTURE_TEST("/claim/over", test_over);
    FIXTURE_TEST("/claim/passed over", test_passed_over);
    return g_test_run();
}
