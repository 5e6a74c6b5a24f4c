/* command_parts.h: what the files of lists/command_*.c share: the table of wishes, made ready.
 * Internal to them. */
#ifndef VESTNIK_LISTS_COMMAND_PARTS_H
#define VESTNIK_LISTS_COMMAND_PARTS_H

#include "lists/command.h"

/* One group of forms. */
typedef struct WishForms {
    GPtrArray *written; /* of char* */
    GPtrArray *sounds;  /* how each sounds (lists/name_sound.h); NULL: they are English */
    bool kept;          /* their words stay in the argument */
    bool begins[512];   /* word_begin() of each */
} WishForms;

/* The first letter of a word, as a place in a table: nearly all words differ from a form there. */
static inline size_t word_begin(const char *word)
{
    return *word ? (size_t)(word[0] & 1) << 8 | (guchar)word[1] : 0;
}

typedef struct WishRow {
    const CommandWish *wish;
    const Command *command;
    GPtrArray *groups; /* of WishForms* */
    WishForms *beside;
} WishRow;

typedef struct WishTable {
    GPtrArray *rows; /* of WishRow* */
    WishForms *politeness;
} WishTable;

WishTable *wish_table_new(const Command *rows, const CommandWish *wishes);
void wish_table_free(WishTable *table);

const WishTable *command_wishes(const CommandTable *table);

/* The wish that all of the text is; NULL: none. The caller's. */
SpokenCommand *command_speak(const CommandTable *table, const char *text);

/* Words behind a command; more is prose that begins with the same word. */
guint command_argument_words(CommandArgument argument);

#endif
