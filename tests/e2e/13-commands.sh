#!/bin/bash
# 13-commands.sh: commands by letter, as teachers write them, and only what they confirmed is done. Every
# instruction that one of our letters gives is taken from the letter and followed.
# slow
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

ZHUKOVA=zhukova@school3.test PETROV=petrov@school3.test IVANOVA=ivanova@school3.test

# member WHO LIST: yes or no.
member() {
    v member show "$1" | grep -qE "^$2([: ,]|$)" && ! v member show "$1" | grep -qE "^$2.*no member" && echo yes || echo no
}

# --- help, and what it says ---------------------------------------------------------------------------

order $ZHUKOVA помощь
answered 'Как пользоваться помощником' 'помощь in the subject'
help=$answer
is "$("$LETTER" header Auto-Submitted "$help")" auto-replied 'the answer says that it is one'
is "$("$LETTER" header In-Reply-To "$help")" "$("$LETTER" header Message-ID "$TEST_TMP/written.eml")" 'and to what'
for row in utf-8:base64 koi8-r:8bit windows-1251:8bit utf-8:qp; do
    write $ZHUKOVA $ROBOT '' --charset "${row%:*}" --encoding "${row#*:}" <<<$'\nПомощь\n\nЗоя Антоновна'
    answer=$(from_us $ZHUKOVA)
    answered 'Как пользоваться помощником' "in the first line of a text in $row"
    order $ZHUKOVA 'Помощь' --charset "${row%:*}"
    answered 'Как пользоваться помощником' "in a subject in ${row%:*}"
    tomorrow
done
order $ZHUKOVA 'Re: ПОМОЩЬ!'
answered 'Как пользоваться помощником' 'after Re:, in capitals'
order $ZHUKOVA help
like "$(text_of "$answer")" '^  help  — how to use all this$' 'help gets the English letter'
english=$answer
like "$(text_of "$help")" 'Напишите на vestnik@mo.test ' 'the letter names our address'
tomorrow
while read -r line; do
    tomorrow
    order $ZHUKOVA "$line"
    case $line in
    помощь | help) expected='Как пользоваться помощником|How ' ;;
    списки | lists) expected='Объединения сообщества|.' ;;
    *' matematika') expected='Подтвердите вступление: МО учителей математики|Please confirm' ;;
    *) expected='Объединения сообщества|.' ;; # no list is called НАЗВАНИЕ: which there are
    esac
    like "$([ -n "$answer" ] && subject_of "$answer")" "^($expected)" "'$line', as the letter says it"
done < <(instructions "$help"; instructions "$english")
of_roles=$(grep -c '\.role = "' "$ROOT/gateway/command_table.c")
is "$(instructions "$help" | wc -l)" $(($(grep -c '^[a-z]' "$ROOT/conf/letters/ru/commands") + 1 - of_roles)) \
    'every line was tried in Russian'

# --- joining ------------------------------------------------------------------------------------------------

later 20 days
due
order $ZHUKOVA Списки
lists=$answer
is "$(text_of "$lists" | sed -n 's/^  писать сюда: *//p' | tr '\n' ' ')" 'fizika@mo.test matematika@mo.test ' \
    'the open associations are listed, with their addresses'
join=$(text_of "$lists" | sed -n 's/^  вступить: *//p' | grep matematika)
order $ZHUKOVA "$join"
like "$(subject_of "$answer")" '^Подтвердите вступление: МО учителей математики \[[0-9]+-' "'$join', from that letter"
confirm=$answer
is "$(member $ZHUKOVA matematika)" no 'without the confirmation nothing changes'
order $ZHUKOVA "$join"
is "$(everybody)" '' 'nobody proved that she asked: within a day the question goes out once'
order $ZHUKOVA "$join" --header 'Authentication-Results: mx.mo.test; dmarc=pass header.from=school3.test'
is "$(everybody); $(subject_of "$answer")" "$ZHUKOVA; $(subject_of "$confirm")" 'asked again with proof, the same question goes out again: its letter may have been lost'
later 25 hours
order $ZHUKOVA "$join"
is "$(subject_of "$answer")" "$(subject_of "$confirm")" 'and so it does a day later without'
reply "$confirm" НЕТ
is "$(decided); $(member $ZHUKOVA matematika)" 'answer answer; no' 'НЕТ changes nothing'
reply "$confirm" ДА
is "$(decided); $(member $ZHUKOVA matematika)" 'answer token-used; no' 'a ДА after it neither: the question is answered'
unlike "$(cat "$(from_us $ZHUKOVA)"; text_of "$(from_us $ZHUKOVA)"; subject_of "$(from_us $ZHUKOVA)")" '\[[0-9]+-' \
    'and no old token is repeated to her'
