#!/bin/bash
# 49-limits.sh: two accounts, each with an SMTP server of its own: a server that speaks of a limit stops its account until
# the time that it names, a wrong password stops it at once; the other account goes on, and the administrator is told by it.
. "$(dirname "$0")/../lib/tap.sh"

ONE=$(free_port) TWO=$(free_port)
smtp() { # NAME PORT [OPTION...]
    server "$1" "$ROOT/tests/lib/smtp_server.py" --log "$TEST_TMP/$1.json" --port "$2" --stay "${@:3}"
    wait_for 10 port_open "$2" || bail_out "the SMTP server $1 does not start"
}
at() { v --now "2026-11-16T$1" run --once; }
taken() { jq -r 'select(.letter) | .recipients[]' "$TEST_TMP/$1.json" | sort | tr '\n' ' ' | sed 's/ $//'; }
from() { jq -r 'select(.letter) | .sender' "$TEST_TMP/$1.json" | sort -u; }
logins() { jq -r 'select(.command == "AUTH ...") | .connection' "$TEST_TMP/$1.json" | sort -u | wc -l; }
sending() { v --now "2026-11-16T$1" status --json | jq -c ".sending.$2"; }
post() { # AT LIST NAME
    printf 'From: ivanova@s1.test\nTo: %s\nSubject: %s\nMessage-ID: <%s@s1.test>\n\nText.\n' "$2" "$3" "$3" |
        v --now "2026-11-16T$1" deliver --to "$2" --from ivanova@s1.test
}

umask 077
printf 's3cret\n' >"$TEST_TMP/password"
new_instance "account \"one\" { address = \"gw@one.test\"  imap_host = none  password_file = \"$TEST_TMP/password\"
    smtp_host = \"127.0.0.1\"  smtp_port = $ONE  smtp_security = none  smtp_recipients = 1 }" \
    "account \"two\" { address = \"gw@two.test\"  imap_host = none
    smtp_host = \"127.0.0.1\"  smtp_port = $TWO  smtp_security = none }" \
    'administrator = "admin@centre.test"' 'pause_login = 3600' 'transport = smtp'
{ echo 'ФИО;Школа;Район;Почта'
    for who in ivanova petrov limit-one sidorov; do echo "Учитель $who;Школа 1;Северный;$who@s1.test"; done
} >"$TEST_TMP/registry.csv"
ok 'the registry is read' v registry import "$TEST_TMP/registry.csv"
ok 'a list of the first account' v list add matematika 'title=МО учителей математики'
ok 'a list of the second' v list add fizika 'title=МО учителей физики' account=two
for who in ivanova petrov limit-one sidorov; do
    v member add --quiet matematika "$who@s1.test" >/dev/null 2>&1 || bail_out "no member $who"
    v member add --quiet fizika "$who@s1.test" >/dev/null 2>&1 || bail_out "no member $who"
done
smtp one "$ONE" --login gw@one.test:s3cret
one_pid=$SERVER_PID
smtp two "$TWO"

ok 'a test letter by the second account' v check --send-test petrov@s1.test --account two
is "$(from two)" 'gw+bounce@two.test' 'goes from its mailbox'
exits 69 'an account that is not there' v check --send-test petrov@s1.test --account three
like "$(cat "$TEST_ERR")" 'one, two' 'is told with those that are'
: >"$TEST_TMP/two.json"

# --- each list by its account ---------------------------------------------------------------------------

post 08:00 gw+matematika@one.test first
ok 'a post of the first list' at 08:00
is "$(taken two)" '' 'goes by no other account'
like "$(sending 08:00 one)" '"stopped":"limit".*"stopped_until":"2026-11-16T08:20:00' \
    'its server speaks of a limit: the account stops for as long as it says'
