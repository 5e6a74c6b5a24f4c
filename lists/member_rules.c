/* member_rules.c: see member_rules.h. */
#include "lists/member_rules.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "lists/command.h"
#include "lists/people.h"

#define SUBJECTS_APART ",;"

typedef struct Condition Condition;
typedef bool (*Holds)(const RulePerson *person, const char *value);

struct Condition {
    RuleField field;
    Holds holds;
    char *value;   /* folded */
    char *written; /* "subject=математика" */
};

struct MemberRule {
    GArray *conditions; /* of Condition */
};

/* --- conditions ------------------------------------------------------------------------------- */

static bool has_subject(const RulePerson *person, const char *value)
{
    return g_strv_contains((const char *const *)person->subjects, value);
}

static bool in_district(const RulePerson *person, const char *value)
{
    return g_str_equal(person->district, value);
}

static bool at_school(const RulePerson *person, const char *value)
{
    return g_str_equal(person->school, value);
}

static bool has_position(const RulePerson *person, const char *value)
{
    return strstr(person->position, value) != NULL;
}

static const struct {
    const char *words; /* folded, with '|' */
    Holds holds;
    char *(*fold)(const char *text);
} KINDS[RULE_FIELDS] = {
    [RULE_SUBJECT] = {"subject|предмет", has_subject, text_fold},
    [RULE_DISTRICT] = {"district|округ|район", in_district, text_fold},
    [RULE_SCHOOL] = {"school|школа", at_school, school_key},
    [RULE_POSITION] = {"position|должность", has_position, text_fold},
};

static const char *const EVERYBODY[] = {"all", "все", NULL};

static bool fail_condition(const char *text, GError **error)
{
    return fail(error, ERR_INPUT,
                "'%s' is no condition of a rule; there are subject=, district=, school=, position= "
                "(предмет=, округ=, школа=, должность=), parted by ';', or all",
                text);
}

/* "subject=математика" */
static bool add_condition(MemberRule *rule, const char *text, GError **error)
{
    const char *equals = strchr(text, '=');
    g_autofree char *name = equals ? g_strndup(text, (gsize)(equals - text)) : g_strdup(text);
    g_autofree char *word = text_fold(name);

    g_strstrip(word);
    for (size_t i = 0; equals && i < G_N_ELEMENTS(KINDS); i++) {
        g_auto(GStrv) words = g_strsplit(KINDS[i].words, "|", -1);
        if (!g_strv_contains((const char *const *)words, word))
            continue;
        Condition condition = {(RuleField)i, KINDS[i].holds, KINDS[i].fold(equals + 1),
                               g_strdup(text)};
        g_strstrip(condition.value);
        g_array_append_val(rule->conditions, condition);
        return *condition.value || fail_condition(text, error);
    }
    return (!equals && g_strv_contains(EVERYBODY, word)) || fail_condition(text, error);
}

static void condition_clear(gpointer condition)
{
    g_free(((Condition *)condition)->value);
    g_free(((Condition *)condition)->written);
}

MemberRule *member_rule_parse(const char *text, GError **error)
{
    MemberRule *rule = g_new0(MemberRule, 1);
    g_auto(GStrv) parts = g_strsplit(text, ";", -1);
    bool ok = true;

    rule->conditions = g_array_new(FALSE, FALSE, sizeof(Condition));
    g_array_set_clear_func(rule->conditions, condition_clear);
    for (size_t i = 0; parts[i] && ok; i++)
        ok = add_condition(rule, g_strstrip(parts[i]), error);
    if (ok && parts[0])
        return rule;
    if (ok)
        fail_condition(text, error);
    member_rule_free(rule);
    return NULL;
}

void member_rule_free(MemberRule *rule)
{
    if (!rule)
        return;
    g_array_unref(rule->conditions);
    g_free(rule);
}

bool member_rule_holds(const MemberRule *rule, const RulePerson *person)
{
    for (guint i = 0; i < rule->conditions->len; i++) {
        const Condition *condition = &g_array_index(rule->conditions, Condition, i);
        if (!condition->holds(person, condition->value))
            return false;
    }
    return true;
}

