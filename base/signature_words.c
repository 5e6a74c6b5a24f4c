/* signature_words.c: see signature_words.h. */
#include "base/signature_words.h"

#include <string.h>

#include <glib.h>

/* Beginnings that are a program's whatever follows. */
static const char *const PROGRAMS[] = {
    "sent from ",
    "sent via ",
    "sent with ",
    "sent using ",
    "sent by my ",
    "sent on the go",
    "get outlook for",
    "download outlook",
    "get bluemail",
    "get typeapp",
    "typed on my ",
    "written on my ",
    "please excuse my brevity",
    "sent securely with",
    "sent mobile",
    "скачать outlook",
    "получить outlook",
    "получите outlook",
    "загрузить outlook",
    "загрузите outlook",
    "получить bluemail",
    "скачать bluemail",
    "простите за краткость",
    "извините за краткость",
    "отримати outlook",
    "завантажити outlook",
    "от мобильной почты",
    "пробачте за лаконічність",
    "вибачте за стислість",
    "з мого iphone",
    "с моего iphone",
    "von meinem ",
    "gesendet von ",
    "gesendet mit ",
    "gesendet über ",
    "gesendet aus ",
    "diese nachricht wurde von meinem ",
    "versendet mit ",
    "versendet von ",
    "hämta outlook",
    "envoyé de mon ",
    "envoyé de ma ",
    "envoyé depuis ",
    "envoyé à partir ",
    "envoyé avec ",
    "télécharger outlook",
    "obtenir outlook",
    "envoyé du ",
    "envoye de mon ",
    "enviado desde ",
    "enviado de mi ",
    "enviado do ",
    "enviado de ",
    "enviado a partir ",
    "enviado através ",
    "enviado por ",
    "obtener outlook",
    "descargar outlook",
    "obter o outlook",
    "inviato da ",
    "inviato dal ",
    "inviato con ",
    "inviato dall",
    "scarica outlook",
    "ottieni outlook",
    "verzonden vanaf ",
    "verstuurd vanaf ",
    "verzonden met ",
    "verstuurd met ",
    "verzonden via ",
    "verzonden vanuit ",
    "outlook voor ",
    "wysłano z ",
    "wysłane z ",
    "wysłany z ",
    "pobierz outlook",
    "skickat från ",
    "skickat via ",
    "skickat med ",
    "skickades från ",
    "sendt fra ",
    "sendt via ",
    "sendt med ",
    "hent outlook",
    "lähetetty ",
    "odesláno z ",
    "odesláno pomocí ",
    "odoslané z ",
    "elküldve ",
    "az én iphone",
    "trimis de pe ",
    "trimis din ",
    "poslano z ",
    "poslano sa ",
    "στάλθηκε από ",
    "изпратено от ",
    "发自我的",
    "发送自",
    "從我的",
    "从我的",
    "我的 iphone",
    "iphoneから送信",
    "ipadから送信",
    "나의 iphone",
    "iphone'umdan",
    "iphone'dan",
    "do you yahoo",
};

/* "Отправлено ... Samsung": the verb alone says nothing. */
static const char *const SENT[] = {"отправлено",        "отослано",       "послано",
                                   "написано",          "набрано",        "надіслано",
                                   "відправлено",       "адпраўлена",     "сообщение отправлено",
                                   "письмо отправлено", "лист надіслано", "жіберілді"};
static const char *const DEVICES[] = {
    "iphone",    "ipad",         "android", "андроид",     "мобильн",   "мобільн",    "телефон",
    "смартфон",  "планшет",      "моего",   "мого ",       "устройств", "пристро",    "samsung",
    "galaxy",    "xiaomi",       "redmi",   "huawei",      "honor",     "realme",     "windows",
    "mac",       "mail.ru",      "почт",    "пошт",        "яндекс",    "outlook",    "gmail",
    "приложени", "додатк",       "bat!",    "thunderbird", "k-9",       "rambler",    "рамблер",
    "ukr.net",   "i.ua",         "nokia",   "lg ",         "sony",      "blackberry", "симбиан",
    "symbian",   "vk workspace", "mymail",  "myмail",
};