before=$(grep -c 'RCPT TO' "$TEST_TMP/one.json")
post 08:05 gw+matematika@one.test second
ok 'a second post comes' at 08:05
is "$(grep -c 'RCPT TO' "$TEST_TMP/one.json")" "$before" 'and the server is left alone'
is "$(v queue list --state failed --json | wc -l)" 0 'nobody has failed'
is "$(v queue list --json --most 100 | jq -r .attempts | sort -u)" 0 'nor has anybody an attempt against him'
post 08:06 gw+fizika@two.test third
ok 'a post of the second list' at 08:06
is "$(from two)" 'gw+bounce@two.test' 'goes by its own account, and so does what is written to the administrator'
like "$(taken two)" 'petrov@s1.test' 'to its members'
told() { jq -r 'select(.letter and (.recipients | index("admin@centre.test"))) | .letter' "$TEST_TMP/two.json" | while read -r letter; do
    base64 -d <<<"$letter" | python3 -c 'import email, email.policy, sys
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
print(m["Subject"], m.get_body(("plain",)).get_content())'; done; }
is "$(told | grep -c '^Почта не уходит: ящик gw@one.test')" 1 'it names the mailbox that stopped, once'
like "$(told)" 'rate limit exceeded' "with the server's words"
like "$(v --now 2026-11-16T08:06 status)" 'STOPPED BY +limit' 'status says it too'

# --- a wrong password -----------------------------------------------------------------------------------

v queue drop "$(v queue list --json | jq -r 'select(.address | startswith("limit")).letter' | sort -u | head -n 1)" >/dev/null
v member remove --quiet matematika limit-one@s1.test >/dev/null 2>&1
for id in $(v queue list --json | jq -r .letter | sort -u); do v queue drop "$id" >/dev/null; done
printf 'wrong\n' >"$TEST_TMP/password"
before=$(logins one)
post 09:00 gw+matematika@one.test fourth
for minute in 00 01 02 10 30 59; do at "09:$minute" >/dev/null 2>&1; done
is "$(($(logins one) - before))" 1 'a wrong password is tried once in an hour, however often there is something to send'
is "$(told | grep -c 'похоже, пароль')" 1 'and the administrator is told once'
is "$(v queue list --json --most 100 | jq -r '"\(.state) \(.attempts)"' | sort -u)" 'deferred 0' 'all wait, which is no attempt of theirs'
like "$(v queue list)" '535' 'and the queue says what the server said'
printf 's3cret\n' >"$TEST_TMP/password"
ok 'the new password is noticed' at 09:59
is "$(v queue list --json | wc -l)" 0 'and everything goes out at once'
like "$(taken one)" 'petrov@s1.test' 'to whom it was for'

# --- by hand ----------------------------------------------------------------------------------------------

printf 'wrong\n' >"$TEST_TMP/password"
post 11:00 gw+matematika@one.test fifth
at 11:00 >/dev/null 2>&1
before=$(logins one)
ok 'whoever has mended it elsewhere says so' v --now 2026-11-16T11:05 queue retry --all
at 11:05 >/dev/null 2>&1
is "$(($(logins one) - before))" 1 'and it is tried again'

# --- a server that is away -------------------------------------------------------------------------------

printf 's3cret\n' >"$TEST_TMP/password"
ok 'all is well again' at 11:10
stop_pid "$one_pid"
post 12:00 gw+matematika@one.test away
for when in 12:00 17:59; do at "$when" >/dev/null 2>&1; done
is "$(told | grep -c 'gw@one.test не берёт писем')" 0 'a server that is away for less than unsent_hours is no news'
for when in 18:01 18:30 23:00; do at "$when" >/dev/null 2>&1; done
is "$(told | grep -c 'gw@one.test не берёт писем')" 1 'then the administrator is told, by the other account, once a day'
like "$(told)" '^их не берёт. Писем ждёт отправки: [1-9]' 'in numbers'
like "$(told)" '[Cc]onnect' 'and what is known'
smtp one "$ONE" --login gw@one.test:s3cret

# --- while it serves --------------------------------------------------------------------------------------

rm -rf "$TEST_TMP/state" "$INSTANCE_CONF"
new_instance "account \"one\" { address = \"gw@one.test\"  imap_host = none  password_file = \"$TEST_TMP/password\"
    smtp_host = \"127.0.0.1\"  smtp_port = $ONE  smtp_security = none }" 'transport = smtp'
v registry import "$TEST_TMP/registry.csv" >"$TEST_OUT" && v list add fizika 'title=МО учителей физики' >"$TEST_OUT" &&
    v member add --quiet fizika ivanova@s1.test >"$TEST_OUT" && v member add --quiet fizika petrov@s1.test >"$TEST_OUT" || bail_out 'no list'
letter_now() {
    printf 'From: ivanova@s1.test\nTo: gw+fizika@one.test\nSubject: %s\nMessage-ID: <%s@s1.test>\n\nText.\n' "$1" "$1" |
        v deliver --to gw+fizika@one.test --from ivanova@s1.test
}
stopped_by() { [ "$(v status --json | jq -r .sending.one.stopped)" = "$1" ]; }
sent_are() { [ "$(v queue list --state sent --json | wc -l)" -eq "$1" ]; }
rm "$TEST_TMP/password"
server serve "$VESTNIK" -c "$INSTANCE_CONF" serve
letter_now sixth
ok 'a password that cannot be read stops the account' wait_for 30 stopped_by login
like "$(v queue list)" "password_file $TEST_TMP/password: No such file" 'and the queue says which file it is'
printf 's3cret\n' >"$TEST_TMP/password"
letter_now seventh
ok 'a new one is noticed while it serves' wait_for 30 sent_are 2
stop_pid "$SERVER_PID"
done_testing
