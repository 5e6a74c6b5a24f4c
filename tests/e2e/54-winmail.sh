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
for cut in 5 40 100 150; do
    like "$(understood --plain Свой --cut "$cut" План.txt=abc b.pdf=12345)" \
        "^Свой\|.*\|winmail.dat application/ms-tnef $cut\$" "cut off after $cut bytes it stays a file"
done
is "$(understood --plain Свой $(seq -f 'f%g.txt=x' 300))" 'Свой|over-limit:tnef_files|winmail.dat application/ms-tnef 30736' \
    'with more files than limit_tnef_files too, and that is told'
done_testing
