#!/bin/bash
# Bounces that servers write for people, in the words that each is known for: bounces.mbox. Its
# letters say what should be found in them: X-Expected: ACTION hard|soft|any ADDRESS...
. "$(dirname "$0")/../lib/tap.sh"
new_instance
cd "$ROOT/tests/golden" || bail_out 'the golden letters are gone'

v inspect --json --mbox bounces.mbox | jq -r '[([.bounce[].action] | unique | join("+")),
    ([.bounce[].hard] | unique | map(if . then "hard" else "soft" end) | join("+")),
    ([.bounce[].address] | join(" "))] | join(" ")' >"$TEST_TMP/came"
mapfile -t servers < <(sed -n 's/^X-Server: //p' bounces.mbox)
mapfile -t expected < <(sed -n 's/^X-Expected: //p' bounces.mbox)
mapfile -t came <"$TEST_TMP/came"
is "${#came[@]}" "${#servers[@]}" 'each letter is read'
for i in "${!servers[@]}"; do
    read -r action _ rest <<<"${came[i]}"
    [[ ${expected[i]} == *' any '* ]] && came[i]="$action any $rest"
    is "${came[i]}" "${expected[i]}" "${servers[i]}"
done
done_testing
