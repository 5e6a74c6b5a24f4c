#!/bin/bash
# 11-post.sh: a teacher's letter becomes a post: who gets it, with which head, the body untouched, and what
# the archive keeps of it.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community

IVANOVA='Мария Иванова <ivanova@school3.test>'
LIST='МО учителей математики'

field() { # NAME FILE
    "$LETTER" header "$1" "$2"
}

# same_body DESC ORIGINAL: what petrov got has the very bytes of the original behind the header block.
same_body() {
    "$LETTER" body "$2" >"$TEST_TMP/body.sent"
    "$LETTER" body "$(from_us petrov@school3.test)" >"$TEST_TMP/body.got"
    ok "$1" cmp "$TEST_TMP/body.sent" "$TEST_TMP/body.got"
}

# The letter number that `deliver --json` gives for a letter: the one it has already.
letter_number() {
    v --json deliver --from "$(field From "$1" | sed 's/.*<\(.*\)>.*/\1/')" --to matematika@mo.test \
        <"$1" 2>/dev/null | jq .letter
}

# same_raw DESC ORIGINAL: the archive gives back the letter as it came.
same_raw() {
    v archive raw "$(letter_number "$2")" >"$TEST_TMP/raw.kept" 2>"$TEST_ERR"
    is "$(sha256sum <"$TEST_TMP/raw.kept")" "$(sha256sum <"$2")" "$1"
}

# --- who gets it, and its head --------------------------------------------------------------------

echo 'Коллеги, делюсь контрольной.' >"$TEST_TMP/text"
letter "$IVANOVA" matematika@mo.test 'Контрольная за четверть' --header 'Disposition-Notification-To: x@y.test' \
    <"$TEST_TMP/text" >"$TEST_TMP/first.eml"
take "$TEST_TMP/first.eml" matematika@mo.test
first=$(from_us petrov@school3.test)
is "$(decided)" 'publish member' 'the letter of a member is published'
is "$(everybody)" 'kuznetsov@school5.test petrov@school3.test school7@school7.test sidorova@school5.test' \
    'to every member but its author, once to two behind one mailbox, not to those who read the digest or nothing'
is "$(field From "$first")" "Мария Петровна Иванова (Школа № 3) <matematika@mo.test>" \
    'it comes from the list, in the name of the author'
is "$(field Reply-To "$first")" "$LIST <matematika@mo.test>" 'an answer goes to the list'
is "$(field To "$first")" "$LIST <matematika@mo.test>" 'it is addressed to the list'
is "$(field Subject "$first")" 'Контрольная за четверть' 'under its subject'
is "$(field List-Id "$first")" "$LIST <matematika.mo.test>" 'List-Id'
is "$(field List-Post "$first")" '<mailto:matematika@mo.test>' 'List-Post'
like "$(field List-Unsubscribe "$first")" '^<mailto:vestnik@mo.test\?subject=.*matematika>$' 'List-Unsubscribe'
like "$(field List-Help "$first")" '^<mailto:vestnik@mo.test\?subject=' 'List-Help'
is "$(field Precedence "$first")" list 'Precedence'
is "$(field X-Vestnik-Loop "$first")" "$(sql "SELECT value FROM instance WHERE key = 'id'")" 'our loop stamp'
is "$(field Message-ID "$first")" "$(field Message-ID "$TEST_TMP/first.eml")" 'its Message-ID stays'
is "$(field Date "$first")" 'Mon, 9 Nov 2026 07:53:20 +0300' 'and its date'
is "$(field Disposition-Notification-To "$first")" '' 'a wish for receipts does not reach the members'
is "$(field Return-Path "$first")" '<vestnik-bounce@mo.test>' 'bounces come back to us'
is "$(field Auto-Submitted "$first")" '' 'a post is no automatic letter'
like "$(LC_ALL=C grep -c '[^ -~	]' <(sed '/^$/q' "$first"))" '^0$' 'the whole head is ASCII'
same_body 'the body is passed on byte for byte' "$TEST_TMP/first.eml"
same_raw 'the archive keeps the letter as it came' "$TEST_TMP/first.eml"
due
is "$(everybody)" '' 'the same letter once more is no second post'

# --- bodies ------------------------------------------------------------------------------------------

head -c 4096 /dev/urandom >"$TEST_TMP/table.xls"
for row in windows-1251:8bit koi8-r:8bit windows-1251:base64 utf-8:qp; do
    letter "$IVANOVA" matematika@mo.test "Письмо в $row" --charset "${row%:*}" --encoding "${row#*:}" \
        <<<'Уважаемые коллеги! Задания во вложении, ответы пришлю в среду.' >"$TEST_TMP/body.eml"
    take "$TEST_TMP/body.eml" matematika@mo.test
    same_body "a body in $row is passed on byte for byte" "$TEST_TMP/body.eml"
    same_raw "and kept" "$TEST_TMP/body.eml"
    is "$(text_of "$(from_us petrov@school3.test)")" \
        'Уважаемые коллеги! Задания во вложении, ответы пришлю в среду.' 'it reads as it was written'
done

letter "$IVANOVA" matematika@mo.test 'Таблица' --attach "Итоги четверти.xls=$TEST_TMP/table.xls" \
    <"$TEST_TMP/text" >"$TEST_TMP/table.eml"
take "$TEST_TMP/table.eml" matematika@mo.test
same_body 'a letter with an attachment is passed on byte for byte' "$TEST_TMP/table.eml"
same_raw 'and kept' "$TEST_TMP/table.eml"
"$LETTER" part "$(from_us petrov@school3.test)" 1 >"$TEST_TMP/table.got"
ok 'the member can open the file' cmp "$TEST_TMP/table.xls" "$TEST_TMP/table.got"
is "$(sql "SELECT name, bytes, sha256 FROM attachment")" \
    "Итоги четверти.xls|4096|$(sha256sum <"$TEST_TMP/table.xls" | cut -d' ' -f1)" 'the archive lists it'

