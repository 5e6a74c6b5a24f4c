/* test_list.c: lists, their settings, members and roles. */
#include "lists/list.h"

#include <string.h>

#include "base/dangerous.h"
#include "base/error.h"
#include "fixture_db.h"
#include "lists/people.h"

static void test_names(void)
{
    static const char *const bad[] = {
        "",           "5a",  "Math",
        "мо",         "a b", "a@b",
        "postmaster", "-a",  "a234567890123456789012345678901234567890x"};

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(list_new(bad[i], &error));
        g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    }
    g_autoptr(List) list = list_new("matematika-5", NULL);
    g_assert_nonnull(list);
}

static const struct {
    const char *key, *value, *got; /* got NULL: not set */
} SET[] = {
    {"title", " МО  учителей\nматематики ", "МО учителей математики"},
    {"kind", "announce", "announce"},
    {"posts", "moderated", "moderated"},
    {"joins", "approval", "approval"},
    {"reply", "author", "author"},
    {"authentication", "pass", "pass"},
    {"tag", "математика", "математика"},
    {"language", "en", "en"},
    {"files_off", "video/*; .MP4", "video/*, mp4"},
    {"files_held", " *.zip,Rar ", "zip, rar"},
    {"files_refused", "image/heic", "image/heic"},
    {"address", "Math@Школа.РФ", "math@xn--80atdl2c.xn--p1ai"},
    {"digest_day", "5", "5"},
    {"digest_hour", "0", "0"},
};

static const struct {
    const char *key, *value, *said;
} REFUSED[] = {
    {"kind", "other", "association, problem, forum, council, expert or announce"},
    {"posts", "", "members, moderated, school or anyone"},
    {"authentication", "yes", "any or pass"},
    {"title", "", "1 to 200"},
    {"tag", "[x]", "brackets"},
    {"language", "de", "ru or en"},
    {"files_off", "zip, a/b/c", "'a/b/c' is no kind of file"},
    {"files_held", "*", "'*' is no kind"},
    {"files_refused", "video/", "video/mp4 or video/*"},
    {"address", "nothing", ""},
    {"digest_day", "8", "1 to 7"},
    {"digest_hour", "-1", "0 to 23"},
    {"colour", "red", "title, kind, posts"},
};

