#!/bin/bash
# 49-trace.sh: vestnik trace tells the story of a letter, in words and as JSON; vestnik queue tells each recipient's
# state, the server's answer, the next try and what a person can do.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
LOG=$TEST_TMP/smtp.json PORT=$(free_port)
server smtp "$ROOT/tests/lib/smtp_server.py" --log "$LOG" --port "$PORT" --stay
wait_for 20 port_open "$PORT" || bail_out 'the SMTP server does not start'
new_community "account \"main\" { address = \"vestnik@mo.test\"  addressing = domain  imap_host = none
    smtp_host = localhost  smtp_port = $PORT  smtp_security = none }" 'retry_first = 600'
{
    echo 'ФИО;Школа;Почта;МО'
    echo 'Бадьина Ада Петровна;Школа № 8;bad-box@school8.test;МО учителей математики'
    echo 'Серов Егор Ильич;Школа № 8;grey-box@school8.test;МО учителей математики'
} >"$TEST_TMP/more.csv"
ok 'two more members, one without a mailbox, one with a slow server' v registry import "$TEST_TMP/more.csv"

story() { v trace "$@" 2>&1; }
json() { v --json trace "$@"; }

# --- a letter that waits, is decided and goes out ------------------------------------------------------------

letter 'Жукова Зоя <zhukova@school3.test>' matematika@mo.test 'Неделя математики' \
    --header 'Message-ID: <week@school3.test>' <<<'Добрый день!' >"$TEST_TMP/week.eml"
ID=$("$LETTER" header Message-ID "$TEST_TMP/week.eml" | tr -d '<>')
take "$TEST_TMP/week.eml" matematika@mo.test
told=$(story "$ID")
like "$told" '^Письмо 1: Неделя математики$' 'a letter is told by its Message-ID'
like "$told" "^Message-ID: +<$ID>\$" 'which stands there'
like "$told" '^Автор: +Жукова Зоя Антоновна \(личный, подлинность не проверена\)$' 'who wrote it, and how sure that is'
like "$told" '^Пришло: +09.11.2026.* от почтового сервера, по каналу, на matematika@mo.test' 'when, and by which door'
like "$told" '^МО учителей математики — ждёт решения модератора' 'that it waits'
like "$told" '^  почему: автор не состоит в этом объединении$' 'and why'
like "$told" 'спросили Сидорова Анна Ильинична, sidorova@school5.test: ответа ещё нет' 'who was asked'
is "$(story "<$ID>")" "$told" 'the Message-ID may stand in angle brackets'
is "$(story 1)" "$told" 'the number of the letter does as well'
is "$(json 1 | jq -c '[.type, .letter, .kind, .strength, (.cases[0] | .state, .verdict, .reason, (.asked | length))]')" \
    '["letter",1,"post","address","held","hold","not-member",2]' 'and so for programs'

later 1 hour
ok 'the moderators say yes' v held approve 1
due
told=$(story "$ID")
like "$told" ' опубликовать — из командной строки$' 'who decided'
like "$told" '^  Публикация 1, 09.11.2026' 'that it was published, and when'
like "$told" 'Разослано, номер в очереди [0-9]+, копий 7: отправлено 5, отложено 1, не доставлено 1\.$' \
    'to how many, and what became of the copies'
like "$told" '^    bad-box@school8.test, Бадьина Ада Петровна: не доставлено, .*; ответ сервера: 550 5.1.1 no such user$' \
    "who has not got it, with the server's word"
like "$told" '^      что делать: узнайте верный адрес' 'and what a person can do'
like "$told" '^    grey-box@school8.test, .*: отложено, .*450 4.2.0 greylisted.*; снова 09.11.2026' 'when the next try is'
unlike "$told" 'petrov@school3.test' 'whoever has got it is not named'
like "$(story "$ID" --recipients)" '^    petrov@school3.test, Петров Пётр Сергеевич: отправлено' 'unless all are asked for'
post=$(json "$ID" | jq '.cases[0].outgoing[] | select(.is_post).outgoing')
is "$(story --queue "$post")" "$told" 'its number in the queue tells of the same letter'
copy=$(json "$ID" | jq '.cases[0].outgoing[] | select(.is_post).recipients[] | select(.address == "bad-box@school8.test").copy')
is "$(story --copy "$copy")" "$told" 'and so does a copy by its number'
sender=$(jq -r 'select(.command) | .command' "$LOG" | sed -n 's/^MAIL FROM:<\(vestnik-bounce+[^>]*\)>.*/\1/p' | grep -m 1 "+$copy-")
is "$(story --copy "$sender")" "$told" 'or by the address that a bounce of it came to'

# --- it comes back, is answered, goes into the digest ------------------------------------------------------------

