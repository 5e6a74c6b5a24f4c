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
    {"1.1", "unknown-user", CODE_KNOWS}, {"1.10", "no-host", CODE_KNOWS},
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

/* The first reply code of SMTP in the text, as "550"; NULL when there is none. Borrowed. */
static const char *find_code(const char *text)
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

/* IronPort writes its own summary and then what the other server said, in quotes. */
const char *bounce_reply_of_server(const char *diagnostic)
{
    for (const char *p = strchr(diagnostic, '\''); p; p = strchr(p + 1, '\''))
        if (p >= diagnostic + 4 && (p[-1] == '-' || p[-1] == ' ') && g_ascii_isdigit(p[-2]) &&
            g_ascii_isdigit(p[-3]) && (p[-4] == '4' || p[-4] == '5'))
            return p + 1;
    return diagnostic;
}

/* How words that deny the person or the place weigh against the code and the stage. */
static const char *weigh(const struct StatusClass *status, const char *words, BounceStage stage,
                         bool sure)
{
    bool denied = words && g_strv_contains(HARD_CLASSES, words);

    if (status && status->knows == CODE_KNOWS)
        return status->class_;
    if (denied && stage == STAGE_CONTENT && !sure)
        return "policy"; /* the recipient had been taken before */
    if (denied && status && status->knows == WORDS_SOFTEN && stage != STAGE_RECIPIENT)
        return status->class_;
    return words ? words : status ? status->class_ : NULL;
}

static bool is_temporary(const Bounce *bounce, const char *code)
{
    if (bounce->action != BOUNCE_FAILED)
        return true;
    return bounce->status ? bounce->status[0] != '5' : code && *code == '4';
}

void bounce_classify(Bounce *bounce, BounceStage stage)
{
    const char *said = bounce->diagnostic ? bounce_reply_of_server(bounce->diagnostic) : "";
    const struct StatusClass *status = bounce->status ? class_of_status(bounce->status) : NULL;
    const char *code = find_code(said);
    BounceStage shown = bounce_stage(said);
    const char *words = bounce_class_of_words(said);
    const char *class_ = weigh(status, words, shown ? shown : stage, bounce_is_sure(said));

    if (!class_ || (!words && strcmp(class_, "other") == 0))
        class_ = class_of_code(code);
    if (bounce->action == BOUNCE_DELAYED && strcmp(class_, "other") == 0)
        class_ = "delayed";
    bounce->class_ = g_strdup(class_);
    bounce->hard = !is_temporary(bounce, code) && g_strv_contains(HARD_CLASSES, class_);
}
