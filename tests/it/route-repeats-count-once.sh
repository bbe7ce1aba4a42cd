#!/usr/bin/env bash
# classify repeats itself after its crashes: route puts each origin into its queue once, and counts it once.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
stack_up --partitions 4
config "$(route_rules)"
topics
route_topics
daemon route
python3 "$KIT/routed.py" feed "$T/ledger.json" --kafka "$KAFKA" --records "${RECORDS:-20000}" --seed "${SEED:-3}" --repeats 20
expect_caught_up --route --deadline 60
expect "each origin is counted once and queued once" route_check --once
expect_stop route
daemon route
sleep 1
expect "a restart changes nothing and repeats nothing" route_check --once

# What classify cannot have written goes to the dead letters, with the reason, and is counted.
echo 'mastodon:1|{"v":1}' | kcat -P -b "$KAFKA" -t pulso.classified -K '|' -H 'o=0:99999999' || fail "kcat"
echo 'mastodon:1|not json' | kcat -P -b "$KAFKA" -t pulso.classified -K '|' -H 'o=0:100000000' || fail "kcat"
echo 'mastodon:1|{}' | kcat -P -b "$KAFKA" -t pulso.classified -K '|' || fail "kcat"
expect_caught_up --route --deadline 10
expect_topic pulso.dlq 3
expect_eq "they are counted as refused" 3 "$(for q in 0 1 2 3; do redis hget "{pulso.c.$q}:s" dlq; done | awk '{ n += $1 } END { print n }')"
expect_stop route
