#!/usr/bin/env bash
# At 1,000 mentions a second, a mention is in its counters within half a second of its append to pulso.mentions, 99 times
# in a hundred; the ages of each step are printed. Then a storm: what is urgent is routed first, nothing is dropped, and the order within each
# conversation holds; in the long size also at a hundred times the rate, once more while route gets a tenth of the time that it wants.
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

# More waits for route than it takes at once.
said() { # NAME COMMAND...: as expect, and shows what was found
    local name=$1
    shift
    if "$@" >"$T/said.txt" 2>&1; then ok "$name"; else fail "$name"; fi
    sed 's/^/      /' "$T/said.txt"
}
expect "a storm is made" python3 "$KIT/storm.py" gen "$T/storm" --records "${STORM:-12000}"
expect_stop route
feed_kafka storm --rate 0
expect_caught_up --deadline 60
daemon route
expect_caught_up --route --deadline 60
said "of a storm the urgent is routed first, all of it is, and each conversation in its order" python3 "$KIT/storm.py" check "$T/storm" --kafka "$KAFKA" --first
expect "some went before others" [ "$(metric route pulso_route_first_total)" -gt 0 ]

# From 20 a second to 2,000; once more while route runs for 20 ms of each 200, so that most of it has to wait.
throttle() { while alive route; do pause route; sleep 0.18; resume route; sleep 0.02; done; }
rise() { # NAME
    expect "it goes on" python3 "$KIT/storm.py" gen "$T/$1" --records $((2000 * STORM_SECONDS)) --name "$1"
    feed_kafka "$1" --rate 20 --take 60
    feed_kafka "$1" --rate 2000 --skip 60
    expect_caught_up --route --deadline 300
}
if [ -n "${STORM_SECONDS:-}" ]; then
    rise rise
    said "99 of a hundred urgent ones wait less than two seconds" python3 "$KIT/storm.py" check "$T/rise" --kafka "$KAFKA" --name rise --most 2000
    throttle &
    throttler=$!
    rise slow
    kill "$throttler"
    resume route
    said "of what a slow route cannot take at once the urgent is routed first" python3 "$KIT/storm.py" check "$T/slow" --kafka "$KAFKA" --name slow --first
fi
for d in ingest classify route; do expect_stop $d; done
