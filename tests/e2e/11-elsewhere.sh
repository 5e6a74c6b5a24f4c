#!/bin/bash
# 11-elsewhere.sh: letters for addresses that no account and no list of ours can have, and where a list is written to.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community

letter ivanova@school3.test nobody@elsewhere.test 'Не сюда' <<<'Текст.' >"$TEST_TMP/elsewhere.eml"
exits 65 'a letter for another domain is refused: its sender must not think that it came' \
    v deliver --from ivanova@school3.test --to nobody@elsewhere.test <"$TEST_TMP/elsewhere.eml"
like "$(cat "$TEST_ERR")" 'nobody@elsewhere.test: no account and no list has an address there' 'and why is said'
is "$(sql 'SELECT count(*) FROM letter')" 0 'nothing of it is kept'
v list set sovet address=sovet@elsewhere.test >/dev/null
exits 0 'where a list has an address of that domain it is taken' \
    v deliver --from ivanova@school3.test --to sovet@elsewhere.test <"$TEST_TMP/elsewhere.eml"
v list set sovet address= >/dev/null
like "$(v list show sovet)" '^address +sovet@mo\.test$' 'list show tells where people write, though no address was set'
is "$(v --json list show sovet | jq -c '[.address, .written_to]')" '[null,"sovet@mo.test"]' 'and which of it was set'
done_testing
