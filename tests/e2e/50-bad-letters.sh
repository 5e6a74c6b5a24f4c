#!/bin/bash
# 50-bad-letters.sh: letters that no honest program writes. Each is kept as it came and held or set aside
# with a reason that the log tells; none of them stops the next ordinary letter.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'administrator = "admin@office.test"'
IVANOVA='Мария Иванова <ivanova@school3.test>'
published=0

bad() { # NAME: a Python expression for the bytes, from standard input, becomes $TEST_TMP/NAME.eml
    python3 -c "
import base64, os, sys
HEAD = b'From: ivanova@school3.test\nTo: matematika@mo.test\nMessage-ID: <' + sys.argv[1].encode() + b'@school3.test>\n'
sys.stdout.buffer.write(eval(sys.stdin.read()))" "$1" >"$TEST_TMP/$1.eml"
}

raw_of() { # LETTER
    v archive raw "$1" 2>"$TEST_ERR" | sha256sum
}

# bad_letter NAME DECISION DESC [LIMIT]: what `bad` made comes in; DECISION is the desk's "verdict reason"; the
# moderator reads which limit it met. Then an ordinary letter follows, and must be published.
bad_letter() {
    local file=$TEST_TMP/$1.eml letter
    begin_step
    v --json deliver --from ivanova@school3.test --to matematika@mo.test <"$file" >"$TEST_OUT" 2>>"$STEP.log"
    letter=$(jq .letter <"$TEST_OUT")
    do_due
    is "$(decided)" "$2" "$3: $2"
    [ -z "${4:-}" ] || like "$(text_of "$(from_us sidorova@school5.test)" | tr '\n' ' ')" \
        "больше, чем +разрешает +настройка +limit_$4" "$3: the moderator reads that limit_$4 was met"
    unlike "$(cat "$STEP.log")" 'letter.deadly|case.broken|round.failed' "$3: costs nobody's life"
    is "$(raw_of "$letter")" "$(sha256sum <"$file")" "$3: kept as it came"
    later 1 minute
    write "$IVANOVA" matematika@mo.test "После: $1" <<<"$1" # the next ordinary letter
    published=$((published + 1))
    is "$(decided)" 'publish member' "$3: the next letter is published"
}

# --- what never is a letter ----------------------------------------------------------------------------
begin_step
exits 65 'nothing at all is refused' v deliver --to matematika@mo.test </dev/null
like "$(cat "$TEST_ERR")" 'no letter on standard input' 'and the error says so'
truncate -s 60M "$TEST_TMP/huge.eml"
{ letter "$IVANOVA" matematika@mo.test 'Большое' </dev/null; cat "$TEST_TMP/huge.eml"; } >"$TEST_TMP/60M.eml"
exits 65 'a letter of 60 MiB is refused' v deliver --to matematika@mo.test <"$TEST_TMP/60M.eml"
like "$(cat "$TEST_ERR")" 'larger than deliver_bytes = 52428800' 'and the error names the limit'
is "$(v status --json | jq .letters.accepted)" 0 'nothing of both is kept'
rm -f "$TEST_TMP/huge.eml" "$TEST_TMP/60M.eml"

# --- what is none, but comes -------------------------------------------------------------------------
bad newline <<<"b'\\n'"
bad_letter newline 'hold unreadable' 'one empty line'
bad binary <<<"bytes((i * 2654435761 >> 13) & 255 for i in range(300000))"
bad_letter binary 'hold unreadable' 'binary garbage'
bad zeroes <<<"bytes(5000)"
bad_letter zeroes 'hold unreadable' 'nothing but zeroes'
bad no-from <<<"b'To: matematika@mo.test\nMessage-ID: <no-from@x>\nSubject: no From\n\nwho wrote this?\n'"
bad_letter no-from 'hold no-author' 'no From'
bad several-from <<<"b'From: ivanova@school3.test, petrov@school3.test\nMessage-ID: <several@x>\nSubject: two\n\nof us\n'"
bad_letter several-from 'hold several-authors' 'several authors'
bad two-from <<<"HEAD + b'From: petrov@school3.test\nSubject: two From lines\n\ntext\n'"
bad_letter two-from 'hold several-authors' 'two From lines'
bad subject <<<"HEAD + b'Subject: ' + b'x' * 1048576 + b'\n\ntext\n'"
bad_letter subject 'hold unreadable' 'a subject of 1 MiB' subject_bytes
bad headers <<<"HEAD + b''.join(b'X-%d: y\n' % i for i in range(5000)) + b'\ntext\n'"
bad_letter headers 'hold unreadable' '5,000 header lines' header_lines
bad nested <<<"HEAD + b''.join(b'Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n' % (i, i) for i in range(1000)) + b'\ntext\n'"
bad_letter nested 'hold unreadable' '1,000 nested parts' depth
bad letters <<<"HEAD + b'Content-Type: message/rfc822\n\n' * 1000 + b'text\n'"
bad_letter letters 'hold unreadable' '1,000 letters within letters' depth
bad parts <<<"HEAD + b'Content-Type: multipart/mixed; boundary=b\n\n' + b'--b\n\nx\n' * 50000 + b'--b--\n'"
bad_letter parts 'hold unreadable' '50,000 parts' parts
bad colons <<<"b'To: ' + b'a:' * 50000 + b';\n' + HEAD + b'Subject: groups\n\ntext\n'"
bad_letter colons 'hold unreadable' 'an address header of 50,000 colons' address_colons
bad references <<<"HEAD + b'References:' + b' <a@b>' * 60000 + b'\nSubject: x\n\ntext\n'"
bad_letter references 'hold unreadable' '60,000 references' header_bytes

