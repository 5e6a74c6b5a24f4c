#!/bin/bash
# 19-told.sh: letters that change nothing, and what their authors hear of it: whoever wrote it is told once, and only
# machines, strangers and forged senders meet with silence.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'administrator = "admin@mo.test"' 'answers_per_domain = 5' 'answers_in_total = 8' 'queue_hour = 23' \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

LIST=matematika@mo.test
IVANOVA=ivanova@school3.test PETROV=petrov@school3.test ZHUKOVA=zhukova@school3.test SIDOROVA=sidorova@school5.test
NEWS='Коллеги, объявлен областной конкурс методических разработок, заявки до пятницы.'

# --- two colleagues pass the same on ----------------------------------------------------------------------------------

write $IVANOVA $LIST 'Конкурс' <<<"$NEWS"
later 1 hour
write $PETROV $LIST 'Fwd: Конкурс' <<<"$NEWS"
is "$(decided); $(posts matematika)" 'ignore came-back; 1' 'what a colleague has sent is not published twice'
is "$(everybody)" $PETROV 'and who sent it again hears why'
like "$(text_of "$(from_us $PETROV)")" 'прислал другой' 'that another has sent it'
later 1 hour
write $PETROV $LIST 'Конкурс' <<<"$NEWS"
is "$(decided); $(everybody)" 'ignore came-back; ' 'once a day: a mailbox that returns everything learns nothing'
write stranger@elsewhere.test $LIST 'Конкурс' <<<"$NEWS"
is "$(decided); $(everybody)" 'ignore came-back; ' 'a stranger hears nothing'
write $SIDOROVA $LIST 'Конкурс' --header 'Authentication-Results: mx.mo.test; dmarc=fail header.from=school5.test' <<<"$NEWS"
is "$(decided); $(everybody)" 'ignore came-back; ' 'nor does whoever was forged'

# --- a code that is wrong ----------------------------------------------------------------------------------------------

later 1 day
due
write $ZHUKOVA $LIST 'Спорное' <<<'Предлагаю провести неделю математики.'
ask=$(from_us $SIDOROVA)
token=$(subject_of "$ask" | sed 's/.*\[\(.*\)\]/\1/')
slip() { # FROM [OPTION...]: an answer with a slip in the last letter of its code
    write "$1" $ROBOT "Re: [${token%?}$([ "${token: -1}" = a ] && echo b || echo a)]" "${@:2}" <<<'ДА'
}
slip $SIDOROVA
is "$(decided); $(posts matematika)" 'answer token-wrong; 1' 'a wrong code decides nothing'
is "$(everybody)" $SIDOROVA 'and the moderator hears that the answer does not count'
like "$(text_of "$(from_us $SIDOROVA)")" 'код записан' 'and why'
later 1 hour
slip $SIDOROVA
is "$(decided); $(everybody)" 'answer token-wrong; ' 'once a day'
slip stranger@elsewhere.test --header 'Authentication-Results: mx.mo.test; dmarc=pass header.from=elsewhere.test'
is "$(decided); $(everybody)" 'answer token-wrong; ' 'a stranger hears nothing of codes'
slip $IVANOVA --header 'Authentication-Results: mx.mo.test; dmarc=fail header.from=school3.test'
is "$(decided); $(everybody)" 'answer token-wrong; ' 'nor does whoever was forged'

# --- a code of somebody else's, in a letter to colleagues ------------------------------------------------------------------

write $PETROV $LIST "Fwd: Нужно ваше решение [$token]" <<<'Коллеги, что скажете о неделе математики?'
is "$(decided); $(posts matematika)" "answer token-foreign; 1" 'a letter of ours that is passed on to a list is not published with its code'
is "$(everybody)" "$PETROV $SIDOROVA" 'both who sent it and who was asked hear of it'
like "$(text_of "$(from_us $PETROV)")" 'уберите код' 'he what to do'
told=$(from_us $PETROV)
unlike "$(subject_of "$told"; text_of "$told")" "${token#*-}" 'without a word of the code'
write $PETROV $LIST 'Fwd: Нужно ваше решение' <<<'Коллеги, что скажете о неделе математики?'
is "$(decided)" 'publish member' 'which works'
write $PETROV $LIST "Re: [$token]" <<<'Ещё мысль.'
is "$(decided); $(everybody)" 'answer token-foreign; ' 'once a day'

# --- a school whose mail fails every check ------------------------------------------------------------------------------

