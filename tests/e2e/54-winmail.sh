#!/bin/bash
# 54-winmail.sh: winmail.dat of Outlook, opened in a helper process: its files are attachments, its text
# is the letter's where it has none. What is damaged stays a file, and the letter is read all the same.
. "$(dirname "$0")/../lib/tap.sh"
new_instance

understood() { # arguments of tnef.py: text | warnings | attachments
    python3 "$ROOT/tests/lib/tnef.py" "$@" | v inspect --json - |
        jq -r '.text + "|" + (.warnings | join(",")) + "|" + ([.attachments[] | "\(.name) \(.type) \(.bytes)"] | join(", "))'
}

is "$(understood --plain 'Свой текст' План.txt=abc b.pdf=12345)" \
    'Свой текст||План.txt text/plain 3, b.pdf application/pdf 5' 'its files are attachments'
is "$(understood --text 'Из Outlook' a.txt=x)" 'Из Outlook||a.txt text/plain 1' 'its text, where there is none else'
is "$(understood --plain Свой --text Чужой a.txt=x)" 'Свой||a.txt text/plain 1' "not beside the letter's own"
is "$(understood --html '<meta charset=utf-8><p>Один <b>два</b></p>' a.txt=x)" 'Один два||a.txt text/plain 1' 'its HTML'
is "$(understood --rtf '{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}\f0 Привет\par \u1042?\u1089?\u1077? да}' a.txt=x)" \
    $'Привет\nВсе да||a.txt text/plain 1' 'its rich text'
is "$(understood --rtf '{\rtf1\ansi\ansicpg1251\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Уроки {\*\htmltag84 <b>}\htmlrtf \b\htmlrtf0 завтра{\*\htmltag92 </b>}\htmlrtf \b0\htmlrtf0  \u38? всегда{\*\htmltag72 </p>}{\*\htmltag64 <ul><li>}один{\*\htmltag64 <li>}два{\*\htmltag72 </ul>}{\*\generator Не текст;}}' a.txt=x)" \
    $'Уроки завтра & всегда\n\n• один\n• два||a.txt text/plain 1' 'HTML that is wrapped in rich text is read as HTML'
for cut in 5 40 100 150; do
    like "$(understood --plain Свой --cut "$cut" План.txt=abc b.pdf=12345)" \
        "^Свой\|.*\|winmail.dat application/ms-tnef $cut\$" "cut off after $cut bytes it stays a file"
done
is "$(understood --plain Свой --many 300)" 'Свой|over-limit:tnef_files|winmail.dat application/ms-tnef 30730' \
    'with more files than limit_tnef_files too, and that is told'
like "$(understood --plain Свой --many 20000)" '^Свой\|over-limit:tnef_files\|winmail.dat' 'of 20,000 files too'
is "$(understood --plain Свой --parts 7 a.txt=x | sed 's/application[^,]*/-/g')" \
    "Свой|over-limit:tnef_parts|$(printf 'a.txt text/plain 1, %.0s' 1 2 3 4 5)winmail.dat -, winmail.dat -" \
    'with more of them than limit_tnef_parts the rest stays files, and that is told'
forwarded() {
    printf 'From: b@school.test\nSubject: Fwd\nMessage-ID: <f@school.test>\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n'
    python3 "$ROOT/tests/lib/tnef.py" "$@"
}
is "$(forwarded --plain Свой --many 300 | v inspect --json - | jq -c .warnings)" '["over-limit:tnef_files"]' \
    'and so it is of a letter within a letter'
done_testing