# --- what is a letter, though a poor one ---------------------------------------------------------------
bad truncated <<<"HEAD + b'Subject: cut\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nthe text\n--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n' + base64.b64encode(b'x' * 900)[:500]"
bad_letter truncated 'publish member' 'cut in the middle of an attachment'
bad cut-head <<<"HEAD + b'Subject: cut in the he'"
bad_letter cut-head 'publish member' 'cut in its head'
bad eight-bit <<<"HEAD + 'Subject: План работы на четверть\n\nУважаемые коллеги\n'.encode('cp1251')"
bad_letter eight-bit 'publish member' '8-bit headers without a charset'
like "$(v --json archive threads --list matematika | jq -r .subject)" '^План работы на четверть$' 'and its subject is read'
bad nul <<<"HEAD + b'Subject: a\0b\n\ntext \0 with \0 zeroes\n'"
bad_letter nul 'publish member' 'zeroes in subject and text'
bad line <<<"HEAD + b'Subject: long\n\n' + b'x' * 5000000"
bad_letter line 'hold rule-unsure:СНИЛС' 'one line of 5 MB, more than the rules look through'
bad charset <<<"HEAD + b'Subject: =?nonsense?B?////?= =?utf-8?Q?=FF=FE?=\nContent-Type: text/plain; charset=\"../../etc\"\nContent-Transfer-Encoding: quoted-printable\n\n=ZZ=\n=F\n'"
bad_letter charset 'publish member' 'charsets and encodings that do not exist'
bad injected <<<"HEAD + b'Subject: =?utf-8?q?x=0D=0ABcc:_petrov=40school3.test?=\n\ntext\n'"
bad_letter injected 'publish member' 'a line end within the subject'
is "$(cat "$TEST_TMP"/step-*/* | grep -ci '^Bcc:')" 0 'and nothing of it became a header'

# --- a letter that kills its reader ---------------------------------------------------------------------
# The reader's memory is too small for it: killed three times, then set aside. AddressSanitizer knows no
# limit of memory: there the reader is stopped each time, until its time is over.
stop_readers() { # of this instance, once they hold the letter, for ever
    while :; do
        for reader in $(ps -eo pid=,rss=,args= | awk '$2 > 90000 && $3 == "vestnik" && $4 == "_reader" { print $1 }'); do
            parent=$(ps -o ppid= -p "$reader" | tr -d ' ')
            grep -qaF "$TEST_TMP/vestnik" "/proc/${parent:-none}/cmdline" 2>/dev/null && kill -STOP "$reader"
        done
        sleep 0.02
    done
}
bad killer <<<"HEAD + b'Subject: large\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n' + os.urandom(21 << 20).hex().encode() + b'\n--b--\n'"
case $VESTNIK in
*sanitize*) limit='reader_seconds = 1' ;;
*) limit='reader_memory = 134217728' ;;
esac
sed -i "1i $limit" "$INSTANCE_CONF"
begin_step
ok 'a letter too large for its reader is accepted' \
    v deliver --from ivanova@school3.test --to matematika@mo.test <"$TEST_TMP/killer.eml"
case $VESTNIK in *sanitize*) stop_readers & stopper=$! ;; esac
do_due
is "$(grep -c 'letter.deadly' "$STEP.log")" 3 'it kills its reader three times'
like "$(cat "$STEP.log")" 'case.broken .*reason=unreadable' 'and is set aside, which the log tells'
is "$(v status --json | jq .cases.broken)" 1 'and so does status'
is "$(v --json held broken | jq -r .reason)" unreadable 'held broken shows it'
told=$(text_of "$(from_us admin@office.test)")
like "$told" "^  $(v --json held broken | jq .case): отложено .*, 42[,0]* МБ" 'the administrator is told by letter'
like "$told" 'Кому: +matematika@mo.test' 'of whom it is for'
not_ok 'held show says' v held show "$(v --json held broken | jq .case)"
like "$(cat "$TEST_ERR")" 'reader child' 'what became of it'
[ -z "${stopper:-}" ] || kill "$stopper"
is "$(everybody)" admin@office.test 'nobody else got anything of it'
killer=$(sql 'SELECT max(id) FROM letter')
is "$(raw_of "$killer")" "$(sha256sum <"$TEST_TMP/killer.eml")" 'it is kept as it came'
sed -i 1d "$INSTANCE_CONF"
write "$IVANOVA" matematika@mo.test 'После всех' <<<'Добрый день!'
is "$(decided)" 'publish member' 'and the next letter is published'
is "$(v status --json | jq .posts.matematika)" $((published + 7)) 'as many posts as were published'
ok 'held retry gives the broken letter another chance' v held retry "$(v --json held broken | jq .case)"
do_due
is "$(v --json held broken); $(decided | tail -n 1)" '; hold rule-unsure:СНИЛС' 'with more memory it is read, and waits as all that is so long'

# --- the robot's own mail ---------------------------------------------------------------------------------
later 1 day
take "$TEST_TMP/parts.eml" vestnik@mo.test
is "$(decided)" 'ignore unreadable' 'a letter to the robot that is over a limit gets no answer'
like "$(cat "$STEP.log")" 'evidence="limit: over-limit:parts"' 'the log has the limit'
aside=$(v --json held broken | jq .case)
like "$(text_of "$(from_us admin@office.test)")" "^  $aside: отложено" 'it is set aside, and the administrator told'
like "$(v held show "$aside")" 'limit_parts' 'held show says which limit it met'
later 1 hour
write "$IVANOVA" matematika@mo.test 'Ещё одно' <<<'Добрый вечер!'
is "$(got admin@office.test)" 0 'once'
later 1 day
v held retry "$aside" >/dev/null
due
like "$(text_of "$(from_us admin@office.test)")" "^  $aside: отложено" 'set aside anew, it is told anew'
later 1 day
due
is "$(got admin@office.test)" 0 'and once again'
done_testing
