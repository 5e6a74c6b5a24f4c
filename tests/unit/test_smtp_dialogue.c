/* test_smtp_dialogue.c: what became of each recipient, told by the lines of a dialogue: without a
 * network. */
#include <string.h>

#include "gateway/smtp_dialogue.h"

static void test_dialogue_noise(void)
{
    static const char *const noise[] = {
        "", "2", "25", "250", "250-more\r\n", "2x0 ok\r\n", "9999\r\n", "\xff\xfe\r\n", "   \r\n"};
    SmtpDialogue dialogue = {0};
    DeliveryResult results[1];

    smtp_dialogue_start(&dialogue, 1);
    /* before MAIL, a line of a login that looks like a command is none */
    smtp_dialogue_sent(&dialogue, "DATA\r\n", 6);
    g_assert_cmpint(dialogue.stage, ==, STAGE_START);
    smtp_dialogue_sent(&dialogue, "MAIL FROM:<a>\r\n", 15);
    smtp_dialogue_got(&dialogue, "250 ok\r\n", 8);
    for (int i = 0; i < 5; i++) /* more RCPT than recipients: nothing is written beyond */
        smtp_dialogue_sent(&dialogue, "RCPT TO:<b>\r\n", 13);
    smtp_dialogue_got(&dialogue, "550 no\r\n", 8);
    for (size_t i = 0; i < G_N_ELEMENTS(noise); i++)
        smtp_dialogue_got(&dialogue, noise[i], strlen(noise[i]));
    smtp_dialogue_judge(&dialogue, "lost", results);
    g_assert_cmpint(results[0].kind, ==, DELIVERY_DEFERRED);
    g_free(results[0].reply);
    smtp_dialogue_clear(&dialogue);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/smtp-dialogue/noise", test_dialogue_noise);
    return g_test_run();
}
