/* registry_told.c: see registry_told.h. */
#include "gateway/registry_told.h"

#include "base/auto.h"
#include "base/clock.h"

/* A group of changes in the letter. */
static const char *const GROUPS[CHANGE_KINDS] = {
    [CHANGE_SCHOOL_ADDED] = "schools_added",
    [CHANGE_SCHOOL] = "schools_changed",
    [CHANGE_ADDED] = "added",
    [CHANGE_PERSON] = "changed",
    [CHANGE_MOVED] = "moved",
    [CHANGE_GONE] = "gone",
    [CHANGE_KEPT_OUT] = "kept_out",
    [CHANGE_REMOVED] = "removed",
    [CHANGE_NOTE] = "notes",
};

/* The columns as people head them in their files. */
static const struct {
    const char *field;
    Column column;
} TITLES[] = {
    {"name", COL_NAME},
    {"school", COL_SCHOOL},
    {"district", COL_DISTRICT},
    {"position", COL_POSITION},
    {"subjects", COL_SUBJECTS},
    {"addresses", COL_EMAIL},
    {"mailbox", COL_SCHOOL_EMAIL},
    {"number", COL_NUMBER},
    {"born", COL_BORN},
    {"works_since", COL_WORKS_SINCE},
    {"consent_on", COL_CONSENT_ON},
    {"consent_source", COL_CONSENT_SOURCE},
    {"lists", COL_LISTS},
};

static const char *title_of(const char *field)
{
    for (size_t i = 0; i < G_N_ELEMENTS(TITLES); i++)
        if (g_str_equal(TITLES[i].field, field))
            return column_title(TITLES[i].column);
    return field;
}

static json_t *field_of(const FieldChange *field, const Words *words)
{
    bool back = g_str_equal(field->field, "registry");

    return json_pack("{s:s, s:s, s:s}", "field",
                     back ? words_get(words, WORD_TABLE_REGISTRY) : title_of(field->field),
                     "before", back ? words_get(words, WORD_TABLE_LEFT) : field->before, "after",
                     back ? words_get(words, WORD_TABLE_BACK) : field->after);
}

static json_t *fields_of(const Change *change, const Words *words)
{
    json_t *rows = json_array();

    for (guint i = 0; i < change->fields->len; i++)
        json_array_append_new(rows, field_of(g_ptr_array_index(change->fields, i), words));
    return rows;
}

static json_t *row_of(const Change *change, const Words *words, GTimeZone *zone)
{
    bool is_new = change->kind == CHANGE_ADDED || change->kind == CHANGE_SCHOOL_ADDED;
    g_autofree char *said =
        change->said ? said_text(change->said, words) : g_strdup(change->text ? change->text : "");

    g_autofree char *day = change->removed ? clock_date(change->removed, zone) : g_strdup("");

    return json_pack("{s:s, s:s, s:I, s:s, s:s, s:o}", "name", change->name, "school",
                     change->school, "line", (json_int_t)change->line, "text", said, "date", day,
                     "fields", is_new ? json_array() : fields_of(change, words));
}

static Words *words_in(const Desk *desk, const char *language, GError **error)
{
    return words_open(desk->settings->letters, language ? language : desk->settings->language,
                      error);
}

/* A file that only adds to the registry: whom it leaves out is a number, no list of names. */
static bool is_partial(const RegistryDiff *diff)
{
    return diff->counts[CHANGE_GONE] * 2 > diff->known;
}

json_t *registry_told(const Desk *desk, const char *language, const RegistryDiff *diff,
                      GError **error)
{
    int64_t most = desk->settings->registry_rows;
    g_autoptr(Words) words = words_in(desk, language, error);
    if (!words)
        return NULL;
    json_t *values = json_pack("{s:I, s:I}", "rows", (json_int_t)diff->rows, "unchanged",
                               (json_int_t)diff->unchanged);

    for (int kind = 0; kind < CHANGE_KINDS; kind++) {
        json_t *rows = json_array();
        bool counted = kind == CHANGE_GONE && is_partial(diff);
        for (guint i = 0;
             i < diff->changes->len && !counted && (int64_t)json_array_size(rows) < most; i++) {
            const Change *change = g_ptr_array_index(diff->changes, i);
            if ((int)change->kind == kind)
                json_array_append_new(rows, row_of(change, words, desk->settings->zone));
        }
        int64_t left = diff->counts[kind] - (int64_t)json_array_size(rows);
        json_t *group = json_pack("{s:I, s:o, s:s}", "count", (json_int_t)diff->counts[kind],
                                  "people", rows, "more", "");
        g_autofree char *more = g_strdup_printf("%" G_GINT64_FORMAT, left);
        if (left > 0 && !counted)
            json_object_set_new(group, "more", json_string(more));
        json_object_set_new(values, GROUPS[kind], diff->counts[kind] ? group : json_false());
        if (!diff->counts[kind])
            json_decref(group);
    }
    return values;
}

json_t *registry_problems(const Desk *desk, const char *language, const RegistryDiff *diff,
                          GError **error)
{
    const Problems *problems = diff->problems;
    int64_t most = desk->settings->registry_rows;
    g_autoptr(Words) words = words_in(desk, language, error);
    if (!words)
        return NULL;
    json_t *rows = json_array();

    for (guint i = 0; i < problems->shown->len && (int64_t)i < most; i++) {
        const Problem *problem = g_ptr_array_index(problems->shown, i);
        g_autofree char *text = said_text(problem->said, words);
        json_array_append_new(rows,
                              json_pack("{s:I, s:s}", "line",
                                        (json_int_t)(problem->row ? problem->row : problem->line),
                                        "text", text));
    }
    int64_t left = problems->count - (int64_t)json_array_size(rows);
    g_autofree char *more = left > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, left) : g_strdup("");

    return json_pack("{s:I, s:o, s:s}", "count", (json_int_t)problems->count, "problems", rows,
                     "more", more);
}
