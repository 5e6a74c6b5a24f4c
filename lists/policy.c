/* policy.c: see policy.h. Order matters: first what is no letter of a person, then what is for the
 * robot, then what speaks against publishing, then who may post. */
#include "lists/policy.h"

#include <string.h>

static const char *const VERDICT_NAMES[] = {
    [VERDICT_PUBLISH] = "publish", [VERDICT_HOLD] = "hold",     [VERDICT_COMMAND] = "command",
    [VERDICT_ANSWER] = "answer",   [VERDICT_BOUNCE] = "bounce", [VERDICT_IGNORE] = "ignore",
    [VERDICT_REFUSE] = "refuse"};

const char *verdict_name(Verdict verdict)
{
    return VERDICT_NAMES[verdict];
}

typedef const PolicyInput In;

static bool to_list(In *in)
{
    return in->target == TARGET_LIST;
}

static bool to_robot(In *in)
{
    return in->target == TARGET_ROBOT;
}

static bool is_kind(In *in, LetterKind kind)
{
    return in->facts->kind == kind;
}

static bool own(In *in)
{
    return in->is_own;
}

static bool looping(In *in)
{
    return in->is_looping;
}

static bool bounce(In *in)
{
    return is_kind(in, KIND_BOUNCE);
}

static bool receipt(In *in)
{
    return is_kind(in, KIND_RECEIPT);
}

static bool automatic(In *in)
{
    return is_kind(in, KIND_AUTO) || in->is_null_sender;
}

static bool broken_for_list(In *in)
{
    return is_kind(in, KIND_BROKEN) && to_list(in);
}

static bool broken_elsewhere(In *in)
{
    return is_kind(in, KIND_BROKEN);
}

static bool returned(In *in)
{
    return in->is_returned && to_list(in);
}

/* Whoever forged it, or sent another letter under its number, gets no further than a moderator. */
static bool allowed(In *in)
{
    return in->allowed_as && is_kind(in, KIND_LIST) && to_list(in) && !in->list->until &&
           in->identity->address && in->facts->auth != AUTH_FAIL && !in->is_repeated_id;
}

static bool ruled(In *in)
{
    return in->hit != NULL;
}

static bool ruled_list_mail(In *in)
{
    return ruled(in) && is_kind(in, KIND_LIST) && to_list(in);
}

static bool list_mail_for_list(In *in)
{
    return is_kind(in, KIND_LIST) && to_list(in);
}

static bool list_mail_elsewhere(In *in)
{
    return is_kind(in, KIND_LIST);
}

static bool cut(In *in)
{
    return in->facts->cut_bytes > 0;
}

static bool robot(In *in)
{
    return in->echo == ECHO_ROBOT && !is_kind(in, KIND_COMMAND);
}

/* Nobody but a machine needs the same explanation of the robot again. */
static bool same_elsewhere(In *in)
{
    return in->echo != ECHO_NONE && !to_list(in) && !is_kind(in, KIND_COMMAND);
}

static bool same_for_list(In *in)
{
    return in->echo != ECHO_NONE;
}

static bool hasty(In *in)
{
    return in->is_hasty;
}

/* A machine's first answer, without a sign of a machine: who really is away can be let in. */
static bool absent(In *in)
{
    return in->is_absent;
}

static bool posted_already(In *in)
{
    return in->is_posted_already;
}

static bool answer(In *in)
{
    return in->facts->token != NULL;
}

static bool unknown_target(In *in)
{
    return in->target == TARGET_UNKNOWN;
}

/* A command that went to a list by mistake stands alone: "отписаться" and nothing else. */
static bool stands_alone(const Facts *facts)
{
    const char *text = facts->new_text ? facts->new_text : "";
    bool in_subject = facts->subject_base && *facts->subject_base;

    return !facts->attachments->len && !(in_subject ? *text : strchr(text, '\n') != NULL);
}

static bool command(In *in)
{
    return to_robot(in) || in->is_lone_command ||
           (is_kind(in, KIND_COMMAND) && (!to_list(in) || stands_alone(in->facts)));
}

/* "Списки участников" above a letter to colleagues: only a person can tell. */
static bool command_or_post(In *in)
{
    return is_kind(in, KIND_COMMAND) || in->is_maybe_command;
}

/* A finger slipped. */
static bool empty(In *in)
{
    const Facts *facts = in->facts;

    return !(facts->subject_base && *facts->subject_base) && !(facts->text && *facts->text) &&
           !facts->attachments->len;
}

