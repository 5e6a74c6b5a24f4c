/* world.h: a small district for the tests of digests and reports: three schools, six teachers, one
 * list, and two weeks of letters (2026-W46 and W47), all made by the archive's own functions. */
#ifndef VESTNIK_TESTS_WORLD_H
#define VESTNIK_TESTS_WORLD_H

#include <jansson.h>

#include <glib/gstdio.h>
#include <string.h>

#include "archive/act.h"
#include "archive/letter.h"
#include "archive/post.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/settings.h"
#include "lists/list.h"
#include "lists/people.h"

typedef enum Who { IVANOVA, PETROV, SIDOROVA, KUZNETSOVA, SMIRNOV, ORLOVA, PEOPLE } Who;

typedef struct World {
    char *folder;
    Settings *settings;
    Db *db;
    List *list;
    int64_t schools[3], people[PEOPLE];
    int letters;
} World;

#define HOSTILE "<script>alert(1)</script> & \"Кавычки\""

static const struct {
    const char *name, *address;
    int school; /* -1 none */
} WORLD_PEOPLE[PEOPLE] = {
    {"Иванова Мария Петровна", "ivanova@s1.example", 0},
    {"Петров Андрей Викторович", "petrov@s1.example", 0},
    {"Сидорова Анна Ивановна", "sidorova@s2.example", 1},
    {"Кузнецова Ольга Сергеевна", NULL, 1},
    {"Смирнов Игорь Олегович", "smirnov@l10.example", 2},
    {"Орлова Елена Юрьевна", NULL, -1},
};

static int64_t world_time(const World *world, const char *text)
{
    int64_t at = 0;

    g_assert_true(clock_parse(text, world->settings->zone, &at, NULL));
    return at;
}

#define MUST(call)                                                                                 \
    do {                                                                                           \
        GError *must_error = NULL;                                                                 \
        bool must_ok = (call);                                                                     \
        g_assert_no_error(must_error);                                                             \
        g_assert_true(must_ok);                                                                    \
    } while (0)

typedef struct WorldPost {
    const char *at;
    int person; /* a Who, or -1: only the school is known */
    int school;
    const char *subject, *text;
    const char *file;    /* NULL none */
    const char *answers; /* Message-ID, NULL: a new topic */
    const char *strength;
} WorldPost;

static int64_t world_letter(World *world, GBytes **raw)
{
    const char *const recipients[] = {"matematika@mo.example", NULL};
    Envelope envelope = {
        .door = "pipe", .account = "main", .mail_from = "a@b.example", .recipients = recipients};
    g_autofree char *text =
        g_strdup_printf("From: a@b.example\r\nSubject: %d\r\n\r\nx\r\n", ++world->letters);
    int64_t letter = 0;

    *raw = g_bytes_new(text, strlen(text));
    MUST(letter_accept(world->db, &envelope, *raw, &letter, &must_error));
    return letter;
}

static void world_add_file(Facts *facts, const char *name)
{
    Attachment *attachment = g_new0(Attachment, 1);

    attachment->name = g_strdup(name);
    attachment->type = g_strdup("application/msword");
    attachment->bytes = 1258291;
    attachment->part = g_strdup("2");
    g_ptr_array_add(facts->attachments, attachment);
}

static void world_act(World *world, const char *kind, int64_t person, int64_t school,
                      int64_t letter, const char *strength)
{
    Act act = {.kind = kind,
               .person = person,
               .school = school,
               .list = world->list->id,
               .letter = letter,
               .strength = strength};

    MUST(act_add(world->db, &act, &must_error));
}

/* The Message-ID is "N@test", N counting posts from 1. */
static void world_post(World *world, const WorldPost *given)
{
    g_autoptr(GBytes) raw = NULL;
    int64_t person = given->person >= 0 ? world->people[given->person] : 0;
    int school = given->person >= 0 ? WORLD_PEOPLE[given->person].school : given->school;
    int64_t school_id = school >= 0 ? world->schools[school] : 0;
    g_autoptr(Facts) facts = facts_new();

    clock_fix(world_time(world, given->at));
    int64_t letter = world_letter(world, &raw);
    Post *post = g_new0(Post, 1);
    post->list = world->list->id;
    post->letter = letter;
    post->person = person;
    post->school = school_id;
    post->message_id = g_strdup_printf("%d@test", world->letters);
    post->author = g_strdup(given->person >= 0 ? WORLD_PEOPLE[given->person].name : "Школа № 2");
    post->strength = g_strdup(given->strength);
    post->accepted = clock_now();
    facts->subject = g_strdup(given->subject);
    facts->subject_base = g_strdup(given->subject);
    facts->text = g_strdup(given->text);
    facts->new_text = g_strdup(given->text);
    facts->in_reply_to = g_strdup(given->answers);
    if (given->file)
        world_add_file(facts, given->file);
    MUST(db_begin(world->db, &must_error));
    MUST(post_add(world->db, post, facts, &must_error));
    world_act(world, post->parent ? "reply" : "post", person, school_id, letter, given->strength);
    MUST(db_finish(world->db, true, &must_error));
    post_free(post);
}

