#!/bin/bash
# 47-account-state.sh: vestnik status says how each mailbox is doing: what was taken, when it was looked into, what
# waits there, what went wrong in the server's words and since when; and what was ignored, by reason.
. "$(dirname "$0")/../lib/tap.sh"

umask 077
printf 'secret\n' >"$TEST_TMP/password"
port=$(free_port)
new_instance "account \"main\" { address = \"gw@school.test\"  password_file = \"$TEST_TMP/password\"
    imap_poll = 1000  imap_host = \"127.0.0.1\"  imap_port = $port  imap_security = none }" \
    'account "pipe" { address = "second@school.test" }'

state() { v status --json | jq -c ".accounts.main | $1"; }
at() { v --now "$1" run --once; }

is "$(state .)" '{"taken":0,"last_taken":null,"looked":null,"waiting":0,"next":null,"error":null,"failed":null,"failing_since":null}' \
    'of a mailbox that was never looked into nothing is known'
is "$(v status --json | jq -c .accounts.pipe)" '{"taken":0,"last_taken":null}' 'an account without IMAP has letters only'

exits 75 'nobody listens' at 2026-11-16T08:00:00Z
is "$(state '[.looked, .failed, .failing_since]')" '[null,"2026-11-16T11:00:00+03:00","2026-11-16T11:00:00+03:00"]' \
    'it has failed, and fails since then'
like "$(state .error)" '127.0.0.1 port .*refused' 'the error says which server, and what'

server hostile python3 "$ROOT/tests/lib/imap_server.py" "$port" login-busy 2
wait_for 10 grep -q READY "$TEST_TMP/hostile.log" || bail_out 'no scripted server'
exits 75 'the server is busy' at 2026-11-16T09:00:00Z
is "$(state '[.error, .failed, .failing_since]')" \
    '["127.0.0.1 cannot log us in now: try later","2026-11-16T12:00:00+03:00","2026-11-16T11:00:00+03:00"]' \
    'the error is the last one, in the words of the server; the trouble began with the first'
ok 'it has come to its senses' at 2026-11-16T10:00:00Z
is "$(state '[.taken, .last_taken, .looked, .waiting, .failing_since, .failed]')" \
    '[2,"2026-11-16T13:00:00+03:00","2026-11-16T13:00:00+03:00",0,null,"2026-11-16T12:00:00+03:00"]' \
    'two letters taken, none left there, no trouble; the last one is still told'
like "$(v status)" '^    letters taken +2$' 'and so for people'

server serve "$VESTNIK" -c "$INSTANCE_CONF" serve
ok 'while it serves, the next look is planned' wait_for 20 eval '[ "$(state "(.next // \"\") > .looked")" = true ]'
kill -TERM "$SERVER_PID"
wait "$SERVER_PID"
is "$(state .failing_since)" null 'that it is stopped is no trouble of the mailbox'

printf 'From: r@x.test\nTo: gw@school.test\nAuto-Submitted: auto-replied\nMessage-ID: <a@x.test>\nSubject: x\n\ny\n' |
    v deliver --to gw@school.test --from r@x.test
ok 'a letter of a machine comes' v run --once
is "$(v status --json | jq -c .ignored)" '{"automatic":1}' 'it is counted among the ignored, by its reason'
done_testing