static bool closed_for_good(In *in)
{
    return in->list->until != 0;
}

/* Is From written like that, and no proof that it is true? */
static bool plays(In *in, const char *trick)
{
    return in->facts->trick && strcmp(in->facts->trick, trick) == 0 &&
           (in->facts->auth != AUTH_PASS || in->identity->strength == STRENGTH_NONE);
}

/* No proof helps: what was authenticated may be another of its addresses. */
static bool odd_sender(In *in)
{
    return in->facts->trick && strcmp(in->facts->trick, TRICK_ODD) == 0;
}

static bool several_authors(In *in)
{
    return in->facts->from_count > 1;
}

static bool other_address(In *in)
{
    return plays(in, TRICK_OTHER_ADDRESS);
}

static bool other_sender(In *in)
{
    return plays(in, TRICK_OTHER_SENDER);
}

/* A known person's name is taken from the registry: a slip in the display name deceives nobody. */
static bool look_alike(In *in)
{
    return in->is_look_alike || plays(in, TRICK_LOOK_ALIKE) ||
           (plays(in, TRICK_MIXED_NAME) && in->identity->strength == STRENGTH_NONE);
}

static bool namesake(In *in)
{
    return in->is_namesake;
}

static bool no_author(In *in)
{
    return in->identity->address == NULL;
}

static bool failed_authentication(In *in)
{
    return in->facts->auth == AUTH_FAIL;
}

/* "No result" is no failure; only a list that asks for more holds it. */
static bool unproven(In *in)
{
    return in->list->authentication == AUTH_NEEDED_PASS && in->facts->auth != AUTH_PASS &&
           in->identity->strength != STRENGTH_NONE;
}

static bool repeated_id(In *in)
{
    return in->is_repeated_id;
}

static bool stranger(In *in)
{
    return in->identity->strength == STRENGTH_NONE;
}

static bool stranger_to_closed(In *in)
{
    return stranger(in) && in->list->posts != POSTS_ANYONE &&
           (in->list->kind == LIST_COUNCIL || in->list->kind == LIST_EXPERT);
}

/* Not without its author being told. */
static bool file_refused(In *in)
{
    return in->is_file_refused && !in->is_unanswered;
}

static bool file_held(In *in)
{
    return in->is_file_held || in->is_file_refused;
}

static bool too_large(In *in)
{
    return in->is_too_large;
}

static bool crowded(In *in)
{
    return in->is_crowded;
}

static bool author_flood(In *in)
{
    return in->is_author_flood;
}

static bool list_flood(In *in)
{
    return in->is_list_flood;
}

static bool trusted(In *in)
{
    return in->is_trusted && in->identity->strength >= STRENGTH_AUTHENTICATED;
}

static bool vouched(In *in)
{
    return in->is_vouched && in->identity->strength >= STRENGTH_AUTHENTICATED;
}

static bool newcomer(In *in)
{
    return in->is_member && in->published < in->list->newcomers;
}

static bool moderated(In *in)
{
    return in->list->posts == POSTS_MODERATED || in->list->kind == LIST_ANNOUNCE;
}

static bool member(In *in)
{
    return in->is_member;
}

static bool school_of_member(In *in)
{
    return in->identity->strength == STRENGTH_SCHOOL && in->school_is_member;
}

static bool known_where_schools_post(In *in)
{
    return in->list->posts == POSTS_SCHOOL && !stranger(in);
}

static bool known(In *in)
{
    return !stranger(in);
}

const char POLICY_UNREADABLE[] = "unreadable";
const char POLICY_CAME_BACK[] = "came-back";
const char POLICY_CUT[] = "too-large-to-take";
static const char ALLOWED[] = "allowed";
static const char RULED[] = "rule"; /* policy_hit_reason() says which */

