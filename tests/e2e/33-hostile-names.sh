#!/bin/bash
# 33-hostile-names.sh: quotes, control characters, marks that turn the direction, line ends and formulas in the
# names of people, schools and lists, and in what senders call themselves: no header, page or table breaks.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_instance 'community = "Сообщество"' 'hold_per_author = 0' 'account "main" { address = "vestnik@mo.test"  addressing = domain }'
LF=$'\n' RLO=$'\u202e' BELL=$'\a'
v list add matematika title='МО "Алгебра" <b>&</b>' >/dev/null
python3 - "$TEST_TMP/registry.csv" "$TEST_TMP/no-names.csv" <<'PY'
import csv, sys
crlf = "\r\n"
head = ["ФИО", "Школа", "Должность", "МО", "Почта", "Номер"]
def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows([head] + rows)
write(sys.argv[1], [
    [f"Иванова{crlf}Мария Петровна", f"Школа{crlf}{crlf}<script>alert(1)</script> № 3", "=HYPERLINK(\"http://evil.test\")", "matematika", "one@school3.test", "+1"],
    ["Петров\u202e Пётр\u2028Ильич", "=1+2 школа \"Луч\"", "@SUM(A1)", "matematika", "two@school3.test", "-2"],
    ["\u202eСидорова\u200f Анна\u2066 Ильинична", "\tШкола; № 5", "-2+3", "matematika", "three@school5.test", "3"]])
write(sys.argv[2], [
    [f"Иванова \"Мария\"{crlf}Bcc: victim@evil.test Петровна", "Школа", "", "", "", ""],
    ["Петров, Пётр <boss@gov.test>", "Школа", "", "", "", ""], ["=1+2 Анна", "Школа", "", "", "", ""],
    ["Сидорова Анна\u0007\u001b[31m Ильинична", "Школа", "", "", "", ""]])
PY
exits 65 'what is no name of a person is refused' v registry import "$TEST_TMP/no-names.csv"
is "$(grep -c 'no full name' "$TEST_ERR"); $(grep -c "$(printf '\033')" "$TEST_ERR")" '4; 0' 'each told, in plain characters'
exits 0 'a registry full of strange cells is imported' v registry import "$TEST_TMP/registry.csv"
is "$(sql "SELECT count(*) FROM person WHERE name GLOB '*[' || char(1) || '-' || char(31) || ']*' OR name LIKE '%' || char(0x202e) || '%'")" 0 \
    'no control character and no mark of direction is kept'
unlike "$(v registry show)" "$RLO|$BELL|$(printf '\033')" 'none is printed'

