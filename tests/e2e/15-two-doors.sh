#!/bin/bash
# 15-two-doors.sh: one letter to two lists that comes twice by the pipe and once by IMAP is two posts; and a
# single bare mailbox for everything: by references, by [tag], by the numbered menu.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"

DOVECOT=$ROOT/tests/lib/dovecot
BOX=$TEST_TMP/dovecot
PETROV=petrov@school3.test IVANOVA=ivanova@school3.test

"$DOVECOT" start "$BOX" || bail_out 'no Dovecot'
at_exit "$DOVECOT" stop "$BOX"
. "$BOX/env"
(umask 077 && echo secret >"$TEST_TMP/password")
new_community "account \"main\" { address = \"gw@school.test\"  addressing = plus
    imap_host = localhost  imap_port = $IMAPS_PORT  imap_security = tls  ca_file = \"$DOVECOT_CA\"
    password_file = \"$TEST_TMP/password\"  smtp_host = none }" 'transport = maildir'

# by_imap FILE TO...: Dovecot's LMTP puts it into the gateway's mailbox, once for each; then a step.
by_imap() {
    local to
    begin_step
    for to in "${@:2}"; do "$DOVECOT" deliver "$BOX" "$to" $PETROV <"$1"; done
    do_due
}

# --- two lists, two doors ---------------------------------------------------------------------------------

BOTH='gw+matematika@school.test, gw+fizika@school.test'
letter $PETROV "$BOTH" 'Семинар двух МО' --header "To: $BOTH" <<<'Приглашаю оба объединения.' >"$TEST_TMP/both.eml"
take "$TEST_TMP/both.eml" gw+matematika@school.test gw+fizika@school.test
is "$(decided | tr '\n' ' ')" 'publish member publish member ' 'two pipe calls: the letter is published in both'
by_imap "$TEST_TMP/both.eml" gw@school.test
is "$(everybody)" '' 'the same letter by IMAP causes nothing'
ok 'though it was fetched' said 'letter.accepted.*door=imap'
is "$(posts matematika) $(posts fizika)" '1 1' 'exactly two posts'
is "$(sql 'SELECT count(*) FROM letter'; sql 'SELECT count(*) FROM arrival')" $'1\n3' 'one letter, which arrived three times'
is "$("$DOVECOT" letters "$BOX" gw | wc -l) $("$DOVECOT" letters "$BOX" gw Vestnik-Done | wc -l)" '0 1' \
    'the mailbox is tidied up'

letter $PETROV "$BOTH" 'Наоборот' --header "To: $BOTH" <<<'Сначала ящик.' >"$TEST_TMP/other.eml"
by_imap "$TEST_TMP/other.eml" gw+matematika@school.test gw+fizika@school.test
is "$(posts matematika) $(posts fizika)" '2 2' 'by IMAP first, even twice: both lists of its header have it'
take "$TEST_TMP/other.eml" gw+fizika@school.test gw+matematika@school.test
is "$(posts matematika) $(posts fizika); $(everybody)" '2 2; ' 'and the pipe brings nothing new'

letter $PETROV gw@school.test помощь </dev/null >"$TEST_TMP/help.eml"
by_imap "$TEST_TMP/help.eml" gw@school.test
is "$(subject_of "$(from_us $PETROV)")" 'Как пользоваться помощником' 'a command comes by IMAP too'
letter zhukova@school3.test gw+matematika@school.test 'Не участник' <<<'Можно?' >"$TEST_TMP/held.eml"
by_imap "$TEST_TMP/held.eml" gw@school.test
ask=$(from_us sidorova@school5.test)
"$LETTER" answer "$ask" <<<'ДА' >"$TEST_TMP/yes.eml"
by_imap "$TEST_TMP/yes.eml" "$(answers_go_to "$ask")"
is "$(posts matematika)" 3 "and a moderator's decision"

# --- one bare mailbox --------------------------------------------------------------------------------------

rm -rf "$TEST_TMP/state"
new_community 'account "main" { address = "gw@mo.test"  addressing = bare }'
GW=gw@mo.test

# What was decided after the letter had been placed.
outcome() {
    decided | grep -v '^placed'
}

write $PETROV $GW 'Новый учебник' <<<'Кто уже видел?'
is "$(everybody)" $PETROV 'a letter that could be for any list is asked about'
menu=$(from_us $PETROV)
is "$(instructions "$menu" | tr '\n' '|')" '1 — МО учителей математики|2 — МО учителей физики|' \
    'with a numbered menu, in which a closed group does not stand'