static const struct {
    bool (*applies)(In *in);
    Verdict verdict;
    const char *reason;
} RULES[] = {
    {own, VERDICT_IGNORE, "own-mail"},
    {looping, VERDICT_IGNORE, "looping"},
    {bounce, VERDICT_BOUNCE, "bounce"},
    {receipt, VERDICT_IGNORE, "receipt"},
    {automatic, VERDICT_IGNORE, "automatic"},
    {returned, VERDICT_IGNORE, POLICY_CAME_BACK},
    {broken_for_list, VERDICT_HOLD, POLICY_UNREADABLE},
    {broken_elsewhere, VERDICT_IGNORE, POLICY_UNREADABLE},
    {ruled_list_mail, VERDICT_HOLD, RULED},
    {allowed, VERDICT_PUBLISH, ALLOWED},
    {list_mail_for_list, VERDICT_HOLD, "list-mail"},
    {list_mail_elsewhere, VERDICT_IGNORE, "list-mail"},
    {cut, VERDICT_REFUSE, POLICY_CUT},
    {robot, VERDICT_IGNORE, "robot"},
    {answer, VERDICT_ANSWER, "answer"},
    {same_elsewhere, VERDICT_IGNORE, "same-text"},
    {unknown_target, VERDICT_REFUSE, "no-such-list"},
    {command, VERDICT_COMMAND, "command"},
    /* from here on the target is a list */
    {closed_for_good, VERDICT_REFUSE, "no-such-list"},
    {several_authors, VERDICT_HOLD, "several-authors"},
    {odd_sender, VERDICT_HOLD, "odd-sender"},
    {no_author, VERDICT_HOLD, "no-author"},
    {failed_authentication, VERDICT_HOLD, "failed-authentication"},
    {other_address, VERDICT_HOLD, "other-address"},
    {look_alike, VERDICT_HOLD, "look-alike"},
    {namesake, VERDICT_HOLD, "namesake"},
    {other_sender, VERDICT_HOLD, "other-sender"},
    {unproven, VERDICT_HOLD, "not-authenticated"},
    {repeated_id, VERDICT_HOLD, "repeated-id"},
    {stranger_to_closed, VERDICT_REFUSE, "closed-list"},
    {stranger, VERDICT_HOLD, "stranger"},
    {same_for_list, VERDICT_HOLD, "same-text"},
    {hasty, VERDICT_HOLD, "too-fast"},
    {absent, VERDICT_HOLD, "absence"},
    {posted_already, VERDICT_HOLD, "posted-already"},
    {command_or_post, VERDICT_HOLD, "command-or-post"},
    {empty, VERDICT_HOLD, "empty"},
    {file_refused, VERDICT_REFUSE, "file-refused"},
    {ruled, VERDICT_HOLD, RULED},
    {file_held, VERDICT_HOLD, "file-held"},
    {too_large, VERDICT_HOLD, "too-large"},
    {crowded, VERDICT_HOLD, "many-recipients"},
    {author_flood, VERDICT_HOLD, "author-flood"},
    {list_flood, VERDICT_HOLD, "list-flood"},
    {trusted, VERDICT_PUBLISH, "trusted"},
    {vouched, VERDICT_PUBLISH, "vouched"},
    {moderated, VERDICT_HOLD, "moderated"},
    {newcomer, VERDICT_HOLD, "newcomer"},
    {member, VERDICT_PUBLISH, "member"},
    {school_of_member, VERDICT_PUBLISH, "school"},
    {known_where_schools_post, VERDICT_PUBLISH, "registered"},
    {known, VERDICT_HOLD, "not-member"},
};

static const char UNKNOWN[] = "unknown";

/* Static text, as long as nobody makes up names of rows without end. */
static const char *named_reason(const char *reason, const char *name)
{
    g_autofree char *named = g_strdup_printf("%s:%s", reason, name);

    return g_intern_string(named);
}

const char *policy_hit_reason(const HoldHit *hit)
{
    static const char *const REASONS[] = {
        [HOLD_RULE] = RULED, [HOLD_PERSONAL] = "personal-data", [HOLD_UNSURE] = "rule-unsure"};

    return named_reason(REASONS[hit->kind], hit->name);
}

static const char *full_reason(In *in, const char *reason)
{
    if (reason == RULED)
        return policy_hit_reason(in->hit);
    return reason == ALLOWED ? named_reason(reason, in->allowed_as) : reason;
}

Decision policy_decide(const PolicyInput *input)
{
    for (size_t i = 0; i < G_N_ELEMENTS(RULES); i++) {
        if (RULES[i].applies(input))
            return (Decision){RULES[i].verdict, full_reason(input, RULES[i].reason)};
    }
    return (Decision){VERDICT_HOLD, UNKNOWN};
}

const char *const *policy_reasons(void)
{
    static const char *reasons[G_N_ELEMENTS(RULES) + 2];

    for (size_t i = 0; i < G_N_ELEMENTS(RULES); i++)
        reasons[i] = RULES[i].reason;
    reasons[G_N_ELEMENTS(RULES)] = UNKNOWN;
    return reasons;
}
