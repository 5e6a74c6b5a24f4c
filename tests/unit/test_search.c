/* test_search.c: stems, excerpts, and posts found by their words. */
#include "archive/letter.h"
#include "archive/post.h"
#include "archive/search.h"
#include "archive/stems.h"

#include "tests/unit/fixture_db.h"

static const struct {
    const char *text, *stems;
} STEMS[] = {
    {"Контрольные работы по дробям", "контрольн работ по дроб"},
    {"контрольная РАБОТА, дроби!", "контрольн работ дроб"},
    {"Учителями учителей", "учител учител"},
    {"Ёлка у ёлки", "елк у елк"},
    {"teachers teaching", "teacher teach"},
    {"5-е классы: 12.05", "5 е класс 12 05"},
    {"<b>\"план\" OR (NEAR) *", "b план or near"},
    {"", ""},
    {" .,! ", ""},
};

static void test_stems(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(STEMS); i++) {
        g_autofree char *stems = stems_of(STEMS[i].text);
        g_assert_cmpstr(stems, ==, STEMS[i].stems);
    }
}

static void test_excerpt(void)
{
    g_autoptr(GHashTable) stems = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GString) text = g_string_new("Здравствуйте, коллеги!\n");

    g_hash_table_add(stems, (char *)"дроб");
    for (int i = 0; i < 200; i++)
        g_string_append(text, "слово ");
    g_string_append(text, "о дробях для всех");
    g_autofree char *found = stems_excerpt(text->str, stems, 90);
    g_assert_cmpstr(found, ==, "… слово слово о дробях для всех");
    g_autofree char *none = stems_excerpt("Нет такого", stems, 90);
    g_assert_cmpstr(none, ==, "Нет такого");
    g_autofree char *cut = stems_excerpt(text->str, stems, 20);
    g_assert_true(g_utf8_validate(cut, -1, NULL));
}

/* --- posts ------------------------------------------------------------------------------------ */

static void run(Fixture *f, Sql sql, int64_t first, int64_t second)
{
    DbStmt *s = db_stmt(f->db, sql);

    db_int(s, 1, first);
    db_int(s, 2, second);
    db_text(s, 3, "self");
    db_int(s, 4, FIXTURE_NOW);
    g_assert_true(db_run(s, NULL));
}

static int64_t add_list(Fixture *f, const char *name)
{
    DbStmt *s = db_stmt(f->db, SQL_LIST_ADD);

    db_text(s, 1, name);
    db_text(s, 2, name);
    db_text(s, 3, "association");
    db_text(s, 5, "{}");
    db_int(s, 6, FIXTURE_NOW);
    g_assert_true(db_run(s, NULL));
    return db_last_id(f->db);
}

static int64_t add_person(Fixture *f)
{
    DbStmt *s = db_stmt(f->db, SQL_PERSON_ADD);

    db_text(s, 1, "Иванова");
    db_text(s, 2, "иванова");
    db_text(s, 4, "");
    db_int(s, 9, FIXTURE_NOW);
    g_assert_true(db_run(s, NULL));
    return db_last_id(f->db);
}

static int64_t add_post(Fixture *f, int64_t list, const char *subject, const char *text)
{
    static int count;
    g_autofree char *raw = g_strdup_printf("Subject: %d\n\n%s", ++count, text);
    g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
    const Envelope envelope = {.door = "pipe", .recipients = (const char *const[]){"a@b.c", NULL}};
    g_autoptr(Facts) facts = facts_new();
    GError *error = NULL;
    int64_t letter = 0;

    g_assert_true(letter_accept(f->db, &envelope, bytes, &letter, &error));
    g_assert_no_error(error);
    g_free(facts->text);
    g_free(facts->new_text);
    facts->text = g_strdup(text);
    facts->new_text = g_strdup(text);
    Post *post = g_new0(Post, 1);
    post->list = list;
    post->letter = letter;
    post->author = g_strdup("Иванова");
    post->strength = g_strdup("address");
    post->message_id = g_strdup_printf("%d@b.c", count);
    post->subject = g_strdup(subject);
    g_assert_true(db_begin(f->db, &error));
    g_assert_true(db_finish(f->db, post_add(f->db, post, facts, &error), &error));
    g_assert_no_error(error);
    post_free(post);
    return letter;
}

/* The letters that are found, "2 1". */
static char *found(Fixture *f, Search search)
{
    GError *error = NULL;
    search.most = 10;
    search.excerpt = 100;
    g_assert_true(search_catch_up(f->db, &error));
    g_autoptr(GPtrArray) rows = search_posts(f->db, &search, &error);
    g_assert_no_error(error);
    GString *all = g_string_new(search.is_any ? "any" : "");

    for (guint i = 0; i < rows->len; i++)
        g_string_append_printf(all, "%s%d", all->len ? " " : "",
                               (int)((Found *)g_ptr_array_index(rows, i))->letter);
    return g_string_free(all, FALSE);
}

static void test_posts(Fixture *f, gconstpointer data)
{
    int64_t maths = add_list(f, "matematika"), physics = add_list(f, "fizika");
    int64_t member = add_person(f), other = add_person(f);

    (void)data;
    run(f, SQL_MEMBER_JOIN, maths, member);
    add_post(f, maths, "Контрольная", "Делюсь работой по дробям для пятых классов.");
    add_post(f, maths, "Дроби", "Всё о дробях.");
    add_post(f, physics, "Опыты", "Работа с дробями на уроке физики.");
    const struct {
        Search search;
        const char *letters;
    } ROWS[] = {
        {{.words = "дробь"}, "2 3 1"},
        {{.words = "работы по дробям"}, "3 1"},
        {{.words = "дроби", .reader = {.person = member}}, "2 1"},
        {{.words = "дроби", .reader = {.person = other}}, ""},
        {{.words = "дроби", .list = physics}, "3"},
        {{.words = "дроби теоремы"}, "any 2 3 1"},
        {{.words = "теорема"}, ""},
        {{.words = "\"дроби\" OR *"}, "2 3 1"},
        {{.words = ") OR subject:дроби"}, "any 2 3 1"},
        {{.words = "drobi"}, "2 3 1"},
        {{.words = "kontrolnaya"}, "1"},
        {{.words = "lhj,b"}, "2 3 1"},
        {{.words = "drobi teoremy"}, "any 2 3 1"},
        {{.words = "theorem"}, ""},
        {{.words = "по"}, "1"},
        {{.words = ""}, ""},
        {{.words = "!!!"}, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *letters = found(f, ROWS[i].search);
        g_test_message("%s", ROWS[i].search.words);
        g_assert_cmpstr(letters, ==, ROWS[i].letters);
    }
}

/* More than one batch is behind: posts of before the index was there. */
static void test_catch_up(Fixture *f, gconstpointer data)
{
    int64_t maths = add_list(f, "matematika");

    (void)data;
    for (int i = 0; i < 450; i++)
        add_post(f, maths, "Тема", i == 449 ? "последний" : "первый");
    g_autofree char *letters = found(f, (Search){.words = "последнего"});
    g_assert_cmpstr(letters, ==, "450");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/search/stems", test_stems);
    g_test_add_func("/search/excerpt", test_excerpt);
    FIXTURE_TEST("/search/only what one may read, in any form of the words", test_posts);
    FIXTURE_TEST("/search/what is missing is added", test_catch_up);
    return g_test_run();
}
