# crash.sh: kills a command at one system call after the other, starts again, and demands the end state of
# a run that nobody disturbed. Sourced after tap.sh and mail.sh; the instance lies in $TEST_TMP/state.
#
#     save                                  this is where every attempt begins
#     undisturbed COMMAND...                runs it, and notes the end state
#     at_each WHAT CALLS STEP COMMAND...    kill -9 (signal=KILL), or a failure (error=EIO), at every
#                                           STEP-th of these system calls; most=N: at about N of
#                                           them, evenly, and the output says of how many
#
# After each, `again` does what a supervisor or a sender would do, and `end_state` must be what it was. A
# kill strikes before the call: all states between two calls are seen. A story may declare
#
#     before_disturbance      begins beside what lies in $TEST_TMP/state (a server, say)
#     beside PID              what clients do while the command runs, which is asked to end (SIGTERM) then
#     after_disturbance       looks at what was left
#
# crash_deliver, crash_run, crash_digest, crash_escalation, crash_invitation and crash_registry tell such stories, as
# do crash_doors.sh's crash_lmtp, crash_lmtp_many, crash_imap and crash_drop; they take the first three arguments of at_each.
command -v strace >/dev/null || bail_out 'these tests need strace'
strace -qq -o /dev/null true || bail_out 'strace may not trace here (ptrace is forbidden)'

# What changes the disk; and where a transaction or a letter in the Maildir becomes lasting.
DISK=pwrite64,ftruncate,fsync,fdatasync,link,unlink,mkdir,fchmod
COMMITS=fsync,fdatasync,link
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 # the search for leaks needs ptrace itself

begin_story() {
    rm -rf "$TEST_TMP/state"
    cp -R "$TEST_TMP/community" "$TEST_TMP/state"
}

save() {
    rm -rf "$TEST_TMP/saved"
    cp -R "$TEST_TMP/state" "$TEST_TMP/saved"
}

restore() {
    rm -rf "$TEST_TMP/state"
    cp -R "$TEST_TMP/saved" "$TEST_TMP/state"
}

# Everything that must be there exactly once, without times and random names. Letters by their bytes: which comes
# first may be chance, and one that was handed in again had a number of its own until it was sorted.
end_state() {
    local which='(SELECT substr(hex(l.sha256), 1, 8) FROM letter l WHERE l.id = letter)'
    local of_case="(SELECT substr(hex(l.sha256), 1, 8) || ' ' || c.recipient FROM letter_case c
        JOIN letter l ON l.id = c.letter WHERE c.id = CAST"
    sql "SELECT 'letter', count(*), sum(attempts) FROM letter;
         SELECT 'arrival', count(DISTINCT letter) FROM arrival;
         SELECT 'case', $which, recipient, target, state, verdict, reason FROM letter_case ORDER BY 2, 3;
         SELECT 'post', list, number, $which, message_id, author FROM post ORDER BY 2, 3;
         SELECT 'act', kind, person, school, list, $which FROM act ORDER BY 2, 3, 4, 5, 6;
         SELECT 'ask', kind, CASE kind WHEN 'moderation' THEN $of_case(object AS INTEGER)) ELSE object END, address, state
          FROM ask ORDER BY 2, 3, 4;
         SELECT 'run', kind, CASE kind WHEN 'hold' THEN $of_case(subject AS INTEGER)) ELSE subject END, period
          FROM run ORDER BY 2, 3, 4;
         SELECT 'due', kind, CASE kind WHEN 'hold' THEN $of_case(key AS INTEGER)) ELSE key END FROM due ORDER BY 2, 3;
         SELECT 'person', id, name, until IS NULL FROM person ORDER BY 2;
         SELECT 'place', person, school, until IS NULL FROM person_school ORDER BY 2, 3, 4;
         SELECT 'member', list, person, source, until IS NULL FROM membership ORDER BY 2, 3, 4, 5;
         SELECT 'invitation', list, person, state, reminded IS NULL FROM invitation ORDER BY 2, 3;
         SELECT 'outgoing', purpose, list, count(*) FROM outgoing GROUP BY 2, 3;
         SELECT 'copy', purpose, list, r.address, r.state FROM recipient r JOIN outgoing o ON o.id = r.outgoing
          ORDER BY 2, 3, 4;
         PRAGMA integrity_check; PRAGMA foreign_key_check"
}

