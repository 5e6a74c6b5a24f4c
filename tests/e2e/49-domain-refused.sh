#!/bin/bash
# The server refuses recipients while we talk to it: that counts as a bounce does, for the address and
# for the domain.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"

LOG=$TEST_TMP/smtp.json
PORT=$(free_port)
server smtp "$ROOT/tests/lib/smtp_server.py" --log "$LOG" --port "$PORT" --stay
wait_for 10 port_open "$PORT" || bail_out 'the SMTP server does not start'
new_community 'domain_failures = 3' 'domain_pause = 7200' \
    "account \"main\" { address = \"vestnik@mo.test\"  addressing = domain  imap_host = none  copies = each
    smtp_host = \"localhost\"  smtp_port = $PORT  smtp_security = none }"
{
    echo 'ФИО;Школа;Округ;Почта школы;Должность;МО;Почта'
    while read -r name address; do
        echo "Лебедева $name Ивановна;Школа ${address#*@};Южный;;учитель;МО учителей математики;$address"
    done <<'ROWS'
Анна bad1@school9.test
Вера bad2@school9.test
Дина bad3@school9.test
Зоя good@school9.test
Инна bad@school4.test
ROWS
} >"$TEST_TMP/more.csv"
exits 0 'five join' v registry import "$TEST_TMP/more.csv"

asked() {
    jq -r 'select(.command) | .command' "$LOG" | grep -c "^RCPT TO:<.*@$1>"
}

points() {
    sql "SELECT bounce_score, flagged IS NOT NULL FROM address WHERE address = '$1'"
}

echo 'Коллеги, новости.' | write ivanova@school3.test matematika@mo.test 'Первое'
is "$(asked school9.test) $(asked school4.test)" '4 1' 'a post is tried for all of them'
is "$(points bad@school4.test)" '100|1' 'no such user: the address is flagged'
is "$(v --json status | jq -c '.stopped["school9.test"] | [.why, .failed]')" '["share",3]' \
    'most of one domain is refused: it is stopped'
is "$(points bad1@school9.test) $(points bad3@school9.test)" '0|0 0|0' 'and that counts against nobody'

later 1 hour
echo 'Коллеги, новости.' | write ivanova@school3.test matematika@mo.test 'Второе'
is "$(asked school9.test)" 4 'the next post is not tried there'
is "$(asked school5.test) $(asked school4.test)" '4 2' 'elsewhere it is, also where somebody has no other address'
later 1 hour
due
is "$(asked school9.test)" 5 'two hours later one copy is'
exits 0 'what had failed is sent again' v queue retry --domain school9.test
due
is "$(v --json status | jq -c '.stopped["school9.test"].why')" '"share"' 'refused again: stopped again'
done_testing
