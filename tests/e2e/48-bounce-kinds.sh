#!/bin/bash
# What each kind of bounce does to the address, and what forged ones can do: a probe a week to an address,
# some a day in all, and nothing else.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/bounce.sh"
new_community 'transport = maildir' 'probes_per_day = 3' 'domain_failures = 2' \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  smtp_host = "mail.mo.test" }'

# address | what the report says: action, status, words | effect | points
rows() {
    cat <<'ROWS'
user@d1.test|failed|5.1.1|User unknown|hard|100
host@d2.test|failed|5.1.2|Host or domain name not found|hard|100
full@d3.test|failed|5.2.2|Mailbox full|soft|20
shut@d4.test|failed|5.2.1|Mailbox disabled, not accepting messages|soft|20
late@d5.test|failed|4.4.7|Delivery time expired|soft|20
loop@d6.test|failed|5.4.6|Too many hops|soft|20
content@d7.test|failed|5.6.1|Message contains a forbidden attachment|letter|0
size@d8.test|failed|5.3.4|Message size exceeds fixed limit|letter|0
policy@d9.test|failed|5.7.1|Message rejected by the policy of the recipient|letter|0
blocked@d10.test|failed|5.7.1|Service unavailable; client host blocked using a blocklist|us|0
relay@d11.test|failed|5.7.1|Relaying denied|us|0
slow@d12.test|delayed|4.4.1|Connection timed out|none|0
ROWS
}

names=(Анна Вера Дина Зоя Инна Кира Лия Майя Нина Ольга Рита Тамара)
{
    echo 'ФИО;Школа;Округ;Почта школы;Должность;МО;Почта'
    n=0
    while IFS='|' read -r address _; do
        echo "Лебедева ${names[n]} Ивановна;Школа № 9;Южный;;учитель;МО учителей математики;$address"
        n=$((n + 1))
    done < <(rows)
} >"$TEST_TMP/more.csv"
exits 0 'twelve join' v registry import "$TEST_TMP/more.csv"
echo 'Коллеги, новости.' | write ivanova@school3.test matematika@mo.test 'Первое'
first=$STEP

# --- forged: everybody knows the Message-ID and the addresses ----------------------------------------------------

id=$(id_of "$(grep -lix 'Delivered-To: user@d1.test' "$first"/*)")
begin_step
while IFS='|' read -r address _; do
    for _ in 1 2 3; do
        bounce "$address" "$id" 5.1.1 failed >"$TEST_TMP/forged.eml"
        SENDER='' deliver_to "$TEST_TMP/forged.eml" vestnik-bounce@mo.test
    done
done < <(rows)
do_due
is "$(everybody | wc -w)" 3 'a storm of forged bounces: no more probes than probes_per_day'
is "$(everybody | tr ' ' '\n' | sort -u | wc -l)" 3 'and one to an address'
is "$(sql "SELECT count(*) FROM address WHERE flagged IS NOT NULL OR bounce_score > 0")" 0 'no address is flagged by it'
is "$(v --json status | jq -c .stopped)" '{}' 'and no domain stopped'
ok 'what was left out is told' said probe.capped

# --- true: each has the key of its copy --------------------------------------------------------------------------

while IFS='|' read -r address action status words effect points; do
    copy=$(grep -lix "Delivered-To: $address" "$first"/*)
    BOUNCE_TO=$(return_path "$copy") BOUNCE_SAYS=$words bounced "$address" "$id" "$status" "$action"
    if [ "$effect" = none ]; then
        is "$(state_of "$address")" sent "$status $words: still on its way"
    else
        ok "$status $words: $effect" said "bounce.counted address=$address effect=$effect"
    fi
    is "$(sql "SELECT bounce_score, flagged IS NOT NULL FROM address WHERE address = '$address'")" \
        "$points|$((points >= 100))" "and $points points"
done < <(rows)
done_testing
