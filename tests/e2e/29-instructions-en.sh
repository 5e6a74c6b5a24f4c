#!/bin/bash
# 29-instructions-en.sh: what our English letters tell their readers to do is taken from them as it stands, and done.
# slow
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/follow.sh"
new_followers 'language = "en"'

# --- answers to commands: letter, who, the command that brings it, what it tells (do_as_told), what that leads to ------

while IFS='|' read -r letter who command what subject; do
    later 1 day
    proven "${!who}" "$command"
    do_as_told "$answer" "$what"
    leads_to "$subject" "$letter: $what"
done <<'ROWS'
help|PETROV|help|#1|^Lists of the community$
lists|ZHUKOVA|lists|#1|^Please confirm joining 
lists|ZHUKOVA|lists|^subscribe|^Please confirm joining 
unknown-command|PETROV|coffee, please|^lists|^Lists of the community$
unknown-command|IVANOVA|coffee, please|#1|^How to use the mailing lists$
did-you-mean|PETROV|listz|#1|^Lists of the community$
digest-how|PETROV|digest|=Daily|^How letters come to you now$
digest-how|PETROV|digest|=Weekly|^How letters come to you now$
digest-how|PETROV|digest|=At once|^How letters come to you now$
digest-set|PETROV|digest weekly|#1|^How often shall letters come
vacation-how|PETROV|vacation|^vacation until August|^No letters until 
vacation-how|PETROV|vacation|^vacation for|^No letters until 
vacation-how|PETROV|vacation|#1|^Welcome back!$
vacation-set|PETROV|vacation until 25.12|^vacation over|^Welcome back!$
vacation-set|PETROV|vacation until 25.12|#1|^Welcome back!$
my-lists|PETROV|my lists|#1|^Please confirm leaving 
my-lists|IVANOVA|my lists|#2|^How often shall letters come
my-lists|ZHUKOVA|my lists|#1|^Lists of the community$
my-activity|ZHUKOVA|my activity|#1|^Lists of the community$
which-list|PETROV|unsubscribe|^unsubscribe|^Please confirm leaving 
which-list|PETROV|unsubscribe|#1|^Please confirm leaving 
my-addresses|PETROV|my addresses|^address ivanova|^One step to go$
my-addresses|PETROV|my addresses|^address change|^One step to go$
find-how|PETROV|find|^find test|^What was found: 
archive-none|PETROV|archive 999|^find test|^What was found: 
receipts-set|DROZDOVA|receipts on|^receipts off|^Receipts are off$
receipts-set|DROZDOVA|receipts on|#1|^Receipts are off$
receipts-set|DROZDOVA|receipts off|^receipts on|^Receipts are on$
need-person|SCHOOL7|subscribe fizika|#2|^How to use the mailing lists$
confirm-subscribe|ZHUKOVA|subscribe fizika|WORD|^Welcome to "МО учителей физики
confirm-unsubscribe|ZHUKOVA|unsubscribe fizika|=YES|^You have left "МО учителей физики
confirm-subscribe|ZHUKOVA|subscribe fizika|=YES|^Welcome to "МО учителей физики
confirm-unsubscribe|ZHUKOVA|unsubscribe fizika|WORD|^You have left "МО учителей физики
confirm-erase|IVANOVA|erase my data|^export my data|^Please confirm: export your data
confirm-export|IVANOVA|export my data|WORD|^Your data$
confirm-unsubscribe-all|DROZDOVA|unsubscribe from all|WORD|^You have left all lists$
ROWS
do_as_told "$answer" '#1'
leads_to '^Lists of the community$' 'unsubscribed-all: #1'
for what in '^my lists|Your lists' '^digest weekly|How letters come to you now' '^find test|What was found: '; do
    later 1 day
    proven $ZHUKOVA 'subscribe fizika'
    do_as_told "$answer" WORD
    do_as_told "$answer" "${what%|*}"
    leads_to "^${what#*|}" "subscribed: ${what%|*}"
    later 1 day
    proven $ZHUKOVA 'unsubscribe fizika'
    do_as_told "$answer" WORD
done
later 1 day
order $IVANOVA 'digest daily'
do_as_told "$answer" WORD
leads_to '^How letters come to you now$' 'confirm-commands: WORD'
later 1 day
proven $ORLOVA 'remove matematika Петров Пётр Сергеевич'
changed=$answer
do_as_told "$(from_us $PETROV)" '#1'
leads_to '^Please confirm joining ' 'removed-you: #1'
do_as_told "$changed" '^add '
leads_to '^Added: Петров' 'member-changed: ^add'
do_as_told "$answer" '^remove '
leads_to '^Removed: Петров' 'member-changed: ^remove'

# --- moderation ------------------------------------------------------------------------------------------------------

hold 'Every line'
while read -r line; do
    hold "Line $line"
    case $line in
    'YES ALWAYS') word=always ;;
    YES) word=yes ;;
    EDIT:*) word=edit line="$line The text as it is to be." ;;
    SPAM) word=spam ;;
    *) word=no ;;
    esac
    reply "$ask1" "$line"
    is "$(decided); $(ruled)" "answer answer; $word" "moderation: $line"
done < <(instructions "$ask1")
for row in =YES:yes =NO:no =EDIT:edit html:YES:yes html:NO:no html:EDIT:edit html:SPAM:spam 'html:YES ALWAYS:always'; do
    hold "Link $row"
    text=
    [ "${row##*:}" = edit ] && text='The text as it is to be.'
    follow "$ask1" "$(sed 's/^=//' <<<"${row%:*}")" < <(printf %s "$text")
    is "$(ruled)" "${row##*:}" "moderation: ${row%:*}"
done
hold 'Unclear'
reply "$ask1" 'well'
do_as_told "$(from_us $SIDOROVA)" =NO
is "$(decided); $(ruled)" 'answer answer; no' 'answer-unclear: =NO'
hold 'One'
hold 'Two'
hold 'Three'
hold 'Four'
later 1 day
due
queue=$(for file in $(sent_to $SIDOROVA); do subject_of "$file" | grep -q '^Waiting for your decision' && echo "$file"; done)
waiting() {
    v --json held list | jq -s length
}
before=$(waiting)
follow "$queue" '1 YES' </dev/null
is "$(ruled)" yes 'queue: 1 YES'
follow "$queue" 'html:2 NO' </dev/null
is "$(ruled); $((before - $(waiting)))" 'no; 2' 'queue: html:2 NO'
later 1 minute
reply "$queue" "$(instructions "$queue" | grep -m 1 '^all')"
is "$(ruled); $(waiting)" 'yes; 0' 'queue: all yes'

# --- no link that the Russian letters have not ---------------------------------------------------------------------------

links() { # LANGUAGE
    (cd "$ROOT/conf/letters/$1" && grep -oE '\{(link_[a-z_]+|body_[a-z]+)\}' ./*.txt ./*.html | sort)
}
is "$(links en)" "$(links ru)" 'every letter has the links that it has in Russian, where each is followed'
done_testing