static const struct Formula {
    const char *begin;
    int least; /* English ones are also a polite end of the text: only with more than a name */
} FORMULAS[] = {
    {"с уважением", 0},
    {"с ув.", 1},
    {"с глубоким уважением", 0},
    {"с большим уважением", 0},
    {"с искренним уважением", 0},
    {"с неизменным уважением", 0},
    {"с почтением", 0},
    {"с наилучшими пожеланиями", 0},
    {"с добрыми пожеланиями", 0},
    {"с лучшими пожеланиями", 0},
    {"с пожеланиями", 0},
    {"с благодарностью", 0},
    {"с признательностью", 0},
    {"всего доброго", 0},
    {"всего хорошего", 0},
    {"искренне ваш", 0},
    {"з повагою", 0},
    {"із повагою", 0},
    {"з найкращими побажаннями", 0},
    {"з вдячністю", 0},
    {"щиро ваш", 0},
    {"з павагай", 0},
    {"құрметпен", 0},
    {"best regards", 2},
    {"kind regards", 2},
    {"with best regards", 2},
    {"with kind regards", 2},
    {"warm regards", 2},
    {"regards", 2},
    {"sincerely", 2},
    {"yours sincerely", 2},
    {"best wishes", 2},
    {"yours faithfully", 2},
};

static const char *const DISCLAIMERS[] = {
    "this e-mail and any",
    "this email and any",
    "this message and any",
    "this message is intended",
    "this message (including",
    "this e-mail is intended",
    "this email is intended",
    "this email is confidential",
    "this e-mail is confidential",
    "the information in this e",
    "the information contained in this",
    "confidentiality notice",
    "the contents of this e",
    "please consider the environment",
    "this message has been scanned",
    "this email has been checked",
    "this e-mail has been checked",
    "virus-free.",
    "the original of this email was scanned",
    "incoming and outgoing e-mail",
    "настоящее электронное",
    "данное электронное",
    "настоящее сообщение и",
    "данное сообщение и",
    "это электронное",
    "это сообщение и любые",
    "это сообщение предназначено",
    "сообщение и вложения",
    "информация, содержащаяся в",
    "уведомление о конфиденциальности",
    "письмо и вложения",
    "это письмо и вложения",
    "это письмо проверено",
    "проверено антивирус",
    "без вирусов",
    "вирусов нет",
    "данное письмо и",
    "настоящее письмо и",
    "прежде чем распечат",
    "перед тем как распечат",
    "прежде чем печатать",
    "пожалуйста, подумайте об окружающей",
    "подумайте об окружающей",
    "берегите природу",
    "это сообщение проверено",
    "цей лист і",
    "це повідомлення та",
    "це повідомлення призначене",
    "конфіденційність:",
    "конфиденциальность:",
};

static const char *const PATRONYMICS[] = {"вич", "вна", "ична", "ьич", "мич",
                                          "тич", "кич", "івна", "ївна"};

static const char *begins_with_any(const char *folded, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (folded[0] == list[i][0] && g_str_has_prefix(folded, list[i]))
            return folded + strlen(list[i]);
    return NULL;
}

bool signature_by_program(const char *folded)
{
    if (begins_with_any(folded, PROGRAMS, G_N_ELEMENTS(PROGRAMS)))
        return true;
    const char *rest = begins_with_any(folded, SENT, G_N_ELEMENTS(SENT));
    for (size_t i = 0; rest && i < G_N_ELEMENTS(DEVICES); i++)
        if (strstr(rest, DEVICES[i]))
            return true;
    return false;
}

bool signature_formula(const char *folded, int *least)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FORMULAS); i++) {
        if (folded[0] != FORMULAS[i].begin[0] || !g_str_has_prefix(folded, FORMULAS[i].begin))
            continue;
        const char *rest = folded + strlen(FORMULAS[i].begin);
        if (*rest && !strchr(" ,.!-", *rest) && !g_str_has_prefix(rest, "—"))
            continue;
        *least = FORMULAS[i].least;
        return true;
    }
    return false;
}

bool signature_disclaimer(const char *folded)
{
    return begins_with_any(folded, DISCLAIMERS, G_N_ELEMENTS(DISCLAIMERS)) != NULL;
}

bool signature_is_patronymic(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(PATRONYMICS); i++)
        if (g_str_has_suffix(word, PATRONYMICS[i]))
            return true;
    return false;
}
