/* quote_words.c: see quote_words.h. The words are those of Outlook, Gmail, Apple Mail, Thunderbird,
 * Yandex, Mail.ru, The Bat!, phones and web mail in their translations. A new program is a new
 * word here. */
#include "base/quote_words.h"

#include <string.h>

#include <glib.h>

static const struct RoleName {
    QuoteRole role;
    const char *labels; /* divided by "|" */
} ROLE_NAMES[] = {
    {ROLE_FROM,
     "from|от|от кого|отправитель|від|від кого|ад|ад каго|von|de|da|van|od|från|fra|"
     "lähettäjä|kimden|gönderen|από|发件人|寄件者|差出人|보낸 사람|feladó|expéditeur|de la|"
     "mittente|reply-from|кімнен|кемнән|сообщение от|message from"},
    {ROLE_DATE,
     "sent|date|sent at|date sent|отправлено|дата|дата отправки|отправлена|когда|"
     "надіслано|дата надсилання|відправлено|адпраўлена|gesendet|gesendet am|datum|envoyé|"
     "envoyé le|date d'envoi|enviado|enviado el|enviada|enviada em|enviado em|fecha|data|"
     "inviato|data invio|verzonden|datum verzending|wysłano|wyslano|data wysłania|skickat|"
     "sendt|dato|lähetetty|päivämäärä|odesláno|odoslané|dátum|elküldve|küldve|trimis|"
     "gönderildi|gönderme tarihi|tarih|ημερομηνία|στάλθηκε|发送时间|日期|傳送時間|送信日時|"
     "日付|보낸 날짜|message du|il giorno|изпратено|жіберілді|день|дата и время"},
    {ROLE_TO,
     "to|кому|получатель|получатели|куда|адресат|одержувач|каму|an|à|a|para|pour|aan|do|"
     "till|til|vastaanottaja|komu|címzett|către|kime|προς|收件人|宛先|받는 사람|до|destinataire|"
     "destinatario|al|кімге|кемгә|для"},
    {ROLE_SUBJECT,
     "subject|тема|тема письма|заголовок|тема листа|тэма|betreff|objet|sujet|asunto|"
     "assunto|oggetto|onderwerp|temat|ämne|emne|aihe|předmět|predmet|tárgy|subiect|konu|"
     "θέμα|主题|主旨|件名|제목|re|относно|тақырыбы|тақырып"},
    {ROLE_OTHER,
     "cc|copy|bcc|копия|копии|скрытая копия|копія|копии письма|kopie|cc à|copie à|copie|"
     "copia|con copia|kopia|kopi|kopio|másolatot kap|抄送|副本|참조|reply-to|reply to|"
     "ответить|адрес для ответа|risposta|rispondi a|responder a|répondre à|antwort an|"
     "importance|priority|важность|приоритет|вложения|вложение|attachments|"
     "on behalf of|от имени|sender|организация|messaggio"},
};

/* Between letters they are no verbs of an attribution. */
static const char *const VERBS[] = {
    "wrote",          "writes",     "пишет",       "писал",      "писала",     "написал",
    "написала",       "написал(а)", "написал(-а)", "написал/а",  "писал(а)",   "писал(-а)",
    "писали",         "написали",   "написано",    "сообщил",    "сообщила",   "сообщает",
    "ответил",        "ответила",   "пише",        "писав",      "написав",    "написав(ла)",
    "написав(-ла)",   "писали ви",  "напише",      "піша",       "напісаў",    "напісала",
    "schrieb",        "schrieben",  "geschrieben", "a écrit",    "écrit",      "a ecrit",
    "a wrote",        "écrivait",   "escribió",    "escribio",   "escreveu",   "ha scritto",
    "scritto",        "scrive",     "schreef",     "geschreven", "napisał",    "napisała",
    "napisał(a)",     "napisał/a",  "napisal",     "pisze",      "napsal",     "napsal(a)",
    "napsala",        "napísal",    "napísal(a)",  "písal",      "napisao",    "skrev",
    "skrev følgende", "kirjoitti",  "írta",        "a scris",    "şunu yazdı", "şunları yazdı",
    "yazdı",          "yazmış",     "έγραψε",      "написа",     "rašė",       "rakstīja",
    "kirjutas",       "menulis",    "đã viết",     "жазды",      "язды",       "quoting",
    "цитирую",        "цитата",     "цитую",       "zitat von",  "quote from", "has written",
    "said",           NULL,
};