# Who must have which letter, by the database; and who has it, by the Maildir.
letters_by_database() {
    sql "SELECT r.address || ' ' || o.message_id FROM recipient r JOIN outgoing o ON o.id = r.outgoing
          WHERE r.state = 'sent'" | sort -u
}

letters_by_maildir() {
    find "$TEST_TMP/state/outgoing/new" -type f -exec awk '
        FNR == 1 { head = 1; id = ""; count = 0; wanted = 0 }
        !head { next }
        wanted && /^[ \t]/ { id = id $0 }
        { wanted = 0 }
        /^Delivered-To: / { to[count++] = substr($0, 15) }
        tolower($0) ~ /^message-id:/ { id = substr($0, 12); wanted = 1 }
        /^$/ { head = 0; gsub(/[ \t<>]/, "", id); for (i = 0; i < count; i++) print to[i], id }' {} + 2>/dev/null |
        sort -u
}

count_files() {
    find "$TEST_TMP/state/outgoing/new" -type f 2>/dev/null | wc -l
}

undisturbed() {
    restore
    ok 'undisturbed' "$@"
    again
    end_state >"$TEST_TMP/expected"
    note "$(wc -l <"$TEST_TMP/expected") lines of end state, $(count_files) files in the Maildir"
}

same_end() {
    local files
    again || { tail -n 3 "$TEST_TMP/again.log"; return 1; }
    end_state >"$TEST_TMP/came"
    diff "$TEST_TMP/expected" "$TEST_TMP/came" || return 1
    diff <(letters_by_database) <(letters_by_maildir) || { echo 'the Maildir is not what was sent'; return 1; }
    files=$(count_files)
    again || return 1
    [ "$(count_files)" -eq "$files" ] || { echo 'once more, and something was sent again'; return 1; }
}

# traced OPTION... COMMAND...: under strace; $tap_code is its exit status. With $THREADS set, its threads too.
traced() {
    local tracer
    tap_code=0
    if declare -F before_disturbance >/dev/null; then before_disturbance; fi
    {
        strace -qq ${THREADS:+-f} -o "$TEST_TMP/strace" "$@" <"${INPUT:-/dev/null}" >"$TEST_OUT" 2>"$TEST_ERR" &
        tracer=$!
        if declare -F beside >/dev/null; then
            beside "$tracer"
            kill -TERM $(cat "/proc/$tracer/task/$tracer/children")
        fi
        wait "$tracer" || tap_code=$?
    } 2>/dev/null
}

# disturbed WHAT CALLS WHEN COMMAND...
disturbed() {
    traced -e trace="$2" -e inject="$2:$1:when=$3" "${@:4}"
}

# The names of all system calls that the command makes, in one run of it.
all_calls() {
    restore
    traced "$@"
    sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' "$TEST_TMP/strace" | grep -vE '^(execve|exit_group)$' | sort -u
}

# sets $step: every how many-th of the CALLS that an undisturbed run makes is about N of them
step_for() { # N CALLS COMMAND...
    local most=$1 names total
    names=$(xargs <<<"$2" | tr ' ' '|')
    shift 2
    restore
    traced "$@"
    total=$(grep -cE "^($names)\(" "$TEST_TMP/strace") || bail_out "none of $names is called"
    note "about $most of $total calls are disturbed"
    step=$(((total + most - 1) / most))
}

