#!/usr/bin/env bash
# Proof 2: members join and leave; one is stopped beyond its session timeout while another takes over, then goes on: its commit is refused
# and counted, and every counter equals the ledger.
. "$(dirname "$0")/lib.sh"
stack_up --partitions 6
config
topics
gen g --records "${RECORDS:-110000}" --seed "${SEED:-12}"
daemon classify --instance c1
daemon classify --instance c2
feed_kafka g --rate 4000 &
feeder=$!
# Stopped in the middle of a batch: until a stop has left records in pulso.classified beyond the committed offset.
for try in 1 2 3 4 5 6 7 8 9 10 11 12; do
    sleep 0.2
    pause c1
    python3 "$KIT/classified.py" uncommitted --kafka "$KAFKA" --redis "$REDIS" --owner c1 >/dev/null 2>&1 && break
    resume c1
done
taken_over() { [ "$(for p in 0 1 2 3 4 5; do redis hget "{pulso.m.$p}:s" owner; done | sort -u)" = c2 ]; }
expect "the other takes all partitions over (try $try)" within 25 taken_over
resume c1
refused() { [ "$(metric c1 pulso_classify_commits_refused_total)" -ge 1 ]; }
expect "the commit of the one that was stopped is refused and counted" within 15 refused
# A third joins, the second leaves: nothing is lost in between.
daemon classify --instance c3
sleep 1
expect_stop c2
sleep 1
daemon classify --instance c4
wait "$feeder"
expect_caught_up --deadline 60
expect_exact g
expect_complete
for c in c1 c3 c4; do expect_stop $c; done
