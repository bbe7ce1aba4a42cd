#!/usr/bin/env bash
# The broker is killed (-9) and started again under load; then it stands still in the middle of a batch, longer than
# every timeout. Nobody does anything about it: classify says that it is not ready, waits, goes on, and every counter
# equals the ledger. One that is asked to stop while the broker stands still ends in time.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
. "$KIT/hold.sh"
stack_up --partitions 4
config
hold_proxy read --late
topics
gen g --records "${RECORDS:-40000}" --seed "${SEED:-31}"
gen h --records 2000 --seed "${SEED:-31}" --prefix h
classify_2() { PULSO_REDIS_ADDRESS=$REDIS daemon classify --instance c2; } # not by the proxy: only reads of c1 can be held
daemon classify --instance c1
classify_2
feed_kafka g --rate "${RATE:-4000}" &
feeder=$!
pids="${PID[c1]} ${PID[c2]}"
for _ in $(seq "${KILLS:-1}"); do
    sleep 1
    stack kafka-kill
    sleep "0.$((RANDOM % 9))"
    stack kafka-start
done

# In the middle of a batch: while c1 waits for what it reads before it produces, records come; it is answered when the broker stands still.
broker=$(cut -d' ' -f1 "$T/stack/kafka.pid")
unacknowledged() { grep -q 'has not acknowledged' "$T/c1.log"; }
: >"$T/hold"
within 60 held_more_than 0 || give_up "c1 reads nothing"
feed_kafka h --rate 0
sleep 3     # until librdkafka has fetched some, on a busy machine too: it may have been a look at partitions at rest
: >"$T/c1.log"
kill -STOP "$broker"
rm "$T/hold"
expect "the broker stands still in the middle of a batch" within 10 unacknowledged
expect_eq "which makes classify not ready" 503 "$(health c1)"
sleep 2
expect_stop c2
sleep "${PAUSE:-12}"
kill -CONT "$broker"
wait "$feeder"
expect "classify is ready again" ready c1 30
classify_2
expect_caught_up --deadline 60
expect "every counter is exact" python3 "$KIT/compare.py" --redis "$REDIS" "$T/g/ledger.json" "$T/h/ledger.json"
expect_complete
expect_eq "the same process all the time" "${pids% *}" "${PID[c1]}"
expect "which lives" alive c1
expect_stop c1
expect_stop c2
