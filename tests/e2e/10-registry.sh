#!/bin/bash
# The registry, lists and members by their commands, as an administrator gives them.
. "$(dirname "$0")/../lib/tap.sh"
new_instance

csv() { # FILE LINE...
    local file=$TEST_TMP/$1
    shift
    printf '%s\r\n' "$@" >"$file"
}
summary() { # OPTIONS...: the last line of an import in JSON
    v registry import --json "$@" | tail -n 1
}

# --- lists ------------------------------------------------------------------------------------------
exits 0 'a list is added' v list add matematika --title 'МО учителей математики' posts=moderated
like "$(cat "$TEST_OUT")" '^posts +moderated$' 'and shown'
exits 73 'but not twice' v list add matematika
like "$(cat "$TEST_ERR")" "'matematika' already" 'which is said'
exits 65 'a list has no Russian name' v list add математика
exits 65 'the robot keeps its name' v list add vestnik
exits 65 'a setting takes only its words' v list set matematika posts=nobody
like "$(cat "$TEST_ERR")" 'members, moderated, school or anyone' 'which are named'
exits 0 'a setting is changed' v list set matematika reply=author digest_day=5
is "$(v list show matematika --json | jq -c '[.title,.posts,.reply,.digest_day,.members]')" \
    '["МО учителей математики","moderated","author",5,0]' 'and stored'
exits 69 'an unknown list' v list show fizika
like "$(cat "$TEST_ERR")" 'there are: matematika' 'names those there are'
exits 64 'an unknown action' v list delete matematika
like "$(cat "$TEST_ERR")" 'vestnik list members NAME' 'names those there are'
exits 64 'an unknown option' v list add fizika --colour red

# --- import: a file of Russian Excel --------------------------------------------------------------------
csv utf8.csv 'ФИО;Образовательная организация;Район;Должность;Почта;Почта школы;МО;Телефон' \
    'Ёлкина Анна Петровна;"ОО ""Лицей; № 5""";Северный;учитель;anna@mail.test;;МО учителей математики;1' \
    'Дубов Олег Ильич;Школа № 6;Южный;учитель;oleg@mail.test;s6@mail.test;matematika;2' \
    'Ким Ли;Школа № 6;Южный;"завуч,
учитель";;;;3'
csv broken.csv 'ФИО;Школа;Почта' 'Белов Борис;Школа № 1;' 'Вакансия;Школа № 1;' 'Рябов Пётр;;x@'
exits 65 'broken rows are refused' v registry import "$TEST_TMP/broken.csv"
like "$(cat "$TEST_ERR")" 'broken.csv:3: .*Вакансия' 'with file and line'
like "$(cat "$TEST_ERR")" 'broken.csv:4: .*Почта' 'all of them'
like "$(cat "$TEST_ERR")" '3 errors; nothing was imported' 'and what became of the rest'
is "$(v registry show --json | jq -r 'select(.type == "totals").persons')" 0 'which is true'
is "$(v registry import "$TEST_TMP/broken.csv" --json 2>/dev/null | jq -r .line | paste -sd,)" '3,4,4' \
    'errors in JSON'
iconv -f UTF-8 -t WINDOWS-1251 "$TEST_TMP/utf8.csv" >"$TEST_TMP/excel.csv"
is "$(summary "$TEST_TMP/excel.csv" --dry-run | jq -c '[.dry_run,.added]')" '[true,3]' 'a dry run'
is "$(v registry show --json | jq -r 'select(.type == "totals").persons')" 0 'changes nothing'
exits 0 'windows-1251 is imported' v registry import "$TEST_TMP/excel.csv"
like "$(cat "$TEST_OUT")" "^ignored +column 'Телефон'" 'an unknown column is told'
like "$(cat "$TEST_OUT")" '^3 rows: 3 added' 'all rows are in'
is "$(summary "$TEST_TMP/utf8.csv" | jq -c '[.added,.changed,.unchanged]')" '[0,0,3]' \
    'the same in UTF-8 changes nothing'
is "$(v registry show 'ким ли' --json | jq -r '.position, .letters_go_to' | paste -sd'|')" \
    'завуч, учитель|s6@mail.test' 'who has no address is reached by the school'
is "$(v list members matematika --json | jq -r .address | paste -sd,)" 'oleg@mail.test,anna@mail.test' \
    'members by the file'
