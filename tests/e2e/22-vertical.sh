#!/bin/bash
# 22-vertical.sh: lists above and below others: a letter to the upper one reaches each person once, whatever
# the ways, says why, and can be left without leaving one's own; circles are refused; numbers count each person
# once.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community
ALL='drozdova egorov kuznetsov petrov school7 sidorova'
v list add oblast title='Область' >/dev/null && v list add okrug title='Округ' footer=on parents=oblast >/dev/null &&
    v list add sever title='Север' >/dev/null || bail_out 'no lists'

show() { # LIST KEY
    v --json list show "$1" | jq -c "$2"
}
# Everybody of this step, without the domains.
names() {
    everybody | sed 's/@[^ ]*//g'
}

# --- the tree ----------------------------------------------------------------------------------------
exits 0 'математика stands below two lists' v list set matematika parents=okrug,sever
exits 0 'физика below one, added by name' v list set fizika parents=+okrug
exits 0 'the second stands below the region as well' v list set sever parents=oblast
exits 0 'once more is no error' v list set sever parents=oblast
exits 65 'a circle is refused' v list set oblast parents=matematika
like "$(cat "$TEST_ERR")" 'oblast cannot stand below matematika: .* oblast > (okrug|sever) > matematika > oblast' 'in words that name it'
exits 65 'a list does not stand below itself' v list set okrug parents=+okrug
exits 69 'nor below one that is not there' v list set okrug parents=nowhere
like "$(cat "$TEST_ERR")" "no list 'nowhere'; there are: " 'and the lists are named'
is "$(show okrug .parents)" '["oblast"]' 'a refused change changes nothing'
is "$(show matematika '[.parents, .children]')" '[["okrug","sever"],[]]' 'parents are shown'
is "$(show oblast .children)" '["okrug","sever"]' 'and children'
v list show oblast >"$TEST_OUT"
like "$(cat "$TEST_OUT")" '^children +okrug, sever$' 'in plain words too'
tree=$(v list show)
like "$tree" '^oblast ' 'the tree begins at the top'
like "$tree" '^    matematika ' 'and goes down two steps'
is "$(v --json list members oblast | wc -l)" 0 'nobody is a member of the region itself'
is "$(show oblast .reaches), $(show okrug .reaches), $(show matematika .reaches)" '8, 8, 8' \
    'its letters reach eight: Петров of both associations once'
is "$(v --json status | jq -c '.members | [.oblast, .okrug, .matematika, .fizika]')" '[8,8,8,1]' 'and so says the status'

# --- a letter to the upper list ----------------------------------------------------------------------
v member set fizika petrov@school3.test mode=weekly >/dev/null
printf 'План на год.\n' | write ivanova@school3.test okrug@mo.test 'План'
is "$(decided)" 'publish member' 'who belongs below may write, as the settings of the upper list say'
is "$(names)" 'kuznetsov petrov school7 sidorova' \
    'it reaches each once, by the way on which letters come most often; two behind one mailbox get one copy; not who reads once a week or nothing'
copy=$(from_us petrov@school3.test)
is "$("$LETTER" header List-Id "$copy" | sed 's/.*<//')" 'okrug.mo.test>' 'it is the list to which it was written that stands in it'
is "$("$LETTER" header Reply-To "$copy" | sed 's/.*<//')" 'okrug@mo.test>' 'to which an answer goes'
like "$("$LETTER" header List-Unsubscribe "$copy")" '%20okrug>' 'and which can be left'
text=$(text_of "$copy")
like "$text" 'Письма получают и участники входящих объединений: МО учителей математики, МО учителей физики' 'it says why it came'
like "$text" 'из своего объединения вы при этом не выйдете' 'and what leaving means'
like "$(text_of "$(from_us school7@school7.test)")" 'План на год' 'a copy for two holds the letter'
printf 'Спасибо!\n' | reply_with "$copy" --from petrov@school3.test
is "$(decided)" 'publish member' 'an answer to it'
is "$(posts okrug), $(posts matematika)" '2, 0' 'stays in the upper list'
printf 'Область.\n' | write sidorova@school5.test oblast@mo.test 'Всем'
is "$(names)" 'ivanova kuznetsov petrov school7' 'two steps up, by three ways: each once'
v member set matematika sidorova@school5.test until=2026-12-01 >/dev/null
printf 'Тем, кто на месте.\n' | write ivanova@school3.test oblast@mo.test 'Кто на месте'
is "$(names)" 'kuznetsov petrov school7' 'who is on leave gets none of them either'
v member set matematika sidorova@school5.test mode=each >/dev/null

# --- what was chosen for the upper list itself counts there --------------------------------------------
v member add --quiet okrug petrov@school3.test >/dev/null && v member set okrug petrov@school3.test mode=none >/dev/null
printf 'Ещё план.\n' | write ivanova@school3.test okrug@mo.test 'Ещё'
is "$(names)" 'kuznetsov school7 sidorova' 'a mode of his own in the upper list counts there'
v member add --quiet okrug orlova@school5.test >/dev/null && v member set --quiet okrug orlova@school5.test role=+methodist >/dev/null
v list set okrug posts=moderated >/dev/null
printf 'Ещё план.\n' | write ivanova@school3.test okrug@mo.test 'Под контролем'
is "$(decided)" 'hold moderated' 'an upper list that is moderated holds it'
is "$(names)" orlova 'and asks those of its own who decide, not those of the lists below'
reply "$(from_us orlova@school5.test)" ДА
is "$(names | tr ' ' '\n' | grep -vE 'orlova|ivanova' | tr '\n' ' ')" 'kuznetsov school7 sidorova ' 'then it goes out'
v list set okrug posts=members >/dev/null
printf 'Сроки.\n' | write orlova@school5.test okrug@mo.test 'ВАЖНО: сроки'
is "$(names)" "drozdova egorov ivanova kuznetsov petrov school7 sidorova" 'a special notice of its methodist reaches all below, whatever they chose'
later 1 day
due

