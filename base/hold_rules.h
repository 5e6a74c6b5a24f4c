/* hold_rules.h: the table of patterns by which letters wait for a moderator: words, headers, files,
 * and what looks like personal data of children. It is text that an administrator may edit
 * (conf/hold-rules explains it); the program carries a copy, which counts where the setting names
 * none.
 *
 * The patterns are PCRE2 and the letters hostile: each try has at most `steps` steps, and only so
 * much text is looked at (limit_hold_steps, limit_hold_bytes). Beyond that the rule is "unsure",
 * which holds the letter too. Looking happens in the reader child, hold_look() of base/letter.h. */
#ifndef VESTNIK_BASE_HOLD_RULES_H
#define VESTNIK_BASE_HOLD_RULES_H

#include <glib.h>
#include <stdbool.h>

#include "base/facts.h"

typedef enum HoldPlace {
    HOLD_IN_TEXT,    /* subject and text, quotations too: they are published with it */
    HOLD_IN_SUBJECT, /* alone */
    HOLD_IN_FILE,    /* name of an attachment, with its extension */
    HOLD_IN_TYPE,    /* type of an attachment */
    HOLD_IN_HEADER,  /* one named field */
    HOLD_PLACES
} HoldPlace;

typedef struct HoldRule {
    HoldKind kind;
    HoldPlace place;
    char *field; /* of HOLD_IN_HEADER, lower case; else NULL */
    char *name;  /* for people, _ for a blank */
    char *lists; /* names with a blank around each; "*" all */
    guint times; /* on so many lines it must fit */
    GRegex *regex;
} HoldRule;

typedef struct HoldRules HoldRules;

/* `name` stands before the line number in the error: ERR_SETTINGS. */
HoldRules *hold_rules_parse(const char *text, const char *name, size_t steps, GError **error);
/* The file, or the program's own table for NULL. ERR_SETTINGS also when the file is not there. */
HoldRules *hold_rules_open(const char *file, size_t steps, GError **error);
void hold_rules_free(HoldRules *rules); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HoldRules, hold_rules_free)

/* What was parsed, to carry it to another process. Borrowed. */
const char *hold_rules_text(const HoldRules *rules);
/* Of HoldRule*, in their order. Borrowed. */
const GPtrArray *hold_rules_all(const HoldRules *rules);

/* ё as е, in place, byte for byte: a pattern and what it is held against. */
void hold_fold(char *text);

/* Does a rule with these `lists` hold for the list of this name? */
bool hold_is_for(const char *lists, const char *list);

#endif
