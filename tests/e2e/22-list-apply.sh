#!/bin/bash
# 22-list-apply.sh: lists as a file declares them: a difference first, then done in one transaction; again changes
# nothing; what is not declared stays, and so does a wish to be left alone; errors name file:line.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_instance
cat >"$TEST_TMP/registry.csv" <<'CSV'
ФИО;Школа;Округ;Должность;Предметы;Почта
Иванова Мария Петровна;Школа № 3;Северный;учитель;математика, физика;ivanova@school3.test
Петров Пётр Сергеевич;Школа № 3;Северный;учитель;Математика;petrov@school3.test
Сидорова Анна Ильинична;Школа № 5;Южный;учитель;математика;sidorova@school5.test
Белова Нина Фёдоровна;Школа № 5;Южный;старший методист;;belova@school5.test
Громов Олег Игоревич;Школа № 3;Северный;учитель;математический кружок;gromov@school3.test
CSV
v registry import "$TEST_TMP/registry.csv" >/dev/null || bail_out 'no registry'
v list add staroe title='Старое' >/dev/null
FILE=$TEST_TMP/lists.conf
declare_lists() {
    cat >"$FILE"
}
apply() {
    v list apply "$FILE" "$@"
}
members() { # LIST
    v --json list members "$1" | jq -r .name | sed 's/ .*//' | sort | tr '\n' ' ' | sed 's/ $//'
}
shown() { # LIST KEY
    v --json list show "$1" | jq -c "$2"
}
declare_lists <<'CONF'
# below a list that comes later
list matematika {
    title   = "МО математики"
    tag     = "математика"
    parents = "okrug"
    members = { "предмет = МАТЕМАТИКА; округ=северный" }
    moderator = { "petrov@school3.test", "Белова Нина Федоровна" }
}
list okrug {
    title = "Округ"
    members = { "position=методист", "gromov@school3.test" }
}
CONF

# --- first the difference ------------------------------------------------------------------------------
before=$(sql 'SELECT count(*) FROM list; SELECT count(*) FROM membership; SELECT count(*) FROM role')
exits 0 'the difference can be seen first' apply --dry-run
shown=$(cat "$TEST_OUT")
like "$shown" '^matematika: new list$' 'a new list'
like "$shown" '^matematika: title: matematika -> МО математики$' 'a setting, with what it was'
like "$shown" '^matematika: parents: - -> okrug$' 'what it stands below'
like "$shown" '^matematika: 2 join: Иванова Мария Петровна, Петров Пётр Сергеевич$' \
    'who joins: whose subject it is, letters folded, not whose subject only begins like it'
like "$shown" '^matematika: Белова Нина Фёдоровна becomes moderator$' 'a role'
like "$shown" '^staroe: is not in the file and stays as it is$' 'and what the file does not name'
like "$shown" '^1[0-9] changes; nothing is done yet: run it without --dry-run\.$' 'with their number'
is "$(sql 'SELECT count(*) FROM list; SELECT count(*) FROM membership; SELECT count(*) FROM role')" "$before" 'nothing is done'
apply --dry-run --json >"$TEST_OUT"
is "$(jq -c 'select(.difference == "joins" and .list == "matematika") | [.what, .changes, .name]' "$TEST_OUT" | head -n 1)" \
    '[null,true,"Иванова Мария Петровна"]' 'programs read it as JSON'
is "$(tail -n 1 "$TEST_OUT" | jq -c .applied)" false 'which says that nothing was done'

# --- then it is done -----------------------------------------------------------------------------------
exits 0 'it is applied' apply
is "$(members matematika)" 'Иванова Петров' 'members by rule'
is "$(members okrug)" 'Белова Громов' 'by another, and by name'
is "$(shown matematika '[.title, .tag, .parents]')" '["МО математики","математика",["okrug"]]' 'settings and what stands above'
is "$(v --json member show belova@school5.test | jq -r 'select(.list == "matematika").roles')" moderator 'roles'
is "$(shown staroe .title)" '"Старое"' 'the list that is not in it is as it was'
exits 0 'it is applied again' apply
like "$(cat "$TEST_OUT")" 'lists.conf says; nothing changed' 'which changes nothing and says so'
is "$(apply --json | tail -n 1 | jq -c '[.changes, .applied]')" '[0,true]' 'to programs too'

