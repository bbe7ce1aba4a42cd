#!/usr/bin/env bash
# Proof 2: members join and leave; one is stopped beyond its session timeout while another takes over, then goes on: its commit is refused
# and counted, and every counter equals the ledger.
. "$(dirname "$0")/lib.sh"
. "$KIT/hold.sh"
RECORDS=${RECORDS:-110000}
stack_up --partitions 6
config
hold_proxy commit --late
topics
gen g --records "$RECORDS" --seed "${SEED:-12}"
daemon classify --instance c1
PULSO_REDIS_ADDRESS=$REDIS daemon classify --instance c2   # not by the proxy: only commits of c1 can be held
feed_kafka g --rate 0 --take $((RECORDS / 10))
expect_caught_up --deadline 60
# A third joins, the second leaves, a fourth joins: nothing is lost in between.
feed_kafka g --rate 4000 --skip $((RECORDS / 10)) --take $((RECORDS * 3 / 10)) &
feeder=$!
PULSO_REDIS_ADDRESS=$REDIS daemon classify --instance c3
sleep 1
expect_stop c2
sleep 1
PULSO_REDIS_ADDRESS=$REDIS daemon classify --instance c4
wait "$feeder"
expect_caught_up --deadline 60
# Stopped in the middle of a batch: its commit is on the way, and reaches Redis when others have counted all that came after it.
# A commit out of turn that they only then counted on from would be written over by their next ones, and not be seen.
: >"$T/hold"
feed_kafka g --rate 4000 --skip $((RECORDS * 4 / 10)) &
feeder=$!
within 60 held_more_than 0 || give_up "c1 commits nothing"
pause c1
expect "it is stopped between producing and committing" python3 "$KIT/classified.py" uncommitted --kafka "$KAFKA" --redis "$REDIS" --owner c1
taken_over() { for p in 0 1 2 3 4 5; do [ "$(redis hget "{pulso.m.$p}:s" owner)" != c1 ] || return; done; }
expect "the others take its partitions over" within 25 taken_over
wait "$feeder"
expect_caught_up --deadline 60
rm "$T/hold"
resume c1
refused() { [ "$(metric c1 pulso_classify_commits_refused_total)" -ge 1 ]; }
expect "the commit of the one that was stopped is refused and counted" within 15 refused
expect_exact g
expect_complete
expect_caught_up --deadline 60
for c in c1 c3 c4; do expect_stop $c; done
