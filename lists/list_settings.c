/* list_settings.c: what can be set of a list, one row a setting; see list.h. `vestnik list set` and
 * `list show`, the JSON and the documentation all come from this table. */
#include "lists/list.h"

#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/dangerous.h"
#include "base/error.h"
#include "base/template.h"
#include "base/text.h"

#define TITLE_BYTES 200
#define TAG_BYTES   60
#define KINDS_BYTES 500
#define WORDS       8

typedef struct ListSetting {
    const char *key;
    bool (*set)(const struct ListSetting *row, List *list, const char *value, GError **error);
    size_t offset;            /* of the member of List */
    const char *words[WORDS]; /* of an enum, in its order */
    int least, most;          /* of a number */
    int none;                 /* the number that means: as in the settings */
    bool is_column;           /* of the table of lists; the others share one, as JSON */
    const char *meaning;
} ListSetting;

static bool set_word(const ListSetting *row, List *list, const char *value, GError **error);
static bool set_number(const ListSetting *row, List *list, const char *value, GError **error);
static bool set_title(const ListSetting *row, List *list, const char *value, GError **error);
static bool set_tag(const ListSetting *row, List *list, const char *value, GError **error);
static bool set_account(const ListSetting *row, List *list, const char *value, GError **error);
static bool set_language(const ListSetting *row, List *list, const char *value, GError **error);
static bool set_files(const ListSetting *row, List *list, const char *value, GError **error);
static bool set_address(const ListSetting *row, List *list, const char *value, GError **error);

#define AT(member) offsetof(List, member)

