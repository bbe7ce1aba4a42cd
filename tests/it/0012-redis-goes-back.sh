#!/usr/bin/env bash
# Proof 3: Redis is killed and started again from a snapshot of ten seconds before: offset and counters go back together, the replay heals them.
# Then everything is flushed: it is built anew from Kafka.
. "$(dirname "$0")/lib.sh"
stack_up --partitions 4
config
topics
gen g --records "${RECORDS:-90000}" --seed "${SEED:-13}"
daemon classify --instance c1
daemon classify --instance c2
feed_kafka g --rate 4000 &
feeder=$!
sleep 3
offsets() { for p in 0 1 2 3; do redis hget "{pulso.m.$p}:s" off; done | paste -sd' '; }
# The snapshot: the append-only files as they are on the disk while Redis is stopped by a signal.
redis bgrewriteaof >/dev/null
within 10 eval '[ "$(redis info persistence | grep -c "aof_rewrite_in_progress:0")" = 1 ]'
stack redis-kill
cp -a "$T/stack/redis" "$T/snapshot"
stack redis-start
sleep "${AGE:-10}"
before=$(offsets)
stack redis-kill
rm -rf "$T/stack/redis" && cp -a "$T/snapshot" "$T/stack/redis"
stack redis-start
expect "Redis is ten seconds back" [ "$(offsets)" != "$before" ]
wait "$feeder"
expect_caught_up --deadline 60
expect_exact g
expect_complete
redis flushall >/dev/null
expect_caught_up --deadline "${REBUILT_WITHIN:-60}"
expect_exact g
expect_stop c1
expect_stop c2
