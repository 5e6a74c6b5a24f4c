/* command_wishes.c: what people write in ordinary words, and the command that it comes to
 * (CommandWish of lists/command.h). The first row that fits counts: those that mean less than all
 * letters stand before leaving. Words are folded, with е for ё. */
#include "gateway/command_table.h"

#define OF_LISTS                                                                                                                                                    \
    "рассыл* списк* список баз* подпис* объединен* сообществ* групп* переписк* почтов* адрес* " \
    "почт* email e-mail электронн* ваш* эт* всей вся от из с со на в больше никогда уже сво* "                \
    "личн* моего моей данн*"
#define OF_LISTS_EN                                                                                \
    "off from out of the this that your list lists mailing mailings mail mails email emails "      \
    "e-mail group subscription anymore more again my i do to any"

const CommandWish COMMAND_WISHES[] = {
    {"", "ru", NULL,
     "пожалуйста пож плиз прошу просим просьба будьте добр* очень большое спасибо заранее срочно "
     "наконец же ли бы и а ну вот теперь мне меня нас нам я мы вас вам здравствуйте добрый день "
     "доброе утро вечер привет коллеги уважаем* please thanks thank you kindly just now hi hello "
     "dear sirs can could would and",
     0},

    /* --- fewer letters, or none for a while --- */
    {"vacation", "ru",
     "не_присыла* не_шли не_шлите не_слать не_отправля* не_пишите больше_не / =до =по",
     "писем письма письмо сообщени* рассыл* больше мне нам не присылайте присылать", 0},
    {"vacation", "ru",
     "ухожу уезжаю иду еду уйду поеду буду нахожусь беру взяла взял я мы уходим в_отпуске "
     "/ отпуск* отпуске каникулах каникулы больничн* декрет* командировк*",
     "в буду сейчас нахожусь ухожу", 0},
    {"vacation", "ru", "меня_не_будет нас_не_будет отсутствую отсутствовать", "буду", 0},
    {"vacation", "en", "i i'm we / vacation holiday holidays on_leave away",
     "am are be will on going", 0},
    {"digest", "ru",
     "не_присыла* не_шли не_шлите не_надо не_нужен не_хочу хватит отключ* как_отключить / "
     "дайджест*",
     "присыл* получать больше мне ваш*", WISH_ALONE},
    {"digest", "ru",
     "реже не_так_часто слишком_часто много_писем писем_много слишком_много_писем раз_в_неделю "
     "раз_в_день одним_письмом / пис* присыл* получать приход* рассыл* шлите слать",
     "можно как слишком очень хочу хотела хотел чтобы не каждый день так много вы все", WISH_ALONE},

    /* --- a letter of one's own --- */
    {"take-back", "ru",
     "удал* отзов* отозв* верн* отмен* уберите убрать снимите / мое_письмо мое_последнее_письмо "
     "мою_публикацию мой_пост мое_сообщение последнее_письмо свое_письмо",
     "номер мое последн* можно как хочу", 0},

    /* --- to leave --- */
    {"unsubscribe", "ru",
     "отпиш* отпис* выпиш* выпис* / меня нас себя мой_адрес* мою_почт* наш_адрес* нашу_почт* "
     "нашу_школу",
     OF_LISTS, WISH_NO_POST},
    {"unsubscribe", "ru",
     "удал* исключ* убер* убрать вычеркн* отключ* снимите снять вывед* / меня нас мой_адрес* "
     "мою_почт* мой_почтов* мой_электронн* мой_e-mail мой_email наш_адрес* нашу_почт* нашу_школу "
     "/ рассыл* подпис* баз*",
     OF_LISTS, WISH_NO_POST},
    {"unsubscribe", "ru",
     "удал* исключ* убер* убрать вычеркн* отключ* снимите снять вывед* / меня нас мой_адрес* "
     "мою_почт* мой_почтов* мой_электронн* мой_e-mail мой_email наш_адрес* нашу_почт* нашу_школу",
     OF_LISTS, WISH_NO_POST | WISH_UNSURE},
    {"unsubscribe", "ru",
     "не_присылайте не_присылай не_присылать не_шли не_шлите не_слать не_высылайте не_отправляйте "
     "не_рассылайте больше_не / мне нам меня нас на_мой на_мою на_мо* на_наш* / присыл* шли шлите "
     "слать высыл* отправляйте рассылайте пишите писем письма рассыл*",
     "не присыл* шли шлите слать высыл* отправляйте рассылайте пишите писем письма письмо "
     "сообщени* "
     "уведомлени* спам* ваш* вс* ничего " OF_LISTS,
     WISH_NO_POST},
    {"unsubscribe", "ru",
     "не_присылайте не_присылай не_присылать не_шли не_шлите не_слать не_высылайте не_отправляйте "
     "не_рассылайте / писем письма рассыл* сообщени* больше",
     "ваш* вс* никак* писем письма сообщени* " OF_LISTS, WISH_NO_POST | WISH_UNSURE},
    {"unsubscribe", "ru",
     "прекрат* прекращ* перестан* хватит довольно достаточно стоп / присыл* слать рассыл* писем "
     "письма писать спам* сообщени*",
     "мне нам ваш* эт* присыл* слать рассыл* писем письма " OF_LISTS, WISH_NO_POST},
    {"unsubscribe", "ru",
     "не_хочу не_желаю не_хотим не_хотел* не_буду отказываюсь отказываемся откажусь отказ "
     "отказаться / получ* писем письма письмам рассыл* подпис* участв* состоять присыл*",
     "получ* письма писем рассыл* хочу как можно " OF_LISTS, WISH_NO_POST},
    {"unsubscribe", "ru",
     "не_нужны не_нужна не_нужно не_надо / писем письма рассыл* подпис* присыл* слать",
     "мне нам " OF_LISTS, WISH_NO_POST | WISH_UNSURE},
    {"unsubscribe", "ru",
     "как хочу хотел* хотим можно помогите помоги подскажите нужно надо прошу решила решил / "
     "отпис* "
     "выйти выход* покинуть отказаться удалиться выписаться",
     "не могу можно мне себя сделать получается " OF_LISTS, WISH_NO_POST},
    {"unsubscribe", "ru", "стоп хватит отстаньте отпишитесь отписка", NULL,
     WISH_ALONE | WISH_NO_POST | WISH_UNSURE},
    {"unsubscribe", "en",
     "remove_me delete_me take_me exclude_me drop_me opt_me unsubscribe_me remove_us "
     "unsubscribe_us "
     "unsubscribe_my* remove_my_address remove_my_email remove_my_e-mail delete_my_address",
     OF_LISTS_EN " address", WISH_NO_POST},
    {"unsubscribe", "en",
     "stop don't_send dont_send do_not_send no_more don't_want do_not_want cease quit / send "
     "sending "
     "emails email mails mail messages letters writing mailing receive",
     "me us these such " OF_LISTS_EN, WISH_NO_POST | WISH_UNSURE},
    {"unsubscribe", "en", "how want like wish need help / unsubscribe opt_out opting_out",
     OF_LISTS_EN " me", WISH_NO_POST},
    {"unsubscribe", "en", "stop", NULL, WISH_ALONE | WISH_NO_POST | WISH_UNSURE},

    /* --- to join --- */
    {"subscribe", "ru",
     "подпиш* добав* запиш* включ* внес* присоедин* / меня нас мой_адрес* мою_почт* наш_адрес*",
     OF_LISTS " тоже к список", 0},
    {"subscribe", "ru",
     "хочу хотел* хотим можно как нужно надо желаю / подпис* вступить присоединиться вступлени*",
     OF_LISTS " получать тоже к", 0},
    {"subscribe", "en",
     "add_me add_us add_my subscribe_me subscribe_us sign_me let_me_join want_to_join",
     OF_LISTS_EN " up on too", 0},

    /* --- to be told --- */
    {"lists", "ru", "какие каких / объединен* рассыл* списк* группы сообществ*",
     "есть у вас бывают тут существуют можно", WISH_ALONE},
    {"my-lists", "ru", "на_что где куда в_каких на_какие какие / подписан* состою мои_подпис*",
     "объединен* рассыл* " OF_LISTS, WISH_ALONE},
    {"help", "ru",
     "как не_понимаю не_понятно непонятно научите объясните / пользоваться работает работать "
     "этим_пользоваться",
     "это этим все всем с сервис* рассыл* помощник* робот* почт*", WISH_ALONE},
    {"find", "ru", "ищу где_найти помогите_найти как_найти", NULL, 0},
    {0},
};
