#!/bin/bash
# 14-automatic.sh: letters that no person wrote: none is published, none is answered, none decides; a bounce
# of ours is noted and removes nobody (more of it in 47-bounces.sh).
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/bounce.sh"
new_community 'transport = maildir' 'account "main" { address = "vestnik@mo.test"  addressing = domain
    smtp_host = "mail.mo.test"  authserv_id = "mx.mo.test" }'

IVANOVA=ivanova@school3.test PETROV=petrov@school3.test
PASSED='Authentication-Results: mx.mo.test; dmarc=pass header.from=school3.test'
echo 'Меня нет до 20 ноября.' >"$TEST_TMP/text"

# silent VERDICT DESC: the step came to this, and wrote to nobody.
silent() {
    is "$(decided); $(everybody)" "$1; " "$2"
}

echo 'Коллеги, новости.' | write $IVANOVA matematika@mo.test 'Новости'
post=$(from_us $PETROV)
"$LETTER" header X-Vestnik-Loop "$post" >"$TEST_TMP/stamp"

# --- automatic letters, to a list, to the robot, to where bounces go --------------------------------------

# What it is | header | verdict at the list | verdict at the robot
while IFS='|' read -r what header at_list at_robot; do
    for to in matematika@mo.test vestnik@mo.test vestnik-bounce@mo.test; do
        expected=$at_robot
        [ $to = matematika@mo.test ] && expected=$at_list
        # a command in it: nothing must obey
        write $PETROV $to "отписаться matematika" --header "$header" --header "$PASSED" <"$TEST_TMP/text"
        [ "$at_list" = hold\ list-mail ] && [ $to = matematika@mo.test ] && continue
        silent "$expected" "$what to $to"
    done
done <<'ROWS'
an out-of-office reply|Auto-Submitted: auto-replied|ignore automatic|ignore automatic
a generated letter|Auto-Submitted: auto-generated|ignore automatic|ignore automatic
one with a parameter|Auto-Submitted: auto-replied; owner-email="x@y.test"|ignore automatic|ignore automatic
one of an older program|X-Autoreply: yes|ignore automatic|ignore automatic
one of Exchange|X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent|ignore automatic|ignore automatic
one by precedence|Precedence: auto_reply|ignore automatic|ignore automatic
list mail|List-Id: <news.elsewhere.test>|hold list-mail|ignore list-mail
bulk mail|Precedence: bulk|hold list-mail|ignore list-mail
ROWS
silent 'ignore list-mail' 'list mail to the robot gets no answer'

write $PETROV matematika@mo.test 'Автоответ: Новости' --header "$PASSED" <"$TEST_TMP/text"
silent 'ignore automatic' 'an out-of-office reply that only its subject gives away'
SENDER= write $PETROV matematika@mo.test 'Новости' --header "$PASSED" <"$TEST_TMP/text"
silent 'ignore automatic' 'a letter from the null sender'
SENDER='<>' write $PETROV vestnik@mo.test помощь --header "$PASSED" <"$TEST_TMP/text"
silent 'ignore automatic' 'a command from the null sender'

# --- list mail waits for a moderator -------------------------------------------------------------------------

write $PETROV matematika@mo.test 'Рассылка издательства' --header 'List-Id: <news.elsewhere.test>' <"$TEST_TMP/text"
is "$(decided)" 'hold list-mail' 'list mail to a list is held'
is "$(everybody)" 'kuznetsov@school5.test sidorova@school5.test' 'the moderators are asked, its sender hears nothing'
reply "$(from_us sidorova@school5.test)" 'НЕТ: реклама'
is "$(got $PETROV)" 0 'nor of the decision'

# --- receipts ---------------------------------------------------------------------------------------------

receipt() { # TO
    cat <<END
From: $PETROV
To: $1
Subject: Read: =?utf-8?B?0J3QvtCy0L7RgdGC0Lg=?=
Message-ID: <receipt-$1>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: text/plain

The letter was displayed.
--b
Content-Type: message/disposition-notification

Reporting-UA: test
Final-Recipient: rfc822;$PETROV
Disposition: manual-action/MDN-sent-manually; displayed
--b--
END
}
for to in matematika@mo.test vestnik@mo.test; do
    receipt $to >"$TEST_TMP/receipt.eml"
    take "$TEST_TMP/receipt.eml" $to
    silent 'ignore receipt' "a receipt to $to"
