#!/bin/bash
# 31-dovecot-imap.sh: the whole way with nothing but one ordinary mailbox: a teacher's letter comes into it by
# Dovecot's LMTP, `vestnik serve` takes it by IMAP over TLS, publishes it, and sends it by SMTP with STARTTLS
# and a login; it is read in the members' mailboxes. Then duties are killed, and nothing is lost or doubled.
# slow
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/postfix"
. "$ROOT/tests/lib/serve.sh"

serve_servers
postfix_start "$LMTP_PORT" "$AUTH_PORT" "$BOX/tls"
new_instance 'retry_first = 1' "account \"main\" { address = \"gw@school.test\"  addressing = plus
    password_file = \"$TEST_TMP/state/password\"  ca_file = \"$TEST_TMP/ca.crt\"
    imap_host = localhost  imap_port = $IMAPS_PORT  imap_security = tls
    smtp_host = localhost  smtp_port = $SUBMISSION_PORT  smtp_security = starttls }"
cp "$DOVECOT_CA" "$TEST_TMP/ca.crt" && chmod 644 "$TEST_TMP/ca.crt"
(umask 077 && echo secret >"$TEST_TMP/state/password")
serve_community
mail_user_owns_instance
serve_start

# send_by_lmtp N [LIST]: into the gateway's mailbox
send_by_lmtp() {
    teacher_letter "$1" "gw+${2:-matematika}" t1 school.test |
        sed "s/gw+\(.*\)@school.test>/\1@school.test>/; s/letter-\(.*\)-gw+/letter-\1-/" |
        "$DOVECOT" deliver "$BOX" "gw+${2:-matematika}@school.test" t1@school.test
}
SEND_LETTER=send_by_lmtp

in_folder() { # FOLDER COUNT
    [ "$("$DOVECOT" letters "$BOX" gw "$1" | wc -l)" -eq "$2" ]
}

# --- the way of a letter -------------------------------------------------------------------------------------

send_by_lmtp 1
ok 'the post reaches the eight other members of matematika' wait_for 20 copies_are 1 matematika 8
is "$(copies_of 1 t1)" 0 'and not its author'
post=$(letter_file 1 matematika t2)
like "$(cat "$post")" '^List-Post: <mailto:gw\+matematika@school.test>' 'as a post of the list'
like "$(cat "$post")" '^Received: .*ESMTPSA|^	.*ESMTPSA|with ESMTPSA' 'sent over TLS, after a login'
ok 'the letter is filed away in the mailbox' wait_for 10 in_folder Vestnik-Done 1

"$LETTER" answer "$post" --from t2@school.test <<<'Спасибо! answer-1' >"$TEST_TMP/reply.eml"
smtp_send t2@school.test "$("$LETTER" header To "$TEST_TMP/reply.eml")" <"$TEST_TMP/reply.eml"
ok 'an answer, sent by SMTP to the address of the list, reaches the author' wait_for 20 mailbox_has t1 answer-1
is "$(v --json archive threads --list matematika | jq .posts)" 2 'in the same thread'

printf 'From: t2@school.test\nTo: gw@school.test\nSubject: unsubscribe matematika\nMessage-ID: <u@school.test>\n\n' |
    smtp_send t2@school.test gw@school.test
ok 'a command is answered' wait_for 20 mailbox_has t2 'Auto-Submitted: auto-replied'
question=$(grep -l 'Auto-Submitted: auto-replied' "$BOX"/mail/t2/new/*)
"$LETTER" answer "$question" --from t2@school.test --no-quote <<<'YES' >"$TEST_TMP/yes.eml"
smtp_send t2@school.test "$("$LETTER" header To "$TEST_TMP/yes.eml")" <"$TEST_TMP/yes.eml"
left() { v --json list members matematika | jq -es 'all(.address != "t2@school.test")'; }
ok 'its confirmation too' wait_for 20 left
v member add --quiet matematika t2@school.test --anyway >/dev/null

# --- a letter that is too large ----------------------------------------------------------------------------------

{
    printf 'From: t1@school.test\nTo: gw@school.test\nSubject: CSV\nMessage-ID: <huge@school.test>\nMIME-Version: 1.0\n'
    printf 'Content-Type: text/csv; name=a.csv\nContent-Disposition: attachment; filename=a.csv\n\n'
    head -c 104857600 /dev/zero | tr '\0' 'x' | fold -w 900
} | "$DOVECOT" deliver "$BOX" gw@school.test t1@school.test
ok 'a table of 100 MiB is answered' wait_for 60 mailbox_has t1 'In-Reply-To: <huge@school.test>'
answer=$(grep -l 'In-Reply-To: <huge@school.test>' "$BOX"/mail/t1/new/*)
like "$("$LETTER" header Subject "$answer")" '^Письмо слишком большое: CSV$' 'with the reason'
like "$("$LETTER" text "$answer" | tr '\n' ' ')" 'занимает 100,[0-9] МБ, а мы принимаем письма до 50(,0)? МБ' 'and both sizes'
ok 'and lies in the folder of what was not taken' wait_for 10 in_folder Vestnik-Failed 1

# --- bounces come back into the mailbox ------------------------------------------------------------------------

send_by_lmtp 1 fizika
ok 'a refused recipient is recorded' wait_for 20 recipient_failed nobody@elsewhere.test
ok 'the others have the letter' wait_for 20 copies_are 1 fizika 3

# --- killed --------------------------------------------------------------------------------------------------------

POSTS_BEFORE=2
kill_while_busy 2 3
unharmed 2
serve_stop
unlike "$(cat "$SERVE_LOG")" 'secret' 'the password is in no log'
done_testing
