/* lists_file.c: the file that declares lists, read and checked as far as that goes without the
 * database; see list_apply.h. */
#include "lists/lists_file.h"

#include <string.h>

#include "base/error.h"
#include "lists/vertical.h"

void lists_file_free(ListsFile *file)
{
    if (!file)
        return;
    g_free(file->path);
    g_clear_pointer(&file->sections, g_ptr_array_unref);
    g_clear_pointer(&file->rules, g_hash_table_unref);
    g_clear_pointer(&file->wrong, g_hash_table_unref);
    g_free(file);
}

bool lists_file_at(const ListsFile *file, const Section *section, int line, GError **error)
{
    g_prefix_error(error, "%s:%d: list %s: ", file->path, line, section->name);
    return false;
}

bool lists_value_is_role(const SectionValue *value)
{
    return g_strv_contains(MEMBER_ROLES, value->key);
}

bool lists_value_is_setting(const SectionValue *value)
{
    return g_strv_contains(list_keys(), value->key);
}

/* What is no rule names a person. */
static bool looks_like_rule(const char *text)
{
    return strchr(text, '=') || (!strchr(text, ' ') && !strchr(text, '@'));
}

/* Rules are read once, for all lists; what is wrong is told with the other faults, in its place. */
static void read_rules(ListsFile *file, const Section *section)
{
    for (guint i = 0; i < section->values->len; i++) {
        const SectionValue *value = g_ptr_array_index(section->values, i);
        GError *why = NULL;
        if (!g_str_equal(value->key, LISTS_MEMBERS) || !looks_like_rule(value->text))
            continue;
        MemberRule *rule = member_rule_parse(value->text, &why);
        g_hash_table_insert(rule ? file->rules : file->wrong, (gpointer)value,
                            rule ? (gpointer)rule : (gpointer)why);
    }
}

/* The keys of a list and of what is linked to it. */
static GPtrArray *single_keys(void)
{
    GPtrArray *keys = g_ptr_array_new();

    for (const char *const *key = list_keys(); *key; key++)
        g_ptr_array_add(keys, (gpointer)*key);
    g_ptr_array_add(keys, (gpointer)VERTICAL_KEY);
    g_ptr_array_add(keys, NULL);
    return keys;
}

static GPtrArray *many_keys(void)
{
    GPtrArray *keys = g_ptr_array_new();

    for (const char *const *role = MEMBER_ROLES; *role; role++)
        g_ptr_array_add(keys, (gpointer)*role);
    g_ptr_array_add(keys, (gpointer)LISTS_MEMBERS);
    g_ptr_array_add(keys, NULL);
    return keys;
}

ListsFile *lists_file_load(const char *path, GError **error)
{
    g_autoptr(ListsFile) file = g_new0(ListsFile, 1);
    g_autoptr(GPtrArray) one = single_keys(), many = many_keys();
    const SectionKeys keys = {"list", (const char *const *)one->pdata,
                              (const char *const *)many->pdata,
                              "`vestnik list --help` lists the settings of a list"};

    file->path = g_strdup(path);
    file->rules = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL,
                                        (GDestroyNotify)member_rule_free);
    file->wrong =
        g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_error_free);
    file->sections = sections_load(path, &keys, error);
    for (guint i = 0; file->sections && i < file->sections->len; i++)
        read_rules(file, g_ptr_array_index(file->sections, i));
    return file->sections ? g_steal_pointer(&file) : NULL;
}