done

# --- bounces -----------------------------------------------------------------------------------------------

id=$("$LETTER" header Message-ID "$post" | tr -d '<>')
members=$(v list members matematika | wc -l)
bounced $PETROV someone-elses@id.test 5.1.1 failed
silent 'bounce bounce' 'a bounce of a letter that is not ours'
is "$(state_of $PETROV) $(flagged $PETROV)" 'sent 0' 'changes nothing'
bounced nobody@school3.test "$id" 5.1.1 failed
is "$(flagged nobody@school3.test)" 0 'nor one for an address that we did not write to'
bounced $PETROV "$id" 4.2.1 delayed
is "$(decided); $(state_of $PETROV) $(flagged $PETROV)" 'bounce bounce; sent 0' 'a delay is no failure'
BOUNCE_TO=$(return_path "$post") bounced $PETROV "$id" 5.1.1 failed
silent 'bounce bounce' 'a bounce with the key of a copy'
is "$(state_of $PETROV) $(flagged $PETROV)" 'failed 1' 'our post came back: the recipient is marked, the address flagged'
is "$(state_of sidorova@school5.test)" sent 'the others are not'
is "$(v list members matematika | wc -l)" "$members" 'nobody is removed'
ok 'and it is logged' said 'bounce address=petrov@school3.test class=unknown-user status=5.1.1 ours=yes key=yes'
SENDER= take "$TEST_TMP/bounce.eml" vestnik-bounce@mo.test
is "$(everybody); $(sql "SELECT count(*) FROM bounce WHERE address = '$PETROV' AND outgoing IS NOT NULL AND action = 'failed'")" \
    '; 1' 'the same bounce at another address of ours is counted once'
BOUNCE_TO=matematika@mo.test bounced $PETROV "$id" 5.1.1 failed
silent 'bounce bounce' 'a bounce that comes to the list is no post'

# --- our own mail, and circles -----------------------------------------------------------------------------

later 1 hour
take "$post" matematika@mo.test
silent 'ignore own-mail' 'our own post that comes back is ignored'
sed "/^List-/d; /^Precedence/d; s/^Message-ID: <./&x/" "$post" >"$TEST_TMP/back.eml"
take "$TEST_TMP/back.eml" matematika@mo.test
silent 'ignore own-mail' 'so it is with all list headers taken off: the stamp tells'
write $PETROV fizika@mo.test 'Чужая петля' --header 'X-Vestnik-Loop: 0000000000000000' <"$TEST_TMP/text"
is "$(decided)" 'publish member' "another instance's stamp is not ours"
{
    for hop in {1..41}; do echo "Received: from a$hop.test by b$hop.test; Mon, 9 Nov 2026 10:00:00 +0300"; done
    letter $IVANOVA matematika@mo.test 'По кругу' <"$TEST_TMP/text"
} >"$TEST_TMP/circle.eml"
take "$TEST_TMP/circle.eml" matematika@mo.test
silent 'ignore looping' 'a letter with 41 Received headers goes round'

# --- doubles --------------------------------------------------------------------------------------------------

letter $IVANOVA fizika@mo.test 'Дважды' <"$TEST_TMP/text" >"$TEST_TMP/twice.eml"
v list set fizika posts=school >/dev/null
before=$(posts fizika)
take "$TEST_TMP/twice.eml" fizika@mo.test fizika@mo.test
{ echo 'Received: from x.test by y.test; Mon, 9 Nov 2026 10:00:00 +0300'; echo 'Delivered-To: fizika@mo.test'
    sed 's/$/\r/' "$TEST_TMP/twice.eml"; } >"$TEST_TMP/thrice.eml"
take "$TEST_TMP/thrice.eml" fizika@mo.test
is "$(posts fizika)" $((before + 1)) 'the same letter thrice, once by another way, is one post'
{ cat "$TEST_TMP/twice.eml"; echo 'P. S. Другой текст под тем же номером.'; } >"$TEST_TMP/other.eml"
take "$TEST_TMP/other.eml" fizika@mo.test
is "$(decided)" 'hold repeated-id' 'another text under the same Message-ID is held, not dropped'
done_testing
