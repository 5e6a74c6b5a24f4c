/* test_policy.c: one row for each rule of the table, and that nothing unknown is ever published. */
#include <glib.h>

#include "lists/policy.h"

typedef struct Row {
    const char *name;
    LetterKind kind;
    TargetKind target;
    Strength strength;
    AuthResult auth;
    PostsBy posts;
    ListKind list_kind;
    AuthNeeded needed;
    bool member, school_member, trusted, own, looping, null_sender, repeated, token, no_address;
    bool with_text, no_subject, maybe, namesake, look_alike, vouched;
    int newcomers, published;
    int authors;
    const char *trick;
    bool returned, posted_already, hasty, absent;
    bool cut, large, crowded, author_flood, list_flood;
    bool file_refused, file_held, unanswered;
    const HoldHit *hit;
    Echo echo;
    const char *allowed;
    Verdict verdict;
    const char *reason;
} Row;

#define TO_LIST  .target = TARGET_LIST
#define TO_ROBOT .target = TARGET_ROBOT
#define PERSON   .strength = STRENGTH_ADDRESS

static const HoldHit SNILS = {HOLD_PERSONAL, (char *)"СНИЛС", NULL, 0, NULL};
static const HoldHit SPAM = {HOLD_RULE, (char *)"spam", NULL, 0, NULL};
static const HoldHit ENDLESS = {HOLD_UNSURE, (char *)"endless", NULL, 0, NULL};

#define METHODIST .strength = STRENGTH_AUTHENTICATED, .auth = AUTH_PASS, .trusted = true

