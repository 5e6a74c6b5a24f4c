#!/bin/bash
# 21-approval.sh: a list whose moderators decide who joins: they are asked by letter, one answer decides, and the
# person is told; nobody else's word makes a member.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

SIDOROVA=sidorova@school5.test KUZNETSOV=kuznetsov@school5.test ORLOVA=orlova@school5.test
ZHUKOVA=zhukova@school3.test PETROV=petrov@school3.test
v list set matematika joins=approval >/dev/null
v list set fizika joins=approval >/dev/null

member() { # WHO LIST
    sql "SELECT count(*) FROM membership m JOIN list l ON l.id = m.list JOIN person_address a ON a.person = m.person
         JOIN address d ON d.id = a.address WHERE d.address = '$1' AND l.name = '$2' AND m.until IS NULL"
}

# wish WHO LIST: asks, and confirms from the own address; sets $ask1 and $ask2, what the moderators got.
wish() {
    order "$1" "подписаться $2"
    reply "$answer" ДА
    ask1=$(sent_to $SIDOROVA) ask2=$(sent_to $KUZNETSOV) answer=$(from_us "$1")
}

order $ZHUKOVA списки
like "$(text_of "$answer")" 'matematika@mo.test' 'the list is among those that may be joined'
order $ZHUKOVA 'подписаться matematika'
is "$(everybody)" $ZHUKOVA 'before she confirmed nobody else is asked'
reply "$answer" ДА
ask1=$(from_us $SIDOROVA) ask2=$(from_us $KUZNETSOV) waits=$(from_us $ZHUKOVA)
is "$(everybody); $(member $ZHUKOVA matematika)" "$KUZNETSOV $SIDOROVA $ZHUKOVA; 0" 'then the moderators are, and she waits'
is "$(subject_of "$waits")" 'Просьба передана: МО учителей математики' 'which she is told'
like "$(subject_of "$ask1")" '^Принять в «МО учителей математики»\? Жукова Зоя Антоновна \[[0-9]+-[0-9a-z]{16}\]$' 'they read who'
like "$(text_of "$ask1")" 'Жукова Зоя Антоновна, Школа № 3' 'and from which school'
first=$ask1 second=$ask2
wish $ZHUKOVA matematika
is "$(everybody); $(subject_of "$answer")" "$ZHUKOVA; Просьба передана: МО учителей математики" 'asked again, she waits: the moderators are not asked twice'

"$LETTER" click "$first" ДА --from $ZHUKOVA >"$TEST_TMP/click.eml"
take "$TEST_TMP/click.eml" "$("$LETTER" header To "$TEST_TMP/click.eml")"
is "$(decided); $(member $ZHUKOVA matematika)" 'answer token-foreign; 0' "a moderator's token in her own hands does nothing"
reply "$first" 'Посмотрим'
is "$(decided); $(member $ZHUKOVA matematika)" 'answer answer-unclear; 0' 'nor does an unclear word'
click "$first" ДА
is "$(decided); $(member $ZHUKOVA matematika)" 'answer answer; 1' 'the link ДА of a moderator makes her a member'
is "$(everybody)" "$KUZNETSOV $SIDOROVA $ZHUKOVA" 'all three are told'
is "$(subject_of "$(from_us $ZHUKOVA)")" 'Добро пожаловать в «МО учителей математики»' 'she is welcomed'
is "$(subject_of "$(from_us $SIDOROVA)")" 'Принято: Жукова Зоя Антоновна' 'and the moderator thanked'
told=$(from_us $KUZNETSOV)
is "$(subject_of "$told")" 'Решено: Жукова Зоя Антоновна, «МО учителей математики»' 'and the other moderator hears of it'
like "$(text_of "$told")" '^Решение: Сидорова Анна Ильинична, 09.11.2026' 'who decided, and when'
is "$("$LETTER" header In-Reply-To "$told")" "$("$LETTER" header Message-ID "$second")" 'in the thread of the question'
click "$second" НЕТ
is "$(decided); $(member $ZHUKOVA matematika)" 'answer token-used; 1' 'the first answer decides'
like "$(text_of "$(from_us $KUZNETSOV)")" 'решение приняли раньше \(Сидорова Анна Ильинична' 'a later one hears whose it was'

tomorrow
wish $ORLOVA matematika
is "$(member $ORLOVA matematika); $(got $SIDOROVA)" '1; 0' 'who looks after the list joins without asking'

# --- a refusal, and a list without moderators ---------------------------------------------------------------

tomorrow
v member remove --quiet matematika $PETROV >/dev/null
wish $PETROV matematika
reply "$ask2" 'НЕТ: только для учителей математики'
is "$(decided); $(member $PETROV matematika)" 'answer answer; 0' 'НЕТ keeps him out'
like "$(text_of "$(from_us $PETROV)")" 'Причина: только для учителей математики' 'he reads why'
is "$(subject_of "$(from_us $KUZNETSOV)")" 'Не принято: Петров Пётр Сергеевич' 'the moderator what was done'
like "$(text_of "$(from_us $SIDOROVA)" | tr '\n' ' ')" 'пока не принимаем: Петров Пётр Сергеевич. +Решение: Кузнецов .* Причина: только для' 'and the other moderator too, with the reason'
tomorrow
wish $PETROV matematika
is "$(everybody); $(subject_of "$answer")" "$PETROV; Пока не приняли: МО учителей математики" 'asked again soon, he hears the same, and the moderators nothing'
later 40 days
due
wish $PETROV matematika
is "$([ -n "$ask1" ] && subject_of "$ask1" | sed 's/ \[.*//')" 'Принять в «МО учителей математики»? Петров Пётр Сергеевич' 'much later they are asked anew'
v member set matematika $SIDOROVA role=-moderator >/dev/null
click "$ask1" ДА
is "$(member $PETROV matematika)" 0 'who is moderator no longer decides nothing'

tomorrow
wish $ZHUKOVA fizika
is "$(subject_of "$answer"); $(member $ZHUKOVA fizika)" 'Вступление по приглашению: МО учителей физики; 0' 'where nobody can be asked, she is told so'
is "$(said join.nobody-to-ask && echo yes)" yes 'and the log says it'
tomorrow
v member set --quiet fizika $ORLOVA role=+methodist >/dev/null
wish $ZHUKOVA fizika
click "$(from_us $ORLOVA)" ДА
is "$(member $ZHUKOVA fizika)" 1 'a methodist decides where there are no moderators'
done_testing
