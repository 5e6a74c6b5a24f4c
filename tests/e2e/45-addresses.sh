#!/bin/bash
# 45-addresses.sh: addresses that are none, or that a server must not see, on their way from the registry to
# an SMTP server; lists of nobody and letters of 60 MiB.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"

LOG=$TEST_TMP/smtp.json
PORT=$(free_port)
server smtp "$ROOT/tests/lib/smtp_server.py" --log "$LOG" --port "$PORT" --stay
wait_for 10 port_open "$PORT" || bail_out 'the SMTP server does not start'
new_instance "account \"main\" { address = \"gw@mo.test\"  addressing = domain  imap_host = none
    smtp_host = \"127.0.0.1\"  smtp_port = $PORT  smtp_security = none }" 'transport = smtp' \
    'limit_letter_bytes = 104857600' 'hold_bytes = 0' 'largest_file = 0'
v list add matematika title='МО учителей математики' >/dev/null
v list add pusto title='Пустой список' posts=anyone >/dev/null

# --- into the registry -------------------------------------------------------------------------------------

long=$(head -c 500 /dev/zero | tr '\0' x)
import_with() { # ADDRESS: exit code of an import, with its words in $TEST_ERR and $TEST_OUT
    { printf 'ФИО;Школа;Почта;МО\n'
        printf 'Петров Пётр Петрович;Школа № 1;"%s";matematika\n' "${1//\"/\"\"}"; } >"$TEST_TMP/one.csv"
    v registry import "$TEST_TMP/one.csv" --dry-run >"$TEST_OUT" 2>"$TEST_ERR"
}
while IFS= read -r address; do
    import_with "$(printf '%b' "$address")"
    is "$?" 65 "refused in the registry: ${address:0:50}"
    like "$(cat "$TEST_OUT" "$TEST_ERR")" '2: ' '... and its line named'
done <<LINES
iva nova@school.test
"iva nova"@school.test
ivanova@school.test>\\r\\nRCPT TO:<evil@x.test
iva(nova)@school.test
ivanova@@school.test
ivanova@
@school.test
ivanova@[192.0.2.1]
ivanova@school..test
$long@school.test
ivanova@$long.test
LINES
{ echo 'ФИО;Школа;Почта;МО'
    echo 'Иванова Мария Петровна;Школа № 1;ivanova@школа.рф;matematika'
    echo "О'Нил Пётр Петрович;Школа № 1;o'neil+school=1@school.test;matematika"
    echo 'Сидорова Анна Ильинична;Школа № 1;учитель@школа.рф;matematika'; } >"$TEST_TMP/registry.csv"
exits 0 'a domain of Russian letters, quotes and plus signs are addresses' v registry import "$TEST_TMP/registry.csv"
is "$(sql "SELECT address FROM address ORDER BY address LIMIT 1")" 'ivanova@xn--80atdl2c.xn--p1ai' \
    'the domain is kept as servers know it'

# --- out to a server ---------------------------------------------------------------------------------------

post() { # SUBJECT [OPTION...]
    begin_step
    letter "Мария Иванова <ivanova@xn--80atdl2c.xn--p1ai>" matematika@mo.test "$@" <<<'Коллеги!' >"$TEST_TMP/post.eml"
    deliver_to "$TEST_TMP/post.eml" matematika@mo.test
}
said_to() { jq -r 'select(.command) | .command' "$LOG"; }
post 'Первое'
do_due
is "$(sql "SELECT address || ' ' || state FROM recipient ORDER BY state, address" | tr '\n' ';')" \
    "учитель@xn--80atdl2c.xn--p1ai failed;o'neil+school=1@school.test sent;" 'who can be reached is, whoever stands beside'
like "$(v queue list --state failed)" 'letters that are not Latin.*SMTPUTF8' 'and the queue says why the other is not'
is "$(said_to | grep -c '^RCPT')" 1 'the server has seen one address'

# As a database may hold that was written to by hand: nothing of it reaches the server.
cat >"$TEST_TMP/spoil.py" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for address in ["a@b.test>\r\nRCPT TO:<evil@x.test", "a@b.test\r\nDATA", "a@b.test\nRSET", "<a@b.test>", "a b@c.test",
                '"a b"@c.test', "a\x01b@c.test", "a@b@c.test", "a", "@", "x" * 1000 + "@c.test", "почта@школа.рф",
                "fine@c.test"]:
    db.execute("INSERT INTO recipient (outgoing, address, priority, state, queued, next_try, changed)"
               " SELECT id, ?, priority, 'queued', 1, 1, 1 FROM outgoing WHERE purpose = 'post'", (address,))
db.commit()
PY
: >"$LOG"
ok 'an old database' python3 "$TEST_TMP/spoil.py" "$TEST_TMP/state/vestnik.db"
due
is "$(sql "SELECT group_concat(address) FROM recipient WHERE state = 'sent' AND address LIKE '%@c.test'")" fine@c.test \
    'of thirteen recipients one is an address, and got the letter'
is "$(sql "SELECT count(*) FROM recipient WHERE state = 'failed' AND reply LIKE '%address%'")" 13 \
    'each of the others has failed, and says why'
is "$(said_to | grep -v '^EHLO\|^QUIT' | sed 's/bounce+[^>]*>.*/bounce+KEY>/' | sort | tr '\n' ' ')" \
    "DATA MAIL FROM:<vestnik-bounce+KEY> RCPT TO:<fine@c.test> " 'the server has heard of nothing else'
is "$(sql "SELECT count(*) FROM recipient WHERE next_try IS NOT NULL")" 0 'nothing is tried again'

# --- a list of nobody, a letter of 60 MiB ------------------------------------------------------------------

begin_step
letter 'Мария Иванова <ivanova@xn--80atdl2c.xn--p1ai>' pusto@mo.test 'Есть кто?' <<<'Коллеги!' >"$TEST_TMP/post.eml"
deliver_to "$TEST_TMP/post.eml" pusto@mo.test
do_due
is "$(decided)" 'hold not-member' 'a letter to a list of nobody waits'
exits 0 'is published' v held approve "$(v --json held list | jq -r .case)"
due
is "$(posts pusto) $(sql "SELECT count(*) FROM recipient WHERE next_try IS NOT NULL")" '1 0' 'kept, and sent to nobody'

head -c 46000000 /dev/urandom >"$TEST_TMP/film.bin"
letter 'Мария Иванова <ivanova@xn--80atdl2c.xn--p1ai>' matematika@mo.test 'Фильм' --attach "film.bin=$TEST_TMP/film.bin" \
    <<<'Коллеги!' >"$TEST_TMP/large.eml"
ok 'a letter of 60 MiB' test "$(stat -c %s "$TEST_TMP/large.eml")" -gt 62000000
exits 65 'is refused at the door' v deliver --to matematika@mo.test --from ivanova@xn--80atdl2c.xn--p1ai <"$TEST_TMP/large.eml"
like "$(cat "$TEST_ERR")" 'deliver_bytes' 'and the limit is named'
sed -i -e '/^transport = /d' -e 's/^    smtp_host = .*/ copies = each }/' -e '$a deliver_bytes = 104857600' "$INSTANCE_CONF"
take "$TEST_TMP/large.eml" matematika@mo.test
is "$(decided)" 'publish member' 'where the limit is larger it is published'
is "$("$LETTER" body "$(from_us "o'neil+school=1@school.test")" | sha256sum)" "$("$LETTER" body "$TEST_TMP/large.eml" | sha256sum)" \
    'and goes out with every byte'
done_testing