order $ZHUKOVA 'подписаться МО учителей математики'
confirm=$answer
reply "$confirm" 'Да, но не сейчас'
is "$(decided); $(member $ZHUKOVA matematika)" 'answer answer-unclear; no' 'an unclear word is asked again'
reply "$(from_us $ZHUKOVA)" "$(text_of "$confirm" | sed -n 's/.*ответьте на это письмо словом \([^ .]*\)\..*/\1/p')"
is "$(decided); $(member $ZHUKOVA matematika)" 'answer answer; yes' 'the word of the letter makes a member'
answer=$(from_us $ZHUKOVA)
answered 'Добро пожаловать в «МО учителей математики»' 'she is welcomed'
welcome=$answer
echo 'Здравствуйте, коллеги!' | write $ZHUKOVA "$(text_of "$welcome" | sed -n 's/.*напишите на \([^:]*\):.*/\1/p' | head -n 1)" 'Знакомство'
is "$(decided)" 'publish member' 'and writes to the address that the letter names'
order $ZHUKOVA 'Подписаться matematika.'
answered 'Вы уже состоите в «МО учителей математики»' 'who is a member hears so'
order $ZHUKOVA 'отписаться fizika'
answered 'Вы не состоите в «МО учителей физики»' 'who is none, too'
order $ZHUKOVA "$(text_of "$answer" | sed -n 's/^.*vestnik@mo.test: //p')"
like "$(subject_of "$answer")" '^Подтвердите вступление: МО учителей физики' 'and the line for joining in that letter works'
tomorrow
order $ZHUKOVA 'подписаться sovet'
answered 'Вступление по приглашению: Методический совет' 'a closed group is joined by invitation'
order $PETROV 'subscribe matematika'
answered 'You belong to "МО учителей математики" already' 'an English command is answered in English'

# --- leaving -----------------------------------------------------------------------------------------------------

tomorrow
order $ZHUKOVA "$(text_of "$welcome" | sed -n 's/^.*vestnik@mo.test: //p')"
like "$(subject_of "$answer")" '^Подтвердите выход: МО учителей математики' 'the line for leaving in the welcome works'
reply "$answer" "$(text_of "$answer" | sed -n 's/.*ответьте на это письмо словом \([^ .]*\)\..*/\1/p')"
is "$(member $ZHUKOVA matematika)" no 'she has left'
order $ZHUKOVA "$(text_of "$(from_us $ZHUKOVA)" | tr '\n' ' ' | sed 's/.*vestnik@mo.test: \([^ ]* [^ ]*\).*/\1/')"
like "$(subject_of "$answer")" '^Подтвердите вступление: МО учителей математики' 'the line for coming back works'
reply "$answer" ДА
is "$(member $ZHUKOVA matematika)" yes 'and she is back'
order $ZHUKOVA списки
is "$(text_of "$answer" | grep -c 'подписаться matematika'); $(text_of "$answer" | grep -c 'вы уже здесь')" '0; 1' 'the list of lists invites nobody where they are'

write $IVANOVA matematika@mo.test 'Новости' <<<'Новости четверти.'
"$LETTER" mailto "$(from_us $PETROV)" List-Unsubscribe --from $PETROV >"$TEST_TMP/click.eml"
"$LETTER" mailto "$(from_us $PETROV)" List-Help --from $PETROV >"$TEST_TMP/help.eml"
take "$TEST_TMP/help.eml" "$("$LETTER" header To "$TEST_TMP/help.eml")"
is "$(subject_of "$(from_us $PETROV)")" 'Как пользоваться помощником' 'a click on List-Help works'
take "$TEST_TMP/click.eml" "$("$LETTER" header To "$TEST_TMP/click.eml")"
like "$(subject_of "$(from_us $PETROV)")" '^Подтвердите выход: МО учителей математики' 'a click on List-Unsubscribe works'
reply "$(from_us $PETROV)" ДА
is "$(member $PETROV matematika)" no 'with the confirmation'
v registry import "$TEST_TMP/registry.csv" >"$TEST_OUT" 2>&1
is "$(member $PETROV matematika) $(member $PETROV fizika)" 'no yes' 'no import brings back who has left'
like "$(cat "$TEST_OUT")" 'kept-out.*Петров' 'and it says so'
write $PETROV fizika@mo.test отписаться </dev/null
is "$(decided); $(posts fizika)" 'command command; 0' 'a command to the address of a list is a command, no post'
like "$(subject_of "$(from_us $PETROV)")" '^Подтвердите выход: МО учителей физики' 'and means that list'

