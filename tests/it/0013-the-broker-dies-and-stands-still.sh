#!/usr/bin/env bash
# The broker is killed (-9) and started again under load; then it stands still in the middle of a batch, longer than
# every timeout. Nobody does anything about it: classify says that it is not ready, waits, goes on, and every counter
# equals the ledger. One that is asked to stop while the broker stands still ends in time.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 4
config
topics
gen g --records "${RECORDS:-40000}" --seed "${SEED:-31}"
daemon classify --instance c1
daemon classify --instance c2
feed_kafka g --rate "${RATE:-4000}" &
feeder=$!
pids="${PID[c1]} ${PID[c2]}"
for _ in $(seq "${KILLS:-1}"); do
    sleep 1
    stack kafka-kill
    sleep "0.$((RANDOM % 9))"
    stack kafka-start
done

# In the middle of a batch: until a stop has caught messages that were sent and not acknowledged.
broker=$(cut -d' ' -f1 "$T/stack/kafka.pid")
unacknowledged() { grep -q 'has not acknowledged' "$T/c1.log"; }
: >"$T/c1.log"
for try in 1 2 3 4 5 6 7 8; do
    sleep "0.$((RANDOM % 4 + 1))"
    kill -STOP "$broker"
    within 2 unacknowledged && break
    kill -CONT "$broker"
done
expect "the broker stands still in the middle of a batch (try $try)" unacknowledged
expect_eq "which makes classify not ready" 503 "$(health c1)"
sleep 2
expect_stop c2
sleep "${PAUSE:-12}"
kill -CONT "$broker"
wait "$feeder"
expect "classify is ready again" ready c1 30
daemon classify --instance c2
expect_caught_up --deadline 60
expect_exact g
expect_complete
expect_eq "the same process all the time" "${pids% *}" "${PID[c1]}"
expect "which lives" alive c1
expect_stop c1
expect_stop c2
