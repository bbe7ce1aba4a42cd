#!/usr/bin/env bash
# At 1,000 mentions a second, a mention is in its counters within half a second of its append to pulso.mentions, 99 times
# in a hundred; the ages of each step are printed.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
stack_up --partitions 8
config "$(route_rules)"
expect "the topics are made" "$BIN/pulso" topics create --config "$T/pulso.yaml"
for d in ingest classify route; do daemon $d; done
settled() { [ "$(redis --scan --pattern '{pulso.m.*}:s' | wc -l)" = 8 ]; }
expect "classify has its partitions" within 20 settled
expect "99 of a hundred are counted within ${MOST:=500} ms" eval \
    'python3 "$KIT/real_fresh.py" "$T/feed.jsonl" --kafka "$KAFKA" --redis "$REDIS" --rate "${RATE:-1000}" --seconds "${SECONDS_OF:-8}" --most "$MOST" >"$T/ages.txt"'
sed 's/^/      /' "$T/ages.txt"
expect_caught_up --route --deadline 20
expect "the audit agrees" "$BIN/pulso" audit --config "$T/pulso.yaml"
for d in ingest classify route; do expect_stop $d; done