/* A file is known by the ending of its name and by its type, whichever tells. */
static void test_files(void)
{
    static const struct {
        const char *kinds, *name, *type;
        bool is;
    } ROWS[] = {
        {"zip, mp4", "Урок.MP4", "application/octet-stream", true},
        {"zip, mp4", "урок.mp4. ", "application/octet-stream", true},
        {"zip, mp4", "mp4", "application/octet-stream", false},
        {"zip, mp4", "урок.mp4.txt", "text/plain", false},
        {"video/*", "урок", "video/quicktime", true},
        {"video/*", NULL, "video/mp4", true},
        {"video/*", "video", "videos/mp4", false},
        {"video/mp4", "урок.avi", "video/x-msvideo", false},
        {"image/heic", "IMG_1.JPG", "image/heic", true},
        {"jpg", NULL, "image/jpeg", false},
        {NULL, "урок.mp4", "video/mp4", false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const Attachment file = {.name = (char *)ROWS[i].name, .type = (char *)ROWS[i].type};
        g_test_message("%s in %s", ROWS[i].name, ROWS[i].kinds);
        g_assert_cmpint(file_is_among(ROWS[i].kinds, &file), ==, ROWS[i].is);
    }
}

static void test_settings(void)
{
    g_autoptr(List) list = list_new("matematika", NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(SET); i++) {
        g_autoptr(GError) error = NULL;
        list_set(list, SET[i].key, SET[i].value, &error);
        g_assert_no_error(error);
        g_autofree char *got = list_get(list, SET[i].key);
        g_assert_cmpstr(got, ==, SET[i].got);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(REFUSED); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *before = list_get(list, REFUSED[i].key);
        g_assert_false(list_set(list, REFUSED[i].key, REFUSED[i].value, &error));
        g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
        g_assert_nonnull(strstr(error->message, REFUSED[i].said));
        g_autofree char *after = list_get(list, REFUSED[i].key);
        g_assert_cmpstr(before, ==, after);
    }
    g_assert_true(list_set(list, "digest_hour", "", NULL));
    g_assert_cmpint(list->digest_hour, ==, -1);
    g_assert_true(list_set(list, "tag", "", NULL));
    g_assert_null(list->tag);
    g_assert_true(list_set(list, "language", "", NULL));
    g_assert_null(list->language);
    g_assert_true(list_set(list, "files_off", " ", NULL));
    g_assert_null(list->files_off);
}

static void test_store(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(List) list = list_new("matematika", NULL);

    (void)data;
    g_assert_null(list_by_name(f->db, "matematika", &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_NOT_FOUND);
    g_clear_error(&error);
    for (size_t i = 0; i < G_N_ELEMENTS(SET); i++)
        g_assert_true(list_set(list, SET[i].key, SET[i].value, NULL));
    g_assert_true(list_insert(f->db, list, &error));
    g_autoptr(List) stored = list_by_name(f->db, "matematika", &error);
    g_assert_no_error(error);
    for (size_t i = 0; i < G_N_ELEMENTS(SET); i++) {
        g_autofree char *got = list_get(stored, SET[i].key);
        g_assert_cmpstr(got, ==, SET[i].got);
    }
    g_assert_cmpint(stored->created, ==, FIXTURE_NOW);
    g_assert_true(list_set(stored, "digest_day", "", NULL) &&
                  list_set(stored, "digest_hour", "", NULL));
    g_assert_true(list_update(f->db, stored, &error));
    g_autoptr(List) again = list_by_id(f->db, stored->id, &error);
    g_assert_cmpint(again->digest_day, ==, 0);
    g_assert_cmpint(again->digest_hour, ==, -1);
    g_autoptr(List) twin = list_new("matematika", NULL);
    g_assert_false(list_insert(f->db, twin, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_EXISTS);
    g_assert_nonnull(strstr(error->message, "'matematika'"));
    g_clear_error(&error);
    g_assert_null(list_by_name(f->db, "fizika", &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_NOT_FOUND);
    g_assert_nonnull(strstr(error->message, "there are: matematika"));
}

static bool is_member(Fixture *f, int64_t list, int64_t person)
{
    GError *error = NULL;
    bool member = false;

    g_assert_true(list_has_member(f->db, list, person, &member, &error));
    return member;
}

static void test_members(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(List) list = list_new("matematika", NULL);
    int64_t anna = 0, boris = 0, count = 0;
    bool changed = false;

    (void)data;
    g_assert_true(list_insert(f->db, list, &error));
    g_assert_true(person_add(f->db, "Яковлева Анна", 0, &anna, &error));
    g_assert_true(person_add(f->db, "Абрамов Борис", 0, &boris, &error));
    g_assert_true(person_link_address(f->db, anna, "anna@mail.example", "registry", &error));
    g_assert_false(is_member(f, list->id, anna));
    g_assert_true(list_join(f->db, list->id, anna, "self", &changed, &error) && changed);
    g_assert_true(list_join(f->db, list->id, anna, "self", &changed, &error) && !changed);
    g_assert_true(list_join(f->db, list->id, boris, "registry", NULL, &error));
    g_assert_true(membership_set_mode(f->db, list->id, boris, "weekly", 0, &error));
    g_assert_true(list_grant(f->db, list->id, anna, "moderator", &error));
    g_assert_true(list_grant(f->db, list->id, anna, "methodist", &error));
    g_assert_true(list_grant(f->db, list->id, anna, "methodist", &error));

    g_autoptr(GPtrArray) members = list_members(f->db, list->id, &error);
    g_assert_cmpuint(members->len, ==, 2);
    const Member *first = g_ptr_array_index(members, 0), *second = g_ptr_array_index(members, 1);
    g_assert_cmpstr(first->name, ==, "Абрамов Борис");
    g_assert_cmpstr(first->mode, ==, "weekly");
    g_assert_null(first->address);
    g_assert_cmpstr(first->roles, ==, "");
    g_assert_cmpstr(second->mode, ==, "each");
    g_assert_cmpstr(second->address, ==, "anna@mail.example");
    g_assert_cmpstr(second->roles, ==, "methodist moderator");

    g_assert_true(list_leave(f->db, list->id, anna, "self", &changed, &error) && changed);
    g_assert_true(list_leave(f->db, list->id, anna, "self", &changed, &error) && !changed);
    g_assert_false(is_member(f, list->id, anna));
    g_assert_true(list_count(f->db, list->id, &count, &error));
    g_assert_cmpint(count, ==, 1);
    /* a role needs no membership */
    g_autoptr(GPtrArray) moderators = list_role(f->db, list->id, "moderator", &error);
    g_assert_cmpuint(moderators->len, ==, 1);
    g_assert_cmpstr(((Member *)g_ptr_array_index(moderators, 0))->mode, ==, "");
    g_assert_true(list_revoke(f->db, list->id, anna, "moderator", &error));
    g_assert_true(list_has_role(f->db, list->id, anna, "moderator", &changed, &error) && !changed);
    g_assert_true(list_has_role(f->db, list->id, anna, "methodist", &changed, &error) && changed);
}

static void expect_mode(Fixture *f, int64_t list, const char *mode, int64_t until,
                        const char *usual)
{
    g_autoptr(GPtrArray) members = list_members(f->db, list, NULL);
    const Member *member = g_ptr_array_index(members, 0);

    g_assert_cmpstr(member->mode, ==, mode);
    g_assert_cmpint(member->until, ==, until);
    g_assert_cmpstr(member->usual, ==, usual);
}

/* A leave ends by itself, whatever the mode was before, and another choice ends it at once. */
static void test_leave(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(List) list = list_new("matematika", NULL);
    int64_t anna = 0;

    (void)data;
    clock_fix(1000000);
    g_assert_true(list_insert(f->db, list, &error));
    g_assert_true(person_add(f->db, "Яковлева Анна", 0, &anna, &error));
    g_assert_true(list_join(f->db, list->id, anna, "self", NULL, &error));
    g_assert_true(membership_set_mode(f->db, list->id, anna, "daily", 0, &error));
    g_assert_true(membership_set_mode(f->db, list->id, anna, "none", 1000000 + 7 * DAY, &error));
    expect_mode(f, list->id, "none", 1000000 + 7 * DAY, "daily");
    /* a longer one, and back to what was before it */
    g_assert_true(membership_set_mode(f->db, list->id, anna, "none", 1000000 + 9 * DAY, &error));
    clock_fix(1000000 + 9 * DAY - 1);
    expect_mode(f, list->id, "none", 1000000 + 9 * DAY, "daily");
    clock_fix(1000000 + 9 * DAY);
    expect_mode(f, list->id, "daily", 0, "daily");
    g_assert_false(membership_set_mode(f->db, list->id, anna, "none", 1000000, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_clear_error(&error);
    g_assert_true(membership_set_mode(f->db, list->id, anna, "none", clock_now() + DAY, &error));
    g_assert_true(membership_set_mode(f->db, list->id, anna, "each", 0, &error));
    expect_mode(f, list->id, "each", 0, "each");
}

static void test_refusals(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(List) list = list_new("matematika", NULL);
    int64_t anna = 0;

    (void)data;
    g_assert_true(list_insert(f->db, list, &error));
    g_assert_true(person_add(f->db, "Яковлева Анна", 0, &anna, &error));
    g_assert_false(membership_set_mode(f->db, list->id, anna, "weekly", 0, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_false(membership_set_mode(f->db, list->id, anna, "often", 0, &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_assert_nonnull(strstr(error->message, "each, daily, weekly, none"));
    g_clear_error(&error);
    g_assert_false(list_grant(f->db, list->id, anna, "king", &error));
    g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    g_assert_nonnull(strstr(error->message, "moderator, deputy, methodist, expert"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/list/names", test_names);
    g_test_add_func("/list/settings", test_settings);
    g_test_add_func("/list/kinds of files", test_files);
    FIXTURE_TEST("/list/stored and found", test_store);
    FIXTURE_TEST("/list/members and roles", test_members);
    FIXTURE_TEST("/list/a leave ends by itself", test_leave);
    FIXTURE_TEST("/list/words that are none", test_refusals);
    return g_test_run();
}