at_each() { # WHAT CALLS STEP COMMAND...
    local story=${FUNCNAME[1]#crash_} what=$1 calls=${2//,/ } step=$3 call at met=0
    shift 3
    [ "$calls" != all ] || calls=$(all_calls "$@" | tr '\n' ' ')
    [[ $step != most=* ]] || step_for "${step#most=}" "$calls" "$@"
    for call in $calls; do # strace counts each call for itself
        for ((at = 1; ; at += step)); do
            restore
            disturbed "$what" "$call" "$at" "$@"
            grep -q 'INJECTED\|killed by SIGKILL' "$TEST_TMP/strace" || break
            met=$((met + 1))
            if declare -F after_disturbance >/dev/null; then after_disturbance; fi
            ok "$story: $what at $call $at, exit $tap_code" same_end
            [ "$tap_failures" -lt 5 ] || bail_out 'enough has failed'
        done
        [ "$tap_code" -eq 0 ] || tap_fail "$story: nothing disturbed, and exit $tap_code" "$(cat "$TEST_ERR")"
    done
    ok "$story: $met disturbances" test "$met" -ge 5
}

# --- stories -----------------------------------------------------------------------------------

# crash_letters: the beginning of every story, and letters that wait for the desk: one to publish, one to hold, one to answer.
crash_letters() {
    cp -R "$TEST_TMP/state" "$TEST_TMP/community"
    LETTER_OF_MEMBER=$TEST_TMP/member.eml
    letter 'Мария Иванова <ivanova@school3.test>' matematika@mo.test 'Контрольная' \
        --attach "Задания.txt=$INSTANCE_CONF" <<<'Добрый день!' >"$LETTER_OF_MEMBER"
    letter 'Кто-то <stranger@elsewhere.test>' matematika@mo.test 'Вебинар' <<<'Приглашаем!' >"$TEST_TMP/stranger.eml"
    letter 'Пётр Петров <petrov@school3.test>' vestnik@mo.test 'помощь' <<<'' >"$TEST_TMP/command.eml"
}

# A letter comes in by a pipe. Exit 0: it is there. Anything else: it is there whole, or not at all.
crash_deliver() { # at_each's arguments
    after_disturbance() {
        local there
        there=$(sql "SELECT (SELECT count(*) FROM letter) || (SELECT count(*) FROM arrival)
                          || (SELECT count(*) FROM letter_case)") || there='no database'
        delivered=$tap_code
        [ "$there" = 111 ] || { [ "$there" = 000 ] && [ "$tap_code" -ne 0 ]; } ||
            tap_fail "exit $tap_code and $there letters, arrivals and cases" "$(cat "$TEST_TMP/strace")"
        [ "$tap_code" -eq 137 ] || [ "$tap_code" -eq 0 ] || [ "$tap_code" -eq 75 ] ||
            tap_fail "exit $tap_code where only 0 and 75 keep the letter" "$(cat "$TEST_ERR")"
    }
    again() {
        [ "$delivered" -eq 0 ] || "${deliver[@]}" <"$LETTER_OF_MEMBER" >>"$TEST_TMP/again.log" 2>&1 || return
        delivered=0
        run_later
    }
    local deliver=("$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" deliver
        --from ivanova@school3.test --to matematika@mo.test)
    deliver_letter() {
        "${deliver[@]}" <"$LETTER_OF_MEMBER"
    }
    delivered=0
    begin_story
    save
    undisturbed deliver_letter
    INPUT=$LETTER_OF_MEMBER
    at_each "$@" "${deliver[@]}"
    INPUT=
    unset -f after_disturbance
}

# Ten minutes later, so that what was put off is tried again.
run_later() {
    local now=$NOW code=0
    later 10 minutes
    v run --once >>"$TEST_TMP/again.log" 2>&1 || code=$?
    NOW=$now
    return "$code"
}

# The three letters have come in, and wait.
bring_letters() {
    begin_story
    v deliver --from ivanova@school3.test --to matematika@mo.test <"$LETTER_OF_MEMBER" &&
        v deliver --from stranger@elsewhere.test --to matematika@mo.test <"$TEST_TMP/stranger.eml" &&
        v deliver --from petrov@school3.test --to vestnik@mo.test <"$TEST_TMP/command.eml"
} 2>>"$TEST_TMP/again.log"

# The desk decides three letters and the deliverer sends what comes of it.
crash_run() {
    again() {
        run_later
    }
    ok 'three letters wait' bring_letters
    save
    undisturbed v run --once
    at_each "$@" "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" run --once
}

# Monday comes: the weekly letters and the daily one are made and sent, one for each list and period.
crash_digest() {
    local NOW=$NOW
    again() {
        run_later
    }
    ok 'three letters wait' bring_letters
    ok 'one reads a letter a day' v member set matematika petrov@school3.test mode=daily
    ok 'they are decided' v run --once
    NOW=2026-11-16T08:00:30+03:00
    save
    undisturbed v run --once
    is "$(sql "SELECT group_concat(purpose || ' ' || n) FROM (SELECT purpose, count(*) n FROM outgoing
        WHERE purpose LIKE 'digest%' GROUP BY purpose)")" 'digest-daily 1,digest-members 1,digest-methodist 3' \
        'one letter for each list and reader: nobody wrote to the other two'
    at_each "$@" "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" run --once
}

# Nobody decides a letter: the reminders, the methodist and word to its author; then it goes back.
crash_escalation() {
    local NOW=$NOW
    again() {
        run_later
    }
    begin_story
    letter 'Жукова Зоя <zhukova@school3.test>' matematika@mo.test 'Неделя математики' <<<'Добрый день!' \
        >"$TEST_TMP/held.eml"
    ok 'a letter waits' v deliver --from zhukova@school3.test --to matematika@mo.test <"$TEST_TMP/held.eml"
    ok 'for its moderators' v run --once
    later 73 hours
    save
    undisturbed v run --once
    is "$(sql "SELECT group_concat(purpose || ' ' || n) FROM (SELECT purpose, count(*) n FROM outgoing
        WHERE created > unixepoch('$NOW') - 3600 AND purpose NOT LIKE 'digest%' GROUP BY purpose)")" \
        'moderation 3,post-waits 1' 'two moderators are reminded, the methodist is asked, the author is told'
    at_each "$@" "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" run --once
    restore
    ok 'this is done' v run --once
    later 11 days
    save
    undisturbed v run --once
    is "$(sql "SELECT count(*) FROM outgoing WHERE purpose = 'post-returned'")" 1 'the letter goes back once'
    at_each "$@" "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" run --once
}

# The teachers of a school are invited, a part of them on this day; and a week later reminded.
crash_invitation() {
    local NOW=$NOW
    again() {
        run_later
    }
    begin_story
    ok 'a school is invited' v member invite fizika 'Школа № 3'
    save
    undisturbed v run --once
    is "$(sql "SELECT count(*), count(DISTINCT r.address) FROM outgoing o JOIN recipient r ON r.outgoing = o.id
        WHERE o.purpose = 'invitation'")" '4|4' 'each of them once'
    at_each "$@" "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" run --once
    restore
    ok 'this is done' v run --once
    later 8 days
    save
    undisturbed v run --once
    is "$(sql "SELECT count(*), count(DISTINCT r.address) FROM outgoing o JOIN recipient r ON r.outgoing = o.id
        WHERE o.purpose = 'invitation' AND o.key LIKE 'remind:%'")" '4|4' 'who is silent is reminded once'
    at_each "$@" "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" run --once
}

# A new file of the registry: some are new, one has moved, one leaves; all of it or nothing is there.
crash_registry() {
    local NOW=$NOW import before whole
    people() {
        sql "SELECT (SELECT count(*) FROM person WHERE until IS NULL) || ' ' || (SELECT count(*) FROM membership
              WHERE until IS NULL) || ' ' || (SELECT count(*) FROM person_school WHERE until IS NULL)"
    }
    after_disturbance() {
        local there
        there=$(people)
        [ "$there" = "$whole" ] || { [ "$there" = "$before" ] && [ "$tap_code" -ne 0 ]; } ||
            tap_fail "exit $tap_code, and $there persons, members and places: neither $before nor $whole"
    }
    again() {
        "${import[@]}" >>"$TEST_TMP/again.log" 2>&1 && run_later
    }
    begin_story
    {
        registry_csv | sed 's/^Петров Пётр Сергеевич;Школа № 3/Петров Пётр Сергеевич;Школа № 5/' | grep -v '^Егоров'
        for n in 1 2 3 4 5; do
            echo "Новиков Николай $(printf 'Н%.0s' $(seq $n))ович;Школа № 9;Южный;;учитель;МО учителей физики;new$n@s9.test"
        done
    } >"$TEST_TMP/new.csv"
    import=("$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" registry import "$TEST_TMP/new.csv" --gone-leave)
    before=$(people)
    save
    undisturbed "${import[@]}"
    whole=$(people)
    ok "what is there, $before, becomes $whole" test "$before" != "$whole"
    at_each "$@" "${import[@]}"
    unset -f after_disturbance
}
