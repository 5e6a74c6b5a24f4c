/* smtp_lane_delivery.c: of smtp_lane.h: a delivery is made ready for the lane, and gets its results
 * after the transaction. */
#include "gateway/smtp_lane_internal.h"

#include "base/compose.h"
#include "base/error.h"
#include "base/header.h"
#include "base/text.h"
#include "gateway/oauth_token.h"

/* --- before ----------------------------------------------------------------------------------- */

/* What SMTP must not see is mended here, whoever composed it; a body that goes to many is looked at
 * once. */
static void set_letter(SmtpLane *self, const Delivery *delivery)
{
    self->letter[0] = compose_crlf(delivery->head);
    if (!delivery->body)
        return;
    if (delivery->body == self->checked) {
        self->letter[1] = g_bytes_ref(delivery->body);
        return;
    }
    self->letter[1] = compose_crlf(delivery->body);
    g_clear_pointer(&self->checked, g_bytes_unref);
    if (g_bytes_equal(self->letter[1], delivery->body))
        self->checked = g_bytes_ref(delivery->body);
}

/* Those that are addresses; the others are failed here. */
static void set_recipients(SmtpLane *self, Delivery *delivery)
{
    const char *sender = *delivery->mail_from ? header_address_fault(delivery->mail_from) : NULL;

    self->place = g_renew(size_t, self->place, delivery->count);
    g_ptr_array_set_size(self->to, 0);
    for (size_t i = 0; i < delivery->count; i++) {
        const char *fault = sender ? sender : header_address_fault(delivery->recipients[i]);
        delivery->results[i] = (DeliveryResult){.kind = DELIVERY_FAILED};
        if (fault) {
            delivery->results[i].reply = g_strdup_printf("%s%s", sender ? "sender: " : "", fault);
            continue;
        }
        self->place[self->to->len] = i;
        g_ptr_array_add(self->to, (void *)delivery->recipients[i]);
    }
}

bool smtp_lane_begin(SmtpLane *self, Delivery *delivery)
{
    set_recipients(self, delivery);
    if (!self->to->len)
        return false;
    self->delivery = delivery;
    set_letter(self, delivery);
    return true;
}

void smtp_lane_clear_letter(SmtpLane *self)
{
    for (size_t i = 0; i < G_N_ELEMENTS(self->letter); i++)
        g_clear_pointer(&self->letter[i], g_bytes_unref);
}

/* --- after ------------------------------------------------------------------------------------ */

char *smtp_lane_describe(const SmtpLane *self, CURLcode code)
{
    if (self->no_secret)
        return g_strdup(self->no_secret->message);
    if (self->certificate)
        return g_strdup_printf("%s: %s", self->name, self->certificate);
    g_autofree char *reply = text_one_line(self->dialogue.last.text);
    const char *trouble = *self->trouble     ? self->trouble
                          : code != CURLE_OK ? curl_easy_strerror(code)
                                             : "refused";

    return *reply && self->dialogue.last.code >= 400
               ? g_strdup_printf("%s: %s (server: %s)", self->name, trouble, reply)
               : g_strdup_printf("%s: %s", self->name, trouble);
}

bool smtp_lane_is_about_login(int code)
{
    return code == 530 || code == 534 || code == 535 || code == 538;
}

/* The door's own trouble. A token that was kept from before and is refused is thrown away: with
 * another one all may be well. */
static void set_trouble(const SmtpLane *self, Delivery *delivery, const char *why, bool is_refused)
{
    int code = self->dialogue.last.code;

    delivery_clear(delivery);
    delivery->trouble = g_strdup(why);
    delivery->trouble_code = code >= 400 && !self->no_secret ? code : 0;
    delivery->is_login = self->no_secret ? error_code(self->no_secret) != ERR_TEMP
                                         : is_refused && !oauth_token_refused(self->account);
}

/* That, or a result for each recipient that was tried. What a server says before MAIL, even 5xx, it
 * says of us and not of a recipient: nobody fails by it. */
static void judge(SmtpLane *self, Delivery *delivery, CURLcode code)
{
    const SmtpDialogue *dialogue = &self->dialogue;
    g_autofree char *trouble = smtp_lane_describe(self, code);
    g_autofree DeliveryResult *found = g_new0(DeliveryResult, self->to->len);
    bool is_refused = code == CURLE_LOGIN_DENIED || smtp_lane_is_about_login(dialogue->mail.code);

    if (is_refused || (dialogue->mail.code == 0 && dialogue->stage <= STAGE_START)) {
        set_trouble(self, delivery, trouble, is_refused);
        return;
    }
    smtp_dialogue_judge(dialogue, trouble, found);
    for (guint i = 0; i < self->to->len; i++)
        delivery->results[self->place[i]] = found[i];
}

Delivery *smtp_lane_end(SmtpLane *self, CURLcode code)
{
    Delivery *delivery = g_steal_pointer(&self->delivery);

    judge(self, delivery, code);
    smtp_lane_clear_letter(self);
    return delivery;
}
