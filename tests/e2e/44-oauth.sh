#!/bin/bash
# 44-oauth.sh: a mailbox that is opened by an OAuth2 token instead of a password: the token comes from a file or
# is asked for with a refresh token; a real Dovecot takes it for IMAP, and by Dovecot's word an SMTP server; whatever
# the provider or the server says instead is told with what to do, and no secret is shown.
. "$(dirname "$0")/../lib/tap.sh"

DOOR=$(dirname "$VESTNIK")/tests/imap_door
DOVECOT=$ROOT/tests/lib/dovecot
BOX=$TEST_TMP/dovecot
oauth=$(free_port)

server provider python3 "$ROOT/tests/lib/oauth_server.py" "$oauth"
wait_for 10 grep -q READY "$TEST_TMP/provider.log" || bail_out 'no provider of tokens'
DOVECOT_OAUTH=http://127.0.0.1:$oauth "$DOVECOT" start "$BOX" || bail_out 'no Dovecot'
at_exit "$DOVECOT" stop "$BOX"
. "$BOX/env"
umask 077
echo refresh-1 >"$TEST_TMP/refresh"
echo client-secret >"$TEST_TMP/client"

# settings IMAP_PORT LINE...: of an account that logs in by a token
settings() {
    echo "account \"main\" { address = \"gw@school.test\"  auth = oauth2  smtp_host = none
        imap_host = \"127.0.0.1\"  imap_port = $1  imap_security = none"
    printf '%s\n' "${@:2}" '}'
}
asks() { # PATH: settings that ask the provider
    echo "token_url = \"http://127.0.0.1:$oauth/$1\"  client_id = vestnik  client_secret_file = \"$TEST_TMP/client\"
        refresh_token_file = \"$TEST_TMP/refresh\"  token_scope = \"https://mail.test/\"  token_seconds = 2"
}
write() { { echo "state = \"$TEST_TMP/state\""; echo "letters = \"$ROOT/conf/letters\""; settings "$@"; } >"$INSTANCE_CONF"; }
kept() { sqlite3 "$TEST_TMP/state/vestnik.db" 'SELECT count(*) FROM letter'; }
kept_are() { [ "$(kept)" -eq "$1" ]; }
send() {
    printf 'From: t@school.test\nSubject: letter %s\nMessage-ID: <%s@school.test>\n\nText.\n' "$1" "$1" |
        "$DOVECOT" deliver "$BOX" gw@school.test
}
look() { "$DOOR" "$INSTANCE_CONF" once; }
secrets='refresh-[0-9]|access-[0-9]|client-secret'

new_instance "$(settings "$IMAP_PORT" "$(asks token)")"

# --- a real Dovecot ---------------------------------------------------------------------------------------

send 1
ok 'a token that was asked for opens the mailbox' look
is "$(kept)" 1 'and the letter is taken'
is "$(grep -c '^POST /token' "$TEST_TMP/provider.log")" 1 'it was asked for once'
like "$(cat "$TEST_TMP/provider.log")" '"client_id": "vestnik", "client_secret": "client-secret", "grant_type": "refresh_token", "refresh_token": "refresh-1", "scope": "https://mail.test/"' \
    'in the words of RFC 6749'
like "$(cat "$TEST_TMP/provider.log")" '^INTROSPECT access-1' 'Dovecot had it proved'

server watch "$DOOR" "$INSTANCE_CONF" run
send 2
ok 'the watch logs in by it too' wait_for 20 kept_are 2
stop_pid "$SERVER_PID"

echo access-77 >"$TEST_TMP/token"
write "$IMAP_PORT" "token_file = \"$TEST_TMP/token\""
send 3
ok 'a token that another program wrote to a file' look
is "$(kept)" 3 'opens it as well'
echo stale >"$TEST_TMP/token"
exits 77 'a token that is no longer good is refused' look
like "$(cat "$TEST_ERR")" "127.0.0.1 refused the token of gw@school.test: .*; is the program at work that keeps $TEST_TMP/token fresh" \
    'and told with what to do'
chmod 644 "$TEST_TMP/token"
exits 77 'a token that others may read is not used' look
like "$(cat "$TEST_ERR")" "token_file $TEST_TMP/token: others may read it; run: chmod 600" 'and told'
v check >"$TEST_TMP/check" 2>&1
like "$(cat "$TEST_TMP/check")" '^token +account "main": token_file .*others may read it' 'vestnik check tells it too'

write "$IMAP_PORT" "$(asks rotating)"
ok 'a provider that gives a new refresh token each time' look
is "$(cat "$TEST_TMP/refresh") $(stat -c %a "$TEST_TMP/refresh")" 'refresh-2 600' 'has it written to the file'
ok 'so that the next one is good' look
ok 'vestnik check finds token and mailbox in order' v check
like "$(cat "$TEST_OUT")" '^mailbox +in order' 'and says so'
is "$(cat "$TEST_TMP/refresh")" refresh-4 'asking once'

# --- a provider that gives none ------------------------------------------------------------------------------

while read -r path code says; do
    write "$IMAP_PORT" "$(asks "$path")"
    exits "$code" "the provider answers: $path" look
    like "$(cat "$TEST_ERR")" "account \"main\": .*$says" 'is told'
    unlike "$(cat "$TEST_ERR" "$TEST_OUT")" "$secrets" 'without a secret'
