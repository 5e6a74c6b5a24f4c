#!/bin/bash
# 29-no-subject.sh: a letter without a subject is called «(без темы)» wherever a subject is shown; and the story of a letter
# tells of what we asked because of it, without a code.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'
SIDOROVA=sidorova@school5.test ZHUKOVA=zhukova@school3.test NONE='\(без темы\)'

# What STEP sent shows a subject in its place, and no empty quotation marks.
sound() { # DESC
    local file shown=''
    for file in "$STEP"/*; do
        shown+="$(subject_of "$file")
$(text_of "$file")
"
    done
    unlike "$shown" '«»|""|:  \[|: $' "$1: no empty place"
    like "$shown" "$NONE" "$1: (без темы)"
}

write "Жукова Зоя <$ZHUKOVA>" matematika@mo.test '' <<<'Здравствуйте, коллеги! Пришлите, пожалуйста, план.'
sound 'a letter that waits'
asked=$(from_us $SIDOROVA)
like "$(subject_of "$asked")" "^Нужно ваше решение: $NONE \[[0-9]+-" 'the question to the moderator'
like "$(text_of "$asked")" "^Тема: +$NONE$" 'and its line'
like "$(v held list)" "^ +Жукова Зоя: $NONE$" 'held list'
is "$(v --json held list | jq -r .subject)" '' 'programs see it as it is'
like "$(v trace 1)" "^Письмо 1: $NONE$" 'trace'
later 1 minute
write "Жукова Зоя <$ZHUKOVA>" matematika@mo.test 'Re: ' <<<'Здравствуйте, коллеги! Ещё одно письмо.'
NOW=2026-11-10T08:00:00+03:00
due
sound 'the letter about all that waits'
v member set --quiet matematika $SIDOROVA role=+methodist >/dev/null
write "Сидорова <$SIDOROVA>" vestnik@mo.test 'очередь' <<<''
sound 'the queue by letter'
reply "$asked" 'нет: это уже было'
sound 'a decision, to its author and to the moderators'
reply "$asked" 'да'
sound 'a decision that comes too late'
later 3 days
due
sound 'its author hears that it waits'

# --- questions that are about no letter ----------------------------------------------------------------------
write "Жукова Зоя <$ZHUKOVA>" vestnik@mo.test 'подписаться fizika' <<<''
asked=$(from_us $ZHUKOVA)
number=$(v --json queue list --state sent | jq -r .letter | tail -n 1)
letter=$(sql 'SELECT max(id) FROM letter')
like "$(v trace "$letter")" "наше письмо $number «Подтвердите вступление: МО учителей физики»: отправлено 1" \
    'the story of a command tells of the question that it led to'
like "$(v trace --queue "$number")" '^Тема: +Подтвердите вступление: МО учителей физики$' 'without the place of the code'
is "$(v --json trace --queue "$number" | jq -r '.outgoing[0].about')" 'Подтвердите вступление: МО учителей физики' 'so for programs'
unlike "$(v queue show "$number" | "$LETTER" header Subject /dev/stdin)" 'token' 'and the letter itself shows none'
reply "$asked" "нет"
later 2 days
write "Жукова Зоя <$ZHUKOVA>" vestnik@mo.test 'выгрузить мои данные' <<<''
asked=$(from_us $ZHUKOVA)
reply "$asked" 'Что это?'
like "$(subject_of "$(from_us $ZHUKOVA)")" '^Не удалось понять ваш ответ \[' 'a question that is about nothing has no such place'
done_testing
