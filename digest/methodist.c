/* methodist.c: the values of the methodist's weekly letter: the week in numbers, coverage of the
 * list's members, who took part and who has not yet; what needs attention stands in attention.c. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/auto.h"
#include "base/text.h"
#include "digest/attention.h"
#include "digest/report.h"
#include "digest/week.h"
#include "lists/vertical.h"

/* --- numbers of the week and of the one before -------------------------------------------- */

typedef struct WeekNumbers {
    int64_t posts, replies, files, participants;
} WeekNumbers;

static bool read_numbers(const DigestContext *context, const Scope *scope, const Participation *p,
                         WeekNumbers *numbers, GError **error)
{
    g_autoptr(json_t) files = week_files(context, scope, error);

    if (!files || !week_counts(context, scope, &numbers->posts, &numbers->replies, error))
        return false;
    numbers->files = (int64_t)json_array_size(files);
    numbers->participants = participation_total(p).persons;
    return true;
}

static void add_numbers(const DigestContext *context, json_t *values, const WeekNumbers *now,
                        const WeekNumbers *before)
{
    const struct {
        Word title;
        int64_t now, before;
    } ROWS[] = {
        {WORD_TITLE_TOPICS, now->posts, before->posts},
        {WORD_TITLE_REPLIES, now->replies, before->replies},
        {WORD_TITLE_FILES, now->files, before->files},
        {WORD_TITLE_PARTICIPANTS, now->participants, before->participants},
    };
    json_t *rows = json_array();

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        json_array_append_new(
            rows, json_pack("{s:s,s:I,s:I}", "title", words_get(context->words, ROWS[i].title),
                            "now", (json_int_t)ROWS[i].now, "before", (json_int_t)ROWS[i].before));
    json_object_set_new(values, "numbers", rows);
    json_object_set_new(values, "quiet", json_boolean(now->posts + now->replies == 0));
}

static void add_participants(const DigestContext *context, json_t *values, const Participation *p)
{
    g_autoptr(GArray) rows = participation_rows(p, BY_PERSON);
    json_t *people = json_array();

    json_object_set_new(values, "participants", people);
    for (guint i = 0; i < rows->len; i++) {
        const ActRow *row = &g_array_index(rows, ActRow, i);
        if (!row->id)
            continue;
        json_t *person = json_object();
        set_text(person, "name", g_strdup(row->name));
        set_text(person, "school", g_strdup(row->school));
        set_text(person, "acts_text", report_acts(p, row, context->words));
        json_array_append_new(people, person);
    }
    int64_t rest = week_cut(people, (size_t)context->settings->digest_rows);
    set_text(values, "participants_more", week_more(context, WORD_PERSON, rest));
}

static bool add_week(const DigestContext *context, const List *list, const Week *week,
                     json_t *values, GError **error)
{
    Week earlier = week_before(week, context->settings->zone);
    Scope now = {.from = week->from, .to = week->to, .list = list->id, .below = true};
    Scope before = {.from = earlier.from, .to = earlier.to, .list = list->id, .below = true};
    g_autoptr(Participation) p = participation_read(context->db, &now, error);
    g_autoptr(Participation) q = p ? participation_read(context->db, &before, error) : NULL;
    WeekNumbers these = {0}, those = {0};

    if (!q || !read_numbers(context, &now, p, &these, error) ||
        !read_numbers(context, &before, q, &those, error))
        return false;
    add_numbers(context, values, &these, &those);
    add_participants(context, values, p);
    return true;
}

/* --- coverage since 1 September ----------------------------------------------------------- */

static gint by_school(gconstpointer a, gconstpointer b)
{
    const CoverageRow *x = a, *y = b;
    g_autofree char *key_x = g_utf8_collate_key_for_filename(x->school, -1);
    g_autofree char *key_y = g_utf8_collate_key_for_filename(y->school, -1);
    int order = strcmp(key_x, key_y);

    if ((*x->school == '\0') != (*y->school == '\0'))
        return *x->school == '\0' ? 1 : -1;
    return order ? order : strcmp(x->name, y->name);
}

static json_t *absent_school(const DigestContext *context, const char *school)
{
    json_t *value = json_object();

    set_text(value, "school",
             g_strdup(*school ? school : words_get(context->words, WORD_NO_SCHOOL)));
    json_object_set_new(value, "people", json_array());
    return value;
}