# --- wishes, moves and what came otherwise -------------------------------------------------------------
due # whoever has a role now hears of it
write petrov@school3.test vestnik@mo.test 'отписаться matematika' </dev/null
reply "$(from_us petrov@school3.test)" ДА
v member add --quiet matematika sidorova@school5.test >/dev/null
v member remove --quiet okrug gromov@school3.test >/dev/null
exits 0 'who left is not brought back' apply
like "$(cat "$TEST_OUT")" '^matematika: 1 stay out, for they left by own wish .*: Петров Пётр Сергеевич$' 'which is told'
like "$(cat "$TEST_OUT")" '^okrug: 1 stay out, .*: Громов Олег Игоревич$' 'nor whom a methodist removed'
is "$(members matematika)" 'Иванова Сидорова' 'and who was added by hand stays, whatever the rule says'
write belova@school5.test vestnik@mo.test 'отписаться от всего' </dev/null
reply "$(from_us belova@school5.test)" ДА
sed 's/^list okrug/list novoe {\n    members = { "все" }\n}\n&/' "$FILE" >"$TEST_TMP/more.conf" && mv "$TEST_TMP/more.conf" "$FILE"
apply >/dev/null
is "$(members novoe)" 'Громов Иванова Петров Сидорова' 'who left everything is brought into no new list'
sed -i 's/^\(Иванова.*\);Школа № 3;Северный;/\1;Школа № 5;Южный;/; s/^\(Громов.*\)математический кружок/\1математика/' "$TEST_TMP/registry.csv"
v registry import "$TEST_TMP/registry.csv" >/dev/null
exits 0 'after an import' apply
like "$(cat "$TEST_OUT")" '^matematika: 1 join: Громов' 'whoever a rule holds for by then joins'
like "$(cat "$TEST_OUT")" '^matematika: 1 came by a rule that does not hold any more, and stay \(--leave ends that\): Иванова' \
    'whoever it holds for no more is named'
is "$(members matematika)" 'Громов Иванова Сидорова' 'and stays'
exits 0 'until that is asked for' apply --leave
is "$(members matematika)" 'Громов Сидорова' 'then they leave, and no others'
due # what was told until here
printf 'list novoe {\n    moderator = "petrov@school3.test"\n    expert = "sidorova@school5.test"\n}\n' >"$TEST_TMP/roles.conf"
exits 0 'a file that gives roles, to look at' v list apply "$TEST_TMP/roles.conf" --dry-run
due
is "$(everybody)" '' 'tells nobody'
exits 0 'and to apply' v list apply "$TEST_TMP/roles.conf"
due
is "$(everybody)" 'petrov@school3.test sidorova@school5.test' 'whoever has a role by it now hears of it'
like "$(subject_of "$(from_us petrov@school3.test)")" '^Вы теперь модератор: ' 'of which'
exits 0 'again' v list apply "$TEST_TMP/roles.conf"
due
is "$(everybody)" '' 'once'
v member set --quiet novoe petrov@school3.test role=-moderator >/dev/null
exits 0 'with --quiet' v list apply "$TEST_TMP/roles.conf" --quiet
due
is "$(everybody)" '' 'nobody does'
v member set --quiet matematika sidorova@school5.test role=+moderator >/dev/null
apply >"$TEST_OUT"
like "$(cat "$TEST_OUT")" 'Сидорова Анна Ильинична is not named as moderator and stays one' 'a role that the file gives to others is not taken away'

# --- parents in another order --------------------------------------------------------------------------
printf 'list matematika { parents = "" }\nlist okrug { parents = matematika }\n' | declare_lists
exits 0 'two lists change places' apply
is "$(shown okrug .parents)" '["matematika"]' 'the old link does not stand in the way'
is "$(shown matematika .title)" '"МО математики"' 'a setting that is not named any more stays'

# --- rules that hold for nobody ------------------------------------------------------------------------
declare_lists <<'CONF'
list okrug {
    members = {
        "предмет=матиматика",
        "предмет=математика; район = Сивирный",
        "предмет=физика; район=Северный",
        "должность=учитель",
        "школа=Шкала № 3",
        "район=Марс"
    }
}
CONF
exits 0 'rules with slips' apply --dry-run
like "$(cat "$TEST_OUT")" "lists.conf:3: okrug: nobody in the registry fits 'предмет=матиматика'; did you mean 'математика'\?$" \
    'are named with file:line, and with what may be meant'
like "$(cat "$TEST_OUT")" "lists.conf:4: okrug: nobody in the registry fits 'район = Сивирный'; did you mean 'Северный'\?$" \
    'by the condition alone, and as the registry writes it, though there are two slips'
