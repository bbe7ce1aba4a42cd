#!/usr/bin/env bash
# Proof 1: two classify processes are killed (-9) while 5,000 mentions a second come in; every counter equals the ledger.
. "$(dirname "$0")/lib.sh"
KILLS=${KILLS:-5}
stack_up --partitions 8
config
topics
gen g --records "${RECORDS:-100000}" --seed "${SEED:-11}" --poison 0.2
daemon classify --instance c1
daemon classify --instance c2
feed_kafka g --rate 5000 &
feeder=$!
kill_uncommitted "$KILLS" c1 c2
wait "$feeder"
expect_caught_up --deadline 60
expect_exact g
expect_complete
expect_stop c1
expect_stop c2
