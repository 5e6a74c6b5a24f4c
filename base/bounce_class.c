/* bounce_class.c: bounce_find_status() and bounce_classify() of bounce.h: class and hardness.
 *
 * The status code (RFC 3463) decides where it is exact. Where it is general (x.0.0, 5.7.1) the
 * words of the server do (bounce_words.c), because servers send general codes with telling words;
 * then the code of SMTP. Hard is only what will fail tomorrow too: no such person, no such place.
 */
#include <string.h>

#include "base/bounce.h"

typedef enum Knows {
    CODE_KNOWS,
    WORDS_KNOW,  /* the code is general */
    WORDS_SOFTEN /* as above, but the mailbox is there: words that deny it are not believed */
} Knows;

static const struct StatusClass {
    const char *code; /* subject.detail of RFC 3463; "1." is every detail of that subject */
    const char *class_;
    Knows knows;
} STATUS_CLASSES[] = {
    {"1.1", "unknown-user", CODE_KNOWS}, {"1.10", "no-host", WORDS_KNOW},
    {"1.2", "no-host", CODE_KNOWS},      {"1.3", "unknown-user", CODE_KNOWS},
    {"1.4", "unknown-user", CODE_KNOWS}, {"1.6", "unknown-user", CODE_KNOWS},
    {"1.7", "policy", CODE_KNOWS},       {"1.8", "policy", CODE_KNOWS},
    {"1.", "unknown-user", WORDS_KNOW},  {"2.1", "disabled", WORDS_SOFTEN},
    {"2.2", "full", CODE_KNOWS},         {"2.3", "size", CODE_KNOWS},
    {"2.", "other", WORDS_SOFTEN},       {"3.1", "full", WORDS_KNOW},
    {"3.4", "size", CODE_KNOWS},         {"3.", "other", WORDS_SOFTEN},
    {"4.4", "no-host", WORDS_KNOW},      {"4.6", "loop", CODE_KNOWS},
    {"4.7", "expired", WORDS_KNOW},      {"4.1", "expired", WORDS_KNOW},
    {"4.3", "no-host", WORDS_KNOW},      {"4.", "other", WORDS_KNOW},
    {"5.", "other", WORDS_KNOW},         {"6.", "content", WORDS_KNOW},
    {"7.13", "disabled", CODE_KNOWS},    {"7.", "policy", WORDS_SOFTEN},
    {"0.", "other", WORDS_KNOW},
};

/* RFC 5321 section 4.2.3, where neither status nor words tell. */
static const struct CodeClass {
    const char *code, *class_;
} CODE_CLASSES[] = {
    {"552", "full"},    {"452", "full"},   {"421", "expired"}, {"450", "expired"},
    {"451", "expired"}, {"553", "policy"}, {"554", "policy"},  {"521", "no-host"},
    {"556", "no-host"}, {"550", "policy"},
};

/* Failures of the address itself: it will not work tomorrow either. */
static const char *const HARD_CLASSES[] = {"unknown-user", "no-host", NULL};

char *bounce_find_status(const char *text)
{
    for (const char *p = text; *p; p++) {
        if (!strchr("245", *p) || p[1] != '.' ||
            (p > text && (g_ascii_isalnum(p[-1]) || p[-1] == '.')))
            continue;
        size_t subject = strspn(p + 2, "0123456789");
        const char *dot = p + 2 + subject;
        size_t detail = *dot == '.' ? strspn(dot + 1, "0123456789") : 0;
        char after = detail ? dot[1 + detail] : '\0';
        if (subject >= 1 && subject <= 3 && detail >= 1 && detail <= 3 && after != '.' &&
            !g_ascii_isalnum(after))
            return g_strndup(p, 3 + subject + detail);
    }
    return NULL;
}

static const struct StatusClass *class_of_status(const char *status)
{
    for (size_t i = 0; i < G_N_ELEMENTS(STATUS_CLASSES); i++) {
        const char *code = STATUS_CLASSES[i].code;
        bool prefix = g_str_has_suffix(code, ".");
        if (prefix ? g_str_has_prefix(status + 2, code) : strcmp(status + 2, code) == 0)
            return &STATUS_CLASSES[i];
    }
    return NULL;
}