static const ListSetting TABLE[] = {
    {.key = "title",
     .set = set_title,
     .offset = AT(title),
     .is_column = true,
     .meaning = "as people read it"},
    {.key = "kind",
     .set = set_word,
     .offset = AT(kind),
     .is_column = true,
     .meaning = "what the list is",
     .words = {"association", "problem", "forum", "council", "expert", "announce"}},
    {.key = "posts",
     .set = set_word,
     .offset = AT(posts),
     .meaning = "whose letters are published at once; others are held for a moderator",
     .words = {"members", "moderated", "school", "anyone"}},
    {.key = "joins",
     .set = set_word,
     .offset = AT(joins),
     .meaning = "open: anyone may join by letter; approval: when a moderator says yes; closed: a"
                " methodist adds members",
     .words = {"open", "approval", "closed"}},
    {.key = "newcomers",
     .set = set_number,
     .offset = AT(newcomers),
     .most = 1000,
     .none = 0,
     .meaning = "so many first posts of a member wait for a moderator, anew after one that was"
                " refused; 0 or empty: none"},
    {.key = "hold_bytes",
     .set = set_number,
     .offset = AT(hold_bytes),
     .most = INT_MAX,
     .none = -1,
     .meaning = "larger letters wait for a moderator; 0: none does; empty: as in the settings"},
    {.key = "hold_recipients",
     .set = set_number,
     .offset = AT(hold_recipients),
     .most = 100000,
     .none = -1,
     .meaning = "letters to more addresses wait; 0: none does; empty: as in the settings"},
    {.key = "hold_per_author",
     .set = set_number,
     .offset = AT(hold_per_author),
     .most = 100000,
     .none = -1,
     .meaning = "posts an hour, further ones of that author wait; 0: none does; empty: as in the"
                " settings"},
    {.key = "hold_per_list",
     .set = set_number,
     .offset = AT(hold_per_list),
     .most = 100000,
     .none = -1,
     .meaning = "posts an hour, further ones wait; 0: none does; empty: as in the settings"},
    {.key = "asked",
     .set = set_word,
     .offset = AT(asked),
     .meaning =
         "which moderators are asked about a letter that waits: all of them, or those on duty"
         " on that day of the week (member set LIST WHO days=mon,thu)",
     .words = {"all", "duty"}},
    {.key = "tell_author_hours",
     .set = set_number,
     .offset = AT(tell_author_hours),
     .most = 8760,
     .none = -1,
     .meaning = "hours after which the author of a letter that waits hears of it once; 0: never;"
                " empty: as in the settings"},
    {.key = "return_days",
     .set = set_number,
     .offset = AT(return_days),
     .most = 3650,
     .none = -1,
     .meaning = "days after which a letter that waits goes back to its author; 0: it waits on;"
                " empty: as in the settings"},
    {.key = "reply",
     .set = set_word,
     .offset = AT(reply),
     .meaning = "where a reply goes",
     .words = {"list", "author"}},
    {.key = "authentication",
     .set = set_word,
     .offset = AT(authentication),
     .meaning = "pass: letters that the mail server did not authenticate are held, and decide "
                "nothing; any: only those that failed",
     .words = {"any", "pass"}},
    {.key = "footer",
     .set = set_word,
     .offset = AT(footer),
     .meaning = "on: lines under each post say how to write and to leave; such a post is not passed"
                " on byte for byte",
     .words = {"off", "on"}},
    {.key = "largest_file",
     .set = set_number,
     .offset = AT(largest_file),
     .least = 0,
     .most = 1 << 20,
     .none = -1,
     .meaning = "KiB from which a file stays in the archive and a line says how to fetch it; 0: any"
                " file travels; empty: as in the settings"},
    {.key = "files_refused",
     .set = set_files,
     .offset = AT(files_refused),
     .meaning =
         "endings and types, as \"zip, video/*\": a letter with such a file is not taken, and"
         " its author is told; empty: none"},
    {.key = "files_held",
     .set = set_files,
     .offset = AT(files_held),
     .meaning = "the same: a letter with such a file waits for a moderator; empty: none"},
    {.key = "files_off",
     .set = set_files,
     .offset = AT(files_off),
     .meaning = "the same: such a file stays in the archive, and a line says how to fetch it;"
                " empty: none"},
    {.key = "language",
     .set = set_language,
     .offset = AT(language),
     .meaning = "language of its letters; a command is answered in that of its words; empty: as in"
                " the settings",
     .words = {"ru", "en"}},
    {.key = "tag",
     .set = set_tag,
     .offset = AT(tag),
     .meaning = "word that stands in [brackets] in subjects; empty: none"},
    {.key = "address",
     .set = set_address,
     .offset = AT(address),
     .is_column = true,
     .meaning = "own address; empty: made from the address of the account"},
    {.key = "account",
     .set = set_account,
     .offset = AT(account),
     .meaning = "account of the settings by which its posts and digests go; empty: the first"},
    {.key = "digest_day",
     .set = set_number,
     .offset = AT(digest_day),
     .least = 1,
     .most = 7,
     .none = 0,
     .meaning = "day of the digest, 1 is Monday; empty: as in the settings"},
    {.key = "digest_hour",
     .set = set_number,
     .offset = AT(digest_hour),
     .least = 0,
     .most = 23,
     .none = -1,
     .meaning = "hour of the digest; empty: as in the settings"},
};

#define MEMBER(type, list, row) ((type *)(void *)((char *)(list) + (row)->offset))

static const ListSetting *find_row(const char *key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(TABLE); i++)
        if (g_str_equal(TABLE[i].key, key))
            return &TABLE[i];
    return NULL;
}

const char *const *list_keys(void)
{
    static const char *keys[G_N_ELEMENTS(TABLE) + 1];

    for (size_t i = 0; i < G_N_ELEMENTS(TABLE); i++)
        keys[i] = TABLE[i].key;
    return keys;
}

/* "members, moderated, school or anyone"; the caller's. */
static char *allowed_words(const ListSetting *row)
{
    GString *text = g_string_new(row->words[0]);

    for (int i = 1; i < WORDS && row->words[i]; i++) {
        bool last = i + 1 == WORDS || !row->words[i + 1];
        g_string_append_printf(text, "%s%s", last ? " or " : ", ", row->words[i]);
    }
    return g_string_free(text, FALSE);
}