v member add --quiet sovet $IVANOVA >/dev/null
write $IVANOVA $GW 'План работы' <<<'Прилагаю.'
like "$(text_of "$(from_us $IVANOVA)")" '^  3 — Методический совет$' 'but for who belongs to it'
v list add astronomia title='МО учителей астрономии' >/dev/null
number=$(instructions "$menu" | sed -n 's/^\([0-9]*\) — МО учителей математики/\1/p')
reply "$menu" 'второму'
is "$(outcome); $(subject_of "$(from_us $PETROV)" | sed 's/\[.*//')" \
    'answer answer-unclear; Кому передать ваше письмо? ' 'what is no number is asked again'
reply "$menu" 44
is "$(outcome)" 'answer answer-unclear' 'and a number that is not there'
reply_with "$menu" --header 'Auto-Submitted: auto-replied' <<<"$number"
is "$(outcome); $(everybody)" 'ignore automatic; ' 'an automatic answer places nothing'
reply "$menu" "$number"
is "$(posts matematika) $(posts fizika) $(posts astronomia)" '1 0 0' \
    'the number of the menu places it, though a list was added meanwhile'
post=$(from_us $IVANOVA)
write $PETROV $GW 'Опыты с маятником' <<<'Делюсь.'
click "$(from_us $PETROV)" '#2'
is "$(posts matematika) $(posts fizika)" '1 1' 'the link below a title places a letter'
is "$("$LETTER" header List-Id "$post")" 'МО учителей математики <matematika.mo.test>' 'the members get it'
reply "$menu" 2
is "$(outcome); $(posts fizika)" 'answer token-used; 1' 'a second number changes nothing'
like "$(subject_of "$(from_us $PETROV)")" '^Решение уже не нужно: Новый учебник$' 'which is said'

reply "$post" 'Я видела.'
is "$(posts matematika); $(posts fizika)" '2; 1' 'an answer to a post is placed by its references'
is "$(v --json archive threads --list matematika | jq .posts)" 2 'in its thread'
write $PETROV $GW '[fizika] Опыты' <<<'Делюсь.'
is "$(posts fizika)" 2 'a [name] in the subject places a letter'
v list set fizika tag=физика >/dev/null
write $PETROV $GW 'Fwd: [Физика] Ещё опыты' <<<'Делюсь.'
is "$(posts fizika)" 3 'and so does a [tag]'
write $PETROV $GW '[fizika] [matematika] Обоим' <<<'Делюсь.'
is "$(posts fizika) $(posts matematika)" '4 3' 'two tags: both'
write $PETROV $GW 'списки' </dev/null
is "$(subject_of "$(from_us $PETROV)")" 'Объединения сообщества' 'a command is a command'
like "$(text_of "$(from_us $PETROV)")" 'писать сюда: +gw@mo.test' 'the address in its answer is the one there is'
echo 'lists_shown = 5' >>"$INSTANCE_CONF"
for i in $(seq 7); do v list add "kruzhok$i" title="Кружок $i" >/dev/null; done
v member add --quiet kruzhok7 $IVANOVA >/dev/null
write $IVANOVA $GW 'Задание' <<<'Прилагаю.'
is "$(instructions "$(from_us $IVANOVA)" | sed 's/^[0-9]* — //' | tr '\n' '|')" \
    'МО учителей математики|Методический совет|Кружок 7|МО учителей физики|МО учителей астрономии|' \
    'a menu of many lists begins with those of its reader, and shows lists_shown'
like "$(text_of "$(from_us $IVANOVA)")" '^Здесь не все объединения, есть ещё 6\. Вместо цифры можно написать название\.$' 'how many more there are'
reply "$(from_us $IVANOVA)" 'Кружок 3'
is "$(posts kruzhok3)" 0 'a guest of the list waits there'
is "$(v --json held list | jq -r 'select(.list == "kruzhok3").subject')" 'Задание' 'where the title placed it'
later 1 minute
write $PETROV $GW 'списки' <<<'Ещё раз.'
is "$(text_of "$(from_us $PETROV)" | grep -c 'писать сюда')" 5 'so does the answer to списки'
like "$(text_of "$(from_us $PETROV)")" '^И ещё объединений: 5\. ' 'which says so'
"$LETTER" mailto "$post" List-Unsubscribe --from $IVANOVA >"$TEST_TMP/click.eml"
take "$TEST_TMP/click.eml" $GW
reply "$(from_us $IVANOVA)" ДА
is "$(outcome); $(v member show $IVANOVA | grep -c '^matematika')" 'answer answer; 0' \
    'List-Unsubscribe and its confirmation work'
write nobody@elsewhere.test $GW 'Реклама' <<<'Купите.'
is "$(outcome); $(everybody)" 'refuse no-such-list; ' 'a stranger gets no menu'
write $PETROV $GW 'Out of office: x' --header 'Auto-Submitted: auto-replied' <<<'Меня нет.'
is "$(outcome); $(everybody)" 'ignore automatic; ' 'nor does an automatic letter'
done_testing
