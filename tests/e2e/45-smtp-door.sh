#!/bin/bash
# 45-smtp-door.sh: a post goes out by SMTP to a scripted server (TLS, login): each recipient has a state of
# its own, the queue tells of it, and a server that is away loses nobody.
. "$(dirname "$0")/../lib/tap.sh"

LOG=$TEST_TMP/smtp.json
PORT=$(free_port)

start_server() {
    server smtp "$ROOT/tests/lib/smtp_server.py" --log "$LOG" --port "$PORT" --stay \
        --tls --cert "$TEST_TMP/tls.crt" --key "$TEST_TMP/tls.key" --login gw@mo.test:s3cret
    wait_for 10 port_open "$PORT" || bail_out 'the SMTP server does not start'
}

states() { v queue list --json --most 100 "$@" | jq -r '"\(.address) \(.state) \(.attempts) \(.code)"' | sort; }
letters() { jq -s '[.[] | select(.letter)] | length' "$LOG"; }
at() { v --now "2026-11-16T$1" run --once; }

# post NAME: a letter with bytes that must arrive as they are
post() {
    { printf 'From: ivanova@s1.test\nTo: matematika@mo.test\nSubject: =?koi8-r?B?8MzBzg==?=\nMessage-ID: <%s@s1.test>\n' "$1"
        printf 'MIME-Version: 1.0\nContent-Type: text/plain;\n\tcharset="koi8-r"\nContent-Transfer-Encoding: 8bit\n\n'
        printf '\360\322\311\327\305\324\n.\n..\n.begins\nFrom here\n'; } >"$TEST_TMP/$1.eml"
    v --now 2026-11-16T08:00 deliver --to matematika@mo.test --from ivanova@s1.test <"$TEST_TMP/$1.eml"
}

umask 077
printf 's3cret\n' >"$TEST_TMP/password"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext 'subjectAltName=DNS:localhost' -keyout "$TEST_TMP/tls.key" -out "$TEST_TMP/tls.crt" \
    2>"$TEST_ERR" || bail_out 'no certificate'
new_instance "account \"main\" { address = \"gw@mo.test\"  addressing = domain  imap_host = none
    password_file = \"$TEST_TMP/password\"  smtp_host = \"localhost\"  smtp_port = $PORT
    smtp_security = tls  ca_file = \"$TEST_TMP/tls.crt\" }" \
    'retry_first = 600' 'retry_longest = 3600' 'retry_days = 2'
{ echo 'ФИО;Школа;Район;Почта'
    for who in ivanova petrov bad-box grey-box full-box; do echo "Учитель $who;Школа 1;Северный;$who@s1.test"; done
} >"$TEST_TMP/registry.csv"
ok 'the registry is read' v registry import "$TEST_TMP/registry.csv"
ok 'a list is made' v list add matematika 'title=МО учителей математики' tag=математика
for who in ivanova petrov bad-box grey-box full-box; do
    v member add --quiet matematika "$who@s1.test" >"$TEST_OUT" 2>&1 || bail_out "no member $who: $(cat "$TEST_OUT")"
done

# --- each recipient a state of its own ----------------------------------------------------------

start_server
ok 'vestnik check logs in to the server' v check
like "$(cat "$TEST_OUT")" '^sending +in order' 'and says that it is in order'
unlike "$(cat "$TEST_OUT")" '^[0-9]' "what the server says does not stand among the rows"
printf 'wrong\n' >"$TEST_TMP/password"
exits 78 'a wrong password is found by vestnik check' v check
like "$(cat "$TEST_OUT")" '^sending +account "main", localhost: .*[Ll]ogin denied' "with the server's word"
like "$(cat "$TEST_OUT")" 'Check login and the password' 'and what to do'
printf 's3cret\n' >"$TEST_TMP/password"

# --- a letter to try ------------------------------------------------------------------------------

ok 'a test letter is sent' v check --send-test Petrov@S1.test
like "$(cat "$TEST_OUT")" '^accepted +by localhost:[0-9]+: 250' 'and the answer of the server told'
like "$(cat "$TEST_OUT")" '^next +open the mailbox petrov@s1.test' 'with what is to be looked at'
is "$(jq -r 'select(.letter) | .letter' "$LOG" | base64 -d | tr -d '\r' | grep -c '^To: <\?petrov@s1.test\|^Auto-Submitted: auto-generated')" 2 \
    'it says that a program wrote it'