/* Number and, where they are shown, names of one school, once all its people are there. */
static void finish_school(json_t *value, bool named)
{
    json_t *people = json_object_get(value, "people");
    GString *names = g_string_new(NULL);
    size_t i;
    json_t *person;

    json_array_foreach(people, i, person)
    {
        if (named)
            g_string_append_printf(names, "%s%s", i ? ", " : "", json_string_value(person));
    }
    json_object_set_new(value, "count", json_integer((json_int_t)json_array_size(people)));
    set_text(value, "names", g_string_free(names, FALSE));
}

/* The first schools stay; how many people work at the others is told. */
static void cut_schools(const DigestContext *context, json_t *values, json_t *schools)
{
    size_t most = (size_t)context->settings->digest_rows;
    int64_t rest = 0;

    for (size_t i = most; i < json_array_size(schools); i++)
        rest += json_integer_value(json_object_get(json_array_get(schools, i), "count"));
    week_cut(schools, most);
    set_text(values, "absent_more", week_more(context, WORD_TEACHER, rest));
}

/* Members without an act, by their (first) school; of a whole region only the numbers. */
static void add_absent(const DigestContext *context, json_t *values, const Participation *p)
{
    g_autoptr(GArray) rows = coverage_rows(p, BY_PERSON);
    json_t *schools = json_array(), *school = NULL;
    const char *last = NULL;
    int64_t count = 0;

    json_object_set_new(values, "absent", schools);
    g_array_sort(rows, by_school);
    for (guint i = 0; i < rows->len; i++) {
        const CoverageRow *row = &g_array_index(rows, CoverageRow, i);
        if (row->active)
            continue;
        if (!last || strcmp(last, row->school) != 0) {
            school = absent_school(context, row->school);
            json_array_append_new(schools, school);
        }
        last = row->school;
        json_array_append_new(json_object_get(school, "people"), json_string(row->name));
        count++;
    }
    for (size_t i = 0; i < json_array_size(schools); i++)
        finish_school(json_array_get(schools, i), count <= DIGEST_ABSENT);
    cut_schools(context, values, schools);
    set_text(values, "absent_count", words_number(context->words, WORD_TEACHER, count));
}

static bool add_coverage(const DigestContext *context, const List *list, const Week *week,
                         json_t *values, GError **error)
{
    const Settings *settings = context->settings;
    Scope scope = {.from = school_year_start(week->to - 1, settings->zone),
                   .to = week->to,
                   .list = list->id,
                   .below = true};
    g_autoptr(Participation) p = participation_read(context->db, &scope, error);
    if (!p)
        return false;
    CoverageRow total = coverage_total(p);
    int64_t tenths = coverage_tenths(total.active, total.persons);
    int64_t missing = coverage_missing(total.active, total.persons, settings->coverage_goal);

    set_text(values, "since", words_day(context->words, scope.from, settings->zone));
    json_object_set_new(values, "members", json_integer(total.persons));
    json_object_set_new(values, "active", json_integer(total.active));
    set_text(values, "percent", words_tenths(context->words, tenths));
    json_object_set_new(values, "percent_whole", json_integer(tenths / 10));
    json_object_set_new(values, "goal", json_integer(settings->coverage_goal));
    json_object_set_new(values, "goal_reached", json_boolean(missing == 0 && total.persons > 0));
    json_object_set_new(values, "missing", json_integer(missing));
    json_object_set_new(values, "missing_people", json_boolean(missing > 0));
    set_text(values, "missing_text", words_number(context->words, WORD_TEACHER_MISSING, missing));
    add_absent(context, values, p);
    return true;
}

json_t *methodist_values(const DigestContext *context, const List *list, const Week *week,
                         GError **error)
{
    g_autoptr(json_t) values = week_common(context, list, week);
    bool ok = vertical_tell_below(context->db, list->id, values, error) &&
              add_week(context, list, week, values, error) &&
              add_coverage(context, list, week, values, error) &&
              attention_add(context, list, week, values, error);

    static const char *const ARRAYS[] = {"participants", "absent"};
    for (size_t i = 0; i < G_N_ELEMENTS(ARRAYS); i++)
        week_mark_first(json_object_get(values, ARRAYS[i]));
    return ok ? g_steal_pointer(&values) : NULL;
}