order $IVANOVA 'отписаться химия'
like "$(subject_of "$answer")" '^Из какого объединения выйти\? \[' 'who wants to leave a list that is none hears which they are in'
like "$(text_of "$answer")" '^Объединения «химия» у нас нет' 'and that it is none'

# --- who gets no, or another, answer --------------------------------------------------------------------------

order school7@school7.test 'отписаться matematika'
like "$(subject_of "$answer")" '^Напишите, пожалуйста, кто вы \[' 'from a shared mailbox nobody leaves'
order school7@school7.test помощь
answered 'Как пользоваться помощником' 'but help is given'
order nobody@elsewhere.test помощь
is "$(decided); $(everybody)" 'command not-answered; ' 'a stranger without authentication gets no answer'
order nobody@elsewhere.test 'подписаться matematika'
is "$(everybody)" '' 'nor a confirmation'
order teacher@elsewhere.test 'подписаться matematika' --header 'Authentication-Results: mx.mo.test; dmarc=pass header.from=elsewhere.test'
answered 'Вашего адреса нет в картотеке' 'an authenticated one hears about the registry'
order $IVANOVA помощь --header 'Authentication-Results: mx.mo.test; dmarc=fail header.from=school3.test'
is "$(decided); $(everybody)" 'command failed-authentication; ' 'a failed authentication gets no answer'
order $IVANOVA 'отписаться matematika' --header 'Authentication-Results: mx.mo.test; dmarc=fail header.from=school3.test'
is "$(everybody)" '' 'and no confirmation is sent on its word'
order $IVANOVA 'Хочу чего-то нового'
answered 'Не удалось понять команду' 'what is no command gets the menu'
menu=$answer
due
deliver_to "$TEST_TMP/written.eml" $ROBOT
do_due
is "$(everybody)" '' 'once'
is "$(instructions "$menu" | tr '\n' '|')" 'помощь|списки|подписаться НАЗВАНИЕ|отписаться НАЗВАНИЕ|' 'the menu has four lines'
like "$(text_of "$menu")" '^МО учителей математики: matematika@mo\.test$' 'and the address for a question to colleagues'
order $IVANOVA "$(instructions "$menu" | head -n 1)"
answered 'Как пользоваться помощником' 'the first of which leads on'

later 2 days
due
begin_step
for _ in {1..33}; do
    letter $IVANOVA $ROBOT помощь </dev/null >"$TEST_TMP/one.eml"
    deliver_to "$TEST_TMP/one.eml" $ROBOT
done
do_due
is "$(for file in $(sent_to $IVANOVA); do subject_of "$file"; done | sort | uniq -c | sed 's/^ *//' | tr '\n' ';')" \
    '30 Как пользоваться помощником;1 На сегодня ответов хватит;' 'no more than answers_per_day answers go to one address, and one letter that says so'
ok 'which is logged' said 'answer.capped.*ivanova'
order $IVANOVA 'подписаться fizika'
is "$(everybody)" '' 'it says so once'
later 25 hours
due
order $IVANOVA помощь
answered 'Как пользоваться помощником' 'a day later there are answers again'

# --- one letter after the other, each with what a phone adds to it, and nothing else in its text -------------

later 2 days
due
echo 'Отправлено с iPhone' | write $IVANOVA $ROBOT 'мои подписки'
echo 'Отправлено с iPhone' | write $IVANOVA $ROBOT 'мои адреса'
answer=$(from_us $IVANOVA)
answered 'Ваши адреса' 'a command in the subject is no echo of the one before it'

# --- an answer whose subject was changed, so that the code of the question is gone ---------------------------

order $IVANOVA 'подписаться fizika'
echo 'Да' | write $IVANOVA $ROBOT 'моё вступление' --header "In-Reply-To: $("$LETTER" header Message-ID "$answer")"
answer=$(from_us $IVANOVA)
answered 'Ваш ответ пока не засчитан' 'is told what is missing in it'
is "$(member $IVANOVA fizika)" no 'and changes nothing'
done_testing