static const Row ROWS[] = {
    {"own", TO_LIST, PERSON, .own = true, .member = true, .verdict = VERDICT_IGNORE,
     .reason = "own-mail"},
    {"loop", TO_LIST, PERSON, .looping = true, .verdict = VERDICT_IGNORE, .reason = "looping"},
    {"bounce", TO_ROBOT, .kind = KIND_BOUNCE, .verdict = VERDICT_BOUNCE, .reason = "bounce"},
    {"bounce to list", TO_LIST, .kind = KIND_BOUNCE, .null_sender = true, .verdict = VERDICT_BOUNCE,
     .reason = "bounce"},
    {"receipt", TO_LIST, PERSON, .kind = KIND_RECEIPT, .member = true, .verdict = VERDICT_IGNORE,
     .reason = "receipt"},
    {"out of office", TO_LIST, PERSON, .kind = KIND_AUTO, .member = true, .verdict = VERDICT_IGNORE,
     .reason = "automatic"},
    {"out of office with a token", TO_ROBOT, PERSON, .kind = KIND_AUTO, .token = true,
     .verdict = VERDICT_IGNORE, .reason = "automatic"},
    {"null sender", TO_LIST, PERSON, .null_sender = true, .member = true, .verdict = VERDICT_IGNORE,
     .reason = "automatic"},
    {"unreadable", TO_LIST, .kind = KIND_BROKEN, .verdict = VERDICT_HOLD, .reason = "unreadable"},
    {"unreadable to robot", TO_ROBOT, .kind = KIND_BROKEN, .verdict = VERDICT_IGNORE,
     .reason = "unreadable"},
    {"too large for its door", TO_LIST, PERSON, .cut = true, .token = true,
     .verdict = VERDICT_REFUSE, .reason = "too-large-to-take"},
    {"the same of a machine", TO_ROBOT, PERSON, .cut = true, .kind = KIND_AUTO,
     .verdict = VERDICT_IGNORE, .reason = "automatic"},
    {"list mail", TO_LIST, PERSON, .kind = KIND_LIST, .member = true, .verdict = VERDICT_HOLD,
     .reason = "list-mail"},
    {"list mail that a row lets in", TO_LIST, .kind = KIND_LIST, .allowed = "news",
     .verdict = VERDICT_PUBLISH, .reason = "allowed:news"},
    {"the same, forged", TO_LIST, .kind = KIND_LIST, .allowed = "news", .auth = AUTH_FAIL,
     .verdict = VERDICT_HOLD, .reason = "list-mail"},
    {"the same without a sender", TO_LIST, .kind = KIND_LIST, .allowed = "news", .no_address = true,
     .verdict = VERDICT_HOLD, .reason = "list-mail"},
    {"the same under an old number", TO_LIST, .kind = KIND_LIST, .allowed = "news",
     .repeated = true, .verdict = VERDICT_HOLD, .reason = "list-mail"},
    {"the same to the robot", TO_ROBOT, .kind = KIND_LIST, .allowed = "news",
     .verdict = VERDICT_IGNORE, .reason = "list-mail"},
    {"the same, a machine's", TO_LIST, .kind = KIND_AUTO, .allowed = "news",
     .verdict = VERDICT_IGNORE, .reason = "automatic"},
    {"what a row lets in, once more", TO_LIST, .kind = KIND_LIST, .allowed = "news",
     .returned = true, .verdict = VERDICT_IGNORE, .reason = "came-back"},
    {"a post comes back", TO_LIST, PERSON, .member = true, .returned = true,
     .verdict = VERDICT_IGNORE, .reason = "came-back"},
    {"the same text at once, in a list", TO_LIST, PERSON, .member = true, .echo = ECHO_ROBOT,
     .verdict = VERDICT_IGNORE, .reason = "robot"},
    {"the same text at once, with a token", TO_ROBOT, PERSON, .kind = KIND_ANSWER, .token = true,
     .echo = ECHO_ROBOT, .verdict = VERDICT_IGNORE, .reason = "robot"},
    {"the same answer to a question", TO_ROBOT, PERSON, .kind = KIND_ANSWER, .token = true,
     .echo = ECHO_SAME, .verdict = VERDICT_ANSWER, .reason = "answer"},
    {"the same text to the robot", TO_ROBOT, PERSON, .echo = ECHO_SAME, .verdict = VERDICT_IGNORE,
     .reason = "same-text"},
    {"the same command", TO_ROBOT, PERSON, .kind = KIND_COMMAND, .echo = ECHO_ROBOT,
     .verdict = VERDICT_COMMAND, .reason = "command"},
    {"the same text to a list", TO_LIST, PERSON, .member = true, .echo = ECHO_SAME,
     .verdict = VERDICT_HOLD, .reason = "same-text"},
    {"too fast too often", TO_LIST, PERSON, .member = true, .hasty = true, .verdict = VERDICT_HOLD,
     .reason = "too-fast"},
    {"an absence told at once", TO_LIST, PERSON, .member = true, .absent = true,
     .verdict = VERDICT_HOLD, .reason = "absence"},
    {"too fast too often at the robot", TO_ROBOT, PERSON, .hasty = true, .verdict = VERDICT_COMMAND,
     .reason = "command"},
    {"the author's own post again", TO_LIST, PERSON, .member = true, .posted_already = true,
     .verdict = VERDICT_HOLD, .reason = "posted-already"},
    {"a rule of the table", TO_LIST, PERSON, .member = true, .hit = &SPAM, .verdict = VERDICT_HOLD,
     .reason = "rule:spam"},
    {"personal data, even from a methodist", TO_LIST, METHODIST, .hit = &SNILS,
     .verdict = VERDICT_HOLD, .reason = "personal-data:СНИЛС"},
    {"a rule that could not be tried", TO_LIST, PERSON, .member = true, .hit = &ENDLESS,
     .verdict = VERDICT_HOLD, .reason = "rule-unsure:endless"},
    {"a rule, and nobody knows the author", TO_LIST, .hit = &SNILS, .verdict = VERDICT_HOLD,
     .reason = "stranger"},
    {"a rule, and the letter is forged", TO_LIST, PERSON, .auth = AUTH_FAIL, .member = true,
     .hit = &SNILS, .verdict = VERDICT_HOLD, .reason = "failed-authentication"},
    {"a rule, in list mail that a row lets in", TO_LIST, .kind = KIND_LIST, .allowed = "news",
     .hit = &SNILS, .verdict = VERDICT_HOLD, .reason = "personal-data:СНИЛС"},
    {"a rule, and a token", TO_LIST, PERSON, .kind = KIND_ANSWER, .token = true, .hit = &SPAM,
     .verdict = VERDICT_ANSWER, .reason = "answer"},
    {"a file that the list does not take", TO_LIST, METHODIST, .file_refused = true, .hit = &SPAM,
     .verdict = VERDICT_REFUSE, .reason = "file-refused"},
    {"the same, and its author cannot be told today", TO_LIST, PERSON, .member = true,
     .file_refused = true, .unanswered = true, .verdict = VERDICT_HOLD, .reason = "file-held"},
    {"the same from a stranger", TO_LIST, .file_refused = true, .verdict = VERDICT_HOLD,
     .reason = "stranger"},
    {"the same, forged", TO_LIST, PERSON, .auth = AUTH_FAIL, .member = true, .file_refused = true,
     .verdict = VERDICT_HOLD, .reason = "failed-authentication"},
    {"a file that waits", TO_LIST, METHODIST, .file_held = true, .verdict = VERDICT_HOLD,
     .reason = "file-held"},
    {"too large", TO_LIST, PERSON, .member = true, .large = true, .verdict = VERDICT_HOLD,
     .reason = "too-large"},
    {"too many recipients", TO_LIST, METHODIST, .crowded = true, .verdict = VERDICT_HOLD,
     .reason = "many-recipients"},
    {"too many posts of the author", TO_LIST, PERSON, .member = true, .author_flood = true,
     .verdict = VERDICT_HOLD, .reason = "author-flood"},
    {"too many posts in the list", TO_LIST, METHODIST, .list_flood = true, .verdict = VERDICT_HOLD,
     .reason = "list-flood"},
    {"list mail to robot", TO_ROBOT, .kind = KIND_LIST, .verdict = VERDICT_IGNORE,
     .reason = "list-mail"},
    {"answer", TO_ROBOT, PERSON, .kind = KIND_ANSWER, .token = true, .verdict = VERDICT_ANSWER,
     .reason = "answer"},
    {"answer sent to the list", TO_LIST, PERSON, .kind = KIND_ANSWER, .token = true, .member = true,
     .verdict = VERDICT_ANSWER, .reason = "answer"},
    {"no such list", .target = TARGET_UNKNOWN, PERSON, .verdict = VERDICT_REFUSE,
     .reason = "no-such-list"},
    {"command", TO_ROBOT, PERSON, .kind = KIND_COMMAND, .verdict = VERDICT_COMMAND,
     .reason = "command"},
    {"text to robot", TO_ROBOT, PERSON, .verdict = VERDICT_COMMAND, .reason = "command"},
    {"command to list", TO_LIST, PERSON, .kind = KIND_COMMAND, .member = true,
     .verdict = VERDICT_COMMAND, .reason = "command"},
    {"post under a subject like a command", TO_LIST, PERSON, .kind = KIND_COMMAND, .member = true,
     .with_text = true, .verdict = VERDICT_HOLD, .reason = "command-or-post"},
    {"\"отписаться\" above a text", TO_LIST, PERSON, .member = true, .maybe = true,
     .with_text = true, .verdict = VERDICT_HOLD, .reason = "command-or-post"},
    {"neither subject nor text", TO_LIST, PERSON, .member = true, .no_subject = true,
     .verdict = VERDICT_HOLD, .reason = "empty"},
    {"a text without a subject", TO_LIST, PERSON, .member = true, .no_subject = true,
     .with_text = true, .verdict = VERDICT_PUBLISH, .reason = "member"},
    {"such a command to the robot", TO_ROBOT, PERSON, .kind = KIND_COMMAND, .with_text = true,
     .verdict = VERDICT_COMMAND, .reason = "command"},
    {"no From", TO_LIST, .no_address = true, .verdict = VERDICT_HOLD, .reason = "no-author"},
    {"several From", TO_LIST, .authors = 2, .no_address = true, .verdict = VERDICT_HOLD,
     .reason = "several-authors"},
    {"an odd From of a member, authenticated", TO_LIST, .strength = STRENGTH_AUTHENTICATED,
     .auth = AUTH_PASS, .trick = TRICK_ODD, .member = true, .verdict = VERDICT_HOLD,
     .reason = "odd-sender"},
    {"an address in the name", TO_LIST, PERSON, .trick = TRICK_OTHER_ADDRESS, .member = true,
     .verdict = VERDICT_HOLD, .reason = "other-address"},
    {"an address in the name, authenticated", TO_LIST, .strength = STRENGTH_AUTHENTICATED,
     .auth = AUTH_PASS, .trick = TRICK_OTHER_ADDRESS, .member = true, .verdict = VERDICT_PUBLISH,
     .reason = "member"},
    {"a stranger with an address in the name, authenticated", TO_LIST, .auth = AUTH_PASS,
     .trick = TRICK_OTHER_ADDRESS, .verdict = VERDICT_HOLD, .reason = "other-address"},
    {"alphabets mixed in the address", TO_LIST, .trick = TRICK_LOOK_ALIKE, .verdict = VERDICT_HOLD,
     .reason = "look-alike"},
    {"a stranger whose address looks like a known one", TO_LIST, .auth = AUTH_PASS,
     .look_alike = true, .verdict = VERDICT_HOLD, .reason = "look-alike"},
    {"a stranger with alphabets mixed in the name", TO_LIST, .trick = TRICK_MIXED_NAME,
     .verdict = VERDICT_HOLD, .reason = "look-alike"},
    {"a member's slip in the own name", TO_LIST, PERSON, .trick = TRICK_MIXED_NAME, .member = true,
     .verdict = VERDICT_PUBLISH, .reason = "member"},
    {"a stranger with a teacher's name", TO_LIST, .auth = AUTH_PASS, .namesake = true,
     .verdict = VERDICT_HOLD, .reason = "namesake"},
    {"the same to a council", TO_LIST, .list_kind = LIST_COUNCIL, .namesake = true,
     .verdict = VERDICT_HOLD, .reason = "namesake"},
    {"another Sender", TO_LIST, PERSON, .trick = TRICK_OTHER_SENDER, .member = true,
     .verdict = VERDICT_HOLD, .reason = "other-sender"},
    {"another Sender, From authenticated", TO_LIST, .strength = STRENGTH_AUTHENTICATED,
     .auth = AUTH_PASS, .trick = TRICK_OTHER_SENDER, .member = true, .verdict = VERDICT_PUBLISH,
     .reason = "member"},
    {"forged", TO_LIST, PERSON, .auth = AUTH_FAIL, .member = true, .verdict = VERDICT_HOLD,
     .reason = "failed-authentication"},
    {"no result where a pass is needed", TO_LIST, PERSON, .needed = AUTH_NEEDED_PASS,
     .member = true, .verdict = VERDICT_HOLD, .reason = "not-authenticated"},
    {"a school's mailbox where a pass is needed", TO_LIST, .strength = STRENGTH_SCHOOL,
     .needed = AUTH_NEEDED_PASS, .school_member = true, .verdict = VERDICT_HOLD,
     .reason = "not-authenticated"},
    {"a failure where a pass is needed", TO_LIST, PERSON, .auth = AUTH_FAIL,
     .needed = AUTH_NEEDED_PASS, .member = true, .verdict = VERDICT_HOLD,
     .reason = "failed-authentication"},
    {"a pass where it is needed", TO_LIST, .strength = STRENGTH_AUTHENTICATED, .auth = AUTH_PASS,
     .needed = AUTH_NEEDED_PASS, .member = true, .verdict = VERDICT_PUBLISH, .reason = "member"},
    {"a stranger where a pass is needed", TO_LIST, .needed = AUTH_NEEDED_PASS,
     .verdict = VERDICT_HOLD, .reason = "stranger"},
    {"same id", TO_LIST, PERSON, .repeated = true, .member = true, .verdict = VERDICT_HOLD,
     .reason = "repeated-id"},
    {"stranger", TO_LIST, .verdict = VERDICT_HOLD, .reason = "stranger"},
    {"stranger where anyone posts", TO_LIST, .posts = POSTS_ANYONE, .verdict = VERDICT_HOLD,
     .reason = "stranger"},
    {"stranger to council", TO_LIST, .list_kind = LIST_COUNCIL, .verdict = VERDICT_REFUSE,
     .reason = "closed-list"},
    {"member", TO_LIST, PERSON, .member = true, .verdict = VERDICT_PUBLISH, .reason = "member"},
    {"member of moderated", TO_LIST, PERSON, .posts = POSTS_MODERATED, .member = true,
     .verdict = VERDICT_HOLD, .reason = "moderated"},
    {"methodist by From alone", TO_LIST, PERSON, .posts = POSTS_MODERATED, .member = true,
     .trusted = true, .verdict = VERDICT_HOLD, .reason = "moderated"},
    {"methodist authenticated", TO_LIST, .strength = STRENGTH_AUTHENTICATED, .auth = AUTH_PASS,
     .posts = POSTS_MODERATED, .trusted = true, .verdict = VERDICT_PUBLISH, .reason = "trusted"},
    {"vouched for", TO_LIST, .strength = STRENGTH_AUTHENTICATED, .auth = AUTH_PASS,
     .posts = POSTS_MODERATED, .vouched = true, .verdict = VERDICT_PUBLISH, .reason = "vouched"},
    {"vouched for, by From alone", TO_LIST, PERSON, .posts = POSTS_MODERATED, .vouched = true,
     .verdict = VERDICT_HOLD, .reason = "moderated"},
    {"new member", TO_LIST, PERSON, .member = true, .newcomers = 2, .published = 1,
     .verdict = VERDICT_HOLD, .reason = "newcomer"},
    {"no longer new", TO_LIST, PERSON, .member = true, .newcomers = 2, .published = 2,
     .verdict = VERDICT_PUBLISH, .reason = "member"},
    {"announcement", TO_LIST, PERSON, .list_kind = LIST_ANNOUNCE, .member = true,
     .verdict = VERDICT_HOLD, .reason = "moderated"},
    {"school of a member", TO_LIST, .strength = STRENGTH_SCHOOL, .school_member = true,
     .verdict = VERDICT_PUBLISH, .reason = "school"},
    {"school without members", TO_LIST, .strength = STRENGTH_SCHOOL, .verdict = VERDICT_HOLD,
     .reason = "not-member"},
    {"any teacher", TO_LIST, PERSON, .posts = POSTS_SCHOOL, .verdict = VERDICT_PUBLISH,
     .reason = "registered"},
    {"no member", TO_LIST, PERSON, .verdict = VERDICT_HOLD, .reason = "not-member"},
};

