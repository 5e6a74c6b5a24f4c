/* smtp_dialogue.c: see smtp_dialogue.h. */
#include "gateway/smtp_dialogue.h"

#include <string.h>

static const struct {
    const char *verb;
    DialogueStage from_least, from_most; /* a verb counts only where it may stand: a line of AUTH
                                            data could look like one */
    DialogueStage to;
} VERBS[] = {
    {"MAIL FROM:", STAGE_START, STAGE_START, STAGE_MAIL},
    {"RCPT TO:", STAGE_MAIL, STAGE_RCPT, STAGE_RCPT},
    {"DATA\r\n", STAGE_RCPT, STAGE_RCPT, STAGE_DATA},
    {"RSET\r\n", STAGE_MAIL, STAGE_OVER, STAGE_OVER},
};

void smtp_dialogue_clear(SmtpDialogue *dialogue)
{
    g_free(dialogue->rcpt);
    memset(dialogue, 0, sizeof *dialogue);
}

void smtp_dialogue_start(SmtpDialogue *dialogue, size_t count)
{
    smtp_dialogue_clear(dialogue);
    dialogue->count = count;
    dialogue->rcpt = g_new0(SmtpReply, count);
}

void smtp_dialogue_sent(SmtpDialogue *dialogue, const char *line, size_t length)
{
    dialogue->closing = length >= 4 && g_ascii_strncasecmp(line, "QUIT", 4) == 0;
    for (size_t i = 0; i < G_N_ELEMENTS(VERBS); i++) {
        size_t verb = strlen(VERBS[i].verb);
        if (length < verb || g_ascii_strncasecmp(line, VERBS[i].verb, verb) != 0 ||
            dialogue->stage < VERBS[i].from_least || dialogue->stage > VERBS[i].from_most)
            continue;
        dialogue->stage = VERBS[i].to;
        dialogue->asked += VERBS[i].to == STAGE_RCPT;
        return;
    }
}

/* "250 2.1.5 ok": three digits and a blank or the end; "250-" goes on. */
static bool parse_reply(const char *line, size_t length, SmtpReply *reply)
{
    while (length && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        length--;
    if (length < 3 || (length > 3 && line[3] != ' '))
        return false;
    for (int i = 0; i < 3; i++)
        if (!g_ascii_isdigit(line[i]))
            return false;
    reply->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    size_t text = MIN(length, sizeof reply->text - 1);
    memcpy(reply->text, line, text);
    reply->text[text] = '\0';
    return true;
}

bool smtp_dialogue_got(SmtpDialogue *dialogue, const char *line, size_t length)
{
    SmtpReply reply = {0};

    if (dialogue->closing || !parse_reply(line, length, &reply))
        return false;
    dialogue->last = reply;
    switch (dialogue->stage) {
    case STAGE_MAIL:
        dialogue->mail = reply;
        break;
    case STAGE_RCPT:
        if (dialogue->asked <= dialogue->count && !dialogue->rcpt[dialogue->asked - 1].code)
            dialogue->rcpt[dialogue->asked - 1] = reply;
        break;
    case STAGE_DATA:
        dialogue->data = reply;
        dialogue->stage = reply.code == 354 ? STAGE_BODY : STAGE_OVER;
        break;
    case STAGE_BODY:
        dialogue->end = reply;
        dialogue->stage = STAGE_OVER;
        break;
    default:
        break;
    }
    return true;
}

/* 2xx took it, 5xx never will; whatever else a server says, it may say something better later. */
static DeliveryResult from_reply(const SmtpReply *reply)
{
    static const DeliveryKind kinds[] = {[2] = DELIVERY_SENT, [5] = DELIVERY_FAILED};
    int class = reply->code / 100;
    bool known = class == 2 || class == 5;

    return (DeliveryResult){.kind = known ? kinds[class] : DELIVERY_DEFERRED,
                            .code = reply->code,
                            .reply = g_strdup(reply->text)};
}

static DeliveryResult from_word(const SmtpReply *reply, DeliveryWord word)
{
    DeliveryResult result = from_reply(reply);

    result.word = word;
    return result;
}

/* The server took this recipient; what did it say to the letter? */
static DeliveryResult judge_letter(const SmtpDialogue *dialogue, const char *trouble)
{
    if (dialogue->data.code && dialogue->data.code != 354) {
        DeliveryResult result = from_word(&dialogue->data, WORD_OF_LETTER);
        if (result.kind == DELIVERY_SENT) /* no reply to DATA that means anything */
            result.kind = DELIVERY_DEFERRED;
        return result;
    }
    if (dialogue->end.code)
        return from_word(&dialogue->end, WORD_OF_LETTER);
    bool unknown = dialogue->data.code == 354 && dialogue->body_sent;
    return (DeliveryResult){.kind = unknown ? DELIVERY_UNKNOWN : DELIVERY_DEFERRED,
                            .reply = g_strdup(trouble)};
}

/* To RCPT the code 552 means "too many recipients" as often as "mailbox full":
 * it is to be treated as 452 (RFC 5321 section 4.5.3.1.10). */
static DeliveryResult judge_rcpt(const SmtpReply *reply)
{
    DeliveryResult result = from_reply(reply);

    if (reply->code == 552)
        result.kind = DELIVERY_DEFERRED;
    return result;
}

/* Who is to blame that the dialogue ended while the recipients were named: 421 closes the channel
 * (RFC 5321 section 3.8), else it is the last one named, who got no reply; `count`: none of them.
 */
static size_t last_named(const SmtpDialogue *dialogue)
{
    for (size_t i = 0; i < dialogue->asked && i < dialogue->count; i++)
        if (dialogue->rcpt[i].code == 421 || dialogue->rcpt[i].code == 0)
            return i;
    return dialogue->count;
}

/* The connection died, or was closed, before all was said that DATA needs. */
static DeliveryResult judge_cut(const SmtpDialogue *dialogue, size_t i, const char *trouble)
{
    bool heard = dialogue->stage != STAGE_RCPT || i == last_named(dialogue);

    return (DeliveryResult){.kind = heard ? DELIVERY_DEFERRED : DELIVERY_UNHEARD,
                            .reply = g_strdup(trouble)};
}

void smtp_dialogue_judge(const SmtpDialogue *dialogue, const char *trouble, DeliveryResult *results)
{
    for (size_t i = 0; i < dialogue->count; i++) {
        int code = dialogue->rcpt[i].code;
        if (dialogue->mail.code && dialogue->mail.code / 100 != 2)
            results[i] = from_word(&dialogue->mail, WORD_OF_US);
        else if (code != 0 && code / 100 != 2)
            results[i] = judge_rcpt(&dialogue->rcpt[i]);
        else if (code == 0 || dialogue->stage == STAGE_RCPT)
            results[i] = judge_cut(dialogue, i, trouble);
        else
            results[i] = judge_letter(dialogue, trouble);
    }
}
