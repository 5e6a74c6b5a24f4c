/* command_wish_table.c: the table of wishes made ready for command_wish.c: each group of forms as a
 * row of words, the Russian ones by their sound too. */
#include <assert.h>
#include <string.h>

#include "lists/command_parts.h"
#include "lists/name_sound.h"

static void forms_free(gpointer data)
{
    WishForms *forms = data;

    if (!forms)
        return;
    g_ptr_array_unref(forms->written);
    g_clear_pointer(&forms->sounds, g_ptr_array_unref);
    g_free(forms);
}

/* `form` is taken over. */
static void add_form(GPtrArray *to, char *form, WishForms *forms)
{
    /* the word ends where the form has its mark */
    bool is_letter = form[1] == '*' || form[1] == '_';

    forms->begins[is_letter ? word_begin((const char[]){form[0], '\0'}) : word_begin(form)] = true;
    g_ptr_array_add(to, form);
}

static WishForms *forms_new(const char *text, bool russian)
{
    WishForms *forms = g_new0(WishForms, 1);

    forms->kept = *text == '=';
    forms->written = g_ptr_array_new_with_free_func(g_free);
    forms->sounds = russian ? g_ptr_array_new_with_free_func(g_free) : NULL;
    g_auto(GStrv) each = g_strsplit(text + forms->kept, " ", -1);
    for (size_t i = 0; each[i]; i++) {
        if (!*each[i])
            continue;
        add_form(forms->written, g_strdup(each[i]), forms);
        if (russian)
            add_form(forms->sounds, name_sound(each[i]), forms);
    }
    return forms;
}

static void row_free(gpointer data)
{
    WishRow *row = data;

    g_ptr_array_unref(row->groups);
    forms_free(row->beside);
    g_free(row);
}

static WishRow *row_new(const Command *rows, const CommandWish *wish)
{
    WishRow *row = g_new0(WishRow, 1);
    bool russian = strcmp(wish->language, "ru") == 0;
    g_auto(GStrv) groups = g_strsplit(wish->needs, "/", -1);

    row->wish = wish;
    row->command = command_named(rows, wish->name);
    assert(row->command);
    row->groups = g_ptr_array_new_with_free_func(forms_free);
    for (size_t i = 0; groups[i]; i++)
        g_ptr_array_add(row->groups, forms_new(g_strstrip(groups[i]), russian));
    row->beside = forms_new(wish->beside ? wish->beside : "", russian);
    return row;
}

WishTable *wish_table_new(const Command *rows, const CommandWish *wishes)
{
    static const CommandWish NO_WISHES[] = {{0}};
    WishTable *table = g_new0(WishTable, 1);
    const char *politeness = "";

    table->rows = g_ptr_array_new_with_free_func(row_free);
    for (wishes = wishes ? wishes : NO_WISHES; wishes->name; wishes++) {
        if (*wishes->name)
            g_ptr_array_add(table->rows, row_new(rows, wishes));
        else
            politeness = wishes->beside;
    }
    table->politeness = forms_new(politeness, true);
    return table;
}

void wish_table_free(WishTable *table)
{
    g_ptr_array_unref(table->rows);
    forms_free(table->politeness);
    g_free(table);
}