exits 69 'who has no mailbox' v check --send-test bad-box@s1.test
like "$(cat "$TEST_OUT")" '^next +.*' 'is told, with what to do'
exits 75 'who is not taken now' v check --send-test grey-box@s1.test
like "$(cat "$TEST_OUT")" '^next +.*send the test again in ten minutes' 'too'
exits 65 'what is no address is refused' v check --send-test petrov
is "$(v queue list --json | wc -l)" 0 'nothing of it is in the queue'
: >"$LOG"

post one
ok 'the post is sent' at 08:00
is "$(states --state sent)" 'petrov@s1.test sent 1 250' 'who was taken has it'
is "$(states)" "bad-box@s1.test failed 1 550
full-box@s1.test deferred 1 552
grey-box@s1.test deferred 1 450" 'the others have failed or wait, each with the code of the server'
is "$(letters)" 1 'in one transaction'
jq -r 'select(.letter) | .letter' "$LOG" | base64 -d >"$TEST_TMP/arrived"
is "$(sed '1,/^\r$/d' "$TEST_TMP/arrived" | tr -d '\r' | od -c)" "$(sed '1,/^$/d' "$TEST_TMP/one.eml" | od -c)" \
    'the body arrived byte for byte'
like "$(cat "$TEST_TMP/arrived")" '^	charset="koi8-r"' 'and so did its own Content-Type, with its folding'
unlike "$(cat "$LOG")" 's3cret' 'the password stands in no log'

ok 'a minute later' at 08:01
is "$(grep -c 'RCPT TO:<grey' "$LOG")" 1 'nobody is tried before his time'
ok 'ten minutes later' at 08:10
is "$(grep -c 'RCPT TO:<grey' "$LOG") $(grep -c 'RCPT TO:<bad' "$LOG")" '2 1' \
    'the deferred one is tried again, the failed one never'
is "$(v queue list --state deferred --json | jq -r 'select(.address | startswith("grey")).next_try' | cut -c12-16)" \
    08:30 'and then waits twice as long'

# --- by hand ------------------------------------------------------------------------------------

id=$(v queue list --json | jq -r .letter | sort -u)
is "$(v --now 2026-11-16T08:12 queue retry "$id" --json)" '{"queued":3}' 'a letter is tried again by hand'
ok 'at once' at 08:12
is "$(grep -c 'RCPT TO:<bad' "$LOG")" 2 'the failed one too'
is "$(v queue drop "$id" --json)" '{"dropped":3}' 'what is hopeless is dropped'
is "$(states)" '' 'and waits no more'
is "$(v queue show "$id" | sed -n 's/^Message-ID: //p' | tr -d '\r')" '<one@s1.test>' 'a letter can be looked at'

# --- the server is away, or will not have us ------------------------------------------------------

stop_pid "$SERVER_PID"
post two
ok 'no server: still no failure of ours' at 08:20
is "$(states | cut -d' ' -f2,3 | sort | uniq -c | tr -s ' ')" ' 4 deferred 0' 'all wait, which is no attempt of theirs'
printf 'wrong\n' >"$TEST_TMP/password"
start_server
ok 'a wrong password' at 08:30
is "$(states | cut -d' ' -f2,3 | sort -u)" 'deferred 0' 'is no fault of the recipients either'
like "$(v queue list)" '535' 'and the queue says what the server said'
printf 's3cret\n' >"$TEST_TMP/password"
ok 'the server is back' at 08:40
is "$(states --state sent)" "petrov@s1.test sent 1 250
petrov@s1.test sent 1 250" 'and nobody was lost'
ok 'days later' v --now 2026-11-18T09:00 run --once
is "$(states | cut -d' ' -f2 | sort -u)" failed 'what could not be sent in retry_days has failed'
like "$(v queue list)" 'given up after 2 days: 450' 'with the last word of the server'

# --- nothing secret is shown ------------------------------------------------------------------------

ok 'a moderator is named' v member set --quiet matematika petrov@s1.test role=+moderator
printf 'From: stranger@else.test\nTo: matematika@mo.test\nSubject: hello\nMessage-ID: <s@else.test>\n\nlet me in\n' |
    v --now 2026-11-18T09:00 deliver --to matematika@mo.test --from stranger@else.test
stop_pid "$SERVER_PID" # so that the question still waits
ok 'a stranger is held' v --now 2026-11-18T09:00 run --once
ask=$(v queue list --json | jq -r 'select(.address == "petrov@s1.test" and .state == "deferred").letter' | tail -n 1)
shown=$(v queue show "$ask" | python3 -c 'import email, email.policy, sys
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
print(m["Subject"], m["Reply-To"], m.get_body(("plain",)).get_content())')
like "$shown" 'hidden' 'the token of a question is hidden where it is shown'
unlike "$shown" '[0-9]-[0-9a-z]{16}' 'and no token is there'
done_testing