static Decision decide(const Row *row)
{
    g_autoptr(Facts) facts = facts_new();
    Identity identity = {.strength = row->strength,
                         .address = row->no_address ? NULL : (char *)"a@b.test"};
    List list = {.posts = row->posts,
                 .kind = row->list_kind,
                 .authentication = row->needed,
                 .newcomers = row->newcomers};

    facts->kind = row->kind;
    facts->auth = row->auth;
    facts->from_count = row->authors;
    facts->trick = g_strdup(row->trick);
    facts->subject_base = g_strdup(row->no_subject ? "" : "Списки участников");
    facts->text = g_strdup(row->with_text ? "Коллеги, посмотрите." : "");
    facts->new_text = g_strdup(row->with_text ? "Коллеги, посмотрите." : "");
    facts->cut_bytes = row->cut ? 100 << 20 : 0;
    facts->token = row->token ? g_strdup("1-0000000000000000") : NULL;
    PolicyInput input = {
        .facts = facts,
        .identity = &identity,
        .target = row->target,
        .list = row->target == TARGET_LIST ? &list : NULL,
        .is_member = row->member,
        .school_is_member = row->school_member,
        .is_trusted = row->trusted,
        .is_vouched = row->vouched,
        .published = row->published,
        .is_own = row->own,
        .is_null_sender = row->null_sender,
        .is_looping = row->looping,
        .is_repeated_id = row->repeated,
        .is_returned = row->returned,
        .is_posted_already = row->posted_already,
        .is_hasty = row->hasty,
        .is_file_refused = row->file_refused,
        .is_file_held = row->file_held,
        .is_unanswered = row->unanswered,
        .is_too_large = row->large,
        .is_crowded = row->crowded,
        .is_author_flood = row->author_flood,
        .is_list_flood = row->list_flood,
        .hit = row->hit,
        .is_absent = row->absent,
        .echo = row->echo,
        .is_maybe_command = row->maybe,
        .allowed_as = row->allowed,
        .is_namesake = row->namesake,
        .is_look_alike = row->look_alike,
    };
    return policy_decide(&input);
}