static const WorldPost WORLD_POSTS[] = {
    {"2026-11-10T10:00", IVANOVA, 0, "Олимпиада",
     "Добрый день, коллеги!\nКто поедет сопровождать команду? Нужны двое. Остальное решим.", NULL,
     NULL, "authenticated"},
    {"2026-11-16T09:00", SIDOROVA, 1, "Контрольная по дробям",
     "Здравствуйте, уважаемые коллеги!\n\nДелюсь контрольной для 6 класса. Ответы в том же файле. "
     "Буду рада замечаниям.",
     "Контрольная.doc", NULL, "address"},
    {"2026-11-16T12:00", PETROV, 0, "Олимпиада", "Поеду я.", NULL, "1@test", "address"},
    {"2026-11-17T08:30", IVANOVA, 0, "Контрольная по дробям", "Спасибо, беру!", NULL, "2@test",
     "authenticated"},
    {"2026-11-18T14:00", -1, 1, "Открытый урок 25 ноября",
     "Приглашаем на открытый урок. Кто сможет прийти?", "Приглашение.pdf", NULL, "school"},
    {"2026-11-19T19:00", SMIRNOV, 2, HOSTILE, "Ссылка https://example.org/?a=<b> & прочее.",
     "<b>.doc", NULL, "address"},
    {"2026-11-20T10:00", PETROV, 0, "Контрольная по дробям", "И я возьму.", NULL, "2@test",
     "address"},
};

static void world_people(World *world)
{
    static const struct {
        const char *name, *district;
    } SCHOOLS[] = {
        {"Школа № 1", "Северный округ"},
        {"Школа № 2", "Северный округ"},
        {"Лицей № 10", "Южный округ"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(SCHOOLS); i++)
        MUST(school_add(world->db, SCHOOLS[i].name, SCHOOLS[i].district, &world->schools[i],
                        &must_error));
    MUST(school_link_address(world->db, world->schools[1], "school2@s2.example", &must_error));
    for (int i = 0; i < PEOPLE; i++) {
        int school = WORLD_PEOPLE[i].school;
        MUST(person_add(world->db, WORLD_PEOPLE[i].name, school >= 0 ? world->schools[school] : 0,
                        &world->people[i], &must_error));
        if (WORLD_PEOPLE[i].address)
            MUST(person_link_address(world->db, world->people[i], WORLD_PEOPLE[i].address,
                                     "registry", &must_error));
    }
}

static void world_list(World *world)
{
    bool changed;

    world->list = list_new("matematika", NULL);
    MUST(list_set(world->list, "title", "МО учителей математики", &must_error));
    MUST(list_insert(world->db, world->list, &must_error));
    for (int i = 0; i < PEOPLE; i++)
        MUST(list_join(world->db, world->list->id, world->people[i], "registry", &changed,
                       &must_error));
    MUST(list_grant(world->db, world->list->id, world->people[IVANOVA], "methodist", &must_error));
}

static void world_settings(World *world, const char *more)
{
    g_autofree char *here = g_get_current_dir();
    g_autofree char *file = g_build_filename(world->folder, "vestnik.conf", NULL);
    g_autofree char *text = g_strdup_printf(
        "state = \"%s\"\nletters = \"%s/conf/letters\"\ntime_zone = \"Europe/Moscow\"\n%s\n"
        "account \"main\" {\n address = \"vestnik@mo.example\"\n addressing = domain\n}\n",
        world->folder, here, more);

    g_assert_true(g_file_set_contents(file, text, -1, NULL));
    GError *error = NULL;
    world->settings = settings_load(file, &error);
    g_assert_no_error(error);
}

static void world_open(World *world, const char *settings)
{
    *world = (World){0};
    world->folder = g_dir_make_tmp("vestnik-world-XXXXXX", NULL);
    world_settings(world, settings);
    clock_fix(world_time(world, "2026-09-01T08:00"));
    g_autofree char *file = g_build_filename(world->folder, "vestnik.db", NULL);
    GError *error = NULL;
    world->db = db_open(file, DB_CREATE, &error);
    g_assert_no_error(error);
    MUST(db_begin(world->db, &must_error));
    world_people(world);
    world_list(world);
    MUST(db_finish(world->db, true, &must_error));
    for (size_t i = 0; i < G_N_ELEMENTS(WORLD_POSTS); i++)
        world_post(world, &WORLD_POSTS[i]);
}

static void world_remove(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        world_remove(inner);
    }
    g_remove(path);
}

static void world_close(World *world)
{
    list_free(world->list);
    db_close(world->db);
    settings_free(world->settings);
    world_remove(world->folder);
    g_free(world->folder);
}

/* Compares with a file of tests/golden/digest; UPDATE_GOLDEN=1 writes it anew. */
static inline void compare_golden(const char *name, const char *got)
{
    g_autofree char *file = g_strconcat("tests/golden/digest/", name, NULL);
    g_autofree char *expected = NULL;

    if (g_getenv("UPDATE_GOLDEN")) {
        g_assert_true(g_file_set_contents(file, got, -1, NULL));
        return;
    }
    g_assert_true(g_file_get_contents(file, &expected, NULL, NULL));
    g_assert_cmpstr(got, ==, expected);
}

#endif
