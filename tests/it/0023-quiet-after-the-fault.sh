#!/usr/bin/env bash
# Faults at rest: nothing comes after them that would heal what they left behind.
#   Redis goes away; a few mentions come for all partitions at once; Redis comes back, and nothing more: all are applied.
#   A broker stands still while partitions are being claimed: classify ends in time when asked to, and goes on when the broker does.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 4
config
topics
rounds=${ROUNDS:-4}
gen g --records $((40 * (rounds + 2))) --seed "${SEED:-23}"
some() { python3 "$KIT/feed.py" "$T/g/stream.jsonl" --kafka "$KAFKA" --rate 0 --skip $((40 * $1)) --take 40 >/dev/null; }
daemon classify --instance c1
daemon classify --instance c2
some 0
expect_caught_up --deadline 20
for ((round = 1; round <= rounds; round++)); do
    stack redis-stop
    sleep "0.$((RANDOM % 4 + 1))"
    some "$round"
    sleep 1
    stack redis-start
    expect "round $round: all are applied though nothing more comes" python3 "$KIT/wait.py" --kafka "$KAFKA" --redis "$REDIS" --deadline 20
done
expect_stop c2
expect_caught_up --deadline 20

kafka_pid=$(cut -d' ' -f1 "$T/stack/kafka.pid")
kill -STOP "$kafka_pid"
for p in 0 1 2 3; do redis hincrby "{pulso.m.$p}:s" epoch 1 >/dev/null; done    # as any rewind does: claim anew
sleep 4
expect_stop c1
kill -CONT "$kafka_pid"
daemon classify --instance c1
some $((rounds + 1))
expect_caught_up --deadline 30
expect_exact g
expect_stop c1
