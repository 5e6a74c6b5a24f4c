# bounce.sh: bounces as mail systems write them. Sourced after mail.sh.
#
#     bounced RECIPIENT MESSAGE-ID STATUS ACTION    one comes in, to $BOUNCE_TO
#
# $BOUNCE_SAYS is what the server said, $BOUNCE_FIELD a field of the returned letter, such as its key.

bounce() {
    cat <<END
From: MAILER-DAEMON@mx.school3.test
To: ${BOUNCE_TO:-vestnik-bounce@mo.test}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-$RANDOM$RANDOM@mx.school3.test>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.school3.test

Final-Recipient: rfc822; $1
Action: $4
Status: $3
Diagnostic-Code: smtp; 550 $3 <$1>: ${BOUNCE_SAYS:-Recipient address rejected: User unknown}

--b
Content-Type: text/rfc822-headers

From: matematika@mo.test
Message-ID: <$2>
${BOUNCE_FIELD:-X-Other: no}
Subject: test
--b--
END
}

bounced() {
    bounce "$@" >"$TEST_TMP/bounce.eml"
    SENDER='' take "$TEST_TMP/bounce.eml" "${BOUNCE_TO:-vestnik-bounce@mo.test}"
}

# returned FILE STATUS [WORDS]: the copy FILE, as somebody got it, comes back from its recipient's server.
returned() {
    BOUNCE_TO=$(return_path "$1") BOUNCE_SAYS=${3:-} bounced \
        "$("$LETTER" header Delivered-To "$1")" "$(id_of "$1")" "$2" failed
}

return_path() {
    "$LETTER" header Return-Path "$1" | tr -d '<>'
}

id_of() {
    "$LETTER" header Message-ID "$1" | tr -d '<>'
}

flagged() {
    sql "SELECT count(*) FROM address WHERE address = '$1' AND flagged IS NOT NULL"
}

state_of() { # ADDRESS: of its copy of the post
    sql "SELECT r.state FROM recipient r JOIN outgoing o ON o.id = r.outgoing
         WHERE o.message_id = '$id' AND r.address = '$1'"
}