disowned() { # ADDRESS [SUBJECT]
    write "$1" $ROBOT "${2-списки}" --header "Authentication-Results: mx.mo.test; dmarc=fail header.from=${1#*@}" </dev/null
}
later 1 day
due
disowned $IVANOVA
is "$(decided); $(everybody)" 'command failed-authentication; admin@mo.test' 'of a command that seems forged the administrator hears'
told=$(from_us admin@mo.test)
like "$(subject_of "$told")" 'school3\.test' 'which domain it is'
ok 'the command of that letter shows it' v $(instructions "$told" | sed -n 's/^vestnik //p')
disowned $PETROV
disowned $SIDOROVA
is "$(everybody)" '' 'once a day, whatever else comes'
disowned stranger@elsewhere.test
is "$(everybody)" '' 'and nothing of strangers'
later 1 day
due
disowned $ZHUKOVA
is "$(everybody)" '' 'of the same domain not the next day'
reply_with "$ask" --header 'Authentication-Results: mx.mo.test; dmarc=fail header.from=school5.test' <<<'ДА'
is "$(decided); $(everybody)" 'answer failed-authentication; admin@mo.test' 'of another domain then, where an answer is refused'
later 7 days
due
disowned $ZHUKOVA
is "$(everybody)" admin@mo.test 'and of the first again a week later'

# --- no more answers for a domain, or for all ------------------------------------------------------------------------------

later 2 days
due
lists() { write "$1" $ROBOT 'списки' </dev/null; }
for n in 1 2 3 4 5; do lists $ZHUKOVA; done
is "$(everybody)" $ZHUKOVA 'answers go to a domain'
lists $PETROV
is "$(everybody)" admin@mo.test 'to answers_per_domain; then the administrator hears of it'
like "$(text_of "$(from_us admin@mo.test)")" 'school3\.test.*' 'which domain it is'
like "$(text_of "$(from_us admin@mo.test)")" '^  answers_per_domain = 5$' 'and which setting'
lists $IVANOVA
is "$(everybody)" '' 'once a day'
for n in 1 2 3; do lists $SIDOROVA; done
is "$(everybody)" $SIDOROVA 'another domain is answered'
lists $SIDOROVA
is "$(everybody)" admin@mo.test 'up to answers_in_total, of which the administrator hears too'
like "$(text_of "$(from_us admin@mo.test)")" '^  answers_in_total = 8$' 'by name'
later 1 day
due
lists $PETROV
is "$(everybody)" $PETROV 'the next day everybody is answered again'

# --- a letter that was too large for the door of a mailbox: its headers came in -------------------------------------------

later 2 days
due
write "$PETROV" $LIST 'План' --header 'X-Vestnik-Cut: 104857600' <<<''
is "$(everybody)" "admin@mo.test $PETROV" 'its author hears of it, and so does the administrator'
told=$(text_of "$(from_us admin@mo.test)")
like "$told" "^ +От кого: +$PETROV\$" 'whose it was'
like "$told" '^ +Тема: +План$' 'its subject'
like "$told" '^ +Размер: +100(,0)? МБ, а принимаем до 50(,0)? МБ$' 'both sizes'
like "$told" '«Vestnik-Failed» ящика vestnik@mo.test' 'where it lies now'
like "$told" 'deliver_bytes' 'and the setting'
write "$IVANOVA" $LIST 'Ещё план' --header 'X-Vestnik-Cut: 104857600' <<<''
is "$(everybody)" "$IVANOVA" 'the administrator once a day'
later 1 day
due
write "$IVANOVA" $LIST '' --header 'X-Vestnik-Cut: 104857600' --header 'Auto-Submitted: auto-replied' <<<''
is "$(everybody)" '' 'a robot hears nothing'
write "$IVANOVA" $LIST '' --header 'X-Vestnik-Cut: 104857600' <<<''
is "$(everybody)" "admin@mo.test $IVANOVA" 'and the next day again'

# --- the page that says all this -----------------------------------------------------------------------------------------

# Reasons that the sources end a letter with and that nobody may be told of.
{
    sed -n 's/.*VERDICT_IGNORE, "\([a-z-]*\)".*/\1/p' "$ROOT/lists/policy.c"
    sed -n 's/^const char POLICY_.*= "\([a-z-]*\)";/\1/p' "$ROOT/lists/policy.c"
    sed -n 's/.*reason = "\([a-z-]*\)".*/\1/p; s/.*return "\([a-z-]*\)";/\1/p' "$ROOT"/gateway/do_*.c \
        "$ROOT"/gateway/{desk_case,answer_told,command_not_found,commands_by_letter,ask_author,place_menu}.c
} | grep -v '^placed$' | sort -u >"$TEST_TMP/reasons"
ok 'there are such reasons' test "$(wc -l <"$TEST_TMP/reasons")" -ge 15
is "$(while read -r reason; do grep -q "^| [^|]*\`$reason\`" "$ROOT/docs/silence.md" || echo "$reason"; done <"$TEST_TMP/reasons")" '' \
    'docs/silence.md knows each of them'
done_testing
