/* test_bounce_score.c: what a bounce means for an address, and how its points grow and fade. */
#include "lists/bounce_score.h"

#include "fixture_db.h"
#include "lists/people.h"

static const Settings SETTINGS = {
    .bounce_limit = 100, .bounce_hard = 60, .bounce_soft = 20, .bounce_decay = 5};

static void test_effects(void)
{
    static const struct {
        BounceAction action;
        const char *class_;
        bool hard;
        BounceEffect effect;
    } ROWS[] = {
        {BOUNCE_FAILED, "unknown-user", true, BOUNCE_EFFECT_HARD},
        {BOUNCE_FAILED, "unknown-user", false, BOUNCE_EFFECT_SOFT},
        {BOUNCE_FAILED, "no-host", true, BOUNCE_EFFECT_HARD},
        {BOUNCE_FAILED, "full", false, BOUNCE_EFFECT_SOFT},
        {BOUNCE_FAILED, "disabled", false, BOUNCE_EFFECT_SOFT},
        {BOUNCE_FAILED, "policy", false, BOUNCE_EFFECT_LETTER},
        {BOUNCE_FAILED, "size", false, BOUNCE_EFFECT_LETTER},
        {BOUNCE_FAILED, "content", false, BOUNCE_EFFECT_LETTER},
        {BOUNCE_FAILED, "blocked", false, BOUNCE_EFFECT_US},
        {BOUNCE_FAILED, "relay", false, BOUNCE_EFFECT_US},
        {BOUNCE_FAILED, "complaint", false, BOUNCE_EFFECT_NONE},
        {BOUNCE_FAILED, "a class of tomorrow", true, BOUNCE_EFFECT_SOFT},
        {BOUNCE_DELAYED, "unknown-user", true, BOUNCE_EFFECT_NONE},
        {BOUNCE_DELIVERED, "other", false, BOUNCE_EFFECT_NONE},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Bounce bounce = {
            .action = ROWS[i].action, .class_ = (char *)ROWS[i].class_, .hard = ROWS[i].hard};
        g_test_message("%s", ROWS[i].class_);
        g_assert_cmpint(bounce_effect(&bounce), ==, ROWS[i].effect);
    }
}

static void test_points(void)
{
    static const struct {
        BounceScore before;
        BounceEffect effect;
        int64_t after, points;
    } ROWS[] = {
        {{0, 0}, BOUNCE_EFFECT_HARD, 0, 60},
        {{60, 1}, BOUNCE_EFFECT_HARD, 60, 120},        /* at once again: it is counted */
        {{60, 1}, BOUNCE_EFFECT_SOFT, DAY - 1, 60},    /* within a day it is not */
        {{20, 1}, BOUNCE_EFFECT_SOFT, DAY, 35},        /* 20 - 5 + 20 */
        {{20, 1}, BOUNCE_EFFECT_SOFT, 400 * DAY, 20},  /* all has faded, never below nought */
        {{60, 1}, BOUNCE_EFFECT_HARD, -DAY, 120},      /* the clock went back */
        {{60, 1}, BOUNCE_EFFECT_LETTER, 30 * DAY, 60}, /* says nothing of the address */
        {{60, 1}, BOUNCE_EFFECT_US, 30 * DAY, 60},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        BounceScore before = {ROWS[i].before.points, ROWS[i].before.at ? FIXTURE_NOW : 0};
        BounceScore after =
            bounce_score_after(&SETTINGS, before, ROWS[i].effect, FIXTURE_NOW + ROWS[i].after);
        g_test_message("row %zu", i);
        g_assert_cmpint(after.points, ==, ROWS[i].points);
    }
}

static bool count_as(Fixture *f, const char *address, bool is_of_letter)
{
    Bounce bounce = {.action = BOUNCE_FAILED, .class_ = (char *)"unknown-user", .hard = true};
    FailedCopy copy = {
        .address = address, .bounce = &bounce, .was_taken = true, .is_of_letter = is_of_letter};
    FailedCounted counted;
    GError *error = NULL;

    g_assert_true(bounce_count(f->db, &SETTINGS, &copy, &counted, &error));
    g_assert_no_error(error);
    return counted.is_flagged;
}

static bool count(Fixture *f, const char *address)
{
    return count_as(f, address, false);
}

static void test_limit(Fixture *f, gconstpointer data)
{
    GError *error = NULL;
    int64_t person = 0;

    (void)data;
    g_assert_true(person_add(f->db, "Иванова Анна", 0, &person, &error));
    g_assert_true(person_link_address(f->db, person, "anna@mail.example", "registry", &error));
    g_assert_no_error(error);
    g_assert_false(count(f, "nobody@mail.example"));
    g_assert_false(count(f, "nobody@mail.example"));
    for (int i = 0; i < 3; i++) /* what a server says of a letter is no word about an address */
        g_assert_false(count_as(f, "anna@mail.example", true));
    g_assert_false(count(f, "anna@mail.example"));
    g_assert_true(count(f, "anna@mail.example"));
    g_assert_true(address_works(f->db, "anna@mail.example", &error));
    g_assert_false(count(f, "anna@mail.example")); /* it begins anew */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bounce-score/effects", test_effects);
    g_test_add_func("/bounce-score/points", test_points);
    g_test_add("/bounce-score/limit", Fixture, NULL, fixture_open, test_limit, fixture_close);
    return g_test_run();
}