# well_formed FILE: every line of its header is a field of ours or goes on with a blank.
well_formed() {
    python3 - "$1" <<'PY'
import email, email.policy, re, sys
raw = open(sys.argv[1], "rb").read().replace(b"\r\n", b"\n")
head = raw.split(b"\n\n", 1)[0].split(b"\n")
names = {b"return-path", b"delivered-to", b"from", b"to", b"cc", b"reply-to", b"sender", b"subject", b"date", b"message-id", b"in-reply-to",
    b"references", b"mime-version", b"content-type", b"content-transfer-encoding", b"auto-submitted", b"precedence"}
for line in head:
    name = line.split(b":")[0].lower()
    good = line[:1] in (b" ", b"\t") or name in names or name.startswith((b"list-", b"x-vestnik", b"archived", b"x-auto", b"errors-to", b"x-original", b"feedback"))
    if not good or re.search(rb"[\x00-\x08\x0b-\x1f]", line):
        sys.exit(f"strange line: {line!r}")
letter = email.message_from_bytes(raw, policy=email.policy.default)
for name in ("From", "To", "Reply-To", "Cc"):
    for address in (letter[name].addresses if letter[name] else ()):
        if address.domain not in ("mo.test", "school3.test", "school5.test"):
            sys.exit(f"a foreign address in {name}: {address}")
        if re.search("[\u202a-\u202e\u2066-\u2069\u0007\u001b]", address.display_name):
            sys.exit(f"a mark in the name: {address!r}")
if "bcc" in letter:
    sys.exit("a Bcc was injected")
for part in letter.walk():
    if part.get_content_type() == "text/html" and re.search("<script|<b>&</b>", part.get_content()):
        sys.exit("not escaped in HTML")
PY
}
all_well_formed() {
    local file
    for file in "$STEP"/*; do well_formed "$file" || { cat "$file"; return 1; }; done
    [ -e "$file" ]
}

for sender in one@school3.test two@school3.test three@school5.test; do
    write "$sender" matematika@mo.test "Тема от $sender" <<<'Добрый день!'
    ok "the copies of a post by $sender are well formed" all_well_formed
    is "$(decided)" 'publish member' 'and it is published'
done
v member set --quiet matematika three@school5.test role=+moderator >/dev/null
later 1 minute
python3 - "$TEST_TMP/evil.eml" <<'PY'
import base64, sys
word = lambda text: "=?utf-8?b?" + base64.b64encode(text.encode()).decode() + "?="
open(sys.argv[1], "w").write(f"""From: {word('Шеф' + chr(13) + chr(10) + 'Bcc: victim@evil.test' + chr(0x202e))} <one@school3.test>
To: matematika@mo.test
Subject: {word('Тема' + chr(13) + chr(10) + 'X-Evil: 1' + chr(13) + chr(10) + chr(13) + chr(10) + 'тело')}
Message-ID: <evil-1@school3.test>
Date: Mon, 9 Nov 2026 10:00:00 +0300
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Добрый день!
""")
PY
take "$TEST_TMP/evil.eml" matematika@mo.test
ok 'so is what goes out for line ends encoded in From and Subject' all_well_formed
order one@school3.test 'списки'
ok 'an answer of the robot too, to such a name' all_well_formed
v member set --quiet matematika one@school3.test role=+methodist >/dev/null
NOW=2026-11-16T08:01:00+03:00
due
ok 'the digests have pages' test "$(grep -l 'text/html' -r "$STEP" | wc -l)" -ge 4
ok 'in which nothing is left of a name that is HTML' all_well_formed

# --- every kind of letter, to and about such names ---------------------------------------------------------------------

# hostile NUMBER FROM TO SUBJECT TEXT [FILE-NAME]: From, Subject and the file's name hold line ends, encoded
hostile() {
    python3 - "$@" >"$TEST_TMP/hostile.eml" <<'PY'
import base64, sys
number, sender, to, subject, text = sys.argv[1:6]
evil = "\r\nBcc: victim@evil.test\r\n\r\n\u202e\"<b>&\x07\x1b[31m{token}"
word = lambda value: "=?utf-8?b?" + base64.b64encode(value.encode()).decode() + "?="
print(f"From: {word('Шеф' + evil)} <{sender}>\nTo: {to}\nSubject: {word(subject + evil)}\nMessage-ID: <h{number}@school3.test>")
print("Date: Mon, 9 Nov 2026 10:00:00 +0300\nMIME-Version: 1.0")
body = base64.encodebytes((text + evil).encode()).decode()
if len(sys.argv) > 6:
    name = base64.b64encode((evil + sys.argv[6]).encode()).decode()
    print("Content-Type: multipart/mixed; boundary=b\n\n--b")
    body += f'--b\nContent-Type: text/plain; name="=?utf-8?b?{name}?="\nContent-Disposition: attachment; filename="../../=?utf-8?b?{name}?="\n\nфайл\n--b--\n'
print("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n")
print(body)
PY
    take "$TEST_TMP/hostile.eml" "$3"
}
sends() { # DESC: the step sent something, and all of it is well formed
    ok "$1" all_well_formed
    later 1 hour
}
MODERATOR=three@school5.test
hostile 1 stranger@elsewhere.test matematika@mo.test 'Тема' 'Текст' план.txt
sends 'a question about a stranger'"'"'s letter'
reply "$(from_us $MODERATOR 2>/dev/null)" $'НЕТ: причина\rBcc: victim@evil.test\r{token}'
sends 'what a moderator is told'
v list set matematika posts=moderated >/dev/null
hostile 2 two@school3.test matematika@mo.test 'Тема два' 'Текст письма два' план.txt
sends 'a question about a member'"'"'s letter'
reply "$(grep -l 'Delivered-To: three@' "$STEP"/../step-*/* | tail -n 1)" $'НЕТ: причина\rBcc: victim@evil.test\r{token}'
sends 'a refusal with a reason'
hostile 3 two@school3.test matematika@mo.test 'Тема три' 'Текст письма три' план.txt
later 1 minute
reply "$(from_us $MODERATOR)" ДА
sends 'the copies of a letter with such a file'
hostile 4 two@school3.test vestnik@mo.test 'Вопрос' 'Не команда'
sends 'a menu that quotes what was not understood'
hostile 5 two@school3.test vestnik@mo.test 'найти' 'найти тема'
sends 'what a search found'
hostile 6 two@school3.test nowhere@mo.test 'Кому это' 'Куда это отправить?'
sends 'where a letter belongs'
hostile 7 two@school3.test vestnik@mo.test 'адрес nina@school3.test' 'адрес nina@school3.test'
sends 'a question about an address'
hostile 8 one@school3.test vestnik@mo.test 'удалить matematika' 'удалить matematika Петров'
sends 'a command that is asked about'
hostile 9 one@school3.test vestnik@mo.test 'участники matematika' 'участники matematika'
sends 'the members of a list'
hostile 10 one@school3.test vestnik@mo.test 'выгрузить мои данные' 'выгрузить мои данные'
reply "$(from_us one@school3.test)" ДА
sends 'all about a person'
v list add himia title=$'Химия "<b>&\u202e' >/dev/null 2>&1 || v list add himia title='Химия "<b>&' >/dev/null
v member invite himia '=1+2 школа "Луч"' >/dev/null
due
sends 'an invitation'
hostile 11 two@school3.test matematika@mo.test 'Тема одиннадцать' 'Текст письма одиннадцать' план.txt
later 5 days
due
sends 'what is told of letters that wait'
is "$(grep -lE '^(Bcc|X-Evil)' -r "$TEST_TMP"/step-* | wc -l)" 0 'no letter of all these steps has a field that was injected'
# How many codes the subjects have, each number once.
codes=$(python3 - "$TEST_TMP"/step-*/*.vm <<'PY'
import email, email.policy, re, sys
counts = set()
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        letter = email.message_from_binary_file(file, policy=email.policy.default)
    counts.add(len(re.findall(r"[0-9]+-[0-9a-z]{16}", str(letter["Subject"] or ""))))
print(*sorted(counts))
PY
)
is "$codes" '0 1' 'and no subject has more than the code of its own question, whoever writes {token}'

# formulas FILE: cells of a table that a spreadsheet would take for one.
formulas() {
    python3 - "$1" <<'PY'
import csv, sys
text = open(sys.argv[1], encoding="utf-8-sig", newline="").read()
rows = list(csv.reader(text.splitlines(True), delimiter=";" if ";" in text.split("\n")[0] else ","))
print(sum(1 for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell[:1]))
PY
}
v registry export >"$TEST_TMP/export.csv"
is "$(formulas "$TEST_TMP/export.csv"); $(wc -l <"$TEST_TMP/export.csv")" '0; 4' 'an export of the registry holds no formula and a line for each'
is "$(v registry import "$TEST_TMP/export.csv" --json | jq -r 'select(.type == "summary") | .unchanged')" 3 'and reads back as it was'
for by in person school; do
    v report participation --by $by --format csv >"$TEST_TMP/report.csv"
    is "$(formulas "$TEST_TMP/report.csv")" 0 "nor does a report by $by"
done
done_testing
