#!/bin/bash
# 29-instructions.sh: every link that a letter of ours prints is taken from the letter itself and followed, by whoever got it.
# A link of conf/letters/ru that no row here names, and no other test, is a failure.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/follow.sh"
new_followers

# --- links in the answers to commands: letter, placeholder, who, the command that brings it, link, what it leads to -------

while IFS='|' read -r letter link who command which subject; do
    later 1 day
    proven "${!who}" "$command"
    follow "$answer" "$which" </dev/null
    leads_to "$subject" "$letter $link"
done <<'ROWS'
help|link_lists|PETROV|помощь|#1|^Объединения сообщества$
lists|link_subscribe|ZHUKOVA|списки|#1|^Подтвердите вступление: 
unknown-command|link_help|PETROV|сделайте мне красиво|#1|^Как пользоваться
did-you-mean|link_meant|PETROV|спмски|#1|^Объединения сообщества$
did-you-mean|link_help|PETROV|спмски|#2|^Как пользоваться
digest-set|link_digest|PETROV|дайджест еженедельно|#1|^Как часто присылать письма
digest-how|link_daily|PETROV|дайджест|#1|^Как теперь приходят письма$
digest-how|link_weekly|PETROV|дайджест|#2|^Как теперь приходят письма$
digest-how|link_each|PETROV|дайджест|#3|^Как теперь приходят письма$
vacation-set|link_back|PETROV|отпуск до 25.12|#1|^С возвращением!$
vacation-how|link_back|PETROV|отпуск|#1|^С возвращением!$
my-lists|link_unsubscribe|PETROV|мои подписки|#1|^Подтвердите выход: 
my-lists|link_digest|IVANOVA|мои подписки|#2|^Как часто присылать письма
my-lists|link_lists|ZHUKOVA|мои подписки|#1|^Объединения сообщества$
my-activity|link_lists|ZHUKOVA|моя активность|#1|^Объединения сообщества$
which-list|link_unsubscribe|PETROV|отписаться|#1|^Подтвердите выход: 
need-person|link_help|SCHOOL7|подписаться fizika|#2|^Как пользоваться
need-own-address|link_help|SCHOOL7|мои подписки|#1|^Как пользоваться
confirm-subscribe|link_yes|ZHUKOVA|подписаться fizika|ДА|^Добро пожаловать в «МО учителей физики
confirm-unsubscribe|link_yes|ZHUKOVA|отписаться fizika|ДА|^Вы вышли.*МО учителей физики
confirm-export|link_yes|IVANOVA|выгрузить мои данные|ДА|^Ваши данные$
receipts-set|link_receipts|DROZDOVA|квитанции вкл|Выключить|^Квитанции выключены$
receipts-set|link_receipts|DROZDOVA|квитанции выкл|Включить|^Квитанции включены$
confirm-unsubscribe-all|link_yes|DROZDOVA|отписаться от всего|ДА|^Вы вышли из всех объединений$
ROWS
follow "$answer" '#1' </dev/null
leads_to '^Объединения сообщества$' 'unsubscribed-all link_lists'
later 1 day
proven $PETROV 'отписаться'
question=$answer
for name in 'МО учителей физики' 'математика'; do
    reply "$question" "$name"
    answer=$(from_us $PETROV)
    leads_to '^Подтвердите выход: МО учителей ' "which-list, by '$name' in the answer"
    later 1 day
done
reply "$question" 'помощь'
answer=$(from_us $PETROV)
leads_to '^Как пользоваться' 'and another command there is carried out'
later 1 day
proven $ZHUKOVA 'подписатся fizika'
question=$answer
reply "$question" 'Да, подписать!'
answer=$(from_us $ZHUKOVA)
leads_to '^Подтвердите вступление: МО учителей физики' 'did-you-mean, by ДА'
reply "$question" 'мои подписки'
answer=$(from_us $ZHUKOVA)
leads_to '^Ваши подписки' 'another command under it is carried out'
later 1 day
proven $PETROV 'найти ничего'
reply "$answer" 'А где же письма?'
follow "$(from_us $PETROV)" '#1' </dev/null
leads_to '^Как пользоваться' 'answer-unread link_help'
later 1 day
order $IVANOVA 'дайджест ежедневно'
follow "$answer" 'ДА' </dev/null
leads_to '^Как теперь приходят письма$' 'confirm-commands link_yes'
later 1 day
proven $ORLOVA 'удалить matematika Петров Пётр Сергеевич'
follow "$(from_us $PETROV)" '#1' </dev/null
leads_to '^Подтвердите вступление: МО учителей математики' 'removed-you link_subscribe'

later 1 hour
{ echo 'ФИО;Школа;Должность;Почта'; echo 'Новикова Вера Игоревна;Школа № 9;учитель;novikova@mail.test'; } >"$TEST_TMP/new.csv"
write $ORLOVA $ROBOT 'новый учебный год' --attach "new.csv=$TEST_TMP/new.csv" --header "Authentication-Results: mx.mo.test; dmarc=pass header.from=school5.test" <<<'Высылаю.'
follow "$(from_us $ORLOVA)" 'ДА' </dev/null
leads_to '^Картотека изменена$' 'confirm-registry link_yes'
later 1 day
v member invite fizika 'Школа № 5' >/dev/null
due
follow "$(grep -l 'Subject: =?UTF-8?B?0J/RgNC40LPQu9Cw' $(sent_to $KUZNETSOV) /dev/null)" 'НЕТ' </dev/null
is "$(v member invite --status fizika --json | jq .refused)" 1 'invitation link_no'

