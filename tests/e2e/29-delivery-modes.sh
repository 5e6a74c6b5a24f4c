#!/bin/bash
# 29-delivery-modes.sh: each letter, one a day, one a week, none until a day: who gets what, that the daily
# letter is made once whatever happens, and that its instructions work.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'
mode() { # WHO KEY=VALUE...
    v member set matematika "$@"
}
# opens FILE LABEL SUBJECT DESC: when the reader of FILE follows a link of its HTML, this comes.
opens() {
    local as
    as=$(sed -n 's/^Delivered-To: //p' "$1" | tr -d '\r' | head -n 1)
    {
        printf 'Authentication-Results: mx.mo.test; dmarc=pass header.from=%s\r\n' "${as#*@}"
        "$LETTER" click "$1" "html:$2" --from "$as"
    } >"$TEST_TMP/click.eml"
    later 1 minute
    take "$TEST_TMP/click.eml" "$("$LETTER" header To "$TEST_TMP/click.eml")"
    is "$(subject_of "$(from_us "$as")")" "$3" "$4"
}
topics() {
    v --json archive threads --list matematika | jq -s "$1"
}

exits 0 'Петров wants one letter a day' mode petrov@school3.test mode=daily
exits 0 'and so does Сидорова' mode sidorova@school5.test mode=daily
exits 65 'a mode that is none is refused' mode petrov@school3.test mode=hourly
like "$(cat "$TEST_ERR")" 'each, daily, weekly, none' 'and the modes are named'

# --- the day -----------------------------------------------------------------------------------------
printf 'Добрый день, коллеги!\n\nДелюсь контрольной по дробям.\nОтветы в конце файла.\n' |
    letter 'Мария Иванова <ivanova@school3.test>' matematika@mo.test 'Контрольная по дробям' \
        --attach "Задания.txt=$INSTANCE_CONF" >"$TEST_TMP/first.eml"
take "$TEST_TMP/first.eml" matematika@mo.test
is "$(everybody)" 'kuznetsov@school5.test school7@school7.test' 'a letter goes at once to who wants each'
later 2 hours
reply "$(from_us kuznetsov@school5.test)" 'Спасибо, проведу в пятницу.'
later 1 hour
printf 'Кто едет?\n' | write ivanova@school3.test matematika@mo.test 'Олимпиада'

NOW=2026-11-10T07:59:30+03:00
due
is "$(everybody)" '' 'before the hour of digests nothing goes'
NOW=2026-11-10T08:00:30+03:00
for delay in 0.002 0.005 0.01 0.015 0.02 0.03; do
    (timeout -s KILL "$delay" "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" digest send --day 2026-11-09
        true) >/dev/null 2>&1
done
v digest send --day 2026-11-09 >/dev/null 2>&1 &
other=$!
due
wait "$other"
is "$(sql "SELECT count(*) FROM run WHERE kind = 'digest-daily' AND subject = 'matematika' AND period = '2026-11-09'")" 1 \
    'killed in the middle, and made by two at once: it was made once'
