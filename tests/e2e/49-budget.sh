#!/bin/bash
# 49-budget.sh: an account that may send eleven letters in 24 hours, two of them kept for decisions: posts go as long as they
# fit, the methodist is told before they do not, and then each reader has each post once: as a letter or in the morning's.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  copies = each
    smtp_day = 11  smtp_reserve = 20 }' 'gather_hours = 12'

LIST=matematika@mo.test
# saw ADDRESS WORDS: how many letters of all steps so far brought these words to ADDRESS.
saw() {
    local file count=0
    for file in $(grep -lix "Delivered-To: $1" -r "$TEST_TMP"/step-*/ 2>/dev/null); do
        "$LETTER" text "$file" | grep -q -e "$2" && count=$((count + 1))
    done
    echo "$count"
}
sending() { v status --json | jq -c ".sending.main | $1"; }

like "$(v check)" '^budget +matematika: 6 members get each letter, 9 a day: single letters reach everyone only up to 1\.5 a day; lately 0\.0 a day' \
    'vestnik check says what the number means'

printf 'Первое письмо.\n' | write ivanova@school3.test $LIST 'Первая тема'
is "$(everybody)" 'kuznetsov@school5.test petrov@school3.test school7@school7.test sidorova@school5.test' \
    'the first post goes to each reader'
later 1 hour
printf 'Второе письмо.\n' | write ivanova@school3.test $LIST 'Вторая тема'
is "$(everybody)" 'kuznetsov@school5.test orlova@school5.test petrov@school3.test school7@school7.test sidorova@school5.test' \
    'the second too, and the methodist is told before it happens'
told=$(from_us orlova@school5.test)
is "$(subject_of "$told")" 'МО учителей математики: письма придут одной сводкой' 'in a letter'
like "$(text_of "$told")" 'получателей у одного письма 4, сейчас ждут' 'in numbers'
like "$(text_of "$told")" '^одним письмом, 10\.11\.2026 08:00' 'with the hour of the letter that gathers'
is "$(sending '[.sent_day, .day, .waiting]')" '[9,11,0]' 'status counts what was sent'

later 1 hour
printf 'Третье письмо.\n' | write kuznetsov@school5.test $LIST 'Третья тема'
is "$(everybody)" '' 'the third does not fit: it is gathered, and nobody is told twice'
is "$(v --json archive threads --list matematika | jq -s 'map(select(.subject == "Третья тема")) | length')" 1 'it is published all the same'
order petrov@school3.test 'помощь'
like "$(subject_of "$answer")" '^Как пользоваться' 'an answer goes: a part is kept for those'
exits 0 'the methodist is a member too' v member add --quiet matematika orlova@school5.test
printf 'Срочно: сдаём до пятницы.\n' | write orlova@school5.test $LIST 'ВАЖНО: сроки'
is "$(everybody); $(sending .waiting)" '; 7' 'what the methodist calls important is not gathered, as the letter says: it waits for the first room'
later 1 hour
exits 0 'Сидорова now reads one letter a day' v member set matematika sidorova@school5.test mode=daily

# --- the morning ---------------------------------------------------------------------------------------
NOW=2026-11-10T08:00:30+03:00
for delay in 0.002 0.005 0.01 0.02 0.03; do
    (timeout -s KILL "$delay" "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" run --once
        true) >/dev/null 2>&1
done
due
is "$(everybody)" '' 'at eight nothing fits: 24 hours are not over'
is "$(sql "SELECT count(*) FROM outgoing WHERE purpose = 'digest-gathered'")" 1 'killed in the middle, the letter was made once'
most=0
for _ in {1..16}; do
    later 2 hours
    due
    now=$(sending .sent_day)
    [ "$now" -le "$most" ] || most=$now
done
is "$((most >= 9 && most <= 11))" 1 'and in no 24 hours more than eleven'
for who in petrov@school3.test school7@school7.test; do
    is "$(saw $who 'Первое письмо') $(saw $who 'Второе письмо') $(saw $who 'Третье письмо')" '1 1 1' "$who has each post once"
done
is "$(saw ivanova@school3.test 'Третье письмо')" 1 'and so has who wrote the others'
is "$(saw sidorova@school5.test 'Третье письмо')" 1 'who reads one letter a day now found it there, and nowhere else'
is "$(saw kuznetsov@school5.test 'Третье письмо')" 0 'its author needs no copy'
is "$(saw petrov@school3.test 'сдаём до пятницы')" 1 'the important one came as a letter'
gathered=$(grep -l 'Delivered-To: petrov@school3.test' -r "$TEST_TMP"/step-*/ | xargs grep -l '^Subject: ' | while read -r f; do
    "$LETTER" text "$f" | grep -q 'Третье письмо' && echo "$f"; done)
like "$(text_of "$gathered")" '^Вчера писем было больше' 'the letter says why it came so'
is "$(sql "SELECT count(*) FROM recipient WHERE state = 'gathered' AND digest IS NULL")" 0 'nothing waits to be gathered'

# --- less than one letter a day -------------------------------------------------------------------------

sed -i 's/smtp_day = 11/smtp_day = 3/' "$INSTANCE_CONF"
like "$(v check)" '^budget +matematika: a letter to all its 8 members takes 3 days' 'check says how long a letter takes'
later 3 days
printf 'Ещё одно.\n' | write ivanova@school3.test $LIST 'Ещё одна тема'
like "$(text_of "$(from_us orlova@school5.test)")" '^Чтобы одно письмо получили все, ему нужно дней: 2\.' \
    'and the methodist is not promised the morning for all'
done_testing
