#!/bin/bash
# 13-commands-written.sh: commands as the programs of forty years write them: every charset and encoding, none declared,
# HTML alone, quotations above and below, prefixes of subjects, several in a letter, and what ends them. All letters come
# in at once; each row of ROWS says which answers its letter gets, by their subjects.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'answers_per_day = 1000' 'answers_per_domain = 1000' 'answers_in_total = 1000' \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'
PETROV=petrov@school3.test ZHUKOVA=zhukova@school3.test

# Writes the letters and "number|expected|description" of each.
python3 - "$TEST_TMP" >"$TEST_TMP/rows" <<'PY'
import base64, os, quopri, sys
LISTS, HELP, MINE, UNKNOWN, MEANT = "Объединения сообщества", "Как пользоваться помощником", "Ваши подписки", "Не удалось понять команду", "Вы имели в виду другое слово"
rows = []

def row(what, expected, body, head=b"", subject=b"", sender="petrov@school3.test"):
    number = len(rows) + 1
    rows.append("%d|%s|%s" % (number, "; ".join(sorted(expected)), what))
    fields = b"From: %s\nTo: vestnik@mo.test\nSubject: %s\nDate: Mon, 9 Nov 2026 10:00:00 +0300\nMessage-ID: <w%d@school3.test>\n" % (
        sender.encode(), subject, number)
    with open("%s/w%d.eml" % (sys.argv[1], number), "wb") as file:
        file.write(fields + head + b"\n" + body)

def mime(kind, charset, encoding):
    return b"MIME-Version: 1.0\nContent-Type: %s; charset=%s\nContent-Transfer-Encoding: %s\n" % (
        kind.encode(), charset.encode(), encoding.encode())

