/* settings_sections.c: see settings_sections.h. libConfuse knows no line of a value once it is
 * read: values are taken as they come by, from the callback that may check them. */
#include "base/settings_sections.h"

#include <string.h>

#include "base/error.h"
#include "base/settings_parse.h"

static GPtrArray *sections; /* while a file is read: the callback brings no context of ours */

static void value_free(SectionValue *value)
{
    g_free(value->key);
    g_free(value->text);
    g_free(value);
}

void section_free(Section *section)
{
    if (!section)
        return;
    g_free(section->name);
    g_ptr_array_unref(section->values);
    g_free(section);
}

static Section *section_of(const char *name, int line)
{
    for (guint i = 0; i < sections->len; i++) {
        Section *section = g_ptr_array_index(sections, i);
        if (g_str_equal(section->name, name))
            return section;
    }
    Section *section = g_new0(Section, 1);
    section->name = g_strdup(name);
    section->line = line;
    section->values = g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
    g_ptr_array_add(sections, section);
    return section;
}

static unsigned count_of(const Section *section, const char *key)
{
    unsigned count = 0;

    for (guint i = 0; i < section->values->len; i++)
        count += g_str_equal(((SectionValue *)section->values->pdata[i])->key, key);
    return count;
}

/* The last value of the option has just come by; libConfuse asks again at the end of a list. */
static int take_value(cfg_t *cfg, cfg_opt_t *option)
{
    Section *section = section_of(cfg_title(cfg), cfg->line);

    if (settings_once(cfg, option) != 0)
        return -1;
    if (option->flags & CFGF_LIST && count_of(section, option->name) >= cfg_opt_size(option))
        return 0;
    SectionValue *value = g_new0(SectionValue, 1);
    const char *text = cfg_opt_getnstr(option, cfg_opt_size(option) - 1);

    value->key = g_strdup(option->name);
    value->text = g_strdup(text ? text : "");
    value->line = cfg->line;
    g_ptr_array_add(section->values, value);
    return 0;
}

static void add_options(GArray *options, const char *const *names, bool many)
{
    for (; *names; names++) {
        cfg_opt_t one = CFG_STR(NULL, NULL, CFGF_NODEFAULT);
        cfg_opt_t several = CFG_STR_LIST(NULL, NULL, CFGF_NODEFAULT);
        cfg_opt_t option = many ? several : one;
        option.name = *names;
        option.validcb = take_value;
        g_array_append_val(options, option);
    }
}

static cfg_opt_t *make_options(const SectionKeys *keys)
{
    GArray *options = g_array_new(FALSE, TRUE, sizeof(cfg_opt_t));
    cfg_opt_t end = CFG_END();

    add_options(options, keys->one, false);
    add_options(options, keys->many, true);
    g_array_append_val(options, end);
    return (cfg_opt_t *)g_array_free(options, FALSE);
}

/* Sections without a value are sections too. */
static void add_empty(cfg_t *cfg, const char *word)
{
    for (unsigned i = 0; i < cfg_size(cfg, word); i++) {
        cfg_t *section = cfg_getnsec(cfg, word, i);
        section_of(cfg_title(section), section->line);
    }
}

GPtrArray *sections_load(const char *file, const SectionKeys *keys, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) why = NULL;

    if (!g_file_get_contents(file, &text, NULL, &why)) {
        fail(error, ERR_NOT_FOUND, "%s", why->message);
        return NULL;
    }
    g_autofree cfg_opt_t *inner = make_options(keys);
    cfg_opt_t options[] = {
        CFG_SEC((char *)keys->word, inner, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
        CFG_END()};
    cfg_t *cfg = cfg_init(options, CFGF_NONE);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)section_free);

    sections = found;
    cfg->filename = strdup(file); /* libConfuse's to free */
    bool ok = settings_parse(cfg, text, keys->hint, error);
    if (ok)
        add_empty(cfg, keys->word);
    cfg_free(cfg);
    sections = NULL;
    return ok ? g_steal_pointer(&found) : NULL;
}
