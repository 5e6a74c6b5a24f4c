#!/bin/bash
# The weekly letters by the command line: killed in the middle, run by two at once, run again: one of
# each per list and week. What was imported or voided does not count.
. "$(dirname "$0")/../lib/tap.sh"

new_instance
at() { # TIME ARGS
    local now=$1
    shift
    v --now "$now" "$@"
}
sql() {
    sqlite3 "$TEST_TMP/state/vestnik.db" "$1"
}
letter() { # FROM SUBJECT TEXT
    printf 'From: %s\nTo: matematika@mo.test\nSubject: %s\nMessage-ID: <%s@s.test>\n' "$1" "$2" "$RANDOM$RANDOM"
    printf 'Date: Tue, 17 Nov 2026 10:00:00 +0300\nMIME-Version: 1.0\n'
    printf 'Content-Type: text/plain; charset=utf-8\n\n%s\n' "$3"
}
total() { # REPORT KEY
    at 2026-11-23T09:00 report "$1" --format json | jq "select(.group == \"total\") | .$2"
}

cat >"$TEST_TMP/people.csv" <<'EOF'
ФИО;Школа;Округ;Почта
Иванова Мария Петровна;Школа № 1;Северный;ivanova@s.test
Петров Андрей Викторович;Школа № 1;Северный;petrov@s.test
Сидорова Анна Ивановна;Школа № 2;Южный;sidorova@s.test
EOF
exits 0 'a registry' at 2026-09-01 registry import "$TEST_TMP/people.csv"
exits 0 'a list' at 2026-09-01 list add matematika title='МО математиков'
for who in ivanova petrov sidorova; do
    exits 0 "with $who" at 2026-09-01 member add --quiet matematika "$who@s.test"
done
exits 0 'and a methodist' at 2026-09-01 member set --quiet matematika ivanova@s.test role=+methodist

letter petrov@s.test 'Контрольная' 'Кто проверит задания?' >"$TEST_TMP/letter"
exits 0 'a letter comes' at 2026-11-17T10:00 deliver --from petrov@s.test --to matematika@mo.test <"$TEST_TMP/letter"
exits 0 'and is published' at 2026-11-17T10:00 run --once
like "$(at 2026-11-17T11:00 digest show --list matematika --for members)" 'ЖДУТ ОТВЕТА' \
    'the week that runs now is shown'
exits 64 'and cannot be sent' at 2026-11-17T11:00 digest send --week 2026-W47

# --- once ---------------------------------------------------------------------------------------
for delay in 0.002 0.005 0.01 0.015 0.02 0.03; do
    (
        timeout -s KILL "$delay" "$VESTNIK" -c "$INSTANCE_CONF" --now 2026-11-23T08:00 \
            digest send --week 2026-W47
        true
    ) >/dev/null 2>&1
done
at 2026-11-23T08:00 digest send --week 2026-W47 >"$TEST_TMP/one" &
first=$!
at 2026-11-23T08:00 digest send --week 2026-W47 >"$TEST_TMP/two"
wait "$first"
exits 0 'and the timer comes too' at 2026-11-23T08:30 run --once
is "$(sql "SELECT group_concat(kind, ' ') FROM (SELECT * FROM run WHERE kind LIKE 'digest-%' AND period = '2026-W47' ORDER BY kind)")" \
    'digest-members digest-methodist' 'each was made once'
is "$(sql "SELECT count(*) FROM outgoing WHERE purpose = 'digest-members' AND key LIKE '%W47'")" 1 'one letter to members'
is "$(sql "SELECT count(*) FROM outgoing WHERE purpose = 'digest-methodist' AND key LIKE '%W47'")" 1 'one to the methodist'
is "$(sql "SELECT count(*) FROM recipient r JOIN outgoing o ON o.id = r.outgoing WHERE purpose = 'digest-members' AND key LIKE '%W47'")" \
    3 'to all three members'

# --- what counts --------------------------------------------------------------------------------
is "$(total coverage active)" 1 'one of three takes part'
is "$(total coverage percent)" 33.3 'which is a third'
is "$(total coverage missing)" 1 'and one is missing to the goal'
person="(SELECT id FROM person WHERE name LIKE 'Сидорова%')"
columns="INSERT INTO act (kind, person, list, at, strength, origin, voided_by) VALUES ('post', $person, 1"
sql "$columns, strftime('%s', '2026-11-18'), 'address', 'import', NULL)"
is "$(total coverage active)" 1 'an imported act does not count'
sql "$columns, strftime('%s', '2026-11-18'), 'address', 'live', 1)"
is "$(total coverage active)" 1 'a voided act does not count'
sql "$columns, strftime('%s', '2026-11-18'), 'address', 'live', NULL)"
is "$(total coverage active)" 2 'a live one does'
is "$(total participation persons)" 2 'in both reports'
is "$(at 2026-11-23T09:00 digest show --list matematika --week 2026-W47 --for methodist --json | jq .active)" 2 \
    'and in the letter to the methodist'
exits 64 'a wrong grouping is refused' v report coverage --by teacher
like "$(cat "$TEST_ERR")" 'person, school, district or list' 'and told'
exits 64 'so is an empty period' at 2026-11-23 report coverage --from 2026-11-25
done_testing
