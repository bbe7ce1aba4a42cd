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
# Stopped in the middle of a batch: its commit is on the way, and reaches Redis when another has taken over.
: >"$T/hold"
feed_kafka g --rate 4000 --skip $((RECORDS / 10)) &
feeder=$!
within 60 held_more_than 0 || give_up "c1 commits nothing"
pause c1
expect "it is stopped between producing and committing" python3 "$KIT/classified.py" uncommitted --kafka "$KAFKA" --redis "$REDIS" --owner c1
taken_over() { [ "$(for p in 0 1 2 3 4 5; do redis hget "{pulso.m.$p}:s" owner; done | sort -u)" = c2 ]; }
offsets() { for p in 0 1 2 3 4 5; do redis hget "{pulso.m.$p}:s" off; done; }
stood=$(offsets)
expect "the other takes all partitions over" within 25 taken_over
# It has counted what the commit on the way holds: before that, a commit out of turn would count it for the first time.
moved_on() { paste <(offsets) <(echo "$stood") | awk '$1 <= $2 { exit 1 }'; }
expect "and counts on in each of them" within 25 moved_on
rm "$T/hold"
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
