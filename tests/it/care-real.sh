#!/usr/bin/env bash
# Real customer care (PULSO_DATA): a thousand conversations with forty companies, and ten days of a bank that signs its
# answers. Every counter equals an independent count of the texts, and pulso care prints its medians.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
data=${PULSO_DATA:-$ROOT/../shared/data}
python3 "$KIT/real_care.py" make "$data" "$T/g"
made=$?
if [ $made = 3 ]; then
    ok "skipped: there is no real data in ${data##*/}; set PULSO_DATA"
    exit 0
fi
expect "conversations are made of the data" [ $made = 0 ]
stack_up --partitions 3
config
{ sed -n '1,/^redis:/p' "$T/pulso.yaml"; python3 "$KIT/real_care.py" config "$T/g"; } >"$T/real.yaml"
mv "$T/real.yaml" "$T/pulso.yaml"
expect "the configuration is sound" "$BIN/pulso" check --config "$T/pulso.yaml"
topics
route_topics
daemon classify
daemon route
feed_kafka g --rate 0
expect_caught_up --route
pulso() { "$BIN/pulso" "$@" --config "$T/pulso.yaml"; }
pulso care --period 2018-01-01..2021-12-31 --json >"$T/care.json" || fail "pulso care"
expect "every counter and every median is that of the texts" python3 "$KIT/real_care.py" check "$T/g" --kafka "$KAFKA" --redis "$REDIS" --care "$T/care.json"
python3 "$KIT/real_care.py" check "$T/g" --kafka "$KAFKA" --redis "$REDIS" --care "$T/care.json" | sed 's/^/      /'
pulso care --period 2021-12-21..2021-12-30 | sed 's/^/      /'
pulso care --period 2021-12-21..2021-12-30 --by account --business | sed 's/^/      /'
pulso posts --period 2021-12-21..2021-12-30 --by day | sed 's/^/      /'
pulso care --period 2021-12-21..2021-12-30 --by agent | sed 's/^/      /' | head -12
expect "agents are told apart by their initials" [ "$(pulso care --period 2021-12-21..2021-12-30 --by agent --csv | wc -l)" -gt 10 ]
expect_eq "days add up to the whole" "$(pulso care --period 2021-12-21..2021-12-30 --csv | awk -F, 'NR == 2 { print $2, $3 }')" \
    "$(pulso care --period 2021-12-21..2021-12-30 --by day --csv | awk -F, 'NR > 1 { a += $3; b += $4 } END { print a, b }')"
expect "rates follow from the counts" python3 -c "
import json, sys
rows = [r for r in json.load(sys.stdin)['rows'] if r['replies']]
assert rows and any(r['back_rate'] > 0 for r in rows)
for r in rows:
    back = r['back_negative'] + r['back_neutral'] + r['back_positive']
    for name, want in (('replies_a_day', r['replies'] / 10), ('private_a_day', r['private'] / 10), ('replies_per_case', r['case_replies'] / max(r['cases'], 1)), ('back_rate', back / max(r['answered'], 1))):
        assert abs(r[name] - want) < 1e-4, (name, want, r)" < <(pulso care --period 2021-12-21..2021-12-30 --json)
expect "an account can be asked for" [ "$(pulso care --period 2021-12-21..2021-12-30 --account @ContactoCitibmx --by account --csv | wc -l)" = 2 ]
expect_not "agents are not by account" pulso care --by agent --account citibanamex
expect "silence is explained" eval 'pulso care --period 1h 2>&1 | grep -q "accounts:"'
expect "posts are counted" eval 'pulso posts --period 2021-12-21..2021-12-30 --csv | grep -q "^citibanamex,"'
expect_stop route
expect_stop classify
