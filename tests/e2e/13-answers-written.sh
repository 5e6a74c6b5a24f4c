#!/bin/bash
# 13-answers-written.sh: ДА and НЕТ to a question as the programs of forty years write them: every charset and encoding,
# none declared, HTML alone, quotations above and below. Each decides its own letter, all at once; what only quotes,
# hides or forwards a word decides nothing.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'answers_per_day = 1000' 'answers_per_domain = 1000' 'answers_in_total = 1000' 'hold_per_author = 0' \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'
SIDOROVA=sidorova@school5.test

# Writes "name|what becomes of the letter|description", and a maker of the answers.
cat >"$TEST_TMP/answers.py" <<'PY'
import base64, html, os, quopri, sys
rows = []
def mime(kind, charset, encoding):
    return b"MIME-Version: 1.0\nContent-Type: %s; charset=%s\nContent-Transfer-Encoding: %s\n" % (kind.encode(), charset.encode(), encoding.encode())
def encoded(data, encoding):
    return {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(data)
def row(what, becomes, head, body):
    rows.append((what, becomes, head, body))
def plain(what, becomes, text, charset="utf-8", encoding="8bit"):
    row(what, becomes, mime("text/plain", charset, encoding), encoded(text.encode(charset), encoding))
def page(what, becomes, text, charset="utf-8", encoding="8bit"):
    row(what, becomes, mime("text/html", charset, encoding), encoded(text.encode(charset), encoding))
QUOTE = "> Письмо ждёт вашего решения.\n> ДА\n> НЕТ\n"
LINE = "\n9 ноября 2026, 10:00, Вестник <vestnik@mo.test>:\n" + QUOTE
for charset in ("koi8-r", "windows-1251", "iso-8859-5", "utf-8", "ibm866", "utf-16", "utf-16le", "utf-16be"):
    for encoding in ("base64", "quoted-printable", "8bit"):
        if not charset.startswith("utf-16") or encoding == "base64":
            plain("ДА, %s, %s" % (charset, encoding), "done", "Да\n\n-- \nСидорова\n" + LINE, charset, encoding)
            page("ДА alone in HTML, %s, %s" % (charset, encoding), "done", "<html><body><div>Да</div><blockquote><p>НЕТ</p></blockquote></body></html>", charset, encoding)
for charset in ("koi8-r", "windows-1251", "utf-8"):
    row("ДА, %s, nothing declared" % charset, "done", b"", ("ДА" + LINE).encode(charset))
    row("ДА, %s, declared us-ascii" % charset, "done", mime("text/plain", "us-ascii", "7bit"), ("ДА" + LINE).encode(charset))
plain("ДА above the original of Outlook", "done", "Да\n\n-----Исходное сообщение-----\nОт: Вестник\nОтправлено: 9 ноября 2026 г. 10:00\nКому: Сидорова\nТема: решение\n\nНЕТ\n")
plain("ДА above the original of a phone", "done", "Да\n\nОтправлено из мобильной Почты Mail\n\nпонедельник, 9 ноября 2026 г., 10:00 +0300 от Вестник <vestnik@mo.test>:\n" + QUOTE)
plain("ДА behind a greeting", "done", "Здравствуйте!\n\nДа.\n\nС уважением,\nСидорова А. И.\n" + LINE)
plain("ДА with other line ends", "done", "Да\r\r\n" + LINE)
plain("ДА between marks that show nothing", "done", "\u200e\ufeffДа\u200f\n" + LINE)
page("ДА with entities", "done", "&#1044;&#1072;<br>")
page("ДА of Outlook in HTML", "done", '<html xmlns:o="urn:x"><body><div class="WordSection1"><p class="MsoNormal"><span lang="RU">Да<o:p></o:p></span></p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Вестник<br><b>Sent:</b> 9 ноября 2026 г.<br><b>To:</b> Сидорова<br><b>Subject:</b> решение</p></div><p>НЕТ</p></div></body></html>')
page("ДА of Gmail in HTML", "done", '<div dir="ltr">Да</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">пн, 9 нояб. 2026 г. в 10:00, Вестник &lt;vestnik@mo.test&gt;:<br></div><blockquote class="gmail_quote">НЕТ</blockquote></div>')
page("ДА in HTML, and НЕТ where nobody sees it", "done", '<div style="display:none">НЕТ</div><div>Да</div>')
page("ДА where nobody sees it", "held", '<div style="display:none">ДА</div><div>Посмотрю завтра.</div>')
page("ДА in a comment and in a style", "held", "<!-- ДА --><style>/* ДА */</style><p>Посмотрю завтра.</p>")
page("ДА in a quotation in HTML", "held", "<blockquote>ДА</blockquote>")
plain("ДА below the quotation", "held", "9 ноября 2026, 10:00, Вестник <vestnik@mo.test> писал:\n" + QUOTE + "\nДА\n")
plain("ДА in a quotation", "held", LINE)
plain("ДА in a letter that is passed on", "held", "---------- Пересылаемое сообщение ----------\nОт: Вестник <vestnik@mo.test>\nТема: решение\n\nДА\n")
plain("ДА in the signature", "held", "\n-- \nДА\n")
row("ДА in an attached text", "held", b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n',
    '--b\nContent-Type: text/plain; charset=utf-8\n\n\n--b\nContent-Type: text/plain; charset=utf-8; name=a.txt\nContent-Disposition: attachment; filename=a.txt\n\nДА\n--b--\n'.encode())
row("ДА in an attached letter", "held", b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n',
    '--b\nContent-Type: text/plain; charset=utf-8\n\n\n--b\nContent-Type: message/rfc822\n\nFrom: sidorova@school5.test\nContent-Type: text/plain; charset=utf-8\n\nДА\n--b--\n'.encode())
plain("ДА ten thousand times", "done", "ДА\n" * 10000)
plain("ДА and НЕТ", "held", "ДА или НЕТ?\n")
if len(sys.argv) < 3:
    for number, (what, becomes, _, _) in enumerate(rows):
        print("%d|%s|%s" % (number, becomes, what))
else:
    number, code = int(sys.argv[1]), sys.argv[2]
    _, _, head, body = rows[number]
    sys.stdout.buffer.write(b"From: sidorova@school5.test\nTo: vestnik@mo.test\nSubject: Re: [%s]\nMessage-ID: <a%d@school5.test>\n" % (code.encode(), number) + head + b"\n" + body)
PY
python3 "$TEST_TMP/answers.py" >"$TEST_TMP/rows"

begin_step
while IFS='|' read -r number _; do
    letter "Жукова <zhukova@school3.test>" matematika@mo.test "Письмо $number" <<<"Предлагаю неделю математики, письмо $number." >"$TEST_TMP/held.eml"
    deliver_to "$TEST_TMP/held.eml" matematika@mo.test
done <"$TEST_TMP/rows"
do_due
codes() { # "number code" of each question to the moderator
    local file subject
    for file in $(sent_to $SIDOROVA); do
        subject=$(subject_of "$file")
        sed -n 's/.*Письмо \([0-9]*\) \[\(.*\)\]/\1 \2/p' <<<"$subject"
    done
}
codes >"$TEST_TMP/codes"
is "$(wc -l <"$TEST_TMP/codes")" "$(wc -l <"$TEST_TMP/rows")" 'a question about each letter'
begin_step
while read -r number code; do
    python3 "$TEST_TMP/answers.py" "$number" "$code" >"$TEST_TMP/answer.eml"
    deliver_to "$TEST_TMP/answer.eml" $ROBOT
done <"$TEST_TMP/codes"
do_due
while IFS='|' read -r number becomes what; do
    is "$(sql "SELECT c.state || ' ' || c.verdict FROM letter_case c JOIN letter l ON l.id = c.letter WHERE c.id IN
        (SELECT object FROM ask WHERE kind = 'moderation' AND id = $(sed -n "s/^$number \([0-9]*\)-.*/\1/p" "$TEST_TMP/codes"))")" \
        "$(case $becomes in done) echo 'done publish' ;; *) echo 'held hold' ;; esac)" "$what"
done <"$TEST_TMP/rows"
done_testing