const char *bounce_find_code(const char *text)
{
    for (const char *p = text; *p; p++)
        if ((*p == '4' || *p == '5') && g_ascii_isdigit(p[1]) && p[1] <= '5' &&
            g_ascii_isdigit(p[2]) && (p == text || strchr(" :(=<\t", p[-1])) &&
            (!p[3] || strchr(" -:)_,;", p[3])))
            return p;
    return NULL;
}

static const char *class_of_code(const char *code)
{
    for (size_t i = 0; code && i < G_N_ELEMENTS(CODE_CLASSES); i++)
        if (strncmp(code, CODE_CLASSES[i].code, 3) == 0)
            return CODE_CLASSES[i].class_;
    return "other";
}

/* What is weighed for one failure. */
typedef struct Evidence {
    const struct StatusClass *status; /* NULL when there is none, or none of ours */
    const char *said, *words;         /* of the server, and their class */
    const char *code;                 /* of SMTP, or NULL */
    BounceStage stage;
    bool denied; /* the words deny the person or the place */
} Evidence;

static void gather(Evidence *e, const Bounce *bounce, BounceStage stage)
{
    const char *diagnostic = bounce->diagnostic ? bounce->diagnostic : "";
    BounceStage shown = bounce_stage(diagnostic);

    e->said = bounce_reply_of_server(diagnostic);
    e->words = bounce_class_of_words(e->said);
    if (!e->words && e->said != diagnostic)
        e->words = bounce_class_of_words(diagnostic);
    e->status = bounce->status ? class_of_status(bounce->status) : NULL;
    e->code = bounce_find_code(e->said);
    /* the talk beside the report may be about others: it tells nothing of our address as sender */
    e->stage = shown || stage == STAGE_SENDER ? shown : stage;
    e->denied = e->words && g_strv_contains(HARD_CLASSES, e->words);
}

/* Servers send 5.1.1 with the words of a full or closed mailbox too. */
static bool is_about_other(const Evidence *e)
{
    static const char *const OTHER[] = {"full", "disabled", "blocked", "relay", "size", NULL};

    return e->words && g_strv_contains(OTHER, e->words) && !bounce_words_deny(e->said);
}

/* How words that deny the person or the place weigh against the code and the stage. */
static const char *weigh(const Evidence *e)
{
    if (e->status && e->status->knows == CODE_KNOWS)
        return is_about_other(e) ? e->words : e->status->class_;
    if (e->denied && e->stage == STAGE_SENDER)
        return "policy"; /* it was said of the sender */
    if (e->denied && e->stage == STAGE_CONTENT && !bounce_is_sure(e->said))
        return "policy"; /* the recipient had been taken before */
    if (e->denied && e->status && e->status->knows == WORDS_SOFTEN && e->stage != STAGE_RECIPIENT)
        return e->status->class_;
    return e->words ? e->words : e->status ? e->status->class_ : NULL;
}

static bool is_temporary(const Bounce *bounce, const char *code)
{
    if (bounce->action != BOUNCE_FAILED)
        return true;
    return bounce->status ? bounce->status[0] != '5' : code && *code == '4';
}

/* A bare "550 unknown user" of which nobody says when it was said: filters refuse letters that
 * they do not like in these words. */
static bool is_uncertain(const Evidence *e)
{
    return !e->status && e->code && strcmp(e->words ? e->words : "", "unknown-user") == 0 &&
           e->stage == STAGE_UNKNOWN && !bounce_is_sure(e->said);
}

void bounce_classify(Bounce *bounce, BounceStage stage)
{
    Evidence e = {0};

    gather(&e, bounce, stage);
    const char *class_ = weigh(&e);
    if (!class_ || (!e.words && strcmp(class_, "other") == 0))
        class_ = class_of_code(e.code);
    if (bounce->action == BOUNCE_DELAYED && strcmp(class_, "other") == 0)
        class_ = "delayed";
    bounce->class_ = g_strdup(class_);
    bounce->hard =
        g_strv_contains(HARD_CLASSES, class_) && !is_temporary(bounce, e.code) && !is_uncertain(&e);
}