/* Scripts without blanks between words. */
static const char *const JOINED_VERBS[] = {"写道",  "寫道", "のメール", "書きました", "님이 작성",
                                           "작성:", "כתב",  "كتب",      NULL};

static const char LEADS[] =
    "on|at|in|в|во|на|о|le|el|il|am|op|em|den|dne|dňa|dnia|w|a|la|на|från|fra|pada|vào|у|від|от|"
    "mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    "пн|вт|ср|чт|пт|сб|вс|нд|понедельник|вторник|среда|среду|четверг|пятница|пятницу|суббота|"
    "субботу|"
    "воскресенье|понеділок|вівторок|середа|середу|четвер|п'ятниця|п’ятниця|п'ятницю|субота|суботу|"
    "неділя|неділю|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|seg|ter|"
    "qua|"
    "qui|sex|gio|sab|pon|wt|śr|czw|pt|sob|ndz|niedz|man|tir|ons|tor|fre|lør|søn|mån|tis|lör|sön|ma|"
    "woe|wo|vr|za|zo|вы|ви|you|дата|date|在";

static const char SEPARATORS[] =
    "original message|original e-mail|original email|original mail|original appointment|"
    "reply message|forwarded message|forwarded letter|forwarded email|originalmessage|message "
    "original|"
    "original-nachricht|originalnachricht|original nachricht|ursprüngliche nachricht|"
    "weitergeleitete nachricht|weitergeleitete mail|message d'origine|message d’origine|"
    "message transféré|message transmis|message initial|courriel original|e-mail d'origine|"
    "mensaje original|mensaje reenviado|correo original|messaggio originale|messaggio inoltrato|"
    "oorspronkelijk bericht|oorspronkelijk e-mailbericht|origineel bericht|doorgestuurd bericht|"
    "mensagem original|mensagem encaminhada|wiadomość oryginalna|oryginalna wiadomość|"
    "wiadomość przekazana|treść przekazanej wiadomości|ursprungligt meddelande|originalmeddelande|"
    "vidarebefordrat meddelande|vidarebefordrat brev|oprindelig meddelelse|original meddelelse|"
    "videresendt meddelelse|videresendt besked|opprinnelig melding|videresendt melding|"
    "alkuperäinen viesti|välitetty viesti|původní zpráva|přeposlaná zpráva|původní e-mail|"
    "pôvodná správa|eredeti üzenet|továbbított üzenet|mesaj original|mesajul original|orijinal "
    "mesaj|"
    "özgün ileti|iletilen mesaj|αρχικό μήνυμα|原始邮件|原始郵件|转发邮件|转发的邮件|元のメッセージ|"
    "転送メッセージ|원본 메시지|originele bericht|izvorna poruka|"
    "исходное сообщение|исходное письмо|исходящее сообщение|оригинальное сообщение|"
    "оригинальное письмо|оригинал сообщения|оригинал письма|первоначальное сообщение|"
    "первоначальное письмо|первичное сообщение|предыдущее сообщение|пересылаемое сообщение|"
    "пересылаемое письмо|пересланное сообщение|пересланное письмо|переадресованное сообщение|"
    "переадресованное письмо|перенаправленное сообщение|перенаправленное письмо|"
    "переслано сообщение|конец пересылаемого сообщения|конец пересылаемого письма|"
    "начало переадресованного сообщения|начало переадресованного письма|"
    "начало пересылаемого сообщения|начало пересылаемого письма|"
    "вихідне повідомлення|початкове повідомлення|оригінальне повідомлення|оригінал повідомлення|"
    "оригінальний лист|вихідний лист|переслане повідомлення|пересланий лист|"
    "перенаправлене повідомлення|переадресоване повідомлення|переадресований лист|"
    "арыгінальнае паведамленне|перасланае паведамленне|пачатковае паведамленне|"
    "бастапқы хабар|қайта жіберілген хабар|қайта бағытталған хабар|препратено съобщение|"
    "оригинално съобщение";

/* With dashes around: the beginning is enough ("Forwarded by Anna on 16.11"). */
static const char *const SEPARATOR_BEGINNINGS[] = {"forwarded by ",
                                                   "forwarded message from ",
                                                   "original message from ",
                                                   "переадресовано",
                                                   "переслано ",
                                                   "пересланное сообщение от ",
                                                   "пересылаемое сообщение от ",
                                                   "original message ",
                                                   "исходное сообщение ",
                                                   NULL};