/* --- setters ---------------------------------------------------------------------------------- */

/* All enums of List have the size of an int. */
G_STATIC_ASSERT(sizeof(ListKind) == sizeof(int) && sizeof(PostsBy) == sizeof(int) &&
                sizeof(JoinsBy) == sizeof(int) && sizeof(ReplyTo) == sizeof(int) &&
                sizeof(AuthNeeded) == sizeof(int) && sizeof(AskedBy) == sizeof(int) &&
                sizeof(Footer) == sizeof(int));

static bool set_word(const ListSetting *row, List *list, const char *value, GError **error)
{
    for (int i = 0; i < WORDS && row->words[i]; i++)
        if (g_str_equal(row->words[i], value)) {
            memcpy(MEMBER(int, list, row), &i, sizeof i);
            return true;
        }
    g_autofree char *allowed = allowed_words(row);
    return fail(error, ERR_INPUT, "%s=%s: allowed is %s", row->key, value, allowed);
}

static bool set_number(const ListSetting *row, List *list, const char *value, GError **error)
{
    guint64 number = 0;

    if (!*value) {
        *MEMBER(int64_t, list, row) = row->none;
        return true;
    }
    if (!g_ascii_string_to_unsigned(value, 10, (guint64)row->least, (guint64)row->most, &number,
                                    NULL))
        return fail(error, ERR_INPUT, "%s=%s: allowed is a number from %d to %d, or nothing",
                    row->key, value, row->least, row->most);
    *MEMBER(int64_t, list, row) = (int64_t)number;
    return true;
}

static void replace_text(const ListSetting *row, List *list, char *value)
{
    char **member = MEMBER(char *, list, row);

    g_free(*member);
    *member = value;
}

static bool set_title(const ListSetting *row, List *list, const char *value, GError **error)
{
    g_autofree char *line = text_one_line(value);

    if (!*line || strlen(line) > TITLE_BYTES)
        return fail(error, ERR_INPUT, "%s: allowed is one line of 1 to %d bytes", row->key,
                    TITLE_BYTES);
    replace_text(row, list, g_steal_pointer(&line));
    return true;
}

static bool set_tag(const ListSetting *row, List *list, const char *value, GError **error)
{
    g_autofree char *line = text_one_line(value);

    if (strlen(line) > TAG_BYTES || strpbrk(line, "[]"))
        return fail(error, ERR_INPUT,
                    "%s=%s: allowed is a word of at most %d bytes without brackets", row->key, line,
                    TAG_BYTES);
    replace_text(row, list, *line ? g_steal_pointer(&line) : NULL);
    return true;
}

static bool set_account(const ListSetting *row, List *list, const char *value, GError **error)
{
    g_autofree char *line = text_one_line(value);

    if (strlen(line) > TAG_BYTES)
        return fail(error, ERR_INPUT, "%s=%s: allowed is a name of at most %d bytes", row->key,
                    line, TAG_BYTES);
    replace_text(row, list, *line ? g_steal_pointer(&line) : NULL);
    return true;
}

static bool set_files(const ListSetting *row, List *list, const char *value, GError **error)
{
    g_autofree char *kinds = file_kinds_normalize(value, error);

    if (!kinds) {
        g_prefix_error(error, "%s: ", row->key);
        return false;
    }
    if (strlen(kinds) > KINDS_BYTES)
        return fail(error, ERR_INPUT, "%s: allowed are at most %d bytes", row->key, KINDS_BYTES);
    replace_text(row, list, *kinds ? g_steal_pointer(&kinds) : NULL);
    return true;
}

static bool set_language(const ListSetting *row, List *list, const char *value, GError **error)
{
    if (!*value || g_strv_contains(TEXTS_LANGUAGES, value)) {
        replace_text(row, list, *value ? g_strdup(value) : NULL);
        return true;
    }
    g_autofree char *allowed = allowed_words(row);
    return fail(error, ERR_INPUT, "%s=%s: allowed is %s, or nothing", row->key, value, allowed);
}