like "$(cat "$TEST_OUT")" "lists.conf:5: okrug: nobody in the registry fits 'предмет=физика; район=Северный'$" 'or all of it'
like "$(cat "$TEST_OUT")" "lists.conf:7: okrug: .* 'школа=Шкала № 3'; did you mean 'Школа № 3'\?$" 'a school by its name'
like "$(cat "$TEST_OUT")" "lists.conf:8: okrug: nobody in the registry fits 'район=Марс'$" 'what is like nothing is told without it'
like "$(cat "$TEST_OUT")" '^5 rules hold for nobody: see above' 'with their number'
apply >/dev/null
unlike "$(apply)" '^All is as' 'then not all is as the file says'
like "$(apply)" '^Nothing changed; 5 rules hold for nobody' 'which is the last word'
is "$(apply --dry-run --json | jq -c 'select(.difference == "nobody") | [.line, .to]' | head -n 1)" '[3,"математика"]' 'to programs too'
mkdir "$TEST_TMP/nobody"
sed "s|^state.*|state = \"$TEST_TMP/nobody\"|" "$INSTANCE_CONF" >"$TEST_TMP/nobody.conf"
"$VESTNIK" -c "$TEST_TMP/nobody.conf" init >/dev/null
unlike "$("$VESTNIK" -c "$TEST_TMP/nobody.conf" list apply "$FILE" 2>&1)" 'nobody' 'before the registry is imported they may stand'

# --- errors --------------------------------------------------------------------------------------------
before=$(shown okrug .)
broken() { # CODE WORDS DESC
    exits "$1" "$3" apply
    like "$(cat "$TEST_ERR")" "$2" 'with file:line'
}
printf 'list okrug {\n    title = "Новый"\n    posts = everybody\n}\n' | declare_lists
broken 65 'lists.conf:3: list okrug: posts=everybody: allowed is' 'a wrong value'
printf 'list okrug {\n    title = "Новый"\n    colour = red\n}\n' | declare_lists
broken 78 'lists.conf:3: no such option' 'a key that is none'
printf 'list okrug {\n    title = "Новый"\n    members = {\n        "предмет=физика",\n        "класс=5"\n    }\n}\n' | declare_lists
broken 65 "lists.conf:5: list okrug: 'класс=5' is no condition" 'a rule that is none'
printf 'list okrug {\n    title = "Новый"\n\n    methodist = { "nobody@school9.test" }\n}\n' | declare_lists
broken 69 'lists.conf:4: list okrug: .*nobody@school9.test' 'somebody who is not there'
printf 'list okrug {\n    title = "Новый"\n    parents = matematika\n}\nlist matematika {\n    parents = okrug\n}\n' | declare_lists
broken 65 'lists.conf:6: list matematika: .*circle' 'a circle'
printf 'list okrug {\n    title = "Новый"\n    parents = nowhere\n}\n' | declare_lists
broken 69 "lists.conf:3: list okrug: there is no list 'nowhere'" 'a list above that is not there'
printf 'list okrug {\n    title = "Новый"\n' | declare_lists
broken 78 'lists.conf:1: a brace' 'a brace without a partner'
printf 'list Округ {\n    title = "Новый"\n}\n' | declare_lists
broken 65 'lists.conf:[12]: list Округ: .*cannot name a list' 'a name that is none'
is "$(shown okrug .)" "$before" 'none of them changed anything'
cat <<'CONF' | declare_lists
list okrug {
    title = "Новый"
    posts = everybody
    members = { "класс=5", "belova@school5.test" }
    methodist = { "nobody@school9.test" }
}
list Округ { }
list matematika {
    parents = nowhere
}
CONF
exits 65 'a file with five faults' apply
is "$(grep -oE 'lists.conf:[0-9]+' "$TEST_ERR" | sort -t: -k2n | tr '\n' ' ')" \
    'lists.conf:3 lists.conf:4 lists.conf:5 lists.conf:7 lists.conf:9 ' 'has them told at once, each with its line'
like "$(cat "$TEST_ERR")" '^nothing was applied$' 'and that nothing was done'
is "$(shown okrug .)" "$before" 'which is true'
v list close staroe >/dev/null
printf 'list staroe {\n    title = "Снова"\n}\nlist novoe {\n    title = "Новое"\n}\n' | declare_lists
exits 0 'a file that names a closed list' apply
like "$(cat "$TEST_OUT")" '^staroe: was closed and stays so' 'has that told'
is "$(shown novoe .title)" '"Новое"' 'and the rest of it done'
is "$(apply --json | jq -c 'select(.list == "staroe") | [.difference, .changes]')" '["closed",false]' 'to programs too'
exits 69 'a file that is not there' v list apply "$TEST_TMP/nothing.conf"
exits 0 'the sample is one that applies' v list apply "$ROOT/conf/lists.conf"
is "$(members matematika-sever)" 'Громов Петров' 'its rules hold for whom they say'
done_testing