# A part with all 256 bytes and no line ends (RFC 3030), a line of one dot, trailing blanks, no last line end.
{
    printf 'From: ivanova@school3.test\nTo: matematika@mo.test\nSubject: bytes\nMessage-ID: <b@school3.test>\n'
    printf 'MIME-Version: 1.0\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: binary\n\n'
    perl -e 'print pack("C*", grep { $_ != 10 && $_ != 13 } 0 .. 255)'
    printf '\n.\n..\nтри  \n \nконец'
} >"$TEST_TMP/bytes.eml"
take "$TEST_TMP/bytes.eml" matematika@mo.test
same_body 'bytes that no program should send are passed on all the same' "$TEST_TMP/bytes.eml"
same_raw 'and kept' "$TEST_TMP/bytes.eml"

# --- threads -----------------------------------------------------------------------------------------

later 1 hour
reply "$first" 'Спасибо, Мария Петровна!'
is "$(decided)" 'publish school' 'whoever got the post answers it with the button of their program'
again=$(from_us ivanova@school3.test)
like "$(text_of "$again")" '^Спасибо' 'the author gets the answer'
is "$(field In-Reply-To "$again")" "$(field Message-ID "$first")" 'as an answer to the post'
is "$(field Subject "$again")" 'Re: Контрольная за четверть' 'under the same subject'
is "$(field From "$again")" "Школа № 7 ($LIST) <matematika@mo.test>" 'in the name of the school whose mailbox it is'
printf 'Присоединяюсь.\n' | "$LETTER" answer "$again" --from petrov@school3.test \
    --header 'X-Mailer: test' >"$TEST_TMP/third.eml"
sed -i '/^In-Reply-To:/d; s/^Subject:.*/Subject: another subject/' "$TEST_TMP/third.eml"
take "$TEST_TMP/third.eml" matematika@mo.test
is "$(v --json archive threads --list matematika | jq -c 'select(.subject == "Контрольная за четверть") | [.posts, .attachments]')" \
    '[3,0]' 'an answer to the answer is in the thread, by References alone'
is "$(v --json archive threads --list matematika | jq -c 'select(.subject == "Таблица") | [.posts, .attachments]')" \
    '[1,1]' 'another letter is a thread of its own'

# --- settings of the list ---------------------------------------------------------------------------------

v list set matematika reply=author tag=математика >/dev/null
write "$IVANOVA" matematika@mo.test 'Кто едет на семинар?' <"$TEST_TMP/text"
third=$(from_us petrov@school3.test)
is "$(field Reply-To "$third")" 'Мария Петровна Иванова <ivanova@school3.test>' 'reply=author: an answer goes to the author'
is "$(field Subject "$third")" '[математика] Кто едет на семинар?' 'tag: it stands in the subject'
write petrov@school3.test matematika@mo.test 'Re: [математика] Кто едет на семинар?' <"$TEST_TMP/text"
is "$(field Subject "$(from_us ivanova@school3.test)")" 'Re: [математика] Кто едет на семинар?' 'once, in answers too'
v list set matematika reply=list tag= >/dev/null

# --- who may post --------------------------------------------------------------------------------------------

SENDER=petrov@school3.test write petrov@school3.test matematika@mo.test '' </dev/null
is "$(decided)" 'hold empty' 'a letter without subject, text and file waits: a finger slipped'
write petrov@school3.test matematika@mo.test 'Отписаться' <<<'Отпишите меня, пожалуйста, от этой рассылки. Спасибо!'
is "$(decided) $(got ivanova@school3.test)" 'command command 0' 'a wish to leave that is said twice is no post'
write petrov@school3.test matematika@mo.test 'Отписаться' <<<'Я больше не работаю в школе и не хочу получать эти письма, уберите мой адрес.'
is "$(decided) $(got ivanova@school3.test)" 'hold command-or-post 0' 'what may be one waits for the moderator'
write zhukova@school3.test matematika@mo.test 'Можно к вам?' <"$TEST_TMP/text"
is "$(decided) $(got petrov@school3.test)" 'hold not-member 0' 'a teacher who is no member waits for the moderator'
write nobody@elsewhere.test matematika@mo.test 'Реклама' <"$TEST_TMP/text"
is "$(decided) $(got nobody@elsewhere.test)" 'hold stranger 0' 'and so does a stranger, who is told nothing'
SENDER=post@school9.test write '' matematika@mo.test 'Без отправителя' --header 'From:' <"$TEST_TMP/text"
is "$(decided)" 'hold no-author' 'and a letter without From'
write 'ivanova@school3.test, petrov@school3.test' matematika@mo.test 'Двое' \
    --header 'From: ivanova@school3.test, petrov@school3.test' <"$TEST_TMP/text"
is "$(decided)" 'hold several-authors' 'and a letter of two authors'
write nobody@elsewhere.test sovet@mo.test 'В закрытую группу' <"$TEST_TMP/text"
is "$(decided) $(everybody)" 'refuse closed-list ' 'a council refuses strangers'
v list set matematika posts=moderated >/dev/null
write "$IVANOVA" matematika@mo.test 'На просмотр' <"$TEST_TMP/text"
is "$(decided)" 'hold moderated' 'posts=moderated: all letters wait'
v list set matematika posts=school >/dev/null
write zhukova@school3.test matematika@mo.test 'Из другого МО' <"$TEST_TMP/text"
is "$(decided)" 'publish registered' 'posts=school: any teacher of the registry writes'

exits 64 'archive raw wants a number' v archive raw first
exits 69 'and a letter that is there' v archive raw 4711
done_testing
