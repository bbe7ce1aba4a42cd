#!/usr/bin/env bash
# Two classify processes with the same --instance: the later one wins, the earlier one ends with exit code 2 and says
# what to do; what both did counts once.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 4
config
topics
gen g --records "${RECORDS:-30000}" --seed "${SEED:-41}"
feed_kafka g --rate 5000 &
feeder=$!
daemon classify --instance c1
PID[first]=${PID[c1]} PORT[first]=${PORT[c1]}
mv "$T/c1.log" "$T/first.log"
has_claimed() { [ "$(grep -c event=claimed "$T/first.log")" -ge "$PARTITIONS" ]; }
expect "the first has its partitions" within 20 has_claimed   # ready is said before the group has answered
daemon classify --instance c1
if ended first 20; then expect_eq "the first ends with 2" 2 "$exit_code"; else fail "the first still runs"; fi
expect_log first 'another process runs with the same --instance'
expect "the second goes on" alive c1
wait "$feeder"
expect_caught_up --deadline 30
expect_exact g
expect_complete
expect_stop c1