# --- leaving --------------------------------------------------------------------------------------------
order sidorova@school5.test 'мои подписки'
like "$(text_of "$answer")" 'Письма приходят, потому что вы состоите в: МО учителей математики' 'her lists name what reaches her through another'
like "$(text_of "$answer" | tr -d '\n')" 'отписаться okrugСсылка: mailto:[^ ]*%20okrug' 'with the way out of it'
order sidorova@school5.test 'отписаться okrug'
question=$answer
like "$(text_of "$question")" 'приходят вам и как участнику: МО учителей математики' 'who leaves it is told what stays'
reply "$question" ДА
like "$(text_of "$(from_us sidorova@school5.test)")" 'Участником вы остаётесь здесь: МО учителей математики' 'and again when it is done'
printf 'Третий план.\n' | write ivanova@school3.test okrug@mo.test 'Третий'
is "$(names)" 'kuznetsov orlova school7' 'who has left the upper list gets nothing from it'
is "$(decided)" 'publish member' 'others do'
printf 'Своё.\n' | write ivanova@school3.test matematika@mo.test 'Своё'
is "$(got sidorova@school5.test)" 1 'she stays in her association'
printf 'Область.\n' | write ivanova@school3.test oblast@mo.test 'Область'
is "$(got sidorova@school5.test)" 1 'and hears from the region'
v registry import "$TEST_TMP/registry.csv" >/dev/null
is "$(show okrug .reaches)" 8 'no import changes that'
order sidorova@school5.test 'подписаться okrug'
reply "$answer" ДА
printf 'Четвёртый.\n' | write ivanova@school3.test okrug@mo.test 'Четвёртый'
is "$(got sidorova@school5.test)" 1 'until she comes back'
order kuznetsov@school5.test 'отписаться matematika'
like "$(text_of "$answer")" 'перестанут приходить и письма: Область, Округ, Север' 'who leaves the association hears that the letters from above stop too'
reply "$answer" ДА
like "$(text_of "$(from_us kuznetsov@school5.test)")" 'Не будут приходить и письма: Область, Округ, Север' 'and they do'
printf 'Пятый.\n' | write ivanova@school3.test okrug@mo.test 'Пятый'
is "$(got kuznetsov@school5.test)" 0 'he gets none'
order petrov@school3.test 'отписаться fizika'
unlike "$(text_of "$answer")" 'перестанут приходить' 'who has another way to them keeps them'
exits 0 'somebody of the district alone' v member add --quiet okrug zhukova@school3.test
is "$(show matematika .reaches)" 7 'gets no letters of what stands below'

# --- numbers -----------------------------------------------------------------------------------------
report() { # KIND ARGS
    v report "$@" --from 2026-11-01 --to 2026-12-01 --format json
}
is "$(report coverage --list oblast | jq -c 'select(.group == "total") | [.persons, .active]')" '[9,4]' \
    'the region counts everybody of the lists below once, and who took part in any of them' || report coverage --list oblast
is "$(report coverage --by list | jq -c 'select(.name | test("Область|Округ|Север|математики")) | [.name, .persons, .active]' | sort)" \
    "$(printf '%s\n' '["Область",9,4]' '["Округ",9,3]' '["Север",7,1]' '["МО учителей математики",7,1]' | sort)" 'by list too' ||
    report coverage --by list
is "$(report participation --list sever | jq -c 'select(.group == "total") | .acts')" 1 'what was done in a list below counts above it'
is "$(report participation --by list | jq -c 'select(.group == "total") | .acts')" "$(sql "SELECT count(*) FROM act JOIN act_kind USING (kind) WHERE counted")" \
    'and once in all'
v member set --quiet oblast orlova@school5.test role=+methodist >/dev/null
NOW=2026-11-16T08:00:30+03:00
due
for file in $(sent_to orlova@school5.test); do
    case $(subject_of "$file") in Область:*методисту*) report=$file ;; esac
done
text=$(text_of "$report")
like "$text" 'вместе с входящими объединениями, каждый педагог один раз: Округ, Север' 'the report of the methodist says whose numbers are in it'
like "$text" 'Участвуют: 4 из 9' 'and counts so'
weekly=$(sent_to drozdova@school3.test | while read -r file; do case $(subject_of "$file") in Округ:*) echo "$file" ;; esac done)
like "$(text_of "$weekly")" 'из своего объединения вы не выйдете' 'who reads once a week gets the week of the upper list, and reads why'

# --- the end of a list -----------------------------------------------------------------------------------
exits 0 'a link ends' v list set matematika parents=-okrug
is "$(show matematika .parents)" '["sever"]' 'and no other'
exits 0 'a list is closed' v list close sever
is "$(show matematika .parents), $(show oblast .children)" '[], ["okrug"]' 'and stands above and below nothing more'
exits 0 'none is a value' v list set okrug parents=
is "$(show oblast .reaches)" 0 'so that its letters reach nobody below'
done_testing
