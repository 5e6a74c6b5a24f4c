/* lists_file.h: what list_apply.c needs of the file that declares lists. */
#ifndef VESTNIK_LISTS_LISTS_FILE_H
#define VESTNIK_LISTS_LISTS_FILE_H

#include "base/settings_sections.h"
#include "lists/list_apply.h"
#include "lists/member_rules.h"

#define LISTS_MEMBERS "members"

struct ListsFile {
    char *path;
    GPtrArray *sections; /* of Section* */
    GHashTable *rules;   /* SectionValue -> MemberRule; of `members`, what is no rule is a person */
    GHashTable *wrong;   /* SectionValue -> GError: rules that cannot be read */
};

/* Puts file:line before the error; false. */
bool lists_file_at(const ListsFile *file, const Section *section, int line, GError **error);
bool lists_value_is_role(const SectionValue *value);
bool lists_value_is_setting(const SectionValue *value);

#endif