done <<END
denied 77 /denied gives no token \(400, invalid_grant: Token has been revoked\.\); the refresh token is no longer valid: sign in again
echo 77 /echo gives no token \(401, -\); check client_id
busy 75 gives no token now \(503
garbage 75 gives no token now \(200
huge 75 asking .* for a token
breaking 75 gives no token now
silent 75 asking .* for a token: Timeout
END
write "$IMAP_PORT" "$(asks token | sed "s/$oauth/1/")"
exits 75 'a provider that is away' look
write "$IMAP_PORT" "$(asks token | sed 's/127.0.0.1/provider.test/')"
exits 78 'a provider without encryption is refused' v check
like "$(cat "$TEST_ERR")" 'vestnik.conf:.*token_url = .* is not safe: it must begin with https' 'by file and line'
write "$IMAP_PORT"
exits 78 'auth = oauth2 alone is refused' v check
like "$(cat "$TEST_ERR")" 'needs token_file, or token_url, client_id and refresh_token_file' 'and says what it needs'

# --- servers with answers of their own -------------------------------------------------------------------------

# begin SCENARIO: a scripted server
begin() {
    scenario=$1
    rm -rf "$TEST_TMP/state"
    port=$(free_port)
    rm -f "$INSTANCE_CONF"
    new_instance "$(settings "$port" "token_file = \"$TEST_TMP/token\"")"
    server "$scenario" python3 "$ROOT/tests/lib/imap_server.py" "$port" "$scenario"
    wait_for 10 grep -q READY "$TEST_TMP/$scenario.log" || bail_out 'no scripted server'
}
heard() { sed -n 's/^1 HEARD //p' "$TEST_TMP/$scenario.log"; }

chmod 600 "$TEST_TMP/token"
echo access-5 >"$TEST_TMP/token"
while read -r name code answers why; do
    begin "$name"
    exits "$code" "$name: $why" look
    is "$(heard | paste -sd+)" "$answers" 'what was said to it'
    unlike "$(cat "$TEST_ERR" "$TEST_OUT")" "$secrets" 'no secret is shown'
done <<'END'
oauth 0 user=gw@school.test^auth=Bearer_access-5^^ XOAUTH2 where it is offered
oauth-untagged 0 user=gw@school.test^auth=Bearer_access-5^^ untagged data before the plus
oauth-bearer 0 n,a=gw@school.test,^auth=Bearer_access-5^^ OAUTHBEARER where there is only that
oauth-expired 77 user=gw@school.test^auth=Bearer_access-5^^+nothing the error is answered with an empty line
oauth-bearer-expired 77 n,a=gw@school.test,^auth=Bearer_access-5^^+^ the error is answered as RFC 7628 says
oauth-busy 75 user=gw@school.test^auth=Bearer_access-5^^ a server in trouble
oauth-bye 75 user=gw@school.test^auth=Bearer_access-5^^ a server that goes away
END
begin plain
exits 78 'a server without OAuth2' look
like "$(cat "$TEST_ERR")" 'offers no login by OAuth2; set auth = password' 'says what to set'

# --- SMTP ----------------------------------------------------------------------------------------------------------

smtp=$(free_port)
server smtp "$ROOT/tests/lib/smtp_server.py" --log "$TEST_TMP/smtp.json" --port "$smtp" --stay --bearer access-5
wait_for 10 port_open "$smtp" || bail_out 'the SMTP server does not start'
rm -rf "$TEST_TMP/state"
new_instance "account \"main\" { address = \"gw@school.test\"  auth = oauth2  token_file = \"$TEST_TMP/token\"  imap_host = none
    smtp_host = \"127.0.0.1\"  smtp_port = $smtp  smtp_security = none }"
ok 'the SMTP server takes the same token' v check
like "$(cat "$TEST_OUT")" '^sending +in order' 'as vestnik check says'
echo access-6 >"$TEST_TMP/token"
exits 78 'and refuses another' v check
like "$(cat "$TEST_OUT")" '^sending +account "main", 127.0.0.1: .*[Ll]ogin denied' 'which is told'
unlike "$(cat "$TEST_OUT" "$TEST_ERR")" "$secrets" 'without the token'

# A provider that gives no token any more is as a wrong password: the account stops, and nobody fails by it.
rm -rf "$TEST_TMP/state" "$INSTANCE_CONF"
new_instance "account \"main\" { address = \"gw@school.test\"  auth = oauth2  imap_host = none
    smtp_host = \"127.0.0.1\"  smtp_port = $smtp  smtp_security = none
    $(asks denied) }" 'administrator = "admin@school.test"'
printf 'ФИО;Школа;Почта;МО\nИванова Анна;Школа 1;ivanova@s1.test;fizika\nПетров Олег;Школа 1;petrov@s1.test;fizika\n' \
    >"$TEST_TMP/registry.csv"
v list add fizika title=Физика >"$TEST_OUT" && v registry import "$TEST_TMP/registry.csv" >"$TEST_OUT" || bail_out 'no list'
printf 'From: ivanova@s1.test\nTo: gw+fizika@school.test\nSubject: x\nMessage-ID: <one@s1.test>\n\nHello\n' |
    v --now 2026-11-16T08:00 deliver --to gw+fizika@school.test --from ivanova@s1.test
asked=$(grep -c '^POST /denied' "$TEST_TMP/provider.log")
for minute in 00 01 10 59; do v --now "2026-11-16T08:$minute" run --once >"$TEST_OUT" 2>&1; done
is "$(($(grep -c '^POST /denied' "$TEST_TMP/provider.log") - asked))" 1 'a provider that says no is asked once in an hour'
is "$(v --now 2026-11-16T08:59 status --json | jq -r .sending.main.stopped)" login 'the account has stopped'
ok 'ten days later' v --now 2026-11-26T08:00 run --once
is "$(v queue list --json --most 100 | jq -r '"\(.state) \(.attempts)"' | sort -u)" 'deferred 0' 'and everybody waits on'
like "$(v queue list)" 'the refresh token is no longer valid: sign in again' 'the queue says what is to be done'
like "$(v queue list)" 'admin@school.test' 'and so will a letter to the administrator'
done_testing