def encoded(text, charset, encoding):
    data = text.encode(charset)
    return {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(data)

def word(text, charset, kind):
    data = text.encode(charset)
    inner = base64.b64encode(data) if kind == "B" else b"".join(b"=%02X" % byte for byte in data)
    return b"=?%s?%s?%s?=" % (charset.encode(), kind.encode(), inner)

def plain(what, expected, text, charset="utf-8", encoding="8bit", **more):
    row(what, expected, encoded(text, charset, encoding), mime("text/plain", charset, encoding), **more)

TEXT = "Здравствуйте!\n\nсписки\n\n-- \nПётр Сергеевич Петров\nучитель физики\n"
for charset in ("koi8-r", "windows-1251", "iso-8859-5", "utf-8", "ibm866"):
    for encoding in ("base64", "quoted-printable", "8bit"):
        plain("%s, %s" % (charset, encoding), [LISTS], TEXT, charset, encoding)
for charset in ("koi8-r", "windows-1251", "iso-8859-5", "utf-8"):
    row("8-bit text, %s, nothing declared" % charset, [LISTS], TEXT.encode(charset))
    row("8-bit text, %s, declared us-ascii" % charset, [LISTS], TEXT.encode(charset), mime("text/plain", "us-ascii", "7bit"))
    row("8-bit subject, %s" % charset, [LISTS], b"\n", subject="списки".encode(charset))
    for kind in "BQ":
        row("subject in %s, %s" % (charset, kind), [LISTS], b"\n", subject=word("Списки", charset, kind))
    row("HTML alone, %s" % charset, [LISTS], "<html><head><style>p{}</style></head><body><p>Здравствуйте!</p><p>списки</p></body></html>".encode(charset),
        mime("text/html", charset, "8bit"))
for charset in ("utf-16", "utf-16le", "utf-16be"):
    row("subject in %s" % charset, [LISTS], b"\n", subject=word("Списки", charset, "B"))
    row("HTML alone, %s" % charset, [LISTS], encoded("<p>Здравствуйте!</p><p>списки</p>", charset, "base64"), mime("text/html", charset, "base64"))
    plain("%s, base64" % charset, [LISTS], TEXT, charset, "base64")
HTML = mime("text/html", "utf-8", "8bit")
row("HTML alone, with numeric entities", [LISTS], "".join("&#%d;" % ord(c) for c in "списки").encode(), HTML)
row("HTML alone, in a table", [LISTS], "<table><tr><td>списки</td></tr></table>".encode(), HTML)
row("HTML alone, several lines", [LISTS, HELP], "<div>списки</div><div><b>помощь</b></div><div>-- <br>Пётр</div>".encode(), HTML)
row("HTML alone, above a quotation", [LISTS], "<div>списки</div><blockquote>помощь</blockquote>".encode(), HTML)
row("HTML alone, hidden text", [LISTS], "<div style=\"display:none\">помощь</div><div>списки</div>".encode(), HTML)
QUOTED = "> Как пользоваться помощником\n> помощь\n> отписаться matematika\n"
plain("above a quotation", [LISTS], "списки\n\n9 ноября 2026, 10:00, Вестник <vestnik@mo.test>:\n" + QUOTED)
plain("above the original of Outlook", [LISTS],
      "списки\n\n-----Исходное сообщение-----\nОт: Вестник\nОтправлено: 9 ноября 2026 г. 10:00\nКому: Петров\nТема: помощь\n\nпомощь\n")
plain("below a quotation", [LISTS], "9 ноября 2026, 10:00, Вестник <vestnik@mo.test> писал:\n" + QUOTED + "\nсписки\n")
plain("only in a quotation", [UNKNOWN], "Вот, что у меня есть.\n\n9 ноября 2026, 10:00, Вестник <vestnik@mo.test>:\n" + QUOTED)
for prefix in ("Re:", "RE[2]:", "Re: Re:", "Отв:", "Ответ:", "На:", "НА:", "HA:", "Fwd:", "FW:", "Пересл:", "AW:", "Re: Отв: Fwd:", "Re : "):
    plain("subject with %s" % prefix, [LISTS], "", subject=word(prefix + " списки", "utf-8", "B"))
plain("three commands", [LISTS, HELP, MINE], "списки\nпомощь\nмои подписки\n")
plain("commands in subject and text", [LISTS, HELP], "помощь\n", subject=word("списки", "utf-8", "B"))
plain("one command, three times", [LISTS], "списки\nСписки!\n\nСПИСКИ\n", subject=word("списки", "utf-8", "B"))
plain("numbered and marked lines", [LISTS, HELP], "1. списки\n* помощь\n")
plain("capitals, blanks, full stop", [MINE], "\n\n   МОИ   ПОДПИСКИ.\n")
plain("letters that only look the same", [LISTS], "cпиcки\n")
plain("line ends of another program", [LISTS, HELP], "списки\r\r\nпомощь\r\n")
plain("no-break blanks, marks of direction", [MINE], "\u200eмои\u00a0подписки\u200f\n")
plain("the sign of a signature", [LISTS], "списки\n-- \nпомощь\n")
plain("a signature without it", [LISTS], "списки\n\nС уважением,\nПетров П. С.\nпомощь\n")
plain("the name alone", [LISTS], "списки\nПётр Сергеевич Петров\nпомощь\n")
plain("a word that ends them", [LISTS], "списки\nконец\nпомощь\n")
plain("thanks", [LISTS], "списки\nСпасибо!\nпомощь\n")
plain("one line that is unknown: nothing is done", [UNKNOWN], "списки\nсварите кофе\nпомощь\n")
plain("the same at the beginning", [UNKNOWN], "сварите кофе\nсписки\n")
plain("a slip is asked about, nothing is done", [MEANT], "списки\nпомащь\n")
plain("ten thousand commands", ["Слишком много команд в письме"], "".join("подписаться list%d\n" % i for i in range(10000)))
plain("ten thousand lines that are none", [UNKNOWN], "сварите кофе\n" * 10000)
plain("a line of a megabyte", [UNKNOWN], "а" * 500000 + "\n", encoding="base64")
plain("control characters around it", [LISTS], "\x01\x07 списки\x01\n", encoding="base64")
print("\n".join(rows))
PY

begin_step
for file in "$TEST_TMP"/w*.eml; do
    v deliver --from $PETROV --to $ROBOT <"$file" >>"$STEP.log" 2>&1 || tap_fail "$file is taken" "$(tail -n 3 "$STEP.log")"
done
do_due
# "number|subjects of the answers", by In-Reply-To.
python3 - "$STEP" >"$TEST_TMP/answers" <<'PY'
import collections, email, email.policy, os, re, sys
answers = collections.defaultdict(list)
for name in os.listdir(sys.argv[1]):
    letter = email.message_from_binary_file(open(os.path.join(sys.argv[1], name), "rb"), policy=email.policy.default)
    about = re.search(r"<w(\d+)@", letter["In-Reply-To"] or "<w0@>").group(1)
    answers[about].append(re.sub(r" \[.*|[.:?] .*", "", letter["Subject"]))
for number, subjects in answers.items():
    print("%s|%s" % (number, "; ".join(sorted(subjects))))
PY
while IFS='|' read -r number expected what; do
    is "$(sed -n "s/^$number|//p" "$TEST_TMP/answers")" "$expected" "$what"
done <"$TEST_TMP/rows"
is "$(sed -n 's/^0|//p' "$TEST_TMP/answers"); $(sql "SELECT group_concat(kind) FROM ask")" '; meant' 'and nothing else was sent or asked'
is "$(v member show $PETROV | grep -c 'matematika\|fizika')" 2 'nobody was taken off a list'

# --- a bombing run: others ask in somebody's name ------------------------------------------------------------

sed -i '/^answers_/d' "$INSTANCE_CONF"
later 2 days
begin_step
for i in $(seq 60); do
    case $((i % 4)) in
    0) line='подписаться fizika' ;;
    1) line='подписаться matematika' ;;
    2) line='удалить мои данные' ;;
    *) line='отписаться от всего' ;;
    esac
    { printf 'From: %s\nTo: %s\nSubject: =?utf-8?B?%s?=\nMessage-ID: <b%d@evil.test>\n\n' $ZHUKOVA $ROBOT "$(printf %s "$line" | base64)" "$i"; } |
        v deliver --from "spam$i@evil.test" --to $ROBOT >>"$STEP.log" 2>&1
done
do_due
is "$(everybody)" $ZHUKOVA 'of sixty letters in her name one question reaches her, within the day'
later 23 hours
order $ZHUKOVA 'подписаться matematika'
is "$(everybody)" '' 'nor more before the day is over'
later 2 hours
order $ZHUKOVA 'подписаться matematika'
is "$(everybody)" $ZHUKOVA 'the next day asks once more'
begin_step
for i in $(seq 60); do
    printf 'From: victim@mail.test\nTo: %s\nSubject: =?utf-8?B?%s?=\nMessage-ID: <v%d@evil.test>\n\n' $ROBOT "$(printf 'подписаться matematika' | base64)" "$i" |
        v deliver --from victim@mail.test --to $ROBOT >>"$STEP.log" 2>&1
done
do_due
is "$(everybody)" '' 'and who is in no registry hears nothing at all'
done_testing
