/* member_rules.h: members by rule, as `list apply` declares them: "subject=математика;
 * district=Северный" means everybody of whom all conditions hold. Pure, but for the reading.
 *
 *     subject, предмет       one of the person's subjects
 *     district, округ, район of a school where the person works
 *     school, школа          its name, in any spelling that school_key() takes for the same
 *     position, должность    the words of it hold these
 *     all, все               everybody of the registry
 *
 * Letters are folded: case and ё do not count. */
#ifndef VESTNIK_LISTS_MEMBER_RULES_H
#define VESTNIK_LISTS_MEMBER_RULES_H

#include "archive/db.h"

typedef struct MemberRule MemberRule;

/* ERR_INPUT says what a condition may be. */
MemberRule *member_rule_parse(const char *text, GError **error);
void member_rule_free(MemberRule *rule); /* takes NULL */

/* What a condition may ask for. */
typedef enum RuleField {
    RULE_SUBJECT,
    RULE_DISTRICT,
    RULE_SCHOOL,
    RULE_POSITION,
    RULE_FIELDS
} RuleField;

/* Somebody of the registry, at one of the places where they work; folded. */
typedef struct RulePerson {
    int64_t person;
    char *name;
    char **subjects;
    char *school, *district, *position; /* "" none */
    char *written[RULE_FIELDS];         /* as the registry has it; NULL none */
} RulePerson;
void rule_person_free(RulePerson *person);

bool member_rule_holds(const MemberRule *rule, const RulePerson *person);
/* Why a rule holds for none of `people`: the condition that does not, as it is written, and the
 * nearest value that somebody has, some slips away; NULL: there is none, the caller's. *condition
 * NULL: each holds for somebody, all together for nobody; borrowed. */
void member_rule_explain(const MemberRule *rule, const GPtrArray *people, const char **condition,
                         char **near);

/* Everybody of the registry, once for each place, by name. GPtrArray of RulePerson*. */
GPtrArray *rule_persons(Db *db, GError **error);

#endif