/* The value that is nearest to the one of the condition. */
typedef struct Nearest {
    char *value; /* as it is written; NULL none so far */
    size_t slips;
} Nearest;

/* One slip in each four letters at most, and one in shorter words. */
static void take_nearer(Nearest *nearest, const Condition *condition, char *written)
{
    g_autofree char *folded = KINDS[condition->field].fold(g_strstrip(written));
    size_t most = MAX(1, (size_t)g_utf8_strlen(condition->value, -1) / 4);
    size_t slips = *folded ? word_distance(folded, condition->value) : SIZE_MAX;

    if (slips > most || (nearest->value && slips >= nearest->slips))
        return;
    g_free(nearest->value);
    *nearest = (Nearest){g_strdup(written), slips};
}

/* What a person has of what the condition asks. */
static void look_at(Nearest *nearest, const Condition *condition, const RulePerson *person)
{
    const char *written = person->written[condition->field];
    g_auto(GStrv) values = g_strsplit_set(
        written ? written : "", condition->field == RULE_SUBJECT ? SUBJECTS_APART : "", -1);

    for (char **value = values; *value; value++)
        take_nearer(nearest, condition, *value);
}

/* Whether it holds for somebody; else *near. */
static bool holds_for_any(const Condition *condition, const GPtrArray *people, char **near)
{
    Nearest nearest = {0};

    for (guint i = 0; i < people->len; i++) {
        const RulePerson *person = g_ptr_array_index(people, i);
        if (!condition->holds(person, condition->value)) {
            look_at(&nearest, condition, person);
            continue;
        }
        g_free(nearest.value);
        return true;
    }
    *near = nearest.value;
    return false;
}

void member_rule_explain(const MemberRule *rule, const GPtrArray *people, const char **condition,
                         char **near)
{
    *condition = NULL;
    *near = NULL;
    for (guint i = 0; i < rule->conditions->len; i++) {
        const Condition *one = &g_array_index(rule->conditions, Condition, i);
        if (holds_for_any(one, people, near))
            continue;
        *condition = one->written;
        return;
    }
}

/* --- people ----------------------------------------------------------------------------------- */

void rule_person_free(RulePerson *person)
{
    if (!person)
        return;
    g_free(person->name);
    g_strfreev(person->subjects);
    g_free(person->school);
    g_free(person->district);
    g_free(person->position);
    for (int i = 0; i < RULE_FIELDS; i++)
        g_free(person->written[i]);
    g_free(person);
}

static char **split_subjects(const char *text)
{
    g_autofree char *folded = text_fold(text);
    char **subjects = g_strsplit_set(folded, SUBJECTS_APART, -1);

    for (size_t i = 0; subjects[i]; i++)
        g_strstrip(subjects[i]);
    return subjects;
}

GPtrArray *rule_persons(Db *db, GError **error)
{
    static const int COLUMNS[RULE_FIELDS] = {
        [RULE_SUBJECT] = 2, [RULE_SCHOOL] = 3, [RULE_DISTRICT] = 4, [RULE_POSITION] = 5};
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)rule_person_free);
    DbStmt *s = db_stmt(db, SQL_RULE_PERSONS);

    while (db_row(s)) {
        RulePerson *person = g_new0(RulePerson, 1);
        person->person = db_col_int(s, 0);
        person->name = db_col_dup(s, 1);
        person->subjects = split_subjects(db_col_text(s, 2));
        person->school = school_key(db_col_text(s, 3));
        person->district = text_fold(db_col_text(s, 4));
        person->position = text_fold(db_col_text(s, 5));
        for (int i = 0; i < RULE_FIELDS; i++)
            person->written[i] = db_col_dup(s, COLUMNS[i]);
        g_ptr_array_add(all, person);
    }
    return db_done(s, error) ? g_steal_pointer(&all) : NULL;
}
