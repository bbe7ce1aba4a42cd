#!/usr/bin/env bash
# Proof 1: two classify processes are killed (-9), for certain between two batches and when a batch was produced and not committed, then at any
# moment while 5,000 mentions a second come in; every counter equals the ledger.
. "$(dirname "$0")/lib.sh"
. "$KIT/hold.sh"
HELD=${HELD:-3} RECORDS=${RECORDS:-70000}
stack_up --partitions 8
config
hold_proxy "commit read"
topics
gen g --records "$RECORDS" --seed "${SEED:-11}" --poison 0.2
daemon classify --instance c1
daemon classify --instance c2
part=$((RECORDS / 50))
feed_kafka g --rate 0 --take $part
expect_caught_up --deadline 60
hold_read feed_kafka g --rate 0 --skip $part --take $part
kill_read c1 c2
for ((k = 2; k < HELD + 2; k++)); do
    hold_batch feed_kafka g --rate 0 --skip $((k * part)) --take $part
    kill_held c1 c2
done
feed_kafka g --rate 5000 --skip $(((HELD + 2) * part)) &
feeder=$!
kill_at_random "${KILLS:-6}" c1 c2
wait "$feeder"
expect_caught_up --deadline 60
expect_not "nothing is uncommitted in the end" uncommitted
expect_exact g
expect_complete
expect_stop c1
expect_stop c2
