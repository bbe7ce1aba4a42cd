#!/usr/bin/env bash
# A rebalance may leave partitions without an owner for ever (common/io/group.h tells how). classify notices, and asks for another one.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 4
config
topics
gen g --records 3000 --seed "${SEED:-22}"
python3 "$KIT/selfish.py" "$KAFKA" pulso.classify pulso.mentions 4 >"$T/selfish.txt" 2>&1 &
expect "a selfish member leads the group" within 15 grep -q 'generation' "$T/selfish.txt"
daemon classify --instance c1
feed_kafka g --rate 0
expect "and hands out nothing" within 15 grep -q 'they get nothing' "$T/selfish.txt"
expect_caught_up --deadline 15
expect_log c1 'event=orphans'
expect_exact g
expect_stop c1