# --- links of moderation -------------------------------------------------------------------------------------------------

hold 'Непонятный ответ'
reply "$ask1" 'не знаю'
follow "$(from_us $SIDOROVA)" 'ДА' </dev/null
is "$(decided); $(posts matematika)" 'answer answer; 1' 'answer-unclear link_yes'
hold 'Непонятный отказ'
reply "$ask1" 'не знаю'
follow "$(from_us $SIDOROVA)" 'НЕТ' </dev/null
is "$(decided); $(posts matematika)" 'answer answer; 1' 'answer-unclear link_no'
hold 'С правкой'
follow "$ask1" 'ПРАВКА' <<<'Исправленный текст.'
is "$(decided); $(posts matematika)" 'answer answer; 2' 'moderation link_edit'
is "$(sql "SELECT text FROM post WHERE subject = 'С правкой'")" 'Исправленный текст.' 'what is written below what opens is published'
hold 'Кнопка правки'
follow "$ask1" 'html:ПРАВКА' <<<'Другой текст.'
is "$(sql "SELECT text FROM post WHERE subject = 'Кнопка правки'")" 'Другой текст.' 'moderation.html link_edit'
hold 'Кнопка да'
follow "$ask1" 'html:ДА' </dev/null
is "$(decided); $(posts matematika)" 'answer answer; 4' 'moderation.html link_yes'
hold 'Кнопка нет'
follow "$ask1" 'html:НЕТ' </dev/null
is "$(ruled)" no 'moderation.html link_no'
hold 'Кнопка спам'
follow "$ask1" 'html:СПАМ' </dev/null
is "$(ruled)" spam 'moderation.html link_spam'
hold 'Кнопка доверия'
follow "$ask1" 'html:ДА И ДАЛЬШЕ' </dev/null
is "$(ruled)" always 'moderation.html link_always'
hold 'Утром раз'
hold 'Утром два'
later 1 day
due
queue=$(grep -l 'Subject: =?UTF-8?B?0JbQtNGD0YIg' $(sent_to $SIDOROVA) /dev/null)
follow "$queue" 'html:1 ДА' </dev/null
is "$(ruled)" yes 'queue.html body_yes'
follow "$queue" 'html:2 НЕТ' </dev/null
is "$(ruled)" no 'queue.html body_no, queue.html link_answer'
later 1 day
proven $ZHUKOVA 'удалить мои данные'
follow "$answer" 'ДА' </dev/null
leads_to '^Ваши данные удалены$' 'confirm-erase link_yes'

# --- no link without a test ----------------------------------------------------------------------------------------------

# "letter placeholder" of links that other tests follow, and a name there
elsewhere() {
    cat <<'ROWS'
moderation link_yes 12-moderation.sh the link of ДА publishes
moderation link_no 12-moderation.sh the link of НЕТ refuses
queue link_answer 12-queue.sh a link decides its own post
queue body_yes 12-queue.sh a link decides its own post
queue body_no 12-queue.sh each of them
join-asked link_yes 21-approval.sh click "$first" ДА
join-asked link_no 21-approval.sh click "$second" НЕТ
invitation link_yes 30-invitation.sh the link ДА joins
role-you link_help 16-member-told.sh its link tells the commands of a moderator
added-you link_unsubscribe 28-methodist.sh and can leave by the link of that letter
found link_post 27-search.sh click "$found" Ссылка
archive-post link_post 27-search.sh click "$whole" "Письмо $second"
need-person link_answer 17-shared-mailbox.sh a name alone in the letter that the link opens will do
who-wrote link_answer 17-shared-mailbox.sh the link below a name answers too
place-menu link_answer 15-two-doors.sh the link below a title places a letter
confirm-address link_yes 29-addresses.sh the link of the question links it
post-waits link_take_back 12-take-back.sh the link in the letter that it still waits asks for a ДА
post-published link_take_back 12-take-back.sh the link in the letter that it is published takes it back
receipt link_take_back 12-take-back.sh the link in a receipt takes a letter back
receipt link_receipts 12-take-back.sh the link in a receipt turns them off
ROWS
}
while read -r letter link file name; do
    ok "$letter $link is followed in $file" grep -qF -e "$name" "$ROOT/tests/e2e/$file"
done < <(elsewhere)
for file in "$ROOT"/conf/letters/ru/*.txt "$ROOT"/conf/letters/ru/*.html; do
    letter=$(basename "$file" .txt)
    for link in $(grep -oE '\{(link_[a-z_]+|body_[a-z]+)\}' "$file" | tr -d '{}' | sort -u); do
        [ -n "$(grep -E "^$letter $link |^$letter\|$link\||'(.*, )?$letter $link(, |')" "$TEST_FILE")" ] && continue
        missing="${missing-}$letter $link; "
    done
done
is "${missing-}" '' 'every link of every letter is followed by some test'
done_testing