copy=$(json "$ID" --recipients | jq '.cases[0].outgoing[] | select(.is_post).recipients[] | select(.address == "petrov@school3.test").copy')
sender=$(jq -r 'select(.command) | .command' "$LOG" | sed -n 's/^MAIL FROM:<\(vestnik-bounce+[^>]*\)>.*/\1/p' | grep -m 1 "+$copy-")
cat >"$TEST_TMP/bounce.eml" <<EML
From: MAILER-DAEMON@school3.test
To: $sender
Subject: Undelivered Mail
Message-ID: <back@school3.test>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

The mailbox is full.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; school3.test

Final-Recipient: rfc822; petrov@school3.test
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 mailbox full

--b--
EML
SENDER= take "$TEST_TMP/bounce.eml" "$sender"
letter 'Петров Пётр <petrov@school3.test>' matematika@mo.test 'Re: Неделя математики' \
    --header "In-Reply-To: <$ID>" <<<'Буду!' >"$TEST_TMP/answer.eml"
take "$TEST_TMP/answer.eml" matematika@mo.test
NOW=2026-11-16T08:30:00+03:00
due
told=$(story "$ID")
like "$told" '^    вернулось 09.11.2026.* от petrov@school3.test: ящик переполнен$' 'what came back'
like "$told" 'на неё ответил\(а\) Петров Пётр Сергеевич, публикация 2$' 'who answered'
like "$told" '^  Вошло в письмо «.*», 16.11.2026.*отправлено' 'and the digest that it went into'
is "$(json "$ID" | jq -c '[.cases[0].post | .number, (.answers | length), ([.digests[].purpose] | sort)]')" \
    '[1,1,["digest-members","digest-methodist"]]' 'and so for programs'
is "$(json "$ID" | grep -c '"first"')" 0 'who get nothing that only the words need'

# --- letters of ours, and none --------------------------------------------------------------------------------------

order 'Жукова Зоя <zhukova@school3.test>' help >/dev/null 2>&1
ours=$(json "$(sql 'SELECT max(id) FROM letter')" | jq -r '.cases[0].outgoing[0].message_id')
like "$(story "$ours")" '^Номер в очереди: [0-9]+$' 'a letter of ours is told by its Message-ID'
like "$(story "$ours")" '^Копий 1: отправлено 1\.$' 'with what became of it'
exits 69 'there is no such letter' v trace nobody@nowhere.test
like "$(cat "$TEST_ERR")" 'no letter has the Message-ID nobody@nowhere.test' 'and it says so'
exits 69 'nor such a number' v trace 4711
exits 69 'nor such a copy' v trace --copy 4711
exits 64 'a letter must be named' v trace
sed -i '1i language = en' "$INSTANCE_CONF"
like "$(story "$ID")" '^    grey-box@school8.test, .*: not delivered, .*given up after 5 days: 450' 'in English where that is the language'

# --- the queue, recipient by recipient --------------------------------------------------------------------------------

is "$(v --json queue list "$post" | jq -r .state | sort | uniq -c | tr -s ' ' | tr '\n' ';')" ' 3 failed; 4 sent;' \
    'queue list LETTER has a line for each recipient'
is "$(v --json queue list "$post" --state failed | jq -c '[.address, .code, .advice]' | tr '\n' ' ')" \
    '["bad-box@school8.test",550,"address"] ["petrov@school3.test",250,"owner"] ["grey-box@school8.test",450,"again"] ' \
    'what a person can do stands there'
like "$(v queue list)" '^ +find out the right address' 'in words too'
is "$(v --json queue retry "$post" bad-box@school8.test)" '{"queued":1}' 'one recipient is tried again'
is "$(v --json queue drop "$post" Grey-box@SCHOOL8.test)" '{"dropped":1}' 'or dropped'
is "$(v --json queue list "$post" | jq -r 'select(.state != "sent") | [.address, .state] | join(" ")' | tr '\n' '|')" \
    'bad-box@school8.test queued|petrov@school3.test failed|grey-box@school8.test dropped|' 'and nobody else'
exits 65 'what is no address is refused' v queue drop "$post" nobody
sed -i '1i administrator = "bad-admin@ofice.test"' "$INSTANCE_CONF"
write 'Иванова <ivanova@school3.test>' matematika@mo.test 'План' --header 'X-Vestnik-Cut: 104857600' <<<''
like "$(v queue list --state failed | grep -A1 'bad-admin@ofice.test')" '^ +the address is that of the setting administrator' \
    'a letter to the administrator that has failed names the setting, not the registry'
wrong=$(v --json queue list --state failed | jq -r 'select(.address == "bad-admin@ofice.test").letter')
like "$(story --queue "$wrong")" 'the setting administrator' 'so does its story'
sed -i 's/^administrator = .*/administrator = "bad-admin@office.test"/' "$INSTANCE_CONF"
is "$(v --json queue list "$wrong" | jq -r .advice)" setting 'an address that is one slip away from it too'
sed -i 's/^administrator = .*/administrator = "boss@office.test"/' "$INSTANCE_CONF"
is "$(v --json queue list "$wrong" | jq -r .advice)" stranger 'another one is a stranger'
done_testing