due_again=$STEP
due
cp "$due_again"/* "$STEP" 2>/dev/null
is "$(everybody)" 'petrov@school3.test sidorova@school5.test' 'at the hour one letter goes to each who wants it, and to nobody else'
daily=$(from_us petrov@school3.test)
is "$(subject_of "$daily")" 'МО учителей математики: письма за 9 ноября' 'its subject'
text=$(text_of "$daily")
like "$text" '9 ноября: 2 новые темы, 1 ответ, 1 файл' 'it counts the day'
like "$text" '^  Иванова Мария Петровна, Школа № 3, 10:00 \[1\]$' 'says who wrote and when'
like "$(grep -A1 '^  Делюсь' <<<"$text" | tr '\n' '|')" '^  Делюсь контрольной по дробям\.\|  Ответы в конце файла\.\|$' 'what, without the greeting, line by line'
like "$text" '^  Задания\.txt \[1\.1\] \(' 'and with which files'
like "$text" '^  Спасибо, проведу в пятницу\.$' 'an answer stands in its topic'
is "$("$LETTER" header Reply-To "$daily")" 'matematika@mo.test' 'an answer goes to the list'
like "$("$LETTER" parts "$daily")" '^text/html' 'and it has HTML'

# --- how to answer, as the letter says ---------------------------------------------------------------
words=$(sed -n 's/^  Ответить: напишите на \(.*\) с темой «\(.*\)»$/\1 \2/p' <<<"$text" | head -n 1)
printf 'И я проведу.\n' | write petrov@school3.test "${words%% *}" "${words#* }"
is "$(decided)" 'publish member' 'what the words say is published'
is "$(topics 'map(select(.subject == "Контрольная по дробям").posts)[0]')" 3 'in the topic that was answered'
html=$("$LETTER" part "$daily" 1)
link=$(grep -o 'mailto:[^"]*' <<<"$html" | sed 's/&amp;/\&/g' | grep In-Reply-To | sed -n 2p)
LETTER_LINK=$link python3 - >"$TEST_TMP/link" <<'PY'
import os, urllib.parse
address, _, query = os.environ["LETTER_LINK"][len("mailto:"):].partition("?")
wanted = dict(urllib.parse.parse_qsl(query))
print(urllib.parse.unquote(address), wanted["In-Reply-To"], wanted["subject"], sep="\n")
PY
{ read -r to; read -r id; read -r subject; } <"$TEST_TMP/link"
later 1 hour
printf 'Я еду.\n' | write sidorova@school5.test "$to" 'Совсем другая тема' --header "In-Reply-To: $id"
is "$(topics 'map(select(.subject == "Олимпиада").posts)[0]')" 2 'the link finds its topic by the Message-ID'
later 1 hour
printf 'И мы едем.\n' | write kuznetsov@school5.test "$to" "$subject"
is "$(topics 'map(select(.subject == "Олимпиада").posts)[0]')" 3 'and by the subject, where a program drops that'
printf 'Другая.\n' | write kuznetsov@school5.test matematika@mo.test 'Олимпиада'
opens "$daily" 'Прочитать целиком' 'Письмо 1: Контрольная по дробям' 'another link fetches the whole letter'
opens "$daily" 'Задания.txt' 'Файл 1.1: Задания.txt' 'another its file'
is "$(topics 'map(select(.subject == "Олимпиада")) | length')" 2 'the same subject without Re: is a topic of its own'

# --- days without letters ----------------------------------------------------------------------------
NOW=2026-11-11T08:00:30+03:00
due
is "$(everybody)" 'petrov@school3.test sidorova@school5.test' 'the next day has its own letter'
like "$(text_of "$(from_us petrov@school3.test)")" 'Тема идёт с 9 ноября' 'which says how old a topic is'
NOW=2026-11-12T08:00:30+03:00
due
is "$(everybody)" '' 'nobody wrote: no letter'
NOW=2026-11-12T12:00:00+03:00
printf 'Завтра семинар.\n' | write ivanova@school3.test matematika@mo.test 'Семинар'
NOW=2026-11-15T08:00:30+03:00
due
is "$(got petrov@school3.test)" 1 'the gateway slept for two days'
like "$(subject_of "$(from_us petrov@school3.test)")" '12–14 ноября 2026' 'and tells of all of them'
like "$(text_of "$(from_us petrov@school3.test)")" 'Завтра семинар' 'with what was written before'
NOW=2026-11-16T08:00:30+03:00
due
is "$(everybody)" 'drozdova@school3.test ivanova@school3.test kuznetsov@school5.test orlova@school5.test petrov@school3.test school7@school7.test sidorova@school5.test' \
    'the letter of the week goes to who reads each letter, one a day or one a week'
weekly=$(from_us petrov@school3.test)
opens "$weekly" 'Прочитать целиком' 'Письмо 1: Контрольная по дробям' 'a link of which fetches a whole letter'
opens "$weekly" 'Сидорова Анна Ильинична' 'Письмо 5: Совсем другая тема' 'another the answer of a colleague'
opens "$weekly" '<b>Задания.txt</b>' 'Файл 1.1: Задания.txt' 'another a file'
words=$(text_of "$weekly" | sed -n 's/^Письмо целиком: отправьте на \(.*\) строку «\(.*\)» (.*/\1 \2/p')
printf '%s\n' "${words#* }" | write petrov@school3.test "${words%% *}" 'Прошу' --header 'Authentication-Results: mx.mo.test; dmarc=pass header.from=school3.test'
is "$(subject_of "$(from_us petrov@school3.test)")" 'Письмо 1: Контрольная по дробям' 'and so do the words'

# --- a leave -----------------------------------------------------------------------------------------
exits 0 'Кузнецов is on leave' mode kuznetsov@school5.test mode=none until=2026-11-20
is "$(cat "$TEST_OUT")" 'matematika: Кузнецов Андрей Павлович, none until 20.11.2026 00:00, then each, moderator' 'which is told'
is "$(v --json list members matematika | jq -r 'select(.name | startswith("Кузнецов")) | "\(.mode) \(.until) \(.usual)"')" \
    'none 2026-11-20T00:00:00+03:00 each' 'and shown'
exits 65 'a day that is over is refused' mode kuznetsov@school5.test until=2026-11-01
printf 'Один.\n' | write ivanova@school3.test matematika@mo.test 'Один'
is "$(everybody)" 'school7@school7.test' 'no letter reaches him'
NOW=2026-11-19T23:59:00+03:00
printf 'Два.\n' | write ivanova@school3.test matematika@mo.test 'Два'
is "$(got kuznetsov@school5.test)" 0 'until its last minute'
NOW=2026-11-20T00:00:30+03:00
printf 'Три.\n' | write ivanova@school3.test matematika@mo.test 'Три'
is "$(got kuznetsov@school5.test)" 1 'and then each letter again, by itself'

# --- a special notice --------------------------------------------------------------------------------
exits 0 'Кузнецов is on leave again' mode kuznetsov@school5.test until=2026-12-01
exits 0 'the methodist is a member too' v member add --quiet matematika orlova@school5.test
printf 'Сдаём до пятницы.\n' | write orlova@school5.test matematika@mo.test 'ВАЖНО: сроки аттестации'
is "$(everybody)" 'drozdova@school3.test egorov@school3.test ivanova@school3.test kuznetsov@school5.test petrov@school3.test school7@school7.test sidorova@school5.test' \
    'and the notice reaches those who read digests, who are on leave and who read nothing'
printf 'Я тоже так думаю.\n' | write ivanova@school3.test matematika@mo.test 'ВАЖНО: мой вопрос'
is "$(everybody)" 'orlova@school5.test school7@school7.test' 'the same words of anybody else are an ordinary letter'
printf 'Спасибо всем.\n' | write orlova@school5.test matematika@mo.test 'Re: ВАЖНО: сроки аттестации'
is "$(everybody)" 'ivanova@school3.test school7@school7.test' 'and so is an answer in its topic'
printf 'Ещё.\n' | SENDER=egorov@school3.test write 'Ольга Орлова <egorov@school3.test>' matematika@mo.test 'ВАЖНО: ещё'
unlike "$(everybody)" 'drozdova' 'a borrowed name makes no methodist'
done_testing