exits 0 'an export' v registry export
cp "$TEST_OUT" "$TEST_TMP/export.csv"
is "$(head -c 3 "$TEST_TMP/export.csv" | od -An -tx1 | tr -d ' ')" efbbbf 'has a BOM'
is "$(summary "$TEST_TMP/export.csv" | jq -c '[.added,.changed,.unchanged]')" '[0,0,3]' 'and reads back'
is "$(summary - <"$TEST_TMP/export.csv" | jq .unchanged)" 3 'from a pipe too'

# --- members --------------------------------------------------------------------------------------------
exits 0 'a role' v member set --quiet matematika anna@mail.test role=+moderator mode=weekly
is "$(cat "$TEST_OUT")" 'matematika: Ёлкина Анна Петровна, weekly, moderator' 'is told'
exits 69 'a stranger is not added' v member add --quiet matematika new@mail.test
like "$(cat "$TEST_ERR")" '[-]-name' 'and what to do is said'
exits 0 'but with a name' v member add --quiet matematika new@mail.test --name 'Новикова Вера Игоревна' \
    --school 'школа № 6' --role expert
is "$(v member show 'новикова вера игоревна' --json | jq -r '.mode + " " + .roles')" 'each expert' \
    'is a member with a role'
is "$(v registry show new@mail.test --json | jq -r .school)" 'Школа № 6' 'of the school that is known'
exits 65 'a mailbox of a school is nobody' v member add --quiet matematika s6@mail.test
like "$(cat "$TEST_ERR")" 'shared mailbox' 'which is said'
exits 0 'leaving by own wish' v member remove --quiet matematika oleg@mail.test --own-wish
is "$(summary "$TEST_TMP/utf8.csv" | jq -c '."kept-out"')" 1 'outlives an import'
is "$(v member show oleg@mail.test --json | wc -l)" 0 'really'
exits 69 'and a methodist' v member add --quiet matematika oleg@mail.test
exits 0 'unless told otherwise' v member add --quiet matematika oleg@mail.test --anyway
exits 0 'removing' v member remove --quiet matematika oleg@mail.test
is "$(cat "$TEST_OUT")" 'matematika: Дубов Олег Ильич, no member' 'is told'
exits 69 'not twice' v member remove --quiet matematika oleg@mail.test

# --- who is gone, and a file that was cut off -------------------------------------------------------------
head -n 2 "$TEST_TMP/utf8.csv" >"$TEST_TMP/cut.csv"
exits 0 'whoever is not in the file' v registry import "$TEST_TMP/cut.csv"
like "$(cat "$TEST_OUT")" '^gone +Дубов Олег Ильич, Школа № 6$' 'is told by name'
like "$(cat "$TEST_OUT")" '[-]-gone-leave ends that' 'and stays unless that is asked for'
exits 65 'asked for, a file that was cut off' v registry import "$TEST_TMP/cut.csv" --gone-leave
like "$(cat "$TEST_ERR")" '3 of 4 persons .*registry_gone_percent.*--force' 'ends nobody'
is "$(v registry show --json | jq -r 'select(.type == "totals").persons')" 4 'really'
exits 0 'unless that is meant' v registry import "$TEST_TMP/cut.csv" --gone-leave --force
is "$(v registry show --json | jq -r 'select(.type == "totals").persons')" 1 'and then they have left'
csv consent.csv 'ФИО;Школа;Согласие;Источник согласия' 'Ким Ли;Школа № 6;01.09.2025;бумага, дело 3'
exits 0 'the consent' v registry import "$TEST_TMP/consent.csv"
is "$(v registry show 'ким ли' --json | jq -r '.consent_on + " " + .consent_source')" \
    '2025-09-01 бумага, дело 3' 'is kept with its source'
like "$(v registry export | grep '^[^;]*;Ким Ли')" '2025-09-01;"?бумага, дело 3' 'and goes out with the export'

# --- files that are none ----------------------------------------------------------------------------------
printf 'PK\003\004rest' >"$TEST_TMP/book.csv"
exits 65 'a workbook is refused' v registry import "$TEST_TMP/book.csv"
like "$(cat "$TEST_ERR")" 'CSV UTF-8' 'and how to save it is said'
exits 65 'a device that never ends' v registry import /dev/zero
csv column.csv 'Фамилия;Имя;Предмет' 'Белов;Борис;физика'
exits 65 'a missing column' v registry import "$TEST_TMP/column.csv"
like "$(cat "$TEST_ERR")" 'no column Школа; the header line holds: Фамилия, Имя, Предмет' 'is named'
exits 69 'a missing file' v registry import "$TEST_TMP/nothing.csv"
exits 64 'no file' v registry import
done_testing
