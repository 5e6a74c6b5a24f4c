# follow.sh: taking from a letter of ours what it tells its reader to do, and doing it as that reader. Sourced after
# mail.sh; the instance has the account of `new_followers`.
LIST=matematika@mo.test PETROV=petrov@school3.test ZHUKOVA=zhukova@school3.test IVANOVA=ivanova@school3.test SIDOROVA=sidorova@school5.test
KUZNETSOV=kuznetsov@school5.test ORLOVA=orlova@school5.test SCHOOL7=school7@school7.test DROZDOVA=drozdova@school3.test

new_followers() { # LINE...
    new_community "$@" 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'
}

vouched() { # ADDRESS: what the mail server says of it
    printf 'Authentication-Results: mx.mo.test; dmarc=pass header.from=%s' "${1#*@}"
}

# proven FROM SUBJECT: a command that the mail server vouches for; sets $answer.
proven() {
    order "$1" "$2" --header "$(vouched "$1")"
}

# Whoever got FILE.
reader_of() {
    sed -n 's/^Delivered-To: //p' "$1" | tr -d '\r' | head -n 1
}

# follow FILE LINK: whoever got FILE follows the link and sends what opens, as their own; sets $answer. LINK: #2 the
# second of the text, a label there, or html:LABEL of a button. Lines on standard input are written below what opens.
follow() {
    local as
    as=$(reader_of "$1")
    {
        printf '%s\r\n' "$(vouched "$as")"
        "$LETTER" click "$1" "$2" --from "$as"
        cat
    } >"$TEST_TMP/click.eml"
    later 1 minute
    take "$TEST_TMP/click.eml" "$("$LETTER" header To "$TEST_TMP/click.eml")"
    answer=$(from_us "$as" 2>>"$STEP.log")
}

# do_as_told FILE WHAT: a link as `follow` has it; `WORD`: its reader answers with the word in capitals that the letter
# asks for; else the first indented line that matches the ERE is sent to the robot. Sets $answer.
do_as_told() {
    local as line
    as=$(reader_of "$1")
    case $2 in
    '#'* | html:* | =*) follow "$1" "${2#=}" </dev/null && return ;;
    WORD)
        line=$(text_of "$1" | tr '\n' ' ' | sed -n 's/.*answer this letter with the word \([A-Z]*\).*/\1/p')
        later 1 minute
        reply_with "$1" --header "$(vouched "$as")" <<<"$line"
        ;;
    *)
        line=$(text_of "$1" | sed -n 's/^  \([^ ]\)/\1/p' | sed 's/^[a-z ]*:  *//; s/  .*//' | grep -m 1 -E -e "$2")
        later 1 minute
        proven "$as" "$line"
        ;;
    esac
    answer=$(from_us "$as" 2>>"$STEP.log")
}

hold() { # SUBJECT: a letter waits; sets $ask1, $ask2
    later 1 minute
    write "$ZHUKOVA" $LIST "$1" <<<'Предлагаю провести неделю математики.'
    ask1=$(from_us $SIDOROVA) ask2=$(from_us $KUZNETSOV)
}
leads_to() { # SUBJECT DESC
    like "$([ -n "$answer" ] && subject_of "$answer")" "$1" "$2"
}
ruled() { # what was decided last
    sql 'SELECT word FROM ruling ORDER BY id DESC LIMIT 1'
}
