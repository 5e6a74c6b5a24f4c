#!/bin/bash
# 30-postfix-pipe.sh: the whole way on real servers: a teacher's letter goes through Postfix into the pipe,
# `vestnik serve` publishes it and sends it through Postfix by SMTP, and it is read in the members' mailboxes
# of Dovecot. Then duties are killed, and nothing is lost or doubled.
# slow
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/postfix"
. "$ROOT/tests/lib/serve.sh"

serve_servers
postfix_start "$LMTP_PORT"
new_instance 'transport = smtp' 'retry_first = 1' "account \"main\" { address = \"vestnik@mo.test\"  addressing = domain
    imap_host = none  smtp_host = \"127.0.0.1\"  smtp_port = $SMTP_PORT  smtp_security = none }"
serve_community
mail_user_owns_instance
serve_start

# --- the way of a letter -----------------------------------------------------------------------------------

for recipient in matematika fizika; do
    teacher_letter 1 "$recipient" | smtp_send t1@school.test "$recipient@mo.test"
done
ok 'the post reaches the eight other members of matematika' wait_for 60 copies_are 1 matematika 8
is "$(copies_of 1 t1)" 0 'and not its author'
like "$(cat "$(letter_file 1 matematika t2)")" '^List-Id: .*<matematika.mo.test>' 'as a post of the list'
like "$(cat "$(letter_file 1 matematika t2)")" '^Return-Path: <vestnik-bounce+[^@>]*@mo.test>' 'with a return path of this copy'
"$LETTER" body "$(letter_file 1 matematika t2)" | tr -d '\r' >"$TEST_TMP/body.got"
teacher_letter 1 matematika >"$TEST_TMP/one.eml"
"$LETTER" body "$TEST_TMP/one.eml" >"$TEST_TMP/body.sent"
ok 'its body is untouched' cmp "$TEST_TMP/body.sent" "$TEST_TMP/body.got"
ok 'the same for the other list' wait_for 60 copies_are 1 fizika 3

reply_file=$(letter_file 1 matematika t3)
"$LETTER" answer "$reply_file" --from t3@school.test <<<'Спасибо! answer-1' >"$TEST_TMP/reply.eml"
smtp_send t3@school.test "$("$LETTER" header To "$TEST_TMP/reply.eml")" <"$TEST_TMP/reply.eml"
ok 'an answer goes the same way, to the author too' wait_for 60 mailbox_has t1 answer-1
v --json archive threads --list matematika >"$TEST_TMP/threads"
is "$(jq .posts "$TEST_TMP/threads")" 2 'in the same thread'

letter_to_robot | smtp_send t2@school.test vestnik@mo.test
ok 'a command is answered' wait_for 60 mailbox_has t2 'Auto-Submitted: auto-replied'

# --- an address that does not exist ---------------------------------------------------------------------------

ok 'a refused recipient is recorded' wait_for 60 recipient_failed nobody@elsewhere.test
is "$(v --json status | jq '.cases.broken // 0')" 0 'no case is broken'

# --- killed ---------------------------------------------------------------------------------------------------------

POSTS_BEFORE=2
kill_while_busy 2 3
unharmed 2
serve_stop
done_testing
