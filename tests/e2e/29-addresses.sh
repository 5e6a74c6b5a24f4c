#!/bin/bash
# 29-addresses.sh: a person's addresses are linked and changed by letter, when both say so.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

PETROV=petrov@school3.test IVANOVA=ivanova@school3.test HOME=petya@mail.test
PROOF='Authentication-Results: mx.mo.test; dmarc=pass header.from=school3.test'
addresses() {
    sql "SELECT group_concat(a.address, ' ') FROM person_address l JOIN address a ON a.id = l.address JOIN person p ON p.id = l.person
        WHERE p.name LIKE 'Петров%' AND l.until IS NULL ORDER BY l.id"
}

order $PETROV 'мои адреса'
answered 'Ваши адреса' 'мои адреса tells them'
like "$(text_of "$answer")" "^  $PETROV  — сюда приходят письма$" 'and where letters go'
order $PETROV "адрес $HOME" --header "$PROOF"
is "$(everybody)" "$PETROV $HOME" 'the new address is asked, the old one told'
question=$(from_us $HOME)
like "$(subject_of "$question")" '^Подтвердите адрес \[' 'by a question'
is "$(addresses)" $PETROV 'before its answer nothing changes'
reply_with "$question" --from $PETROV <<<ДА
is "$(addresses)" $PETROV 'an answer from the old address decides nothing'
click "$question" ДА
is "$(addresses)" "$PETROV $HOME" 'the link of the question links it'
is "$(everybody)" "$PETROV $HOME" 'and both are told'
write $HOME matematika@mo.test 'Из дома' <<<'Пишу с домашнего адреса.'
is "$(decided)" 'publish member' 'it may post'
write $IVANOVA matematika@mo.test 'Новость' <<<'Новость.'
is "$(got $HOME), $(got $PETROV)" '1, 0' 'and gets the letters'
tomorrow
order $HOME 'адрес сменить petya2@mail.test'
like "$(subject_of "$answer")" '^Подтвердите, что письмо ваше' 'without proof the old address is asked first'
reply "$answer" ДА
reply "$(from_us petya2@mail.test)" ДА
is "$(addresses)" "$PETROV petya2@mail.test" 'then the new one, which takes its place'
tomorrow
order $PETROV 'У меня поменялась почта, теперь petya9@mail.test' --header "$PROOF"
like "$(text_of "$(from_us petya9@mail.test)")" '^Прежний адрес будет убран' 'in ordinary words too'
tomorrow
printf 'ФИО;Школа;Почта\nПетров Пётр Сергеевич;Школа № 3;%s, %s\n' $PETROV "$HOME" >"$TEST_TMP/older.csv"
like "$(v registry import "$TEST_TMP/older.csv")" "^note .*$HOME stays out: its owner replaced it" 'an older file brings it back to nobody'
is "$(addresses)" "$PETROV petya2@mail.test" 'and takes the new one from nobody'
exits 69 'who is looked for by it is not found' v member add fizika "$HOME"
like "$(cat "$TEST_ERR")" "nobody .* has the address $HOME; Петров Пётр Сергеевич \(#[0-9]+\) replaced it by letter" 'but named'
for address in school7@school7.test $IVANOVA; do
    order $PETROV "адрес $address" --header "$PROOF"
    answered 'Этот адрес записать нельзя' "$address is somebody else's"
    tomorrow
done
order $PETROV 'адрес ivanova@' --header "$PROOF"
answered 'Ваши адреса' 'what is no address is explained'
order school7@school7.test 'адрес belova@mail.test'
answered 'Напишите, пожалуйста, с личного адреса' 'nobody links an address from a shared mailbox'
write school7@school7.test $ROBOT 'адрес belova@mail.test' <<<$'Автор: Белова Н. Ф.\n'
is "$(subject_of "$(from_us school7@school7.test)")" 'Напишите, пожалуйста, с личного адреса' 'by a written name either'
for address in victim@mail.test victim@mail.test; do
    order $PETROV "адрес $address" --header "$PROOF"
    later 1 hour
done
is "$(sql "SELECT count(*) FROM outgoing o JOIN recipient r ON r.outgoing = o.id WHERE r.address = 'victim@mail.test'")" 1 'an address that never answers is asked once a day'

# --- what has changed since the question went out --------------------------------------------------------

order $PETROV 'адрес petya3@mail.test' --header "$PROOF"
question=$(from_us petya3@mail.test)
printf 'ФИО;Школа;Почта\nНовикова Яна Львовна;Школа № 3;petya3@mail.test\n' >"$TEST_TMP/new.csv"
v registry import "$TEST_TMP/new.csv" >/dev/null
reply "$question" ДА
is "$(addresses); $(subject_of "$(from_us petya3@mail.test)")" "$PETROV petya2@mail.test; Этот адрес записать нельзя" \
    "an address that an import has made somebody else's meanwhile is not taken"
later 1 day
order $PETROV 'адрес petya4@mail.test' --header "$PROOF"
question=$(from_us petya4@mail.test)
printf 'ФИО;Школа;Почта\nПетров Пётр Сергеевич;Школа № 3;petrov-new@school3.test\n' >"$TEST_TMP/new.csv"
v registry import "$TEST_TMP/new.csv" >/dev/null
is "$(addresses)" 'petya2@mail.test petrov-new@school3.test' 'an import takes the address away that asked'
reply "$question" ДА
is "$(addresses)" 'petya2@mail.test petrov-new@school3.test' 'then its question links nothing any more'
done_testing