static const char BARE_SEPARATORS[] =
    "begin forwarded message|anfang der weitergeleiteten nachricht|début du message réexpédié|"
    "début du message transféré|inizio messaggio inoltrato|inicio del mensaje reenviado|"
    "início da mensagem encaminhada|begin doorgestuurd bericht|vidarebefordrat brev|"
    "videresendt besked|välitetty viesti alkaa|początek przekazywanej wiadomości|"
    "начало переадресованного сообщения|начало переадресованного письма|начало пересылаемого "
    "письма|"
    "начало пересылаемого сообщения|пересылаемое сообщение|пересланное сообщение|"
    "початок листа, що пересилається|початок переспрямованого повідомлення|"
    "початок переадресованого повідомлення|початок переадресованого листа";

static bool is_fold_blank(gunichar c)
{
    return c == ' ' || c == '\t' || c == 0xA0 || c == 0x202F || c == 0x200B;
}

/* One pass, without a look at tables for what is ASCII: called for many lines of every letter. */
char *quote_fold(const char *text, size_t length)
{
    char *out = g_malloc(2 * length + 7); /* lower case may be longer: U+023A is */
    char *at = out;
    bool blank = false;

    for (const char *p = text; p < text + length && *p;) {
        guchar byte = (guchar)*p;
        gunichar c = byte < 0x80 ? byte : g_utf8_get_char(p);
        p = byte < 0x80 ? p + 1 : g_utf8_next_char(p);
        if (is_fold_blank(c)) {
            blank = at > out;
            continue;
        }
        if (blank)
            *at++ = ' ';
        blank = false;
        if (c < 0x80)
            *at++ = g_ascii_tolower((char)c);
        else
            at += g_unichar_to_utf8(c == 0x401 || c == 0x451 ? 0x435 : g_unichar_tolower(c), at);
    }
    *at = '\0';
    return out;
}

static void add_words(GHashTable *table, const char *words, int value)
{
    g_auto(GStrv) split = g_strsplit(words, "|", -1);

    for (size_t i = 0; split[i]; i++)
        g_hash_table_insert(table, g_strdup(split[i]), GINT_TO_POINTER(value));
}

/* Made once and kept for the life of the process. */
static GHashTable *table_once(GHashTable **kept, const char *words)
{
    if (!*kept) {
        *kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        add_words(*kept, words, 1);
    }
    return *kept;
}

QuoteRole quote_role(const char *label)
{
    static GHashTable *roles;

    if (!roles) {
        roles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        for (size_t i = 0; i < G_N_ELEMENTS(ROLE_NAMES); i++)
            add_words(roles, ROLE_NAMES[i].labels, ROLE_NAMES[i].role);
    }
    return (QuoteRole)GPOINTER_TO_INT(g_hash_table_lookup(roles, label));
}

/* `word` in `text`, with no letter at its side. */
static bool has_word(const char *text, const char *word)
{
    for (const char *p = strstr(text, word); p; p = strstr(p + 1, word)) {
        const char *before = p > text ? g_utf8_prev_char(p) : NULL;
        gunichar after = g_utf8_get_char(p + strlen(word));
        if ((!before || !g_unichar_isalpha(g_utf8_get_char(before))) && !g_unichar_isalpha(after))
            return true;
    }
    return false;
}

bool quote_has_verb(const char *folded)
{
    for (size_t i = 0; VERBS[i]; i++)
        if (has_word(folded, VERBS[i]))
            return true;
    for (size_t i = 0; JOINED_VERBS[i]; i++)
        if (strstr(folded, JOINED_VERBS[i]))
            return true;
    return false;
}

bool quote_is_lead(const char *word)
{
    static GHashTable *leads;

    return g_hash_table_contains(table_once(&leads, LEADS), word);
}

bool quote_is_separator(const char *phrase)
{
    static GHashTable *separators;

    if (g_hash_table_contains(table_once(&separators, SEPARATORS), phrase))
        return true;
    for (size_t i = 0; SEPARATOR_BEGINNINGS[i]; i++)
        if (g_str_has_prefix(phrase, SEPARATOR_BEGINNINGS[i]))
            return true;
    return false;
}

bool quote_is_bare_separator(const char *phrase)
{
    static GHashTable *bare;

    return g_hash_table_contains(table_once(&bare, BARE_SEPARATORS), phrase);
}