static void test_rules(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Decision decision = decide(&ROWS[i]);
        g_test_message("%s", ROWS[i].name);
        g_assert_cmpstr(verdict_name(decision.verdict), ==, verdict_name(ROWS[i].verdict));
        g_assert_cmpstr(decision.reason, ==, ROWS[i].reason);
    }
}

static void test_every_rule_has_a_row(void)
{
    for (const char *const *reason = policy_reasons(); *reason; reason++) {
        bool found = g_str_equal(*reason, "unknown");
        for (size_t i = 0; i < G_N_ELEMENTS(ROWS) && !found; i++)
            found = g_str_has_prefix(ROWS[i].reason, *reason);
        g_test_message("%s", *reason);
        g_assert_true(found);
    }
}

/* Whatever the facts: only a known author's letter is published without a moderator. */
static void test_unknown_is_never_published(void)
{
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        for (int target = TARGET_UNKNOWN; target <= TARGET_LIST; target++) {
            for (int auth = AUTH_NONE; auth <= AUTH_FAIL; auth++) {
                Row row = {.kind = (LetterKind)kind,
                           .target = (TargetKind)target,
                           .auth = (AuthResult)auth,
                           .member = true,
                           .school_member = true};
                g_assert_cmpint(decide(&row).verdict, !=, VERDICT_PUBLISH);
                row.strength = STRENGTH_ADDRESS;
                row.auth = AUTH_FAIL;
                g_assert_cmpint(decide(&row).verdict, !=, VERDICT_PUBLISH);
            }
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/policy/rules", test_rules);
    g_test_add_func("/policy/every-rule-has-a-row", test_every_rule_has_a_row);
    g_test_add_func("/policy/unknown-is-never-published", test_unknown_is_never_published);
    return g_test_run();
}
