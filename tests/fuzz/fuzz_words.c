/* fuzz_words.c: the words of people: commands, answers, greetings; and the small rules of text that
 * everything else trusts. */
#include "base/text.h"
#include "base/translit.h"
#include "gateway/command_table.h"
#include "lists/answer.h"
#include "lists/greeting.h"
#include "tests/fuzz/fuzz.h"

static bool points_into(const char *at, const char *text)
{
    return at >= text && at <= text + strlen(text);
}

static void assert_once(char *rule(const char *text), const char *text)
{
    g_autofree char *once = rule(text), *twice = rule(once);

    assert_text(once);
    g_assert_cmpstr(once, ==, twice);
}

/* GLib folds the small Cherokee letters to the large ones, and those back again. */
static bool has_cherokee(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        if (g_unichar_get_script(g_utf8_get_char(p)) == G_UNICODE_SCRIPT_CHEROKEE)
            return true;
    }
    return false;
}

static void assert_address(const char *text)
{
    g_autofree char *once = address_normalize(text, NULL);
    g_autofree char *twice = once ? address_normalize(once, NULL) : NULL;

    g_assert_cmpstr(once, ==, twice);
    g_assert_true(!once || (strlen(once) <= 254 && !strpbrk(once, " \r\n\t<>,\"")));
}

static void assert_commands(const char *text)
{
    enum { MOST = 5 };
    g_autoptr(Facts) facts = facts_new();
    g_autofree char *subject = text_one_line(text);
    const CommandMatch match = command_match(commands_table(), subject);
    const CommandsInput input = {.subject = subject, .text = text, .most = MOST};
    g_autoptr(Commands) commands = commands_parse(commands_table(), &input);

    g_assert_true(!match.command || points_into(match.argument, subject));
    g_assert_true(commands->outcome != COMMANDS_FOUND ||
                  (commands->written->len > 0 && commands->written->len <= MOST));
    g_assert_true((commands->outcome != COMMANDS_NEAR && commands->outcome != COMMANDS_UNKNOWN) ||
                  commands->line);
    assert_text(commands->line);
    g_autoptr(SpokenCommand) spoken = command_spoken(commands_table(), text);
    assert_text(spoken ? spoken->argument : NULL);
    g_assert_true(points_into(commands_begin(commands_table(), text), text));
    for (TranslitSoft soft = 0; soft < SOFT_WAYS; soft++) {
        g_autofree char *cyrillic = translit_cyrillic(subject, soft);
        assert_text(cyrillic);
    }
    facts->new_text = g_strdup(text);
    facts->subject_base = g_steal_pointer(&subject);
    LoneCommand alone = command_alone(facts);
    g_assert_true(alone == LONE_NONE || strlen(facts->new_text) > 0 || *facts->subject_base);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = text_clean((const char *)data, (gssize)size);

    if (!has_cherokee(text))
        assert_once(text_fold, text);
    assert_once(text_one_line, text);
    g_autofree char *again = text_clean(text, -1);
    g_assert_cmpstr(text, ==, again);
    g_autofree char *cut = text_cut(text, size / 2);
    g_assert_cmpuint(strlen(cut), <=, size / 2 + strlen("…"));
    assert_text(cut);
    g_assert_true(points_into(text_word_end(text), text));
    g_assert_true(points_into(greeting_skip(text), text));
    assert_address(text);
    assert_commands(text);
    g_auto(Answer) answer = answer_parse_ruling(text);
    g_assert_true(!answer.reason || answer.word == ANSWER_NO);
    g_assert_true(!answer.text || answer.word == ANSWER_EDIT);
    assert_text(answer.reason);
    assert_text(answer.text);
    return 0;
}