static bool set_address(const ListSetting *row, List *list, const char *value, GError **error)
{
    if (!*value) {
        replace_text(row, list, NULL);
        return true;
    }
    char *address = address_normalize(value, error);
    if (!address)
        return false;
    replace_text(row, list, address);
    return true;
}

/* --- the table, read -------------------------------------------------------------------------- */

bool list_set(List *list, const char *key, const char *value, GError **error)
{
    const ListSetting *row = find_row(key);

    if (row)
        return row->set(row, list, value, error);
    g_autofree char *keys = g_strjoinv(", ", (char **)list_keys());
    return fail(error, ERR_INPUT, "a list has no setting '%s'; there are: %s", key, keys);
}

int64_t list_number(int64_t of_list, int64_t of_settings)
{
    return of_list < 0 ? of_settings : of_list;
}

const char *list_language(const List *list, const Settings *settings)
{
    return list && list->language ? list->language : settings->language;
}

void list_set_defaults(List *list)
{
    for (size_t i = 0; i < G_N_ELEMENTS(TABLE); i++) {
        if (TABLE[i].set == set_number)
            *MEMBER(int64_t, list, &TABLE[i]) = TABLE[i].none;
    }
}

char *list_get(const List *list, const char *key)
{
    const ListSetting *row = find_row(key);

    if (!row)
        return NULL;
    if (row->set == set_word) {
        int index;
        memcpy(&index, MEMBER(const int, list, row), sizeof index);
        return g_strdup(row->words[index]);
    }
    if (row->set == set_number) {
        int64_t number = *MEMBER(const int64_t, list, row);
        return number == row->none ? NULL : g_strdup_printf("%" PRId64, number);
    }
    return g_strdup(*MEMBER(char *const, list, row));
}

char *list_settings_dump(const List *list)
{
    g_autoptr(json_t) object = json_object();

    for (size_t i = 0; i < G_N_ELEMENTS(TABLE); i++) {
        g_autofree char *value = TABLE[i].is_column ? NULL : list_get(list, TABLE[i].key);
        if (value)
            json_object_set_new(object, TABLE[i].key, json_string(value));
    }
    char *text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
    char *dumped = g_strdup(text);
    free(text);
    return dumped;
}

bool list_settings_load(List *list, const char *text, GError **error)
{
    g_autoptr(json_t) object = json_loads(text, 0, NULL);
    const char *key;
    json_t *value;

    if (!json_is_object(object))
        return fail(error, ERR_INPUT, "its settings are no JSON object");
    json_object_foreach(object, key, value)
    {
        if (!list_set(list, key, json_is_string(value) ? json_string_value(value) : "", error))
            return false;
    }
    return true;
}

json_t *list_to_json(const List *list)
{
    json_t *object = json_pack("{s:I, s:s}", "id", (json_int_t)list->id, "name", list->name);

    for (size_t i = 0; i < G_N_ELEMENTS(TABLE); i++) {
        const ListSetting *row = &TABLE[i];
        g_autofree char *value = list_get(list, row->key);
        bool number = row->set == set_number && value;
        json_t *json = number  ? json_integer(*MEMBER(const int64_t, list, row))
                       : value ? json_string(value)
                               : json_null();
        json_object_set_new(object, row->key, json);
    }
    json_object_set_new(object, "created", json_integer(list->created));
    return object;
}

void list_document(FILE *out)
{
    for (size_t i = 0; i < G_N_ELEMENTS(TABLE); i++) {
        const ListSetting *row = &TABLE[i];
        g_autofree char *allowed = row->words[0] ? allowed_words(row)
                                   : row->most > 0
                                       ? g_strdup_printf("%d to %d", row->least, row->most)
                                       : g_strdup("text");
        fprintf(out, "  %-18s %s\n  %-18s %s\n", row->key, row->meaning, "", allowed);
    }
}

const char *list_kind_name(ListKind kind)
{
    return find_row("kind")->words[kind];
}
